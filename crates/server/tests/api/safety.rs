//! "Account compromised" and "device lost", people who leave with all their records, the help desk on the telephone:
//! over the routes, on both engines.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use axum::body::Body;
use bytes::Bytes;
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::Peer;
use tokio::sync::oneshot::{Sender, channel};
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::exports::{accounts, begun};
use crate::support::{ADDRESS, Answer, Client, Company};

/// Clients that go on asking while everything ends.
const CLIENTS: usize = 64;

/// What the clients saw.
#[derive(Default)]
struct Seen {
    /// The answer of the call that ends everything has begun.
    answered: AtomicBool,
    served: AtomicU64,
    refused: AtomicU64,
    /// Requests that began after that answer and were served all the same.
    leaked: AtomicU64,
}

/// One client with a stolen cookie: it asks until it was refused some times after the answer.
async fn thief(router: axum::Router, cookie: String, path: &'static str, seen: Arc<Seen>) {
    let mut refused_late = 0;
    while refused_late < 5 {
        let late = seen.answered.load(Ordering::SeqCst);
        let request = Request::builder().uri(path).header("host", "crm.example").header("cookie", &cookie);
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer(SocketAddr::new(ADDRESS.parse().unwrap(), 40_000)));
        let response = router.clone().oneshot(request).await.unwrap();
        match response.status() {
            StatusCode::OK => {
                seen.served.fetch_add(1, Ordering::SeqCst);
                if late {
                    seen.leaked.fetch_add(1, Ordering::SeqCst);
                    return;
                }
            }
            StatusCode::UNAUTHORIZED => {
                seen.refused.fetch_add(1, Ordering::SeqCst);
                refused_late += usize::from(late);
            }
            // Too many at once, on a small machine.
            StatusCode::SERVICE_UNAVAILABLE => {}
            other => panic!("{path}: {other}"),
        }
        tokio::task::yield_now().await;
    }
}

async fn hammered(company: &Company, cookies: &[String], call: impl Future<Output = Answer>) -> Arc<Seen> {
    let seen = Arc::new(Seen::default());
    let mut clients = JoinSet::new();
    for n in 0..CLIENTS {
        let cookie = cookies[n % cookies.len()].clone();
        let path = ["/api/v1/me", "/api/v1/records/account", "/api/v1/me/sessions"][n % 3];
        clients.spawn(thief(company.router(), cookie, path, Arc::clone(&seen)));
    }
    while seen.served.load(Ordering::SeqCst) < CLIENTS as u64 {
        tokio::task::yield_now().await;
    }
    let answer = call.await;
    seen.answered.store(true, Ordering::SeqCst);
    answer.ok();
    while let Some(client) = clients.join_next().await {
        client.unwrap();
    }
    seen
}

async fn nothing_is_served_from_the_next_request_on(company: &Company) {
    company.post.without_mail();
    company.made("rep", "account", json!({"name": "Qilian Power"})).await;
    for by_administrator in [false, true] {
        company.set_free("rep").await;
        let mut cookies = vec![company.cookie("rep")];
        company.sign_in_again("rep").await;
        cookies.push(company.cookie("rep"));
        let (path, who) = if by_administrator {
            (format!("/api/v1/users/{}/compromised", company.id("rep")), "admin")
        } else {
            ("/api/v1/me/compromised".to_owned(), "rep")
        };
        let client = company.by(who);
        let seen = hammered(company, &cookies, client.post(&path, json!({}))).await;
        assert_eq!(seen.leaked.load(Ordering::SeqCst), 0, "by {who}");
        assert!(seen.refused.load(Ordering::SeqCst) >= CLIENTS as u64 * 5);
    }
    let log = company.log().await;
    assert_eq!(log.iter().filter(|event| event.action == "compromised").count(), 2);
}

