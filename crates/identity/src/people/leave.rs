//! Somebody leaves: in one act they are disabled, everything that gives access ends, their teams and shared views go to
//! the successor, a job begins that hands their records over (`records/handover.rs`), and a list with a clock says what
//! people still have to do.

use std::sync::Arc;

use access::Capability;
use audit::Action;
use jiff::{SignedDuration, Timestamp};
use metadata::Metadata;
use model::{Kind, Problem, RecordId, SessionId, UserId};
use serde_json::{Value, json};
use store::Reader;
use store::system::jobs::{HANDOVER, JobRow, job_enqueue, job_find};
use store::system::leavers::{
    LeaverItemRow, LeaverRow, leaver_create, leaver_done, leaver_find, leaver_item_create, leaver_item_done,
    leaver_items, leavers,
};
use store::system::teams::{team_list, team_update};
use store::system::users::{UserState, user_find, user_roles, user_update};
use store::system::views::views_hand_over;
use uuid::Uuid;

use super::invite::roles_checked;
use crate::change::{ADMINISTRATOR, Change, SECURITY_OFFICER, thing};
use crate::revoke::{Revoked, revoke_everything};
use crate::{Acting, Error, Identity, text};

/// What is to be done for everybody who leaves.
const ITEMS: [&str; 3] = ["laptop", "phone_number", "mailbox"];

const MAX_NOTE_CHARS: usize = 2000;
const MAX_ITEMS: usize = 50;

/// How somebody leaves.
#[derive(Clone, Default)]
pub struct Leaving {
    /// Who goes on with their work; none: nobody yet, and what they own shows up among the orphans.
    pub successor: Option<UserId>,
    /// For those who work through the list.
    pub note: String,
    /// Further items of the list.
    pub items: Vec<String>,
}

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

/// Somebody who left.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Whether all is done.
    pub done: bool,
    /// What was done at once, as counts.
    pub summary: Value,
    /// The list.
    pub items: Vec<LeaverItem>,
    /// The records, if there is a successor.
    pub handover: Option<Handover>,
}

/// What was read of somebody who left.
struct Read {
    row: LeaverRow,
    items: Vec<LeaverItemRow>,
    job: Option<JobRow>,
}

impl Identity {
    /// Lets a person go.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `self_change` for oneself, `escalation` for somebody with rights the caller does not
    /// have or whose records the caller does not reach, `last_administrator`, `last_security_officer`, `invalid_option`
    /// on `successor`, a field's problem.
    pub async fn user_leave(
        &self,
        acting: &Acting,
        user: UserId,
        leaving: Leaving,
        metadata: &Arc<Metadata>,
    ) -> Result<Leaver, Problem> {
        self.require(acting, Capability::UsersManage, Action::Left).await?;
        let leaving = checked(&leaving)?;
        let (by, metadata) = (acting.clone(), Arc::clone(metadata));
        let left = self.change(move |change| leave(change, &by, user, &leaving, &metadata));
        self.refused(acting, Action::Left, left.await).await?;
        self.forget_sessions(user).await;
        self.leaver_read(user).await
    }

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
            .read(|reader| leavers(reader)?.into_iter().map(|row| rest(reader, row)).collect())
            .await;
        Ok(all?.into_iter().map(|read| self.leaver_shown(read)).collect())
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

    async fn leaver_read(&self, user: UserId) -> Result<Leaver, Problem> {
        let read: Result<Option<Read>, Error> = self
            .inner
            .database
            .read(move |reader| leaver_find(reader, user)?.map(|row| rest(reader, row)).transpose())
            .await;
        Ok(self.leaver_shown(read?.ok_or_else(Problem::not_found)?))
    }

    fn leaver_shown(&self, read: Read) -> Leaver {
        let Read { row, items, job } = read;
        let directory = self.directory();
        let named = |id: UserId| (id, directory.user(id).map(|user| user.name.clone()).unwrap_or_default());
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
        let done = items.iter().all(|item| item.done_at.is_some())
            && handover.as_ref().is_none_or(|handover| handover.done);
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
        }
    }
}

fn checked(leaving: &Leaving) -> Result<Leaving, Problem> {
    let note = leaving.note.trim().to_owned();
    if note.chars().count() > MAX_NOTE_CHARS {
        return Err(Problem::invalid_field("note", "too_many"));
    }
    if leaving.items.len() > MAX_ITEMS - ITEMS.len() {
        return Err(Problem::invalid_field("items", "too_many"));
    }
    let items = leaving.items.iter().map(|item| text::name(item, "items")).collect::<Result<_, _>>()?;
    Ok(Leaving { note, items, successor: leaving.successor })
}

