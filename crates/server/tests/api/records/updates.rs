//! Changing a record: versions, histories, hand-over, selections.

use http::Method;
use serde_json::{Value, json};

use crate::support::Company;

async fn a_change_needs_the_version_it_was_made_on(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    let rep = company.by("rep");
    let path = account.path();
    let before = company.digest().await;
    rep.patch(&path, json!({"name": "B"})).await.refused(428, "if_match_required");
    company.by("operator").delete(&path).await.refused(428, "if_match_required");
    for tag in ["\"7\"", "0", "*", "W/\"1\"", "nonsense", "\"1\", \"2\""] {
        let ask = rep.ask(Method::PATCH, &path).header("if-match", tag).json(&json!({"name": "B"}));
        ask.send().await.refused(412, "version_conflict");
    }
    assert_eq!(company.digest().await, before);
    let changed = rep.change(&path, 1, json!({"name": "B"})).await;
    assert_eq!(changed.header("etag"), Some("\"2\""));
    assert_eq!(changed.ok()["values"]["name"], "B");
    let problem = rep.change(&path, 1, json!({"name": "C"})).await.refused(412, "version_conflict");
    assert_eq!(problem["current_version"], 2);
    company.by("operator").remove(&path, 1).await.refused(412, "version_conflict");
}

async fn a_change_to_the_same_values_changes_nothing(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling", "phone": "13973165678"})).await;
    let before = company.digest().await;
    let same = json!({"name": "Yunling", "phone": "+86 139 7316 5678"});
    let answer = company.by("rep").change(&account.path(), 1, same).await.ok();
    assert_eq!(answer["version"], 1);
    let answer = company.by("rep").change(&account.path(), 1, json!({})).await.ok();
    assert_eq!(answer["version"], 1);
    assert_eq!(company.digest().await, before);
}

async fn of_two_at_once_one_is_refused(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    let rename = |name: &'static str| {
        let path = account.path();
        async move { company.by("rep").change(&path, 1, json!({"name": name})).await }
    };
    let (a, b) = tokio::join!(rename("A"), rename("B"));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

