//! Ways in and out: set-up, invitations, signing in and out.

use serde_json::json;
use store::Dialect;

use crate::support::{Answer, Client, Company, PASSWORD, email_of};

const NEW: &str = "seven pelicans on a quay";

async fn sign_in(client: &Client<'_>, email: &str, password: &str) -> Answer {
    client.post("/api/v1/session", json!({"email": email, "password": password})).await
}

/// What of an answer anybody outside can tell.
fn outside(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let headers = answer.headers.iter().map(|(name, value)| (name.to_string(), format!("{value:?}")));
    (answer.status.as_u16(), headers.collect(), answer.text())
}

async fn a_session_begins_and_ends(company: &Company) {
    let entered = sign_in(&company.nobody(), &email_of("rep").to_uppercase(), PASSWORD).await;
    assert_eq!(entered.ok()["user"]["id"], company.id("rep"));
    let cookie = entered.header("set-cookie").unwrap();
    for part in ["__Host-kedun=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let client = company.with_cookie(&entered.cookie().unwrap());
    let sessions = client.get("/api/v1/me/sessions").await.ok();
    assert_eq!(sessions["items"].as_array().unwrap().len(), 2);
    let out = client.delete("/api/v1/session").await;
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    client.get("/api/v1/me").await.refused(401, "unauthenticated");
    company.by("rep").get("/api/v1/me").await.ok();
}

async fn unknown_wrong_and_disabled_answer_in_the_same_bytes(company: &Company) {
    let path = format!("/api/v1/users/{}", company.id("service"));
    let version = company.by("admin").get(&path).await.ok()["version"].clone();
    company.by("admin").patch(&path, json!({"version": version, "active": false})).await.ok();
    let body = json!({"email": "invited@yunling.example", "name": "Invited", "roles": []});
    company.by("admin").post("/api/v1/users", body).await.ok();
    let before = company.digest().await;
    let nobody = company.nobody();
    let wrong = sign_in(&nobody, &email_of("rep"), "not the password at all").await;
    wrong.refused(401, "sign_in_failed");
    for (email, password) in [
        ("nobody@yunling.example", PASSWORD),
        ("invited@yunling.example", PASSWORD),
        (&email_of("service"), PASSWORD),
        (&email_of("service"), "not the password at all"),
        ("not an address", PASSWORD),
        ("", ""),
        (&email_of("rep"), ""),
        (&email_of("rep"), &"x".repeat(5_000)),
    ] {
        let answer = sign_in(&nobody, email, password).await;
        assert_eq!(outside(&answer), outside(&wrong), "{email}");
    }
    for email in ["rep@yunling.example\0", "unknown@yunling.example\0"] {
        sign_in(&nobody, email, PASSWORD).await.refused_field("email", "invalid_character");
    }
    assert_eq!(company.digest().await, before);
}

async fn too_many_tries_wait_whether_or_not_the_account_is_there(company: &Company) {
    company.stand_still();
    let nobody = company.nobody();
    let mut told = Vec::new();
    for email in [email_of("rep"), "unknown@yunling.example".into()] {
        let mut answers = Vec::new();
        for _ in 0..7 {
            answers.push(outside(&sign_in(&nobody, &email, "wrong").await));
        }
        told.push(answers);
    }
    assert_eq!(told[0], told[1]);
    let waiting = sign_in(&nobody, &email_of("rep"), PASSWORD).await;
    waiting.refused(429, "try_later");
    let seconds: i64 = waiting.header("retry-after").unwrap().parse().unwrap();
    assert!(seconds > 0);
    // Nobody else waits, and who is signed in stays so.
    sign_in(&nobody, &email_of("other"), PASSWORD).await.ok();
    company.by("rep").get("/api/v1/me").await.ok();
    company.wait(seconds + 1);
    sign_in(&nobody, &email_of("rep"), PASSWORD).await.ok();
}

async fn a_changed_password_ends_all_other_sessions(company: &Company) {
    let elsewhere = sign_in(&company.nobody(), &email_of("rep"), PASSWORD).await.cookie().unwrap();
    let rep = company.by("rep");
    let change = async |current: &str, new: &str| {
        company.by("rep").post("/api/v1/me/password", json!({"current": current, "new": new})).await
    };
    change("wrong", NEW).await.refused_field("current", "password_wrong");
    change(PASSWORD, "short").await.refused_field("new", "password_too_short");
    change(PASSWORD, "passwordpassword").await.refused_field("new", "password_common");
    change(PASSWORD, &"x y".repeat(100)).await.refused_field("new", "password_too_long");
    // What a customer is called, whoever may see them; a stranger who only looks at the page is told nothing of it.
    let customer = "Zanzibar-Ferries 2026";
    company.made("admin", "account", json!({"name": "Zanzibar Ferries Ltd"})).await;
    company.read_customer_names().await;
    let before = company.digest().await;
    change(PASSWORD, customer).await.refused_field("new", "password_common");
    let looked = company.nobody().post("/api/v1/password/check", json!({"password": customer})).await.ok();
    assert_eq!(looked["problems"], json!([]));
    assert_eq!(company.digest().await, before);
    assert_eq!(change(PASSWORD, NEW).await.status, 204);
    rep.get("/api/v1/me").await.ok();
    company.with_cookie(&elsewhere).get("/api/v1/me").await.refused(401, "unauthenticated");
    sign_in(&company.nobody(), &email_of("rep"), PASSWORD).await.refused(401, "sign_in_failed");
    sign_in(&company.nobody(), &email_of("rep"), NEW).await.ok();
}

async fn sessions_can_be_ended_from_elsewhere(company: &Company) {
    let mut cookies = Vec::new();
    for _ in 0..3 {
        cookies.push(sign_in(&company.nobody(), &email_of("rep"), PASSWORD).await.cookie().unwrap());
    }
    let rep = company.by("rep");
    let sessions = rep.get("/api/v1/me/sessions").await.ok();
    let items = sessions["items"].as_array().unwrap();
    assert_eq!(items.len(), 4);
    assert_eq!(items.iter().filter(|session| session["current"] == true).count(), 1);
    assert!(items.iter().all(|session| session["address"] == crate::support::ADDRESS));
    assert!(!sessions.to_string().contains("token"));
    let other = items.iter().find(|session| session["current"] == false).unwrap()["id"].as_str().unwrap();
    let path = format!("/api/v1/me/sessions/{other}");
    company.by("other").delete(&path).await.refused(404, "not_found");
    assert_eq!(rep.delete(&path).await.status, 204);
    rep.delete(&path).await.refused(404, "not_found");
    assert_eq!(rep.delete("/api/v1/me/sessions").await.ok()["ended"], 2);
    for cookie in &cookies {
        company.with_cookie(cookie).get("/api/v1/me").await.refused(401, "unauthenticated");
    }
    rep.get("/api/v1/me").await.ok();
    let path = format!("/api/v1/users/{}/sessions", company.id("rep"));
    assert_eq!(company.by("admin").delete(&path).await.ok()["ended"], 1);
    rep.get("/api/v1/me").await.refused(401, "unauthenticated");
}

async fn a_session_runs_out(company: &Company) {
    company.by("rep").get("/api/v1/me").await.ok();
    company.wait(40 * 24 * 60 * 60);
    company.by("rep").get("/api/v1/me").await.refused(401, "unauthenticated");
    company.sign_in_again("rep").await;
    company.by("rep").get("/api/v1/me").await.ok();
}

async fn an_invitation_is_used_once(company: &Company) {
    let admin = company.by("admin");
    let body = json!({"email": "new@yunling.example", "name": "New", "team": company.team("Shanghai"), "roles": ["sales_rep"]});
    let invited = admin.post("/api/v1/users", body.clone()).await.ok();
    assert_eq!(invited["user"]["state"], "invited");
    admin.post("/api/v1/users", body).await.refused_field("email", "email_taken");
    let token = |url: &serde_json::Value| url.as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let first = format!("/api/v1/invitations/{}", token(&invited["invitation_url"]));
    let nobody = company.nobody();
    let shown = nobody.get(&first).await.ok();
    assert_eq!(shown, json!({"email": "new@yunling.example", "name": "New", "company": "Yunling"}));
    // A new link takes the old one's place.
    let path = format!("/api/v1/users/{}/invitation", invited["user"]["id"].as_str().unwrap());
    let again = admin.post(&path, json!({})).await.ok();
    let second = format!("/api/v1/invitations/{}", token(&again["invitation_url"]));
    nobody.get(&first).await.refused(404, "invitation_invalid");
    let accept = json!({"name": "New", "password": PASSWORD, "language": "zh"});
    let before = company.digest().await;
    nobody.post(&first, accept.clone()).await.refused(404, "invitation_invalid");
    nobody.post("/api/v1/invitations/nonsense", accept.clone()).await.refused(404, "invitation_invalid");
    let weak = json!({"name": "New", "password": "new@yunling.example", "language": "zh"});
    assert_eq!(nobody.post(&second, weak).await.status, 422);
    assert_eq!(company.digest().await, before);
    let entered = nobody.post(&second, accept.clone()).await;
    assert_eq!(entered.status, 201);
    assert_eq!(entered.json()["roles"][0]["key"], "sales_rep");
    nobody.post(&second, accept.clone()).await.refused(404, "invitation_invalid");
    admin.post(&path, json!({})).await.refused(409, "invitation_invalid");
    // One that nobody used runs out.
    let body = json!({"email": "late@yunling.example", "name": "Late", "roles": []});
    let late = admin.post("/api/v1/users", body).await.ok();
    company.wait(8 * 24 * 60 * 60);
    let path = format!("/api/v1/invitations/{}", token(&late["invitation_url"]));
    nobody.post(&path, accept).await.refused(404, "invitation_invalid");
}

fn setup_body(token: &str, password: &str) -> serde_json::Value {
    json!({"token": token, "company": "Yunling", "name": "Zhang Wei", "email": "admin@yunling.example", "password": password, "language": "zh"})
}

async fn set_up_happens_once(dialect: Dialect) {
    let company = Company::empty(dialect).await;
    let nobody = company.nobody();
    assert_eq!(nobody.get("/api/v1/setup").await.ok(), json!({"needed": true}));
    let old = company.setup_token().await.unwrap();
    let token = company.setup_token().await.unwrap();
    let before = company.digest().await;
    for (token, password, status) in [
        ("nonsense", NEW, 404),
        (&old, NEW, 404),
        (&token, "short", 422),
        (&token, "yunling yunling yunling", 422),
    ] {
        let answer = nobody.post("/api/v1/setup", setup_body(token, password)).await;
        assert!(answer.status == status || answer.status == 403, "{} {}", answer.status, answer.text());
    }
    sign_in(&nobody, "admin@yunling.example", NEW).await.refused(401, "sign_in_failed");
    assert_eq!(company.digest().await, before);
    let (first, second) = tokio::join!(
        nobody.post("/api/v1/setup", setup_body(&token, NEW)),
        nobody.post("/api/v1/setup", setup_body(&token, NEW))
    );
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 201, "one of two at once: {} {}", first.text(), second.text());
    assert!(statuses[1] >= 400);
    assert_eq!(nobody.get("/api/v1/setup").await.ok(), json!({"needed": false}));
    assert_eq!(company.setup_token().await, None);
    let answer = nobody.post("/api/v1/setup", setup_body(&token, NEW)).await;
    assert_eq!(answer.code().as_deref(), Some("setup_done"), "{}", answer.text());
    sign_in(&nobody, "admin@yunling.example", NEW).await.ok();
    company.finish().await;
}

mod set_up_happens_once {
    #[test]
    fn embedded() {
        crate::support::run_alone(super::set_up_happens_once(store::Dialect::Sqlite));
    }

    #[test]
    fn postgres() {
        crate::support::run_alone(super::set_up_happens_once(store::Dialect::Postgres));
    }
}

on_both_engines!(
    a_session_begins_and_ends,
    unknown_wrong_and_disabled_answer_in_the_same_bytes,
    too_many_tries_wait_whether_or_not_the_account_is_there,
    a_changed_password_ends_all_other_sessions,
    sessions_can_be_ended_from_elsewhere,
    a_session_runs_out,
    an_invitation_is_used_once,
);
