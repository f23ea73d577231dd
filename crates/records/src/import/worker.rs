//! The worker: takes up imports that were asked for, and those a crash left behind, one after another.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use model::{ImportId, Kind, UserId, causes};
use store::Dialect;
use store::system::jobs::{self, Lease};

use super::body::{KIND, Stored};
use super::run::{self, Run};
use super::state::ImportState;
use crate::{Caller, Error, Records};

/// How long a worker holds an import without a sign of life.
pub(crate) const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// The code by which a turn learns that its import is no longer its own.
pub(crate) const STOPPED: &str = "cancelled";
/// How often the worker looks for imports that another process asked for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who somebody is now, to go on with what they began; none for who may do nothing any more.
pub type Callers = Arc<dyn Fn(UserId) -> Option<Caller> + Send + Sync>;

impl Records {
    /// Takes up imports until `stop`. Whatever is under way then is taken up again at the next start.
    pub async fn import_worker(self, callers: Callers, stop: impl Future<Output = ()> + Send) {
        let work = async {
            loop {
                match self.import_work(&callers).await {
                    Ok(true) => {}
                    Ok(false) => {
                        let _ = tokio::time::timeout(PATIENCE, self.inner.imports.notified()).await;
                    }
                    Err(error) => {
                        tracing::error!(error = causes(&error), "an import could not be taken up");
                        tokio::time::sleep(PATIENCE).await;
                    }
                }
            }
        };
        tokio::select! {
            () = stop => {}
            () = work => {}
        }
    }

    /// Takes up one import and does it to its end; false when none waits. One process calls this for one import at a
    /// time.
    ///
    /// # Errors
    /// The database's. What is wrong with the import itself is written down with it.
    pub async fn import_work(&self, callers: &Callers) -> Result<bool, Error> {
        let worker = ImportId::fresh(&*self.inner.clock, &*self.inner.entropy).to_string();
        let now = self.inner.clock.now();
        let until = now.checked_add(LEASE).map_err(Error::internal)?;
        // The embedded database has one process, and that has one worker: whatever is leased was left by a crash.
        let stale = match self.inner.db.dialect() {
            Dialect::Sqlite => until,
            Dialect::Postgres => now,
        };
        let (inner, by) = (Arc::clone(&self.inner), worker.clone());
        let claimed = self.inner.db.write(move |writer| {
            let states = [ImportState::Checking.as_str(), ImportState::Running.as_str()];
            let lease = Lease { by: &by, now: stale, until };
            let job = jobs::job_claim(writer, KIND, &states, &lease)?;
            job.map(|job| Stored::open(&inner.vault, job)).transpose()
        });
        let Some(stored) = claimed.await? else { return Ok(false) };
        let kept = Stored { job: stored.job.clone(), state: stored.state, body: stored.body.clone() };
        match Run::work(self.clone(), stored, Arc::clone(callers), worker).await {
            Ok(()) => Ok(true),
            // Somebody stopped it, or it goes on elsewhere: neither is a failure.
            Err(Error::Refused(problem)) if problem.code == STOPPED => Ok(true),
            Err(Error::Store(store::Error::Closed)) => Err(Error::Store(store::Error::Closed)),
            Err(error) => {
                if error.problem().kind == Kind::Internal {
                    tracing::error!(error = causes(&error), import = %kept.job.id, "an import failed");
                }
                run::fail(self, &kept, callers, &error).await?;
                Ok(true)
            }
        }
    }
}