fn leave(
    change: &mut Change<'_, '_>,
    by: &Acting,
    user: UserId,
    leaving: &Leaving,
    metadata: &Metadata,
) -> Result<(), Error> {
    let mut row = user_find(change.writer, user)?.ok_or_else(Problem::not_found)?;
    if by.principal.id() == user {
        return Err(Problem::new(Kind::Forbidden, "self_change").into());
    }
    let held = user_roles(change.writer, user)?;
    roles_checked(change, &by.principal, &held, metadata)?;
    successor_checked(change, by, user, leaving.successor)?;
    row.state = UserState::Disabled;
    if !user_update(change.writer, &row)? {
        return Err(Problem::new(Kind::VersionConflict, "version_conflict").into());
    }
    let revoked = revoke_everything(change, user, "left")?;
    change.keep_an_administrator()?;
    if held.iter().any(|key| key == SECURITY_OFFICER) {
        change.keep_a_security_officer()?;
    }
    let (teams, views, job) = match leaving.successor {
        Some(to) => (
            teams_hand_over(change, by, user, to)?,
            views_hand_over(change.writer, user, to)?,
            Some(job_begin(change, by, user, to)?),
        ),
        None => (0, 0, None),
    };
    change.keep_reach(&by.principal)?;
    list_begin(change, by, user, leaving, job, &summary(revoked, teams, views))?;
    let event = by.event(change.clock(), Action::Left).on(thing("user"), Some(RecordId(user.0)));
    let event = event.with("successor", leaving.successor.map(|to| to.to_string()));
    change.log(revoked.noted(event).with("teams", teams).with("views", views));
    Ok(())
}

/// The successor is there to work on the records, and whoever names one does not come to what they do not reach
/// themselves: by naming themselves, or an account made for the purpose.
fn successor_checked(
    change: &Change<'_, '_>,
    by: &Acting,
    user: UserId,
    successor: Option<UserId>,
) -> Result<(), Error> {
    let Some(to) = successor else { return Ok(()) };
    let directory = change.directory();
    if to == user || !directory.user(to).is_some_and(|to| to.active) {
        return Err(Problem::invalid_field("successor", "invalid_option").into());
    }
    let administrator = by.principal.role_keys().any(|key| key.as_str() == ADMINISTRATOR);
    if !administrator && !directory.team_below_of(by.principal.id()).contains(&user) {
        return Err(Problem::new(Kind::Forbidden, "escalation").into());
    }
    Ok(())
}

fn teams_hand_over(change: &mut Change<'_, '_>, by: &Acting, from: UserId, to: UserId) -> Result<u64, Error> {
    let mut count = 0;
    for mut team in team_list(change.writer)? {
        if team.manager_id != Some(from) {
            continue;
        }
        team.manager_id = Some(to);
        team_update(change.writer, &team)?;
        count += 1;
        let event = by.event(change.clock(), Action::TeamChanged);
        let event = event.on(thing("team"), Some(RecordId(team.id.0)));
        change.log(event.with("change", "changed").with("fields", vec!["manager"]));
    }
    Ok(count)
}

fn job_begin(change: &mut Change<'_, '_>, by: &Acting, from: UserId, to: UserId) -> Result<Uuid, Error> {
    let id = fresh(change);
    let job = JobRow {
        id,
        kind: HANDOVER.into(),
        state: "waiting".into(),
        body: json!({"from": from, "to": to}).to_string(),
        lease_until: None,
        lease_by: None,
        progress_done: 0,
        progress_total: 0,
        created_at: change.now,
        created_by: by.principal.id(),
        finished_at: None,
        result: None,
    };
    job_enqueue(change.writer, &job)?;
    Ok(id)
}

fn list_begin(
    change: &mut Change<'_, '_>,
    by: &Acting,
    user: UserId,
    leaving: &Leaving,
    job_id: Option<Uuid>,
    summary: &Value,
) -> Result<(), Error> {
    let rules = change.stored.safety.leavers.clone();
    let due = change.now.checked_add(SignedDuration::from_hours(i64::from(rules.due_hours)));
    let row = LeaverRow {
        user_id: user,
        successor_id: leaving.successor,
        note: leaving.note.clone(),
        left_at: change.now,
        left_by: by.principal.id(),
        due_at: due.unwrap_or(change.now),
        done_at: None,
        job_id,
        summary: summary.to_string(),
    };
    leaver_create(change.writer, &row)?;
    let known = ITEMS.iter().map(|key| (*key, ""));
    let free = rules.items.iter().chain(&leaving.items).map(|item| ("", item.as_str()));
    for (place, (key, text)) in (0..).zip(known.chain(free).take(MAX_ITEMS)) {
        item_create(change, user, place, key, text)?;
    }
    Ok(())
}

fn item_create(
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

fn fresh(change: &Change<'_, '_>) -> Uuid {
    SessionId::fresh(change.clock(), change.entropy()).0
}

fn summary(revoked: Revoked, teams: u64, views: u64) -> Value {
    json!({
        "sessions": revoked.sessions,
        "devices": revoked.devices,
        "invitations": revoked.invitations,
        "jobs": revoked.jobs,
        "tokens": revoked.tokens,
        "teams": teams,
        "views": views,
    })
}

fn rest(reader: &mut Reader<'_>, row: LeaverRow) -> Result<Read, Error> {
    let items = leaver_items(reader, row.user_id)?;
    let job = row.job_id.map(|id| job_find(reader, id)).transpose()?.flatten();
    Ok(Read { row, items, job })
}

/// Counts that a job noted, by object.
fn noted(job: &JobRow, name: &str) -> Value {
    let noted: Value =
        job.result.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    noted.get(name).cloned().unwrap_or_else(|| json!({}))
}
