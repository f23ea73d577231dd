//! Search over everything one may see.

use serde_json::{Value, json};

use crate::support::Company;

async fn ids(company: &Company, who: &str, text: &str) -> Vec<String> {
    let found = company.by(who).find("/api/v1/search", &[("q", text)]).await.ok();
    found["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

async fn a_record_is_found_by_any_of_its_texts(company: &Company) {
    let body = json!({
        "name": "云岭机电有限公司", "phone": "13973165678", "email": "Info@Yunling.example", "description": "喜欢喝普洱茶",
        "english_name": "Yunling Electric Machinery",
    });
    let account = company.made("rep", "account", body).await;
    company.made("rep", "account", json!({"name": "海风贸易", "phone": "13800001234"})).await;
    for text in [
        "云岭",
        "机电",
        "岭",
        "云岭机电有限公司",
        "yl",
        "ylj",
        "普洱",
        "Electric",
        "electr",
        "YUNLING",
        "13973165678",
        "+86 139 7316 5678",
        "5678",
        "info@yunling.example",
        "ACC-000001",
        "ｙｕｎｌｉｎｇ",
    ] {
        assert_eq!(ids(company, "rep", text).await, [account.id()], "{text}");
    }
    for text in ["云海", "1397316", "zzz", "info@", "\"", "' OR 1=1 --", "* NEAR(", "%", "NOT"] {
        assert_eq!(ids(company, "rep", text).await, Vec::<String>::new(), "{text}");
    }
    for text in ["", " ", &"长".repeat(201)] {
        company.by("rep").find("/api/v1/search", &[("q", text)]).await.refused(400, "search_too_short");
    }
    let hit = company.by("rep").find("/api/v1/search", &[("q", "普洱")]).await.ok()["items"][0].clone();
    assert_eq!((&hit["field"], &hit["snippet"]), (&json!("description"), &json!("喜欢喝普洱茶")));
    assert_eq!(hit["owner"]["label"], "Li Na");
    // What it was is no longer found, what it is now is.
    company
        .by("rep")
        .change(&account.path(), 1, json!({"description": "只喝咖啡", "phone": "13800009999"}))
        .await
        .ok();
    for text in ["普洱", "13973165678", "5678"] {
        assert_eq!(ids(company, "rep", text).await, Vec::<String>::new(), "{text}");
    }
    assert_eq!(ids(company, "rep", "咖啡").await, [account.id()]);
    assert_eq!(ids(company, "rep", "9999").await, [account.id()]);
}

async fn search_finds_only_what_may_be_seen(company: &Company) {
    let mine = company.made("rep", "account", json!({"name": "Qilianshan North"})).await;
    let theirs = company.made("other", "account", json!({"name": "Qilianshan South"})).await;
    let deal = company.made("other", "opportunity", json!({"name": "Qilianshan deal"})).await;
    assert_eq!(ids(company, "rep", "Qilianshan").await, [mine.id()]);
    let mut all = ids(company, "director", "Qilianshan").await;
    all.sort();
    let mut expected = vec![mine.id(), theirs.id(), deal.id()];
    expected.sort_unstable();
    assert_eq!(all, expected);
    let query = [("q", "Qilianshan"), ("objects", "opportunity")];
    let only = company.by("director").find("/api/v1/search", &query).await.ok();
    assert_eq!(only["items"].as_array().unwrap().len(), 1);
    let query = [("q", "Qilianshan"), ("objects", "nonsense")];
    assert_eq!(company.by("director").find("/api/v1/search", &query).await.ok()["items"], json!([]));
}

async fn a_list_can_be_searched_too(company: &Company) {
    company.made("rep", "account", json!({"name": "云岭机电", "level": "a"})).await;
    company.made("rep", "account", json!({"name": "云岭贸易", "level": "b", "phone": "13973165678"})).await;
    company.made("rep", "account", json!({"name": "海风", "level": "a"})).await;
    company.made("other", "account", json!({"name": "云岭他处", "level": "a"})).await;
    let names = async |query: &[(&str, &str)]| {
        let listed = company.by("rep").find("/api/v1/records/account", query).await.ok();
        let items = listed["items"].as_array().unwrap();
        let names: Vec<Value> = items.iter().map(|item| item["label"].clone()).collect();
        (names, listed["count"]["value"].clone())
    };
    let filter = json!({"field": "level", "op": "eq", "value": "a"}).to_string();
    let (found, count) = names(&[("q", "云岭"), ("sort", "name"), ("count", "exact")]).await;
    assert_eq!((found.len(), count), (2, json!(2)));
    assert_eq!(names(&[("q", "云岭"), ("filter", &filter)]).await.0, [json!("云岭机电")]);
    assert_eq!(names(&[("q", "13973165678")]).await.0, [json!("云岭贸易")]);
}

on_both_engines!(
    a_record_is_found_by_any_of_its_texts,
    search_finds_only_what_may_be_seen,
    a_list_can_be_searched_too,
);
