//! What customers are called, for `identity`, which refuses such names as passwords: `records` reads them, once a day.

use std::future::Future;
use std::time::Duration;

use access::SystemName;
use identity::Identity;
use model::Problem;
use records::{ListRequest, Records};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// How often they are read.
const EVERY: Duration = Duration::from_hours(24);
/// So long after the start they are read for the first time: the start does not wait for them.
const AFTER_START: Duration = Duration::from_mins(1);
/// Names read at once.
const PAGE: u32 = 200;

/// Reads the names of the accounts that changed last, until there are as many as a password is compared with
/// (`passwords::MAX_OTHER_WORDS`). Nothing is read where the policy in force compares with no names.
///
/// # Errors
/// The database's.
pub(crate) async fn read(identity: &Identity, records: &Records) -> Result<(), Problem> {
    if !identity.sign_in_rules().policy().context {
        return Ok(());
    }
    let caller = crate::caller_on_behalf(identity, SystemName::CustomerNames.id());
    let caller = caller.ok_or_else(Problem::internal)?;
    let (mut names, mut after): (Vec<String>, Option<String>) = (Vec::new(), None);
    loop {
        let request = ListRequest {
            sort: Some("-updated_at".into()),
            fields: Some(vec!["name".into()]),
            limit: Some(PAGE),
            after,
            ..ListRequest::default()
        };
        let shown = records.list(&caller, "account", &request, |page| {
            let names = page.items.iter().filter_map(|item| item.label().map(Into::into));
            (names.collect::<Vec<String>>(), page.next)
        });
        let (page, next) = shown.await.map_err(|error| error.problem())?;
        names.extend(page);
        after = next;
        if after.is_none() || names.len() >= passwords::MAX_OTHER_WORDS {
            break;
        }
    }
    identity.customer_names_put(names);
    Ok(())
}

/// Reads them every day until `stop`.
pub(crate) async fn keep(identity: Identity, records: Records, stop: impl Future<Output = ()> + Send) {
    tokio::pin!(stop);
    let mut ticks = interval_at(Instant::now() + AFTER_START, EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return,
            _ = ticks.tick() => {}
        }
        if let Err(problem) = read(&identity, &records).await {
            tracing::warn!(code = problem.code, "the names of customers were not read");
        }
    }
}
