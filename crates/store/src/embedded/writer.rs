//! The one writer thread: group commit.
//!
//! Jobs that wait are run one after another in one transaction, each but the first in a savepoint of its own, then
//! what they left to the transaction's end is done, and they are answered after the one COMMIT that makes all of it durable. While the disk syncs, the next group
//! gathers by itself. Checkpoints run between groups.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::EmbeddedOptions;
use super::connection::{Role, SqliteConnection};
use super::errors::running;
use super::snapshot::Freshness;
use crate::Error;
use crate::counters::Tally;
use crate::ending::Endings;
use crate::job::{ReadJob, WriteJob, caught};
use crate::queue::{Queue, Taken};
use crate::session::{Connection as _, Writer};

pub(crate) const THREAD_NAME: &str = "store-writer";

/// A group takes at most so many jobs, and no further job after so much work.
const GROUP_JOBS: usize = 256;
const GROUP_WORK: Duration = Duration::from_millis(2);

/// A group of noted reads waits so long at a time for the rest of its company, if the group before had more: who was answered
/// together asks again together, and the pages that all of them write are sealed and synced once (PostgreSQL's
/// `commit_delay`). A group with a change in it does not wait; a change that comes while one waits does, so long at most.
const GATHER: Duration = Duration::from_micros(300);

/// New pages in the write-ahead log after which it is copied into the file as far as readers let it.
const CHECKPOINT_PAGES: i64 = 1_000;
/// How long the writer waits for readers once the log is as long as [`super::EmbeddedOptions::log_pages`].
const RESTART_PATIENCE: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(5);

/// After so long without a change the log is copied into the file whatever its size, and after so long the page cache is
/// given back to the system. A look for something to do that found nothing is no change.
const IDLE: Duration = Duration::from_secs(5);
const SHRINK_AFTER: Duration = Duration::from_mins(1);

pub(crate) fn start(
    connection: SqliteConnection,
    options: Arc<EmbeddedOptions>,
    queue: Arc<Queue<Box<dyn WriteJob>>>,
    readers: Arc<Queue<Box<dyn ReadJob>>>,
    freshness: Arc<Freshness>,
    tally: Arc<Tally>,
) -> Result<JoinHandle<()>, Error> {
    let mut thread = WriterThread {
        connection,
        options,
        queue,
        readers,
        freshness,
        tally,
        log_pages: Arc::default(),
        wrote: Arc::default(),
        copied: 0,
        looked: 0,
        company: 0,
    };
    thread.watch_log()?;
    std::thread::Builder::new()
        .name(THREAD_NAME.into())
        .spawn(move || thread.run())
        .map_err(|e| Error::io(&e))
}

struct WriterThread {
    connection: SqliteConnection,
    options: Arc<EmbeddedOptions>,
    queue: Arc<Queue<Box<dyn WriteJob>>>,
    readers: Arc<Queue<Box<dyn ReadJob>>>,
    freshness: Arc<Freshness>,
    tally: Arc<Tally>,
    /// Pages in the write-ahead log, as the engine said at the last commit.
    log_pages: Arc<AtomicI64>,
    /// Whether a commit put any there.
    wrote: Arc<AtomicBool>,
    /// How many of them were copied into the file.
    copied: i64,
    /// How many there were at the last checkpoint: it can copy none that a reader may still need, and is not tried
    /// again for those alone.
    looked: i64,
    /// How many jobs the last group of noted reads had.
    company: usize,
}

impl WriterThread {
    fn watch_log(&mut self) -> Result<(), Error> {
        let (log_pages, wrote) = (Arc::clone(&self.log_pages), Arc::clone(&self.wrote));
        let hook = move |_: &mut rusqlite::hooks::Wal, pages: std::ffi::c_int| {
            log_pages.store(i64::from(pages), Ordering::Relaxed);
            wrote.store(true, Ordering::Relaxed);
            Ok(())
        };
        self.connection.raw().wal_hook(Some(hook)).map_err(|e| running(&e))
    }

    fn run(mut self) {
        let mut nudges = 0;
        let (mut last_change, mut shrunk) = (Instant::now(), false);
        loop {
            let changed = match self.queue.take(IDLE, &mut nudges) {
                Taken::Item(job) => {
                    let changed = self.group(job);
                    if self.connection.is_damaged() {
                        self.open_anew();
                    }
                    changed
                }
                Taken::Nothing | Taken::Nudged => false,
                Taken::Closed => break,
            };
            if changed {
                (last_change, shrunk) = (Instant::now(), false);
                if self.uncopied() >= CHECKPOINT_PAGES && self.grown() >= CHECKPOINT_PAGES {
                    self.checkpoint();
                }
                continue;
            }
            if last_change.elapsed() >= IDLE && self.uncopied() > 0 {
                self.checkpoint();
            }
            if last_change.elapsed() >= SHRINK_AFTER && !shrunk {
                self.shrink();
                shrunk = true;
            }
        }
        self.end();
    }

    /// After a damaged page, so that what lies on others can still be read and changed.
    fn open_anew(&mut self) {
        tracing::error!("a page of the database file is damaged; what lies on it can't be read");
        self.roll_back();
        let opened = SqliteConnection::open(&self.options, Role::Writer);
        let watched = opened.and_then(|connection| {
            self.connection = connection;
            self.watch_log()
        });
        if let Err(error) = watched {
            tracing::error!(%error, "the writer could not be opened anew");
        }
    }

    fn shrink(&mut self) {
        if let Err(error) = self.connection.raw().release_memory() {
            tracing::debug!(%error, "the writer's page cache could not be released");
        }
    }

