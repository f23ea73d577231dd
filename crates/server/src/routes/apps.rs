//! Apps: registering one, deciding of it, and being asked whether it may act for one.

use access::Capability;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use http::{Method, StatusCode};
use identity::{AppDecision, AppInfo, AuthorizeRequest, ConsentAnswer, NewApp};
use metadata::Metadata;
use model::{AppId, Problem, UserId};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::asked::Asked;
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::wire::scope;

pub(super) fn routes() -> Vec<Route> {
    const ALL: &str = "/api/v1/apps";
    const ONE: &str = "/api/v1/apps/{id}";
    const AUTHORIZE: &str = "/api/v1/apps/authorize";
    let signed_in = Gate::SignedIn;
    let officer = Gate::Can(Capability::SecurityManage);
    vec![
        Route::new(Method::GET, ALL, signed_in, "Apps one registered, or all for security", list),
        Route::new(Method::POST, ALL, signed_in, "Register an app", register).fresh(),
        Route::new(Method::GET, ONE, signed_in, "One app", get),
        Route::new(Method::DELETE, ONE, signed_in, "End an app for good", end).fresh(),
        Route::new(Method::POST, "/api/v1/apps/{id}/decision", officer, "Approve or refuse an app", decide)
            .fresh(),
        Route::new(Method::GET, AUTHORIZE, signed_in, "What an app asks one to allow", asking),
        Route::new(Method::POST, AUTHORIZE, signed_in, "Allow an app, or not", consent).fresh(),
        Route::new(Method::GET, "/api/v1/me/apps", signed_in, "Apps that act for me", grants),
        Route::new(Method::DELETE, "/api/v1/me/apps/{id}", signed_in, "Let an app no longer act", grant_end),
    ]
}

fn named(app: &App, user: UserId) -> Value {
    let directory = app.identity.directory();
    json!({"id": user, "label": directory.user(user).map(|user| user.name.clone())})
}

fn app_json(app: &App, info: &AppInfo, metadata: &Metadata) -> Value {
    json!({
        "id": info.id,
        "client_id": info.id,
        "name": info.name,
        "publisher": info.publisher,
        "website": info.website,
        "redirect_uris": info.redirect_uris,
        "scopes": scope::described(&info.wanted, metadata),
        "granted": info.granted,
        "confidential": info.confidential,
        "state": info.state,
        "verified": info.verified,
        "registered_by": named(app, info.registered_by),
        "registered_at": info.registered_at,
        "decided_by": info.decided_by.map(|user| named(app, user)),
        "decided_at": info.decided_at,
        "note": info.note,
        "version": info.version,
    })
}

async fn list(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    let (apps, metadata) = (app.identity.apps(&asked.act()).await?, app.records.metadata());
    Reply::items(&apps.iter().map(|info| app_json(&app, info, &metadata)).collect::<Vec<_>>())
}

