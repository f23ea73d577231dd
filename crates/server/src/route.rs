//! The table of routes. A route exists only as a line with its gate: without one it does not compile.
//!
//! Invariant: every route is authenticated unless its gate is `Open`, and a change must come from our own origin
//! (tests in `tests/api/doors.rs` walk this table).

use access::Capability;
use audit::{Action as Act, Outcome};
use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use http::{Method, header};
use model::{Kind, Problem};

use crate::app::App;
use crate::asked::{Asked, Visitor};
use crate::fault::{Fault, Spoken, anyhow_chain};
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
    /// Whether other machines may ask for this change, not only our own pages: it takes no word from a cookie.
    pub from_elsewhere: bool,
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
        Self {
            method,
            path,
            gate,
            summary,
            fresh: false,
            from_elsewhere: false,
            handler: on(filter, handler),
        }
    }

    /// A dangerous act: whoever does it must have proved lately who they are.
    pub(crate) fn fresh(self) -> Self {
        Self { fresh: true, ..self }
    }

    /// A change that other machines ask for. What they bring proves itself; no cookie is read, so that nothing is left to
    /// forge a request with.
    pub(crate) fn from_elsewhere(self) -> Self {
        Self { from_elsewhere: true, ..self }
    }

    /// Adds this route, behind its gate, to a router.
    pub(crate) fn add_to(self, router: Router<App>, app: &App) -> Router<App> {
        let state = (app.clone(), self.gate, self.fresh, self.from_elsewhere);
        router.route(self.path, self.handler.layer(from_fn_with_state(state, through_gate)))
    }
}

async fn through_gate(
    State((app, gate, fresh, from_elsewhere)): State<(App, Gate, bool, bool)>,
    mut request: Request,
    next: Next,
) -> Response {
    let mut visitor = visitor(&app, &request);
    if from_elsewhere {
        visitor.cookies = Cookies::default();
    }
    if let Some(problem) = holds_nul(&request) {
        return Fault::from(problem).into_response();
    }
    if request.uri().path_and_query().is_some_and(|url| url.as_str().len() > MAX_URL) {
        return Fault::from(Problem::new(Kind::BadRequest, "bad_request").with("reason", "query"))
            .into_response();
    }
    let authority = request.uri().authority().map(http::uri::Authority::as_str);
    if !from_elsewhere && !origin::allowed(request.method(), request.headers(), authority) {
        return Fault::from(Problem::new(Kind::Forbidden, "origin_refused")).into_response();
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
        let asked_for = gate.capabilities();
        if !asked_for.is_empty() && !asked_for.iter().any(|one| asked.caller.principal.can(*one)) {
            let event = asked.event(&app, Act::Denied).ended(Outcome::Denied);
            let path: String = request.uri().path().chars().take(DENIED_PATH_CHARS).collect();
            let event = event.with("method", request.method().as_str()).with("path", path);
            return match app.log.append(event).await {
                Ok(()) => Fault::from(Problem::forbidden()).into_response(),
                Err(error) => {
                    tracing::error!(error = anyhow_chain(&error), "a denial could not be logged");
                    Fault::from(Problem::internal()).into_response()
                }
            };
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
