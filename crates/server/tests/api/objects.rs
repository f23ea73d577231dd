//! Objects and fields made through the API: there at once, everywhere, under the same rules as what ships.

use http::Method;
use serde_json::{Value, json};

use crate::support::Company;

async fn a_project_object(company: &Company) {
    let operator = company.by("operator");
    let body = json!({
        "name": "project", "label": {"zh": "项目", "en": "Project"}, "plural": {"zh": "项目", "en": "Projects"},
        "number": "PRJ-{0000}",
    });
    let made = operator.post("/api/v1/objects", body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["name"], "c_project");
    let budget =
        json!({"name": "budget", "type": "money", "label": {"zh": "预算", "en": "Budget"}, "indexed": true});
    let made = operator.post("/api/v1/objects/c_project/fields", budget).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let kind = json!({
        "name": "kind", "type": "choice", "label": {"zh": "类型", "en": "Kind"},
        "options": [
            {"key": "build", "label": {"zh": "建设", "en": "Build"}, "color": "blue"},
            {"key": "run", "label": {"zh": "运维", "en": "Run"}, "color": "teal"},
        ],
    });
    operator.post("/api/v1/objects/c_project/fields", kind).await.ok();
}

async fn a_custom_object_with_money_appears_everywhere_at_once(company: &Company) {
    a_project_object(company).await;
    let rep = company.by("rep");
    // In the menu and as a form.
    let objects = rep.get("/api/v1/objects").await.ok();
    let listed =
        objects["items"].as_array().unwrap().iter().find(|object| object["name"] == "c_project").unwrap();
    assert_eq!((&listed["in_menu"], &listed["shipped"]), (&json!(true), &json!(false)));
    let object = rep.get("/api/v1/objects/c_project").await.ok();
    let field =
        object["fields"].as_array().unwrap().iter().find(|field| field["name"] == "c_budget").unwrap();
    assert_eq!((&field["type"], &field["access"]), (&json!("money"), &json!("edit")));
    assert_eq!((&field["sortable"], &field["filterable"]), (&json!(true), &json!(true)));
    assert!(
        object["layout"]["sections"].to_string().contains("c_budget"),
        "in the form: {}",
        object["layout"]
    );
    // As records.
    let body =
        json!({"name": "Dam", "c_budget": {"amount": "1000000.50", "currency": "CNY"}, "c_kind": "build"});
    let dam = company.made("rep", "c_project", body).await;
    assert_eq!(*dam.value("number"), "PRJ-0001");
    company.made("rep", "c_project", json!({"name": "Bridge", "c_budget": "20", "c_kind": "build"})).await;
    company.made("other", "c_project", json!({"name": "Tunnel", "c_budget": "7", "c_kind": "run"})).await;
    let path = "/api/v1/records/c_project";
    let names = async |query: &[(&str, &str)]| -> Vec<Value> {
        let found = company.by("rep").find(path, query).await.ok();
        found["items"].as_array().unwrap().iter().map(|item| item["label"].clone()).collect()
    };
    assert_eq!(names(&[("sort", "-c_budget"), ("fields", "name,c_budget")]).await, ["Dam", "Bridge"]);
    let filter = json!({"field": "c_budget", "op": "gt", "value": "1000000"}).to_string();
    assert_eq!(names(&[("filter", &filter)]).await, ["Dam"]);
    assert_eq!(names(&[("q", "Bridge")]).await, ["Bridge"]);
    let groups = rep.find(&format!("{path}/groups"), &[("by", "c_kind"), ("sum", "c_budget")]).await.ok();
    let sums = json!({"c_budget": [{"amount": "1000020.50", "currency": "CNY"}]});
    assert_eq!(groups["items"], json!([{"key": "build", "count": 2, "sums": sums}]));
    let found = rep.find("/api/v1/search", &[("q", "Dam")]).await.ok();
    assert_eq!(found["items"][0]["object"], "c_project");
    // In files, both ways.
    let body = json!({"object": "c_project", "format": "csv", "headers": "labels"});
    let file = company.by("operator").post("/api/v1/exports", body).await;
    assert!(file.text().contains("Budget") && file.text().contains("1000000.50"), "{}", file.text());
    let upload =
        company.by("operator").ask(Method::POST, "/api/v1/imports?object=c_project&name=projects.csv");
    let import = upload.bytes("Name,预算\nTower,12.50\n", "text/csv").send().await.ok();
    let suggested: Vec<&Value> =
        import["columns"].as_array().unwrap().iter().map(|column| &column["suggested_field"]).collect();
    assert_eq!(suggested, [&json!("name"), &json!("c_budget")]);
    // In the description of the API.
    let described = rep.get("/api/v1/openapi.json").await.ok();
    assert!(described["paths"].get("/api/v1/records/c_project").is_some());
    let schema = &described["components"]["schemas"]["c_project_values"]["properties"]["c_budget"];
    assert_eq!(schema["title"], "Budget");
    assert_eq!(
        company.by("service").get("/api/v1/objects/c_project").await.code().as_deref(),
        Some("not_found")
    );
}

