//! Somebody leaves: in one act they are disabled, everything that gives access ends, their teams and shared views go to
//! the successor, a job begins that hands their records over (`records/src/handover.rs`), and a list with a clock says what
//! people still have to do.
//!
//! Not here: the list as it is read and worked through (`leaver.rs`).

use std::sync::Arc;

use access::{Capability, Principal, Scope};
use audit::Action;
use jiff::SignedDuration;
use metadata::Metadata;
use model::{Kind, Problem, RecordId, SessionId, UserId};
use serde_json::{Value, json};
use store::system::jobs::{HANDOVER, JobRow, job_end, job_enqueue, job_find};
use store::system::leavers::{LeaverRow, leaver_create, leaver_find, leaver_forget, leaver_successor};
use store::system::teams::{team_list, team_update};
use store::system::users::{UserState, user_find, user_roles, user_update};
use store::system::views::views_hand_over;
use uuid::Uuid;

use super::invite::roles_checked;
use super::leaver::{Leaver, item_create};
use crate::change::{Change, SECURITY_OFFICER, is_administrator, thing};
use crate::revoke::{Revoked, revoke_everything};
use crate::{Acting, Error, Identity, text};

/// What is to be done for everybody who leaves.
const ITEMS: [&str; 3] = ["laptop", "phone_number", "mailbox"];

const MAX_NOTE_CHARS: usize = 2000;
pub(super) const MAX_ITEMS: usize = 50;

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

impl Identity {
    /// Lets a person go.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `self_change` for oneself, `left_already`, `escalation` for somebody with rights the caller
    /// does not have, `successor_out_of_reach` where the caller does not reach the records, `last_administrator`, `last_security_officer`,
    /// `sso_break_glass_needed`, `invalid_option` on `successor`, a field's problem.
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

