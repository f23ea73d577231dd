//! The daily look for what belongs to people who can't sign in any more: `records` counts, `identity` keeps.

use std::future::Future;
use std::time::Duration;

use access::SystemName;
use identity::{Identity, OrphanCount, Orphans};
use jiff::{SignedDuration, Timestamp};
use model::Problem;
use records::Records;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// How often it is looked whether a day is over.
const EVERY: Duration = Duration::from_mins(10);
/// A look is made when the last one is older.
const DAILY: SignedDuration = SignedDuration::from_hours(24);

/// Looks once.
///
/// # Errors
/// The database's.
pub(crate) async fn scan(identity: &Identity, records: &Records) -> Result<Orphans, Problem> {
    let caller =
        crate::caller_on_behalf(identity, SystemName::Handover.id()).ok_or_else(Problem::internal)?;
    let owned = records.owned_by(&caller, identity.people_disabled()).await;
    let owned = owned.map_err(|error| error.problem())?;
    let counts = owned.into_iter().map(|owned| OrphanCount {
        object: owned.object,
        owner: owned.owner,
        count: owned.count,
    });
    identity.orphans_keep(counts.collect()).await
}

/// Looks every day until `stop`.
pub(crate) async fn keep(identity: Identity, records: Records, stop: impl Future<Output = ()> + Send) {
    tokio::pin!(stop);
    let mut ticks = interval_at(Instant::now() + EVERY, EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return,
            _ = ticks.tick() => {}
        }
        let due = match identity.orphans_scanned_at().await {
            Ok(at) => is_due(at, identity.now()),
            Err(_) => false,
        };
        if due && let Err(problem) = scan(&identity, &records).await {
            tracing::warn!(code = problem.code, "what belongs to people who left was not looked for");
        }
    }
}

fn is_due(last: Option<Timestamp>, now: Timestamp) -> bool {
    last.is_none_or(|last| now.duration_since(last) >= DAILY)
}