/// A request whose body is held back, and what lets it go on: it is past the gate when the first is told.
async fn held_back(
    company: &Company,
    who: &str,
    path: &str,
    body: Value,
) -> (JoinSet<StatusCode>, Sender<()>) {
    let (begun, has_begun) = channel();
    let (go_on, may_go_on) = channel();
    let text = body.to_string();
    let chunk = async move {
        begun.send(()).unwrap();
        may_go_on.await.unwrap();
        Ok::<_, Infallible>(Bytes::from(text))
    };
    let request = Request::builder().method(Method::POST).uri(path).header("host", "crm.example");
    let request = request.header("cookie", company.cookie(who)).header("sec-fetch-site", "same-origin");
    let request = request.header("content-type", "application/json");
    let mut request = request.body(Body::from_stream(futures_util::stream::once(chunk))).unwrap();
    request.extensions_mut().insert(Peer(SocketAddr::new(ADDRESS.parse().unwrap(), 40_000)));
    let router = company.router();
    let mut answer = JoinSet::new();
    answer.spawn(async move { router.oneshot(request).await.unwrap().status() });
    has_begun.await.unwrap();
    (answer, go_on)
}

async fn a_request_that_held_its_body_back_acts_for_no_ended_session(company: &Company) {
    let account = json!({"name": "Held back"});
    let (mut answer, go_on) = held_back(company, "rep", "/api/v1/records/account", account.clone()).await;
    go_on.send(()).unwrap();
    assert_eq!(answer.join_next().await.unwrap().unwrap(), StatusCode::CREATED);
    let (mut answer, go_on) = held_back(company, "rep", "/api/v1/records/account", account).await;
    let file = "/api/v1/files?name=notes.txt&object=account";
    let (mut uploaded, file_goes_on) = held_back(company, "rep", file, json!("a file")).await;
    company.by("rep").post("/api/v1/me/compromised", json!({})).await.ok();
    go_on.send(()).unwrap();
    file_goes_on.send(()).unwrap();
    assert_eq!(answer.join_next().await.unwrap().unwrap(), StatusCode::UNAUTHORIZED);
    assert_eq!(uploaded.join_next().await.unwrap().unwrap(), StatusCode::UNAUTHORIZED);
    let found = company.by("operator").get("/api/v1/records/account").await.ok();
    assert_eq!(items(&found).len(), 1, "{found}");
}

