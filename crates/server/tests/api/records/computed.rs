//! Fields that are worked out: formulas and roll-ups of a customer's own.

use serde_json::{Value, json};

use crate::support::Company;

async fn add(company: &Company, object: &str, field: Value) {
    let path = format!("/api/v1/objects/{object}/fields");
    company.by("operator").post(&path, field).await.ok();
}

async fn a_formula_follows_what_it_works_from(company: &Company) {
    let label = json!({"zh": "人均营收", "en": "Revenue per head"});
    let formula = json!({
        "name": "c_per_head", "type": "formula", "label": label, "formula": "round(annual_revenue / employees, 2)",
        "result_type": "money",
    });
    add(company, "account", formula).await;
    let body = json!({"name": "Yunling", "annual_revenue": "1000", "employees": 3});
    let account = company.made("rep", "account", body).await;
    assert_eq!(*account.value("c_per_head"), json!({"amount": "333.33", "currency": "CNY"}));
    let changed = company.by("rep").change(&account.path(), 1, json!({"employees": 4})).await.ok();
    assert_eq!(changed["values"]["c_per_head"]["amount"], "250.00");
    let changed = company.by("rep").change(&account.path(), 2, json!({"employees": 0})).await.ok();
    assert_eq!(changed["values"]["c_per_head"], Value::Null);
    let answer = company.by("rep").change(&account.path(), 3, json!({"c_per_head": "1"})).await;
    answer.refused_field("c_per_head", "read_only");
    let answer = company.by("rep").find("/api/v1/records/account", &[("sort", "c_per_head")]).await;
    answer.refused_field("sort", "field_not_readable");
}

async fn a_rollup_tells_of_no_record_its_reader_may_not_see(company: &Company) {
    let label = json!({"zh": "商机额", "en": "Deals"});
    let sum = json!({"object": "opportunity", "via": "account", "function": "sum", "field": "amount"});
    add(company, "account", json!({"name": "c_deals", "type": "rollup", "label": label, "rollup": sum}))
        .await;
    let count = json!({"object": "contact", "via": "account", "function": "count"});
    add(company, "account", json!({"name": "c_people", "type": "rollup", "label": label, "rollup": count}))
        .await;
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    for (who, amount) in [("rep", "10.25"), ("rep", "20"), ("manager", "70")] {
        company
            .made(who, "opportunity", json!({"name": "Deal", "account": account.id(), "amount": amount}))
            .await;
        company.made(who, "contact", json!({"name": "Fang", "account": account.id()})).await;
    }
    let values = async |who: &str| company.by(who).get(&account.path()).await.ok()["values"].clone();
    let whole = json!({"amount": "100.25", "currency": "CNY"});
    for who in ["operator", "auditor"] {
        assert_eq!(values(who).await["c_deals"], whole, "{who}");
    }
    // The representative sees two of the three deals: a sum over all would tell of the third, a sum over some would
    // be taken for the whole. All people of an account one owns may be seen.
    for who in ["rep", "manager", "service"] {
        assert!(values(who).await.get("c_deals").is_none(), "{who}");
    }
    assert_eq!(values("rep").await["c_people"], 3);
    let listed =
        company.by("operator").find("/api/v1/records/account", &[("fields", "name,c_deals")]).await.ok();
    assert_eq!(listed["items"][0]["values"]["c_deals"], whole);
    company
        .by("rep")
        .get("/api/v1/records/account?fields=c_deals")
        .await
        .refused_field("fields", "unknown_field");
}

on_both_engines!(a_formula_follows_what_it_works_from, a_rollup_tells_of_no_record_its_reader_may_not_see);
