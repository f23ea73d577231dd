//! How much room files take: of one person's uploads that no record holds, and in all; and the sweep of what was
//! forgotten.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use audit::{Action as Act, Actor, Event};
use jiff::SignedDuration;
use model::{Kind, Problem, UserId, causes};
use store::Reader;
use store::system::files;
use tokio::time::{MissedTickBehavior, interval};

use crate::service::Inner;
use crate::{Error, Records};

/// How much room files may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileLimits {
    /// Bytes of one person's uploads that no record holds yet.
    pub loose_bytes: u64,
    /// How many of them.
    pub loose_files: u64,
    /// Bytes of all files, those of imports among them.
    pub total_bytes: u64,
}

impl Default for FileLimits {
    fn default() -> Self {
        Self { loose_bytes: 512 * MIB, loose_files: 200, total_bytes: 50 * 1024 * MIB }
    }
}

const MIB: u64 = 1024 * 1024;

/// An upload that no record took within this time is swept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// How often is swept.
const EVERY: Duration = Duration::from_hours(1);

/// Whether there is room for so many more bytes. Uploads at the same moment may pass together: the bound keeps the
/// disk, not the byte.
pub(crate) fn check(reader: &mut Reader<'_>, inner: &Inner, more: u64) -> Result<(), Error> {
    let limit = inner.file_limits.total_bytes;
    if files::files_size(reader)?.saturating_add(more) > limit {
        let problem = Problem::new(Kind::Conflict, "files_full");
        return Err(problem.with("max", (limit / MIB).to_string()).into());
    }
    Ok(())
}

/// Whether the person may leave so many more bytes lying about.
pub(super) fn check_own(
    reader: &mut Reader<'_>,
    inner: &Inner,
    person: UserId,
    more: u64,
) -> Result<(), Error> {
    let (count, bytes) = files::files_loose(reader, person)?;
    let limits = inner.file_limits;
    if count < limits.loose_files && bytes.saturating_add(more) <= limits.loose_bytes {
        return Ok(());
    }
    let problem = Problem::new(Kind::Conflict, "uploads_full");
    Err(problem.with("max", (limits.loose_bytes / MIB).to_string()).into())
}

impl Records {
    /// Removes uploads that no record took within a day; how many. Written in the log, if there were any.
    ///
    /// # Errors
    /// The database's.
    pub async fn files_sweep(&self) -> Result<u64, Error> {
        let before = self.inner.clock.now().checked_sub(KEPT).map_err(Error::internal)?;
        let inner = Arc::clone(&self.inner);
        let swept = self.inner.db.write(move |writer| {
            let count = files::files_sweep(writer, before)?;
            if count > 0 {
                let actor = Actor::system(None, "system:kedun");
                let event = Event::done(&*inner.clock, actor, Act::FilesSwept).with("count", count);
                inner.log_in(writer, event);
            }
            Ok::<_, Error>(count)
        });
        swept.await
    }

    /// Sweeps at once and then every hour, until `stop`.
    pub async fn keep_files(self, stop: impl Future<Output = ()> + Send) {
        tokio::pin!(stop);
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = &mut stop => return,
                _ = ticks.tick() => {}
            }
            if let Err(error) = self.files_sweep().await {
                tracing::warn!(error = causes(&error), "forgotten uploads were not swept");
            }
        }
    }
}
