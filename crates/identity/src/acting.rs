//! Who acts, and from where.

use access::{Kind as PrincipalKind, Principal};
use audit::{Action, Actor, Event};
use model::{Clock, SessionId};

/// People who use one browser, as far as it is remembered for them.
const MAX_DEVICE_TOKENS: usize = 8;

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
        let event = Event::done(clock, self.actor(), action).from(self.session, self.address.clone());
        match self.principal.narrowing() {
            Some(token) => event.by_token(token.token(), token.app()),
            None => event,
        }
    }
}

/// The device somebody signs in from.
#[derive(Clone, Default)]
pub struct Device {
    /// The network address.
    pub address: Option<String>,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The hashes of the tokens by which the browser is known from earlier sign-ins.
    pub tokens: Vec<vault::TokenHash>,
}

impl Device {
    /// Reads the cookie that holds a browser's tokens, separated by dots: one for each person who uses it.
    pub fn tokens_of(cookie: &str) -> Vec<vault::TokenHash> {
        let tokens = cookie.split('.').filter_map(vault::SecretToken::parse);
        tokens.map(|token| token.hash()).take(MAX_DEVICE_TOKENS).collect()
    }

    /// The cookie with one token more; the oldest gives way.
    pub fn cookie_with(cookie: Option<&str>, token: &str) -> String {
        let known = cookie.into_iter().flat_map(|cookie| cookie.split('.'));
        let kept = known.filter(|text| vault::SecretToken::parse(text).is_some() && *text != token);
        let all: Vec<&str> = std::iter::once(token).chain(kept).take(MAX_DEVICE_TOKENS).collect();
        all.join(".")
    }
}
