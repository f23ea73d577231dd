//! Activities: what they do to the record they are about, and the timeline.

use serde_json::{Value, json};

use crate::support::{Company, Record};

async fn times(company: &Company, record: &Record) -> (Value, Value) {
    let values = company.by("rep").get(&record.path()).await.ok()["values"].clone();
    (values["last_activity_at"].clone(), values["next_activity_at"].clone())
}

async fn an_activity_touches_what_it_is_about(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    assert_eq!(times(company, &account).await, (Value::Null, Value::Null));
    let about = json!({"id": account.id(), "object": "account"});
    let note =
        company.made("rep", "note", json!({"subject": "Fair", "about": about, "body": "Met them"})).await;
    let (last, next) = times(company, &account).await;
    assert_eq!(last, *note.value("created_at"));
    assert_eq!(next, Value::Null);
    let body = json!({"subject": "Call back", "about": about, "due_at": "2026-12-01T09:00:00Z"});
    let task = company.made("rep", "task", body).await;
    let body = json!({"subject": "Send offer", "about": about, "due_at": "2026-11-25T09:00:00Z"});
    let sooner = company.made("rep", "task", body).await;
    assert_eq!(times(company, &account).await.1, "2026-11-25T09:00:00Z", "the soonest that is open");
    company.by("rep").change(&sooner.path(), 1, json!({"status": "done"})).await.ok();
    assert_eq!(times(company, &account).await.1, "2026-12-01T09:00:00Z");
    company.by("rep").remove(&task.path(), 1).await.ok();
    assert_eq!(times(company, &account).await.1, Value::Null);
    // Nobody else's record moved, and touching is no change of the record itself.
    assert_eq!(company.by("rep").get(&account.path()).await.ok()["version"], 1);
}

async fn what_is_planned_moves_the_next_activity_whatever_it_is(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    let about = json!({"id": account.id(), "object": "account"});
    let next = async || times(company, &account).await.1;
    let made = async |object: &str, field: &str, at: &str| {
        let mut body = json!({"subject": "Planned", "about": about});
        body[field] = json!(at);
        company.made("rep", object, body).await
    };
    made("meeting", "starts_at", "2026-11-01T09:00:00Z").await;
    assert_eq!(next().await, Value::Null, "what lies behind is not next");
    made("task", "due_at", "2026-12-05T09:00:00Z").await;
    let meeting = made("meeting", "starts_at", "2026-12-04T09:00:00Z").await;
    assert_eq!(next().await, "2026-12-04T09:00:00Z");
    let visit = made("visit", "planned_at", "2026-12-03T09:00:00Z").await;
    assert_eq!(next().await, "2026-12-03T09:00:00Z");
    let call = made("call", "started_at", "2026-12-02T09:00:00Z").await;
    assert_eq!(next().await, "2026-12-02T09:00:00Z");
    let rep = company.by("rep");
    rep.remove(&call.path(), 1).await.ok();
    assert_eq!(next().await, "2026-12-03T09:00:00Z");
    rep.change(&visit.path(), 1, json!({"check_in_at": "2026-11-18T09:00:00Z"})).await.ok();
    assert_eq!(next().await, "2026-12-04T09:00:00Z");
    rep.change(&meeting.path(), 1, json!({"status": "held"})).await.ok();
    assert_eq!(next().await, "2026-12-05T09:00:00Z", "a task after all of them");
}

