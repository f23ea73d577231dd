//! Reader threads: each has a read-only connection and runs one job at a time on one snapshot.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use super::EmbeddedOptions;
use super::connection::{Role, SqliteConnection};
use super::deadline::Deadline;
use super::snapshot::{Freshness, Held};
use crate::Error;
use crate::counters::Tally;
use crate::job::ReadJob;
use crate::queue::{Queue, Taken};
use crate::session::Reader;

/// After so long without work a reader gives its page cache back to the system.
const IDLE: Duration = Duration::from_mins(1);

pub(crate) fn start(
    number: usize,
    mut connection: SqliteConnection,
    options: Arc<EmbeddedOptions>,
    queue: Arc<Queue<Box<dyn ReadJob>>>,
    freshness: Arc<Freshness>,
    tally: Arc<Tally>,
) -> Result<JoinHandle<()>, Error> {
    let deadline = Deadline::watched_by(&mut connection)?;
    let mut thread = ReaderThread { connection, options, deadline, freshness, held: None };
    std::thread::Builder::new()
        .name(format!("store-reader-{number}"))
        .spawn(move || {
            let mut nudges = 0;
            loop {
                let patience = thread.held.as_ref().map_or(IDLE, Held::left);
                match queue.take(patience, &mut nudges) {
                    Taken::Item(job) => {
                        tally.read();
                        thread.serve(job);
                    }
                    Taken::Nothing if thread.held.is_some() => thread.end_snapshot(),
                    Taken::Nudged => thread.end_stale_snapshot(),
                    Taken::Nothing => thread.shrink(),
                    Taken::Closed => break,
                }
            }
        })
        .map_err(|e| Error::io(&e))
}

struct ReaderThread {
    connection: SqliteConnection,
    options: Arc<EmbeddedOptions>,
    deadline: Deadline,
    freshness: Arc<Freshness>,
    /// The snapshot that is open, if one is.
    held: Option<Held>,
}

impl ReaderThread {
    fn serve(&mut self, job: Box<dyn ReadJob>) {
        self.run(job);
        if self.connection.is_idle() {
            self.held = None;
        }
        if self.connection.is_damaged() {
            self.open_anew();
        }
    }

    /// Runs a job on one snapshot: the one that is open, if it will do.
    fn run(&mut self, job: Box<dyn ReadJob>) {
        let serves = |held: &Held| !job.sees_log() && held.serves(&self.freshness);
        if !self.held.as_ref().is_some_and(serves)
            && let Err(error) = self.begin_snapshot()
        {
            job.run(Err(error));
            return;
        }
        self.deadline.set(job.limit());
        job.run(Ok(&mut Reader::new(&mut self.connection)));
        self.deadline.set(None);
    }

    /// After a damaged page, so that what lies on others can still be read.
    fn open_anew(&mut self) {
        tracing::error!("a page of the database file is damaged; what lies on it can't be read");
        self.end_snapshot();
        let opened = SqliteConnection::open(&self.options, Role::Reader)
            .and_then(|mut connection| Ok((Deadline::watched_by(&mut connection)?, connection)));
        match opened {
            Ok((deadline, connection)) => (self.deadline, self.connection) = (deadline, connection),
            Err(error) => tracing::error!(%error, "a reader could not be opened anew"),
        }
    }

    fn begin_snapshot(&mut self) -> Result<(), Error> {
        self.end_snapshot();
        // Before BEGIN: what is committed in between only makes the snapshot newer than it claims to be.
        let held = self.freshness.begin();
        self.connection.step("BEGIN")?;
        self.held = Some(held);
        Ok(())
    }

    fn end_snapshot(&mut self) {
        self.held = None;
        if !self.connection.is_idle()
            && let Err(error) = self.connection.step("COMMIT").or_else(|_| self.connection.step("ROLLBACK"))
        {
            tracing::error!(%error, "a read snapshot could not be ended");
        }
    }

    fn end_stale_snapshot(&mut self) {
        if self.held.as_ref().is_some_and(|held| !held.serves(&self.freshness)) {
            self.end_snapshot();
        }
    }

    fn shrink(&mut self) {
        if let Err(error) = self.connection.raw().release_memory() {
            tracing::debug!(%error, "a reader's page cache could not be released");
        }
    }
}
