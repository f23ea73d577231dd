//! Lists: filters, sorts, pages, counts, chosen fields.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::Company;

const PATH: &str = "/api/v1/records/account";

/// Accounts with ties and gaps in everything they are sorted by.
async fn some_accounts(company: &Company) {
    for number in 0..23_i32 {
        let mut body = json!({"name": format!("Account {:02}", number % 20), "employees": number % 5});
        if number % 3 > 0 {
            body["level"] = json!(["a", "b", "c"][usize::try_from(number % 3).unwrap()]);
            body["annual_revenue"] = json!(format!("{}.50", (number % 4) * 100));
        }
        if number % 4 == 0 {
            body["employees"] = Value::Null;
        }
        if number % 2 == 0 {
            body["tags"] = json!(["even", format!("t{}", number % 6)]);
        }
        company.made("rep", "account", body).await;
    }
}

async fn all_pages(company: &Company, query: &[(&str, &str)]) -> Vec<String> {
    let mut ids = Vec::new();
    let mut after = String::new();
    loop {
        let mut query = query.to_vec();
        if !after.is_empty() {
            query.push(("after", after.as_str()));
        }
        let page = company.by("rep").find(PATH, &query).await.ok();
        ids.extend(
            page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else { return ids };
        next.clone_into(&mut after);
    }
}

async fn pages_together_are_the_whole_list(company: &Company) {
    some_accounts(company).await;
    for sort in [
        "",
        "name",
        "-name",
        "employees,-name",
        "-employees",
        "level,employees,-updated_at",
        "-annual_revenue",
        "created_at",
        "number",
    ] {
        let whole = all_pages(company, &[("sort", sort), ("limit", "200")]).await;
        assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), 23, "{sort}: each once");
        for limit in ["1", "4", "23"] {
            assert_eq!(
                all_pages(company, &[("sort", sort), ("limit", limit)]).await,
                whole,
                "{sort} by {limit}"
            );
        }
    }
    let listed = company.by("rep").find(PATH, &[("sort", "-name"), ("limit", "2")]).await.ok();
    assert_eq!(listed["items"][0]["label"], "Account 19");
    let newest = company.by("rep").find(PATH, &[("limit", "1"), ("fields", "number")]).await.ok();
    assert_eq!(newest["items"][0]["values"]["number"], "ACC-000023", "the last changed comes first");
}

/// The names of the accounts a filter finds, and how many the count says there are.
async fn found(company: &Company, filter: &Value) -> usize {
    let text = filter.to_string();
    let query = [("filter", text.as_str()), ("limit", "200"), ("count", "exact")];
    let listed = company.by("rep").find(PATH, &query).await.ok();
    let items = listed["items"].as_array().unwrap().len();
    assert_eq!(listed["count"], json!({"value": items, "capped": false}), "{filter}");
    items
}

async fn filters_find_what_they_say(company: &Company) {
    some_accounts(company).await;
    let test = |field: &str, op: &str, value: Value| json!({"field": field, "op": op, "value": value});
    for (expected, filter) in [
        (8, test("level", "eq", json!("b"))),
        (15, test("level", "ne", json!("b"))),
        (15, test("level", "in", json!(["b", "c"]))),
        (8, test("level", "not_in", json!(["b", "c"]))),
        (8, test("level", "empty", Value::Null)),
        (15, test("level", "not_empty", Value::Null)),
        (12, test("tags", "has_any", json!(["even"]))),
        (4, test("tags", "has_all", json!(["even", "t2"]))),
        (19, test("tags", "has_none", json!(["t2"]))),
        (2, test("name", "eq", json!("Account 01"))),
        (23, test("name", "starts", json!("account"))),
        (10, test("name", "contains", json!("T 1"))),
        (0, test("name", "contains", json!("%"))),
        (0, test("name", "contains", json!("_0"))),
        (14, test("employees", "ge", json!(1))),
        (23, test("owner", "me", Value::Null)),
        (23, test("owner", "my_team", Value::Null)),
        (0, test("owner", "eq", json!(company.id("other")))),
        (23, test("created_at", "within", json!("today"))),
        (0, test("created_at", "within", json!("last_week"))),
        (23, json!({"and": []})),
        (0, json!({"or": []})),
        (0, json!({"and": [test("level", "eq", json!("b")), {"not": test("level", "eq", json!("b"))}]})),
        (23, json!({"or": [test("level", "eq", json!("b")), {"not": test("level", "eq", json!("b"))}]})),
    ] {
        assert_eq!(found(company, &filter).await, expected, "{filter}");
    }
    for (op, at_least) in [("lt", 0), ("le", 0), ("gt", 0), ("between", 0)] {
        let value = if op == "between" { json!(["0", "150"]) } else { json!("100.50") };
        assert!(found(company, &test("annual_revenue", op, value)).await > at_least, "{op}");
    }
}

