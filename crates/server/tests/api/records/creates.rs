//! Creating a record: what comes back, what is refused, and the same create twice.

use http::Method;
use serde_json::json;

use crate::support::Company;

async fn a_new_record_comes_back_whole(company: &Company) {
    let body = json!({
        "name": "云岭机电", "level": "a", "phone": "13973165678", "employees": 120,
        "annual_revenue": {"amount": "1200.50", "currency": "USD"}, "tags": ["重点"], "website": "https://yunling.example",
        "address": {"country": "中国", "city": "昆明"}, "do_not_contact": true,
    });
    let answer = company.by("rep").post("/api/v1/records/account", body).await;
    let record = answer.ok();
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let path = format!("/api/v1/records/account/{}", record["id"].as_str().unwrap());
    assert_eq!(answer.header("location"), Some(path.as_str()));
    let values = &record["values"];
    assert_eq!(record["label"], "云岭机电");
    assert_eq!(record["masked"], json!([]));
    assert_eq!(record["can"], json!({"edit": true, "delete": false}));
    assert_eq!(values["phone"], "+8613973165678");
    assert_eq!(values["annual_revenue"], json!({"amount": "1200.50", "currency": "USD"}));
    assert_eq!(values["employees"], 120);
    assert_eq!(values["tags"], json!(["重点"]));
    assert_eq!(values["lifecycle"], "new", "the default");
    assert_eq!(values["number"], "ACC-000001");
    assert_eq!(values["owner"], json!({"id": company.id("rep"), "label": "Li Na"}));
    assert_eq!(values["team"], json!({"id": company.team("Shanghai"), "label": "Shanghai"}));
    assert_eq!(values["created_by"]["id"], company.id("rep"));
    let got = company.by("rep").get(&path).await;
    assert_eq!(got.header("etag"), Some("\"1\""));
    assert_eq!(got.ok(), record);
    let some = company.by("rep").get(&format!("{path}?fields=name,level")).await.ok();
    assert_eq!(some["values"], json!({"name": "云岭机电", "level": "a"}));
}

async fn all_faults_are_told_at_once_and_nothing_is_stored(company: &Company) {
    let before = company.digest().await;
    let body = json!({
        "phone": "12", "email": "not an address", "level": "z", "employees": "many", "website": "javascript:alert(1)",
        "founded_year": 12, "number": "ACC-9", "nonsense": 1, "owner": "nobody", "credit_limit": "1e400",
        "credit_code": "91110000000000000X",
    });
    let answer = company.by("operator").post("/api/v1/records/account", body).await;
    for (field, code) in [
        ("phone", "invalid_phone"),
        ("email", "invalid_email"),
        ("level", "invalid_option"),
        ("employees", "wrong_type"),
        ("website", "invalid_url"),
        ("founded_year", "too_small"),
        ("number", "read_only"),
        ("nonsense", "unknown_field"),
        ("owner", "invalid_id"),
        ("credit_code", "invalid_credit_code"),
    ] {
        answer.refused_field(field, code);
    }
    let answer = company.by("operator").post("/api/v1/records/account", json!({"level": "a"})).await;
    answer.refused_field("name", "required");
    let answer = company.by("operator").post("/api/v1/records/account", json!({"name": null})).await;
    answer.refused_field("name", "required");
    assert_eq!(company.digest().await, before);
}

async fn the_same_create_twice_gives_one_record(company: &Company) {
    let create = async |who: &str, key: &str, name: &str| {
        let ask = company.by(who).ask(Method::POST, "/api/v1/records/account");
        ask.header("idempotency-key", key).json(&json!({"name": name})).send().await
    };
    let first = create("rep", "k-1", "Yunling").await;
    let again = create("rep", "k-1", "Yunling").await;
    assert_eq!(again.status, 201);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(first.header("idempotency-replayed"), None);
    assert_eq!(again.ok(), first.ok());
    assert_eq!(again.header("location"), first.header("location"));
    let before = company.digest().await;
    create("rep", "k-1", "Another").await.refused(422, "idempotency_key_reused");
    for key in ["with space", &"k".repeat(129), "键"] {
        create("rep", key, "Yunling").await.refused(400, "invalid_idempotency_key");
    }
    assert_eq!(company.digest().await, before);
    // A key is its sender's own, and answers for a day.
    assert_ne!(create("other", "k-1", "Yunling").await.ok()["id"], first.ok()["id"]);
    company.wait(25 * 60 * 60);
    company.sign_in_again("rep").await;
    assert_ne!(create("rep", "k-1", "Yunling").await.ok()["id"], first.ok()["id"]);
}

