//! The table of routes. A route exists only as a line with its gate: without one it does not compile.
//!
//! Invariant: every route is authenticated unless its gate is `Open`, and a change must come from our own origin
//! (tests in `tests/api/doors.rs` walk this table).

use access::Capability;
use audit::{Action as Act, Event, Outcome};
use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use http::{HeaderValue, Method, header};
use model::{Kind, Problem, causes};

use crate::app::App;
use crate::asked::{Asked, Visitor};
use crate::bearer::{Bearer, Gives, TokenNeed};
use crate::fault::{Fault, Spoken};
use crate::listen::Peer;
use crate::origin;
use crate::session::Cookies;

/// The log keeps that much of a path that was refused.
const DENIED_PATH_CHARS: usize = 200;
/// The longest path with its query, in bytes.
const MAX_URL: usize = 16 * 1024;

/// Who may come through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Anybody: the explicit list of routes open to people who are not signed in.
    Open,
    /// Anybody signed in; what they may do there is decided by `records` or `identity`.
    SignedIn,
    /// Anybody signed in, or on the way in where a factor has to be bound first: `identity` looks at which.
    Enrolling,
    /// Only who has this capability.
    Can(Capability),
    /// Only who has one of these.
    CanAny(&'static [Capability]),
}

impl Gate {
    /// The capabilities one of which is asked for; none for a gate that asks for no right.
    pub fn capabilities(&self) -> &[Capability] {
        match self {
            Self::Open | Self::SignedIn | Self::Enrolling => &[],
            Self::Can(capability) => std::slice::from_ref(capability),
            Self::CanAny(capabilities) => capabilities,
        }
    }
}

/// One line of the table.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with `{parameters}`.
    pub path: &'static str,
    /// Who may come through.
    pub gate: Gate,
    /// What it does, for the API description.
    pub summary: &'static str,
    /// Whether the act asks for a proof of the last minutes of who one is.
    pub fresh: bool,
    /// What of a token lets a program come through; without, none does.
    pub token: Option<TokenNeed>,
    /// Whether programs ask here, with a secret of their own and no cookie: no page has to say where it comes from.
    pub programs: bool,
    gives: Gives,
    handler: MethodRouter<App>,
}

