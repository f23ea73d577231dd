//! Programs with tokens: `Authorization: Bearer …` (RFC 6750 section 2.1), what of a token opens a route, and how many
//! records of its budget a route gives.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use access::{Principal, TokenScope, TokenScopes, Verb};
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, header};
use identity::{Budget, Reserved};
use jiff::Timestamp;
use model::Problem;
use zeroize::Zeroizing;

use crate::fault::Fault;
use crate::reply::Returned;

/// The most records of a page; `records` refuses to give more.
const MAX_PAGE: u64 = 200;

/// The text of a token as it was presented.
#[derive(Clone)]
pub(crate) struct Bearer(Arc<Zeroizing<String>>);

impl Bearer {
    /// The token a request carries. What is no header of one token is a token that nobody has.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut all = headers.get_all(header::AUTHORIZATION).iter();
        let first = all.next()?;
        if all.next().is_some() {
            return Some(Self::none());
        }
        let Ok(text) = first.to_str() else { return Some(Self::none()) };
        let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
        let token = || Self(Arc::new(Zeroizing::new(token.trim().to_owned())));
        scheme.eq_ignore_ascii_case("bearer").then(token)
    }

    fn none() -> Self {
        Self(Arc::new(Zeroizing::new(String::new())))
    }
}

impl Deref for Bearer {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sealed]")
    }
}

/// The token a caller asks by, and what it may still be given.
pub(crate) struct Presented {
    pub(crate) text: Bearer,
    pub(crate) budget: Budget,
}

/// What a token must have to come through a route. A route without is closed to all tokens: roles, people's factors,
/// passwords and sessions, the rules of security, tokens and apps themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenNeed {
    /// One of these, for some object; for which one, `records` decides.
    Records(&'static [Verb]),
    /// `export`.
    Export,
    /// `metadata:read`.
    Metadata,
    /// `directory:read`.
    Directory,
    /// `profile:read`.
    Profile,
    /// `admin:` with what the gate asks for, which the owner must have now.
    Capability,
}

impl TokenNeed {
    pub(crate) const READ: Self = Self::Records(&[Verb::Read]);
    pub(crate) const WRITE: Self = Self::Records(&[Verb::Write]);
    pub(crate) const DELETE: Self = Self::Records(&[Verb::Delete]);
    pub(crate) const CHANGE: Self = Self::Records(&[Verb::Write, Verb::Delete]);

    /// Whether the token of that principal has it.
    pub(crate) fn met_by(self, principal: &Principal) -> bool {
        principal.narrowing().is_some_and(|narrowing| self.met(narrowing.scopes()))
    }

    fn met(self, scopes: &TokenScopes) -> bool {
        match self {
            Self::Records(verbs) => verbs.iter().any(|verb| scopes.any(*verb)),
            Self::Export => scopes.has(&TokenScope::Export),
            Self::Metadata => scopes.has(&TokenScope::MetadataRead),
            Self::Directory => scopes.has(&TokenScope::DirectoryRead),
            Self::Profile => scopes.has(&TokenScope::ProfileRead),
            // The gate asks the principal, whose capabilities the token narrows.
            Self::Capability => scopes.iter().any(|scope| matches!(scope, TokenScope::Admin(_))),
        }
    }
}

/// How many records a route answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// None.
    Nothing,
    /// One at most.
    One,
    /// As many as `limit` says, or so many where it does not.
    Page(u64),
    /// Any number: all that is left must do.
    Rest,
}

/// Records set aside for a request under way.
pub(crate) struct Held {
    reserved: Reserved,
    counts: bool,
}

impl Gives {
    /// Sets aside what the request may be given at most.
    pub(crate) fn reserve(
        self,
        token: &Presented,
        request: &Request,
        now: Timestamp,
    ) -> Result<Held, Problem> {
        let amount = match self {
            Self::Nothing => 0,
            Self::One => 1,
            Self::Page(usual) => limit_of(request).unwrap_or(usual).min(MAX_PAGE),
            Self::Rest => {
                // Nothing left is refused like everywhere.
                token.budget.reserve(1, now)?.given(0);
                return Ok(Held { reserved: token.budget.reserve_rest(now), counts: true });
            }
        };
        let counts = matches!(self, Self::Page(_));
        Ok(Held { reserved: token.budget.reserve(amount, now)?, counts })
    }
}

impl Held {
    /// Gives back what the answer does not hold. One that holds more than was set aside does not leave.
    pub(crate) fn settle(self, response: Response, now: Timestamp) -> Response {
        let Self { reserved, counts } = self;
        if !response.status().is_success() {
            reserved.given(0);
            return response;
        }
        let amount = reserved.amount();
        let returned = response.extensions().get::<Returned>().map(|returned| returned.0 as u64);
        match returned.filter(|_| counts) {
            Some(records) if records > amount => {
                reserved.given(0);
                Fault::from(Budget::spent(now)).into_response()
            }
            Some(records) => {
                reserved.given(records);
                response
            }
            None => {
                reserved.given(amount);
                response
            }
        }
    }
}

/// The `limit` of a query.
fn limit_of(request: &Request) -> Option<u64> {
    let query = request.uri().query()?;
    url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "limit")?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_token_is_found_in_its_header_and_nowhere_else() {
        let of = |values: &[&'static str]| {
            let all = values.iter().map(|value| (header::AUTHORIZATION, HeaderValue::from_static(value)));
            Bearer::of(&all.collect::<HeaderMap>()).map(|bearer| (*bearer).to_owned())
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["Basic eDp5"]), None);
        assert_eq!(of(&["Bearer abc"]).as_deref(), Some("abc"));
        assert_eq!(of(&["bearer abc"]).as_deref(), Some("abc"));
        assert_eq!(of(&["Bearer"]).as_deref(), Some(""));
        assert_eq!(of(&["Bearer a", "Bearer b"]).as_deref(), Some(""), "two are none");
        assert_eq!(of(&["Basic eDp5", "Bearer b"]).as_deref(), Some(""), "two are none");
    }
}