async fn sealed_values_are_found_whole_or_by_their_tail(company: &Company) {
    company
        .made("rep", "account", json!({"name": "A", "phone": "13973165678", "email": "Ling@Yunling.example"}))
        .await;
    company.made("rep", "account", json!({"name": "B", "phone": "13800005678"})).await;
    company.made("rep", "account", json!({"name": "C"})).await;
    let test = |field: &str, op: &str, value: Value| json!({"field": field, "op": op, "value": value});
    for (expected, filter) in [
        (1, test("phone", "eq", json!("139 7316 5678"))),
        (2, test("phone", "ends_with", json!("5678"))),
        (2, test("phone", "not_empty", Value::Null)),
        (1, test("phone", "empty", Value::Null)),
        (1, test("phone", "in", json!(["+8613800005678", "13700000000"]))),
        (1, test("email", "eq", json!("ling@yunling.example"))),
        (0, test("email", "eq", json!("ling@yunling.exampl"))),
    ] {
        assert_eq!(found(company, &filter).await, expected, "{filter}");
    }
    for (field, op) in [
        ("phone", "contains"),
        ("phone", "starts"),
        ("phone", "lt"),
        ("email", "contains"),
        ("legal_person", "starts"),
    ] {
        let filter = test(field, op, json!("139")).to_string();
        company
            .by("rep")
            .find(PATH, &[("filter", &filter)])
            .await
            .refused_field("filter", "invalid_operator");
    }
    for sort in ["phone", "-email", "address"] {
        company.by("rep").find(PATH, &[("sort", sort)]).await.refused_field("sort", "field_not_readable");
    }
}

async fn a_filter_goes_one_link_far(company: &Company) {
    let account = company
        .made("rep", "account", json!({"name": "Yunling", "level": "a", "phone": "13973165678"}))
        .await;
    let theirs = company.made("other", "account", json!({"name": "Theirs", "level": "a"})).await;
    company.made("rep", "opportunity", json!({"name": "Mine", "account": account.id()})).await;
    let deal = company.made("other", "opportunity", json!({"name": "Given", "account": theirs.id()})).await;
    let change = json!({"owner": company.id("rep")});
    company.by("director").change(&deal.path(), 1, change).await.ok();
    let path = "/api/v1/records/opportunity";
    let names = async |filter: Value| -> Vec<Value> {
        let listed =
            company.by("rep").find(path, &[("filter", &filter.to_string()), ("sort", "name")]).await.ok();
        listed["items"].as_array().unwrap().iter().map(|item| item["label"].clone()).collect()
    };
    assert_eq!(names(json!({"and": []})).await, ["Given", "Mine"]);
    let level = |op: &str, value: &str| json!({"field": "account.level", "op": op, "value": value});
    assert_eq!(names(level("eq", "a")).await, ["Mine"], "an account out of sight tells nothing");
    let given = company.by("rep").get(&format!("{}?fields=account", deal.path())).await.ok();
    assert_eq!(given["values"]["account"]["label"], Value::Null);
    assert_eq!(names(json!({"field": "account.phone", "op": "eq", "value": "13973165678"})).await, ["Mine"]);
    for field in [
        "account.nonsense",
        "account.account.level",
        "nonsense.level",
        "name.level",
        "account.",
        ".level",
        "stage.a",
    ] {
        let filter = json!({"field": field, "op": "eq", "value": "a"}).to_string();
        company
            .by("rep")
            .find(path, &[("filter", &filter)])
            .await
            .refused_field("filter", "field_not_readable");
    }
}

