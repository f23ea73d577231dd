//! `kill -9` under 32 concurrent writers at the API: no acknowledged create is lost, the log has no gap, the
//! database opens clean (invariant 5).
//!
//! `KEDUN_CRASH_ROUNDS` sets the number of rounds: 5 by default, 100 for the claim in full.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::home::{Home, text};
use crate::running::{Guest, Server, any_number};

const WRITERS: usize = 32;

/// What the server said it has: id and name.
type Acknowledged = Arc<Mutex<BTreeMap<String, String>>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_create_is_lost_by_kill_9_and_the_log_has_no_gap() {
    let rounds: usize = std::env::var("KEDUN_CRASH_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(5);
    let home = Home::ready();
    let acknowledged = Acknowledged::default();
    let mut admin: Option<Guest> = None;
    for round in 0..rounds {
        let server = Server::start(&home);
        // The session made in the first round must outlive every kill as well.
        let now = match &admin {
            Some(admin) => admin.at(&server),
            None => server.admin().await,
        };
        check(&now, &acknowledged, round).await;
        write_until_killed(&now, server, &acknowledged, round).await;
        admin = Some(now);
        verify(&home, round);
    }
    let server = Server::start(&home);
    let admin = admin.unwrap().at(&server);
    check(&admin, &acknowledged, rounds).await;
    every_create_is_in_the_log(&admin, &acknowledged).await;
    let count = acknowledged.lock().unwrap().len();
    assert!(count > rounds * WRITERS, "the writers wrote next to nothing: {count} in {rounds} rounds");
    assert!(server.stop().success());
    verify(&home, rounds);
}

/// Lets the writers write until they are well under way, then kills the server at some moment of the next half second.
async fn write_until_killed(admin: &Guest, server: Server, acknowledged: &Acknowledged, round: usize) {
    let before = acknowledged.lock().unwrap().len();
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        writers.spawn(write(admin.clone(), format!("第{round}轮 writer {writer}"), Arc::clone(acknowledged)));
    }
    let patience = Instant::now() + Duration::from_secs(30);
    while acknowledged.lock().unwrap().len() < before + 2 * WRITERS && Instant::now() < patience {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(any_number() % 500)).await;
    server.kill();
    while let Some(ended) = writers.join_next().await {
        ended.unwrap();
    }
}

/// Creates accounts until the server is gone.
async fn write(admin: Guest, who: String, acknowledged: Acknowledged) {
    for number in 0.. {
        let name = format!("{who} account {number}");
        let phone = format!("138{:08}", any_number() % 100_000_000);
        let body = json!({"name": name, "phone": phone, "description": "同时写入 concurrent"});
        let request = admin.ask(reqwest::Method::POST, "/api/v1/records/account").json(&body);
        let Ok(answer) = request.send().await else { return };
        // From 201 on the server has promised it, whether the body still arrives or not; without it there is no id.
        if answer.status() != StatusCode::CREATED {
            assert!(answer.status() == StatusCode::SERVICE_UNAVAILABLE, "{}", answer.status());
            continue;
        }
        let Ok(record) = answer.json::<Value>().await else { return };
        acknowledged.lock().unwrap().insert(record["id"].as_str().unwrap().to_owned(), name);
    }
}

/// Every acknowledged record is there with its name.
async fn check(admin: &Guest, acknowledged: &Acknowledged, round: usize) {
    let items = admin.all("/api/v1/records/account?fields=name&limit=200").await;
    let name = |item: &Value| item["values"]["name"].as_str().unwrap().to_owned();
    let stored: BTreeMap<String, String> =
        items.iter().map(|item| (item["id"].as_str().unwrap().to_owned(), name(item))).collect();
    let acknowledged = acknowledged.lock().unwrap();
    let lost: Vec<_> =
        acknowledged.iter().filter(|(id, name)| stored.get(*id) != Some(*name)).take(5).collect();
    assert!(lost.is_empty(), "round {round}: lost {lost:?} of {}", acknowledged.len());
}

/// The log tells of every acknowledged create.
async fn every_create_is_in_the_log(admin: &Guest, acknowledged: &Acknowledged) {
    let events = admin.all("/api/v1/audit?action=create&object=account&limit=200").await;
    let told: BTreeSet<String> =
        events.iter().filter_map(|event| event["record"]["id"].as_str()).map(Into::into).collect();
    let acknowledged = acknowledged.lock().unwrap();
    let untold = acknowledged.keys().filter(|id| !told.contains(*id)).count();
    assert_eq!(untold, 0, "of {} creates the log does not tell of {untold}", acknowledged.len());
}

/// The database opens clean and its log is whole.
fn verify(home: &Home, round: usize) {
    let output = home.command(&["audit", "verify"]).output().unwrap();
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "round {round}: {said}");
}
