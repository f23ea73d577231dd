//! Reader threads: each has a read-only connection and runs one job at a time on one snapshot.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use super::connection::SqliteConnection;
use super::deadline::Deadline;
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
    queue: Arc<Queue<Box<dyn ReadJob>>>,
    tally: Arc<Tally>,
) -> Result<JoinHandle<()>, Error> {
    let deadline = Deadline::watched_by(&mut connection)?;
    std::thread::Builder::new()
        .name(format!("store-reader-{number}"))
        .spawn(move || {
            loop {
                match queue.take(IDLE) {
                    Taken::Item(job) => {
                        tally.read();
                        serve(&mut connection, &deadline, job);
                    }
                    Taken::Nothing => shrink(&mut connection),
                    Taken::Closed => break,
                }
            }
        })
        .map_err(|e| Error::io(&e))
}

/// Runs a job between BEGIN and COMMIT, so that all its statements see one snapshot.
fn serve(connection: &mut SqliteConnection, deadline: &Deadline, job: Box<dyn ReadJob>) {
    if let Err(error) = connection.step("BEGIN") {
        job.run(Err(error));
        return;
    }
    deadline.set(job.limit());
    job.run(Ok(&mut Reader::new(connection)));
    deadline.set(None);
    if !connection.is_idle()
        && let Err(error) = connection.step("COMMIT").or_else(|_| connection.step("ROLLBACK"))
    {
        tracing::error!(%error, "a read snapshot could not be ended");
    }
}

fn shrink(connection: &mut SqliteConnection) {
    if let Err(error) = connection.raw().release_memory() {
        tracing::debug!(%error, "a reader's page cache could not be released");
    }
}
