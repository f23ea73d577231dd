//! Everybody at one moment: users, the tree of teams, roles. Immutable; a change makes a new snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::{TeamId, UserId};

use crate::{Role, RoleKey, Scope};

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The person.
    pub id: UserId,
    /// As colleagues read it.
    pub name: String,
    /// The one team the person is a member of.
    pub team: Option<TeamId>,
    /// Whether the person may do anything at all. The records of somebody who left still belong to the team.
    pub active: bool,
    /// The roles given.
    pub roles: BTreeSet<RoleKey>,
}

/// A node of the tree of teams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// The team.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// The team above, if any.
    pub parent: Option<TeamId>,
    /// Who manages it; need not be a member.
    pub manager: Option<UserId>,
}

/// Users, teams and roles as of one version.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    version: u64,
    users: BTreeMap<UserId, User>,
    teams: BTreeMap<TeamId, Team>,
    roles: BTreeMap<RoleKey, Arc<Role>>,
    members: BTreeMap<TeamId, Vec<UserId>>,
    children: BTreeMap<TeamId, Vec<TeamId>>,
    managed: BTreeMap<UserId, Vec<TeamId>>,
}

/// Whose records a scope reaches for one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Owners {
    /// Records of these owners, sorted; of none, if empty.
    These(Vec<UserId>),
    /// Every record, owned or not.
    Everyone,
}

impl Directory {
    /// A snapshot. A role key without a role gives nothing; a circle of teams is walked once.
    pub fn new(
        version: u64,
        users: impl IntoIterator<Item = User>,
        teams: impl IntoIterator<Item = Team>,
        roles: impl IntoIterator<Item = Role>,
    ) -> Self {
        let mut directory = Self { version, ..Self::default() };
        for user in users {
            if let Some(team) = user.team {
                directory.members.entry(team).or_default().push(user.id);
            }
            directory.users.insert(user.id, user);
        }
        for team in teams {
            if let Some(parent) = team.parent {
                directory.children.entry(parent).or_default().push(team.id);
            }
            if let Some(manager) = team.manager {
                directory.managed.entry(manager).or_default().push(team.id);
            }
            directory.teams.insert(team.id, team);
        }
        directory.roles = roles.into_iter().map(|role| (role.key.clone(), Arc::new(role))).collect();
        directory
    }

    /// Grows with every change of any user, team or role.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The user of that id.
    pub fn user(&self, id: UserId) -> Option<&User> {
        self.users.get(&id)
    }

    /// All users by id.
    pub fn users(&self) -> impl Iterator<Item = &User> {
        self.users.values()
    }

    /// The team of that id.
    pub fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.get(&id)
    }

    /// All teams by id.
    pub fn teams(&self) -> impl Iterator<Item = &Team> {
        self.teams.values()
    }

    /// The role of that key.
    pub fn role(&self, key: &str) -> Option<&Arc<Role>> {
        RoleKey::new(key).ok().and_then(|key| self.roles.get(&key))
    }

    /// All roles by key.
    pub fn roles(&self) -> impl Iterator<Item = &Arc<Role>> {
        self.roles.values()
    }

    /// The roles of a user that exist.
    pub(crate) fn roles_of(&self, user: &User) -> Vec<Arc<Role>> {
        user.roles.iter().filter_map(|key| self.roles.get(key)).cloned().collect()
    }

    /// The same people and teams, with these roles put in (those of a known key are replaced).
    #[must_use]
    pub fn with_roles(&self, roles: impl IntoIterator<Item = Role>) -> Self {
        let mut changed = self.clone();
        changed.roles.extend(roles.into_iter().map(|role| (role.key.clone(), Arc::new(role))));
        changed
    }

    /// The same people and roles, with this user put in (or changed).
    #[must_use]
    pub fn with_user(&self, user: User) -> Self {
        let id = user.id;
        let users = self.users.values().filter(|known| known.id != id).cloned().chain([user]);
        let roles = self.roles.values().map(|role| (**role).clone());
        Self::new(self.version, users, self.teams.values().cloned(), roles)
    }

    /// The members of the user's team and of the teams the user manages, and the user; sorted.
    pub fn team_of(&self, user: UserId) -> Vec<UserId> {
        self.people(user, &self.own_teams(user))
    }

    /// The same with all teams below; sorted. What the filter operator `my_team` means.
    pub fn team_below_of(&self, user: UserId) -> Vec<UserId> {
        self.people(user, &self.with_below(self.own_teams(user)))
    }

    /// The teams a person is in or manages, and all teams below those.
    pub fn teams_below_of(&self, user: UserId) -> BTreeSet<TeamId> {
        self.with_below(self.own_teams(user))
    }

    pub(crate) fn owners(&self, user: UserId, scope: Scope) -> Owners {
        match scope {
            Scope::None => Owners::These(Vec::new()),
            Scope::Own => Owners::These(vec![user]),
            Scope::Team => Owners::These(self.team_of(user)),
            Scope::TeamBelow => Owners::These(self.team_below_of(user)),
            Scope::All => Owners::Everyone,
        }
    }

    fn own_teams(&self, user: UserId) -> BTreeSet<TeamId> {
        let member = self.users.get(&user).and_then(|user| user.team);
        let managed = self.managed.get(&user).into_iter().flatten().copied();
        managed.chain(member).collect()
    }

    fn with_below(&self, teams: BTreeSet<TeamId>) -> BTreeSet<TeamId> {
        let mut waiting: Vec<TeamId> = teams.iter().copied().collect();
        let mut reached = teams;
        while let Some(team) = waiting.pop() {
            for below in self.children.get(&team).into_iter().flatten() {
                if reached.insert(*below) {
                    waiting.push(*below);
                }
            }
        }
        reached
    }

    fn people(&self, user: UserId, teams: &BTreeSet<TeamId>) -> Vec<UserId> {
        let members = teams.iter().filter_map(|team| self.members.get(team)).flatten().copied();
        members.chain([user]).collect::<BTreeSet<_>>().into_iter().collect()
    }
}