async fn a_count_says_when_it_stops(company: &Company) {
    some_accounts(company).await;
    let count =
        async |mode: &str| company.by("rep").find(PATH, &[("count", mode)]).await.ok()["count"].clone();
    assert_eq!(count("none").await, Value::Null);
    assert_eq!(count("capped").await, json!({"value": 23, "capped": false}));
    assert_eq!(count("exact").await, json!({"value": 23, "capped": false}));
}

async fn dates_begin_where_the_reader_lives(company: &Company) {
    // It is 08:00 UTC on the 18th: the 18th in Shanghai and in New York, the 19th nowhere.
    company.made("rep", "account", json!({"name": "Yunling"})).await;
    let filter = json!({"field": "created_at", "op": "within", "value": "today"});
    assert_eq!(found(company, &filter).await, 1);
    // Nine hours later it is the 19th in Shanghai and still the 18th in New York.
    company.wait(9 * 60 * 60);
    company.sign_in_again("rep").await;
    company.by("rep").patch("/api/v1/me", json!({"timezone": "America/New_York"})).await.ok();
    assert_eq!(found(company, &filter).await, 1);
    company.by("rep").patch("/api/v1/me", json!({"timezone": "Asia/Shanghai"})).await.ok();
    assert_eq!(found(company, &filter).await, 0);
    let yesterday = json!({"field": "created_at", "op": "within", "value": "yesterday"});
    assert_eq!(found(company, &yesterday).await, 1);
}

async fn views_are_kept_and_are_no_right(company: &Company) {
    let path = "/api/v1/views?object=account";
    let filter = json!({"field": "level", "op": "eq", "value": "a"});
    let body = json!({
        "name": "Key accounts", "kind": "list", "filter": filter, "sort": [{"field": "name", "desc": true}],
        "columns": [{"field": "name", "width": 200}, {"field": "phone"}], "shared": true,
    });
    let view = company.by("rep").post(path, body.clone()).await.ok();
    assert_eq!((&view["mine"], &view["shared"], &view["version"]), (&json!(true), &json!(true), &json!(1)));
    let seen = company.by("other").get(path).await.ok();
    assert_eq!(seen["items"][0]["mine"], false);
    assert_eq!(seen["items"][0]["filter"], filter);
    let one = format!("/api/v1/views/{}", view["id"].as_str().unwrap());
    let mut changed = body.clone();
    changed["version"] = json!(1);
    changed["shared"] = json!(false);
    company.by("other").patch(&one, changed.clone()).await.refused(404, "not_found");
    company.by("admin").delete(&one).await.refused(404, "not_found");
    company.by("rep").patch(&one, changed.clone()).await.ok();
    company.by("rep").patch(&one, changed).await.refused(412, "version_conflict");
    assert_eq!(company.by("other").get(path).await.ok()["items"], json!([]));
    company.by("rep").delete(&one).await.ok();
    assert_eq!(company.by("rep").get(path).await.ok()["items"], json!([]));
}

on_both_engines!(
    pages_together_are_the_whole_list,
    filters_find_what_they_say,
    sealed_values_are_found_whole_or_by_their_tail,
    a_filter_goes_one_link_far,
    a_count_says_when_it_stops,
    dates_begin_where_the_reader_lives,
    views_are_kept_and_are_no_right,
);
