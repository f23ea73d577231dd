//! The tree of teams.

use access::Capability;
use audit::Action;
use model::{Kind, Problem, RecordId, TeamId, UserId};
use store::system::teams::{
    TeamRow, team_create, team_delete, team_find, team_list, team_member_counts, team_update,
};

use crate::change::{Change, thing};
use crate::{Acting, Error, Identity, text};

/// A team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamInfo {
    /// The team.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// The team above.
    pub parent: Option<TeamId>,
    /// The manager and their name.
    pub manager: Option<(UserId, String)>,
    /// How many members it has, teams below not counted.
    pub member_count: u64,
    /// Counts the changes.
    pub version: i64,
}

/// A new team.
#[derive(Clone, Default)]
pub struct NewTeam {
    /// The name.
    pub name: String,
    /// The team above.
    pub parent: Option<TeamId>,
    /// The manager.
    pub manager: Option<UserId>,
}

/// A change; what is none stays.
#[derive(Clone, Default)]
pub struct TeamChange {
    /// The version that was read.
    pub version: i64,
    /// Another name.
    pub name: Option<String>,
    /// Another team above, or none at all.
    pub parent: Option<Option<TeamId>>,
    /// Another manager, or none at all.
    pub manager: Option<Option<UserId>>,
}

impl Identity {
    /// All teams by name, for everybody who is signed in.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn team_list(&self) -> Result<Vec<TeamInfo>, Problem> {
        let directory = self.directory();
        let teams = self.inner.database.read(move |reader| {
            let counts = team_member_counts(reader)?;
            let count =
                |id: TeamId| counts.iter().find(|(team, _)| *team == id).map_or(0, |(_, count)| *count);
            let rows = team_list(reader)?.into_iter();
            Ok::<_, Error>(rows.map(|row| info(&directory, &row, count(row.id))).collect::<Vec<_>>())
        });
        Ok(teams.await?)
    }

    async fn team_info(&self, id: TeamId) -> Result<TeamInfo, Problem> {
        self.team_list().await?.into_iter().find(|team| team.id == id).ok_or_else(Problem::not_found)
    }

    /// Makes a team.
    ///
    /// # Errors
    /// `forbidden`, `escalation` for whoever would reach more people by it, `name_taken` beside its siblings, a
    /// field's problem.
    pub async fn team_create(&self, acting: &Acting, team: NewTeam) -> Result<TeamInfo, Problem> {
        self.require(acting, Capability::UsersManage, Action::TeamChanged).await?;
        let name = text::name(&team.name, "name")?;
        let by = acting.clone();
        let id = self.change(move |change| {
            let id = TeamId::fresh(change.clock(), change.entropy());
            let row = TeamRow { id, name, parent_id: team.parent, manager_id: team.manager, version: 1 };
            check(change, &row)?;
            team_create(change.writer, &row)?;
            change.keep_reach(&by.principal)?;
            let event = by.event(change.clock(), Action::TeamChanged).on(thing("team"), Some(RecordId(id.0)));
            change.log(event.with("change", "created"));
            Ok(id)
        });
        let id = self.refused(acting, Action::TeamChanged, id.await).await?;
        self.team_info(id).await
    }

    /// Changes a team.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `version_conflict`, `team_cycle`, `escalation`, `name_taken`, a field's problem.
    pub async fn team_change(
        &self,
        acting: &Acting,
        team: TeamId,
        wanted: TeamChange,
    ) -> Result<TeamInfo, Problem> {
        self.require(acting, Capability::UsersManage, Action::TeamChanged).await?;
        let name = wanted.name.as_deref().map(|name| text::name(name, "name")).transpose()?;
        let by = acting.clone();
        let changed = self.change(move |change| {
            let mut row = team_find(change.writer, team)?.ok_or_else(Problem::not_found)?;
            let mut fields = Vec::new();
            if let Some(name) = name.filter(|name| *name != row.name) {
                row.name = name;
                fields.push("name");
            }
            if let Some(parent) = wanted.parent.filter(|parent| *parent != row.parent_id) {
                row.parent_id = parent;
                fields.push("parent");
            }
            if let Some(manager) = wanted.manager.filter(|manager| *manager != row.manager_id) {
                row.manager_id = manager;
                fields.push("manager");
            }
            row.version = wanted.version;
            check(change, &row)?;
            if !team_update(change.writer, &row)? {
                return Err(Problem::new(Kind::VersionConflict, "version_conflict").into());
            }
            change.keep_reach(&by.principal)?;
            let event =
                by.event(change.clock(), Action::TeamChanged).on(thing("team"), Some(RecordId(team.0)));
            change.log(event.with("change", "changed").with("fields", fields));
            Ok(())
        });
        self.refused(acting, Action::TeamChanged, changed.await).await?;
        self.team_info(team).await
    }

    /// Removes an empty team.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `team_not_empty`.
    pub async fn team_delete(&self, acting: &Acting, team: TeamId) -> Result<(), Problem> {
        self.require(acting, Capability::UsersManage, Action::TeamChanged).await?;
        let by = acting.clone();
        let deleted = self.change(move |change| {
            let members = change.directory().users().any(|user| user.team == Some(team));
            if members || change.directory().teams().any(|below| below.parent == Some(team)) {
                return Err(Problem::new(Kind::Conflict, "team_not_empty").into());
            }
            if !team_delete(change.writer, team)? {
                return Err(Problem::not_found().into());
            }
            let event =
                by.event(change.clock(), Action::TeamChanged).on(thing("team"), Some(RecordId(team.0)));
            change.log(event.with("change", "deleted"));
            Ok(())
        });
        Ok(deleted.await?)
    }
}

/// The team above and the manager exist, no circle arises, and no sibling has the name.
fn check(change: &Change<'_, '_>, row: &TeamRow) -> Result<(), Error> {
    let directory = change.directory();
    if row.manager_id.is_some_and(|manager| directory.user(manager).is_none()) {
        return Err(Problem::invalid_field("manager", "invalid_id").into());
    }
    let mut above = row.parent_id;
    let mut steps = 0;
    while let Some(id) = above {
        let Some(team) = directory.team(id) else {
            return Err(Problem::invalid_field("parent_id", "invalid_id").into());
        };
        steps += 1;
        if id == row.id || steps > directory.teams().count() {
            return Err(Problem::invalid_field("parent_id", "team_cycle").into());
        }
        above = team.parent;
    }
    let name = text::fold(&row.name);
    let same = |team: &access::Team| {
        team.id != row.id && team.parent == row.parent_id && text::fold(&team.name) == name
    };
    if directory.teams().any(same) {
        return Err(Problem::invalid_field("name", "name_taken").into());
    }
    Ok(())
}

fn info(directory: &access::Directory, row: &TeamRow, count: i64) -> TeamInfo {
    let manager = row.manager_id.and_then(|id| directory.user(id)).map(|user| (user.id, user.name.clone()));
    TeamInfo {
        id: row.id,
        name: row.name.clone(),
        parent: row.parent_id,
        manager,
        member_count: u64::try_from(count).unwrap_or(0),
        version: row.version,
    }
}
