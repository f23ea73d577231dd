//! The one way this room changes anything: one transaction that holds the change, its audit events and the
//! directory's new version, then a new snapshot.

use std::collections::BTreeSet;
use std::sync::Arc;

use access::{Capability, Directory, Principal, Scope};
use audit::{Action, Event, Outcome};
use jiff::Timestamp;
use model::{Clock, Entropy, Kind, ObjectName, Problem, UserId};
use store::Writer;
use store::system::settings::{setting_lock, setting_put};
use store::system::users::user_active_in_role;

use crate::service::Inner;
use crate::snapshot::{Snapshot, VERSION_KEY};
use crate::{Acting, Error, Identity};

/// The role whose last active holder can't be lost.
pub(crate) const ADMINISTRATOR: &str = "administrator";
/// The role that security settings belong to; somebody active always has it.
pub(crate) const SECURITY_OFFICER: &str = "security_officer";

/// A change in the making.
pub(crate) struct Change<'a, 'w> {
    /// The transaction.
    pub(crate) writer: &'a mut Writer<'w>,
    /// The service's parts.
    pub(crate) inner: &'a Inner,
    /// One instant for all of it.
    pub(crate) now: Timestamp,
    /// What is stored, read within the transaction: no other change can come between.
    pub(crate) stored: Snapshot,
    events: Vec<Event>,
}

/// How the work of a change ends.
pub(crate) enum Ended<R> {
    /// It stands.
    Stands(R),
    /// Nothing of it stands, but what it came to is known: a rehearsal, or a refusal that is told from within.
    Undone(R),
}

/// What a transaction fails with: only a failure rolls it back.
enum Failed<R> {
    Undone(R),
    By(Error),
}

impl<R> From<store::Error> for Failed<R> {
    fn from(error: store::Error) -> Self {
        Self::By(error.into())
    }
}

impl<R> From<Error> for Failed<R> {
    fn from(error: Error) -> Self {
        Self::By(error)
    }
}

impl Change<'_, '_> {
    /// Adds an event; it is appended at the end of the transaction.
    pub(crate) fn log(&mut self, event: Event) {
        self.events.push(event);
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.inner.clock
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.inner.entropy
    }

    pub(crate) fn directory(&self) -> &Arc<Directory> {
        &self.stored.directory
    }

    /// Refuses a change, after it is written and before it stands, by which its maker comes to reach more people's
    /// records: by arranging themselves into a team, or by putting somebody else, such as an account made for the
    /// purpose, where a scope of that account's opens people the maker does not reach. An administrator reaches
    /// everything already.
    pub(crate) fn keep_reach(&mut self, by: &Principal) -> Result<(), Error> {
        if is_administrator(by) {
            return Ok(());
        }
        let after = Snapshot::load(self.writer)?.directory;
        let before = self.directory();
        let reached: BTreeSet<UserId> = before.team_below_of(by.id()).into_iter().collect();
        let widened = |user: &access::User| {
            let known = if user.id == by.id() { reached.clone() } else { team_reach(before, user.id) };
            let now = if user.id == by.id() {
                after.team_below_of(user.id).into_iter().collect()
            } else {
                team_reach(&after, user.id)
            };
            // Whoever was made by this very change owns nothing yet.
            now.into_iter().any(|person| {
                person != user.id
                    && before.user(person).is_some()
                    && !known.contains(&person)
                    && !reached.contains(&person)
            })
        };
        if after.users().any(widened) {
            return Err(Problem::new(Kind::Forbidden, "escalation").into());
        }
        Ok(())
    }

    /// Refuses to leave the company without an active administrator.
    pub(crate) fn keep_an_administrator(&mut self) -> Result<(), Error> {
        self.keep_one(ADMINISTRATOR, "last_administrator")
    }

    /// Refuses to leave the company without an active security officer: nobody could make one any more.
    pub(crate) fn keep_a_security_officer(&mut self) -> Result<(), Error> {
        self.keep_one(SECURITY_OFFICER, "last_security_officer")
    }

    fn keep_one(&mut self, role: &str, refusal: &'static str) -> Result<(), Error> {
        if user_active_in_role(self.writer, role)?.is_empty() {
            return Err(Problem::new(Kind::Conflict, refusal).into());
        }
        Ok(())
    }
}

