//! Imports: a file in, its columns mapped, its names confirmed, its rows tried and written, what was refused out.

use access::Capability;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use model::{ImportId, Problem};
use records::{Confirmation, Mapping, NewImport, RejectedFormat};
use serde::Deserialize;

use super::files::sent;
use crate::app::App;
use crate::asked::Asked;
use crate::body::Json;
use crate::fault::Fault;
use crate::people_file;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::upload::Upload;

pub(super) fn routes() -> Vec<Route> {
    const ALL: &str = "/api/v1/imports";
    const ONE: &str = "/api/v1/imports/{id}";
    let signed_in = Gate::SignedIn;
    let people = Gate::Can(Capability::UsersManage);
    vec![
        Route::new(Method::GET, ALL, signed_in, "One's own imports", list),
        Route::new(Method::POST, ALL, signed_in, "Upload a file to import", upload),
        Route::new(Method::GET, ONE, signed_in, "One import", get),
        Route::new(Method::DELETE, ONE, signed_in, "Discard or cancel an import", discard),
        Route::new(Method::PUT, "/api/v1/imports/{id}/mapping", signed_in, "Say what the columns mean", map),
        Route::new(Method::PUT, "/api/v1/imports/{id}/matches", signed_in, "Confirm similar names", confirm),
        Route::new(Method::POST, "/api/v1/imports/{id}/check", signed_in, "Try every row, write none", check),
        Route::new(Method::POST, "/api/v1/imports/{id}/start", signed_in, "Write the rows", start),
        Route::new(
            Method::GET,
            "/api/v1/imports/{id}/rejected",
            signed_in,
            "The rows that were refused",
            rejected,
        ),
        Route::new(
            Method::POST,
            "/api/v1/people/import",
            people,
            "Bring people in from a file",
            import_people,
        )
        .fresh(),
    ]
}

async fn list(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    Reply::items(&app.records.import_list(&asked.caller).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UploadQuery {
    object: String,
    name: String,
}

async fn upload(
    State(app): State<App>,
    asked: Asked,
    Query(query): Query<UploadQuery>,
    request: Request,
) -> Result<Response, Fault> {
    app.records.import_may_upload(&asked.caller, &query.object).await?;
    let upload = Upload::read(&app, &asked, request).await?;
    let new = NewImport { object: query.object, name: query.name, bytes: upload.bytes };
    let import = app.records.import_upload(&asked.caller, new).await?;
    Ok((StatusCode::CREATED, Reply::json(&import)?).into_response())
}

async fn get(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    Reply::json(&app.records.import_get(&asked.caller, import_id(&id)?).await?)
}

async fn discard(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<StatusCode, Fault> {
    app.records.import_discard(&asked.caller, import_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn map(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(mapping): Json<Mapping>,
) -> Result<Reply, Fault> {
    Reply::json(&app.records.import_map(&asked.caller, import_id(&id)?, mapping).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MatchesBody {
    matches: Vec<Confirmation>,
}

async fn confirm(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(body): Json<MatchesBody>,
) -> Result<Reply, Fault> {
    Reply::json(&app.records.import_confirm(&asked.caller, import_id(&id)?, body.matches).await?)
}

async fn check(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    Reply::json(&app.records.import_check(&asked.caller, import_id(&id)?).await?)
}

async fn start(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    Reply::json(&app.records.import_start(&asked.caller, import_id(&id)?).await?)
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum FileWord {
    #[default]
    Csv,
    Xlsx,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RejectedQuery {
    #[serde(default)]
    format: FileWord,
}

async fn rejected(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Query(query): Query<RejectedQuery>,
) -> Result<Response, Fault> {
    let format = match query.format {
        FileWord::Csv => RejectedFormat::Csv,
        FileWord::Xlsx => RejectedFormat::Xlsx,
    };
    let file = app.records.import_rejected(&asked.caller, import_id(&id)?, format).await?;
    Ok(sent(file))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleQuery {
    name: String,
    #[serde(default)]
    dry_run: bool,
}

async fn import_people(
    State(app): State<App>,
    asked: Asked,
    Query(query): Query<PeopleQuery>,
    request: Request,
) -> Result<Reply, Fault> {
    let upload = Upload::read(&app, &asked, request).await?;
    let bytes = upload.bytes.clone();
    let read = tokio::task::spawn_blocking(move || people_file::read(bytes, &query.name)).await;
    let file = read.map_err(|_| Problem::internal())??;
    let metadata = app.records.metadata();
    Reply::json(&people_file::import(&app.identity, &asked.act(), file, &metadata, query.dry_run).await?)
}

/// An id that is none names nothing.
fn import_id(text: &str) -> Result<ImportId, Fault> {
    text.parse().map_err(|_| Problem::not_found().into())
}
