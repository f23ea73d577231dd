//! Somebody moves: when the team or roles of a person who ever signed in change, also while they are disabled, what they had
//! and have is kept until somebody confirms that it is right (ISO/IEC 27002:2022, 5.18 asks for a review of rights when
//! somebody changes their place).

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
    /// Everybody who made one of the changes, the first of them first.
    pub makers: Vec<(UserId, String)>,
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
    let open = review_open_of(change.writer, user)?;
    let (by, text) = (by.principal.id(), stored::<Held>);
    let Some(mut row) = open else {
        let days = change.stored.safety.movers.due_days;
        let due = change.now.checked_add(SignedDuration::from_hours(24 * i64::from(days)));
        let row = ReviewRow {
            id: SessionId::fresh(change.clock(), change.entropy()).0,
            user_id: user,
            opened_at: change.now,
            opened_by: by,
            before_body: text(before)?,
            after_body: text(after)?,
            confirmer_id: confirmer(change, &[by], user, after),
            due_at: due.unwrap_or(change.now),
            closed_at: None,
            closed_by: None,
            maker_ids: stored(&vec![by])?,
        };
        return Ok(review_create(change.writer, &row)?);
    };
    if held(&row.before_body)? == *after {
        review_close(change.writer, row.id, change.now, by)?;
        return Ok(());
    }
    let mut makers = makers(&row)?;
    if !makers.contains(&by) {
        makers.push(by);
    }
    row.after_body = text(after)?;
    row.confirmer_id = confirmer(change, &makers, user, after);
    row.maker_ids = stored(&makers)?;
    review_update(change.writer, &row)?;
    Ok(())
}

/// The manager of the team they are in now, unless it is them or somebody who made the changes.
fn confirmer(change: &Change<'_, '_>, makers: &[UserId], user: UserId, after: &Held) -> Option<UserId> {
    let directory = change.directory();
    let manager = directory.team(after.team?)?.manager?;
    let active = directory.user(manager).is_some_and(|manager| manager.active);
    (active && manager != user && !makers.contains(&manager)).then_some(manager)
}

fn stored<T: Serialize>(what: &T) -> Result<String, Error> {
    serde_json::to_string(what).map_err(|source| Error::Stored { what: "rights review", source })
}

/// Everybody who made one of the changes, the first of them first.
fn makers(row: &ReviewRow) -> Result<Vec<UserId>, Error> {
    let mut makers: Vec<UserId> = serde_json::from_str(&row.maker_ids)
        .map_err(|source| Error::Stored { what: "rights review", source })?;
    // Of one that was opened before all of them were kept.
    if makers.is_empty() {
        makers.push(row.opened_by);
    }
    Ok(makers)
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
            let makers = makers(&row)?;
            Ok::<_, Error>(RightsReview {
                id: row.id,
                user: named(row.user_id),
                opened_at: row.opened_at,
                before: held(&row.before_body)?,
                after: held(&row.after_body)?,
                confirmer: row.confirmer_id.map(named),
                due_at: row.due_at,
                overdue: row.due_at <= now,
                may_confirm: may_confirm(&directory, &row, &makers, me),
                makers: makers.into_iter().map(named).collect(),
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
            if !may_confirm(change.directory(), &row, &makers(&row)?, me) {
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

/// Whether this one of those whom it concerns may confirm it: not one's own, nor what one had a hand in, where anybody else
/// could.
fn may_confirm(directory: &Directory, row: &ReviewRow, makers: &[UserId], me: UserId) -> bool {
    row.user_id != me && !(makers.contains(&me) && others_could(directory, row, makers))
}

/// Whether somebody could confirm it who neither made one of the changes nor moved.
fn others_could(directory: &Directory, row: &ReviewRow, makers: &[UserId]) -> bool {
    let manages = |user: &access::User| {
        let roles = user.roles.iter().filter_map(|key| directory.role(key.as_str()));
        roles.into_iter().any(|role| role.system.contains(&Capability::UsersManage))
    };
    let other = |id: UserId| !makers.contains(&id) && id != row.user_id;
    row.confirmer_id.is_some_and(|id| other(id) && directory.user(id).is_some_and(|user| user.active))
        || directory.users().any(|user| user.active && other(user.id) && manages(user))
}
