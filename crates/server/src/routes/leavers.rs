//! People who leave and people who move; what is left over.

use access::Capability;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use identity::{Held, Leaver, LeaverItem, Leaving, Orphans, RightsReview};
use model::{TeamId, UserId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::safety::uuid;
use super::users::user_id;
use crate::app::App;
use crate::asked::Asked;
use crate::body::Json;
use crate::fault::Fault;
use crate::orphans;
use crate::reply::Reply;
use crate::route::{Gate, Route};

pub(super) fn routes() -> Vec<Route> {
    const ONE: &str = "/api/v1/users/{id}/leave";
    let manage = Gate::Can(Capability::UsersManage);
    vec![
        Route::new(Method::POST, ONE, manage, "Let a user go", leave).fresh(),
        Route::new(Method::GET, ONE, manage, "What is done and to be done after a user left", of_user),
        Route::new(
            Method::PUT,
            "/api/v1/users/{id}/leave/successor",
            manage,
            "Say who goes on with the work of a user who left",
            successor,
        )
        .fresh(),
        Route::new(Method::POST, "/api/v1/users/{id}/leave/items", manage, "Add an item", item_add),
        Route::new(Method::PATCH, "/api/v1/users/{id}/leave/items/{item}", manage, "Tick an item", item_tick),
        Route::new(Method::GET, "/api/v1/leavers", manage, "Everybody who left", list),
        Route::new(
            Method::GET,
            "/api/v1/rights-reviews",
            Gate::SignedIn,
            "Reviews of rights that wait for me",
            reviews,
        ),
        Route::new(
            Method::POST,
            "/api/v1/rights-reviews/{id}/confirm",
            Gate::SignedIn,
            "Confirm that somebody's rights are right",
            confirm,
        ),
        Route::new(
            Method::GET,
            "/api/v1/orphans",
            manage,
            "What belongs to people who can't sign in any more",
            orphans_get,
        ),
    ]
}

fn named((id, label): &(UserId, String)) -> Value {
    json!({"id": id, "label": label})
}

fn item_json(item: &LeaverItem) -> Value {
    json!({
        "id": item.id,
        "key": (!item.key.is_empty()).then_some(&item.key),
        "text": (!item.text.is_empty()).then_some(&item.text),
        "done_at": item.done_at,
        "done_by": item.done_by.as_ref().map(named),
    })
}

fn leaver_json(leaver: &Leaver) -> Value {
    let handover = leaver.handover.as_ref().map(|handover| {
        json!({
            "done": handover.done,
            "handled": handover.handled,
            "moved": handover.moved,
            "refused": handover.refused,
        })
    });
    json!({
        "user": named(&leaver.user),
        "successor": leaver.successor.as_ref().map(named),
        "note": leaver.note,
        "left_at": leaver.left_at,
        "left_by": named(&leaver.left_by),
        "due_at": leaver.due_at,
        "overdue": leaver.overdue,
        "done": leaver.done,
        "ended": leaver.summary,
        "items": leaver.items.iter().map(item_json).collect::<Vec<_>>(),
        "handover": handover,
        "left_over": leaver.left_over,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeaveBody {
    #[serde(default)]
    successor: Option<UserId>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    items: Vec<String>,
}

async fn leave(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(body): Json<LeaveBody>,
) -> Result<Response, Fault> {
    let leaving = Leaving { successor: body.successor, note: body.note, items: body.items };
    let metadata = app.records.metadata();
    let mut leaver = app.identity.user_leave(&asked.act(), user_id(&id)?, leaving, &metadata).await?;
    app.records.handover_wake();
    if leaver.successor.is_none() {
        // What nobody goes on with is to be seen at once.
        orphans::scan(&app.identity, &app.records).await?;
        leaver = app.identity.leaver(&asked.act(), user_id(&id)?).await?;
    }
    Ok((StatusCode::CREATED, Reply::json(&leaver_json(&leaver))?).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SuccessorBody {
    successor: UserId,
}

async fn successor(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(body): Json<SuccessorBody>,
) -> Result<Reply, Fault> {
    let metadata = app.records.metadata();
    let leaver =
        app.identity.leaver_successor(&asked.act(), user_id(&id)?, body.successor, &metadata).await?;
    app.records.handover_wake();
    Reply::json(&leaver_json(&leaver))
}

async fn of_user(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    Reply::json(&leaver_json(&app.identity.leaver(&asked.act(), user_id(&id)?).await?))
}

async fn list(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    let all = app.identity.leavers(&asked.act()).await?;
    Reply::items(&all.iter().map(leaver_json).collect::<Vec<_>>())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemBody {
    text: String,
}

async fn item_add(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(body): Json<ItemBody>,
) -> Result<Reply, Fault> {
    let leaver = app.identity.leaver_item_add(&asked.act(), user_id(&id)?, &body.text).await?;
    Reply::json(&leaver_json(&leaver))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TickBody {
    done: bool,
}

async fn item_tick(
    State(app): State<App>,
    asked: Asked,
    Path((id, item)): Path<(String, String)>,
    Json(body): Json<TickBody>,
) -> Result<Reply, Fault> {
    let (user, item) = (user_id(&id)?, uuid(&item)?);
    let leaver = app.identity.leaver_item_tick(&asked.act(), user, item, body.done).await?;
    Reply::json(&leaver_json(&leaver))
}

async fn reviews(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    let found = app.identity.rights_reviews(&asked.act()).await?;
    let directory = app.identity.directory();
    let team = |id: TeamId| directory.team(id).map(|team| json!({"id": id, "label": team.name}));
    // Whoever should confirm may not be allowed to read all roles: their names come along.
    let role = |key: &String| {
        let label = directory.role(key).map(|role| role.label.get(asked.caller.locale).to_owned());
        json!({"key": key, "label": label.unwrap_or_else(|| key.clone())})
    };
    let held = |held: &Held| {
        let roles: Vec<Value> = held.roles.iter().map(role).collect();
        json!({"team": held.team.and_then(team), "roles": roles})
    };
    let shown = |review: &RightsReview| {
        json!({
            "id": review.id,
            "user": named(&review.user),
            "opened_at": review.opened_at,
            "makers": review.makers.iter().map(named).collect::<Vec<_>>(),
            "before": held(&review.before),
            "after": held(&review.after),
            "confirmer": review.confirmer.as_ref().map(named),
            "due_at": review.due_at,
            "overdue": review.overdue,
            "may_confirm": review.may_confirm,
        })
    };
    Reply::items(&found.iter().map(shown).collect::<Vec<_>>())
}

async fn confirm(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<StatusCode, Fault> {
    app.identity.rights_review_confirm(&asked.act(), uuid(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrphansQuery {
    /// Whether it is looked again now.
    #[serde(default)]
    now: bool,
}

async fn orphans_get(
    State(app): State<App>,
    asked: Asked,
    Query(query): Query<OrphansQuery>,
) -> Result<Reply, Fault> {
    let kept = app.identity.orphans(&asked.act()).await?.filter(|_| !query.now);
    let found = match kept {
        Some(found) => found,
        None => orphans::scan(&app.identity, &app.records).await?,
    };
    Reply::json(&orphans_json(&app, &found))
}

fn orphans_json(app: &App, found: &Orphans) -> Value {
    let directory = app.identity.directory();
    let person = |id: UserId| json!({"id": id, "label": directory.user(id).map(|user| user.name.clone())});
    let counts: Vec<Value> = found
        .counts
        .iter()
        .map(|one| json!({"object": one.object, "owner": person(one.owner), "count": one.count}))
        .collect();
    let teams: Vec<Value> = found
        .teams
        .iter()
        .map(|one| {
            let label = directory.team(one.team).map(|team| team.name.clone());
            json!({"team": {"id": one.team, "label": label}, "manager": person(one.manager)})
        })
        .collect();
    json!({"scanned_at": found.scanned_at, "total": found.total(), "items": counts, "teams": teams})
}
