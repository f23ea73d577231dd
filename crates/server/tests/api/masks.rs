//! What a role may not read leaves no trace anywhere: the values below are planted, and looked for in everything
//! that every route answers to somebody from whom one field is masked and another hidden.

use http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Client, Company, Record};

const PATH: &str = "/api/v1/records/account";

/// The phone number; its mask shows the first three and the last four digits.
const PHONE: &str = "13973165678";
const PHONE_MASK: &str = "139****5678";
/// Digits of the phone number that no mask shows.
const PHONE_CANARY: &str = "97316";
/// In a note that is hidden, and not sealed: it stands in the database and in the search index in clear.
const NOTE: &str = "Zanzibarium quarterly";
const NOTE_CANARY: &str = "zanzibar";
/// A hidden amount.
const LIMIT: &str = "918273.64";
const LIMIT_CANARY: &str = "918273";
/// A hidden choice, which is also an option everybody may know of.
const GRADE: &str = "poor";

/// Somebody who sees all accounts, but not all of each, and may do everything else with them.
async fn with_half_a_role(company: &Company) -> Record {
    let role = json!({
        "key": "half", "label": {"zh": "半", "en": "Half"},
        "objects": {"account": {
            "view": "all", "create": true, "edit": "all", "delete": "all", "export": "all", "import": true, "bulk": true,
            "transfer": "all",
            "fields": {"phone": "masked", "description": "hidden", "credit_limit": "hidden", "credit_grade": "hidden",
                "annual_revenue": "masked", "level": "masked"},
            "classes": {"public": "edit", "internal": "edit", "sensitive": "masked", "restricted": "hidden"},
        }},
    });
    company.by("admin").post("/api/v1/roles", role).await.ok();
    company.hire_one("half", "Half Seen", None, &["half"]).await;
    let body = json!({
        "name": "Yunling", "phone": PHONE, "description": NOTE, "credit_limit": LIMIT, "credit_grade": GRADE, "level": "b",
        "annual_revenue": "918273.64", "email": "zanzibar@yunling.example",
    });
    let record = company.made("operator", "account", body).await;
    company
        .made(
            "operator",
            "account",
            json!({"name": "Haifeng", "phone": "13800001111", "description": "plain"}),
        )
        .await;
    record
}

/// Ids, cursors and hashes are left out: among so many digits any short run turns up by chance.
fn without_ids(text: &str) -> String {
    let parts = text.split(|c: char| !(c.is_ascii_hexdigit() || c == '-'));
    let long: Vec<&str> = parts.filter(|part| part.len() >= 32).collect();
    long.iter().fold(text.to_owned(), |text, id| text.replace(id, ""))
}

#[track_caller]
fn no_trace(answer: &Answer) {
    let text = without_ids(&answer.text()).to_lowercase();
    for canary in [PHONE_CANARY, NOTE_CANARY, LIMIT_CANARY] {
        assert!(!text.contains(canary), "{}: {canary} is in {text}", answer.asked);
    }
    for (name, value) in &answer.headers {
        assert!(!format!("{value:?}").contains(PHONE_CANARY), "{}: {name}", answer.asked);
    }
}

