//! The tree of teams. Everybody signed in may know it; changing it takes the right to manage users.

use access::Capability;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use identity::{NewTeam, TeamChange, TeamInfo};
use model::{Problem, TeamId, UserId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::users::present;
use crate::app::App;
use crate::asked::Asked;
use crate::bearer::{Gives, TokenNeed};
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};

pub(super) fn routes() -> Vec<Route> {
    const ALL: &str = "/api/v1/teams";
    const ONE: &str = "/api/v1/teams/{id}";
    let manage = Gate::Can(Capability::UsersManage);
    vec![
        Route::new(Method::GET, ALL, Gate::SignedIn, "All teams", list)
            .by_token(TokenNeed::Directory, Gives::Nothing),
        Route::new(Method::POST, ALL, manage, "Make a team", create).fresh(),
        Route::new(Method::PATCH, ONE, manage, "Change a team", change).fresh(),
        Route::new(Method::DELETE, ONE, manage, "Remove an empty team", delete),
    ]
}

fn team(info: &TeamInfo) -> Value {
    json!({
        "id": info.id,
        "name": info.name,
        "parent_id": info.parent,
        "manager": info.manager.as_ref().map(|(id, label)| json!({"id": id, "label": label})),
        "member_count": info.member_count,
        "version": info.version,
    })
}

async fn list(State(app): State<App>, _: Asked) -> Result<Reply, Fault> {
    let items: Vec<Value> = app.identity.team_list().await?.iter().map(team).collect();
    Reply::items(&items)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBody {
    name: String,
    #[serde(default)]
    parent_id: Option<TeamId>,
    #[serde(default)]
    manager: Option<UserId>,
}

async fn create(State(app): State<App>, asked: Asked, Json(body): Json<NewBody>) -> Result<Response, Fault> {
    let wanted = NewTeam { name: body.name, parent: body.parent_id, manager: body.manager };
    let made = app.identity.team_create(&asked.act(), wanted).await?;
    Ok((StatusCode::CREATED, Reply::json(&team(&made))?).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::option_option, reason = "null takes away, absent leaves")]
struct ChangeBody {
    version: i64,
    #[serde(default)]
    name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    parent_id: Option<Option<TeamId>>,
    #[serde(default, deserialize_with = "present")]
    manager: Option<Option<UserId>>,
}

async fn change(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(body): Json<ChangeBody>,
) -> Result<Reply, Fault> {
    let wanted =
        TeamChange { version: body.version, name: body.name, parent: body.parent_id, manager: body.manager };
    Reply::json(&team(&app.identity.team_change(&asked.act(), team_id(&id)?, wanted).await?))
}

async fn delete(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<StatusCode, Fault> {
    app.identity.team_delete(&asked.act(), team_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn team_id(text: &str) -> Result<TeamId, Fault> {
    text.parse().map_err(|_| Problem::not_found().into())
}
