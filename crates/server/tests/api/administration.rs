//! Users, teams and roles: who may give what to whom.

use serde_json::{Value, json};

use crate::support::{Answer, Company};

async fn change_user(company: &Company, by: &str, who: &str, change: Value) -> Answer {
    let path = format!("/api/v1/users/{}", company.id(who));
    let mut body = change;
    if body.get("version").is_none() {
        body["version"] = company.by("admin").get(&path).await.ok()["version"].clone();
    }
    company.by(by).patch(&path, body).await
}

async fn nobody_gives_what_they_do_not_have(company: &Company) {
    let before = company.digest().await;
    // The operator runs the system and watches over nothing: no security role for others, none for themselves.
    change_user(company, "operator", "rep", json!({"roles": ["security_officer"]}))
        .await
        .refused(403, "escalation");
    change_user(company, "operator", "rep", json!({"roles": ["auditor"]})).await.refused(403, "escalation");
    let answer =
        change_user(company, "operator", "operator", json!({"roles": ["administrator", "auditor"]})).await;
    assert_eq!(answer.status, 403, "{}", answer.text());
    let body = json!({"email": "new@yunling.example", "name": "New", "roles": ["security_officer"]});
    company.by("operator").post("/api/v1/users", body).await.refused(403, "escalation");
    let role = json!({"key": "watcher", "label": {"zh": "看", "en": "Watch"}, "system": ["audit.read"]});
    company.by("operator").post("/api/v1/roles", role).await.refused(403, "escalation");
    for who in ["rep", "manager", "auditor", "officer"] {
        change_user(company, who, who, json!({"roles": ["administrator"]})).await.refused(403, "forbidden");
    }
    change_user(company, "operator", "rep", json!({"roles": ["nonsense"]}))
        .await
        .refused_field("roles", "invalid_option");
    assert_eq!(company.digest().await, before);
    // Nor by way of a role one may change.
    let mut role = json!({"key": "helper", "label": {"zh": "帮", "en": "Help"}, "system": ["users.manage"]});
    role["version"] =
        company.by("operator").post("/api/v1/roles", role.clone()).await.ok()["version"].clone();
    role["system"] = json!(["users.manage", "audit.read"]);
    company.by("operator").put("/api/v1/roles/helper", role).await.refused(403, "escalation");
    change_user(company, "operator", "stranger", json!({"roles": ["sales_rep"]})).await.ok();
    company.by("stranger").get("/api/v1/records/account").await.ok();
}

async fn one_administrator_remains(company: &Company) {
    change_user(company, "admin", "operator", json!({"roles": []})).await.ok();
    let before = company.digest().await;
    let answer = change_user(company, "admin", "admin", json!({"roles": ["security_officer"]})).await;
    assert!(
        matches!(answer.code().as_deref(), Some("last_administrator" | "self_change")),
        "{}",
        answer.text()
    );
    let answer = change_user(company, "admin", "admin", json!({"active": false})).await;
    assert!(
        matches!(answer.code().as_deref(), Some("last_administrator" | "self_change")),
        "{}",
        answer.text()
    );
    assert_eq!(company.digest().await, before);
}

async fn two_administrators_do_not_remove_each_other(company: &Company) {
    let removed = |by: &'static str, who: &'static str| async move {
        change_user(company, by, who, json!({"roles": []})).await
    };
    let (a, b) = tokio::join!(removed("admin", "operator"), removed("operator", "admin"));
    assert!(
        a.status.is_success() != b.status.is_success(),
        "{} {}: {} {}",
        a.status,
        b.status,
        a.text(),
        b.text()
    );
}

