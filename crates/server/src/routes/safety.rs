//! The rules about people and devices, "account compromised", and what a credential touched.

use access::Capability;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{Method, header};
use identity::{Compromise, CompromiseOptions, TimelineQuery, TouchedGroup};
use jiff::Timestamp;
use model::{Problem, SessionId};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::audit::{cursor, place};
use super::users::user_id;
use crate::app::App;
use crate::asked::Asked;
use crate::body::Json;
use crate::fault::Fault;
use crate::parts::Parts;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::session::no_session;

pub(super) fn routes() -> Vec<Route> {
    const RULES: &str = "/api/v1/security/people";
    let officer = Gate::Can(Capability::SecurityManage);
    let helper = Gate::CanAny(&[Capability::UsersManage, Capability::SecurityManage]);
    vec![
        Route::new(Method::GET, RULES, officer, "The rules about people and devices", rules),
        Route::new(Method::PUT, RULES, officer, "Change the rules about people and devices", rules_change)
            .fresh(),
        Route::new(
            Method::POST,
            "/api/v1/me/compromised",
            Gate::SignedIn,
            "My account is compromised: end everything",
            compromised_mine,
        ),
        Route::new(
            Method::POST,
            "/api/v1/users/{id}/compromised",
            helper,
            "A user's account is compromised: end everything",
            compromised,
        )
        .fresh(),
        Route::new(
            Method::GET,
            "/api/v1/users/{id}/timeline",
            Gate::Can(Capability::AuditRead),
            "What a user's credentials touched, newest first",
            timeline,
        ),
    ]
}

async fn rules(State(app): State<App>) -> Result<Reply, Fault> {
    Reply::json(&app.identity.safety_rules())
}

async fn rules_change(
    State(app): State<App>,
    asked: Asked,
    Json(parts): Json<Parts>,
) -> Result<Reply, Fault> {
    let wanted = parts.over(&app.identity.safety_rules())?;
    Reply::json(&app.identity.safety_rules_change(&asked.act(), wanted).await?)
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct CompromisedBody {
    /// Whether factors bound lately are taken away.
    remove_factors: bool,
    /// What lately means.
    days: Option<u32>,
}

impl CompromisedBody {
    fn options(&self) -> CompromiseOptions {
        CompromiseOptions { remove_factors: self.remove_factors, days: self.days }
    }
}

fn compromise_json(done: &Compromise) -> Value {
    let factors: Vec<Value> = done
        .factors
        .iter()
        .map(|factor| {
            json!({
                "id": factor.id,
                "kind": factor.kind,
                "label": factor.label,
                "created_at": factor.created_at,
                "removed": factor.removed,
            })
        })
        .collect();
    let revoked = done.revoked;
    json!({
        "ended": {
            "sessions": revoked.sessions,
            "flows": revoked.flows,
            "codes": revoked.codes,
            "links": revoked.links,
            "devices": revoked.devices,
            "invitations": revoked.invitations,
            "jobs": revoked.jobs,
            "tokens": revoked.tokens,
        },
        "factors_recent": factors,
    })
}

async fn compromised_mine(
    State(app): State<App>,
    asked: Asked,
    Json(body): Json<CompromisedBody>,
) -> Result<Response, Fault> {
    let done = app.identity.compromised_mine(&asked.act(), body.options()).await?;
    let mut response = Reply::json(&compromise_json(&done))?.into_response();
    response.headers_mut().insert(header::SET_COOKIE, no_session());
    Ok(response)
}

async fn compromised(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(body): Json<CompromisedBody>,
) -> Result<Reply, Fault> {
    let (user, metadata) = (user_id(&id)?, app.records.metadata());
    let done = app.identity.compromised_of(&asked.act(), user, body.options(), &metadata).await?;
    Reply::json(&compromise_json(&done))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TimelineAsked {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    session: Option<SessionId>,
    device: Option<Uuid>,
    after: Option<String>,
    limit: Option<u32>,
}

async fn timeline(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Query(query): Query<TimelineAsked>,
) -> Result<Reply, Fault> {
    let wanted = TimelineQuery {
        from: query.from,
        to: query.to,
        session: query.session,
        device: query.device,
        after: query.after.as_deref().map(place).transpose()?,
        limit: query.limit.unwrap_or(200),
    };
    let found = app.identity.timeline(&asked.act(), user_id(&id)?, wanted).await?;
    let items: Vec<Value> = found.groups.iter().map(group).collect();
    Reply::json(&json!({"items": items, "next": found.next.as_ref().map(cursor)}))
}

fn group(group: &TouchedGroup) -> Value {
    json!({
        "kind": group.kind,
        "object": group.object,
        "session": group.session,
        "address": group.address,
        "from": group.from,
        "to": group.to,
        "events": group.events,
        "actions": group.actions,
        "records": group.records,
        "record_count": group.record_count,
    })
}

/// An id within a path; one that is none leads nowhere.
pub(super) fn uuid(text: &str) -> Result<Uuid, Fault> {
    text.parse().map_err(|_| Problem::not_found().into())
}
