//! What clients are written against, reviewed like code: the description of the API, who is told what of
//! themselves, and the form of each kind of refusal. The same on both engines.

use std::fmt::Write as _;

use http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Company};

/// Ids in the order they turn up, so that a snapshot shows which are the same.
fn with_numbered_ids(text: &str) -> String {
    let mut known: Vec<String> = Vec::new();
    let mut shown = String::new();
    let mut rest = text;
    while let Some(at) = rest.char_indices().find_map(|(at, _)| is_id(rest, at).then_some(at)) {
        let id = &rest[at..at + 36];
        let number = known.iter().position(|other| other == id).unwrap_or_else(|| {
            known.push(id.to_owned());
            known.len() - 1
        });
        shown.push_str(&rest[..at]);
        write!(shown, "[id {}]", number + 1).unwrap();
        rest = &rest[at + 36..];
    }
    shown.push_str(rest);
    shown
}

fn is_id(text: &str, at: usize) -> bool {
    text.get(at..at + 36).is_some_and(|part| {
        part.char_indices().all(|(place, c)| {
            if matches!(place, 8 | 13 | 18 | 23) { c == '-' } else { c.is_ascii_hexdigit() }
        })
    })
}

fn pretty(value: &Value) -> String {
    with_numbered_ids(&serde_json::to_string_pretty(value).unwrap())
}

async fn the_description_of_the_api_is_reviewed(company: &Company) {
    let described = company.by("operator").get("/api/v1/openapi.json").await.ok();
    insta::assert_snapshot!("openapi", pretty(&described));
    let nobody = company.nobody().get("/api/v1/openapi.json").await.ok();
    let paths: Vec<&String> = nobody["paths"].as_object().unwrap().keys().collect();
    assert!(paths.iter().all(|path| !path.contains("account")), "who is not signed in learns of no object");
    // Every reference leads somewhere, every path is a route.
    let text = described.to_string();
    for reference in text.split("#/components/").skip(1) {
        let place: String = reference.chars().take_while(|c| *c != '"').collect();
        assert!(described.pointer(&format!("/components/{place}")).is_some(), "{place}");
    }
    for route in server::routes::all() {
        let method = route.method.as_str().to_ascii_lowercase();
        assert!(described["paths"][route.path].get(&method).is_some(), "{method} {}", route.path);
    }
}

async fn each_role_is_told_what_it_may_do(company: &Company) {
    let mut all = Vec::new();
    for who in [
        "admin",
        "operator",
        "officer",
        "auditor",
        "director",
        "rep",
        "marketing",
        "service",
        "reader",
        "stranger",
    ] {
        let me = company.by(who).get("/api/v1/me").await.ok();
        let objects = company.by(who).get("/api/v1/objects").await.ok();
        let items = objects["items"].as_array().unwrap();
        let objects: Vec<String> =
            items.iter().map(|object| format!("{}: {}", object["name"], object["can"])).collect();
        all.push(json!({"who": who, "roles": me["roles"], "can": me["can"], "objects": objects}));
    }
    insta::assert_snapshot!("rights", pretty(&json!(all)));
    let me = company.by("rep").get("/api/v1/me").await.ok();
    insta::assert_snapshot!("me", pretty(&me));
    let account = company.made("rep", "account", json!({"name": "Yunling", "phone": "13973165678"})).await;
    insta::assert_snapshot!("record_of_its_owner", pretty(&account.0));
    let seen = company.by("auditor").get(&account.path()).await.ok();
    insta::assert_snapshot!("record_for_an_auditor", pretty(&seen));
    let object = company.by("auditor").get("/api/v1/objects/note").await.ok();
    insta::assert_snapshot!("object_for_an_auditor", pretty(&object));
}

async fn each_kind_of_refusal_has_its_form(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    let (rep, path) = (company.by("rep"), account.path());
    let list = "/api/v1/records/account";
    let mut shown = Vec::new();
    let mut keep = |answer: Answer| {
        answer.problem();
        let retry = answer
            .header("retry-after")
            .map(|seconds| format!("\nRetry-After: {seconds}"))
            .unwrap_or_default();
        let asked = with_numbered_ids(&answer.asked);
        shown.push(format!("{asked}\n{}{retry}\n{}", answer.status, pretty(&answer.json())));
    };
    keep(company.nobody().get("/api/v1/me").await);
    keep(rep.get("/api/v1/users").await);
    keep(rep.get("/api/v1/records/account/nonsense").await);
    keep(rep.ask(Method::PUT, "/api/v1/me").send().await);
    keep(rep.ask(Method::POST, list).json(&json!({})).header("sec-fetch-site", "cross-site").send().await);
    keep(rep.patch(&path, json!({"name": "B"})).await);
    keep(rep.change(&path, 7, json!({"name": "B"})).await);
    keep(rep.ask(Method::POST, list).bytes("{", "application/json").send().await);
    keep(rep.ask(Method::POST, list).bytes("{}", "text/plain").send().await);
    keep(
        rep.ask(Method::POST, list).bytes("{\"name\":\"a\",\"name\":\"b\"}", "application/json").send().await,
    );
    keep(rep.ask(Method::POST, list).bytes(" ".repeat(1024 * 1024 + 1), "application/json").send().await);
    keep(rep.post(list, json!({"phone": "1", "level": "z", "nonsense": 1, "name": "x".repeat(1_000)})).await);
    keep(rep.find(list, &[("filter", "{\"field\":\"nonsense\",\"op\":\"eq\"}")]).await);
    keep(rep.find(list, &[("limit", "1000")]).await);
    keep(rep.find(list, &[("limit", "ten")]).await);
    keep(rep.find(list, &[("after", "nonsense")]).await);
    keep(company.by("admin").delete(&format!("/api/v1/teams/{}", company.team("East"))).await);
    company.stand_still();
    for _ in 0..6 {
        company.nobody().post("/api/v1/session", json!({"email": "a@b.example", "password": "wrong"})).await;
    }
    keep(
        company.nobody().post("/api/v1/session", json!({"email": "a@b.example", "password": "wrong"})).await,
    );
    insta::assert_snapshot!("refusals", shown.join("\n\n"));
}

on_both_engines!(
    the_description_of_the_api_is_reviewed,
    each_role_is_told_what_it_may_do,
    each_kind_of_refusal_has_its_form,
);
