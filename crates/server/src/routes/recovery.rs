//! Ways back in, and what the sign-in page has to know: all of it for people who are not signed in, who learn nothing
//! about any account.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use model::{Kind, Problem};
use passwords::{Context, Standing};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::app::App;
use crate::asked::Visitor;
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::wire::step::{device, entry};

pub(super) fn routes() -> Vec<Route> {
    let open = Gate::Open;
    vec![
        Route::new(Method::GET, "/api/v1/sign-in", open, "What the sign-in page offers", offers),
        Route::new(Method::POST, "/api/v1/session/reset", open, "Ask for another password by mail", reset),
        Route::new(
            Method::POST,
            "/api/v1/session/unlock-link",
            open,
            "Ask for a link that lifts a wait",
            unlock_link,
        ),
        Route::new(Method::POST, "/api/v1/session/unlock", open, "Lift a wait by a code", unlock),
        Route::new(Method::POST, "/api/v1/session/link", open, "Use a mailed link", link),
        Route::new(Method::POST, "/api/v1/password/check", open, "Judge a new password", check),
    ]
}

async fn offers(State(app): State<App>) -> Result<Reply, Fault> {
    let rules = app.identity.sign_in_rules();
    let sso = app.identity.sso_rules();
    let button =
        |provider: &identity::SsoProvider| json!({"key": provider.key, "label": provider.settings.label});
    Reply::json(&json!({
        "company": app.identity.company().name,
        "passkeys": app.identity.passkeys_available(),
        "email": app.identity.can_mail(),
        "sso": sso.usable().map(button).collect::<Vec<_>>(),
        "sso_only": sso.only().enabled,
        "policy": rules.policy(),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EmailBody {
    email: String,
}

async fn reset(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<EmailBody>,
) -> Result<Response, Fault> {
    app.identity.reset_ask(&body.email, &device(&visitor)).await?;
    accepted()
}

async fn unlock_link(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<EmailBody>,
) -> Result<Response, Fault> {
    app.identity.unlock_ask(&body.email, &device(&visitor)).await?;
    accepted()
}

/// The same for everybody.
fn accepted() -> Result<Response, Fault> {
    Ok((StatusCode::ACCEPTED, Reply::json(&json!({}))?).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnlockBody {
    email: String,
    code: Zeroizing<String>,
}

async fn unlock(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<UnlockBody>,
) -> Result<StatusCode, Fault> {
    app.identity.unlock_by_code(&body.email, &body.code, &device(&visitor)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkBody {
    token: Zeroizing<String>,
}

async fn link(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<LinkBody>,
) -> Result<Response, Fault> {
    match app.identity.link_open(&body.token, &device(&visitor)).await? {
        Some(opened) => entry(&app, &visitor, &opened, StatusCode::OK, false),
        None => Ok(Reply::json(&json!({"next": "done", "purpose": "unlock"}))?.into_response()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckBody {
    password: Zeroizing<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    factor_bound: bool,
}

/// Passwords judged at once, by one core at most; whoever waits longer than this for their turn does without: it only advises.
static JUDGING: Semaphore = Semaphore::const_new(1);
const TURN_TIME: Duration = Duration::from_secs(2);

/// Judges a password that is being typed by the rules it will be judged by when it is set. Nothing is kept or logged.
async fn check(State(app): State<App>, Json(body): Json<CheckBody>) -> Result<Reply, Fault> {
    let Ok(Ok(turn)) = timeout(TURN_TIME, JUDGING.acquire()).await else {
        return Err(Problem::new(Kind::Unavailable, "unavailable").into());
    };
    let judged = spawn_blocking(move || {
        let _turn = turn;
        judge(&app, &body)
    });
    Reply::json(&judged.await.map_err(|_| Problem::internal())?)
}

fn judge(app: &App, body: &CheckBody) -> Value {
    let company = app.identity.company().name;
    let context = Context { company: &company, name: &body.name, email: &body.email, ..Context::default() };
    let standing = Standing { second_factor_bound: body.factor_bound };
    let rules = app.identity.sign_in_rules();
    let judged =
        passwords::accept(&body.password, context, rules.policy(), standing, rules.breached(), "password");
    let problems: Vec<Value> = judged
        .err()
        .map(|problem| {
            let told = |field: &model::FieldProblem| json!({"code": field.code, "params": params(field)});
            problem.fields.iter().map(told).collect()
        })
        .unwrap_or_default();
    let strength = passwords::strength(&body.password, context);
    json!({
        "problems": problems,
        "strength": {"score": strength.score, "crack_time": strength.crack_time, "hint": strength.hint},
    })
}

fn params(field: &model::FieldProblem) -> Value {
    field
        .params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