async fn ones_own_account_is_compromised(company: &Company) {
    company.post.without_mail();
    let rep = company.by("rep");
    let answer = rep.post("/api/v1/me/compromised", json!({})).await;
    let ended = answer.ok();
    assert_eq!(ended["ended"]["sessions"], 1);
    assert_eq!(ended["factors_recent"], json!([]));
    assert!(answer.header("set-cookie").is_some_and(|cookie| cookie.contains("Max-Age=0")));
    rep.get("/api/v1/me").await.refused(401, "unauthenticated");
    // Whoever knows the old password gets no further than to another one.
    let body = json!({"email": crate::support::email_of("rep"), "password": crate::support::PASSWORD});
    let step = company.nobody().post("/api/v1/session", body).await.ok();
    assert_eq!((&step["next"], &step["why"]), (&json!("new_password"), &json!("incident")));
    let options = json!({"days": 4000});
    company.by("other").post("/api/v1/me/compromised", options).await.refused_field("days", "invalid_number");
    // The auditor reads what the account touched.
    company.by("officer").get("/api/v1/audit").await.ok();
    let path = format!("/api/v1/users/{}/timeline", company.id("rep"));
    let timeline = company.by("officer").get(&path).await.ok();
    let kinds: Vec<&str> = items(&timeline).iter().map(|group| group["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"account") && kinds.contains(&"signed_in"), "{timeline}");
    company.by("operator").get(&path).await.refused(403, "forbidden");
    company.by("officer").get(&format!("{path}?limit=9999")).await.refused(400, "invalid_limit");
}

async fn one_session_of_a_user_is_ended(company: &Company) {
    let first = company.by("rep");
    company.sign_in_again("rep").await;
    let second = company.by("rep");
    let path = format!("/api/v1/users/{}/sessions", company.id("rep"));
    let sessions = company.by("admin").get(&path).await.ok();
    let mine = second.get("/api/v1/me/sessions").await.ok();
    let current = items(&mine).iter().find(|session| session["current"] == true).unwrap();
    assert_eq!(items(&sessions).len(), 2);
    let one = format!("{path}/{}", current["id"].as_str().unwrap());
    company.by("other").delete(&one).await.refused(403, "forbidden");
    let of_another =
        format!("/api/v1/users/{}/sessions/{}", company.id("other"), current["id"].as_str().unwrap());
    company.by("admin").delete(&of_another).await.refused(404, "not_found");
    assert_eq!(company.by("admin").delete(&one).await.status, 204);
    second.get("/api/v1/me").await.refused(401, "unauthenticated");
    first.get("/api/v1/me").await.ok();
    company.by("admin").delete(&one).await.refused(404, "not_found");
}

async fn an_export_ends_with_the_session_it_began_in(company: &Company) {
    accounts(&company.by("rep")).await;
    let mut body = begun(company, "operator").await;
    body.frame().await.unwrap().unwrap();
    let path = format!("/api/v1/users/{}/compromised", company.id("operator"));
    company.by("admin").post(&path, json!({})).await.ok();
    assert!(body.frame().await.unwrap().is_err(), "the file is cut off");
}

async fn a_lost_device_is_signed_out(company: &Company) {
    let first = company.cookie("rep");
    company.sign_in_again("rep").await;
    let rep = company.by("rep");
    let sessions = rep.get("/api/v1/me/sessions").await.ok();
    let lost = items(&sessions).iter().find(|session| session["current"] == false).unwrap();
    assert_eq!(lost["strength"], json!(["invitation_link"]));
    assert_eq!(lost["place"], Value::Null);
    let devices = rep.get("/api/v1/me/devices").await.ok();
    assert_eq!(items(&devices).len(), 2);
    let path = format!("/api/v1/me/devices/{}", lost["device_id"].as_str().unwrap());
    // Somebody else's device is not there.
    company.by("other").delete(&path).await.refused(404, "not_found");
    let ended = rep.delete(&format!("{path}?remove_passkeys=false")).await.ok();
    assert_eq!((&ended["sessions_ended"], &ended["passkeys"]), (&json!(1), &json!([])));
    company.with_cookie(&first).get("/api/v1/me").await.refused(401, "unauthenticated");
    let sessions = rep.get("/api/v1/me/sessions").await.ok();
    assert_eq!(sessions["ended"][0]["ended_why"], "device_lost");
    // For somebody who can't: an administrator, who reaches nobody above.
    let id = company.id("rep");
    let devices = company.by("admin").get(&format!("/api/v1/users/{id}/devices")).await.ok();
    assert_eq!(devices["user"], json!({"id": id, "label": "Li Na"}));
    let device = devices["items"][0]["id"].as_str().unwrap();
    company.by("admin").delete(&format!("/api/v1/users/{id}/devices/{device}")).await.ok();
    rep.get("/api/v1/me").await.refused(401, "unauthenticated");
    let sessions = company.by("officer").get(&format!("/api/v1/users/{id}/sessions")).await.ok();
    assert_eq!((items(&sessions).len(), sessions["ended"].as_array().unwrap().len()), (0, 2));
}

async fn a_leavers_records_go_to_the_successor(company: &Company) {
    let account = company.made("other", "account", json!({"name": "Qilian", "phone": "13900001111"})).await;
    let about = |n: usize| json!({"subject": format!("Task {n}"), "about": {"object": "account", "id": account.id()}});
    for n in 0..110 {
        company.made("other", "task", about(n)).await;
    }
    let contact = json!({"name": "Ms Bai", "account": account.id(), "mobile": "13800002222"});
    company.made("other", "contact", contact).await;
    let deal = json!({"name": "Turbines", "account": account.id(), "amount": "1000"});
    let deal = company.made("other", "opportunity", deal).await;
    let kept = company.made("rep", "account", json!({"name": "Kept"})).await;
    let view = json!({"name": "Ours", "kind": "list", "shared": true});
    company.by("other").post("/api/v1/views?object=account", view).await.ok();
    company.sign_in_again("admin").await;
    let admin = company.by("admin");
    let path = format!("/api/v1/users/{}/leave", company.id("other"));
    let heir = company.id("rival");
    let body = json!({"successor": heir, "note": "Moved to Chengdu", "items": ["Car keys"]});
    company.by("rep").post(&path, body.clone()).await.refused(403, "forbidden");
    let left = admin.post(&path, body).await.ok();
    assert_eq!(left["successor"]["id"], heir);
    assert_eq!((&left["ended"]["views"], items_of(&left, "items").len()), (&json!(1), 4));
    company.by("other").get("/api/v1/me").await.refused(401, "unauthenticated");
    let done = handed_over(&admin, &path).await;
    let moved = json!({"account": 1, "contact": 1, "opportunity": 1, "task": 110});
    assert_eq!((&done["handover"]["moved"], &done["handover"]["refused"]), (&moved, &json!({})));
    // The records are the successor's, with their team, and what is sealed still opens.
    let deal = company.by("rival").get(&deal.path()).await.ok();
    assert_eq!(deal["values"]["owner"]["id"], heir);
    let shown = company.by("rival").get(&account.path()).await.ok();
    assert_eq!(shown["values"]["owner"]["id"], heir);
    assert!(shown["values"]["phone"].as_str().is_some_and(|phone| phone.contains("139")));
    let kept = company.by("rep").get(&kept.path()).await.ok();
    assert_eq!(kept["values"]["owner"]["id"], company.id("rep"));
    // Each of them stands in the log, by the system's own name.
    let log = company.log().await;
    let by_system = log.iter().filter(|event| event.actor_name == "system:handover");
    let updates = by_system.filter(|event| event.action == "update" && event.detail["source"] == "handover");
    assert_eq!(updates.count(), 113);
    let history = company.by("rival").get(&format!("{}/history", account.path())).await.ok();
    assert!(history.to_string().contains("handover"), "{history}");
    // The list is worked through.
    for item in items_of(&done, "items") {
        let item = format!("{path}/items/{}", item["id"].as_str().unwrap());
        admin.patch(&item, json!({"done": true})).await.ok();
    }
    let all = admin.get("/api/v1/leavers").await.ok();
    assert_eq!((&all["items"][0]["done"], &all["items"][0]["overdue"]), (&json!(true), &json!(false)));
    assert_eq!(admin.get("/api/v1/orphans?now=true").await.ok()["total"], 0);
}

async fn what_nobody_works_on_is_found(company: &Company) {
    company.made("other", "account", json!({"name": "Qilian"})).await;
    company.made("rival", "account", json!({"name": "Kunlun"})).await;
    let view = json!({"name": "Ours", "kind": "list", "shared": true});
    company.by("rival").post("/api/v1/views?object=account", view).await.ok();
    let admin = company.by("admin");
    let before = admin.get("/api/v1/orphans").await.ok();
    assert_eq!(before["total"], 0);
    for who in ["other", "rival"] {
        let path = format!("/api/v1/users/{}/leave", company.id(who));
        let left = admin.post(&path, json!({})).await.ok();
        assert_eq!((&left["successor"], &left["handover"]), (&Value::Null, &Value::Null));
        assert_eq!(left["left_over"], if who == "other" { 1 } else { 2 }, "{left}");
    }
    let found = admin.get("/api/v1/orphans").await.ok();
    // Two accounts, a view, and the team that the one managed.
    assert_eq!(found["total"], 4, "{found}");
    assert_eq!(found["teams"][0]["manager"]["id"], company.id("rival"));
    let view = items(&found).iter().find(|one| one["object"] == "view").unwrap();
    assert_eq!((&view["owner"]["id"], &view["count"]), (&json!(company.id("rival")), &json!(1)));
    company.by("rep").get("/api/v1/orphans").await.refused(403, "forbidden");

    // Somebody is found who goes on: the clock and the list stay as they were.
    let path = format!("/api/v1/users/{}/leave", company.id("rival"));
    let successor = format!("{path}/successor");
    let gone = admin.get(&path).await.ok();
    admin.post(&path, json!({})).await.refused(409, "left_already");
    let body = json!({"successor": company.id("other")});
    admin.put(&successor, body).await.refused_field("successor", "invalid_option");
    let body = json!({"successor": company.id("rep")});
    company.by("rep").put(&successor, body.clone()).await.refused(403, "forbidden");
    let never = format!("/api/v1/users/{}/leave/successor", company.id("rep"));
    admin.put(&never, body.clone()).await.refused(404, "not_found");
    let named = admin.put(&successor, body).await.ok();
    assert_eq!(
        (&named["successor"]["id"], &named["items"], &named["due_at"], &named["left_at"]),
        (&json!(company.id("rep")), &gone["items"], &gone["due_at"], &gone["left_at"])
    );
    let done = handed_over(&admin, &path).await;
    assert_eq!(done["handover"]["moved"], json!({"account": 1}));
    let left = admin.get("/api/v1/orphans?now=true").await.ok();
    assert_eq!(left["total"], 1, "{left}");
}

async fn nobody_comes_to_records_by_letting_their_owner_go(company: &Company) {
    let label = json!({"zh": "人事", "en": "People"});
    let role = json!({"key": "hr", "label": label, "system": ["users.manage"]});
    company.by("admin").post("/api/v1/roles", role).await.ok();
    company.hire_one("hr", "Tan Yi", None, &["hr"]).await;
    company.hire_one("nobody", "Xu Fan", None, &[]).await;
    let path = format!("/api/v1/users/{}/leave", company.id("nobody"));
    for successor in [company.id("hr"), company.id("rep")] {
        let refused = company.by("hr").post(&path, json!({"successor": successor})).await;
        refused.refused(403, "successor_out_of_reach");
    }
    company.by("hr").post(&path, json!({})).await.ok();
    let path = format!("/api/v1/users/{}/leave", company.id("operator"));
    company.by("hr").post(&path, json!({})).await.refused(403, "escalation");
    // Nor afterwards, when somebody else let them go; nor by managing their team without seeing what they own.
    let path = format!("/api/v1/users/{}/leave", company.id("other"));
    company.sign_in_again("admin").await;
    company.by("admin").post(&path, json!({})).await.ok();
    let body = json!({"successor": company.id("rep")});
    let refused = company.by("hr").put(&format!("{path}/successor"), body).await;
    refused.refused(403, "escalation");
}

async fn the_help_desk_and_the_person_make_sure_of_each_other(company: &Company) {
    let helper = company.by("operator");
    let user = format!("/api/v1/users/{}", company.id("rep"));
    let factors = format!("{user}/factors");
    helper.delete(&factors).await.refused(403, "help_code_required");
    let compromised = json!({"remove_factors": true});
    helper.post(&format!("{user}/compromised"), compromised).await.refused(403, "help_code_required");
    // Whoever is disabled can show no code, and is not free of it either.
    let version = helper.get(&user).await.ok()["version"].clone();
    let off = helper.patch(&user, json!({"active": false, "version": version})).await.ok();
    helper.delete(&factors).await.refused(403, "help_officer_required");
    helper.patch(&user, json!({"active": true, "version": off["version"]})).await.ok();
    company.sign_in_again("rep").await;
    let rep = company.by("rep");
    let made = rep.post("/api/v1/me/help-code", json!({})).await;
    assert_eq!(made.status, 201);
    let code = made.ok()["code"].clone();
    let check = format!("{user}/help-code");
    let wrong = helper.post(&check, json!({"code": "AAAA-AAAA"})).await.ok();
    assert_eq!(wrong["verified"], false);
    assert_eq!(helper.post(&check, json!({"code": code})).await.ok()["verified"], true);
    assert_eq!(helper.post(&check, json!({"code": code})).await.ok()["verified"], false);
    assert_eq!(rep.get("/api/v1/me/help-call").await.ok()["call"], Value::Null);
    let call = helper.post(&format!("{user}/call"), json!({})).await.ok();
    let shown = rep.get("/api/v1/me/help-call").await.ok();
    assert_eq!(shown["call"], call);
    assert_eq!(call["helper"]["label"], "Sun Qi");
    helper.delete(&factors).await.ok();
    company.by("rep").get("/api/v1/me").await.refused(401, "unauthenticated");
}

async fn a_manager_confirms_who_comes_into_their_team(company: &Company) {
    let path = format!("/api/v1/users/{}", company.id("other"));
    let version = company.by("admin").get(&path).await.ok()["version"].clone();
    let body = json!({"version": version, "team": company.team("Shanghai")});
    company.by("admin").patch(&path, body).await.ok();
    assert_eq!(company.by("rep").get("/api/v1/rights-reviews").await.ok()["items"], json!([]));
    let open = company.by("manager").get("/api/v1/rights-reviews").await.ok();
    let review = &open["items"][0];
    assert_eq!(review["before"]["team"]["label"], "Hangzhou");
    assert_eq!(review["after"]["team"]["label"], "Shanghai");
    assert_eq!(review["after"]["roles"], json!([{"key": "sales_rep", "label": "Sales representative"}]));
    assert_eq!(review["confirmer"]["id"], company.id("manager"));
    let confirm = format!("/api/v1/rights-reviews/{}/confirm", review["id"].as_str().unwrap());
    company.by("admin").post(&confirm, json!({})).await.refused(403, "self_change");
    company.by("rep").post(&confirm, json!({})).await.refused(404, "not_found");
    company.by("manager").post(&confirm, json!({})).await.ok();
    assert_eq!(company.by("admin").get("/api/v1/rights-reviews").await.ok()["items"], json!([]));
}

async fn the_rules_are_set_by_whoever_looks_after_security(company: &Company) {
    const RULES: &str = "/api/v1/security/people";
    let mut rules = company.by("officer").get(RULES).await.ok();
    assert_eq!(rules["risk"]["block_at"], Value::Null);
    assert_eq!(rules["help_desk"]["code_required"], true);
    rules["leavers"]["due_hours"] = json!(48);
    rules["risk"]["step_up_at"] = json!(60);
    assert_eq!(company.by("officer").put(RULES, rules.clone()).await.ok(), rules);
    company.by("operator").put(RULES, rules.clone()).await.refused(403, "forbidden");
    rules["risk"]["notify_at"] = json!(61);
    company.by("officer").put(RULES, rules.clone()).await.refused_field("risk.notify_at", "invalid_number");
    rules["risk"]["unheard_of"] = json!(1);
    company.by("officer").put(RULES, rules).await.refused(422, "bad_request");
    company.by("officer").ask(Method::GET, RULES).send().await.ok();
}

/// Waits until the worker has handed everything over.
async fn handed_over(admin: &Client<'_>, path: &str) -> Value {
    for _ in 0..100_000 {
        let leaver = admin.get(path).await.ok();
        if leaver["handover"]["done"] == true {
            return leaver;
        }
        tokio::task::yield_now().await;
    }
    panic!("the records were not handed over")
}

fn items(body: &Value) -> &Vec<Value> {
    items_of(body, "items")
}

fn items_of<'a>(body: &'a Value, name: &str) -> &'a Vec<Value> {
    body[name].as_array().unwrap()
}

on_both_engines!(
    nothing_is_served_from_the_next_request_on,
    a_request_that_held_its_body_back_acts_for_no_ended_session,
    ones_own_account_is_compromised,
    one_session_of_a_user_is_ended,
    an_export_ends_with_the_session_it_began_in,
    a_lost_device_is_signed_out,
    a_leavers_records_go_to_the_successor,
    what_nobody_works_on_is_found,
    nobody_comes_to_records_by_letting_their_owner_go,
    the_help_desk_and_the_person_make_sure_of_each_other,
    a_manager_confirms_who_comes_into_their_team,
    the_rules_are_set_by_whoever_looks_after_security,
);
