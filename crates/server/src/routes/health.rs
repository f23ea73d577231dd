//! Whether the program lives and can serve, and the API's description.

use axum::extract::State;
use http::{Method, StatusCode};

use crate::app::App;
use crate::asked::{Asked, MaybeAsked, Visitor};
use crate::bearer::{Gives, TokenNeed};
use crate::fault::Fault;
use crate::openapi;
use crate::reply::Reply;
use crate::route::{Gate, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, "/healthz", Gate::Open, "Whether the process lives", alive),
        Route::new(Method::GET, "/readyz", Gate::Open, "Whether requests can be served", ready),
        Route::new(Method::GET, "/api/v1/openapi.json", Gate::Open, "This description", description)
            .by_token(TokenNeed::Metadata, Gives::Nothing),
    ]
}

async fn alive() -> &'static str {
    "ok"
}

async fn ready(State(app): State<App>) -> Result<&'static str, StatusCode> {
    match app.records.ready().await {
        Ok(()) => Ok("ready"),
        Err(_) => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// Somebody not signed in sees the routes; a signed-in person also the objects they may see.
async fn description(
    State(app): State<App>,
    visitor: Visitor,
    MaybeAsked(by_token): MaybeAsked,
) -> Result<Reply, Fault> {
    let metadata = app.records.metadata();
    let asked = match by_token {
        Some(asked) => Some(asked),
        None => Asked::authenticated(&app, visitor).await.ok(),
    };
    let objects = asked.map(|asked| openapi::described(&asked.caller, &metadata)).unwrap_or_default();
    Reply::json(&openapi::document(&super::all(), &objects))
}
