//! Records: list, get, create, change, delete, restore, history, timeline, bulk, groups, recycle bin, search.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use model::{Problem, RecordId};
use records::{
    Body, BulkAction, CountMode, Expected, GroupRequest, Idempotency, ListRequest, Page, Source,
    TimelineKinds, Visible, Written,
};
use serde::Deserialize;

use crate::app::App;
use crate::asked::{Asked, IfMatch};
use crate::bearer::{Gives, TokenNeed};
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};

pub(super) fn routes() -> Vec<Route> {
    const ONE: &str = "/api/v1/records/{object}/{id}";
    let signed_in = Gate::SignedIn;
    vec![
        Route::new(Method::GET, "/api/v1/records/{object}", signed_in, "A page of records", list)
            .by_token(TokenNeed::READ, Gives::Page(50)),
        Route::new(Method::POST, "/api/v1/records/{object}", signed_in, "Create a record", create)
            .by_token(TokenNeed::WRITE, Gives::One),
        Route::new(Method::POST, "/api/v1/records/{object}/bulk", signed_in, "Change a selection", bulk)
            .by_token(TokenNeed::CHANGE, Gives::Nothing),
        Route::new(
            Method::GET,
            "/api/v1/records/{object}/groups",
            signed_in,
            "Count and sum by a field",
            groups,
        )
        .by_token(TokenNeed::READ, Gives::Rest),
        Route::new(Method::GET, ONE, signed_in, "One record", get).by_token(TokenNeed::READ, Gives::One),
        Route::new(Method::PATCH, ONE, signed_in, "Change fields of a record", update)
            .by_token(TokenNeed::WRITE, Gives::One),
        Route::new(Method::DELETE, ONE, signed_in, "Put a record into the recycle bin", delete)
            .by_token(TokenNeed::DELETE, Gives::Nothing),
        Route::new(
            Method::POST,
            "/api/v1/records/{object}/{id}/restore",
            signed_in,
            "Take a record out of the recycle bin",
            restore,
        )
        .by_token(TokenNeed::DELETE, Gives::One),
        Route::new(
            Method::GET,
            "/api/v1/records/{object}/{id}/history",
            signed_in,
            "What was changed in a record",
            history,
        )
        .by_token(TokenNeed::READ, Gives::One),
        Route::new(
            Method::GET,
            "/api/v1/records/{object}/{id}/timeline",
            signed_in,
            "Activities and changes of a record",
            timeline,
        )
        .by_token(TokenNeed::READ, Gives::Page(60)),
        Route::new(Method::GET, "/api/v1/recycle", signed_in, "Deleted records", recycle)
            .by_token(TokenNeed::READ, Gives::Page(50)),
        Route::new(Method::GET, "/api/v1/search", signed_in, "Find records by a text", search)
            .by_token(TokenNeed::READ, Gives::Page(20)),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    filter: Option<String>,
    sort: Option<String>,
    fields: Option<String>,
    limit: Option<u32>,
    after: Option<String>,
    #[serde(default)]
    count: Counting,
    q: Option<String>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Counting {
    #[default]
    None,
    Capped,
    Exact,
}

impl From<ListQuery> for ListRequest {
    fn from(query: ListQuery) -> Self {
        Self {
            filter: query.filter,
            sort: query.sort,
            fields: query.fields.map(|names| names_of(&names)),
            limit: query.limit,
            after: query.after,
            count: match query.count {
                Counting::None => CountMode::None,
                Counting::Capped => CountMode::Capped,
                Counting::Exact => CountMode::Exact,
            },
            q: query.q,
            deleted: false,
        }
    }
}

/// `a,b,c` as names.
fn names_of(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(Into::into).collect()
}

async fn list(
    State(app): State<App>,
    asked: Asked,
    Path(object): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Reply, Fault> {
    app.records.list(&asked.caller, &object, &query.into(), |page| page_reply(&page)).await?
}

fn page_reply(page: &Page) -> Result<Reply, Fault> {
    Ok(Reply::json(page)?.returning(page.items.len()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OneQuery {
    fields: Option<String>,
}

async fn get(
    State(app): State<App>,
    asked: Asked,
    Path((object, id)): Path<(String, String)>,
    Query(query): Query<OneQuery>,
) -> Result<Response, Fault> {
    let fields = query.fields.map(|names| names_of(&names));
    let show = |record: Visible| (etag(record.version()), Reply::json(&record));
    let (version, shown) = app.records.get(&asked.caller, &object, record_id(&id)?, fields, show).await?;
    Ok((version, shown?).into_response())
}

async fn create(
    State(app): State<App>,
    asked: Asked,
    Path(object): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Body>,
) -> Result<Response, Fault> {
    let key = match headers.get("idempotency-key") {
        None => None,
        Some(value) => Some(Idempotency::new(value.to_str().unwrap_or_default(), &object, &body)?),
    };
    let written = app.records.create(&asked.caller, &object, &body, Source::Request, key).await?;
    let location = format!("/api/v1/records/{object}/{}", written.id);
    let replayed = !written.changed;
    let mut response = (StatusCode::CREATED, shown(&object, &written)?).into_response();
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    if replayed {
        let name = HeaderName::from_static("idempotency-replayed");
        response.headers_mut().insert(name, HeaderValue::from_static("true"));
    }
    Ok(response)
}

async fn update(
    State(app): State<App>,
    asked: Asked,
    Path((object, id)): Path<(String, String)>,
    IfMatch(version): IfMatch,
    Json(body): Json<Body>,
) -> Result<Response, Fault> {
    let expected = Expected::Version(version);
    let id = record_id(&id)?;
    let written = app.records.update(&asked.caller, &object, id, expected, &body, Source::Request).await?;
    shown(&object, &written)
}

async fn delete(
    State(app): State<App>,
    asked: Asked,
    Path((object, id)): Path<(String, String)>,
    IfMatch(version): IfMatch,
) -> Result<StatusCode, Fault> {
    app.records.delete(&asked.caller, &object, record_id(&id)?, Expected::Version(version)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn restore(
    State(app): State<App>,
    asked: Asked,
    Path((object, id)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let written = app.records.restore(&asked.caller, &object, record_id(&id)?).await?;
    shown(&object, &written)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AfterQuery {
    after: Option<String>,
}

async fn history(
    State(app): State<App>,
    asked: Asked,
    Path((object, id)): Path<(String, String)>,
    Query(query): Query<AfterQuery>,
) -> Result<Reply, Fault> {
    Reply::json(&app.records.history(&asked.caller, &object, record_id(&id)?, query.after).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TimelineQuery {
    after: Option<String>,
    kinds: Option<String>,
}

async fn timeline(
    State(app): State<App>,
    asked: Asked,
    Path((object, id)): Path<(String, String)>,
    Query(query): Query<TimelineQuery>,
) -> Result<Reply, Fault> {
    let kinds = query.kinds.map(|kinds| names_of(&kinds));
    let wants = |kind: &str| kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|wanted| wanted == kind));
    let kinds = TimelineKinds { activities: wants("activity"), history: wants("history") };
    let page = app.records.timeline(&asked.caller, &object, record_id(&id)?, kinds, query.after).await?;
    Ok(Reply::json(&page)?.returning(page.items.len()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BulkBody {
    ids: Vec<RecordId>,
    action: BulkWord,
    values: Option<Body>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum BulkWord {
    Update,
    Delete,
    Restore,
}

async fn bulk(
    State(app): State<App>,
    asked: Asked,
    Path(object): Path<String>,
    Json(body): Json<BulkBody>,
) -> Result<Reply, Fault> {
    let action = match (body.action, body.values) {
        (BulkWord::Update, Some(values)) => BulkAction::Update(values),
        (BulkWord::Update, None) => return Err(Problem::invalid_field("values", "required").into()),
        (BulkWord::Delete, _) => BulkAction::Delete,
        (BulkWord::Restore, _) => BulkAction::Restore,
    };
    Reply::json(&app.records.bulk(&asked.caller, &object, &body.ids, &action).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupQuery {
    by: String,
    sum: Option<String>,
    filter: Option<String>,
}

async fn groups(
    State(app): State<App>,
    asked: Asked,
    Path(object): Path<String>,
    Query(query): Query<GroupQuery>,
) -> Result<Reply, Fault> {
    let request = GroupRequest { by: query.by, sum: query.sum, filter: query.filter };
    let items = app.records.groups(&asked.caller, &object, &request).await?;
    Ok(Reply::items(&items)?.returning(items.len()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecycleQuery {
    object: String,
    after: Option<String>,
    limit: Option<u32>,
}

async fn recycle(
    State(app): State<App>,
    asked: Asked,
    Query(query): Query<RecycleQuery>,
) -> Result<Reply, Fault> {
    let request =
        ListRequest { after: query.after, limit: query.limit, deleted: true, ..ListRequest::default() };
    app.records.list(&asked.caller, &query.object, &request, |page| page_reply(&page)).await?
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchQuery {
    q: String,
    objects: Option<String>,
    limit: Option<usize>,
}

async fn search(
    State(app): State<App>,
    asked: Asked,
    Query(query): Query<SearchQuery>,
) -> Result<Reply, Fault> {
    let objects = query.objects.map(|names| names_of(&names));
    let limit = query.limit.unwrap_or(20);
    let hits = app.records.search(&asked.caller, &query.q, objects.as_deref(), limit).await?;
    Ok(Reply::json(&hits)?.returning(hits.items.len()))
}

/// A record after a write; when it is out of the caller's sight now, only its id and version.
fn shown(object: &str, written: &Written) -> Result<Response, Fault> {
    let body = match &written.record {
        Some(record) => Reply::json(record)?,
        None => Reply::json(&serde_json::json!({
            "object": object, "id": written.id, "version": written.version, "label": null,
            "values": {}, "masked": [], "can": {"edit": false, "delete": false},
        }))?,
    };
    Ok((etag(written.version), body).into_response())
}

fn etag(version: i64) -> [(HeaderName, String); 1] {
    [(header::ETAG, format!("\"{version}\""))]
}

/// An id that is none names nothing.
pub(super) fn record_id(text: &str) -> Result<RecordId, Fault> {
    text.parse().map_err(|_| Problem::not_found().into())
}