impl Identity {
    /// Runs a change. All changes of users, teams, roles and settings stand in one line, so that a rule about
    /// several of them (the last administrator, no circle of teams) can be held.
    pub(crate) async fn change<R, F>(&self, job: F) -> Result<R, Error>
    where
        F: FnOnce(&mut Change<'_, '_>) -> Result<R, Error> + Send + 'static,
        R: Send + 'static,
    {
        self.change_or_undo(move |change| job(change).map(Ended::Stands)).await
    }

    /// Runs a change that may find out within that nothing of it is to stand.
    pub(crate) async fn change_or_undo<R, F>(&self, job: F) -> Result<R, Error>
    where
        F: FnOnce(&mut Change<'_, '_>) -> Result<Ended<R>, Error> + Send + 'static,
        R: Send + 'static,
    {
        let inner = Arc::clone(&self.inner);
        let answer = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            version_grow(writer, now)?;
            let stored = Snapshot::load(writer)?;
            let mut change = Change { writer, inner: &inner, now, stored, events: Vec::new() };
            let answer = match job(&mut change)? {
                Ended::Stands(answer) => answer,
                Ended::Undone(answer) => return Err(Failed::Undone(answer)),
            };
            let events = std::mem::take(&mut change.events);
            inner.log.append_in(writer, events);
            Ok::<R, Failed<R>>(answer)
        });
        let answer = match answer.await {
            Ok(answer) => answer,
            Err(Failed::Undone(answer)) => return Ok(answer),
            Err(Failed::By(error)) => return Err(error),
        };
        self.reload().await?;
        Ok(answer)
    }

    /// Passes for whoever may help other people with their accounts: by managing users, or by looking after security.
    /// Whom they may help is [`Identity::help`]'s to say.
    pub(crate) async fn require_helper(&self, acting: &Acting, tried: Action) -> Result<(), Problem> {
        if acting.principal.can(Capability::SecurityManage) {
            return Ok(());
        }
        self.require(acting, Capability::UsersManage, tried).await
    }

    /// Passes if the capability is held; writes a denial if not.
    pub(crate) async fn require(
        &self,
        acting: &Acting,
        capability: Capability,
        tried: Action,
    ) -> Result<(), Problem> {
        if acting.principal.can(capability) {
            return Ok(());
        }
        self.refused(acting, tried, Err(Problem::forbidden().into())).await
    }

    /// Passes a result on. A refusal for lack of rights is first written into the log by itself: the refused
    /// transaction left nothing behind.
    pub(crate) async fn refused<T>(
        &self,
        acting: &Acting,
        tried: Action,
        result: Result<T, Error>,
    ) -> Result<T, Problem> {
        if let Err(Error::Refused(problem)) = &result
            && is_denial(problem)
        {
            let event = acting.event(&*self.inner.clock, Action::Denied).ended(Outcome::Denied);
            let event = event.with("tried", tried.as_str()).with("code", problem.code);
            self.inner.log.append(event).await.map_err(Error::from)?;
        }
        Ok(result?)
    }
}

/// Whether somebody reaches everything already.
pub(crate) fn is_administrator(by: &Principal) -> bool {
    by.role_keys().any(|key| key.as_str() == ADMINISTRATOR)
}

fn is_denial(problem: &Problem) -> bool {
    problem.kind == Kind::Forbidden
        || matches!(problem.code, "escalation" | "self_change" | "last_administrator" | "role_shipped")
}

/// The people whose records a scope by teams opens to somebody; nobody without such a scope.
fn team_reach(directory: &Directory, user: UserId) -> BTreeSet<UserId> {
    let roles = directory.user(user).into_iter().flat_map(|user| &user.roles);
    let by_team = roles.filter_map(|key| directory.role(key.as_str())).any(|role| {
        let grants = role.objects.values().chain(&role.default);
        grants.into_iter().any(|grant| {
            access::Action::ALL
                .iter()
                .any(|action| matches!(grant.scope(*action), Scope::Team | Scope::TeamBelow))
        })
    });
    if by_team { directory.team_below_of(user).into_iter().collect() } else { BTreeSet::new() }
}

/// Takes the lock that puts changes in line, by moving the version on.
fn version_grow(writer: &mut Writer<'_>, now: Timestamp) -> Result<(), store::Error> {
    let version = setting_lock(writer, VERSION_KEY)?.and_then(|value| value.parse::<u64>().ok()).unwrap_or(0);
    setting_put(writer, VERSION_KEY, &(version + 1).to_string(), now, None)
}

/// What an event of this room is about, such as `user`; these names are well formed.
pub(crate) fn thing(name: &str) -> Option<ObjectName> {
    ObjectName::new(name).ok()
}
