//! Whom one talks to on the telephone: a code that is read out, a call that can be checked.

use access::Capability;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use identity::HelpCall;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::users::user_id;
use crate::app::App;
use crate::asked::Asked;
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};

pub(super) fn routes() -> Vec<Route> {
    let manage = Gate::Can(Capability::UsersManage);
    vec![
        Route::new(
            Method::POST,
            "/api/v1/me/help-code",
            Gate::SignedIn,
            "A code to read out to the help desk",
            code_make,
        ),
        Route::new(
            Method::GET,
            "/api/v1/me/help-call",
            Gate::SignedIn,
            "Whether the help desk is calling me",
            call_mine,
        ),
        Route::new(
            Method::POST,
            "/api/v1/users/{id}/help-code",
            manage,
            "Check the code a user read out",
            code_check,
        ),
        Route::new(Method::POST, "/api/v1/users/{id}/call", manage, "Announce a call to a user", call),
    ]
}

async fn code_make(State(app): State<App>, asked: Asked) -> Result<Response, Fault> {
    let made = app.identity.help_code_make(&asked.act()).await?;
    let body = json!({
        "code": *made.code,
        "expires_at": made.expires_at,
        "expires_in_secs": secs_until(&app, made.expires_at),
    });
    Ok((StatusCode::CREATED, Reply::json(&body)?).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeBody {
    code: Zeroizing<String>,
}

async fn code_check(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(body): Json<CodeBody>,
) -> Result<Reply, Fault> {
    let verified = app.identity.help_code_check(&asked.act(), user_id(&id)?, &body.code).await?;
    Reply::json(&json!({"verified": verified}))
}

/// Seconds from now on: a reader whose clock is wrong can count them.
fn secs_until(app: &App, at: Timestamp) -> i64 {
    at.duration_since(app.clock.now()).as_secs().max(0)
}

fn call_json(app: &App, call: &HelpCall) -> Value {
    json!({
        "helper": {"id": call.helper.0, "label": call.helper.1},
        "words": {"zh": call.words.zh, "en": call.words.en},
        "at": call.made_at,
        "expires_at": call.expires_at,
        "expires_in_secs": secs_until(app, call.expires_at),
    })
}

async fn call(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    let call = app.identity.help_call(&asked.act(), user_id(&id)?).await?;
    Reply::json(&call_json(&app, &call))
}

async fn call_mine(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    let call = app.identity.help_call_mine(&asked.act()).await?;
    Reply::json(&json!({"call": call.as_ref().map(|call| call_json(&app, call))}))
}
