//! The face: one type for both engines, jobs in, answers out.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::counters::{Counters, Tally};
use crate::embedded::{Embedded, EmbeddedOptions};
use crate::ending::AtEnd;
use crate::job::{Reach, ReadJob, WriteJob, read_job, write_job};
use crate::postgres::{Postgres, PostgresOptions};
use crate::session::{Reader, Writer};
use crate::{Dialect, Error, migration};

/// An open database. Clones share the same connections.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    tally: Arc<Tally>,
    /// The most microseconds of a read somebody waits for.
    read_limit_micros: AtomicU64,
}

/// A read that somebody waits for is ended after so long: it must not keep a reader from everybody else.
pub const READ_LIMIT: Duration = Duration::from_secs(10);

enum Engine {
    Embedded(Embedded),
    Postgres(Postgres),
}

impl Database {
    /// Opens the embedded database, makes it if it is not there, and brings its system tables up to date.
    ///
    /// # Errors
    /// [`Error::InUse`], [`Error::WrongKey`], [`Error::NotEncrypted`], [`Error::Engine`],
    /// [`Error::TooNew`], [`Error::ChecksumMismatch`], or what the disk refuses.
    pub fn open_embedded(options: &EmbeddedOptions) -> Result<Self, Error> {
        let tally = Arc::new(Tally::default());
        let engine = Engine::Embedded(Embedded::open(options, &tally)?);
        let this = Self::of(engine, tally);
        migration::bring_up_to_date(&this)?;
        Ok(this)
    }

    /// Opens a PostgreSQL database and brings its system tables up to date.
    ///
    /// # Errors
    /// [`Error::Plaintext`], [`Error::Engine`], [`Error::TooNew`], [`Error::ChecksumMismatch`], or what
    /// keeps the server from being reached.
    pub async fn open_postgres(options: PostgresOptions) -> Result<Self, Error> {
        let (sender, receiver) = oneshot::channel();
        std::thread::spawn(move || drop(sender.send(Self::open_postgres_blocking(&options))));
        receiver.await.unwrap_or(Err(Error::Closed))
    }

    /// As [`Database::open_postgres`], holding up the calling thread.
    ///
    /// # Errors
    /// As [`Database::open_postgres`].
    pub fn open_postgres_blocking(options: &PostgresOptions) -> Result<Self, Error> {
        let tally = Arc::new(Tally::default());
        let engine = Engine::Postgres(Postgres::open(options, &tally)?);
        let this = Self::of(engine, tally);
        migration::bring_up_to_date(&this)?;
        Ok(this)
    }

    fn of(engine: Engine, tally: Arc<Tally>) -> Self {
        let this = Self { inner: Arc::new(Inner { engine, tally, read_limit_micros: AtomicU64::new(0) }) };
        this.limit_reads(READ_LIMIT);
        this
    }

    /// Ends reads that somebody waits for after so long from now on, instead of after [`READ_LIMIT`].
    pub fn limit_reads(&self, limit: Duration) {
        let micros = u64::try_from(limit.as_micros()).unwrap_or(u64::MAX);
        self.inner.read_limit_micros.store(micros, Ordering::Relaxed);
    }

    fn read_limit(&self) -> Duration {
        Duration::from_micros(self.inner.read_limit_micros.load(Ordering::Relaxed))
    }

