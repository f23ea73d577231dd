//! What somebody may not know of is neither changed, nor counted, nor told by a detour.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};

use crate::support::Company;

const PHONE: &str = "13973165678";

/// Makes objects and fields, sees contacts with their sensitive fields masked and their restricted ones not at all, and
/// manages people.
async fn with_a_modeller(company: &Company) {
    let role = json!({
        "key": "modeller", "label": {"zh": "建模", "en": "Modeller"}, "system": ["metadata.manage", "users.manage"],
        "objects": {"contact": {
            "view": "all", "create": true, "edit": "all",
            "classes": {"public": "edit", "internal": "edit", "sensitive": "masked", "restricted": "hidden"},
        }},
    });
    company.by("admin").post("/api/v1/roles", role).await.ok();
    company.hire_one("modeller", "Mo Delle", None, &["modeller"]).await;
}

async fn definitions_out_of_sight_are_not_changed(company: &Company) {
    with_a_modeller(company).await;
    let by = company.by("modeller");
    company.made("operator", "contact", json!({"name": "Li"})).await;
    let before = company.digest().await;
    let named = json!({"label": {"zh": "改", "en": "Changed"}, "version": 1});
    by.patch("/api/v1/objects/product", named.clone()).await.refused(404, "not_found");
    by.patch("/api/v1/objects/product/fields/cost", named.clone()).await.refused(404, "not_found");
    let field = json!({"name": "extra", "type": "text", "label": {"zh": "多", "en": "Extra"}});
    by.post("/api/v1/objects/product/fields", field.clone()).await.refused(404, "not_found");
    by.post("/api/v1/objects/product/plan", json!({"add_field": field})).await.refused(404, "not_found");
    for path in ["fields/id_number", "fields/no_such_field"] {
        by.patch(&format!("/api/v1/objects/contact/{path}"), named.clone()).await.refused(404, "not_found");
    }
    // An object nobody could answer its maker with.
    let object = json!({"name": "secret", "label": {"zh": "密", "en": "Secret"}});
    by.post("/api/v1/objects", object).await.refused(403, "forbidden");
    // How many break a rule is told only to who sees them all, in clear.
    let required = |field: &str| json!({"change_field": {"field": field, "required": true, "version": 1}});
    let plan = "/api/v1/objects/contact/plan";
    by.post(plan, required("birthday")).await.refused_field("birthday", "some_values_break_rule");
    let counted = company.by("operator").post(plan, required("birthday")).await;
    counted.refused_field("birthday", "existing_values_break_rule");
    assert_eq!(company.digest().await, before);
    // What is in sight is changed.
    by.patch("/api/v1/objects/contact", named).await.ok();
}

