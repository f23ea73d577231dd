//! Known devices, and "device lost"; somebody else's sessions.

use access::Capability;
use axum::extract::{Path, Query, State};
use http::{Method, StatusCode};
use model::SessionId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::safety::uuid;
use super::users::user_id;
use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::wire::device::{device_json, lost_json, sessions_json};

pub(super) fn routes() -> Vec<Route> {
    const MINE: &str = "/api/v1/me/devices";
    let helper = Gate::CanAny(&[Capability::UsersManage, Capability::SecurityManage]);
    vec![
        Route::new(Method::GET, MINE, Gate::SignedIn, "The devices I signed in with", mine),
        Route::new(Method::DELETE, "/api/v1/me/devices/{id}", Gate::SignedIn, "My device is lost", lost_mine),
        Route::new(Method::GET, "/api/v1/users/{id}/sessions", helper, "A user's sessions", sessions),
        Route::new(
            Method::DELETE,
            "/api/v1/users/{id}/sessions/{session}",
            helper,
            "End one session of a user",
            session_end,
        ),
        Route::new(Method::GET, "/api/v1/users/{id}/devices", helper, "A user's known devices", of_user),
        Route::new(
            Method::DELETE,
            "/api/v1/users/{id}/devices/{device}",
            helper,
            "A user's device is lost",
            lost,
        )
        .fresh(),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LostQuery {
    #[serde(default)]
    remove_passkeys: bool,
}

async fn mine(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    let devices = app.identity.devices_mine(&asked.act()).await?;
    Reply::items(&devices.iter().map(device_json).collect::<Vec<Value>>())
}

async fn lost_mine(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Query(query): Query<LostQuery>,
) -> Result<Reply, Fault> {
    let lost = app.identity.device_lost_mine(&asked.act(), uuid(&id)?, query.remove_passkeys).await?;
    Reply::json(&lost_json(&lost))
}

async fn sessions(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    Reply::json(&sessions_json(&app.identity.sessions_of(&asked.act(), user_id(&id)?).await?))
}

async fn session_end(
    State(app): State<App>,
    asked: Asked,
    Path((id, session)): Path<(String, String)>,
) -> Result<StatusCode, Fault> {
    let (user, session) = (user_id(&id)?, SessionId(uuid(&session)?));
    app.identity.session_end_of(&asked.act(), user, session, &app.records.metadata()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn of_user(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    let user = user_id(&id)?;
    let devices = app.identity.devices_of(&asked.act(), user).await?;
    let label = app.identity.directory().user(user).map(|user| user.name.clone());
    let items: Vec<Value> = devices.iter().map(device_json).collect();
    Reply::json(&json!({"user": {"id": user, "label": label}, "items": items}))
}

async fn lost(
    State(app): State<App>,
    asked: Asked,
    Path((id, device)): Path<(String, String)>,
    Query(query): Query<LostQuery>,
) -> Result<Reply, Fault> {
    let (user, device, metadata) = (user_id(&id)?, uuid(&device)?, app.records.metadata());
    let acting = asked.act();
    let lost = app.identity.device_lost_of(&acting, user, device, query.remove_passkeys, &metadata).await?;
    Reply::json(&lost_json(&lost))
}
