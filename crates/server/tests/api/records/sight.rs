//! Who sees which records: own, the team's, all; the same answer from every route.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Client, Company, Record};

/// One account and one deal of each: names are who owns them.
async fn one_each(company: &Company) -> Vec<(Record, Record)> {
    let mut made = Vec::new();
    for who in ["rep", "manager", "other", "rival", "director"] {
        let account = company.made(who, "account", json!({"name": format!("of {who}"), "level": "a"})).await;
        let deal =
            json!({"name": format!("of {who}"), "account": account.id(), "amount": "100", "stage": "won"});
        let deal = company.made(who, "opportunity", deal).await;
        made.push((account, deal));
    }
    made
}

/// Whose records a person finds by each way there is.
async fn ways(
    client: &Client<'_>,
    object: &str,
    records: &[&Record],
) -> Vec<(&'static str, BTreeSet<String>)> {
    let list = format!("/api/v1/records/{object}");
    let labels = |page: &Value| -> BTreeSet<String> {
        let items = page["items"].as_array().unwrap();
        items.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    };
    let listed = client.find(&list, &[("count", "exact")]).await.ok();
    assert_eq!(listed["count"]["value"], listed["items"].as_array().unwrap().len());
    let filter = json!({"not": {"field": "name", "op": "eq", "value": "nobody's"}}).to_string();
    let filtered = client.find(&list, &[("filter", &filter), ("sort", "-name")]).await.ok();
    let found = client.find("/api/v1/search", &[("q", "of"), ("objects", object)]).await.ok();
    let searched = client.find(&list, &[("q", "of")]).await.ok();
    let mut got = BTreeSet::new();
    let mut told = BTreeSet::new();
    for record in records {
        let answer = client.get(&record.path()).await;
        if answer.status == 200 {
            got.insert(answer.ok()["label"].as_str().unwrap().to_owned());
        }
        for part in ["history", "timeline"] {
            let answer = client.get(&format!("{}/{part}", record.path())).await;
            if answer.status == 200 {
                told.insert(record.0["label"].as_str().unwrap().to_owned());
            }
        }
    }
    let groups = client.find(&format!("{list}/groups"), &[("by", "owner")]).await.ok();
    let counted: u64 =
        groups["items"].as_array().unwrap().iter().map(|group| group["count"].as_u64().unwrap()).sum();
    assert_eq!(usize::try_from(counted).unwrap(), got.len(), "groups count what may be seen");
    vec![
        ("list", labels(&listed)),
        ("filter", labels(&filtered)),
        ("search", labels(&found)),
        ("list by text", labels(&searched)),
        ("record", got),
        ("history", told),
    ]
}

async fn everybody_sees_what_their_role_says_by_every_way(company: &Company) {
    let made = one_each(company).await;
    let accounts: Vec<&Record> = made.iter().map(|(account, _)| account).collect();
    let deals: Vec<&Record> = made.iter().map(|(_, deal)| deal).collect();
    let all = ["rep", "manager", "other", "rival", "director"];
    for (who, seen) in [
        ("rep", &["rep"][..]),
        ("other", &["other"]),
        ("manager", &["rep", "manager"]),
        ("rival", &["other", "rival"]),
        ("director", &all),
        ("auditor", &all),
        ("reader", &all),
        ("officer", &all),
        ("operator", &all),
    ] {
        let expected: BTreeSet<String> = seen.iter().map(|who| format!("of {who}")).collect();
        for (object, records) in [("account", &accounts), ("opportunity", &deals)] {
            for (way, found) in ways(&company.by(who), object, records).await {
                assert_eq!(found, expected, "{object} by {who} through {way}");
            }
        }
    }
    for who in ["marketing", "service"] {
        let expected: BTreeSet<String> = all.iter().map(|who| format!("of {who}")).collect();
        for (way, found) in ways(&company.by(who), "account", &accounts).await {
            assert_eq!(found, expected, "account by {who} through {way}");
        }
        let client = company.by(who);
        client.get("/api/v1/records/opportunity").await.refused(404, "not_found");
        client.get("/api/v1/objects/opportunity").await.refused(404, "not_found");
        client.get(&deals[0].path()).await.refused(404, "not_found");
        client.get("/api/v1/records/opportunity/groups?by=stage").await.refused(404, "not_found");
    }
}

