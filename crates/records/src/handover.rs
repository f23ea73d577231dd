//! Handing the records of somebody who left to their successor: a job that goes on after a crash where it was, as a
//! named part of the system with rights of its own (`roles/system/handover.toml`), through the same pipeline as any
//! other change. `identity` begins the job in the transaction in which the person leaves.
//!
//! Invariant: some records, their count and the place reached are one transaction, so that whatever stops the work, no
//! record is left out or counted twice (`a_leavers_records_go_to_the_successor`).

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use access::{Action, SystemName};
use jiff::SignedDuration;
use metadata::ObjectDef;
use model::{Column, ImportId, Kind, Predicate, RecordId, Scalar, UserId, causes};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::system::jobs::{self, HANDOVER, JobRow, Lease};
use store::{Dialect, Writer};
use tables::{Keyset, ListQuery, Living};
use uuid::Uuid;

use crate::draft::{Body, Given};
use crate::import::Callers;
use crate::plan::Reading;
use crate::write::{Expected, Source, update_in};
use crate::{Caller, Error, Records};

/// How long a worker holds a job without a sign of life.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How often the worker looks for jobs.
const PATIENCE: Duration = Duration::from_secs(5);
/// Records of one transaction.
const TURN: u32 = 100;
/// The state of a job that is to be done.
const WAITING: &str = "waiting";
const DONE: &str = "done";

/// What is to be done.
#[derive(Clone, Copy, Deserialize)]
struct Order {
    from: UserId,
    to: UserId,
}

/// How far it is.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Reached {
    /// The object being worked on.
    object: Option<String>,
    /// After this record of it.
    after: Option<Uuid>,
    /// Records handed over, by object.
    moved: BTreeMap<String, u64>,
    /// Records that could not be, by object: they do not fulfil what is asked of them today.
    refused: BTreeMap<String, u64>,
}

impl Reached {
    fn handled(&self) -> i64 {
        let all: u64 = self.moved.values().chain(self.refused.values()).sum();
        i64::try_from(all).unwrap_or(i64::MAX)
    }
}

/// How many records somebody owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// Of this object.
    pub object: String,
    /// The owner.
    pub owner: UserId,
    /// How many.
    pub count: u64,
}

impl Records {
    /// A handover was asked for: the worker need not wait.
    pub fn handover_wake(&self) {
        self.inner.handovers.notify_one();
    }

