//! An export runs under the rights its reader has while it runs.

use futures_util::StreamExt as _;
use http::Method;
use http_body_util::BodyExt;
use serde_json::{Value, json};

use crate::support::{Client, Company};

/// More than two pages of an export.
const ACCOUNTS: usize = 410;

pub(crate) async fn accounts(client: &Client<'_>) {
    let creates = (0..ACCOUNTS).map(|number| {
        let body = json!({"name": format!("Account {number}"), "phone": "13812345678"});
        async move { client.post("/api/v1/records/account", body).await.ok() }
    });
    futures_util::stream::iter(creates).buffer_unordered(16).collect::<Vec<Value>>().await;
}

pub(crate) async fn begun(company: &Company, who: &str) -> axum::body::Body {
    let body = json!({"object": "account", "format": "csv", "headers": "names", "fields": ["name", "phone"]});
    let response = company.by(who).ask(Method::POST, "/api/v1/exports").json(&body).open().await;
    assert_eq!(response.status(), 200);
    response.into_body()
}

async fn set_roles(company: &Company, who: &str, roles: &[&str]) {
    let path = format!("/api/v1/users/{}", company.id(who));
    let version = company.by("admin").get(&path).await.ok()["version"].clone();
    company.by("admin").patch(&path, json!({"roles": roles, "version": version})).await.ok();
}

async fn a_role_taken_away_ends_a_running_export(company: &Company) {
    accounts(&company.by("rep")).await;
    let mut body = begun(company, "operator").await;
    body.frame().await.unwrap().unwrap();
    // Other people's business does not disturb it.
    company.by("admin").post("/api/v1/teams", json!({"name": "West"})).await.ok();
    body.frame().await.unwrap().unwrap();
    set_roles(company, "operator", &[]).await;
    assert!(body.frame().await.unwrap().is_err(), "the file is cut off");
    let log = company.log().await;
    let event = log.iter().rfind(|event| event.action == "denied").unwrap();
    assert_eq!(event.actor_id.map(|id| id.to_string()).as_deref(), Some(company.id("operator")));
    assert_eq!((&event.detail["tried"], &event.detail["code"]), (&json!("export"), &json!("rights_changed")));
    let ended = log.iter().any(|event| event.action == "export" && event.detail["step"] == "end");
    assert!(!ended, "an export that was cut off did not end");
}

async fn a_field_that_is_masked_meanwhile_ends_it_too(company: &Company) {
    let grant = |phone: &str| {
        json!({
            "key": "mover", "label": {"zh": "搬", "en": "Mover"},
            "objects": {"account": {"view": "all", "create": true, "export": "all", "fields": {"phone": phone}}},
        })
    };
    let admin = company.by("admin");
    let mut role = grant("edit");
    role["version"] = admin.post("/api/v1/roles", role.clone()).await.ok()["version"].clone();
    company.hire_one("mover", "Mo Wei", None, &["mover"]).await;
    accounts(&company.by("mover")).await;
    let mut body = begun(company, "mover").await;
    body.frame().await.unwrap().unwrap();
    let mut masked = grant("masked");
    masked["version"] = role["version"].clone();
    admin.put("/api/v1/roles/mover", masked).await.ok();
    assert!(body.frame().await.unwrap().is_err());
}

on_both_engines!(a_role_taken_away_ends_a_running_export, a_field_that_is_masked_meanwhile_ends_it_too);
