//! Stages: what entering one asks for and fills in.

use serde_json::{Value, json};

use crate::support::Company;

async fn entering_a_stage_fills_in_its_chance(company: &Company) {
    let deal = company.made("rep", "opportunity", json!({"name": "Deal", "amount": "1000"})).await;
    assert_eq!(*deal.value("stage"), "prospecting");
    assert_eq!(*deal.value("probability"), "10");
    assert_eq!(*deal.value("weighted_amount"), json!({"amount": "100.00", "currency": "CNY"}));
    let rep = company.by("rep");
    let won = rep.change(&deal.path(), 1, json!({"stage": "won"})).await.ok();
    assert_eq!(won["values"]["probability"], "100");
    assert_eq!(won["values"]["closed_on"], "2026-11-18", "the day it was won");
    let open = rep.change(&deal.path(), 2, json!({"stage": "proposal"})).await.ok();
    assert_eq!(open["values"]["closed_on"], Value::Null);
    assert_eq!(open["values"]["probability"], "50");
    let told = json!({"stage": "lost", "closed_on": "2026-11-02", "probability": "3"});
    let lost = rep.change(&deal.path(), 3, told).await.ok();
    assert_eq!(lost["values"]["closed_on"], "2026-11-02", "who says when it closed is believed");
    assert_eq!(lost["values"]["probability"], "3");
    let body = json!({"name": "Second", "stage": "won", "closed_on": "2026-10-01", "amount": "5", "probability": "90"});
    let made = company.made("rep", "opportunity", body).await;
    assert_eq!((made.value("closed_on"), made.value("probability")), (&json!("2026-10-01"), &json!("90")));
}

async fn a_stage_asks_for_its_fields_when_it_is_entered(company: &Company) {
    let deal = company.made("rep", "opportunity", json!({"name": "Deal"})).await;
    let rep = company.by("rep");
    let before = company.digest().await;
    rep.change(&deal.path(), 1, json!({"stage": "proposal"})).await.refused_field("amount", "stage_required");
    let path = "/api/v1/records/opportunity";
    rep.post(path, json!({"name": "B", "stage": "negotiation"}))
        .await
        .refused_field("amount", "stage_required");
    rep.change(&deal.path(), 1, json!({"stage": "nonsense"})).await.refused_field("stage", "invalid_option");
    rep.change(&deal.path(), 1, json!({"stage": null})).await.refused_field("stage", "required");
    assert_eq!(company.digest().await, before);
    rep.change(&deal.path(), 1, json!({"stage": "proposal", "amount": "10"})).await.ok();
    // It is not asked for ever after.
    rep.change(&deal.path(), 2, json!({"amount": null})).await.ok();
}

async fn a_board_counts_and_sums_by_stage(company: &Company) {
    for (name, stage, amount, currency) in [
        ("a", "prospecting", "10.10", "CNY"),
        ("b", "prospecting", "20.20", "CNY"),
        ("c", "prospecting", "5", "USD"),
        ("d", "won", "1000000.01", "CNY"),
    ] {
        let body = json!({"name": name, "stage": stage, "amount": {"amount": amount, "currency": currency}});
        company.made("rep", "opportunity", body).await;
    }
    company.made("other", "opportunity", json!({"name": "theirs", "amount": "7"})).await;
    let path = "/api/v1/records/opportunity/groups";
    let groups = company.by("rep").find(path, &[("by", "stage"), ("sum", "amount")]).await.ok();
    let group = |key: &str| {
        let items = groups["items"].as_array().unwrap();
        items.iter().find(|item| item["key"] == key).cloned().unwrap()
    };
    assert_eq!(groups["items"].as_array().unwrap().len(), 2);
    assert_eq!(group("prospecting")["count"], 3);
    let mut sums = group("prospecting")["sums"]["amount"].as_array().cloned().unwrap();
    sums.sort_by_key(|sum| sum["currency"].to_string());
    assert_eq!(
        sums,
        [json!({"amount": "30.30", "currency": "CNY"}), json!({"amount": "5.00", "currency": "USD"})]
    );
    assert_eq!(group("won")["sums"]["amount"], json!([{"amount": "1000000.01", "currency": "CNY"}]));
    let filter = json!({"field": "amount", "op": "ge", "value": "20"}).to_string();
    let some = company.by("rep").find(path, &[("by", "stage"), ("filter", &filter)]).await.ok();
    let total: u64 =
        some["items"].as_array().unwrap().iter().map(|item| item["count"].as_u64().unwrap()).sum();
    assert_eq!(total, 2);
    let all = company.by("director").find(path, &[("by", "owner")]).await.ok();
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    for (by, sum) in
        [("nonsense", "amount"), ("description", "amount"), ("stage", "name"), ("stage", "nonsense")]
    {
        let answer = company.by("rep").find(path, &[("by", by), ("sum", sum)]).await;
        answer.refused(422, "validation_failed");
    }
}

on_both_engines!(
    entering_a_stage_fills_in_its_chance,
    a_stage_asks_for_its_fields_when_it_is_entered,
    a_board_counts_and_sums_by_stage,
);
