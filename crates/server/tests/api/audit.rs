//! The log: each act leaves its event, refused ones too, and the whole can be verified.

use http::Method;
use serde_json::{Value, json};

use crate::support::{ADDRESS, Company, email_of};

/// The newest event of that act, as the auditor reads it.
async fn newest(company: &Company, act: &str) -> Value {
    let found = company.by("auditor").find("/api/v1/audit", &[("action", act), ("limit", "1")]).await.ok();
    found["items"][0].clone()
}

async fn every_act_leaves_its_event(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling", "level": "b"})).await;
    let rep = company.by("rep");
    let session = rep.get("/api/v1/me/sessions").await.ok()["items"][0]["id"].clone();
    let path = account.path();
    let expect = async |act: &str, who: &str, record: Option<&str>| -> Value {
        let event = newest(company, act).await;
        assert_eq!(event["actor"]["id"], company.id(who), "{act}: {event}");
        assert_eq!(event["actor"]["kind"], "person", "{act}");
        assert_eq!(event["outcome"], "done", "{act}");
        assert_eq!(event["address"], ADDRESS, "{act}");
        assert!(event["session"].is_string(), "{act}");
        if let Some(record) = record {
            assert_eq!(event["record"]["id"], record, "{act}: {event}");
            assert_eq!(event["object"], "account", "{act}");
        }
        event["detail"].clone()
    };
    expect("create", "rep", Some(account.id())).await;
    assert_eq!(newest(company, "create").await["session"], session);
    rep.get(&path).await.ok();
    expect("view", "rep", Some(account.id())).await;
    rep.get("/api/v1/records/account").await.ok();
    let detail = expect("list", "rep", None).await;
    assert_eq!(detail["count"], 1);
    assert!(detail["records"].to_string().contains(&account.id().replace('-', "")), "{detail}");
    rep.find("/api/v1/search", &[("q", "Yunling")]).await.ok();
    expect("search", "rep", None).await;
    rep.get(&format!("{path}/history")).await.ok();
    expect("history_view", "rep", Some(account.id())).await;
    rep.change(&path, 1, json!({"level": "a"})).await.ok();
    let detail = expect("update", "rep", Some(account.id())).await;
    assert!(detail["fields"].to_string().contains("level"), "{detail}");
    assert!(!detail.to_string().contains("\"a\""), "names, no values: {detail}");
    company.by("manager").remove(&path, 2).await.ok();
    expect("delete", "manager", Some(account.id())).await;
    company.by("manager").post(&format!("{path}/restore"), json!({})).await.ok();
    expect("restore", "manager", Some(account.id())).await;
    let body = json!({"object": "account", "format": "csv"});
    assert_eq!(company.by("operator").post("/api/v1/exports", body).await.status, 200);
    expect("export", "operator", None).await;
    rep.post("/api/v1/views?object=account", json!({"name": "Mine", "kind": "list"})).await.ok();
    expect("view_changed", "rep", None).await;
    let upload = rep.ask(Method::POST, "/api/v1/files?name=a.txt&object=account").bytes("text", "text/plain");
    let file = upload.send().await.ok();
    expect("file_added", "rep", None).await;
    rep.change(&path, 4, json!({"files": [file["id"]]})).await.ok();
    assert_eq!(rep.get(&format!("/api/v1/files/{}", file["id"].as_str().unwrap())).await.status, 200);
    let event = newest(company, "file_read").await;
    assert_eq!(event["actor"]["id"], company.id("rep"));
    company.by("admin").post("/api/v1/teams", json!({"name": "West"})).await.ok();
    expect("team_changed", "admin", None).await;
    let label = json!({"zh": "新", "en": "New"});
    company.by("admin").post("/api/v1/roles", json!({"key": "new", "label": label})).await.ok();
    expect("role_changed", "admin", None).await;
    company.by("operator").post("/api/v1/objects", json!({"name": "project", "label": label})).await.ok();
    let event = newest(company, "metadata_changed").await;
    assert_eq!(
        (&event["actor"]["id"], &event["object"]),
        (&json!(company.id("operator")), &json!("c_project"))
    );
    let body = json!({"email": "new@yunling.example", "name": "New", "roles": []});
    company.by("admin").post("/api/v1/users", body).await.ok();
    expect("invited", "admin", None).await;
    company.by("auditor").get("/api/v1/audit").await.ok();
    expect("audit_read", "auditor", None).await;
    company.by("officer").get("/api/v1/audit/verify").await.ok();
    expect("audit_verified", "officer", None).await;
    company.sign_in_again("rep").await;
    assert_eq!(newest(company, "sign_in").await["actor"]["id"], company.id("rep"));
    company.by("rep").delete("/api/v1/session").await;
    expect("sign_out", "rep", None).await;
}

