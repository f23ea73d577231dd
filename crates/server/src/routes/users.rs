//! Users, for whoever manages them.

use access::Capability;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use identity::{Invite, Invited, UserChange, UserInfo, UserQuery, UserState};
use model::{Kind, Problem, TeamId, UserId};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::app::App;
use crate::asked::Asked;
use crate::bearer::{Gives, TokenNeed};
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};

pub(super) fn routes() -> Vec<Route> {
    const ALL: &str = "/api/v1/users";
    const ONE: &str = "/api/v1/users/{id}";
    let manage = Gate::Can(Capability::UsersManage);
    vec![
        Route::new(Method::GET, ALL, manage, "A page of users", list)
            .by_token(TokenNeed::Capability, Gives::Nothing),
        Route::new(Method::POST, ALL, manage, "Invite a user", invite).fresh(),
        Route::new(Method::GET, ONE, manage, "One user", get).by_token(TokenNeed::Capability, Gives::Nothing),
        Route::new(Method::PATCH, ONE, manage, "Change a user", change).fresh(),
        Route::new(
            Method::PUT,
            "/api/v1/users/{id}/email",
            manage,
            "Give a user another address",
            change_email,
        )
        .fresh(),
        Route::new(
            Method::POST,
            "/api/v1/users/{id}/invitation",
            manage,
            "Make a new invitation link",
            invite_again,
        )
        .fresh(),
        Route::new(
            Method::DELETE,
            "/api/v1/users/{id}/sessions",
            Gate::CanAny(&[Capability::UsersManage, Capability::SecurityManage]),
            "End all sessions of a user",
            end_sessions,
        ),
    ]
}

fn user(info: &UserInfo) -> Value {
    let state = match info.state {
        UserState::Invited => "invited",
        UserState::Active => "active",
        UserState::Disabled => "disabled",
    };
    json!({
        "id": info.id,
        "name": info.name,
        "email": info.email,
        "team": info.team.as_ref().map(|(id, label)| json!({"id": id, "label": label})),
        "roles": info.roles,
        "active": info.state == UserState::Active,
        "state": state,
        "last_sign_in_at": info.last_sign_in_at,
        "version": info.version,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    q: Option<String>,
    after: Option<String>,
    team: Option<String>,
    active: Option<bool>,
    limit: Option<u32>,
}

async fn list(State(app): State<App>, asked: Asked, Query(query): Query<ListQuery>) -> Result<Reply, Fault> {
    let after = query.after.as_deref().map(place).transpose()?;
    let team = query.team.map(|team| team.parse::<TeamId>().map_err(|_| Problem::not_found())).transpose()?;
    let wanted =
        UserQuery { text: query.q, team, active: query.active, after, limit: query.limit.unwrap_or(50) };
    let page = app.identity.user_page(&asked.act(), wanted).await?;
    let items: Vec<Value> = page.items.iter().map(user).collect();
    let next = page.next.map(|(name, id)| format!("{id}.{name}"));
    Reply::json(&json!({"items": items, "next": next}))
}

/// Where a page begins: the id and the name of the last user shown, both known to whoever manages users.
fn place(cursor: &str) -> Result<(String, UserId), Problem> {
    let parsed = cursor.split_once('.').and_then(|(id, name)| Some((name.to_owned(), id.parse().ok()?)));
    parsed.ok_or_else(|| Problem::new(Kind::BadRequest, "invalid_cursor"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InviteBody {
    email: String,
    name: String,
    #[serde(default)]
    team: Option<TeamId>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default = "chinese")]
    language: String,
}

fn chinese() -> String {
    "zh".into()
}

async fn invite(
    State(app): State<App>,
    asked: Asked,
    Json(body): Json<InviteBody>,
) -> Result<Response, Fault> {
    let wanted = Invite {
        email: body.email,
        name: body.name,
        team: body.team,
        roles: body.roles,
        language: body.language,
    };
    let invited = app.identity.user_invite(&asked.act(), wanted, &app.records.metadata()).await?;
    Ok((StatusCode::CREATED, invited_reply(&app, &invited)?).into_response())
}

async fn invite_again(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    let invited =
        app.identity.user_invite_again(&asked.act(), user_id(&id)?, &app.records.metadata()).await?;
    invited_reply(&app, &invited)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EmailBody {
    email: String,
    version: i64,
}

async fn change_email(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(body): Json<EmailBody>,
) -> Result<Reply, Fault> {
    let (acting, metadata) = (asked.act(), app.records.metadata());
    let changed =
        app.identity.user_email_change(&acting, user_id(&id)?, &body.email, body.version, &metadata);
    Reply::json(&user(&changed.await?))
}

fn invited_reply(app: &App, invited: &Invited) -> Result<Reply, Fault> {
    let url = format!("{}{}", app.settings.base_url, &*invited.path);
    Reply::json(&json!({"user": user(&invited.user), "invitation_url": url}))
}

async fn get(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    Reply::json(&user(&app.identity.user_find(&asked.act(), user_id(&id)?).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::option_option, reason = "null takes away, absent leaves")]
struct ChangeBody {
    version: i64,
    #[serde(default)]
    name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    team: Option<Option<TeamId>>,
    #[serde(default)]
    roles: Option<Vec<String>>,
    #[serde(default)]
    active: Option<bool>,
}

/// Tells `null` (take away) from absent (leave).
#[expect(clippy::option_option, reason = "null takes away, absent leaves")]
pub(super) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

async fn change(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(body): Json<ChangeBody>,
) -> Result<Reply, Fault> {
    let wanted = UserChange {
        version: body.version,
        name: body.name,
        team: body.team,
        roles: body.roles,
        active: body.active,
    };
    let changed =
        app.identity.user_change(&asked.act(), user_id(&id)?, wanted, &app.records.metadata()).await?;
    Reply::json(&user(&changed))
}

async fn end_sessions(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    Reply::json(
        &json!({"ended": app.identity.sessions_end_of(&asked.act(), user_id(&id)?, &app.records.metadata()).await?}),
    )
}

pub(super) fn user_id(text: &str) -> Result<UserId, Fault> {
    text.parse().map_err(|_| Problem::not_found().into())
}