async fn the_history_tells_each_change_once(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling", "level": "c"})).await;
    let rep = company.by("rep");
    rep.change(&account.path(), 1, json!({"level": "a", "phone": "13973165678"})).await.ok();
    company.by("manager").change(&account.path(), 2, json!({"phone": null})).await.ok();
    company.by("manager").remove(&account.path(), 3).await.ok();
    company.by("manager").post(&format!("{}/restore", account.path()), json!({})).await.ok();
    let history = rep.get(&format!("{}/history", account.path())).await.ok();
    let items = history["items"].as_array().unwrap();
    let actions: Vec<&str> = items.iter().map(|item| item["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["restore", "delete", "update", "update", "create"]);
    assert_eq!(items[2]["by"], json!({"id": company.id("manager"), "label": "Wang Lei"}));
    let phone = json!({"field": "phone", "from": "+8613973165678", "to": null});
    assert_eq!(items[2]["changes"], json!([phone]));
    let level = json!({"field": "level", "from": "c", "to": "a"});
    assert!(items[3]["changes"].as_array().unwrap().contains(&level), "{}", items[3]);
    assert!(items[0]["at"].as_str() > items[4]["at"].as_str());
    assert_eq!(history["next"], Value::Null);
}

async fn a_history_names_people_and_records_as_its_reader_knows_them(company: &Company) {
    let parent = company.made("director", "account", json!({"name": "Mountain Group"})).await;
    let account = company.made("director", "account", json!({"name": "Yunling"})).await;
    let body = json!({"parent": parent.id(), "owner": company.id("rep")});
    company.by("director").change(&account.path(), 1, body).await.ok();
    let told = async |who: &str, field: &str| -> Value {
        let history = company.by(who).get(&format!("{}/history", account.path())).await.ok();
        let changes = history["items"][0]["changes"].as_array().unwrap().clone();
        changes.into_iter().find(|change| change["field"] == field).unwrap()
    };
    let owner = told("rep", "owner").await;
    assert_eq!(owner["from"], json!({"id": company.id("director"), "label": "Zhou Min"}));
    assert_eq!(owner["to"], json!({"id": company.id("rep"), "label": "Li Na"}));
    let link = told("director", "parent").await;
    assert_eq!(link["from"], Value::Null);
    assert_eq!(link["to"], json!({"id": parent.id(), "label": "Mountain Group", "object": "account"}));
    // The representative may see this account and not the one above it.
    let link = told("rep", "parent").await;
    assert_eq!(link["to"], json!({"id": parent.id(), "label": null, "object": "account"}));
    let timeline = company.by("rep").get(&format!("{}/timeline", account.path())).await.ok();
    assert!(
        timeline.to_string().contains("Li Na") && !timeline.to_string().contains("Mountain"),
        "{timeline}"
    );
}

async fn a_long_history_comes_in_pages(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    for version in 1..=60 {
        let name = format!("Name {version}");
        company.by("rep").change(&account.path(), version, json!({"name": name})).await.ok();
    }
    let path = format!("{}/history", account.path());
    let first = company.by("rep").get(&path).await.ok();
    let next = first["next"].as_str().unwrap();
    let second = company.by("rep").find(&path, &[("after", next)]).await.ok();
    let count = |page: &Value| page["items"].as_array().unwrap().len();
    assert_eq!((count(&first), count(&second)), (50, 11));
    assert_eq!(second["items"][10]["action"], "create");
    company.by("rep").find(&path, &[("after", "00")]).await.refused(400, "invalid_cursor");
    let other = company.made("rep", "account", json!({"name": "Other"})).await;
    let elsewhere = format!("{}/history", other.path());
    company.by("rep").find(&elsewhere, &[("after", next)]).await.refused(400, "invalid_cursor");
}

async fn handing_over_moves_a_record_out_of_sight(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    let before = company.digest().await;
    let rep = company.by("rep");
    let change = json!({"owner": company.id("other")});
    rep.change(&account.path(), 1, change.clone()).await.refused(403, "forbidden");
    company.by("rival").change(&account.path(), 1, change.clone()).await.refused(404, "not_found");
    assert_eq!(company.digest().await, before);
    let moved = company.by("director").change(&account.path(), 1, change).await.ok();
    assert_eq!(moved["values"]["owner"]["id"], company.id("other"));
    assert_eq!(moved["values"]["team"]["label"], "Hangzhou");
    rep.get(&account.path()).await.refused(404, "not_found");
    company.by("manager").get(&account.path()).await.refused(404, "not_found");
    company.by("rival").get(&account.path()).await.ok();
}

async fn a_field_one_may_only_read_stays_as_it_is(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    let before = company.digest().await;
    let rep = company.by("rep");
    let answer = rep.change(&account.path(), 1, json!({"credit_grade": "good"})).await;
    answer.refused_field("credit_grade", "field_not_editable");
    for field in ["created_at", "team", "number", "id", "updated_by"] {
        let answer = rep.change(&account.path(), 1, json!({field: "2026-01-01T00:00:00Z"})).await;
        answer.refused_field(field, "read_only");
    }
    assert_eq!(company.digest().await, before);
}

async fn a_selection_is_changed_record_by_record(company: &Company) {
    let mine = company.made("rep", "account", json!({"name": "Mine"})).await;
    let also = company.made("rep", "account", json!({"name": "Also mine"})).await;
    let theirs = company.made("other", "account", json!({"name": "Theirs"})).await;
    let path = "/api/v1/records/account/bulk";
    let body =
        json!({"ids": [mine.id(), theirs.id(), also.id()], "action": "update", "values": {"level": "b"}});
    let report = company.by("rep").post(path, body).await.ok();
    assert_eq!(report["done"], 2);
    assert_eq!(report["failed"].as_array().unwrap().len(), 1);
    assert_eq!(report["failed"][0]["id"], theirs.id());
    assert_eq!(report["failed"][0]["code"], "not_found");
    assert_eq!(company.by("rep").get(&also.path()).await.ok()["values"]["level"], "b");
    let before = company.digest().await;
    let body = json!({"ids": [mine.id()], "action": "delete"});
    let report = company.by("rep").post(path, body).await.ok();
    assert_eq!(report["failed"][0]["code"], "forbidden", "a rep deletes no account");
    let many: Vec<&str> = vec![mine.id(); 501];
    company
        .by("rep")
        .post(path, json!({"ids": many, "action": "delete"}))
        .await
        .refused_field("ids", "too_many_items");
    company
        .by("rep")
        .post(path, json!({"ids": [], "action": "update"}))
        .await
        .refused_field("values", "required");
    company
        .by("reader")
        .post(path, json!({"ids": [mine.id()], "action": "delete"}))
        .await
        .refused(403, "forbidden");
    assert_eq!(company.digest().await, before);
    let ids = json!([mine.id(), also.id()]);
    let report = company.by("manager").post(path, json!({"ids": ids, "action": "delete"})).await.ok();
    assert_eq!(report["done"], 2);
    company.by("rep").get(&mine.path()).await.refused(404, "not_found");
    let report = company.by("manager").post(path, json!({"ids": ids, "action": "restore"})).await.ok();
    assert_eq!(report, json!({"done": 2, "failed": []}));
    company.by("rep").get(&mine.path()).await.ok();
}

on_both_engines!(
    a_change_needs_the_version_it_was_made_on,
    a_change_to_the_same_values_changes_nothing,
    of_two_at_once_one_is_refused,
    the_history_tells_each_change_once,
    a_history_names_people_and_records_as_its_reader_knows_them,
    a_long_history_comes_in_pages,
    handing_over_moves_a_record_out_of_sight,
    a_field_one_may_only_read_stays_as_it_is,
    a_selection_is_changed_record_by_record,
);
