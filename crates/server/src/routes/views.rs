//! Saved views.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use model::{Problem, ViewId};
use records::ViewBody;
use serde::Deserialize;

use crate::app::App;
use crate::asked::Asked;
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};

pub(super) fn routes() -> Vec<Route> {
    const ALL: &str = "/api/v1/views";
    const ONE: &str = "/api/v1/views/{id}";
    vec![
        Route::new(Method::GET, ALL, Gate::SignedIn, "Own and shared views of an object", list),
        Route::new(Method::POST, ALL, Gate::SignedIn, "Save a view", create),
        Route::new(Method::PATCH, ONE, Gate::SignedIn, "Change one's own view", update),
        Route::new(Method::DELETE, ONE, Gate::SignedIn, "Remove one's own view", delete),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfObject {
    object: String,
}

#[derive(Deserialize)]
struct NewView {
    #[serde(default)]
    shared: bool,
    #[serde(flatten)]
    body: ViewBody,
}

#[derive(Deserialize)]
struct ChangedView {
    #[serde(default)]
    shared: bool,
    version: i64,
    #[serde(flatten)]
    body: ViewBody,
}

async fn list(State(app): State<App>, asked: Asked, Query(of): Query<OfObject>) -> Result<Reply, Fault> {
    Reply::items(&app.records.views(&asked.caller, &of.object).await?)
}

async fn create(
    State(app): State<App>,
    asked: Asked,
    Query(of): Query<OfObject>,
    Json(view): Json<NewView>,
) -> Result<Response, Fault> {
    let view = app.records.view_create(&asked.caller, &of.object, view.body, view.shared).await?;
    Ok((StatusCode::CREATED, Reply::json(&view)?).into_response())
}

async fn update(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(view): Json<ChangedView>,
) -> Result<Reply, Fault> {
    let id = view_id(&id)?;
    Reply::json(&app.records.view_update(&asked.caller, id, view.version, view.body, view.shared).await?)
}

async fn delete(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<StatusCode, Fault> {
    app.records.view_delete(&asked.caller, view_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view_id(text: &str) -> Result<ViewId, Fault> {
    text.parse().map_err(|_| Problem::not_found().into())
}
