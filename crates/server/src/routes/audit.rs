//! The log, for whoever may read it: a page of events, and whether it is whole. Reading it is itself logged.

use access::Capability;
use audit::{Action as Act, Cursor, Entry, Filter, Outcome};
use axum::extract::{Query, State};
use http::Method;
use jiff::Timestamp;
use model::{Kind, Problem, RecordId, UserId, causes};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::asked::Asked;
use crate::bearer::{Gives, TokenNeed};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};

pub(super) fn routes() -> Vec<Route> {
    let read = Gate::Can(Capability::AuditRead);
    vec![
        Route::new(Method::GET, "/api/v1/audit", read, "A page of the log, newest first", page)
            .by_token(TokenNeed::Capability, Gives::Nothing),
        Route::new(Method::GET, "/api/v1/audit/verify", read, "Whether the log is whole", verify)
            .by_token(TokenNeed::Capability, Gives::Nothing),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageQuery {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    actor: Option<UserId>,
    action: Option<String>,
    outcome: Option<String>,
    object: Option<String>,
    record: Option<RecordId>,
    after: Option<String>,
    limit: Option<u32>,
}

const MAX_LIMIT: u32 = 200;

async fn page(State(app): State<App>, asked: Asked, Query(query): Query<PageQuery>) -> Result<Reply, Fault> {
    let limit = query.limit.unwrap_or(50);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Problem::new(Kind::BadRequest, "invalid_limit")
            .with("max", MAX_LIMIT.to_string())
            .into());
    }
    let option = |name: &'static str| move |_| Problem::invalid_field(name, "invalid_option");
    let filter = Filter {
        from: query.from,
        to: query.to,
        actor: query.actor,
        action: query.action.map(|text| text.parse::<Act>().map_err(option("action"))).transpose()?,
        outcome: query.outcome.map(|text| text.parse::<Outcome>().map_err(option("outcome"))).transpose()?,
        object: query.object,
        record: query.record,
        sessions: Vec::new(),
    };
    let after = query.after.as_deref().map(place).transpose()?;
    let event = asked.event(&app, Act::AuditRead);
    app.log.append(event).await.map_err(failed)?;
    let found = app.log.search(filter, after, limit).await.map_err(failed)?;
    let items: Vec<Value> = found.entries.iter().map(entry).collect();
    Reply::json(&json!({"items": items, "next": found.next.as_ref().map(cursor)}))
}

/// A place in the log, as the next page's request says it.
pub(super) fn cursor(place: &Cursor) -> String {
    format!("{}.{}.{}", place.at.as_microsecond(), place.seq, place.node)
}

/// Reads what [`cursor`] wrote.
pub(super) fn place(cursor: &str) -> Result<Cursor, Problem> {
    let mut parts = cursor.splitn(3, '.');
    let mut next = || parts.next().ok_or_else(|| Problem::new(Kind::BadRequest, "invalid_cursor"));
    let bad = |_| Problem::new(Kind::BadRequest, "invalid_cursor");
    let at = next()?.parse::<i64>().map_err(bad)?;
    let seq = next()?.parse::<i64>().map_err(bad)?;
    let node = next()?.to_owned();
    let at = Timestamp::from_microsecond(at).map_err(|_| Problem::new(Kind::BadRequest, "invalid_cursor"))?;
    Ok(Cursor { at, node, seq })
}

fn entry(entry: &Entry) -> Value {
    json!({
        "seq": entry.seq,
        "node": entry.node,
        "at": entry.at,
        "actor": {"id": entry.actor_id, "label": entry.actor_name, "kind": entry.actor_kind},
        "action": entry.action,
        "outcome": entry.outcome,
        "object": entry.object,
        "record": entry.record.map(|id| json!({"id": id, "label": null})),
        "address": entry.address,
        "session": entry.session,
        "detail": entry.detail,
        "hash": entry.hash,
    })
}

async fn verify(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    app.log.flush().await.map_err(failed)?;
    let report = app.log.verify().await.map_err(failed)?;
    let event = asked.event(&app, Act::AuditVerified).with("ok", report.ok).with("events", report.events);
    let checked_at = event.at;
    app.log.append(event).await.map_err(failed)?;
    let first_bad = report.first_bad.map(|bad| {
        json!({"node": bad.node, "seq": bad.seq, "reason": bad.reason.as_str(), "sentence": bad.reason.sentence()})
    });
    Reply::json(&json!({
        "ok": report.ok,
        "events": report.events,
        "checkpoints": report.checkpoints,
        "witness_lines": report.witness_lines,
        "first_bad": first_bad,
        "checked_at": checked_at,
    }))
}

fn failed(error: audit::Error) -> Fault {
    let chain = causes(&error);
    let problem = Problem::from(error);
    if problem.kind == Kind::Internal {
        tracing::error!(error = chain, "the log could not be read or written");
    }
    problem.into()
}
