//! Whoever acts: a person, or a named part of the system with rights written down like anyone's.

use std::fmt;
use std::sync::Arc;

use model::{ObjectName, SessionId, TeamId, UserId};
use uuid::Uuid;

use crate::directory::Owners;
use crate::{Action, Capability, Directory, Narrowing, Role, RoleKey, Scope, system_role};

/// Work that is not begun by somebody who is signed in. Each has a role of its own in `roles/system/`; there
/// is no principal that may simply do everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SystemName {
    /// Fills a fresh company with the demo's people and records.
    Demo,
    /// Somebody at the server's own command line: `kedun import`, `kedun export`.
    CommandLine,
    /// Gives the records of somebody who left to their successor, and counts those nobody works on.
    Handover,
    /// Reads what customers are called: no password may be such a name.
    CustomerNames,
}

impl SystemName {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Demo, Self::CommandLine, Self::Handover, Self::CustomerNames];

    /// As the audit log writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Demo => "system:demo",
            Self::CommandLine => "system:command-line",
            Self::Handover => "system:handover",
            Self::CustomerNames => "system:customer-names",
        }
    }

    /// Its fixed id: UUID version 8 (RFC 9562 section 5.8), so that it can never be a person's.
    pub fn id(self) -> UserId {
        let last = match self {
            Self::Demo => 1,
            Self::CommandLine => 2,
            Self::Handover => 3,
            Self::CustomerNames => 4,
        };
        UserId(Uuid::from_u128(0x6b65_6475_6e00_8000_8000_0000_0000_0000 | last))
    }
}

/// What sort of principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A person, with the session they came by, if any.
    Person(Option<SessionId>),
    /// The system goes on with what a person began (an import after a restart), with exactly the rights that
    /// person has now.
    OnBehalf,
    /// A named part of the system.
    System(SystemName),
}

/// Whoever acts, with the roles they have in one snapshot of the directory.
#[derive(Clone)]
pub struct Principal {
    id: UserId,
    name: String,
    kind: Kind,
    active: bool,
    roles: Vec<Arc<Role>>,
    directory: Arc<Directory>,
    narrowing: Option<Arc<Narrowing>>,
}

impl Principal {
    /// A person of the directory, come by that session. None when unknown or disabled.
    pub fn person(directory: &Arc<Directory>, id: UserId, session: Option<SessionId>) -> Option<Self> {
        Self::of_user(directory, id, Kind::Person(session)).filter(|principal| principal.active)
    }

    /// The system, going on with what that person began, such as an import after a restart
    /// (`system:import-resume`). It has the person's rights as they are now; none when unknown or disabled.
    pub fn on_behalf(directory: &Arc<Directory>, id: UserId) -> Option<Self> {
        Self::of_user(directory, id, Kind::OnBehalf).filter(|principal| principal.active)
    }

    /// A named part of the system, with the rights of its own role.
    pub fn system(directory: &Arc<Directory>, name: SystemName) -> Self {
        Self {
            id: name.id(),
            name: name.as_str().into(),
            kind: Kind::System(name),
            active: true,
            roles: system_role(name).into_iter().collect(),
            directory: Arc::clone(directory),
            narrowing: None,
        }
    }

    /// A person of the directory whether active or not, to explain or compare what they may do.
    pub fn for_explaining(directory: &Arc<Directory>, id: UserId) -> Option<Self> {
        Self::of_user(directory, id, Kind::Person(None))
    }

    fn of_user(directory: &Arc<Directory>, id: UserId, kind: Kind) -> Option<Self> {
        let user = directory.user(id)?;
        Some(Self {
            id,
            name: user.name.clone(),
            kind,
            active: user.active,
            roles: directory.roles_of(user),
            directory: Arc::clone(directory),
            narrowing: None,
        })
    }

    /// The same principal with no more rights than a token's scopes cover. What was narrowed before stays so.
    #[must_use]
    pub fn narrowed(mut self, by: Arc<Narrowing>) -> Self {
        self.narrowing = Some(by.inside(self.narrowing.take()));
        self
    }

    /// The same principal, narrowed as the other one is: for work that asks anew what somebody may do now.
    #[must_use]
    pub fn narrowed_like(self, other: &Self) -> Self {
        match &other.narrowing {
            Some(narrowing) => self.narrowed(Arc::clone(narrowing)),
            None => self,
        }
    }

    /// The token by which the person acts, if they do.
    pub fn narrowing(&self) -> Option<&Arc<Narrowing>> {
        self.narrowing.as_ref()
    }

    /// Whether a token, if there is one, covers that action at all.
    pub(crate) fn covers(&self, object: &ObjectName, action: Action) -> bool {
        self.narrowing.as_ref().is_none_or(|narrowing| narrowing.cover(object, action))
    }

    /// The person, or the fixed id of a part of the system.
    pub fn id(&self) -> UserId {
        self.id
    }

    /// As colleagues, or the audit log, read it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What sort.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The session the person came by.
    pub fn session(&self) -> Option<SessionId> {
        match self.kind {
            Kind::Person(session) => session,
            Kind::OnBehalf | Kind::System(_) => None,
        }
    }

    /// Whether anything may be done at all.
    pub fn active(&self) -> bool {
        self.active
    }

    /// The person's team.
    pub fn team(&self) -> Option<TeamId> {
        self.directory.user(self.id).and_then(|user| user.team)
    }

    /// The snapshot the rights come from.
    pub fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }

    /// The roles, as they are in the snapshot.
    pub fn roles(&self) -> &[Arc<Role>] {
        &self.roles
    }

    /// The keys of the roles.
    pub fn role_keys(&self) -> impl Iterator<Item = &RoleKey> {
        self.roles.iter().map(|role| &role.key)
    }

    /// Whether a right over the system itself is held.
    pub fn can(&self, capability: Capability) -> bool {
        let covered = self.narrowing.as_ref().is_none_or(|narrowing| narrowing.cover_capability(capability));
        covered && self.active && self.roles.iter().any(|role| role.system.contains(&capability))
    }

    pub(crate) fn owners(&self, scope: Scope) -> Owners {
        self.directory.owners(self.id, scope)
    }
}

/// Names are personal: only the id and the sort are printed.
impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}
