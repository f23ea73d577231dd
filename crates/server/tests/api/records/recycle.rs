//! The recycle bin.

use serde_json::{Value, json};

use crate::support::Company;

async fn a_deleted_record_is_gone_until_it_is_restored(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Qilianshan", "phone": "13973165678"})).await;
    let deal = company.made("rep", "opportunity", json!({"name": "Deal", "account": account.id()})).await;
    let rep = company.by("rep");
    let before = company.digest().await;
    rep.remove(&account.path(), 1).await.refused(403, "forbidden");
    company.by("other").remove(&account.path(), 1).await.refused(404, "not_found");
    assert_eq!(company.digest().await, before);
    let answer = company.by("manager").remove(&account.path(), 1).await;
    assert_eq!(answer.status, 204);
    for path in ["", "/history", "/timeline"] {
        rep.get(&format!("{}{path}", account.path())).await.refused(404, "not_found");
    }
    rep.change(&account.path(), 2, json!({"name": "x"})).await.refused(404, "not_found");
    company.by("manager").remove(&account.path(), 2).await.refused(404, "not_found");
    assert_eq!(rep.get("/api/v1/records/account").await.ok()["items"], json!([]));
    assert_eq!(rep.find("/api/v1/search", &[("q", "Qilianshan")]).await.ok()["items"], json!([]));
    assert_eq!(rep.find("/api/v1/search", &[("q", "13973165678")]).await.ok()["items"], json!([]));
    let link = rep.get(&deal.path()).await.ok()["values"]["account"].clone();
    assert_eq!(link["label"], Value::Null, "what lies in the bin has no label");
    let new = json!({"name": "Second", "account": account.id()});
    rep.post("/api/v1/records/opportunity", new).await.refused_field("account", "link_not_found");

    let bin = company.by("manager").get("/api/v1/recycle?object=account").await.ok();
    assert_eq!(bin["items"][0]["id"], account.id());
    assert_eq!(bin["items"][0]["deleted_by"]["label"], "Wang Lei");
    assert!(bin["items"][0]["deleted_at"].is_string());
    rep.get("/api/v1/recycle?object=account").await.refused(403, "forbidden");
    assert_eq!(company.by("rival").get("/api/v1/recycle?object=account").await.ok()["items"], json!([]));

    let restore = format!("{}/restore", account.path());
    rep.post(&restore, json!({})).await.refused(403, "forbidden");
    company.by("rival").post(&restore, json!({})).await.refused(404, "not_found");
    let restored = company.by("manager").post(&restore, json!({})).await.ok();
    assert_eq!(restored["values"]["phone"], "+8613973165678");
    assert_eq!(rep.get(&account.path()).await.ok()["values"]["name"], "Qilianshan");
    let found = rep.find("/api/v1/search", &[("q", "Qilianshan")]).await.ok();
    assert_eq!(found["items"][0]["id"], account.id());
    company.by("manager").post(&restore, json!({})).await.refused(404, "not_found");
}

async fn the_bin_comes_in_pages(company: &Company) {
    for number in 0..5 {
        let account = company.made("manager", "account", json!({"name": format!("Account {number}")})).await;
        company.by("manager").remove(&account.path(), 1).await.ok();
    }
    let mut names = Vec::new();
    let mut after = String::new();
    loop {
        let mut query = vec![("object", "account"), ("limit", "2")];
        if !after.is_empty() {
            query.push(("after", after.as_str()));
        }
        let page = company.by("manager").find("/api/v1/recycle", &query).await.ok();
        names.extend(page["items"].as_array().unwrap().iter().map(|item| item["label"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        next.clone_into(&mut after);
    }
    let expected: Vec<Value> = (0..5).rev().map(|number| json!(format!("Account {number}"))).collect();
    assert_eq!(names, expected, "the last thrown away first");
}

on_both_engines!(a_deleted_record_is_gone_until_it_is_restored, the_bin_comes_in_pages);
