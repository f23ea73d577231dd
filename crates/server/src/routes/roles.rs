//! Roles: what they give, and who would gain or lose what.

use access::{Capability, Role};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use identity::RoleInfo;
use model::Problem;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::asked::Asked;
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};

pub(super) fn routes() -> Vec<Route> {
    const ALL: &str = "/api/v1/roles";
    const ONE: &str = "/api/v1/roles/{key}";
    let manage = Gate::Can(Capability::RolesManage);
    vec![
        Route::new(
            Method::GET,
            ALL,
            Gate::SignedIn,
            "All roles; one's own names only without a right to them",
            list,
        ),
        Route::new(Method::POST, ALL, manage, "Make a role", create).fresh(),
        Route::new(
            Method::GET,
            "/api/v1/roles/capabilities",
            Gate::SignedIn,
            "Rights over the system",
            capabilities,
        ),
        Route::new(Method::POST, "/api/v1/roles/preview", manage, "Who would gain or lose what", preview),
        Route::new(Method::GET, ONE, Gate::SignedIn, "One role", get),
        Route::new(Method::PUT, ONE, manage, "Change a role", change).fresh(),
        Route::new(Method::DELETE, ONE, manage, "Remove a role nobody has", delete).fresh(),
    ]
}

fn role(info: &RoleInfo) -> Result<Value, Fault> {
    let mut value = serde_json::to_value(&info.role).map_err(|_| Problem::internal())?;
    if let Value::Object(map) = &mut value {
        map.insert("member_count".into(), json!(info.member_count));
    }
    Ok(value)
}

/// Whether what every role gives is theirs to know: who gives roles, who watches over them, who examines them.
fn knows_roles(asked: &Asked) -> bool {
    [Capability::UsersManage, Capability::RolesManage, Capability::SecurityManage, Capability::AuditRead]
        .into_iter()
        .any(|capability| asked.caller.principal.can(capability))
}

/// A role as its holder knows it: by its name.
fn own(role: &Role) -> Value {
    json!({"key": role.key, "label": role.label})
}

async fn list(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    if !knows_roles(&asked) {
        let mine: Vec<Value> = asked.caller.principal.roles().iter().map(|role| own(role)).collect();
        return Reply::items(&mine);
    }
    let roles = app.identity.role_list().await?;
    let items = roles.iter().map(role).collect::<Result<Vec<Value>, Fault>>()?;
    Reply::items(&items)
}

async fn get(State(app): State<App>, asked: Asked, Path(key): Path<String>) -> Result<Reply, Fault> {
    if !knows_roles(&asked) {
        let mine = asked.caller.principal.roles().iter().find(|role| role.key.as_str() == key);
        return match mine {
            Some(role) => Reply::json(&own(role)),
            None => Err(asked.denied(&app, "role".parse().ok(), Problem::not_found()).await),
        };
    }
    Reply::json(&role(&app.identity.role_find(&key).await?)?)
}

/// A role as the page sends it back: what only the server counts is let in and not believed.
#[derive(Deserialize)]
struct RoleBody {
    #[serde(default, rename = "member_count")]
    _member_count: Option<u64>,
    #[serde(flatten)]
    role: Value,
}

impl RoleBody {
    fn role(self) -> Result<Role, Problem> {
        serde_json::from_value(self.role).map_err(|error| {
            let reason: String = error.to_string().chars().take(200).collect();
            Problem::new(model::Kind::Invalid, "bad_request").with("reason", reason)
        })
    }
}

async fn create(State(app): State<App>, asked: Asked, Json(body): Json<RoleBody>) -> Result<Response, Fault> {
    let made = app.identity.role_create(&asked.act(), body.role()?, &app.records.metadata()).await?;
    Ok((StatusCode::CREATED, Reply::json(&role(&made)?)?).into_response())
}

async fn change(
    State(app): State<App>,
    asked: Asked,
    Path(key): Path<String>,
    Json(body): Json<RoleBody>,
) -> Result<Reply, Fault> {
    let wanted = body.role()?;
    if wanted.key.as_str() != key {
        return Err(Problem::invalid_field("key", "read_only").into());
    }
    Reply::json(&role(&app.identity.role_change(&asked.act(), wanted, &app.records.metadata()).await?)?)
}

async fn delete(State(app): State<App>, asked: Asked, Path(key): Path<String>) -> Result<StatusCode, Fault> {
    app.identity.role_delete(&asked.act(), &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn capabilities(_: Asked) -> Result<Reply, Fault> {
    let items: Vec<Value> = Capability::ALL
        .iter()
        .map(|capability| {
            json!({"key": capability.as_str(), "label": capability.label(), "description": capability.description()})
        })
        .collect();
    Reply::items(&items)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PreviewBody {
    role: RoleBody,
}

async fn preview(
    State(app): State<App>,
    asked: Asked,
    Json(body): Json<PreviewBody>,
) -> Result<Reply, Fault> {
    let changes = app.identity.role_preview(&asked.act(), body.role.role()?, &app.records.metadata()).await?;
    let changes: Vec<Value> = changes
        .iter()
        .map(|change| {
            json!({
                "user": {"id": change.user, "label": change.name},
                "object": change.subject.object(),
                "action": change.subject.action(),
                "before": change.before,
                "after": change.after,
                "gains": change.gains,
            })
        })
        .collect();
    Reply::json(&json!({"changes": changes}))
}