async fn a_shared_view_tells_nobody_what_they_may_not_read(company: &Company) {
    let path = "/api/v1/views?object=account";
    let by_phone = json!({
        "name": "By phone", "kind": "list", "shared": true,
        "filter": {"field": "phone", "op": "eq", "value": PHONE},
    });
    company.by("manager").post(path, by_phone.clone()).await.ok();
    let by_name = json!({
        "name": "By name", "kind": "list", "shared": true, "sort": [{"field": "credit_limit"}, {"field": "name"}],
        "columns": [{"field": "name"}, {"field": "credit_limit"}],
    });
    company.by("operator").post(path, by_name).await.ok();
    let seen = async |who: &str| company.by(who).get(path).await.ok()["items"].as_array().unwrap().clone();
    let names = |views: &[Value]| -> BTreeSet<String> {
        views.iter().map(|view| view["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&seen("operator").await), ["By name", "By phone"].map(Into::into).into());
    let role = json!({
        "key": "blind", "label": {"zh": "盲", "en": "Blind"},
        "objects": {"account": {"view": "all", "fields": {"phone": "masked", "credit_limit": "hidden"},
            "classes": {"public": "read", "internal": "read", "sensitive": "masked", "restricted": "hidden"}}},
    });
    company.by("admin").post("/api/v1/roles", role).await.ok();
    company.hire_one("blind", "Mang Mang", None, &["blind"]).await;
    let views = seen("blind").await;
    assert_eq!(names(&views), ["By name"].map(Into::into).into());
    let text = Value::from(views).to_string();
    assert!(!text.contains("credit_limit") && !text.contains(PHONE), "{text}");
    // Nor is a filter kept that its author could not list by.
    company.by("blind").post(path, by_phone).await.refused_field("filter", "field_not_readable");
}

async fn a_value_taken_out_of_sight_is_told_and_logged(company: &Company) {
    let code = "91440606MAHM6885UM";
    company.made("other", "account", json!({"name": "Haifeng", "credit_code": code})).await;
    company
        .by("rep")
        .post("/api/v1/records/account", json!({"credit_code": code}))
        .await
        .refused_field("credit_code", "not_unique");
    let log = company.log().await;
    let event = log.iter().rfind(|event| event.action == "create").unwrap();
    assert_eq!((event.outcome.as_str(), event.actor_name.as_str()), ("failed", "Li Na"));
    assert_eq!(event.detail["fields"], json!(["credit_code"]));
}

async fn an_explanation_about_oneself_shows_no_more_than_the_record(company: &Company) {
    with_a_modeller(company).await;
    let record = company.made("rep", "account", json!({"name": "Yunling"})).await;
    let ask =
        async |who: &str, query: &[(&str, &str)]| company.by(who).find("/api/v1/access/explain", query).await;
    // Who manages people may ask about them, and it is logged; about themselves they are anybody.
    let about = [("object", "account"), ("id", record.id()), ("action", "view")];
    ask("modeller", &about).await.refused(404, "not_found");
    let rep = company.id("rep");
    ask("modeller", &[("user", rep), about[0], about[1], about[2]]).await.ok();
    let log = company.log().await;
    assert!(log.iter().any(|event| event.action == "access_explained" && event.actor_name == "Mo Delle"));
    // A hidden field is no field.
    for field in ["id_number", "no_such_field"] {
        let query = [("object", "contact"), ("action", "view"), ("field", field)];
        ask("modeller", &query).await.refused(404, "not_found");
    }
}

async fn who_may_not_upload_sends_nothing(company: &Company) {
    for path in ["/api/v1/files?object=account&name=a.txt", "/api/v1/imports?object=account&name=a.csv"] {
        // Refused by right before by size: nothing of the body was waited for.
        let ask = company.by("reader").ask(Method::POST, path).bytes("x", "text/plain");
        ask.header("content-length", "900000000").send().await.refused(403, "forbidden");
    }
}

async fn nobody_shuts_out_who_watches_over_them(company: &Company) {
    let officer = format!("/api/v1/users/{}/sessions", company.id("officer"));
    company.by("operator").delete(&officer).await.refused(403, "escalation");
    company.by("officer").get("/api/v1/me").await.ok();
    let rep = format!("/api/v1/users/{}/sessions", company.id("rep"));
    assert_eq!(company.by("operator").delete(&rep).await.ok()["ended"], 1);
    // The founder held both sides; once there is another officer, one side can be given up, and not taken back.
    let path = format!("/api/v1/users/{}", company.id("admin"));
    let version = company.by("admin").get(&path).await.ok()["version"].clone();
    let body = json!({"roles": ["administrator"], "version": version});
    let version = company.by("admin").patch(&path, body).await.ok()["version"].clone();
    let body = json!({"roles": ["administrator", "security_officer"], "version": version});
    company.by("admin").patch(&path, body).await.refused(403, "self_change");
}

on_both_engines!(
    definitions_out_of_sight_are_not_changed,
    a_shared_view_tells_nobody_what_they_may_not_read,
    a_value_taken_out_of_sight_is_told_and_logged,
    an_explanation_about_oneself_shows_no_more_than_the_record,
    who_may_not_upload_sends_nothing,
    nobody_shuts_out_who_watches_over_them,
);
