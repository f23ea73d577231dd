//! Coming in and going out: set-up, invitation, sign-in, sign-out.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};
use identity::{Device, Setup, SignedIn};
use serde::Deserialize;
use serde_json::json;

use super::me::me;
use crate::app::App;
use crate::asked::{Asked, Visitor};
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::session::{cookie, no_cookie};

pub(super) fn routes() -> Vec<Route> {
    const SESSION: &str = "/api/v1/session";
    const SETUP: &str = "/api/v1/setup";
    const INVITATION: &str = "/api/v1/invitations/{token}";
    vec![
        Route::new(Method::POST, SESSION, Gate::Open, "Sign in", sign_in),
        Route::new(Method::DELETE, SESSION, Gate::SignedIn, "Sign out", sign_out),
        Route::new(Method::GET, SETUP, Gate::Open, "Whether set-up is needed", setup_state),
        Route::new(Method::POST, SETUP, Gate::Open, "Set up with the one-time link", setup),
        Route::new(Method::GET, INVITATION, Gate::Open, "What an invitation is for", invitation),
        Route::new(Method::POST, INVITATION, Gate::Open, "Accept an invitation", accept),
    ]
}

fn device(visitor: &Visitor) -> Device {
    Device { address: visitor.address.clone(), user_agent: visitor.user_agent.clone() }
}

/// The answer of every way in: who one is now, and the cookie.
fn entered(app: &App, signed_in: &SignedIn, status: StatusCode) -> Result<Response, Fault> {
    let session = &signed_in.session;
    let mut response = (status, Reply::json(&me(app, &session.principal))?).into_response();
    if let Some(cookie) = cookie(&signed_in.token) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInBody {
    email: String,
    password: String,
}

async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<SignInBody>,
) -> Result<Response, Fault> {
    let signed_in = app.identity.sign_in(&body.email, &body.password, &device(&visitor)).await?;
    entered(&app, &signed_in, StatusCode::OK)
}

async fn sign_out(State(app): State<App>, asked: Asked) -> Result<Response, Fault> {
    app.identity.sign_out(&asked.act()).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::SET_COOKIE, no_cookie());
    Ok(response)
}

async fn setup_state(State(app): State<App>) -> Result<Reply, Fault> {
    Reply::json(&json!({"needed": app.identity.setup_needed().await?}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetupBody {
    token: String,
    company: String,
    name: String,
    email: String,
    password: String,
    language: String,
}

async fn setup(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<SetupBody>,
) -> Result<Response, Fault> {
    let wanted = Setup {
        company: body.company,
        name: body.name,
        email: body.email,
        password: body.password,
        language: body.language,
    };
    let signed_in = app.identity.setup(&body.token, wanted, &device(&visitor)).await?;
    entered(&app, &signed_in, StatusCode::CREATED)
}

async fn invitation(State(app): State<App>, Path(token): Path<String>) -> Result<Reply, Fault> {
    let found = app.identity.invitation_of(&token).await?;
    Reply::json(&json!({"email": found.email, "name": found.name, "company": found.company}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptBody {
    name: String,
    password: String,
    language: String,
}

async fn accept(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    Json(body): Json<AcceptBody>,
) -> Result<Response, Fault> {
    let device = device(&visitor);
    let signed_in =
        app.identity.invitation_accept(&token, &body.name, &body.password, &body.language, &device).await?;
    entered(&app, &signed_in, StatusCode::CREATED)
}
