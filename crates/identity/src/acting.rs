//! Who acts, and from where.

use access::{Kind as PrincipalKind, Principal};
use audit::{Action, Actor, Event};
use model::{Clock, SessionId};

/// Somebody who is signed in (or a named part of the system) doing something of this room.
#[derive(Clone, Debug)]
pub struct Acting {
    /// Who, with all rights.
    pub principal: Principal,
    /// The signed-in session, if there is one.
    pub session: Option<SessionId>,
    /// The network address the request came from.
    pub address: Option<String>,
}

impl Acting {
    /// The actor as the log keeps them.
    pub(crate) fn actor(&self) -> Actor {
        match self.principal.kind() {
            PrincipalKind::Person(_) | PrincipalKind::OnBehalf => {
                Actor::person(self.principal.id(), self.principal.name())
            }
            PrincipalKind::System(_) => Actor::system(Some(self.principal.id()), self.principal.name()),
        }
    }

    /// An event of theirs, now.
    pub(crate) fn event(&self, clock: &dyn Clock, action: Action) -> Event {
        Event::done(clock, self.actor(), action).from(self.session, self.address.clone())
    }
}

/// The device somebody signs in from.
#[derive(Clone, Debug, Default)]
pub struct Device {
    /// The network address.
    pub address: Option<String>,
    /// The `User-Agent` header.
    pub user_agent: String,
}
