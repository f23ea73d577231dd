//! Jobs: a caller's closure on its way to a connection, with the place its answer goes to.
//!
//! A job answers exactly once: when it is finished, or with [`Error::Closed`] when it is dropped unrun.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::Error;
use crate::session::{Reader, Writer};

/// A job that reads.
pub(crate) trait ReadJob: Send {
    /// Runs the closure and answers, or answers the error that kept it from running.
    fn run(self: Box<Self>, reader: Result<&mut Reader<'_>, Error>);

    /// How long it may take from its beginning; none for as long as it likes.
    fn limit(&self) -> Option<Duration>;

    /// Whether it must see what was written to the log alone.
    fn sees_log(&self) -> bool;
}

/// A job that writes. First it runs; when the transaction's fate is known, it answers.
pub(crate) trait WriteJob: Send {
    /// Runs the closure; true if its changes are to be kept.
    fn run(&mut self, writer: &mut Writer<'_>) -> bool;

    /// Whether it writes to the log and to nothing else.
    fn writes_log_only(&self) -> bool;

    /// Whether it leaves everything that is written to the transaction's end.
    fn only_reads(&self) -> bool;

    /// Answers: the closure's own answer if `fate` is good or the closure itself failed.
    fn finish(self: Box<Self>, fate: Result<(), Error>);
}

struct Job<F, R, E, A> {
    closure: Option<F>,
    outcome: Option<Result<R, E>>,
    answer: A,
    limit: Option<Duration>,
    reach: Reach,
}

/// Whether a job has to do with the log alone, with everything but the log, or with both.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// It reads anything but the log.
    Records,
    /// It writes the log alone.
    Log,
    /// It reads, and what it read is written to the log at the transaction's end.
    Noted,
    /// It may read and write anything.
    All,
    /// It reads anything, damaged or not.
    Damage,
}

/// A boxed job that reads, for at most so long, and sends what it found to `answer`.
pub(crate) fn read_job<R, E, F, A>(
    closure: F,
    limit: Option<Duration>,
    reach: Reach,
    answer: A,
) -> Box<dyn ReadJob>
where
    F: FnOnce(&mut Reader<'_>) -> Result<R, E> + Send + 'static,
    A: FnOnce(Result<R, E>) + Send + 'static,
    R: Send + 'static,
    E: From<Error> + Send + 'static,
{
    Box::new(Job { closure: Some(closure), outcome: None, answer, limit, reach })
}

/// A boxed job that writes and sends its answer to `answer` when the transaction's fate is known.
pub(crate) fn write_job<R, E, F, A>(closure: F, reach: Reach, answer: A) -> Box<dyn WriteJob>
where
    F: FnOnce(&mut Writer<'_>) -> Result<R, E> + Send + 'static,
    A: FnOnce(Result<R, E>) + Send + 'static,
    R: Send + 'static,
    E: From<Error> + Send + 'static,
{
    Box::new(Job { closure: Some(closure), outcome: None, answer, limit: None, reach })
}

impl<F, R, E, A> ReadJob for Job<F, R, E, A>
where
    F: FnOnce(&mut Reader<'_>) -> Result<R, E> + Send,
    A: FnOnce(Result<R, E>) + Send,
    R: Send,
    E: From<Error> + Send,
{
    fn run(mut self: Box<Self>, reader: Result<&mut Reader<'_>, Error>) {
        let outcome = match (self.closure.take(), reader) {
            (Some(closure), Ok(reader)) => {
                let outcome = caught(|| closure(reader));
                // An error that comes of what was read is no more to be trusted than an answer.
                let trusted = self.reach == Reach::Damage || reader.is_whole();
                if trusted { outcome } else { Err(Error::Corrupt.into()) }
            }
            (_, Err(error)) => Err(error.into()),
            (None, Ok(_)) => Err(Error::Closed.into()),
        };
        (self.answer)(outcome);
    }

    fn limit(&self) -> Option<Duration> {
        self.limit
    }

    fn sees_log(&self) -> bool {
        self.reach != Reach::Records
    }
}

impl<F, R, E, A> WriteJob for Job<F, R, E, A>
where
    F: FnOnce(&mut Writer<'_>) -> Result<R, E> + Send,
    A: FnOnce(Result<R, E>) + Send,
    R: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, writer: &mut Writer<'_>) -> bool {
        let Some(closure) = self.closure.take() else { return false };
        let mut outcome = caught(|| closure(writer));
        if outcome.is_ok() && writer.is_broken() {
            outcome = Err(Error::Aborted.into());
        }
        // What was read may have decided what was written, and what is answered. The commit asks once for all those that
        // leave their writing to it.
        if (outcome.is_err() || self.reach != Reach::Noted) && !writer.is_whole() {
            outcome = Err(Error::Corrupt.into());
        }
        let kept = outcome.is_ok();
        self.outcome = Some(outcome);
        kept
    }

    fn writes_log_only(&self) -> bool {
        matches!(self.reach, Reach::Log | Reach::Noted)
    }

    fn only_reads(&self) -> bool {
        self.reach == Reach::Noted
    }

    fn finish(self: Box<Self>, fate: Result<(), Error>) {
        let outcome = match (self.outcome, fate) {
            (Some(Err(own)), _) => Err(own),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (_, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(Error::Closed.into()),
        };
        (self.answer)(outcome);
    }
}

/// A panic in a job must not take its thread with it. The closure is consumed, and what it had changed is
/// rolled back, so that nothing half-done can be observed: hence `AssertUnwindSafe`.
pub(crate) fn caught<R, E: From<Error>>(closure: impl FnOnce() -> Result<R, E>) -> Result<R, E> {
    catch_unwind(AssertUnwindSafe(closure)).unwrap_or_else(|_| {
        tracing::error!("a database job panicked; its changes are rolled back");
        Err(Error::Panicked.into())
    })
}