    /// Which SQL is spoken here.
    pub fn dialect(&self) -> Dialect {
        match &self.inner.engine {
            Engine::Embedded(_) => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a job on one snapshot of the database, for somebody who waits for it: past [`READ_LIMIT`] it is ended.
    /// If the caller goes away the job still runs to its end. What [`Database::write_log`] wrote it may see seconds
    /// late; of all else it sees what was answered before.
    ///
    /// # Errors
    /// What the job answers; [`Error::Busy`] if too many wait, [`Error::TookTooLong`], [`Error::Closed`],
    /// [`Error::Panicked`].
    pub fn read<R, E, F>(&self, job: F) -> impl Future<Output = Result<R, E>> + Send + use<R, E, F>
    where
        F: FnOnce(&mut Reader<'_>) -> Result<R, E> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let answer = move |answer| drop(sender.send(answer));
        answer_of(self.send_read(read_job(job, Some(self.read_limit()), Reach::Records, answer)), receiver)
    }

    /// As [`Database::read`], and sees what was written to the log too.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub fn read_log<R, E, F>(&self, job: F) -> impl Future<Output = Result<R, E>> + Send + use<R, E, F>
    where
        F: FnOnce(&mut Reader<'_>) -> Result<R, E> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let answer = move |answer| drop(sender.send(answer));
        answer_of(self.send_read(read_job(job, Some(self.read_limit()), Reach::All, answer)), receiver)
    }

    /// As [`Database::read`], for as long as it takes: for work of the program's own, such as an export or a look
    /// through the whole log, of which one person can't begin any number.
    ///
    /// # Errors
    /// As [`Database::read`], without the end.
    pub fn read_long<R, E, F>(&self, job: F) -> impl Future<Output = Result<R, E>> + Send + use<R, E, F>
    where
        F: FnOnce(&mut Reader<'_>) -> Result<R, E> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let job = read_job(job, None, Reach::All, move |answer| drop(sender.send(answer)));
        answer_of(self.send_read(job), receiver)
    }

    /// As [`Database::read_long`], for a job that looks for damage: it is answered what it found although a page it read
    /// was damaged, and asks [`Reader::is_whole`] by itself.
    ///
    /// # Errors
    /// As [`Database::read_long`].
    pub fn inspect<R, E, F>(&self, job: F) -> impl Future<Output = Result<R, E>> + Send + use<R, E, F>
    where
        F: FnOnce(&mut Reader<'_>) -> Result<R, E> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let job = read_job(job, None, Reach::Damage, move |answer| drop(sender.send(answer)));
        answer_of(self.send_read(job), receiver)
    }

    /// Runs a job in one transaction: `Ok` means that its changes are durable, `Err` that there are none.
    /// If the caller goes away the job still runs to its end.
    ///
    /// # Errors
    /// As [`Database::read`], and what keeps the transaction from being committed.
    pub fn write<R, E, F>(&self, job: F) -> impl Future<Output = Result<R, E>> + Send + use<R, E, F>
    where
        F: FnOnce(&mut Writer<'_>) -> Result<R, E> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let sent = self.send_write(write_job(job, Reach::All, move |answer| drop(sender.send(answer))));
        answer_of(sent, receiver)
    }

    /// As [`Database::write`], for a job that writes the audit log and nothing else: readers need not begin anew for it.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub fn write_log<R, E, F>(&self, job: F) -> impl Future<Output = Result<R, E>> + Send + use<R, E, F>
    where
        F: FnOnce(&mut Writer<'_>) -> Result<R, E> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let sent = self.send_write(write_job(job, Reach::Log, move |answer| drop(sender.send(answer))));
        answer_of(sent, receiver)
    }

    /// Reads within a transaction that is written at its end: what was read is durably noted before it is answered.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub fn read_noted<R, E, F>(&self, job: F) -> impl Future<Output = Result<R, E>> + Send + use<R, E, F>
    where
        F: FnOnce(&mut Reader<'_>) -> Result<(R, Box<dyn AtEnd>), E> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let noting = |writer: &mut Writer<'_>| {
            let (found, note) = job(writer)?;
            writer.at_end(note);
            Ok(found)
        };
        let (sender, receiver) = oneshot::channel();
        let sent = self.send_write(write_job(noting, Reach::Noted, move |answer| drop(sender.send(answer))));
        answer_of(sent, receiver)
    }

    /// As [`Database::read_long`], holding up the calling thread: for commands and tests, never for a request.
    ///
    /// # Errors
    /// As [`Database::read_long`].
    pub fn read_blocking<R, E, F>(&self, job: F) -> Result<R, E>
    where
        F: FnOnce(&mut Reader<'_>) -> Result<R, E> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        self.send_read(read_job(job, None, Reach::All, move |answer| drop(sender.send(answer))))?;
        receiver.recv().unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// As [`Database::write`], holding up the calling thread: for commands and tests, never for a request.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub fn write_blocking<R, E, F>(&self, job: F) -> Result<R, E>
    where
        F: FnOnce(&mut Writer<'_>) -> Result<R, E> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        self.send_write(write_job(job, Reach::All, move |answer| drop(sender.send(answer))))?;
        receiver.recv().unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// What the database did since it was opened, and what waits.
    pub fn counters(&self) -> Counters {
        let queued = match &self.inner.engine {
            Engine::Embedded(embedded) => embedded.queued(),
            Engine::Postgres(postgres) => postgres.queued(),
        };
        self.inner.tally.counters(queued)
    }

    /// Refuses new jobs, finishes those that wait, and closes all connections.
    pub async fn close(&self) {
        let this = self.clone();
        let (sender, receiver) = oneshot::channel::<()>();
        // A plain thread, so that closing works within any runtime and outside of one.
        std::thread::spawn(move || {
            this.close_blocking();
            drop(sender);
        });
        let _ = receiver.await;
    }

    /// As [`Database::close`], holding up the calling thread.
    pub fn close_blocking(&self) {
        match &self.inner.engine {
            Engine::Embedded(embedded) => embedded.close(),
            Engine::Postgres(postgres) => postgres.close(),
        }
    }

    fn send_read(&self, job: Box<dyn ReadJob>) -> Result<(), Error> {
        let sent = match &self.inner.engine {
            Engine::Embedded(embedded) => embedded.read(job),
            Engine::Postgres(postgres) => postgres.read(job),
        };
        self.counted(sent)
    }

    fn send_write(&self, job: Box<dyn WriteJob>) -> Result<(), Error> {
        let sent = match &self.inner.engine {
            Engine::Embedded(embedded) => embedded.write(job),
            Engine::Postgres(postgres) => postgres.write(job),
        };
        self.counted(sent)
    }

    fn counted(&self, sent: Result<(), Error>) -> Result<(), Error> {
        sent.inspect_err(|_| self.inner.tally.refuse())
    }
}

async fn answer_of<R, E: From<Error>>(
    sent: Result<(), Error>,
    receiver: oneshot::Receiver<Result<R, E>>,
) -> Result<R, E> {
    sent?;
    receiver.await.unwrap_or_else(|_| Err(Error::Closed.into()))
}
