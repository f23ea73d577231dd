//! What takes too long is ended, and says so.

use std::time::Duration;

use serde_json::json;

use crate::support::Company;

/// A question over long texts that no index answers.
async fn a_list_that_takes_too_long_is_ended(company: &Company) {
    let operator = company.by("operator");
    let field = json!({
        "name": "essay", "type": "long_text", "label": {"zh": "长文", "en": "Essay"}, "max_length": 20_000,
    });
    operator.post("/api/v1/objects/account/fields", field).await.ok();
    let essay = "lorem ipsum ".repeat(1_600);
    let creates = (0..40).map(|number| {
        operator
            .post("/api/v1/records/account", json!({"name": format!("Account {number}"), "c_essay": essay}))
    });
    for made in futures_util::future::join_all(creates).await {
        made.ok();
    }
    let parts: Vec<_> = (0..60)
        .map(|number| json!({"field": "c_essay", "op": "contains", "value": format!("nowhere {number}")}))
        .collect();
    let filter = json!({"or": parts}).to_string();
    let query = [("filter", filter.as_str()), ("count", "exact"), ("fields", "name")];
    company.limit_reads(Duration::from_millis(3));
    let ended = operator.find("/api/v1/records/account", &query).await;
    company.limit_reads(store::READ_LIMIT);
    let problem = ended.refused(503, "took_too_long");
    assert!(problem["detail"].as_str().unwrap().contains("exact count"), "{problem}");
    // Nothing is left hanging: the same question with time, and everybody else's.
    let whole = operator.find("/api/v1/records/account", &query).await.ok();
    assert_eq!(whole["count"], json!({"value": 0, "capped": false}));
    company.by("rep").get("/api/v1/records/account").await.ok();
}

on_both_engines!(a_list_that_takes_too_long_is_ended);
