//! The daily look for what belongs to people who can't sign in any more: `records` counts, `identity` keeps.

use std::future::Future;
use std::time::Duration;

use access::SystemName;
use identity::{Identity, OrphanCount, Orphans};
use jiff::{SignedDuration, Timestamp};
use model::Problem;
use records::Records;

use crate::repeat::repeat;

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
    let what = "what belongs to people who left was not looked for";
    repeat(what, (EVERY, EVERY), stop, || scan_when_due(&identity, &records)).await;
}

async fn scan_when_due(identity: &Identity, records: &Records) -> Result<(), Problem> {
    if is_due(identity.orphans_scanned_at().await?, identity.now()) {
        scan(identity, records).await?;
    }
    Ok(())
}

fn is_due(last: Option<Timestamp>, now: Timestamp) -> bool {
    last.is_none_or(|last| now.duration_since(last) >= DAILY)
}
