//! One's own account: who am I, preferences, password, sessions.

use access::{Action, Capability, Principal};
use axum::extract::{Path, State};
use http::{Method, StatusCode};
use identity::Preferences;
use jiff::Timestamp;
use model::{Problem, SessionId};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::asked::Asked;
use crate::bearer::{Gives, TokenNeed};
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::wire::device::sessions_json;
use crate::wire::step::device;

pub(super) fn routes() -> Vec<Route> {
    const ME: &str = "/api/v1/me";
    const SESSIONS: &str = "/api/v1/me/sessions";
    let signed_in = Gate::SignedIn;
    vec![
        Route::new(Method::GET, ME, signed_in, "Who I am and what I may do", show)
            .by_token(TokenNeed::Profile, Gives::Nothing),
        Route::new(Method::PATCH, ME, signed_in, "Change my preferences", change),
        Route::new(Method::POST, "/api/v1/me/password", signed_in, "Change my password", password),
        Route::new(Method::GET, SESSIONS, signed_in, "My sessions", sessions),
        Route::new(Method::DELETE, SESSIONS, signed_in, "End my other sessions", end_others),
        Route::new(Method::DELETE, "/api/v1/me/sessions/{id}", signed_in, "End one of my sessions", end_one),
    ]
}

/// The person, the company, and which parts of the app are open.
pub(crate) fn me(app: &App, principal: &Principal, proved_until: Option<Timestamp>) -> Value {
    let rules = app.identity.sign_in_rules();
    let policy = rules.policy();
    let company = app.identity.company();
    let profile = app.identity.profile(principal.id());
    let directory = principal.directory();
    let team = principal
        .team()
        .and_then(|id| directory.team(id))
        .map(|team| json!({"id": team.id, "label": team.name}));
    let roles: Vec<Value> =
        principal.roles().iter().map(|role| json!({"key": role.key, "label": role.label})).collect();
    let metadata = app.records.metadata();
    let may = |action| {
        metadata.objects().any(|object| access::decide(principal, object, &metadata, action).is_ok())
    };
    json!({
        "user": {
            "id": principal.id(),
            "name": principal.name(),
            "email": profile.as_ref().and_then(|profile| profile.email.clone()),
            "language": profile.as_ref().map(|profile| profile.language),
            "theme": profile.as_ref().map(|profile| profile.theme.clone()),
            "density": profile.as_ref().map(|profile| profile.density.clone()),
            "timezone": profile.as_ref().map(|profile| profile.timezone.clone()),
            "team": team,
        },
        "roles": roles,
        "company": {
            "name": company.name,
            "currency": company.currency,
            "timezone": company.timezone,
            "default_country": company.default_country,
        },
        "features": {
            "password_ages": policy.max_age_days.is_some(),
            "places": app.identity.knows_places(),
        },
        "can": {
            "users": principal.can(Capability::UsersManage),
            "roles": principal.can(Capability::RolesManage),
            "metadata": principal.can(Capability::MetadataManage),
            "audit": principal.can(Capability::AuditRead),
            "settings": principal.can(Capability::SettingsManage),
            "security": principal.can(Capability::SecurityManage),
            "import": may(Action::Import),
            "recycle": may(Action::Delete),
        },
        "password_policy": {"min_length": policy.min_chars, "max_length": policy.max_chars},
        "proved_until": proved_until,
        "setup_needed": false,
    })
}

async fn show(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    let proved_until = asked.token.is_none().then_some(asked.proved_until);
    Reply::json(&me(&app, &asked.caller.principal, proved_until))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct ChangeBody {
    name: Option<String>,
    language: Option<String>,
    theme: Option<String>,
    density: Option<String>,
    timezone: Option<String>,
}

async fn change(State(app): State<App>, asked: Asked, Json(body): Json<ChangeBody>) -> Result<Reply, Fault> {
    let wanted = Preferences {
        name: body.name,
        language: body.language,
        theme: body.theme,
        density: body.density,
        timezone: body.timezone,
    };
    app.identity.me_change(&asked.act(), wanted).await?;
    let directory = app.identity.directory();
    let session = asked.caller.principal.session();
    let principal = Principal::person(&directory, asked.caller.principal.id(), session);
    let principal = principal.ok_or_else(Problem::not_found)?;
    Reply::json(&me(&app, &principal, Some(asked.proved_until)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordBody {
    current: String,
    new: String,
}

async fn password(
    State(app): State<App>,
    asked: Asked,
    Json(body): Json<PasswordBody>,
) -> Result<StatusCode, Fault> {
    let device = device(&asked.visitor);
    app.identity.password_change(&asked.act(), &body.current, &body.new, &device).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sessions(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    Reply::json(&sessions_json(&app.identity.sessions_mine(&asked.act()).await?))
}

async fn end_others(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    Reply::json(&json!({"ended": app.identity.sessions_end_others(&asked.act()).await?}))
}

async fn end_one(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<StatusCode, Fault> {
    let id: SessionId = id.parse().map_err(|_| Problem::not_found())?;
    app.identity.session_end(&asked.act(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