async fn a_masked_value_is_in_no_answer(company: &Company) {
    let record = with_half_a_role(company).await;
    let half = company.by("half");
    company.by("operator").change(&record.path(), 1, json!({"phone": "13973165679"})).await.ok();
    company.by("operator").change(&record.path(), 2, json!({"phone": PHONE, "level": "b"})).await.ok();
    let path = record.path();
    for asked in [
        path.clone(),
        format!("{path}?fields=phone,name"),
        format!("{path}/history"),
        format!("{path}/timeline"),
        PATH.to_owned(),
        format!("{PATH}?fields=name,phone,email,annual_revenue,level&count=exact&sort=-name"),
        format!("{PATH}?q=Yunling"),
        format!("{PATH}/groups?by=industry"),
        "/api/v1/search?q=Yunling".to_owned(),
        "/api/v1/objects/account".to_owned(),
        "/api/v1/objects".to_owned(),
        "/api/v1/openapi.json".to_owned(),
        "/api/v1/recycle?object=account".to_owned(),
        "/api/v1/people".to_owned(),
        "/api/v1/me".to_owned(),
    ] {
        let answer = half.get(&asked).await;
        answer.ok();
        no_trace(&answer);
    }
    let seen = half.get(&path).await.ok();
    assert_eq!(seen["values"]["phone"], PHONE_MASK);
    let mut masked: Vec<&str> =
        seen["masked"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    masked.sort_unstable();
    assert_eq!(masked, ["annual_revenue", "email", "level", "phone"]);
    for hidden in ["description", "credit_limit", "credit_grade"] {
        assert!(seen["values"].get(hidden).is_none(), "{hidden}");
    }
    assert_ne!(seen["values"]["level"], "b");
    let history = half.get(&format!("{path}/history")).await.ok();
    let phones: Vec<Value> =
        history["items"].as_array().unwrap().iter().map(|item| item["changes"][0].clone()).collect();
    assert_eq!(phones[0]["to"], PHONE_MASK);
    assert!(!history.to_string().contains("description"));
}

async fn a_masked_value_is_in_no_answer_to_a_write(company: &Company) {
    let record = with_half_a_role(company).await;
    let half = company.by("half");
    let mut version = 1;
    for body in [
        json!({"name": "Renamed"}),
        json!({"name": "Renamed", "phone": "13700001111"}),
        json!({"description": "mine"}),
        json!({"credit_grade": "good"}),
        json!({"level": "a"}),
        json!({"name": null}),
    ] {
        let answer = half.change(&record.path(), version, body).await;
        no_trace(&answer);
        if answer.status == 200 {
            version = answer.json()["version"].as_i64().unwrap();
        }
    }
    half.change(&record.path(), version, json!({"phone": "1"}))
        .await
        .refused_field("phone", "field_not_editable");
    for hidden in ["description", "credit_grade", "credit_limit", "nonsense"] {
        let answer = half.change(&record.path(), version, json!({hidden: "good"})).await;
        answer.refused_field(hidden, "unknown_field");
    }
    let body =
        json!({"ids": [record.id()], "action": "update", "values": {"phone": "13700001111", "name": "x"}});
    let bulk = half.post(&format!("{PATH}/bulk"), body).await;
    no_trace(&bulk);
    assert_eq!(bulk.ok()["failed"][0]["code"], "field_not_editable");
    no_trace(&half.remove(&record.path(), version).await);
    no_trace(&half.get("/api/v1/recycle?object=account").await);
    let restored = half.post(&format!("{}/restore", record.path()), json!({})).await;
    restored.ok();
    no_trace(&restored);
    // The value itself is as it was.
    let whole = company.by("operator").get(&record.path()).await.ok();
    assert_eq!(whole["values"]["phone"], format!("+86{PHONE}"));
    assert_eq!(whole["values"]["description"], NOTE);
}

/// What is asked about a field one may not read is answered as about a field that does not exist.
async fn same_as_unknown(
    client: &Client<'_>,
    field: &str,
    asked: impl Fn(&str) -> Vec<(&'static str, String)>,
    path: &str,
) {
    let ask = async |field: &str| {
        let query = asked(field);
        let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        client.find(path, &query).await
    };
    let unknown = ask("nonsense").await;
    let hidden = ask(field).await;
    assert_eq!(hidden.status, 422, "{}: {}", hidden.asked, hidden.text());
    assert_eq!(hidden.text(), unknown.text(), "{}", hidden.asked);
    assert_eq!(hidden.headers, unknown.headers, "{}", hidden.asked);
}

async fn what_is_masked_answers_no_question(company: &Company) {
    let record = with_half_a_role(company).await;
    let half = company.by("half");
    let operators = [
        ("eq", json!(PHONE)),
        ("eq", json!("13700000000")),
        ("eq", json!("not a phone")),
        ("eq", json!({"wrong": "type"})),
        ("in", json!([PHONE])),
        ("starts", json!("139")),
        ("ends_with", json!("5678")),
        ("contains", json!("7316")),
        ("empty", Value::Null),
        ("not_empty", Value::Null),
        ("ge", json!("918273")),
        ("nonsense", Value::Null),
    ];
    for field in [
        "phone",
        "email",
        "annual_revenue",
        "level",
        "description",
        "credit_limit",
        "credit_grade",
        "id_number",
    ] {
        for (op, value) in &operators {
            let filter = |field: &str| json!({"field": field, "op": op, "value": value}).to_string();
            same_as_unknown(&half, field, |field| vec![("filter", filter(field))], PATH).await;
            let nested = |field: &str| {
                json!({"or": [{"not": {"field": field, "op": op, "value": value}}]}).to_string()
            };
            same_as_unknown(&half, field, |field| vec![("filter", nested(field))], PATH).await;
        }
        for sort in ["", "-", "name,-"] {
            same_as_unknown(&half, field, |field| vec![("sort", format!("{sort}{field}"))], PATH).await;
        }
        let groups = format!("{PATH}/groups");
        same_as_unknown(&half, field, |field| vec![("by", field.into())], &groups).await;
        let sums = |field: &str| vec![("by", "industry".into()), ("sum", field.into())];
        same_as_unknown(&half, field, sums, &groups).await;
        let through = json!({"field": format!("parent.{field}"), "op": "eq", "value": PHONE}).to_string();
        half.find(PATH, &[("filter", &through)]).await.refused_field("filter", "field_not_readable");
        let export = |field: &str| json!({"object": "account", "format": "csv", "sort": field});
        let hidden = half.post("/api/v1/exports", export(field)).await;
        let unknown = half.post("/api/v1/exports", export("nonsense")).await;
        assert_eq!((hidden.status, hidden.text()), (unknown.status, unknown.text()), "export by {field}");
    }
    for hidden in ["description", "credit_limit", "credit_grade"] {
        same_as_unknown(&half, hidden, |field| vec![("fields", field.into())], PATH).await;
        same_as_unknown(&half, hidden, |field| vec![("fields", field.into())], &record.path()).await;
    }
}

async fn what_is_masked_is_found_by_no_search(company: &Company) {
    let record = with_half_a_role(company).await;
    let half = company.by("half");
    for text in [
        PHONE,
        "+86 139 7316 5678",
        "5678",
        "97316",
        "zanzibarium",
        "zanzibar",
        "quarterly",
        "zanzibar@yunling.example",
        "918273.64",
        "poor",
    ] {
        let found = half.find("/api/v1/search", &[("q", text)]).await;
        assert_eq!(found.ok()["items"], json!([]), "{text}");
        let listed = half.find(PATH, &[("q", text), ("count", "exact")]).await.ok();
        assert_eq!((&listed["items"], &listed["count"]["value"]), (&json!([]), &json!(0)), "{text}");
    }
    let found = half.find("/api/v1/search", &[("q", "Yunling")]).await.ok();
    assert_eq!(found["items"][0]["id"], record.id());
    // Somebody who may read them finds all of them.
    for text in [PHONE, "5678", "zanzibarium", "zanzibar@yunling.example"] {
        let found = company.by("operator").find("/api/v1/search", &[("q", text)]).await.ok();
        assert_eq!(found["items"][0]["id"], record.id(), "{text}");
    }
}

async fn what_is_masked_leaves_in_no_file(company: &Company) {
    with_half_a_role(company).await;
    let half = company.by("half");
    for headers in ["names", "labels"] {
        let body = json!({"object": "account", "format": "csv", "headers": headers});
        let file = half.post("/api/v1/exports", body).await;
        assert_eq!(file.status, 200, "{}", file.text());
        assert!(file.text().contains("Yunling"), "{}", file.text());
        no_trace(&file);
        assert!(file.text().contains(PHONE_MASK) || !file.text().contains("5678"));
    }
    let body = json!({"object": "account", "format": "csv", "fields": ["name", "phone", "email"]});
    no_trace(&half.post("/api/v1/exports", body).await);
    let body = json!({"object": "account", "format": "csv", "fields": ["name", "description"]});
    half.post("/api/v1/exports", body).await.refused(422, "validation_failed");
    let whole =
        company.by("operator").post("/api/v1/exports", json!({"object": "account", "format": "csv"})).await;
    assert!(whole.text().contains(PHONE_CANARY), "{}", whole.text());
    for who in ["auditor", "reader", "rep", "marketing", "service"] {
        let file =
            company.by(who).post("/api/v1/exports", json!({"object": "account", "format": "csv"})).await;
        file.refused(403, "forbidden");
    }
}

async fn an_auditor_reads_no_phone_number_in_clear(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling", "phone": PHONE})).await;
    let contact = json!({"name": "Wang Fang", "mobile": PHONE, "phone": PHONE, "account": account.id()});
    let contact = company.made("rep", "contact", contact).await;
    let number = json!({"id_number": "11010519491231002X"});
    company.by("operator").change(&contact.path(), 1, number).await.ok();
    let lead = company.made("rep", "lead", json!({"name": "Liu", "mobile": PHONE})).await;
    for who in ["auditor", "reader", "officer"] {
        let client = company.by(who);
        for (object, record, field) in
            [("account", &account, "phone"), ("contact", &contact, "mobile"), ("lead", &lead, "mobile")]
        {
            let list = format!("/api/v1/records/{object}");
            for asked in [
                record.path(),
                format!("{}/history", record.path()),
                format!("{}/timeline", record.path()),
                list.clone(),
                format!("{list}?fields=name,{field}"),
                format!("{list}?q=yunling"),
                format!("/api/v1/search?q=wang&objects={object}"),
                format!("/api/v1/objects/{object}"),
            ] {
                let answer = client.get(&asked).await;
                answer.ok();
                no_trace(&answer);
            }
            assert_eq!(client.get(&record.path()).await.ok()["values"][field], PHONE_MASK);
            for (op, value) in [("eq", PHONE), ("ends_with", "5678")] {
                let filter = json!({"field": field, "op": op, "value": value}).to_string();
                client
                    .find(&list, &[("filter", &filter)])
                    .await
                    .refused_field("filter", "field_not_readable");
            }
            for text in [PHONE, "5678"] {
                let found = client.find("/api/v1/search", &[("q", text), ("objects", object)]).await.ok();
                assert_eq!(found["items"], json!([]));
                assert_eq!(client.find(&list, &[("q", text)]).await.ok()["items"], json!([]));
            }
            client.find(&list, &[("sort", field)]).await.refused_field("sort", "field_not_readable");
            let groups = format!("{list}/groups");
            client.find(&groups, &[("by", field)]).await.refused_field("by", "field_not_readable");
            client.change(&record.path(), 1, json!({field: "13700001111"})).await.refused(403, "forbidden");
        }
        let values = client.get(&contact.path()).await.ok()["values"].clone();
        assert!(values.get("id_number").is_none(), "restricted is hidden");
    }
    // Whoever answers the phone sees it.
    let seen = company.by("service").get(&contact.path()).await.ok();
    assert_eq!(seen["values"]["mobile"], format!("+86{PHONE}"));
    assert!(seen["values"].get("id_number").is_none());
}

async fn the_log_holds_no_value(company: &Company) {
    let record = with_half_a_role(company).await;
    let operator = company.by("operator");
    operator.find("/api/v1/search", &[("q", PHONE)]).await.ok();
    let filter = json!({"field": "phone", "op": "eq", "value": PHONE}).to_string();
    operator.find(PATH, &[("filter", &filter), ("q", NOTE)]).await.ok();
    operator.change(&record.path(), 1, json!({"phone": "13973160000"})).await.ok();
    operator
        .change(&record.path(), 2, json!({"phone": format!("{PHONE}{PHONE}")}))
        .await
        .refused_field("phone", "invalid_phone");
    operator
        .ask(Method::PATCH, &record.path())
        .version(2)
        .bytes(format!("{{\"phone\": {PHONE_CANARY}"), "application/json")
        .send()
        .await;
    let mut after: Option<String> = None;
    loop {
        let mut query = vec![("limit", "200")];
        if let Some(after) = &after {
            query.push(("after", after));
        }
        let page = company.by("auditor").find("/api/v1/audit", &query).await;
        no_trace(&page);
        after = page.ok()["next"].as_str().map(Into::into);
        if after.is_none() {
            break;
        }
    }
}

on_both_engines!(
    a_masked_value_is_in_no_answer,
    a_masked_value_is_in_no_answer_to_a_write,
    what_is_masked_answers_no_question,
    what_is_masked_is_found_by_no_search,
    what_is_masked_leaves_in_no_file,
    an_auditor_reads_no_phone_number_in_clear,
    the_log_holds_no_value,
);