    /// Names who goes on with the work of somebody who left, with the list and the clock as they are: the first, or another one for
    /// what could not be handed over.
    ///
    /// # Errors
    /// `forbidden`, `not_found` for somebody who did not leave, `handover_running`, `escalation`, `successor_out_of_reach`,
    /// `invalid_option` on `successor`.
    pub async fn leaver_successor(
        &self,
        acting: &Acting,
        user: UserId,
        successor: UserId,
        metadata: &Arc<Metadata>,
    ) -> Result<Leaver, Problem> {
        self.require(acting, Capability::UsersManage, Action::LeaverChanged).await?;
        let (by, metadata) = (acting.clone(), Arc::clone(metadata));
        let named = self.change(move |change| succeed(change, &by, user, successor, &metadata));
        self.refused(acting, Action::LeaverChanged, named.await).await?;
        self.leaver_read(user).await
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
    // Once more would begin the clock anew.
    if leaver_find(change.writer, user)?.is_some() {
        return Err(Problem::new(Kind::Conflict, "left_already").into());
    }
    let held = user_roles(change.writer, user)?;
    roles_checked(change, &by.principal, &held, metadata)?;
    successor_checked(change, by, user, leaving.successor, metadata)?;
    row.state = UserState::Disabled;
    if !user_update(change.writer, &row)? {
        return Err(Problem::new(Kind::VersionConflict, "version_conflict").into());
    }
    let revoked = revoke_everything(change, user, "left")?;
    change.keep_an_administrator()?;
    if held.iter().any(|key| key == SECURITY_OFFICER) {
        change.keep_a_security_officer()?;
    }
    crate::sso::keep_break_glass_of(change.writer, user)?;
    let (teams, views, job) = match leaving.successor {
        Some(to) => {
            let (teams, views, job) = hand_over(change, by, user, to)?;
            (teams, views, Some(job))
        }
        None => (0, 0, None),
    };
    change.keep_reach(&by.principal)?;
    list_begin(change, by, user, leaving, job, &summary(revoked, teams, views))?;
    let event = by.event(change.clock(), Action::Left).on(thing("user"), Some(RecordId(user.0)));
    let event = event.with("successor", leaving.successor.map(|to| to.to_string()));
    change.log(revoked.noted(event).with("teams", teams).with("views", views));
    Ok(())
}

fn succeed(
    change: &mut Change<'_, '_>,
    by: &Acting,
    user: UserId,
    successor: UserId,
    metadata: &Metadata,
) -> Result<(), Error> {
    let row = leaver_find(change.writer, user)?.ok_or_else(Problem::not_found)?;
    let gone = user_find(change.writer, user)?.is_some_and(|row| row.state == UserState::Disabled);
    if !gone {
        return Err(Problem::not_found().into());
    }
    let job = row.job_id.map(|id| job_find(change.writer, id)).transpose()?.flatten();
    if job.is_some_and(|job| job.finished_at.is_none()) {
        return Err(Problem::new(Kind::Conflict, "handover_running").into());
    }
    let held = user_roles(change.writer, user)?;
    roles_checked(change, &by.principal, &held, metadata)?;
    successor_checked(change, by, user, Some(successor), metadata)?;
    let (teams, views, job) = hand_over(change, by, user, successor)?;
    change.keep_reach(&by.principal)?;
    leaver_successor(change.writer, user, successor, job)?;
    let event = by.event(change.clock(), Action::LeaverChanged).on(thing("user"), Some(RecordId(user.0)));
    change.log(event.with("successor", successor.to_string()).with("teams", teams).with("views", views));
    Ok(())
}

/// Somebody who left is enabled again: what was not handed over yet stays theirs, and the list of what was to be done is
/// forgotten.
pub(super) fn came_back(change: &mut Change<'_, '_>, user: UserId) -> Result<(), Error> {
    let Some(row) = leaver_find(change.writer, user)? else { return Ok(()) };
    if let Some(job) = row.job_id {
        job_end(change.writer, job, "stopped", change.now)?;
    }
    Ok(leaver_forget(change.writer, user)?)
}

/// Teams and shared views at once, records by a job: how many of each of the first two, and the job.
fn hand_over(
    change: &mut Change<'_, '_>,
    by: &Acting,
    from: UserId,
    to: UserId,
) -> Result<(u64, u64, Uuid), Error> {
    let teams = teams_hand_over(change, by, from, to)?;
    let views = views_hand_over(change.writer, from, to)?;
    Ok((teams, views, job_begin(change, by, from, to)?))
}

/// The successor is there to work on the records, and whoever names one does not come to what they do not reach
/// themselves: by naming themselves, or an account made for the purpose.
fn successor_checked(
    change: &Change<'_, '_>,
    by: &Acting,
    user: UserId,
    successor: Option<UserId>,
    metadata: &Metadata,
) -> Result<(), Error> {
    let Some(to) = successor else { return Ok(()) };
    let directory = change.directory();
    if to == user || !directory.user(to).is_some_and(|to| to.active) {
        return Err(Problem::invalid_field("successor", "invalid_option").into());
    }
    if !is_administrator(&by.principal) && !reaches_all_of(&by.principal, user, metadata) {
        return Err(Problem::new(Kind::Forbidden, "successor_out_of_reach").into());
    }
    Ok(())
}

/// Whether somebody may see every record that person owns, of every object there is.
fn reaches_all_of(by: &Principal, owner: UserId, metadata: &Metadata) -> bool {
    let directory = by.directory();
    let below = directory.team_below_of(by.id()).contains(&owner);
    let widest = |object: &str| {
        by.roles()
            .iter()
            .filter_map(|role| role.grant(object))
            .map(|grant| grant.view)
            .max()
            .unwrap_or_default()
    };
    metadata.objects().all(|object| match widest(object.name.as_str()) {
        Scope::All => true,
        Scope::TeamBelow => below,
        Scope::Team | Scope::Own | Scope::None => false,
    })
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

pub(super) fn fresh(change: &Change<'_, '_>) -> Uuid {
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