impl Route {
    pub(crate) fn new<H, T>(
        method: Method,
        path: &'static str,
        gate: Gate,
        summary: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let filter = match method {
            Method::POST => MethodFilter::POST,
            Method::PUT => MethodFilter::PUT,
            Method::PATCH => MethodFilter::PATCH,
            Method::DELETE => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        let handler = on(filter, handler);
        let gives = Gives::Nothing;
        Self { method, path, gate, summary, fresh: false, token: None, programs: false, gives, handler }
    }

    /// A dangerous act: whoever does it must have proved lately who they are.
    pub(crate) fn fresh(self) -> Self {
        Self { fresh: true, ..self }
    }

    /// A program may come with a token that has this, and is given that many records of its budget.
    pub(crate) fn by_token(self, need: TokenNeed, gives: Gives) -> Self {
        Self { token: Some(need), gives, ..self }
    }

    /// Programs ask here that prove themselves by a secret in the request.
    pub(crate) fn for_programs(self) -> Self {
        Self { programs: true, ..self }
    }

    /// Adds this route, behind its gate, to a router.
    pub(crate) fn add_to(self, router: Router<App>, app: &App) -> Router<App> {
        let door = Door {
            gate: self.gate,
            fresh: self.fresh,
            token: self.token,
            programs: self.programs,
            gives: self.gives,
        };
        let state = (app.clone(), door);
        router.route(self.path, self.handler.layer(from_fn_with_state(state, through_gate)))
    }
}

/// What is asked for at one route.
#[derive(Clone, Copy)]
struct Door {
    gate: Gate,
    fresh: bool,
    token: Option<TokenNeed>,
    programs: bool,
    gives: Gives,
}

async fn through_gate(State((app, door)): State<(App, Door)>, mut request: Request, next: Next) -> Response {
    let mut visitor = visitor(&app, &request);
    // Where programs ask no cookie is read, so that nothing is left to forge a request with.
    if door.programs {
        visitor.cookies = Cookies::default();
    }
    let bearer = Bearer::of(request.headers());
    let Door { gate, fresh, .. } = door;
    if let Some(problem) = holds_nul(&request) {
        return Fault::from(problem).into_response();
    }
    if request.uri().path_and_query().is_some_and(|url| url.as_str().len() > MAX_URL) {
        return Fault::from(Problem::new(Kind::BadRequest, "bad_request").with("reason", "query"))
            .into_response();
    }
    let host = request.uri().authority().map(http::uri::Authority::as_str);
    let from_us = if bearer.is_some() || door.programs {
        origin::from_program(request.headers(), host)
    } else {
        origin::allowed(request.method(), request.headers(), host)
    };
    if !from_us {
        return Fault::from(Problem::new(Kind::Forbidden, "origin_refused")).into_response();
    }
    if let Some(bearer) = bearer {
        return by_token(&app, door, (visitor, bearer), request, next).await;
    }
    if gate != Gate::Open {
        let on_the_way_in = gate == Gate::Enrolling && visitor.cookies.flow.is_some();
        let asked = match Asked::authenticated(&app, visitor.clone()).await {
            Ok(asked) => asked,
            Err(_) if on_the_way_in => {
                request.extensions_mut().insert(visitor);
                return next.run(request).await;
            }
            Err(fault) => return fault.into_response(),
        };
        if !has_capability(gate, &asked) {
            let denial = denial(&app, &asked, &request);
            return denied(&app, denial, Problem::forbidden()).await;
        }
        if fresh && asked.proved_until < app.clock.now() {
            return Fault::from(Problem::new(Kind::Forbidden, "step_up_required")).into_response();
        }
        let spoken = Spoken(asked.caller.locale);
        request.extensions_mut().insert(asked);
        let mut response = next.run(request).await;
        response.extensions_mut().insert(spoken);
        return response;
    }
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

/// A program with a token: it proves itself by that alone, comes only where the table lets tokens come, with a scope for
/// it, and is given no more records than its budget has.
async fn by_token(
    app: &App,
    door: Door,
    (visitor, bearer): (Visitor, Bearer),
    mut request: Request,
    next: Next,
) -> Response {
    // Two proofs at once are no proof: it must be clear in whose name something is done.
    if visitor.cookies.any() {
        let problem = Problem::new(Kind::BadRequest, "bad_request").with("reason", "cookie and token");
        return Fault::from(problem).into_response();
    }
    let asked = match Asked::by_token(app, visitor, bearer).await {
        Ok(asked) => asked,
        Err(fault) => {
            let mut response = fault.into_response();
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            return response;
        }
    };
    let refusal = match door.token {
        // Never fresh: of the routes that ask for a proof of now, a token comes to that of its own scope only.
        None => Some("token_not_allowed"),
        Some(need) if door.fresh && need != TokenNeed::Export => Some("token_not_allowed"),
        Some(need) if !need.met_by(&asked.caller.principal) => Some("token_scope_missing"),
        Some(_) => None,
    };
    if let Some(code) = refusal {
        let denial = denial(app, &asked, &request);
        return denied(app, denial, Problem::new(Kind::Forbidden, code)).await;
    }
    if !has_capability(door.gate, &asked) {
        let denial = denial(app, &asked, &request);
        return denied(app, denial, Problem::forbidden()).await;
    }
    let spoken = Spoken(asked.caller.locale);
    let held = match asked.token.as_ref().map(|token| door.gives.reserve(token, &request, app.clock.now())) {
        Some(Ok(held)) => Some(held),
        Some(Err(problem)) => return Fault::from(problem).into_response(),
        None => None,
    };
    request.extensions_mut().insert(asked);
    let response = next.run(request).await;
    let mut response = match held {
        Some(held) => held.settle(response, app.clock.now()),
        None => response,
    };
    response.headers_mut().remove(header::SET_COOKIE);
    response.extensions_mut().insert(spoken);
    response
}

fn has_capability(gate: Gate, asked: &Asked) -> bool {
    let asked_for = gate.capabilities();
    asked_for.is_empty() || asked_for.iter().any(|one| asked.caller.principal.can(*one))
}

/// What the log is told of a request that is refused at the gate.
fn denial(app: &App, asked: &Asked, request: &Request) -> Event {
    let event = asked.event(app, Act::Denied).ended(Outcome::Denied);
    let path: String = request.uri().path().chars().take(DENIED_PATH_CHARS).collect();
    event.with("method", request.method().as_str()).with("path", path)
}

/// A refusal at the gate, after it was written in the log.
async fn denied(app: &App, denial: Event, problem: Problem) -> Response {
    match app.log.append(denial).await {
        Ok(()) => Fault::from(problem).into_response(),
        Err(error) => {
            tracing::error!(error = causes(&error), "a denial could not be logged");
            Fault::from(Problem::internal()).into_response()
        }
    }
}

/// No name, id or text has a NUL in it: a path with one leads nowhere, a query with one can't be read.
fn holds_nul(request: &Request) -> Option<Problem> {
    if request.uri().path().contains("%00") {
        return Some(Problem::not_found());
    }
    let query = request.uri().query().is_some_and(|query| query.contains("%00"));
    query.then(|| Problem::new(Kind::BadRequest, "invalid_character"))
}

/// What is known of somebody before they are known: address, device, language.
fn visitor(app: &App, request: &Request) -> Visitor {
    let header = |name: header::HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    let forwarded = request.headers().get_all("x-forwarded-for").iter();
    Visitor {
        address: app.settings.address_of(peer, forwarded.filter_map(|value| value.to_str().ok())),
        user_agent: header(header::USER_AGENT).unwrap_or_default().chars().take(400).collect(),
        cookies: Cookies::of(request.headers()),
    }
}