    /// Hands records over until `stop`. Whatever is under way then goes on at the next start.
    pub async fn handover_worker(self, callers: Callers, stop: impl Future<Output = ()> + Send) {
        let work = async {
            loop {
                match self.handover_work(&callers).await {
                    Ok(true) => {}
                    Ok(false) => {
                        let _ = tokio::time::timeout(PATIENCE, self.inner.handovers.notified()).await;
                    }
                    Err(error) => {
                        tracing::error!(
                            error = causes(&error),
                            "records could not be handed over; it is tried again"
                        );
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

    /// Does one handover to its end; false when none waits.
    ///
    /// # Errors
    /// The database's; the job then goes on where it was.
    pub async fn handover_work(&self, callers: &Callers) -> Result<bool, Error> {
        let worker = ImportId::fresh(&*self.inner.clock, &*self.inner.entropy).to_string();
        let now = self.inner.clock.now();
        let until = now.checked_add(LEASE).map_err(Error::internal)?;
        // As with imports: alone on the database, whatever is leased was left by a crash.
        let stale = if self.inner.db.dialect() == Dialect::Sqlite { until } else { now };
        let by = worker.clone();
        let claimed = self.inner.db.write(move |writer| {
            let lease = Lease { by: &by, now: stale, until };
            Ok::<_, Error>(jobs::job_claim(writer, HANDOVER, &[WAITING], &lease)?)
        });
        let Some(job) = claimed.await? else { return Ok(false) };
        let order: Order = serde_json::from_str(&job.body).map_err(Error::internal)?;
        let reached = job.result.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
        let mut reached: Reached = reached.unwrap_or_default();
        let mut names: Vec<String> =
            self.world().metadata.objects().map(|object| object.name.as_str().to_owned()).collect();
        names.sort();
        let begun = reached.object.clone();
        for name in names.into_iter().filter(|name| begun.as_ref().is_none_or(|begun| name >= begun)) {
            if reached.object.as_ref() != Some(&name) {
                (reached.object, reached.after) = (Some(name), None);
            }
            loop {
                let caller = callers(SystemName::Handover.id()).ok_or_else(model::Problem::forbidden)?;
                let Some((after, more)) = self.handover_turn(caller, &job, order, reached, &worker).await?
                else {
                    // It goes on elsewhere.
                    return Ok(true);
                };
                reached = after;
                if !more {
                    break;
                }
            }
        }
        let (id, result) = (job.id, serde_json::to_string(&reached).map_err(Error::internal)?);
        let at = self.inner.clock.now();
        let finished: Result<bool, Error> = self
            .inner
            .db
            .write(move |writer| Ok(jobs::job_finish(writer, id, DONE, Some(&result), at)?))
            .await;
        finished?;
        Ok(true)
    }

    /// Some records of the object reached in one transaction: how far it is then, and whether there are more. None when
    /// another worker has the job.
    async fn handover_turn(
        &self,
        caller: Caller,
        job: &JobRow,
        order: Order,
        reached: Reached,
        worker: &str,
    ) -> Result<Option<(Reached, bool)>, Error> {
        let (inner, world) = (Arc::clone(&self.inner), self.world());
        let (id, worker) = (job.id, worker.to_owned());
        let turned = self.inner.db.write(move |writer| {
            let reading = inner.reading(&caller, &world);
            let mut reached = reached;
            let object = reached.object.as_deref().and_then(|name| world.object(name).ok());
            let more = match object {
                Some(object) => turn(writer, &reading, &object, order, &mut reached)?,
                None => false,
            };
            let now = inner.clock.now();
            let until = now.checked_add(LEASE).map_err(Error::internal)?;
            let lease = Lease { by: &worker, now, until };
            let result = serde_json::to_string(&reached).map_err(Error::internal)?;
            let handled = reached.handled();
            if !jobs::job_advance(writer, id, (handled, handled), &result, &lease)? {
                return Err(Error::from(model::Problem::new(Kind::Conflict, "cancelled")));
            }
            Ok((reached, more))
        });
        match turned.await {
            Ok(done) => Ok(Some(done)),
            Err(Error::Refused(problem)) if problem.code == "cancelled" => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// How many living records those people own, by object and owner; for a caller who may see them all.
    ///
    /// # Errors
    /// The database's.
    pub async fn owned_by(&self, caller: &Caller, owners: Vec<UserId>) -> Result<Vec<Owned>, Error> {
        if owners.is_empty() {
            return Ok(Vec::new());
        }
        let (inner, world, asked) = (Arc::clone(&self.inner), self.world(), caller.clone());
        let event = self.inner.event(caller, audit::Action::List).with("orphans", true);
        let counted = self.inner.db.read_long(move |reader| {
            let reading = inner.reading(&asked, &world);
            let owned = Predicate::In {
                column: owner(),
                values: owners.into_iter().map(|owner| Scalar::Id(owner.0)).collect(),
            };
            let mut all = Vec::new();
            for object in world.metadata.objects().filter(|object| has_owner(object)) {
                let Ok(permit) = reading.permit(object, Action::View) else { continue };
                let rows = Predicate::all([permit.rows().clone(), owned.clone()]);
                for group in reading.tables().groups(reader, &object.name, &owner(), &[], &rows)? {
                    if let Scalar::Id(id) = group.key {
                        let object = object.name.as_str().to_owned();
                        all.push(Owned { object, owner: UserId(id), count: group.count });
                    }
                }
            }
            Ok::<_, Error>(all)
        });
        let counted = counted.await?;
        self.inner.log_durably(event.with("count", counted.len())).await?;
        Ok(counted)
    }
}

/// Gives the next records of an object to their new owner; whether there may be more.
fn turn(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    object: &Arc<ObjectDef>,
    order: Order,
    reached: &mut Reached,
) -> Result<bool, Error> {
    if !has_owner(object) {
        return Ok(false);
    }
    let Ok(permit) = reading.permit(object, Action::Transfer) else { return Ok(false) };
    let owned = Predicate::In { column: owner(), values: vec![Scalar::Id(order.from.0)] };
    let predicate = Predicate::all([permit.rows().clone(), owned]);
    let after = reached.after.map(|id| Keyset { values: Vec::new(), id });
    let query = ListQuery {
        object: &object.name,
        columns: &[Column::new("id")],
        predicate: &predicate,
        sort: &[],
        after: after.as_ref(),
        limit: TURN,
        living: Living::Living,
    };
    let page = reading.tables().list(writer, &query)?;
    let body = Body::from_iter([("owner".to_owned(), json!(order.to))]);
    let given = Given { body: &body, ready: None, source: Source::Handover };
    for row in &page.rows {
        let Some(Scalar::Id(id)) = row.first() else { continue };
        let written = writer.savepoint(|writer| {
            update_in(writer, reading, object, RecordId(*id), Expected::Any, &given).map(drop)
        });
        let counts = match written {
            Ok(()) => &mut reached.moved,
            Err(error) if !matches!(error.problem().kind, Kind::Internal | Kind::Unavailable) => {
                &mut reached.refused
            }
            Err(error) => return Err(error),
        };
        *counts.entry(object.name.as_str().to_owned()).or_default() += 1;
        reached.after = Some(*id);
    }
    Ok(page.next.is_some())
}

fn owner() -> Column {
    Column::new("owner")
}

fn has_owner(object: &ObjectDef) -> bool {
    object.fields_in_use().any(|field| field.system && field.name == "owner")
}