async fn get(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    let info = app.identity.app(&asked.act(), app_id(&id)?).await?;
    Reply::json(&app_json(&app, &info, &app.records.metadata()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterBody {
    name: String,
    publisher: String,
    #[serde(default)]
    website: Option<String>,
    redirect_uris: Vec<String>,
    scopes: Vec<String>,
    #[serde(default)]
    confidential: bool,
}

/// The secret is in this answer and in no other.
async fn register(
    State(app): State<App>,
    asked: Asked,
    Json(body): Json<RegisterBody>,
) -> Result<Response, Fault> {
    let wanted = NewApp {
        name: body.name,
        publisher: body.publisher,
        website: body.website,
        redirect_uris: body.redirect_uris,
        scopes: body.scopes,
        confidential: body.confidential,
    };
    let metadata = app.records.metadata();
    let made = app.identity.app_register(&asked.act(), wanted, &metadata).await?;
    let secret = made.secret.as_ref().map(|secret| secret.as_str());
    let reply = Reply::json(&json!({"client_secret": secret, "app": app_json(&app, &made.info, &metadata)}))?;
    Ok((StatusCode::CREATED, reply).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionBody {
    approve: bool,
    version: i64,
    #[serde(default)]
    scopes: Option<Vec<String>>,
    #[serde(default)]
    verified: bool,
    #[serde(default)]
    note: Option<String>,
}

async fn decide(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(body): Json<DecisionBody>,
) -> Result<Reply, Fault> {
    let decision = AppDecision {
        approve: body.approve,
        scopes: body.scopes,
        verified: body.verified,
        note: body.note,
        version: body.version,
    };
    let metadata = app.records.metadata();
    let info = app.identity.app_decide(&asked.act(), app_id(&id)?, decision, &metadata).await?;
    Reply::json(&app_json(&app, &info, &metadata))
}

async fn end(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<StatusCode, Fault> {
    app.identity.app_revoke(&asked.act(), app_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// As the app sent the person. Unknown parameters are let be (RFC 6749 section 3.1).
#[derive(Default, Deserialize)]
#[serde(default)]
struct AuthorizeQuery {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    scope: Option<String>,
    state: Option<String>,
    code_challenge: String,
    code_challenge_method: String,
}

impl From<AuthorizeQuery> for AuthorizeRequest {
    fn from(query: AuthorizeQuery) -> Self {
        Self {
            response_type: query.response_type,
            client_id: query.client_id,
            redirect_uri: query.redirect_uri,
            scope: query.scope,
            state: query.state,
            code_challenge: query.code_challenge,
            code_challenge_method: query.code_challenge_method,
        }
    }
}

/// What the page that asks shows: who asks, whether anybody made sure of them, what each scope lets them do.
async fn asking(
    State(app): State<App>,
    asked: Asked,
    Query(query): Query<AuthorizeQuery>,
) -> Result<Reply, Fault> {
    let asking = app.identity.app_asking(&asked.act(), query.into()).await?;
    let metadata = app.records.metadata();
    let scopes = scope::described(&asking.scopes, &metadata);
    let any = |what: &str| scopes.iter().any(|scope| scope[what] == true);
    Reply::json(&json!({
        "app": {
            "id": asking.app.id,
            "name": asking.app.name,
            "publisher": asking.app.publisher,
            "website": asking.app.website,
            "verified": asking.app.verified,
            "registered_by": named(&app, asking.app.registered_by),
            "approved_at": asking.app.decided_at,
        },
        "redirect_uri": asking.redirect_uri,
        "reads": any("reads"),
        "writes": any("writes"),
        "exports": any("exports"),
        "personal_data": any("personal_data"),
        "scopes": scopes,
        "allowed_before": asking.allowed_before,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentBody {
    allow: bool,
    #[serde(default)]
    response_type: String,
    client_id: String,
    redirect_uri: String,
    #[serde(default)]
    scope: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    code_challenge: String,
    #[serde(default)]
    code_challenge_method: String,
}

async fn consent(
    State(app): State<App>,
    asked: Asked,
    Json(body): Json<ConsentBody>,
) -> Result<Reply, Fault> {
    let answer = if body.allow { ConsentAnswer::Allow } else { ConsentAnswer::Deny };
    let request = AuthorizeRequest {
        response_type: body.response_type,
        client_id: body.client_id,
        redirect_uri: body.redirect_uri,
        scope: body.scope,
        state: body.state,
        code_challenge: body.code_challenge,
        code_challenge_method: body.code_challenge_method,
    };
    let url = app.identity.app_consent(&asked.act(), request, answer).await?;
    Reply::json(&json!({"redirect_to": url}))
}

async fn grants(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    let (grants, metadata) = (app.identity.app_grants(&asked.act()).await?, app.records.metadata());
    let items = grants.iter().map(|grant| {
        json!({
            "app": {
                "id": grant.app.id,
                "name": grant.app.name,
                "publisher": grant.app.publisher,
                "verified": grant.app.verified,
                "state": grant.app.state,
            },
            "scopes": scope::described(&grant.scopes, &metadata),
            "created_at": grant.created_at,
            "expires_at": grant.expires_at,
        })
    });
    Reply::items(&items.collect::<Vec<_>>())
}

async fn grant_end(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
) -> Result<StatusCode, Fault> {
    app.identity.app_grant_revoke(&asked.act(), app_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn app_id(text: &str) -> Result<AppId, Fault> {
    text.parse().map_err(|_| Problem::not_found().into())
}
