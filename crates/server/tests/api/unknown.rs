//! What one may not know of is like what is not there, on every route, in every answer and in the log.

use http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Company};

/// Every route that takes an object's name, asked about that object.
async fn every_way(company: &Company, who: &str, object: &str, id: &str) -> Vec<Answer> {
    let client = company.by(who);
    let (all, one) = (format!("/api/v1/records/{object}"), format!("/api/v1/records/{object}/{id}"));
    let bytes =
        async |path: &str| client.ask(Method::POST, path).bytes("name\nx\n", "text/plain").send().await;
    vec![
        client.get(&format!("/api/v1/objects/{object}")).await,
        client.get(&all).await,
        client.post(&all, json!({"name": "x"})).await,
        client.post(&format!("{all}/bulk"), json!({"ids": [id], "action": "delete"})).await,
        client.get(&format!("{all}/groups?by=owner")).await,
        client.get(&one).await,
        client.change(&one, 1, json!({"name": "x"})).await,
        client.remove(&one, 1).await,
        client.post(&format!("{one}/restore"), json!({})).await,
        client.get(&format!("{one}/history")).await,
        client.get(&format!("{one}/timeline")).await,
        client.get(&format!("/api/v1/recycle?object={object}")).await,
        client.get(&format!("/api/v1/views?object={object}")).await,
        client.post(&format!("/api/v1/views?object={object}"), json!({"name": "x", "kind": "list"})).await,
        bytes(&format!("/api/v1/files?name=a.txt&object={object}")).await,
        bytes(&format!("/api/v1/imports?name=a.csv&object={object}")).await,
        client.post("/api/v1/exports", json!({"object": object, "format": "csv"})).await,
        client.get(&format!("/api/v1/access/explain?object={object}&action=view")).await,
    ]
}

async fn denials(company: &Company) -> usize {
    company.log().await.iter().filter(|event| event.action == "denied").count()
}

async fn an_object_that_is_not_there_is_like_one_that_may_not_be_seen(company: &Company) {
    let account = company.made("other", "account", json!({"name": "Qilianshan"})).await;
    let before = denials(company).await;
    let forbidden = every_way(company, "stranger", "account", account.id()).await;
    let between = denials(company).await;
    let unknown = every_way(company, "stranger", "c_nothing", account.id()).await;
    let after = denials(company).await;
    for (forbidden, unknown) in forbidden.iter().zip(&unknown) {
        forbidden.refused(404, "not_found");
        unknown.refused(404, "not_found");
        assert_eq!(forbidden.text(), unknown.text(), "{}", unknown.asked);
    }
    assert_eq!((between - before, after - between), (forbidden.len(), unknown.len()), "one event a refusal");
}

async fn a_required_field_that_is_hidden_is_not_named(company: &Company) {
    let operator = company.by("operator");
    let label = json!({"zh": "项目", "en": "Project"});
    operator.post("/api/v1/objects", json!({"name": "project", "label": label})).await.ok();
    let field = json!({"name": "budget", "type": "integer", "label": label, "required": true});
    operator.post("/api/v1/objects/c_project/fields", field).await.ok();
    let grant =
        |hidden: &str| json!({"view": "own", "create": true, "edit": "own", "fields": {hidden: "hidden"}});
    let role = json!({
        "key": "half", "label": {"zh": "半", "en": "Half"},
        "objects": {
            "c_project": grant("c_budget"), "opportunity": grant("amount"), "account": {"view": "all"},
        },
    });
    company.by("admin").post("/api/v1/roles", role).await.ok();
    company.hire_one("half", "Ban Ban", None, &["half"]).await;
    let half = company.by("half");
    let refused = half.post("/api/v1/records/c_project", json!({"name": "Dam"})).await;
    let problem = refused.refused(422, "required_hidden");
    assert!(!problem.to_string().contains("budget"), "{problem}");
    // What they may see is told first, and nothing else.
    let refused = half.post("/api/v1/records/c_project", json!({})).await;
    let problem = refused.refused_field("name", "required");
    assert!(!problem.to_string().contains("budget"), "{problem}");
    // So for what a stage asks for.
    let account = company.made("other", "account", json!({"name": "Yunling"})).await;
    let deal = json!({"name": "Deal", "account": account.id()});
    let deal = company.made("half", "opportunity", deal).await;
    let refused = half.change(&deal.path(), 1, json!({"stage": "proposal"})).await;
    let problem = refused.refused(422, "required_hidden");
    assert!(!problem.to_string().contains("amount"), "{problem}");
}