async fn what_may_not_be_seen_and_what_is_not_there_answer_alike(company: &Company) {
    let theirs = company.made("other", "account", json!({"name": "Theirs"})).await;
    let nothing = theirs.path().replace(theirs.id(), "0192f3a0-0000-7000-8000-000000000000");
    let rep = company.by("rep");
    for part in ["", "/history", "/timeline"] {
        let hidden = rep.get(&format!("{}{part}", theirs.path())).await;
        let absent = rep.get(&format!("{nothing}{part}")).await;
        assert_eq!((hidden.status, hidden.text()), (absent.status, absent.text()));
    }
    for (object, id) in
        [("nonsense", theirs.id()), ("product", theirs.id()), ("account", "nonsense"), ("account", "%00")]
    {
        rep.get(&format!("/api/v1/records/{object}/{id}")).await.refused(404, "not_found");
    }
    let hidden = rep.change(&theirs.path(), 1, json!({"name": "x"})).await;
    let absent = rep.change(&nothing, 1, json!({"name": "x"})).await;
    assert_eq!((hidden.status, hidden.text()), (absent.status, absent.text()));
    // Not even a right version or a wrong one tells them apart.
    assert_eq!(rep.change(&theirs.path(), 9, json!({"name": "x"})).await.text(), absent.text());
}

async fn rights_taken_away_are_gone_at_once(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Mine"})).await;
    let path = format!("/api/v1/users/{}", company.id("rep"));
    let user = company.by("admin").get(&path).await.ok();
    company.by("admin").patch(&path, json!({"version": user["version"], "roles": []})).await.ok();
    company.by("rep").get(&account.path()).await.refused(404, "not_found");
    let user = company.by("admin").get(&path).await.ok();
    company.by("admin").patch(&path, json!({"version": user["version"], "roles": ["sales_rep"]})).await.ok();
    company.by("rep").get(&account.path()).await.ok();
    let user = company.by("admin").get(&path).await.ok();
    company.by("admin").patch(&path, json!({"version": user["version"], "active": false})).await.ok();
    company.by("rep").get(&account.path()).await.refused(401, "unauthenticated");
}

async fn what_hangs_off_an_account_shows_with_it_but_a_deal_does_not(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Mine"})).await;
    let deal = company
        .made("manager", "opportunity", json!({"name": "The manager's", "account": account.id()}))
        .await;
    let contact = company.made("manager", "contact", json!({"name": "Fang", "account": account.id()})).await;
    company.by("rep").get(&contact.path()).await.ok();
    company.by("rep").get(&deal.path()).await.refused(404, "not_found");
    company.by("other").get(&contact.path()).await.refused(404, "not_found");
    company.by("rep").change(&contact.path(), 1, json!({"title": "Head"})).await.refused(403, "forbidden");
}

async fn why_is_answered_as_the_rules_decide(company: &Company) {
    let theirs = company.made("other", "account", json!({"name": "Theirs"})).await;
    let ask = async |who: &str, about: &str, action: &str| {
        let query =
            [("user", company.id(about)), ("object", "account"), ("id", theirs.id()), ("action", action)];
        company.by(who).find("/api/v1/access/explain", &query).await
    };
    assert_eq!(ask("admin", "rep", "view").await.ok()["allowed"], false);
    assert_eq!(ask("admin", "rival", "edit").await.ok()["allowed"], true);
    assert_eq!(ask("other", "other", "view").await.ok()["allowed"], true);
    ask("other", "rep", "view").await.refused(403, "forbidden");
    ask("rep", "rep", "view").await.refused(404, "not_found");
    ask("admin", "rep", "nonsense").await.refused_field("action", "invalid_option");
}

on_both_engines!(
    everybody_sees_what_their_role_says_by_every_way,
    what_may_not_be_seen_and_what_is_not_there_answer_alike,
    rights_taken_away_are_gone_at_once,
    what_hangs_off_an_account_shows_with_it_but_a_deal_does_not,
    why_is_answered_as_the_rules_decide,
);
