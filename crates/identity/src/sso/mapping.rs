//! Groups at a provider give roles and a team here. What came by groups goes when the group goes; what was given by hand
//! stays: `sso_role` keeps who gave what, and an identity the team its groups gave.

use std::collections::BTreeSet;

use access::{Capability, Directory};
use audit::Action;
use model::{Kind, Problem, RecordId, TeamId};
use store::Reader;
use store::system::sso::{IdentityRow, sso_identity_used, sso_roles_of_user, sso_roles_set};
use store::system::users::{
    UserRow, user_active_in_role, user_find, user_lock, user_roles, user_roles_set, user_update,
};

use super::settings::SsoSettings;
use super::{actor, keep_break_glass_of};
use crate::Error;
use crate::change::{ADMINISTRATOR, Change, SECURITY_OFFICER, thing};
use crate::people::{Held, note_move};

/// What somebody's groups give.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Given {
    roles: BTreeSet<String>,
    team: Option<TeamId>,
}

impl Given {
    /// By the rules of a provider; what is not there any more is not given.
    pub(super) fn by(settings: &SsoSettings, groups: &[String], directory: &Directory) -> Self {
        let mut given = Self::default();
        for rule in settings.groups.iter().filter(|rule| groups.contains(&rule.group)) {
            given.roles.extend(rule.roles.iter().filter(|key| directory.role(key).is_some()).cloned());
            given.team = given.team.or(rule.team.filter(|team| directory.team(*team).is_some()));
        }
        given
    }
}

/// What a sign-in changes about a person.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    held: BTreeSet<String>,
    roles: BTreeSet<String>,
    marked_before: BTreeSet<String>,
    marked: BTreeSet<String>,
    team_before: Option<TeamId>,
    team: Option<TeamId>,
    team_marked_before: Option<TeamId>,
    team_marked: Option<TeamId>,
}

impl Plan {
    /// Whether there is nothing to change.
    pub(super) fn is_nothing(&self) -> bool {
        self.held == self.roles
            && self.marked_before == self.marked
            && self.team_before == self.team
            && self.team_marked_before == self.team_marked
    }
}

/// Compares what a person has with what the groups give.
pub(super) fn plan(
    reader: &mut Reader<'_>,
    identity: &IdentityRow,
    user: &UserRow,
    given: &Given,
) -> Result<Plan, Error> {
    let held: BTreeSet<String> = user_roles(reader, user.id)?.into_iter().collect();
    let (mut marked_before, mut by_others) = (BTreeSet::new(), BTreeSet::new());
    for (role, provider) in sso_roles_of_user(reader, user.id)? {
        if provider == identity.provider_key {
            marked_before.insert(role)
        } else {
            by_others.insert(role)
        };
    }
    let gone = marked_before.iter().filter(|role| !given.roles.contains(*role) && !by_others.contains(*role));
    let gone: BTreeSet<String> = gone.cloned().collect();
    let roles = held.union(&given.roles).filter(|role| !gone.contains(*role)).cloned().collect();
    // A role that was there by hand stays by hand.
    let by_hand =
        |role: &&String| held.contains(*role) && !marked_before.contains(*role) && !by_others.contains(*role);
    let marked = given.roles.iter().filter(|role| !by_hand(role)).cloned().collect();
    let came_by_group = identity.team_id.is_some() && identity.team_id == user.team_id;
    let team = given.team.or(user.team_id.filter(|_| !came_by_group));
    Ok(Plan {
        held,
        roles,
        marked_before,
        marked,
        team_before: user.team_id,
        team,
        team_marked_before: identity.team_id,
        team_marked: given.team,
    })
}

/// Does what a plan says. The last administrator and the last security officer stay what they are, and so does the last
/// account that can turn the switch of single sign-on: a change at the provider must not lock the company out.
pub(super) fn apply(
    change: &mut Change<'_, '_>,
    identity: &mut IdentityRow,
    user: &UserRow,
    mut plan: Plan,
) -> Result<(), Error> {
    if plan.is_nothing() {
        return Ok(());
    }
    for last in [ADMINISTRATOR, SECURITY_OFFICER] {
        let loses = plan.held.contains(last) && !plan.roles.contains(last);
        if loses && user_active_in_role(change.writer, last)? == [user.id] {
            plan.roles.insert(last.to_owned());
            plan.marked.insert(last.to_owned());
        }
    }
    let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>();
    if plan.roles != plan.held {
        user_roles_set(change.writer, user.id, &list(&plan.roles))?;
        if let Err(Error::Refused(_)) = keep_break_glass_of(change.writer, user.id) {
            let guards = plan.held.difference(&plan.roles).filter(|key| guards(change, key));
            let guards: BTreeSet<String> = guards.cloned().collect();
            plan.marked.extend(guards.iter().cloned());
            plan.roles.extend(guards);
            user_roles_set(change.writer, user.id, &list(&plan.roles))?;
        }
    }
    sso_roles_set(change.writer, user.id, &identity.provider_key, &list(&plan.marked))?;
    if plan.team != plan.team_before {
        let row = UserRow { team_id: plan.team, ..user.clone() };
        if !user_update(change.writer, &row)? {
            return Err(Problem::new(Kind::VersionConflict, "version_conflict").into());
        }
    }
    identity.team_id = plan.team_marked;
    sso_identity_used(change.writer, identity)?;
    if plan.roles != plan.held || plan.team != plan.team_before {
        let by = actor(&identity.provider_key);
        let event = audit::Event::done(change.clock(), by, Action::UserChanged);
        let event = event.on(thing("user"), Some(RecordId(user.id.0)));
        let event = event.with("roles_before", list(&plan.held)).with("roles", list(&plan.roles));
        change.log(event.with("team_changed", plan.team != plan.team_before));
        // Rights that nobody ever used yet need no review.
        if user.last_sign_in_at.is_some() {
            let before = Held { team: plan.team_before, roles: list(&plan.held) };
            let after = Held { team: plan.team, roles: list(&plan.roles) };
            note_move(change, None, user.id, &before, &after)?;
        }
    }
    Ok(())
}

/// Whether a role lets its holders look after security.
fn guards(change: &Change<'_, '_>, key: &str) -> bool {
    let role = change.directory().role(key);
    role.is_some_and(|role| role.system.contains(&Capability::SecurityManage))
}

/// Takes away what a person has by a provider's groups.
pub(super) fn roles_take_away(change: &mut Change<'_, '_>, identity: &IdentityRow) -> Result<(), Error> {
    user_lock(change.writer, identity.user_id)?;
    let Some(user) = user_find(change.writer, identity.user_id)? else { return Ok(()) };
    let plan = plan(change.writer, identity, &user, &Given::default())?;
    apply(change, &mut identity.clone(), &user, plan)
}
