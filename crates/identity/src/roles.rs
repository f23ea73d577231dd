//! Roles: the shipped ones, kept as the program has them, and the company's own.

use std::sync::Arc;

use access::{Capability, Role, check_role, may_grant, preview, shipped_roles};
use audit::{Action, Actor, Event};
use metadata::Metadata;
use model::{Kind, Problem};
use store::system::roles::{
    RoleRow, role_create, role_delete, role_find, role_list, role_member_counts, role_update,
};

use crate::change::{Change, thing};
use crate::role_changes::{RoleChanges, changes};
use crate::snapshot::role;
use crate::{Acting, Error, Identity};

/// A role with how many people hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleInfo {
    /// The role.
    pub role: Role,
    /// How many people hold it.
    pub member_count: u64,
}

impl Identity {
    /// All roles by key. Who may know them decides the caller.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn role_list(&self) -> Result<Vec<RoleInfo>, Problem> {
        let roles = self.inner.database.read(|reader| {
            let counts = role_member_counts(reader)?;
            let count =
                |key: &str| counts.iter().find(|(held, _)| held == key).map_or(0, |(_, count)| *count);
            let rows = role_list(reader)?.into_iter();
            let infos = rows.map(|row| {
                let member_count = u64::try_from(count(&row.key)).unwrap_or(0);
                Ok(RoleInfo { role: role(&row)?, member_count })
            });
            infos.collect::<Result<Vec<_>, Error>>()
        });
        Ok(roles.await?)
    }

    /// One role.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn role_find(&self, key: &str) -> Result<RoleInfo, Problem> {
        let roles = self.role_list().await?;
        roles.into_iter().find(|info| info.role.key.as_str() == key).ok_or_else(Problem::not_found)
    }

    /// Makes a role of the company's own.
    ///
    /// # Errors
    /// `forbidden`, `escalation`, `name_taken`, problems of its fields.
    pub async fn role_create(
        &self,
        acting: &Acting,
        wanted: Role,
        metadata: &Arc<Metadata>,
    ) -> Result<RoleInfo, Problem> {
        self.require(acting, Capability::RolesManage, Action::RoleChanged).await?;
        let wanted = checked(wanted, metadata)?;
        let key = wanted.key.clone();
        let (by, metadata) = (acting.clone(), Arc::clone(metadata));
        let made = self.change(move |change| {
            may_grant(&by.principal, &wanted, &metadata)?;
            let row = row(&Role { version: 1, ..wanted.clone() })?;
            role_create(change.writer, &row).map_err(|error| match error {
                store::Error::UniqueViolation { .. } => Problem::invalid_field("key", "name_taken").into(),
                error => Error::from(error),
            })?;
            log(change, &by, &row.key, "created", &changes(None, Some(&wanted)));
            Ok(())
        });
        self.refused(acting, Action::RoleChanged, made.await).await?;
        self.role_find(key.as_str()).await
    }

    /// Replaces a role of the company's own; `wanted.version` is the version that was read.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `role_shipped`, `escalation` for what it gave or gives, `version_conflict`,
    /// `sso_break_glass_needed` where nobody could turn the switch of single sign-on back, problems of its fields.
    pub async fn role_change(
        &self,
        acting: &Acting,
        wanted: Role,
        metadata: &Arc<Metadata>,
    ) -> Result<RoleInfo, Problem> {
        self.require(acting, Capability::RolesManage, Action::RoleChanged).await?;
        let wanted = checked(wanted, metadata)?;
        let key = wanted.key.clone();
        let (by, metadata) = (acting.clone(), Arc::clone(metadata));
        let changed = self.change(move |change| {
            let stored = own(change, wanted.key.as_str())?;
            let before = role(&stored)?;
            may_grant(&by.principal, &before, &metadata)?;
            may_grant(&by.principal, &wanted, &metadata)?;
            let row = row(&wanted)?;
            if !role_update(change.writer, &row)? {
                return Err(Problem::new(Kind::VersionConflict, "version_conflict").into());
            }
            change.keep_reach(&by.principal)?;
            crate::sso::keep_break_glass(change.writer)?;
            log(change, &by, &row.key, "changed", &changes(Some(&before), Some(&wanted)));
            Ok(())
        });
        self.refused(acting, Action::RoleChanged, changed.await).await?;
        self.role_find(key.as_str()).await
    }

    /// Removes a role of the company's own that nobody holds.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `role_shipped`, `role_in_use`.
    pub async fn role_delete(&self, acting: &Acting, key: &str) -> Result<(), Problem> {
        self.require(acting, Capability::RolesManage, Action::RoleChanged).await?;
        let (by, key) = (acting.clone(), String::from(key));
        let deleted = self.change(move |change| {
            let before = role(&own(change, &key)?)?;
            let held =
                change.directory().users().any(|user| user.roles.iter().any(|held| held.as_str() == key));
            if held {
                return Err(Problem::new(Kind::Conflict, "role_in_use").into());
            }
            role_delete(change.writer, &key)?;
            log(change, &by, &key, "deleted", &changes(Some(&before), None));
            Ok(())
        });
        self.refused(acting, Action::RoleChanged, deleted.await).await
    }

    /// Who would gain or lose what if a role were so.
    ///
    /// # Errors
    /// `forbidden`, problems of its fields.
    pub async fn role_preview(
        &self,
        acting: &Acting,
        wanted: Role,
        metadata: &Arc<Metadata>,
    ) -> Result<Vec<access::Change>, Problem> {
        self.require(acting, Capability::RolesManage, Action::View).await?;
        let wanted = checked(wanted, metadata)?;
        Ok(preview(metadata, &self.directory(), [wanted]))
    }

    /// Brings the shipped roles into the database: new ones and new versions of a newer program.
    pub(crate) async fn shipped_roles_seed(&self) -> Result<(), Error> {
        let shipped = shipped_roles()?;
        let directory = self.directory();
        let known = |role: &Role| {
            directory.role(role.key.as_str()).is_some_and(|stored| {
                **stored == Role { version: stored.version, shipped: true, ..role.clone() }
            })
        };
        if shipped.iter().all(known) {
            return Ok(());
        }
        self.change(move |change| shipped.iter().try_for_each(|role| seed(change, role))).await
    }
}

