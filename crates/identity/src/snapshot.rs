//! Everybody and everything this room answers from memory: the directory that `access` decides by, each
//! person's preferences, the company, the rules for signing in. Immutable; a change loads a new one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use access::{Directory, Role, RoleKey, Team, User};
use model::{Locale, TeamId, UserId};
use store::Reader;
use store::system::roles::{RoleRow, role_list};
use store::system::settings::setting_find;
use store::system::teams::{TeamRow, team_list};
use store::system::users::{UserRow, UserState, user_list, users_roles};

use crate::company::{Company, company_find};
use crate::rules::SignInRules;
use crate::safety::SafetyRules;
use crate::sso::SsoRules;
use crate::tokens::TokenRules;
use crate::{Error, text};

/// The setting that grows with every change of what is in a snapshot.
pub(crate) const VERSION_KEY: &str = "directory_version";

/// One moment.
pub(crate) struct Snapshot {
    pub(crate) directory: Arc<Directory>,
    pub(crate) profiles: HashMap<UserId, Arc<Profile>>,
    pub(crate) company: Company,
    pub(crate) rules: SignInRules,
    pub(crate) sso: Arc<SsoRules>,
    pub(crate) safety: SafetyRules,
    pub(crate) tokens: TokenRules,
}

/// What is known of a person beside their rights.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    /// The person.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The e-mail address; none for a person who was imported without one.
    pub email: Option<String>,
    /// Invited, active or disabled.
    pub state: UserState,
    /// The team.
    pub team: Option<TeamId>,
    /// The language.
    pub language: Locale,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// `compact`, `normal` or `roomy`.
    pub density: String,
    /// The IANA time zone.
    pub timezone: String,
}

/// Names and addresses are personal: only the id is printed.
impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Profile").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Snapshot {
    /// Reads everything within one snapshot of the database.
    pub(crate) fn load(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let version = version(reader)?;
        let rows = user_list(reader)?;
        let ids: Vec<UserId> = rows.iter().map(|row| row.id).collect();
        let mut held = BTreeMap::<UserId, BTreeSet<RoleKey>>::new();
        for (user, key) in users_roles(reader, &ids)? {
            if let Ok(key) = RoleKey::new(&key) {
                held.entry(user).or_default().insert(key);
            }
        }
        let profiles = rows.iter().map(|row| (row.id, Arc::new(profile(row)))).collect();
        let users = rows.into_iter().map(|row| User {
            id: row.id,
            name: row.name,
            team: row.team_id,
            active: row.state == UserState::Active,
            roles: held.remove(&row.id).unwrap_or_default(),
        });
        let users: Vec<User> = users.collect();
        let teams = team_list(reader)?.into_iter().map(team);
        let roles = role_list(reader)?.iter().map(role).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            directory: Arc::new(Directory::new(version, users, teams, roles)),
            profiles,
            company: company_find(reader)?,
            rules: SignInRules::load(reader)?,
            sso: Arc::new(SsoRules::load(reader)?),
            safety: SafetyRules::load(reader)?,
            tokens: TokenRules::load(reader)?,
        })
    }

    pub(crate) fn version(&self) -> u64 {
        self.directory.version()
    }
}

/// The version of what is stored.
pub(crate) fn version(reader: &mut Reader<'_>) -> Result<u64, store::Error> {
    Ok(setting_find(reader, VERSION_KEY)?.and_then(|value| value.parse().ok()).unwrap_or(0))
}

pub(crate) fn profile(row: &UserRow) -> Profile {
    Profile {
        id: row.id,
        name: row.name.clone(),
        email: (!text::is_imported(&row.email)).then(|| row.email.clone()),
        state: row.state,
        team: row.team_id,
        language: text::language(&row.language).unwrap_or_default(),
        theme: row.theme.clone(),
        density: row.density.clone(),
        timezone: row.timezone.clone(),
    }
}

fn team(row: TeamRow) -> Team {
    Team { id: row.id, name: row.name, parent: row.parent_id, manager: row.manager_id }
}

/// A stored role, with the version and origin of its row.
pub(crate) fn role(row: &RoleRow) -> Result<Role, Error> {
    let mut role: Role =
        serde_json::from_str(&row.body).map_err(|source| Error::Stored { what: "role", source })?;
    role.shipped = row.shipped;
    role.version = u32::try_from(row.version).unwrap_or(u32::MAX);
    Ok(role)
}