async fn every_refusal_leaves_its_event(company: &Company) {
    let theirs = company.made("other", "account", json!({"name": "Theirs"})).await;
    let mine = company.made("rep", "account", json!({"name": "Mine"})).await;
    let rep = company.by("rep");
    let path = theirs.path();
    let denials = async || {
        let query = [("action", "denied"), ("limit", "200")];
        company.by("auditor").find("/api/v1/audit", &query).await.ok()["items"].as_array().unwrap().len()
    };
    let mut before = denials().await;
    let body = json!({"name": "x"});
    let exports = json!({"object": "account", "format": "csv"});
    for (name, answer) in [
        ("view", rep.get(&path).await),
        ("update", rep.change(&path, 1, body.clone()).await),
        ("delete what one sees", rep.remove(&mine.path(), 1).await),
        ("delete", rep.remove(&path, 1).await),
        ("restore", rep.post(&format!("{path}/restore"), json!({})).await),
        ("history", rep.get(&format!("{path}/history")).await),
        ("timeline", rep.get(&format!("{path}/timeline")).await),
        ("create", company.by("reader").post("/api/v1/records/account", body.clone()).await),
        ("list", company.by("marketing").get("/api/v1/records/opportunity").await),
        ("groups", company.by("marketing").get("/api/v1/records/opportunity/groups?by=stage").await),
        ("recycle", rep.get("/api/v1/recycle?object=account").await),
        ("export", rep.post("/api/v1/exports", exports).await),
        ("audit", rep.get("/api/v1/audit").await),
        ("users", rep.get("/api/v1/users").await),
        ("objects", rep.post("/api/v1/objects", json!({"name": "x", "label": {"zh": "x", "en": "x"}})).await),
        (
            "explain",
            rep.get(&format!(
                "/api/v1/access/explain?object=account&action=view&user={}",
                company.id("other")
            ))
            .await,
        ),
    ] {
        assert!(matches!(answer.status.as_u16(), 403 | 404), "{name}: {} {}", answer.status, answer.text());
    }
    let after = denials().await;
    assert_eq!(after - before, 16, "one event a refusal");
    before = after;
    // A refusal inside a selection is one too.
    let bulk = json!({"ids": [theirs.id(), mine.id()], "action": "delete"});
    rep.post("/api/v1/records/account/bulk", bulk).await.ok();
    assert_eq!(denials().await - before, 2);
    let event = newest(company, "denied").await;
    assert_eq!((&event["actor"]["id"], &event["outcome"]), (&json!(company.id("rep")), &json!("denied")));
    assert_eq!((&event["object"], &event["address"]), (&json!("account"), &json!(ADDRESS)));
    let wrong = json!({"email": email_of("rep"), "password": "wrong"});
    company.nobody().post("/api/v1/session", wrong).await.refused(401, "sign_in_failed");
    let event = newest(company, "sign_in_failed").await;
    assert_ne!(event["outcome"], "done");
    assert_eq!(event["address"], ADDRESS);
}

async fn the_log_is_found_through_and_verified(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    company.made("other", "account", json!({"name": "Theirs"})).await;
    let auditor = company.by("auditor");
    let count = async |query: &[(&str, &str)]| {
        let found = company.by("auditor").find("/api/v1/audit", query).await.ok();
        found["items"].as_array().unwrap().len()
    };
    assert_eq!(count(&[("action", "create"), ("actor", company.id("rep"))]).await, 1);
    assert_eq!(count(&[("action", "create"), ("object", "account")]).await, 2);
    assert_eq!(count(&[("record", account.id())]).await, 1);
    assert_eq!(count(&[("action", "create"), ("to", "2026-11-18T08:00:00Z")]).await, 0);
    assert_eq!(count(&[("action", "create"), ("from", "2026-11-18T08:00:00Z")]).await, 2);
    for query in [
        ("action", "nonsense"),
        ("outcome", "nonsense"),
        ("limit", "0"),
        ("limit", "500"),
        ("from", "x"),
        ("after", "x"),
        ("actor", "x"),
    ] {
        let answer = auditor.find("/api/v1/audit", &[query]).await;
        assert!(answer.status.is_client_error(), "{query:?}");
        answer.problem();
    }
    let mut seen = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let mut query = vec![("limit", "7"), ("to", "2026-11-18T08:00:33Z")];
        if let Some(after) = &after {
            query.push(("after", after));
        }
        let page = auditor.find("/api/v1/audit", &query).await.ok();
        seen.extend(page["items"].as_array().unwrap().iter().map(|event| event["seq"].as_i64().unwrap()));
        after = page["next"].as_str().map(Into::into);
        if after.is_none() {
            break;
        }
    }
    let mut sorted = seen.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), seen.len(), "each event once");
    let report = company.by("officer").get("/api/v1/audit/verify").await.ok();
    assert_eq!((&report["ok"], &report["first_bad"]), (&json!(true), &Value::Null));
    assert!(report["events"].as_u64().unwrap() > 30);
}

async fn many_changes_at_once_leave_no_gap(company: &Company) {
    let names: Vec<String> = (0..24).map(|number| format!("Account {number}")).collect();
    let rep = company.by("rep");
    let creates = names.iter().map(|name| rep.post("/api/v1/records/account", json!({"name": name})));
    let mut made: Vec<String> = Vec::new();
    for answer in futures_util::future::join_all(creates).await {
        made.push(answer.ok()["id"].as_str().unwrap().to_owned());
    }
    let events = company.log().await;
    let numbers: Vec<i64> = events.iter().map(|event| event.seq).collect();
    let expected: Vec<i64> = (1..=i64::try_from(events.len()).unwrap()).collect();
    assert_eq!(
        {
            let mut numbers = numbers;
            numbers.sort_unstable();
            numbers
        },
        expected
    );
    let mut told: Vec<String> = events
        .iter()
        .filter(|event| event.action == "create")
        .map(|event| event.record.unwrap().to_string())
        .collect();
    told.sort();
    made.sort();
    assert_eq!(told, made);
}

on_both_engines!(
    every_act_leaves_its_event,
    every_refusal_leaves_its_event,
    the_log_is_found_through_and_verified,
    many_changes_at_once_leave_no_gap,
);
