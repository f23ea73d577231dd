//! Colleagues, for pickers: what everybody who is signed in may know of everybody.

use axum::extract::{Query, State};
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::asked::Asked;
use crate::bearer::{Gives, TokenNeed};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, "/api/v1/people", Gate::SignedIn, "Colleagues, for pickers", list)
            .by_token(TokenNeed::Directory, Gives::Nothing),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    #[serde(default)]
    q: String,
}

async fn list(State(app): State<App>, _: Asked, Query(wanted): Query<Wanted>) -> Result<Reply, Fault> {
    let people = app.identity.people_search(&wanted.q);
    let items: Vec<Value> = people
        .into_iter()
        .map(|person| {
            let team = person.team.map(|(id, label)| json!({"id": id, "label": label}));
            json!({"id": person.id, "name": person.name, "email": person.email, "team": team, "active": person.active})
        })
        .collect();
    Reply::items(&items)
}