async fn users_are_listed_found_and_changed(company: &Company) {
    let admin = company.by("admin");
    let mut names = Vec::new();
    let mut after = String::new();
    loop {
        let mut query = vec![("limit", "4")];
        if !after.is_empty() {
            query.push(("after", after.as_str()));
        }
        let page = admin.find("/api/v1/users", &query).await.ok();
        names.extend(
            page["items"].as_array().unwrap().iter().map(|user| user["name"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        next.clone_into(&mut after);
    }
    assert_eq!(names.len(), 13);
    let mut sorted = names.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), 13);
    let found = admin.find("/api/v1/users", &[("q", "li na")]).await.ok();
    assert_eq!(found["items"][0]["id"], company.id("rep"));
    let team = company.team("Hangzhou").to_owned();
    assert_eq!(
        admin.find("/api/v1/users", &[("team", &team)]).await.ok()["items"].as_array().unwrap().len(),
        2
    );
    change_user(company, "admin", "rep", json!({"version": 99, "name": "x"}))
        .await
        .refused(412, "version_conflict");
    let moved = change_user(company, "admin", "rep", json!({"team": team, "name": "Li Nana"})).await.ok();
    assert_eq!((&moved["team"]["label"], &moved["name"]), (&json!("Hangzhou"), &json!("Li Nana")));
    let gone = change_user(company, "admin", "rep", json!({"team": null})).await.ok();
    assert_eq!(gone["team"], Value::Null);
    for query in
        [("limit", "0"), ("limit", "100000"), ("after", "nonsense"), ("active", "maybe"), ("nonsense", "1")]
    {
        let answer = admin.find("/api/v1/users", &[query]).await;
        assert!(answer.status.is_client_error(), "{query:?}: {}", answer.text());
        answer.problem();
    }
}

async fn people_are_picked_without_knowing_more_of_them(company: &Company) {
    for who in ["rep", "stranger"] {
        let people = company.by(who).find("/api/v1/people", &[("q", "li na")]).await.ok();
        let person = &people["items"][0];
        assert_eq!(
            (&person["id"], &person["team"]["label"]),
            (&json!(company.id("rep")), &json!("Shanghai"))
        );
        let mut keys: Vec<&String> = person.as_object().unwrap().keys().collect();
        keys.sort();
        assert_eq!(keys, ["active", "email", "id", "name", "team"]);
    }
}

async fn teams_form_no_circle(company: &Company) {
    let admin = company.by("admin");
    let path = |team: &str| format!("/api/v1/teams/{}", company.team(team));
    let before = company.digest().await;
    for above in ["East", "Shanghai"] {
        let body = json!({"version": 2, "parent_id": company.team(above)});
        admin.patch(&path("East"), body).await.refused_field("parent_id", "team_cycle");
    }
    admin.delete(&path("East")).await.refused(409, "team_not_empty");
    admin.delete(&path("Shanghai")).await.refused(409, "team_not_empty");
    admin.patch(&path("East"), json!({"version": 1, "name": "x"})).await.refused(412, "version_conflict");
    admin
        .patch(&path("East"), json!({"version": 2, "manager": company.team("East")}))
        .await
        .refused_field("manager", "invalid_id");
    admin
        .post("/api/v1/teams", json!({"name": "Shanghai", "parent_id": company.team("East")}))
        .await
        .refused_field("name", "name_taken");
    admin.post("/api/v1/teams", json!({"name": " "})).await.refused(422, "validation_failed");
    admin.delete("/api/v1/teams/nonsense").await.refused(404, "not_found");
    assert_eq!(company.digest().await, before);
    // Who manages a team sees it through; a team moved elsewhere is out of sight at once.
    let account = company.made("rep", "account", json!({"name": "Mine"})).await;
    company.by("director").get(&account.path()).await.ok();
    admin.patch(&path("Shanghai"), json!({"version": 2, "parent_id": null})).await.ok();
    company.by("director").get(&account.path()).await.refused(404, "not_found");
    let made = admin.post("/api/v1/teams", json!({"name": "West"})).await.ok();
    let made = format!("/api/v1/teams/{}", made["id"].as_str().unwrap());
    assert_eq!(admin.delete(&made).await.status, 204);
}

async fn roles_are_checked_shown_beforehand_and_kept(company: &Company) {
    let admin = company.by("admin");
    let label = json!({"zh": "新", "en": "New"});
    let before = company.digest().await;
    for (objects, code) in [
        (json!({"account": {"view": "own", "edit": "all"}}), "wider_than_view"),
        (json!({"account": {"view": "all", "fields": {"name": "hidden"}}}), "title_hidden"),
        (json!({"nonsense": {"view": "all"}}), "unknown_object"),
        (json!({"account": {"view": "all", "fields": {"nonsense": "read"}}}), "unknown_field"),
    ] {
        let answer =
            admin.post("/api/v1/roles", json!({"key": "new", "label": label, "objects": objects})).await;
        assert_eq!(answer.status, 422, "{objects}");
        assert!(answer.text().contains(code), "{objects}: {}", answer.text());
    }
    for body in [
        json!({"key": "Not A Key", "label": label}),
        json!({"key": "new", "label": label, "system": ["nonsense"]}),
        json!({"key": "new", "label": label, "objects": {"account": {"view": "everything"}}}),
        json!({"key": "new", "label": label, "surprise": 1}),
    ] {
        admin.post("/api/v1/roles", body).await.refused(422, "bad_request");
    }
    admin
        .post("/api/v1/roles", json!({"key": "auditor", "label": label}))
        .await
        .refused_field("key", "name_taken");
    admin.delete("/api/v1/roles/auditor").await.refused(409, "role_shipped");
    admin.get("/api/v1/roles/nonsense").await.refused(404, "not_found");
    let mut shipped = admin.get("/api/v1/roles/sales_rep").await.ok();
    assert_eq!((&shipped["member_count"], &shipped["shipped"]), (&json!(2), &json!(true)));
    admin.put("/api/v1/roles/sales_rep", shipped.clone()).await.refused(409, "role_shipped");
    assert_eq!(company.digest().await, before);
    // A copy may be changed.
    shipped["key"] = json!("our_rep");
    shipped["shipped"] = json!(false);
    let mut copy = admin.post("/api/v1/roles", shipped).await.ok();
    change_user(company, "admin", "rep", json!({"roles": ["our_rep"]})).await.ok();
    let theirs = company.made("other", "account", json!({"name": "Theirs"})).await;
    company.by("rep").get(&theirs.path()).await.refused(404, "not_found");
    copy["objects"]["account"]["view"] = json!("all");
    let before = company.digest().await;
    let preview = admin.post("/api/v1/roles/preview", json!({"role": copy})).await.ok();
    let changes = preview["changes"].as_array().unwrap();
    let gains =
        changes.iter().filter(|change| change["user"]["id"] == company.id("rep") && change["gains"] == true);
    assert!(gains.count() > 0, "{preview}");
    assert_eq!(company.digest().await, before, "a preview changes nothing");
    admin.put("/api/v1/roles/our_rep", copy.clone()).await.ok();
    company.by("rep").get(&theirs.path()).await.ok();
    admin.put("/api/v1/roles/our_rep", copy).await.refused(412, "version_conflict");
    let made = json!({"key": "mine", "label": label, "objects": {"account": {"view": "all"}}});
    admin.post("/api/v1/roles", made).await.ok();
    change_user(company, "admin", "stranger", json!({"roles": ["mine"]})).await.ok();
    admin.delete("/api/v1/roles/mine").await.refused(409, "role_in_use");
    change_user(company, "admin", "stranger", json!({"roles": []})).await.ok();
    assert_eq!(admin.delete("/api/v1/roles/mine").await.status, 204);
}

on_both_engines!(
    nobody_gives_what_they_do_not_have,
    one_administrator_remains,
    two_administrators_do_not_remove_each_other,
    users_are_listed_found_and_changed,
    people_are_picked_without_knowing_more_of_them,
    teams_form_no_circle,
    roles_are_checked_shown_beforehand_and_kept,
);
