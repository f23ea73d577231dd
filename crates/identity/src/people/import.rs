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
use crate::change::{Change, Ended, thing};
use crate::text::{self, Email};
use crate::{Acting, Error, Identity};

/// The most people of one import.
const MAX_PEOPLE: usize = 10_000;

/// The most faulty rows that are named at once.
const MAX_NAMED: usize = 100;

/// One person of the file.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PersonRow {
    /// The row's number in the file, by which problems name it.
    pub number: u64,
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

/// What an import of people did, or would do.
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
    /// `forbidden`, `escalation`, `too_many_items`, problems at `rows.N.name` and the like, by the rows' numbers.
    pub async fn people_import(
        &self,
        acting: &Acting,
        rows: Vec<PersonRow>,
        roles: (&str, &str),
        metadata: &Arc<Metadata>,
    ) -> Result<ImportedPeople, Problem> {
        self.people_bring(acting, rows, roles, metadata, Ended::Stands).await
    }

    /// What [`Identity::people_import`] would do: the same change, of which nothing stands.
    ///
    /// # Errors
    /// The same.
    pub async fn people_import_rehearse(
        &self,
        acting: &Acting,
        rows: Vec<PersonRow>,
        roles: (&str, &str),
        metadata: &Arc<Metadata>,
    ) -> Result<ImportedPeople, Problem> {
        self.people_bring(acting, rows, roles, metadata, Ended::Undone).await
    }

    async fn people_bring(
        &self,
        acting: &Acting,
        rows: Vec<PersonRow>,
        (member_role, manager_role): (&str, &str),
        metadata: &Arc<Metadata>,
        ends: fn(ImportedPeople) -> Ended<ImportedPeople>,
    ) -> Result<ImportedPeople, Problem> {
        self.require(acting, Capability::UsersManage, Action::Import).await?;
        if rows.len() > MAX_PEOPLE {
            return Err(
                Problem::new(model::Kind::Invalid, "too_many_items").with("max", MAX_PEOPLE.to_string())
            );
        }
        let rows = checked(rows)?;
        let (by, metadata) = (acting.clone(), Arc::clone(metadata));
        let roles = [String::from(member_role), String::from(manager_role)];
        let imported = self.change_or_undo(move |change| {
            roles_checked(change, &by.principal, &roles, &metadata)?;
            let done = Importing::begin(change, &by.principal, &roles)?.rows(change, &rows)?;
            change.keep_reach(&by.principal)?;
            if done != (ImportedPeople { existing: done.existing, ..ImportedPeople::default() }) {
                let event = by.event(change.clock(), Action::Import).on(thing("user"), None);
                let event = event.with("created", done.created).with("existing", done.existing);
                change.log(event.with("teams_created", done.teams_created));
            }
            Ok(ends(done))
        });
        self.refused(acting, Action::Import, imported.await).await
    }
}

/// A row whose values have their form.
struct Checked {
    number: u64,
    name: String,
    email: Option<Email>,
    team: Option<String>,
    manager: Option<String>,
    team_above: Option<String>,
}

impl Checked {
    fn of(row: PersonRow) -> Result<Self, Problem> {
        let named = |text: Option<String>, what| text.map(|text| text::name(&text, what)).transpose();
        let email = row.email.filter(|email| !email.trim().is_empty());
        Ok(Self {
            number: row.number,
            name: text::name(&row.name, "name")?,
            email: email.map(|email| Email::parse(&email, "email")).transpose()?,
            team: named(row.team, "team")?,
            manager: named(row.manager, "manager")?,
            team_above: named(row.team_above, "team_above")?,
        })
    }
}

/// The rows, if all of them have their form; else the first fault of each of the faulty ones.
fn checked(rows: Vec<PersonRow>) -> Result<Vec<Checked>, Problem> {
    let (mut good, mut faults) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        let number = row.number;
        match Checked::of(row) {
            Ok(row) => good.push(row),
            Err(problem) => faults.extend(at_row(problem, number).fields),
        }
        if faults.len() >= MAX_NAMED {
            break;
        }
    }
    if faults.is_empty() { Ok(good) } else { Err(Problem::invalid_fields(faults)) }
}

/// The same problem, which says in which row it is.
fn at_row(mut problem: Problem, number: u64) -> Problem {
    for fault in &mut problem.fields {
        fault.field = format!("rows.{number}.{}", fault.field);
    }
    problem
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

    fn rows(mut self, change: &mut Change<'_, '_>, rows: &[Checked]) -> Result<ImportedPeople, Error> {
        // Managers first, so that nobody is made with the smaller role and found again as a manager.
        for row in rows {
            let team = self.team_of(change, row)?;
            if let (Some(manager), Some(team)) = (&row.manager, team) {
                self.manager(change, manager, team)?;
            }
        }
        for row in rows {
            let team = self.team_of(change, row)?;
            if let Some(known) = self.users.get(&text::fold(&row.name)) {
                // A manager met in the first pass is met again here; only those there before count.
                self.done.existing += u64::from(change.directory().user(*known).is_some());
                continue;
            }
            let made = self.person(change, &row.name, row.email.as_ref(), team, 0);
            made.map_err(|error| match error {
                Error::Refused(problem) => at_row(problem, row.number).into(),
                error => error,
            })?;
        }
        Ok(self.done)
    }

    fn team_of(&mut self, change: &mut Change<'_, '_>, row: &Checked) -> Result<Option<TeamId>, Error> {
        let above = match &row.team_above {
            Some(name) => Some(self.team(change, name, None)?),
            None => None,
        };
        match row.team.as_ref().or(row.manager.as_ref()) {
            Some(name) => Ok(Some(self.team(change, name, above)?)),
            None => Ok(above),
        }
    }

    fn team(
        &mut self,
        change: &mut Change<'_, '_>,
        name: &str,
        above: Option<TeamId>,
    ) -> Result<TeamId, Error> {
        if let Some(known) = self.teams.get(&text::fold(name)) {
            return Ok(known.id);
        }
        let id = TeamId::fresh(change.clock(), change.entropy());
        let row = TeamRow { id, name: name.into(), parent_id: above, manager_id: None, version: 1 };
        team_create(change.writer, &row)?;
        self.teams.insert(text::fold(name), row);
        self.done.teams_created += 1;
        Ok(id)
    }

    /// The manager of a team that has none yet becomes it.
    fn manager(&mut self, change: &mut Change<'_, '_>, name: &str, team: TeamId) -> Result<(), Error> {
        let manager = match self.users.get(&text::fold(name)) {
            Some(known) => *known,
            None => self.person(change, name, None, Some(team), 1)?,
        };
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
        email: Option<&Email>,
        team: Option<TeamId>,
        role: usize,
    ) -> Result<UserId, Error> {
        let mut row = new_user(change, &Email::imported(name, self.by), name.into());
        let email = email.cloned().unwrap_or_else(|| Email::imported(name, row.id));
        row.email = email.shown;
        row.email_folded = email.folded;
        row.team_id = team;
        user_create(change.writer, &row).map_err(email_taken)?;
        let role = self.roles.get(role).cloned().into_iter().collect::<Vec<_>>();
        user_roles_set(change.writer, row.id, &role)?;
        self.users.insert(text::fold(name), row.id);
        self.done.created += 1;
        Ok(row.id)
    }
}
