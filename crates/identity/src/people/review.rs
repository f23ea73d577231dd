//! Somebody moves: when an active person's team or roles change, what they had and have is kept until somebody confirms
//! that it is right (GB/T 22239 asks for rights to be reviewed at a transfer).

use access::{Capability, Directory};
use audit::Action;
use jiff::{SignedDuration, Timestamp};
use model::{Kind, Problem, RecordId, SessionId, TeamId, UserId};
use serde::{Deserialize, Serialize};
use store::system::reviews::{
    ReviewRow, review_close, review_create, review_find, review_open_of, review_update, reviews_open,
};
use uuid::Uuid;

use crate::change::{Change, thing};
use crate::{Acting, Error, Identity};

/// What somebody had or has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The team.
    pub team: Option<TeamId>,
    /// The roles, sorted.
    pub roles: Vec<String>,
}

/// A review that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightsReview {
    /// Its id.
    pub id: Uuid,
    /// Who moved, and their name.
    pub user: (UserId, String),
    /// Since when.
    pub opened_at: Timestamp,
    /// Who changed it last.
    pub opened_by: (UserId, String),
    /// What they had before the first change.
    pub before: Held,
    /// What they have now.
    pub after: Held,
    /// Who should confirm; none: whoever manages users.
    pub confirmer: Option<(UserId, String)>,
    /// Until when.
    pub due_at: Timestamp,
    /// Whether that time is over.
    pub overdue: bool,
    /// Whether whoever asks may confirm it.
    pub may_confirm: bool,
}

/// Notes that somebody's team or roles changed: opens a review, carries an open one on, or closes one whose person has
/// again what they had.
pub(super) fn note_move(
    change: &mut Change<'_, '_>,
    by: &Acting,
    user: UserId,
    before: &Held,
    after: &Held,
) -> Result<(), Error> {
    let confirmer = confirmer(change, by, user, after);
    let open = review_open_of(change.writer, user)?;
    let text = |held: &Held| {
        serde_json::to_string(held).map_err(|source| Error::Stored { what: "rights review", source })
    };
    let Some(mut row) = open else {
        let days = change.stored.safety.movers.due_days;
        let due = change.now.checked_add(SignedDuration::from_hours(24 * i64::from(days)));
        let row = ReviewRow {
            id: SessionId::fresh(change.clock(), change.entropy()).0,
            user_id: user,
            opened_at: change.now,
            opened_by: by.principal.id(),
            before_body: text(before)?,
            after_body: text(after)?,
            confirmer_id: confirmer,
            due_at: due.unwrap_or(change.now),
            closed_at: None,
            closed_by: None,
        };
        return Ok(review_create(change.writer, &row)?);
    };
    if held(&row.before_body)? == *after {
        review_close(change.writer, row.id, change.now, by.principal.id())?;
        return Ok(());
    }
    row.after_body = text(after)?;
    (row.confirmer_id, row.opened_by) = (confirmer, by.principal.id());
    review_update(change.writer, &row)?;
    Ok(())
}

/// The manager of the team they are in now, unless it is them or whoever made the change.
fn confirmer(change: &Change<'_, '_>, by: &Acting, user: UserId, after: &Held) -> Option<UserId> {
    let directory = change.directory();
    let manager = directory.team(after.team?)?.manager?;
    let active = directory.user(manager).is_some_and(|manager| manager.active);
    (active && manager != user && manager != by.principal.id()).then_some(manager)
}

fn held(text: &str) -> Result<Held, Error> {
    serde_json::from_str(text).map_err(|source| Error::Stored { what: "rights review", source })
}

impl Identity {
    /// The reviews that wait for the caller: all of them for whoever manages users, for a manager those they should
    /// confirm.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn rights_reviews(&self, acting: &Acting) -> Result<Vec<RightsReview>, Problem> {
        let rows: Result<Vec<ReviewRow>, Error> =
            self.inner.database.read(|reader| Ok(reviews_open(reader)?)).await;
        let (directory, now) = (self.directory(), self.inner.clock.now());
        let named = |id: UserId| (id, directory.user(id).map(|user| user.name.clone()).unwrap_or_default());
        let (me, all) = (acting.principal.id(), acting.principal.can(Capability::UsersManage));
        let mine = rows?.into_iter().filter(|row| all || row.confirmer_id == Some(me));
        let shown = |row: ReviewRow| {
            Ok::<_, Error>(RightsReview {
                id: row.id,
                user: named(row.user_id),
                opened_at: row.opened_at,
                opened_by: named(row.opened_by),
                before: held(&row.before_body)?,
                after: held(&row.after_body)?,
                confirmer: row.confirmer_id.map(named),
                due_at: row.due_at,
                overdue: row.due_at <= now,
                may_confirm: may_confirm(&directory, &row, me),
            })
        };
        Ok(mine.map(shown).collect::<Result<_, _>>()?)
    }

    /// Confirms that somebody's new rights are right. Not one's own; nor those one gave, where anybody else could confirm.
    ///
    /// # Errors
    /// `not_found` for a review that is none of the caller's business or closed, `self_change`.
    pub async fn rights_review_confirm(&self, acting: &Acting, id: Uuid) -> Result<(), Problem> {
        let by = acting.clone();
        let confirmed = self.change(move |change| {
            let me = by.principal.id();
            let row = review_find(change.writer, id)?.filter(|row| row.closed_at.is_none());
            let row = row.ok_or_else(Problem::not_found)?;
            if !by.principal.can(Capability::UsersManage) && row.confirmer_id != Some(me) {
                return Err(Problem::not_found().into());
            }
            if !may_confirm(change.directory(), &row, me) {
                return Err(Problem::new(Kind::Forbidden, "self_change").into());
            }
            review_close(change.writer, id, change.now, me)?;
            let event = by.event(change.clock(), Action::RightsConfirmed);
            let event = event.on(thing("user"), Some(RecordId(row.user_id.0)));
            let now = held(&row.after_body)?;
            change.log(event.with("roles", now.roles).with("overdue", row.due_at <= change.now));
            Ok(())
        });
        self.refused(acting, Action::RightsConfirmed, confirmed.await).await
    }
}

/// Whether this one of those whom it concerns may confirm it: not one's own, nor what one gave, where anybody else could.
fn may_confirm(directory: &Directory, row: &ReviewRow, me: UserId) -> bool {
    row.user_id != me && !(row.opened_by == me && others_could(directory, row))
}

/// Whether somebody else than who made the change and who moved could confirm it.
fn others_could(directory: &Directory, row: &ReviewRow) -> bool {
    let manages = |user: &access::User| {
        let roles = user.roles.iter().filter_map(|key| directory.role(key.as_str()));
        roles.into_iter().any(|role| role.system.contains(&Capability::UsersManage))
    };
    let other = |id: UserId| id != row.opened_by && id != row.user_id;
    row.confirmer_id.is_some_and(|id| other(id) && directory.user(id).is_some_and(|user| user.active))
        || directory.users().any(|user| user.active && other(user.id) && manages(user))
}
