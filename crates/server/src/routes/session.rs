//! Coming in and going out: set-up, invitation, sign-in step by step, a fresh proof, sign-out.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};
use identity::Setup;
use model::Problem;
use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::app::App;
use crate::asked::{Asked, Visitor};
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::session::{challenge_cookie, no_flow, no_session};
use crate::wire::step::{device, entry, step};

/// So long somebody who signs out waits to hear where to sign out as well.
const PROVIDER_TIME: Duration = Duration::from_secs(2);

pub(super) fn routes() -> Vec<Route> {
    const SESSION: &str = "/api/v1/session";
    const STEP: &str = "/api/v1/session/step";
    const SETUP: &str = "/api/v1/setup";
    const INVITATION: &str = "/api/v1/invitations/{token}";
    let open = Gate::Open;
    vec![
        Route::new(Method::POST, SESSION, open, "Sign in", sign_in),
        Route::new(Method::DELETE, SESSION, Gate::SignedIn, "Sign out", sign_out),
        Route::new(Method::GET, STEP, open, "What the sign-in under way asks for", step_now),
        Route::new(Method::DELETE, STEP, open, "Give the sign-in under way up", step_give_up),
        Route::new(Method::POST, "/api/v1/session/factor", open, "Give a further proof", factor),
        Route::new(Method::POST, "/api/v1/session/code", open, "Have a code sent", code),
        Route::new(
            Method::POST,
            "/api/v1/session/passkey/options",
            open,
            "A challenge for a passkey",
            passkey_options,
        ),
        Route::new(Method::POST, "/api/v1/session/passkey", open, "Prove with a passkey", passkey),
        Route::new(
            Method::POST,
            "/api/v1/session/new-password",
            open,
            "Set the password that is asked for",
            new_password,
        ),
        Route::new(
            Method::POST,
            "/api/v1/session/step-up",
            Gate::SignedIn,
            "Prove anew who one is, for dangerous acts",
            step_up,
        ),
        Route::new(Method::GET, SETUP, open, "Whether set-up is needed", setup_state),
        Route::new(Method::POST, SETUP, open, "Set up with the one-time link", setup),
        Route::new(Method::GET, INVITATION, open, "What an invitation is for", invitation),
        Route::new(Method::POST, INVITATION, open, "Accept an invitation", accept),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInBody {
    email: String,
    password: Zeroizing<String>,
}

async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<SignInBody>,
) -> Result<Response, Fault> {
    let entered = app.identity.sign_in(&body.email, &body.password, &device(&visitor)).await?;
    entry(&app, &visitor, &entered, StatusCode::OK, true)
}

async fn sign_out(State(app): State<App>, asked: Asked) -> Result<Response, Fault> {
    app.identity.sign_out(&asked.act()).await?;
    // Out here in any case; out at the provider as well if the person goes on there.
    let act = asked.act();
    let url = tokio::time::timeout(PROVIDER_TIME, app.identity.sso_sign_out_url(&act)).await;
    let mut response = match url.ok().flatten() {
        Some(url) => Reply::json(&json!({"sso_sign_out_url": url}))?.into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    };
    response.headers_mut().insert(header::SET_COOKIE, no_session());
    Ok(response)
}

/// The token of the try under way.
pub(super) fn flow(visitor: &Visitor) -> Result<&str, Problem> {
    visitor.cookies.flow.as_deref().ok_or_else(|| Problem::new(model::Kind::Unauthenticated, "flow_gone"))
}

async fn step_now(State(app): State<App>, visitor: Visitor) -> Result<Reply, Fault> {
    let now = app.identity.flow_step(flow(&visitor)?, &device(&visitor)).await?;
    Reply::json(&step(&now))
}

async fn step_give_up(State(app): State<App>, visitor: Visitor) -> Result<Response, Fault> {
    if let Ok(flow) = flow(&visitor) {
        app.identity.flow_give_up(flow).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::SET_COOKIE, no_flow());
    Ok(response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactorBody {
    kind: String,
    code: Zeroizing<String>,
}

async fn factor(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<FactorBody>,
) -> Result<Response, Fault> {
    let answered =
        app.identity.factor_answer(flow(&visitor)?, &body.kind, &body.code, &device(&visitor)).await?;
    entry(&app, &visitor, &answered, StatusCode::OK, false)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeBody {
    kind: String,
}

async fn code(State(app): State<App>, visitor: Visitor, Json(body): Json<CodeBody>) -> Result<Reply, Fault> {
    let sent = app.identity.code_send(flow(&visitor)?, &body.kind, &device(&visitor)).await?;
    Reply::json(&json!({"sent_to": sent.sent_to, "expires_at": sent.expires_at, "again_at": sent.again_at}))
}

async fn passkey_options(State(app): State<App>, visitor: Visitor) -> Result<Response, Fault> {
    let challenge = app.identity.passkey_challenge(visitor.cookies.flow.as_deref()).await?;
    let mut response = Reply::json(&json!({"publicKey": challenge.options}))?.into_response();
    if let Some(cookie) = challenge.cookie.as_deref().and_then(challenge_cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasskeyBody {
    credential: Value,
}

async fn passkey(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<PasskeyBody>,
) -> Result<Response, Fault> {
    let (flow, challenge) = (visitor.cookies.flow.as_deref(), visitor.cookies.challenge.as_deref());
    let answered = app.identity.passkey_answer(flow, challenge, body.credential, &device(&visitor)).await?;
    entry(&app, &visitor, &answered, StatusCode::OK, false)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPasswordBody {
    password: Zeroizing<String>,
}

async fn new_password(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<NewPasswordBody>,
) -> Result<Response, Fault> {
    let set = app.identity.new_password(flow(&visitor)?, &body.password, &device(&visitor)).await?;
    entry(&app, &visitor, &set, StatusCode::OK, false)
}

async fn step_up(State(app): State<App>, asked: Asked, visitor: Visitor) -> Result<Response, Fault> {
    let begun = app.identity.step_up(&asked.act(), &device(&visitor)).await?;
    entry(&app, &visitor, &begun, StatusCode::OK, false)
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
    let entered = app.identity.setup(&body.token, wanted, &device(&visitor)).await?;
    entry(&app, &visitor, &entered, StatusCode::CREATED, true)
}

async fn invitation(State(app): State<App>, Path(token): Path<String>) -> Result<Reply, Fault> {
    let found = app.identity.invitation_of(&token).await?;
    Reply::json(&json!({"email": found.email, "name": found.name, "company": found.company}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptBody {
    name: String,
    /// Not asked for where there are no passwords.
    #[serde(default)]
    password: Zeroizing<String>,
    language: String,
}

async fn accept(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    Json(body): Json<AcceptBody>,
) -> Result<Response, Fault> {
    let device = device(&visitor);
    let entered =
        app.identity.invitation_accept(&token, &body.name, &body.password, &body.language, &device).await?;
    entry(&app, &visitor, &entered, StatusCode::CREATED, true)
}
