//! Why somebody can or can't do a thing.

use access::{Action, Principal};
use axum::extract::{Query, State};
use http::Method;
use model::{Problem, UserId};
use records::Question;
use serde::Deserialize;
use serde_json::{Value, json};

use super::records::record_id;
use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};

pub(super) fn routes() -> Vec<Route> {
    let path = "/api/v1/access/explain";
    vec![Route::new(Method::GET, path, Gate::SignedIn, "Why somebody can or can't do a thing", explain)]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asking {
    user: Option<UserId>,
    object: String,
    id: Option<String>,
    action: String,
    field: Option<String>,
}

/// Everybody may ask about themselves; about others, whoever manages users or roles.
async fn explain(State(app): State<App>, asked: Asked, Query(query): Query<Asking>) -> Result<Reply, Fault> {
    let action =
        Action::parse(&query.action).ok_or_else(|| Problem::invalid_field("action", "invalid_option"))?;
    let user = query.user.unwrap_or_else(|| asked.caller.principal.id());
    let subject =
        Principal::for_explaining(&app.identity.directory(), user).ok_or_else(Problem::not_found)?;
    let record = query.id.as_deref().map(record_id).transpose()?;
    let question = Question { subject, object: query.object, record, action, field: query.field };
    let answer = app.records.explain(&asked.caller, question).await?;
    let locale = asked.caller.locale;
    let steps: Vec<Value> = answer
        .steps
        .iter()
        .map(|step| json!({"rule": step.rule, "outcome": step.outcome, "detail": step.detail.get(locale)}))
        .collect();
    Reply::json(&json!({"allowed": answer.allowed, "sentence": answer.sentence.get(locale), "steps": steps}))
}