async fn the_last_activity_is_the_one_that_took_place_last(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    let about = json!({"id": account.id(), "object": "account"});
    let last = async || times(company, &account).await.0;
    let rep = company.by("rep");
    let body = json!({"subject": "Soon", "about": about, "due_at": "2027-12-01T09:00:00Z"});
    let task = company.made("rep", "task", body).await;
    let body = json!({"subject": "Ahead", "about": about, "starts_at": "2027-12-01T09:00:00Z"});
    company.made("rep", "meeting", body).await;
    assert_eq!(last().await, Value::Null, "what is planned was not done");
    let call = async |at: &str| {
        let body = json!({"subject": "Called", "about": about, "started_at": at});
        company.made("rep", "call", body).await
    };
    let later = call("2026-10-20T01:30:00Z").await;
    call("2026-10-02T01:30:00Z").await;
    assert_eq!(last().await, "2026-10-20T01:30:00Z", "when it was, not when it was entered");
    rep.remove(&later.path(), 1).await.ok();
    assert_eq!(last().await, "2026-10-02T01:30:00Z");
    let body =
        json!({"subject": "Off", "about": about, "starts_at": "2026-10-05T09:00:00Z", "status": "cancelled"});
    company.made("rep", "meeting", body).await;
    assert_eq!(last().await, "2026-10-02T01:30:00Z");
    let done = rep.change(&task.path(), 1, json!({"status": "done"})).await.ok();
    assert_eq!(last().await, done["values"]["updated_at"]);
}

async fn the_timeline_is_activities_and_changes_in_one(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    let about = json!({"id": account.id(), "object": "account"});
    company.made("rep", "note", json!({"about": about, "subject": "First"})).await;
    company.by("rep").change(&account.path(), 1, json!({"level": "a"})).await.ok();
    company.made("rep", "task", json!({"about": about, "subject": "Second"})).await;
    let path = format!("{}/timeline", account.path());
    let kinds = async |query: &[(&str, &str)]| -> Vec<String> {
        let page = company.by("rep").find(&path, query).await.ok();
        let items = page["items"].as_array().unwrap();
        items.iter().map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds(&[]).await, ["activity", "history", "activity", "history"]);
    assert_eq!(kinds(&[("kinds", "activity")]).await, ["activity", "activity"]);
    assert_eq!(kinds(&[("kinds", "history")]).await, ["history", "history"]);
    let page = company.by("rep").get(&path).await.ok();
    assert_eq!(page["items"][0]["record"]["object"], "task");
    assert_eq!(page["items"][1]["changes"][0]["field"], "level");
    company.by("other").get(&path).await.refused(404, "not_found");
}

async fn a_long_timeline_comes_in_pages_without_gaps(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    let about = json!({"id": account.id(), "object": "account"});
    // Several at the same instant: a page may end among them.
    for number in 0..70 {
        if number % 5 == 0 {
            company.go_on();
        } else {
            company.stand_still();
        }
        company.made("rep", "note", json!({"about": about, "subject": format!("Note {number}")})).await;
    }
    company.go_on();
    let path = format!("{}/timeline", account.path());
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let mut query = vec![("kinds", "activity,history")];
        if !after.is_empty() {
            query.push(("after", after.as_str()));
        }
        let page = company.by("rep").find(&path, &query).await.ok();
        for item in page["items"].as_array().unwrap() {
            if item["kind"] == "activity" {
                seen.push(item["record"]["id"].clone().to_string());
            }
        }
        let Some(next) = page["next"].as_str() else { break };
        next.clone_into(&mut after);
    }
    let found = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((found, seen.len()), (70, 70), "each once");
}

async fn activities_of_others_show_as_far_as_their_record_does(company: &Company) {
    let account = company.made("rep", "account", json!({"name": "Yunling"})).await;
    let about = json!({"id": account.id(), "object": "account"});
    let note = company
        .made("manager", "note", json!({"about": about, "subject": "Told", "body": "From the manager"}))
        .await;
    assert_eq!(company.by("rep").get(&note.path()).await.ok()["values"]["body"], "From the manager");
    company.by("other").get(&note.path()).await.refused(404, "not_found");
    company.by("rep").change(&note.path(), 1, json!({"body": "x"})).await.refused(403, "forbidden");
}

on_both_engines!(
    an_activity_touches_what_it_is_about,
    what_is_planned_moves_the_next_activity_whatever_it_is,
    the_last_activity_is_the_one_that_took_place_last,
    the_timeline_is_activities_and_changes_in_one,
    a_long_timeline_comes_in_pages_without_gaps,
    activities_of_others_show_as_far_as_their_record_does,
);
