//! What an administrator may change about a person, and what nobody may: themselves, the last
//! administrator, or anybody with rights the changer does not have.

use std::sync::Arc;

use access::Capability;
use audit::Action;
use metadata::Metadata;
use model::{Kind, Problem, RecordId, TeamId, UserId};
use store::system::users::{
    UserRow, UserState, user_find, user_lock, user_roles, user_roles_set, user_update,
};

use super::UserInfo;
use super::invite::{roles_checked, team_checked};
use super::leave::came_back;
use super::review::{Held, note_move};
use crate::change::{Change, SECURITY_OFFICER, thing};
use crate::factors::has_way_in;
use crate::{Acting, Error, Identity, text};

/// A change; what is none stays.
#[derive(Clone, Default)]
pub struct UserChange {
    /// The version that was read.
    pub version: i64,
    /// Another name.
    pub name: Option<String>,
    /// Another team, or none at all.
    pub team: Option<Option<TeamId>>,
    /// Exactly these roles.
    pub roles: Option<Vec<String>>,
    /// Whether the person may sign in.
    pub active: Option<bool>,
}

impl Identity {
    /// Changes a person. Disabling ends everything that gives access, as leaving does (`revoke_everything`); records stay
    /// theirs.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `version_conflict`, `escalation`, `self_change` for one's own team, standing
    /// or a further role, `last_administrator`, `last_security_officer`, a field's problem.
    pub async fn user_change(
        &self,
        acting: &Acting,
        user: UserId,
        wanted: UserChange,
        metadata: &Arc<Metadata>,
    ) -> Result<UserInfo, Problem> {
        self.require(acting, Capability::UsersManage, Action::UserChanged).await?;
        let name = wanted.name.as_deref().map(|name| text::name(name, "name")).transpose()?;
        let (by, metadata) = (acting.clone(), Arc::clone(metadata));
        let changed = self.change(move |change| {
            user_lock(change.writer, user)?;
            let row = user_find(change.writer, user)?.ok_or_else(Problem::not_found)?;
            let mut editing = Editing { row, fields: Vec::new() };
            let held = user_roles(change.writer, user)?;
            // A role may be given up, nothing else: nobody could part the founder's two roles otherwise.
            let gives_up = |keys: &Vec<String>| keys.iter().all(|key| held.contains(key));
            let more = wanted.roles.as_ref().is_some_and(|keys| !gives_up(keys));
            if by.principal.id() == user && (wanted.team.is_some() || more || wanted.active.is_some()) {
                return Err(Problem::new(Kind::Forbidden, "self_change").into());
            }
            // Whoever has more rights than the changer can't be touched by them at all.
            if by.principal.id() != user {
                roles_checked(change, &by.principal, &held, &metadata)?;
            }
            let before = Held { team: editing.row.team_id, roles: held.clone() };
            editing.apply(change, name, &wanted)?;
            let mut given = None;
            if let Some(keys) = &wanted.roles {
                let keys = roles_checked(change, &by.principal, keys, &metadata)?;
                if keys != held {
                    user_roles_set(change.writer, user, &keys)?;
                    editing.fields.push("roles");
                    given = Some((held, keys));
                }
            }
            editing.row.version = wanted.version;
            if !user_update(change.writer, &editing.row)? {
                return Err(Problem::new(Kind::VersionConflict, "version_conflict").into());
            }
            change.keep_an_administrator()?;
            crate::sso::keep_break_glass_of(change.writer, user)?;
            if given.as_ref().is_some_and(|(held, _)| held.iter().any(|key| key == SECURITY_OFFICER)) {
                change.keep_a_security_officer()?;
            }
            change.keep_reach(&by.principal)?;
            let roles = given.as_ref().map_or_else(|| before.roles.clone(), |(_, keys)| keys.clone());
            let after = Held { team: editing.row.team_id, roles };
            // Rights that nobody ever used yet need no review; those given to somebody disabled wait for them.
            if after != before && editing.row.last_sign_in_at.is_some() {
                note_move(change, Some(by.principal.id()), user, &before, &after)?;
            }
            let event =
                by.event(change.clock(), Action::UserChanged).on(thing("user"), Some(RecordId(user.0)));
            let event = event.with("fields", editing.fields).with("state", editing.row.state.as_str());
            change.log(match given {
                Some((before, now)) => event.with("roles_before", before).with("roles", now),
                None => event,
            });
            Ok(editing.row.state)
        });
        let state = self.refused(acting, Action::UserChanged, changed.await).await?;
        if state == UserState::Disabled {
            self.forget_sessions(user).await;
        }
        self.user_info(user).await
    }
}

/// A row being changed, and the names of what changed.
struct Editing {
    row: UserRow,
    fields: Vec<&'static str>,
}

impl Editing {
    fn apply(
        &mut self,
        change: &mut Change<'_, '_>,
        name: Option<String>,
        wanted: &UserChange,
    ) -> Result<(), Error> {
        if let Some(name) = name.filter(|name| *name != self.row.name) {
            self.row.name = name;
            self.fields.push("name");
        }
        if let Some(team) = wanted.team.filter(|team| *team != self.row.team_id) {
            team_checked(change, team)?;
            self.row.team_id = team;
            self.fields.push("team");
        }
        match wanted.active {
            Some(true) if self.row.state == UserState::Disabled => self.enable(change)?,
            Some(false) if self.row.state != UserState::Disabled => self.disable(change)?,
            _ => {}
        }
        Ok(())
    }

    fn enable(&mut self, change: &mut Change<'_, '_>) -> Result<(), Error> {
        let has_way = has_way_in(change.writer, &self.row, change.stored.sso.allows_local(self.row.id))?;
        self.row.state = if has_way { UserState::Active } else { UserState::Invited };
        self.fields.push("active");
        came_back(change, self.row.id)?;
        Ok(())
    }

    fn disable(&mut self, change: &mut Change<'_, '_>) -> Result<(), Error> {
        self.row.state = UserState::Disabled;
        self.fields.push("active");
        crate::revoke::revoke_everything(change, self.row.id, "disabled").map(drop)
    }
}