    /// Runs the jobs that wait, at least the first, in one transaction; whether it changed anything.
    fn group(&mut self, first: Box<dyn WriteJob>) -> bool {
        let began = Instant::now();
        let mut kept: Vec<Box<dyn WriteJob>> = Vec::new();
        let mut endings = Endings::default();
        let mut next = Some(first);
        let mut count = 0;
        let mut only_noted = true;
        while let Some(mut job) = next {
            count += 1;
            only_noted &= job.only_reads();
            self.tally.write();
            match self.job(&mut *job, &mut endings, kept.is_empty()) {
                Ok(true) => kept.push(job),
                Ok(false) => job.finish(Ok(())),
                Err(lost) => {
                    kept.push(job);
                    self.roll_back();
                    finish_all(kept, &Err(lost));
                    return false;
                }
            }
            // Those that wait are spared: they would fail for a page that may be none of theirs.
            let more = count < GROUP_JOBS && began.elapsed() < GROUP_WORK && !self.connection.is_damaged();
            let missing = if only_noted { self.company.saturating_sub(count) } else { 0 };
            next = if more { self.queue.take_gathered(missing, GATHER) } else { None };
        }
        if only_noted {
            self.company = count;
        }
        if kept.is_empty() {
            return false;
        }
        self.wrote.store(false, Ordering::Relaxed);
        let fate = self.commit(endings);
        // A job that looked for something to do and found nothing costs no reader its page cache.
        let wrote = self.wrote.load(Ordering::Relaxed) || fate.is_err();
        if wrote && kept.iter().any(|job| !job.writes_log_only()) {
            self.freshness.changed();
        }
        finish_all(kept, &fate);
        wrote
    }

    /// Runs one job, in a savepoint of its own if others were run before it in the same transaction; whether its
    /// changes are kept. The first has nothing to spare but itself: the transaction begins with it and, should it fail,
    /// ends with it. That is no small thing: while a savepoint is open, SQLite copies every page before it is changed,
    /// and walks through all it copied at the end of each savepoint within. A job that only reads needs none either.
    ///
    /// An error means that the whole transaction is lost, as it is when the disk is full.
    fn job(&mut self, job: &mut dyn WriteJob, endings: &mut Endings, is_first: bool) -> Result<bool, Error> {
        let spared = !is_first && !job.only_reads();
        if is_first {
            self.connection.step("BEGIN IMMEDIATE")?;
        } else if spared {
            self.connection.step("SAVEPOINT job")?;
        }
        let mut writer = Writer::new(&mut self.connection);
        let kept = job.run(&mut writer);
        let added = writer.into_endings();
        if self.connection.is_idle() {
            return Err(self.connection.take_last_error().unwrap_or(Error::Aborted));
        }
        if kept {
            endings.append(added);
        } else if is_first {
            self.connection.step("ROLLBACK")?;
        } else if spared {
            self.connection.step("ROLLBACK TO job")?;
        }
        if spared {
            self.connection.step("RELEASE job")?;
        }
        Ok(kept)
    }

    fn commit(&mut self, endings: Endings) -> Result<(), Error> {
        let ended = caught(|| endings.act(&mut Writer::new(&mut self.connection)));
        // The endings read as well.
        let whole =
            ended.and_then(|()| if self.connection.is_whole() { Ok(()) } else { Err(Error::Corrupt) });
        match whole.and_then(|()| self.connection.step("COMMIT")) {
            Ok(()) => {
                self.tally.commit();
                Ok(())
            }
            Err(error) => {
                self.roll_back();
                Err(error)
            }
        }
    }

    fn roll_back(&mut self) {
        if !self.connection.is_idle()
            && let Err(error) = self.connection.step("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }

    /// Pages that only the log has. A log that is shorter than what was copied has begun anew.
    fn uncopied(&mut self) -> i64 {
        let pages = self.log_pages.load(Ordering::Relaxed);
        if pages < self.copied {
            self.copied = 0;
        }
        pages - self.copied
    }

    /// Pages that came since the last checkpoint.
    fn grown(&mut self) -> i64 {
        let pages = self.log_pages.load(Ordering::Relaxed);
        if pages < self.looked {
            self.looked = 0;
        }
        pages - self.looked
    }

    /// Copies the log into the file as far as readers let it. A long log also waits a moment for them:
    /// otherwise a steady stream of readers would let it grow for ever.
    fn checkpoint(&mut self) {
        let long = self.log_pages.load(Ordering::Relaxed) >= i64::from(self.options.log_pages);
        let mode = if long { "wal_checkpoint(RESTART)" } else { "wal_checkpoint(PASSIVE)" };
        self.freshness.want_room(long);
        // Those at work look by themselves.
        self.readers.nudge();
        let answer = self.with_patience(if long { RESTART_PATIENCE } else { PATIENCE }, |connection| {
            let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?));
            connection.query_row(&format!("PRAGMA {mode}"), [], row)
        });
        self.freshness.want_room(false);
        match answer {
            Ok((in_log, copied)) => {
                self.log_pages.store(in_log, Ordering::Relaxed);
                (self.copied, self.looked) = (copied, in_log);
            }
            Err(error) => tracing::warn!(error = %running(&error), "a checkpoint failed"),
        }
    }

    fn with_patience<T>(
        &mut self,
        patience: Duration,
        work: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let connection = self.connection.raw();
        connection.busy_timeout(patience)?;
        let answer = work(connection);
        connection.busy_timeout(PATIENCE)?;
        answer
    }

    /// Leaves the file whole on its own, with fresh statistics.
    fn end(self) {
        let closing = "PRAGMA analysis_limit = 400; PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)";
        if let Err(error) = self.connection.batch(closing) {
            tracing::warn!(%error, "the database was closed without its last checkpoint");
        }
    }
}

fn finish_all(jobs: Vec<Box<dyn WriteJob>>, fate: &Result<(), Error>) {
    for job in jobs {
        job.finish(fate.clone());
    }
}