async fn many_at_once_with_one_key_make_one_record(company: &Company) {
    let create = || async {
        let ask = company.by("rep").ask(Method::POST, "/api/v1/records/account");
        ask.header("idempotency-key", "once").json(&json!({"name": "Yunling"})).send().await.ok()["id"]
            .clone()
    };
    let (a, b, c, d) = tokio::join!(create(), create(), create(), create());
    assert!(a == b && b == c && c == d);
    let listed = company.by("rep").get("/api/v1/records/account?count=exact").await.ok();
    assert_eq!(listed["count"]["value"], 1);
}

async fn a_unique_value_is_unique_among_the_living(company: &Company) {
    let admin = company.by("operator");
    let first = company.made("operator", "account", json!({"name": "A", "external_id": "X-1"})).await;
    let again = admin.post("/api/v1/records/account", json!({"name": "B", "external_id": "X-1"})).await;
    again.refused_field("external_id", "not_unique");
    admin.remove(&first.path(), first.version()).await.ok();
    let second = company.made("operator", "account", json!({"name": "B", "external_id": "X-1"})).await;
    let before = company.digest().await;
    let restored = admin.post(&format!("{}/restore", first.path()), json!({})).await;
    restored.refused_field("external_id", "not_unique");
    assert_eq!(company.digest().await, before);
    admin.remove(&second.path(), second.version()).await.ok();
    admin.post(&format!("{}/restore", first.path()), json!({})).await.ok();
    // Empty is not a value.
    company.made("operator", "account", json!({"name": "C"})).await;
    company.made("operator", "account", json!({"name": "D"})).await;
}

async fn a_link_needs_a_record_one_may_see(company: &Company) {
    let theirs = company.made("other", "account", json!({"name": "Theirs"})).await;
    let mine = company.made("rep", "account", json!({"name": "Mine"})).await;
    let before = company.digest().await;
    let rep = company.by("rep");
    let path = "/api/v1/records/opportunity";
    for account in [theirs.id(), "0192f3a0-0000-7000-8000-000000000000", company.id("rep")] {
        rep.post(path, json!({"name": "Deal", "account": account}))
            .await
            .refused_field("account", "link_not_found");
    }
    let about = json!({"subject": "Call", "about": {"id": theirs.id(), "object": "account"}});
    rep.post("/api/v1/records/task", about).await.refused_field("about", "link_not_found");
    let about = json!({"subject": "Call", "about": {"id": mine.id(), "object": "product"}});
    let answer = rep.post("/api/v1/records/task", about).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(company.digest().await, before);
    let deal = company.made("rep", "opportunity", json!({"name": "Deal", "account": mine.id()})).await;
    assert_eq!(*deal.value("account"), json!({"id": mine.id(), "label": "Mine", "object": "account"}));
}

async fn parents_form_no_circle(company: &Company) {
    let top = company.made("rep", "account", json!({"name": "Top"})).await;
    let middle = company.made("rep", "account", json!({"name": "Middle", "parent": top.id()})).await;
    let bottom = company.made("rep", "account", json!({"name": "Bottom", "parent": middle.id()})).await;
    let rep = company.by("rep");
    let before = company.digest().await;
    for above in [&top, &middle, &bottom] {
        let answer = rep.change(&top.path(), 1, json!({"parent": above.id()})).await;
        answer.refused_field("parent", "link_cycle");
    }
    assert_eq!(company.digest().await, before);
    rep.change(&bottom.path(), 1, json!({"parent": top.id()})).await.ok();
}

async fn a_record_for_somebody_else_takes_the_right_to_hand_over(company: &Company) {
    let before = company.digest().await;
    let rep = company.by("rep");
    let theirs = json!({"name": "For them", "owner": company.id("other")});
    let answer = rep.post("/api/v1/records/account", theirs).await;
    assert!(matches!(answer.status.as_u16(), 403 | 422), "{} {}", answer.status, answer.text());
    assert_eq!(company.digest().await, before);
    let made =
        company.made("manager", "account", json!({"name": "For the rep", "owner": company.id("rep")})).await;
    assert_eq!(made.value("owner")["id"], company.id("rep"));
    let outside = json!({"name": "Out of the team", "owner": company.id("other")});
    let answer = company.by("manager").post("/api/v1/records/account", outside).await;
    assert_eq!(answer.status, 403, "{}", answer.text());
}

on_both_engines!(
    a_new_record_comes_back_whole,
    all_faults_are_told_at_once_and_nothing_is_stored,
    the_same_create_twice_gives_one_record,
    many_at_once_with_one_key_make_one_record,
    a_unique_value_is_unique_among_the_living,
    a_link_needs_a_record_one_may_see,
    parents_form_no_circle,
    a_record_for_somebody_else_takes_the_right_to_hand_over,
);