fn seed(change: &mut Change<'_, '_>, shipped: &Role) -> Result<(), Error> {
    let stored = role_find(change.writer, shipped.key.as_str())?;
    let before = stored.as_ref().map(role).transpose()?;
    let what = match stored {
        None => {
            role_create(change.writer, &row(&Role { version: 1, shipped: true, ..shipped.clone() })?)?;
            "shipped"
        }
        Some(stored) => {
            let version = stored.version;
            let now = Role { version: u32::try_from(version).unwrap_or(0), shipped: true, ..shipped.clone() };
            if role(&stored)? == now {
                return Ok(());
            }
            role_update(change.writer, &RoleRow { version, ..row(&now)? })?;
            "upgraded"
        }
    };
    let event = Event::done(change.clock(), Actor::system(None, "system:kedun"), Action::RoleChanged);
    let event = event.on(thing("role"), None).with("role", shipped.key.as_str()).with("change", what);
    change.log(changes(before.as_ref(), Some(shipped)).told(event));
    Ok(())
}

fn checked(role: Role, metadata: &Metadata) -> Result<Role, Problem> {
    let problems = check_role(&role, metadata);
    if problems.is_empty() {
        Ok(Role { shipped: false, ..role })
    } else {
        Err(Problem::invalid_fields(problems))
    }
}

/// A role that may be changed: the company's own.
fn own(change: &mut Change<'_, '_>, key: &str) -> Result<RoleRow, Error> {
    let row = role_find(change.writer, key)?.ok_or_else(Problem::not_found)?;
    if row.shipped { Err(Problem::new(Kind::Conflict, "role_shipped").into()) } else { Ok(row) }
}

fn row(role: &Role) -> Result<RoleRow, Error> {
    let body = serde_json::to_string(role).map_err(|source| Error::Stored { what: "role", source })?;
    Ok(RoleRow { key: role.key.to_string(), body, shipped: role.shipped, version: i64::from(role.version) })
}

fn log(change: &mut Change<'_, '_>, by: &Acting, key: &str, what: &'static str, changes: &RoleChanges) {
    let event = by.event(change.clock(), Action::RoleChanged).on(thing("role"), None);
    change.log(changes.told(event.with("role", key).with("change", what)));
}
