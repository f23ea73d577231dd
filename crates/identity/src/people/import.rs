//! Bringing many people in at once, from a file that names them with their team, its manager and the team
//! above. Nobody can sign in by it: each stands as invited, under a made-up address if the file has none, until
//! an administrator gives a real one and makes a link.
//!
//! Doing the same import again changes nothing: people and teams are recognised by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::{Capability, Principal};
use audit::Action;
use metadata::Metadata;
use model::{Problem, TeamId, UserId};
use store::system::teams::{TeamRow, team_create, team_list, team_update};
use store::system::users::{user_create, user_list, user_roles_set};

use super::invite::{email_taken, new_user, roles_checked};
use crate::change::{Change, thing};
use crate::text::{self, Email};
use crate::{Acting, Error, Identity};

/// The most people of one import.
const MAX_PEOPLE: usize = 10_000;

/// One person of the file.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PersonRow {
    /// The name.
    pub name: String,
    /// The address, if the file has one.
    pub email: Option<String>,
    /// The team's name; absent with a manager named, the team is the manager's own, under the manager's name.
    pub team: Option<String>,
    /// The name of the team's manager, who becomes a member of it too.
    pub manager: Option<String>,
    /// The name of the team above, such as a region.
    pub team_above: Option<String>,
}

/// What an import of people did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportedPeople {
    /// People made.
    pub created: u64,
    /// People who were there.
    pub existing: u64,
    /// Teams made.
    pub teams_created: u64,
}

impl Identity {
    /// Makes the people and teams of a file that are not there yet, all or none.
    ///
    /// # Errors
    /// `forbidden`, `escalation`, `too_many_items`, a problem at `rows.N.name` and the like.
    pub async fn people_import(
        &self,
        acting: &Acting,
        rows: Vec<PersonRow>,
        (member_role, manager_role): (&str, &str),
        metadata: &Arc<Metadata>,
    ) -> Result<ImportedPeople, Problem> {
        self.require(acting, Capability::UsersManage, Action::Import).await?;
        if rows.len() > MAX_PEOPLE {
            return Err(
                Problem::new(model::Kind::Invalid, "too_many_items").with("max", MAX_PEOPLE.to_string())
            );
        }
        let (by, metadata) = (acting.clone(), Arc::clone(metadata));
        let roles = [String::from(member_role), String::from(manager_role)];
        let imported = self.change(move |change| {
            roles_checked(change, &by.principal, &roles, &metadata)?;
            let done = Importing::begin(change, &by.principal, &roles)?.rows(change, &rows)?;
            change.keep_reach(&by.principal)?;
            if done != (ImportedPeople { existing: done.existing, ..ImportedPeople::default() }) {
                let event = by.event(change.clock(), Action::Import).on(thing("user"), None);
                let event = event.with("created", done.created).with("existing", done.existing);
                change.log(event.with("teams_created", done.teams_created));
            }
            Ok(done)
        });
        self.refused(acting, Action::Import, imported.await).await
    }
}

/// An import under way: what is there by folded name.
struct Importing {
    users: BTreeMap<String, UserId>,
    teams: BTreeMap<String, TeamRow>,
    roles: [String; 2],
    by: UserId,
    done: ImportedPeople,
}

impl Importing {
    fn begin(change: &mut Change<'_, '_>, by: &Principal, roles: &[String; 2]) -> Result<Self, Error> {
        let users = user_list(change.writer)?.into_iter().map(|row| (text::fold(&row.name), row.id));
        let users = users.collect();
        let teams = team_list(change.writer)?.into_iter().map(|row| (text::fold(&row.name), row)).collect();
        Ok(Self { users, teams, roles: roles.clone(), by: by.id(), done: ImportedPeople::default() })
    }

    fn rows(mut self, change: &mut Change<'_, '_>, rows: &[PersonRow]) -> Result<ImportedPeople, Error> {
        // Managers first, so that nobody is made with the smaller role and found again as a manager.
        for (at, row) in rows.iter().enumerate() {
            let team = self.team_of(change, row, at)?;
            if let (Some(manager), Some(team)) = (&row.manager, team) {
                self.manager(change, manager, team, at)?;
            }
        }
        for (at, row) in rows.iter().enumerate() {
            let team = self.team_of(change, row, at)?;
            self.person(change, &row.name, row.email.as_deref(), team, 0, at)?;
        }
        Ok(self.done)
    }

    fn team_of(
        &mut self,
        change: &mut Change<'_, '_>,
        row: &PersonRow,
        at: usize,
    ) -> Result<Option<TeamId>, Error> {
        let above = match &row.team_above {
            Some(name) => Some(self.team(change, name, None, at)?),
            None => None,
        };
        match row.team.as_ref().or(row.manager.as_ref()) {
            Some(name) => Ok(Some(self.team(change, name, above, at)?)),
            None => Ok(above),
        }
    }

    fn team(
        &mut self,
        change: &mut Change<'_, '_>,
        name: &str,
        above: Option<TeamId>,
        at: usize,
    ) -> Result<TeamId, Error> {
        let name = checked(name, "team", at)?;
        if let Some(known) = self.teams.get(&text::fold(&name)) {
            return Ok(known.id);
        }
        let id = TeamId::fresh(change.clock(), change.entropy());
        let row = TeamRow { id, name: name.clone(), parent_id: above, manager_id: None, version: 1 };
        team_create(change.writer, &row)?;
        self.teams.insert(text::fold(&name), row);
        self.done.teams_created += 1;
        Ok(id)
    }

    /// The manager of a team that has none yet becomes it.
    fn manager(
        &mut self,
        change: &mut Change<'_, '_>,
        name: &str,
        team: TeamId,
        at: usize,
    ) -> Result<(), Error> {
        let manager = self.person(change, name, None, Some(team), 1, at)?;
        let Some(row) = self.teams.values_mut().find(|row| row.id == team && row.manager_id.is_none()) else {
            return Ok(());
        };
        row.manager_id = Some(manager);
        team_update(change.writer, row)?;
        row.version += 1;
        Ok(())
    }

    fn person(
        &mut self,
        change: &mut Change<'_, '_>,
        name: &str,
        email: Option<&str>,
        team: Option<TeamId>,
        role: usize,
        at: usize,
    ) -> Result<UserId, Error> {
        let name = checked(name, "name", at)?;
        if let Some(known) = self.users.get(&text::fold(&name)) {
            // A manager met in the first pass is met again here; only those there before count.
            if role == 0 {
                self.done.existing += u64::from(change.directory().user(*known).is_some());
            }
            return Ok(*known);
        }
        let mut row = new_user(change, &Email::imported(&name, self.by), name.clone());
        let email = match email.filter(|email| !email.trim().is_empty()) {
            Some(email) => Email::parse(email, "email")?,
            None => Email::imported(&name, row.id),
        };
        row.email = email.shown;
        row.email_folded = email.folded;
        row.team_id = team;
        user_create(change.writer, &row).map_err(email_taken)?;
        let role = self.roles.get(role).cloned().into_iter().collect::<Vec<_>>();
        user_roles_set(change.writer, row.id, &role)?;
        self.users.insert(text::fold(&name), row.id);
        self.done.created += 1;
        Ok(row.id)
    }
}

fn checked(name: &str, what: &'static str, at: usize) -> Result<String, Error> {
    text::name(name, what).map_err(|mut problem| {
        for field in &mut problem.fields {
            field.field = format!("rows.{at}.{what}");
        }
        problem.into()
    })
}