async fn roles_are_known_to_those_who_answer_for_them(company: &Company) {
    let keys = |answer: &Answer| -> Vec<String> {
        let items = answer.ok()["items"].as_array().unwrap().clone();
        items.iter().map(|role| role["key"].as_str().unwrap().to_owned()).collect()
    };
    for who in ["operator", "officer", "auditor"] {
        let all = company.by(who).get("/api/v1/roles").await;
        assert_eq!(keys(&all).len(), 8, "{who}");
        assert!(all.text().contains("\"export\""), "with all they give");
        company.by(who).get("/api/v1/roles/sales_rep").await.ok();
    }
    for (who, role) in [("rep", "sales_rep"), ("manager", "sales_manager"), ("marketing", "marketing")] {
        let mine = company.by(who).get("/api/v1/roles").await;
        assert_eq!(keys(&mine), [role], "{who}");
        let own = company.by(who).get(&format!("/api/v1/roles/{role}")).await.ok();
        let names: Vec<&String> = own.as_object().unwrap().keys().collect();
        assert_eq!(names, ["key", "label"]);
        let before = denials(company).await;
        company.by(who).get("/api/v1/roles/administrator").await.refused(404, "not_found");
        company.by(who).get("/api/v1/roles/nonsense").await.refused(404, "not_found");
        assert_eq!(denials(company).await - before, 2);
    }
    assert!(keys(&company.by("stranger").get("/api/v1/roles").await).is_empty());
}

async fn looking_into_somebodys_rights_leaves_an_event(company: &Company) {
    let account = company.made("other", "account", json!({"name": "Yunling"})).await;
    let ask =
        |user: &str, id: &str| format!("/api/v1/access/explain?object=account&action=edit&user={user}{id}");
    let explained = async || -> Vec<audit::Entry> {
        let log = company.log().await;
        log.into_iter().filter(|event| event.action == "access_explained").collect()
    };
    company.by("rep").get(&ask(company.id("rep"), "")).await.ok();
    assert!(explained().await.is_empty(), "one's own rights are no secret");
    company.by("admin").get(&ask(company.id("rep"), "")).await.ok();
    company.by("admin").get(&ask(company.id("rep"), &format!("&id={}", account.id()))).await.ok();
    let events = explained().await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[1].detail["user"], json!(company.id("rep")));
    assert_eq!(events[1].detail["asked"], "edit");
    assert_eq!(events[1].record.map(|id| id.to_string()).as_deref(), Some(account.id()));
}

async fn a_changed_role_leaves_what_changed(company: &Company) {
    let admin = company.by("admin");
    let role = json!({
        "key": "desk", "label": {"zh": "台", "en": "Desk"},
        "objects": {"account": {"view": "own", "export": "own", "fields": {"phone": "masked"}}},
    });
    let version = admin.post("/api/v1/roles", role.clone()).await.ok()["version"].clone();
    let mut wider = role;
    wider["version"] = version;
    wider["objects"]["account"] = json!({"view": "team", "bulk": true, "fields": {"phone": "read"}});
    admin.put("/api/v1/roles/desk", wider).await.ok();
    let log = company.log().await;
    let detail = |change: &str| -> Value {
        let told = |event: &&audit::Entry| {
            event.action == "role_changed"
                && event.detail["role"] == "desk"
                && event.detail["change"] == change
        };
        json!(log.iter().rfind(told).unwrap().detail["changes"])
    };
    assert!(detail("created").to_string().contains("account.view: none -> own"), "{}", detail("created"));
    assert_eq!(
        detail("changed"),
        json!([
            "account.bulk: none -> given",
            "account.export: own -> none",
            "account.fields.phone: masked -> read",
            "account.view: own -> team",
        ])
    );
}

on_both_engines!(
    an_object_that_is_not_there_is_like_one_that_may_not_be_seen,
    a_required_field_that_is_hidden_is_not_named,
    roles_are_known_to_those_who_answer_for_them,
    looking_into_somebodys_rights_leaves_an_event,
    a_changed_role_leaves_what_changed,
);
