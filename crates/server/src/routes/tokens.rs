//! Tokens: one's own, others' for administrators, the company's rules. No token comes to any of these.

use access::Capability;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use http::{Method, StatusCode};
use identity::{NewToken, TokenInfo, TokenRules, TokensShown};
use model::{Problem, TokenId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::users::user_id;
use crate::app::App;
use crate::asked::Asked;
use crate::body::Json;
use crate::fault::Fault;
use crate::parts::Parts;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::wire::scope;

pub(super) fn routes() -> Vec<Route> {
    const MINE: &str = "/api/v1/me/tokens";
    const RULES: &str = "/api/v1/security/tokens";
    const OF_USER: &str = "/api/v1/users/{id}/tokens";
    let signed_in = Gate::SignedIn;
    let officer = Gate::Can(Capability::SecurityManage);
    let helper = Gate::CanAny(&[Capability::UsersManage, Capability::SecurityManage]);
    vec![
        Route::new(Method::GET, MINE, signed_in, "My tokens", list),
        Route::new(Method::POST, MINE, signed_in, "Make a token", make).fresh(),
        Route::new(Method::DELETE, MINE, signed_in, "Revoke all my tokens", revoke_all),
        Route::new(Method::DELETE, "/api/v1/me/tokens/{id}", signed_in, "Revoke one of my tokens", revoke),
        Route::new(
            Method::GET,
            "/api/v1/tokens/scopes",
            signed_in,
            "What a token may be used for, and how risky that is",
            scopes,
        ),
        Route::new(Method::GET, OF_USER, helper, "A user's tokens", list_of),
        Route::new(Method::DELETE, OF_USER, helper, "Revoke all of a user's tokens", revoke_all_of),
        Route::new(
            Method::DELETE,
            "/api/v1/users/{id}/tokens/{token}",
            helper,
            "Revoke one of a user's tokens",
            revoke_of,
        ),
        Route::new(Method::GET, RULES, officer, "The rules for tokens and apps", rules),
        Route::new(Method::PUT, RULES, officer, "Change the rules for tokens and apps", rules_change).fresh(),
    ]
}

fn token(info: &TokenInfo) -> Value {
    json!({
        "id": info.id,
        "name": info.name,
        "reason": info.reason,
        "scopes": info.scopes,
        "networks": info.networks,
        "records_per_hour": info.records_per_hour,
        "created_at": info.created_at,
        "expires_at": info.expires_at,
        "last_used_at": info.last_used_at,
        "last_address": info.last_address,
        "used_this_hour": info.used_this_hour,
        "ended_at": info.ended_at,
        "ended_why": info.ended_why,
    })
}

fn tokens(all: &[TokenInfo]) -> Result<Reply, Fault> {
    Reply::items(&all.iter().map(token).collect::<Vec<_>>())
}

/// Which tokens: those that are over, instead of those that may be used.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ListQuery {
    ended: bool,
}

impl ListQuery {
    fn which(&self) -> TokensShown {
        if self.ended { TokensShown::Ended } else { TokensShown::Live }
    }
}

async fn list(State(app): State<App>, asked: Asked, Query(query): Query<ListQuery>) -> Result<Reply, Fault> {
    tokens(&app.identity.tokens_mine(&asked.act(), query.which()).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MakeBody {
    name: String,
    #[serde(default)]
    reason: Option<String>,
    scopes: Vec<String>,
    #[serde(default)]
    days: Option<u16>,
    #[serde(default)]
    networks: Vec<String>,
    #[serde(default)]
    records_per_hour: Option<u64>,
}

/// The secret is in this answer and in no other.
async fn make(State(app): State<App>, asked: Asked, Json(body): Json<MakeBody>) -> Result<Response, Fault> {
    let wanted = NewToken {
        name: body.name,
        reason: body.reason,
        scopes: body.scopes,
        days: body.days,
        networks: body.networks,
        records_per_hour: body.records_per_hour,
    };
    let made = app.identity.token_make(&asked.act(), wanted, &app.records.metadata()).await?;
    let reply = Reply::json(&json!({"secret": made.text.as_str(), "token": token(&made.info)}))?;
    Ok((StatusCode::CREATED, reply).into_response())
}

async fn revoke_all(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    Reply::json(&json!({"revoked": app.identity.tokens_revoke(&asked.act()).await?}))
}

async fn revoke(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<StatusCode, Fault> {
    app.identity.token_revoke(&asked.act(), token_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn scopes(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    let metadata = app.records.metadata();
    let all = scope::all(&metadata);
    let principal = &asked.caller.principal;
    // Only what one could ever use oneself.
    let usable = |one: &access::TokenScope| match one {
        access::TokenScope::Admin(right) => principal.can(*right),
        access::TokenScope::Records(_, access::Objects::One(name)) => metadata
            .object(name.as_str())
            .is_some_and(|object| access::decide(principal, object, &metadata, access::Action::View).is_ok()),
        _ => true,
    };
    let items = all.iter().filter(|one| usable(one)).map(|one| scope::one(one, &metadata));
    let items = items.collect::<Vec<_>>();
    Reply::json(&json!({"items": items, "rules": app.identity.token_rules()}))
}

async fn list_of(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Reply, Fault> {
    tokens(&app.identity.tokens_of(&asked.act(), user_id(&id)?, query.which()).await?)
}

async fn revoke_all_of(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    let metadata = app.records.metadata();
    let revoked = app.identity.tokens_revoke_of(&asked.act(), user_id(&id)?, None, &metadata).await?;
    Reply::json(&json!({"revoked": revoked}))
}

async fn revoke_of(
    State(app): State<App>,
    asked: Asked,
    Path((id, token)): Path<(String, String)>,
) -> Result<StatusCode, Fault> {
    let metadata = app.records.metadata();
    let token = Some(token_id(&token)?);
    app.identity.tokens_revoke_of(&asked.act(), user_id(&id)?, token, &metadata).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn rules(State(app): State<App>) -> Result<Reply, Fault> {
    Reply::json(&app.identity.token_rules())
}

async fn rules_change(
    State(app): State<App>,
    asked: Asked,
    Json(parts): Json<Parts>,
) -> Result<Reply, Fault> {
    let wanted: TokenRules = parts.over(&app.identity.token_rules())?;
    Reply::json(&app.identity.token_rules_change(&asked.act(), wanted).await?)
}

fn token_id(text: &str) -> Result<TokenId, Fault> {
    text.parse().map_err(|_| Problem::not_found().into())
}
