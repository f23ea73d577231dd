//! Somebody who left, as whoever manages users sees it: what is done and what is to be done, item by item.
//!
//! Not here: the act of leaving (`leave.rs`).

use std::collections::BTreeMap;
use std::sync::Arc;

use access::Capability;
use audit::Action;
use jiff::Timestamp;
use model::{Problem, RecordId, UserId};
use serde_json::{Value, json};
use store::Reader;
use store::system::jobs::{JobRow, jobs_find};
use store::system::leavers::{
    LeaverItemRow, LeaverRow, leaver_done, leaver_find, leaver_item_create, leaver_item_done, leaver_items,
    leavers, leavers_items,
};
use uuid::Uuid;

use super::leave::{MAX_ITEMS, fresh};
use super::orphans::{Orphans, orphans_read};
use crate::change::{Change, thing};
use crate::{Acting, Error, Identity, text};

/// One thing to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaverItem {
    /// Its id.
    pub id: Uuid,
    /// `laptop`, `phone_number`, `mailbox`; empty for one that somebody wrote.
    pub key: String,
    /// Its text; empty for one of those.
    pub text: String,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// By whom.
    pub done_by: Option<(UserId, String)>,
}

/// How far the records are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Whether all of them were looked at.
    pub done: bool,
    /// Records looked at so far.
    pub handled: i64,
    /// Records handed over, by object.
    pub moved: Value,
    /// Records that could not be, by object.
    pub refused: Value,
}

impl Handover {
    fn left_nothing(&self) -> bool {
        self.refused.as_object().is_none_or(serde_json::Map::is_empty)
    }
}

/// Somebody who left.
#[derive(Clone, PartialEq, Eq)]
pub struct Leaver {
    /// Who, and their name.
    pub user: (UserId, String),
    /// Who goes on with their work.
    pub successor: Option<(UserId, String)>,
    /// For those who work through the list.
    pub note: String,
    /// When.
    pub left_at: Timestamp,
    /// Who let them go.
    pub left_by: (UserId, String),
    /// When all must be done.
    pub due_at: Timestamp,
    /// Whether that time is over and something is not done.
    pub overdue: bool,
    /// Whether all is done: the list, and the records, of which none may be left.
    pub done: bool,
    /// What was done at once, as counts.
    pub summary: Value,
    /// The list.
    pub items: Vec<LeaverItem>,
    /// The records, if there is a successor.
    pub handover: Option<Handover>,
    /// Records and shared views that were theirs when it was last looked; none if nobody looked since they left.
    pub left_over: Option<u64>,
}

/// What was read of somebody who left.
struct Read {
    row: LeaverRow,
    items: Vec<LeaverItemRow>,
    job: Option<JobRow>,
    orphans: Option<Arc<Orphans>>,
}