async fn what_ships_is_not_loosened(company: &Company) {
    let operator = company.by("operator");
    let version = operator.get("/api/v1/objects/contact").await.ok()["version"].clone();
    let before = company.digest().await;
    for (field, patch) in [
        ("name", json!({"required": false})),
        ("mobile", json!({"class": "public"})),
        ("mobile", json!({"class": "internal"})),
        ("mobile", json!({"personal": false})),
        ("external_id", json!({"unique": false})),
    ] {
        let mut body = patch.clone();
        body["version"] = version.clone();
        let answer = operator.patch(&format!("/api/v1/objects/contact/fields/{field}"), body).await;
        let code = answer.problem()["fields"][0]["code"].clone();
        assert!(code == "would_loosen" || code == "setting_fixed", "{field} {patch}: {}", answer.text());
    }
    let body = json!({"version": version, "type": "text"});
    let answer = operator.patch("/api/v1/objects/contact/fields/birthday", body).await;
    assert_eq!(answer.problem()["fields"][0]["code"], "type_fixed", "{}", answer.text());
    assert_eq!(company.digest().await, before);
    // Tighter it may become.
    let body = json!({"version": version, "class": "sensitive"});
    operator.patch("/api/v1/objects/contact/fields/title", body).await;
}

async fn a_plan_tells_and_changes_nothing(company: &Company) {
    let operator = company.by("operator");
    let before = company.digest().await;
    let label = json!({"zh": "预算", "en": "Budget"});
    let body = json!({"add_field": {"name": "budget", "type": "money", "label": label, "indexed": true}});
    let plan = operator.post("/api/v1/objects/account/plan", body).await.ok();
    let kinds: Vec<&str> =
        plan["steps"].as_array().unwrap().iter().map(|step| step["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["add_column", "add_column", "create_index"]);
    assert!(plan["steps"][0]["sentence"]["zh"].as_str().unwrap().contains("c_budget"));
    let plan = operator.post("/api/v1/objects/plan", json!({"name": "project", "label": label})).await.ok();
    assert_eq!(plan["steps"][0]["kind"], "create_table");
    assert_eq!(company.digest().await, before);
    assert!(!operator.get("/api/v1/objects/account").await.text().contains("c_budget"));
}

async fn a_change_on_an_old_version_is_refused(company: &Company) {
    a_project_object(company).await;
    let operator = company.by("operator");
    let path = "/api/v1/objects/c_project";
    let version = operator.get(path).await.ok()["version"].clone();
    let label = json!({"zh": "工程", "en": "Works"});
    operator.patch(path, json!({"version": version, "label": label})).await.ok();
    let before = company.digest().await;
    operator.patch(path, json!({"version": version, "label": label})).await.refused(409, "metadata_stale");
    let field = format!("{path}/fields/c_budget");
    operator
        .patch(&field, json!({"version": version, "required": true}))
        .await
        .refused(409, "metadata_stale");
    operator.patch("/api/v1/objects/nonsense", json!({"version": 1})).await.refused(404, "not_found");
    operator.patch(&format!("{path}/fields/nonsense"), json!({"version": 2})).await;
    assert_eq!(company.digest().await, before);
}

async fn a_rule_that_records_break_is_not_set(company: &Company) {
    a_project_object(company).await;
    company.made("rep", "c_project", json!({"name": "Dam", "c_kind": "build"})).await;
    company.made("rep", "c_project", json!({"name": "Bridge", "c_kind": "build", "c_budget": "1"})).await;
    let operator = company.by("operator");
    let version = operator.get("/api/v1/objects/c_project").await.ok()["version"].clone();
    let before = company.digest().await;
    let change = async |field: &str, key: &str, value: Value| {
        let body = json!({"version": version, key: value});
        company.by("operator").patch(&format!("/api/v1/objects/c_project/fields/{field}"), body).await
    };
    change("c_budget", "required", json!(true)).await.refused_field("c_budget", "existing_values_break_rule");
    let one = json!([{"key": "run", "label": {"zh": "运维", "en": "Run"}, "color": "teal"}]);
    change("c_kind", "options", one.clone()).await.refused_field("c_kind", "option_in_use");
    assert_eq!(company.digest().await, before);
    change("name", "required", json!(true)).await;
    let rest = json!([{"key": "build", "label": {"zh": "建设", "en": "Build"}, "color": "blue"}]);
    let version = operator.get("/api/v1/objects/c_project").await.ok()["version"].clone();
    let body = json!({"version": version, "options": rest});
    operator.patch("/api/v1/objects/c_project/fields/c_kind", body).await.ok();
    let path = "/api/v1/records/c_project";
    operator
        .post(path, json!({"name": "x", "c_kind": "run"}))
        .await
        .refused_field("c_kind", "invalid_option");
}

async fn names_that_do_not_fit_are_refused(company: &Company) {
    a_project_object(company).await;
    let operator = company.by("operator");
    let label = json!({"zh": "新", "en": "New"});
    let before = company.digest().await;
    for name in ["Account", "1st", "a b", "", "a;drop table x", "项目", &"a".repeat(80)] {
        let answer = operator.post("/api/v1/objects", json!({"name": name, "label": label})).await;
        assert_eq!(answer.status, 422, "{name}: {}", answer.text());
        let body = json!({"name": name, "type": "text", "label": label});
        let answer = operator.post("/api/v1/objects/c_project/fields", body).await;
        assert_eq!(answer.status, 422, "{name}: {}", answer.text());
    }
    operator
        .post("/api/v1/objects", json!({"name": "project", "label": label}))
        .await
        .refused_field("name", "name_taken");
    let again = json!({"name": "budget", "type": "text", "label": label});
    operator.post("/api/v1/objects/c_project/fields", again).await.refused_field("name", "name_taken");
    for body in [
        json!({"name": "f", "type": "nonsense", "label": label}),
        json!({"name": "f", "type": "text", "label": {"zh": "", "en": ""}}),
        json!({"name": "f", "type": "choice", "label": label}),
        json!({"name": "f", "type": "link", "label": label, "objects": ["nonsense"]}),
        json!({"name": "f", "type": "formula", "label": label, "formula": "1 +", "result_type": "number"}),
        json!({"name": "f", "type": "formula", "label": label, "formula": "nonsense * 2", "result_type": "number"}),
        json!({"name": "f", "type": "money", "label": label, "options": []}),
        json!({"name": "f", "type": "text", "label": label, "surprise": true}),
    ] {
        let answer = operator.post("/api/v1/objects/c_project/fields", body.clone()).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.text());
    }
    let stage = |key: &str, kind: &str| json!({"key": key, "label": label, "kind": kind, "probability": 1});
    let version = operator.get("/api/v1/objects/c_project").await.ok()["version"].clone();
    let stages = json!([stage("a", "open"), stage("b", "won")]);
    let answer = operator
        .put("/api/v1/objects/c_project/pipeline", json!({"version": version, "stages": stages}))
        .await;
    assert!(answer.text().contains("pipeline_incomplete"), "{}", answer.text());
    assert_eq!(company.digest().await, before);
    let stages = json!([stage("a", "open"), stage("b", "won"), stage("c", "lost")]);
    let body = json!({"version": version, "stages": stages});
    let object = operator.put("/api/v1/objects/c_project/pipeline", body).await.ok();
    assert_eq!(object["pipeline"]["stages"].as_array().unwrap().len(), 3);
    let field = object["pipeline"]["field"].as_str().unwrap().to_owned();
    company.made("rep", "c_project", json!({"name": "Dam", field: "b"})).await;
}

async fn a_retired_field_is_gone_for_all_but_its_keeper(company: &Company) {
    a_project_object(company).await;
    let dam = company.made("rep", "c_project", json!({"name": "Dam", "c_budget": "5"})).await;
    let operator = company.by("operator");
    let version = operator.get("/api/v1/objects/c_project").await.ok()["version"].clone();
    let path = "/api/v1/objects/c_project/fields/c_budget";
    operator.patch(path, json!({"version": version, "retired": true})).await.ok();
    let rep = company.by("rep");
    assert!(!rep.get("/api/v1/objects/c_project").await.text().contains("c_budget"));
    assert!(!rep.get(&dam.path()).await.text().contains("c_budget"));
    assert!(!rep.get("/api/v1/openapi.json").await.text().contains("c_budget"));
    rep.change(&dam.path(), 1, json!({"c_budget": "6"})).await.refused_field("c_budget", "unknown_field");
    let list = "/api/v1/records/c_project";
    rep.find(list, &[("sort", "c_budget")]).await.refused_field("sort", "field_not_readable");
    rep.find(list, &[("fields", "c_budget")]).await.refused_field("fields", "unknown_field");
    let version = operator.get("/api/v1/objects/c_project").await.ok()["version"].clone();
    operator.patch(path, json!({"version": version, "retired": false})).await.ok();
    assert_eq!(rep.get(&dam.path()).await.ok()["values"]["c_budget"]["amount"], "5.00");
}

async fn options_keep_the_other_words_they_are_known_by(company: &Company) {
    let operator = company.by("operator");
    let options = async || -> (Vec<Value>, Value) {
        let object = company.by("operator").get("/api/v1/objects/call").await.ok();
        let field = object["fields"].as_array().unwrap().iter().find(|field| field["name"] == "direction");
        (field.unwrap()["options"].as_array().unwrap().clone(), object["version"].clone())
    };
    let (shipped, version) = options().await;
    assert_eq!(shipped[0]["synonyms"], json!(["outgoing"]));
    // As a page that knows nothing of them sends the options back.
    let mut sent = shipped.clone();
    for option in &mut sent {
        option.as_object_mut().unwrap().remove("synonyms");
    }
    sent[0]["label"]["en"] = json!("Going out");
    let path = "/api/v1/objects/call/fields/direction";
    operator.patch(path, json!({"options": sent, "version": version})).await.ok();
    let (kept, version) = options().await;
    assert_eq!((&kept[0]["label"]["en"], &kept[0]["synonyms"]), (&json!("Going out"), &json!(["outgoing"])));
    // And as one that does.
    let mut sent = kept;
    sent[0]["synonyms"] = json!(["outgoing", "rang"]);
    operator.patch(path, json!({"options": sent, "version": version})).await.ok();
    assert_eq!(options().await.0[0]["synonyms"], json!(["outgoing", "rang"]));
}

on_both_engines!(
    options_keep_the_other_words_they_are_known_by,
    a_custom_object_with_money_appears_everywhere_at_once,
    what_ships_is_not_loosened,
    a_plan_tells_and_changes_nothing,
    a_change_on_an_old_version_is_refused,
    a_rule_that_records_break_is_not_set,
    names_that_do_not_fit_are_refused,
    a_retired_field_is_gone_for_all_but_its_keeper,
);
