//! Who asks: a visitor before the gate, a caller behind it.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::header;
use http::request::Parts;
use identity::Acting;
use jiff::Timestamp;
use model::{Kind, ObjectName, Problem};
use records::Caller;

use crate::app::App;
use crate::bearer::{Bearer, Presented};
use crate::fault::{Fault, anyhow_chain};
use crate::session::Cookies;

/// What is known of somebody who may be nobody.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) address: Option<String>,
    pub(crate) user_agent: String,
    pub(crate) cookies: Cookies,
}

/// A signed-in caller. A handler that takes one can stand only behind a gate. Clones share everything.
#[derive(Clone)]
pub(crate) struct Asked(Arc<Known>);

/// What is known of a signed-in caller.
pub(crate) struct Known {
    pub(crate) caller: Caller,
    pub(crate) visitor: Visitor,
    /// Until when the last proof is good for dangerous acts.
    pub(crate) proved_until: Timestamp,
    /// The token the caller asks by, if it is a program.
    pub(crate) token: Option<Presented>,
}

impl Asked {
    /// The caller whose session cookie this is.
    pub(crate) async fn authenticated(app: &App, visitor: Visitor) -> Result<Self, Fault> {
        let unauthenticated = || Fault::from(Problem::new(Kind::Unauthenticated, "unauthenticated"));
        let token = visitor.cookies.session.as_deref().ok_or_else(unauthenticated)?;
        let session = app.identity.session_of(token).await?.ok_or_else(unauthenticated)?;
        let caller = Caller {
            locale: session.language,
            zone: session.zone.clone(),
            session: Some(session.id),
            address: visitor.address.clone(),
            principal: session.principal.clone(),
        };
        Ok(Self(Arc::new(Known { caller, visitor, proved_until: session.proved_until(), token: None })))
    }

    /// That the caller may still be served: a request whose body took its time must not act for a session or token that was
    /// ended meanwhile.
    pub(crate) async fn still_served(&self, app: &App) -> Result<(), Fault> {
        let still = match &self.token {
            Some(token) => app.identity.token_still(&token.text, self.visitor.address.as_deref()).await?,
            None => match self.visitor.cookies.session.as_deref() {
                Some(token) => app.identity.session_of(token).await?.is_some(),
                None => false,
            },
        };
        if still { Ok(()) } else { Err(Problem::new(Kind::Unauthenticated, "unauthenticated").into()) }
    }

    /// The owner of that token, with the rights it leaves. What it did was never proved lately.
    pub(crate) async fn by_token(app: &App, visitor: Visitor, text: Bearer) -> Result<Self, Fault> {
        let found = app.identity.token_of(&text, visitor.address.as_deref()).await?;
        let session = found.ok_or_else(|| Problem::new(Kind::Unauthenticated, "unauthenticated"))?;
        let caller = Caller {
            locale: session.language,
            zone: session.zone,
            session: None,
            address: visitor.address.clone(),
            principal: session.principal,
        };
        let token = Some(Presented { text, budget: session.budget });
        Ok(Self(Arc::new(Known { caller, visitor, proved_until: Timestamp::UNIX_EPOCH, token })))
    }

    /// An event of the caller's for the log.
    pub(crate) fn event(&self, app: &App, act: audit::Action) -> audit::Event {
        let principal = &self.caller.principal;
        let actor = audit::Actor::person(principal.id(), principal.name());
        let event = audit::Event::done(&*app.clock, actor, act);
        let event = event.from(self.caller.session, self.caller.address.clone());
        match principal.narrowing() {
            Some(token) => event.by_token(token.token(), token.app()),
            None => event,
        }
    }

    /// A refusal, after it was written in the log.
    pub(crate) async fn denied(&self, app: &App, object: Option<ObjectName>, problem: Problem) -> Fault {
        let event = self.event(app, audit::Action::Denied).ended(audit::Outcome::Denied);
        let event = event.on(object, None).with("code", problem.code);
        match app.log.append(event).await {
            Ok(()) => problem.into(),
            Err(error) => {
                tracing::error!(error = anyhow_chain(&error), "a denial could not be logged");
                Problem::from(error).into()
            }
        }
    }

    /// The caller as `identity` wants it.
    pub(crate) fn act(&self) -> Acting {
        Acting {
            principal: self.caller.principal.clone(),
            session: self.caller.session,
            address: self.caller.address.clone(),
        }
    }
}

impl Deref for Asked {
    type Target = Known;

    fn deref(&self) -> &Known {
        &self.0
    }
}

impl FromRequestParts<App> for Asked {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Fault> {
        let asked = parts.extensions.get::<Self>().cloned();
        asked.ok_or_else(|| Problem::new(Kind::Unauthenticated, "unauthenticated").into())
    }
}

/// Whoever asks, signed in or on the way in: behind a gate that lets both through.
pub(crate) struct MaybeAsked(pub(crate) Option<Asked>);

impl FromRequestParts<App> for MaybeAsked {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Fault> {
        Ok(Self(parts.extensions.get::<Asked>().cloned()))
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Fault> {
        let known = parts.extensions.get::<Asked>().map(|asked| asked.visitor.clone());
        let visitor = known.or_else(|| parts.extensions.get::<Self>().cloned());
        visitor.ok_or_else(|| Problem::internal().into())
    }
}

/// The version a change was made on, from `If-Match` (RFC 9110 section 13.1.1).
pub(crate) struct IfMatch(pub(crate) i64);

impl FromRequestParts<App> for IfMatch {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Fault> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            return Err(Problem::new(Kind::VersionRequired, "if_match_required").into());
        };
        let version = value.to_str().ok().and_then(|tag| tag.trim().trim_matches('"').parse().ok());
        version.map(Self).ok_or_else(|| Problem::new(Kind::VersionConflict, "version_conflict").into())
    }
}