impl Identity {
    /// Somebody who left, with the list.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn leaver(&self, acting: &Acting, user: UserId) -> Result<Leaver, Problem> {
        self.require(acting, Capability::UsersManage, Action::Left).await?;
        self.leaver_read(user).await
    }

    /// Everybody who left, those with something to do first.
    ///
    /// # Errors
    /// `forbidden`.
    pub async fn leavers(&self, acting: &Acting) -> Result<Vec<Leaver>, Problem> {
        self.require(acting, Capability::UsersManage, Action::Left).await?;
        let all: Result<Vec<Read>, Error> = self
            .inner
            .database
            .read(|reader| {
                let rows = leavers(reader)?;
                rest(reader, rows)
            })
            .await;
        let mut all: Vec<Leaver> = all?.into_iter().map(|read| self.leaver_shown(read)).collect();
        // What is left over is known only now.
        all.sort_by_key(|leaver| (leaver.done, leaver.due_at));
        Ok(all)
    }

    /// Adds an item to somebody's list.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `too_many`, a problem on `text`.
    pub async fn leaver_item_add(
        &self,
        acting: &Acting,
        user: UserId,
        item: &str,
    ) -> Result<Leaver, Problem> {
        self.require(acting, Capability::UsersManage, Action::LeaverChanged).await?;
        let (by, item) = (acting.clone(), text::name(item, "text")?);
        self.leaver_change(user, move |change| {
            let there = leaver_items(change.writer, user)?;
            if there.len() >= MAX_ITEMS {
                return Err(Problem::invalid_field("text", "too_many").into());
            }
            let place = there.last().map_or(0, |last| last.place + 1);
            item_create(change, user, place, "", &item)?;
            let event = by.event(change.clock(), Action::LeaverChanged);
            change.log(event.on(thing("user"), Some(RecordId(user.0))).with("item", "added"));
            Ok(())
        })
        .await
    }

    /// Ticks an item of somebody's list, or takes the tick away.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn leaver_item_tick(
        &self,
        acting: &Acting,
        user: UserId,
        item: Uuid,
        done: bool,
    ) -> Result<Leaver, Problem> {
        self.require(acting, Capability::UsersManage, Action::LeaverChanged).await?;
        let by = acting.clone();
        self.leaver_change(user, move |change| {
            let ticked = done.then_some((change.now, by.principal.id()));
            if !leaver_item_done(change.writer, user, item, ticked)? {
                return Err(Problem::not_found().into());
            }
            let event = by.event(change.clock(), Action::LeaverChanged);
            let event = event.on(thing("user"), Some(RecordId(user.0)));
            change.log(event.with("item", item.to_string()).with("done", done));
            Ok(())
        })
        .await
    }

    async fn leaver_change<F>(&self, user: UserId, job: F) -> Result<Leaver, Problem>
    where
        F: FnOnce(&mut Change<'_, '_>) -> Result<(), Error> + Send + 'static,
    {
        self.change(move |change| {
            leaver_find(change.writer, user)?.ok_or_else(Problem::not_found)?;
            job(change)?;
            let open = leaver_items(change.writer, user)?.iter().any(|item| item.done_at.is_none());
            leaver_done(change.writer, user, (!open).then_some(change.now))?;
            Ok(())
        })
        .await?;
        self.leaver_read(user).await
    }

    pub(super) async fn leaver_read(&self, user: UserId) -> Result<Leaver, Problem> {
        let read: Result<Option<Read>, Error> = self
            .inner
            .database
            .read(move |reader| {
                let rows = leaver_find(reader, user)?.into_iter().collect();
                Ok(rest(reader, rows)?.pop())
            })
            .await;
        Ok(self.leaver_shown(read?.ok_or_else(Problem::not_found)?))
    }

    fn leaver_shown(&self, read: Read) -> Leaver {
        let Read { row, items, job, orphans } = read;
        let directory = self.directory();
        let named = |id: UserId| (id, directory.user(id).map(|user| user.name.clone()).unwrap_or_default());
        let finished_at = job.as_ref().and_then(|job| job.finished_at);
        let handover = job.map(|job| Handover {
            done: job.finished_at.is_some(),
            handled: job.progress_done,
            moved: noted(&job, "moved"),
            refused: noted(&job, "refused"),
        });
        let items: Vec<LeaverItem> = items
            .into_iter()
            .map(|item| LeaverItem {
                id: item.id,
                key: item.key,
                text: item.text,
                done_at: item.done_at,
                done_by: item.done_by.map(named),
            })
            .collect();
        let looked = orphans.filter(|orphans| orphans.scanned_at >= row.left_at);
        let left_over = looked.as_ref().map(|orphans| orphans.of(row.user_id));
        // What was found while the handover went on says nothing of what it left.
        let since = looked.filter(|orphans| finished_at.is_none_or(|at| orphans.scanned_at >= at));
        let records_done = records_done(handover.as_ref(), since.and(left_over));
        let done = records_done && items.iter().all(|item| item.done_at.is_some());
        Leaver {
            user: named(row.user_id),
            successor: row.successor_id.map(named),
            note: row.note,
            left_at: row.left_at,
            left_by: named(row.left_by),
            due_at: row.due_at,
            overdue: !done && row.due_at <= self.inner.clock.now(),
            done,
            summary: serde_json::from_str(&row.summary).unwrap_or_default(),
            items,
            handover,
            left_over,
        }
    }
}

pub(super) fn item_create(
    change: &mut Change<'_, '_>,
    user: UserId,
    place: i64,
    key: &str,
    text: &str,
) -> Result<(), Error> {
    let item = LeaverItemRow {
        id: fresh(change),
        user_id: user,
        place,
        key: key.into(),
        text: text.into(),
        done_at: None,
        done_by: None,
    };
    Ok(leaver_item_create(change.writer, &item)?)
}

/// Whether nothing of what somebody owned waits for anybody. A look since the handover ended tells; until there is one, what
/// the handover could not move does. Without a successor only a look does.
fn records_done(handover: Option<&Handover>, left_over: Option<u64>) -> bool {
    match handover {
        Some(handover) => {
            handover.done && left_over.map_or_else(|| handover.left_nothing(), |left| left == 0)
        }
        None => left_over == Some(0),
    }
}

/// What else there is of those who left: each table is asked once for all of them.
fn rest(reader: &mut Reader<'_>, rows: Vec<LeaverRow>) -> Result<Vec<Read>, Error> {
    let users: Vec<UserId> = rows.iter().map(|row| row.user_id).collect();
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.job_id).collect();
    let mut items: BTreeMap<UserId, Vec<LeaverItemRow>> = BTreeMap::new();
    for item in leavers_items(reader, &users)? {
        items.entry(item.user_id).or_default().push(item);
    }
    let mut jobs: BTreeMap<Uuid, JobRow> =
        jobs_find(reader, &ids)?.into_iter().map(|job| (job.id, job)).collect();
    let orphans = orphans_read(reader)?.map(Arc::new);
    let read = |row: LeaverRow| Read {
        items: items.remove(&row.user_id).unwrap_or_default(),
        job: row.job_id.and_then(|id| jobs.remove(&id)),
        orphans: orphans.clone(),
        row,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Counts that a job noted, by object.
fn noted(job: &JobRow, name: &str) -> Value {
    let noted: Value =
        job.result.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    noted.get(name).cloned().unwrap_or_else(|| json!({}))
}
