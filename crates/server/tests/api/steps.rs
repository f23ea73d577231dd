//! Signing in step by step, proving anew, and the ways back in.

use serde_json::{Value, json};

use crate::support::{Answer, Browser, Company, PASSWORD, email_of, totp};

const NEW: &str = "seven pelicans on a quay";
const FLOW: &str = "__Host-kedun-flow";
const SESSION: &str = "__Host-kedun";

/// Binds an app to somebody who is signed in; its secret and the recovery codes.
async fn bound_app(company: &Company, browser: &mut Browser<'_>) -> (String, Vec<String>) {
    let offer = browser.post("/api/v1/me/factors/totp", json!({"label": "Phone"})).await.ok();
    let secret = offer["secret"].as_str().unwrap().to_owned();
    let code = totp(&secret, company.now());
    let body = json!({"id": offer["id"], "code": code});
    let bound = browser.post("/api/v1/me/factors/totp/confirm", body).await.ok();
    let codes = bound["recovery_codes"].as_array().unwrap().iter();
    (secret, codes.map(|code| code.as_str().unwrap().to_owned()).collect())
}

/// A person's browser, signed in.
async fn signed_in<'a>(company: &'a Company, who: &str) -> Browser<'a> {
    let mut browser = Browser::new(company);
    browser.sign_in(&email_of(who), PASSWORD).await.ok();
    browser
}

/// What of an answer anybody outside can tell.
fn outside(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let headers = answer.headers.iter().map(|(name, value)| (name.to_string(), format!("{value:?}")));
    (answer.status.as_u16(), headers.collect(), answer.text())
}

async fn a_bound_app_is_asked_for_and_then_opens(company: &Company) {
    let mut owner = signed_in(company, "rep").await;
    let (secret, codes) = bound_app(company, &mut owner).await;
    assert_eq!(codes.len(), 10);
    let mine = owner.get("/api/v1/me/security").await.ok();
    assert_eq!(mine["factors"][0]["kind"], "totp");
    assert_eq!(mine["recovery_codes"]["left"], 10);
    assert!(!mine.to_string().contains(&secret.replace(' ', "")));

    let mut browser = Browser::new(company);
    let step = browser.sign_in(&email_of("rep"), PASSWORD).await.ok();
    assert_eq!(step["next"], "factor");
    assert_eq!(step["factors"], json!([{"kind": "totp"}, {"kind": "recovery_code", "left": 10}]));
    assert!(browser.has(FLOW) && !browser.has(SESSION), "a password alone gives no session");
    browser.get("/api/v1/me").await.refused(401, "unauthenticated");
    assert_eq!(browser.get("/api/v1/session/step").await.ok()["next"], "factor");

    let answer = |code: String| json!({"kind": "totp", "code": code});
    let wrong = browser.post("/api/v1/session/factor", answer("000000".into())).await;
    wrong.refused_field("code", "factor_failed");
    company.wait(60);
    let code = totp(&secret, company.now());
    let mut thief = browser.copy();
    let done = browser.post("/api/v1/session/factor", answer(code.clone())).await.ok();
    assert_eq!(
        (done["next"].as_str(), done["me"]["user"]["id"].as_str()),
        (Some("done"), Some(company.id("rep")))
    );
    assert!(browser.has(SESSION) && !browser.has(FLOW));
    browser.get("/api/v1/me").await.ok();
    thief.post("/api/v1/session/factor", answer(code)).await.refused(401, "flow_gone");
}

async fn a_code_works_once_and_a_recovery_code_too(company: &Company) {
    let mut owner = signed_in(company, "rep").await;
    let (secret, codes) = bound_app(company, &mut owner).await;
    company.wait(60);
    let code = totp(&secret, company.now());
    let mut first = Browser::new(company);
    first.sign_in(&email_of("rep"), PASSWORD).await.ok();
    first.post("/api/v1/session/factor", json!({"kind": "totp", "code": code})).await.ok();
    let mut second = Browser::new(company);
    second.sign_in(&email_of("rep"), PASSWORD).await.ok();
    let replayed = second.post("/api/v1/session/factor", json!({"kind": "totp", "code": code})).await;
    replayed.refused_field("code", "factor_failed");
    let spare = json!({"kind": "recovery_code", "code": codes[0].to_lowercase().replace('-', " ")});
    second.post("/api/v1/session/factor", spare.clone()).await.ok();
    let mut third = Browser::new(company);
    third.sign_in(&email_of("rep"), PASSWORD).await.ok();
    third.post("/api/v1/session/factor", spare).await.refused_field("code", "factor_failed");
}

async fn dangerous_acts_ask_for_a_fresh_proof_and_the_secret_is_renewed(company: &Company) {
    let mut officer = signed_in(company, "admin").await;
    company.wait(16 * 60);
    let rules = officer.get("/api/v1/roles/sales_rep").await.ok();
    let change = json!({"key": "sales_rep", "label": rules["label"], "version": rules["version"]});
    let path = "/api/v1/roles/sales_rep";
    let refused = officer.send(http::Method::PUT, path, Some(change.clone())).await;
    refused.refused(403, "step_up_required");
    let before = officer.copy();
    let step = officer.post("/api/v1/session/step-up", json!({})).await.ok();
    assert_eq!((&step["next"], &step["factors"]), (&json!("factor"), &json!([{"kind": "password"}])));
    let wrong = json!({"kind": "password", "code": "not the password at all"});
    officer.post("/api/v1/session/factor", wrong).await.refused_field("code", "factor_failed");
    let right = json!({"kind": "password", "code": PASSWORD});
    let done = officer.post("/api/v1/session/factor", right).await.ok();
    assert_eq!(done["purpose"], "step_up");
    assert_ne!(officer.cookie(SESSION), before.cookie(SESSION), "rights rose, so the secret is another");
    before.copy().get("/api/v1/me").await.refused(401, "unauthenticated");
    // Whatever else may be wrong with the change, the proof is fresh now.
    let answer = officer.send(http::Method::PUT, path, Some(change)).await;
    assert_ne!(answer.code().as_deref(), Some("step_up_required"));
}

async fn a_step_up_is_no_way_in(company: &Company) {
    let mut owner = signed_in(company, "rep").await;
    owner.post("/api/v1/session/step-up", json!({})).await.ok();
    let mut thief = owner.copy();
    thief.send(http::Method::DELETE, "/api/v1/session", None).await;
    let right = json!({"kind": "password", "code": PASSWORD});
    let answer = thief.post("/api/v1/session/factor", right).await;
    assert!(!answer.status.is_success(), "{}", answer.text());
    assert!(!thief.has(SESSION));
}

async fn a_mailed_link_sets_a_password_once_and_signs_nobody_in(company: &Company) {
    let mut elsewhere = signed_in(company, "rep").await;
    let mut browser = Browser::new(company);
    browser.post("/api/v1/session/reset", json!({"email": email_of("rep")})).await.ok();
    let mail = company.post.mail_with("/reset?token=").await;
    assert!(mail.starts_with(&email_of("rep")));
    let token = mail.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let link = json!({"token": token});
    let step = browser.post("/api/v1/session/link", link.clone()).await.ok();
    assert_eq!((step["next"].as_str(), step["why"].as_str()), (Some("new_password"), Some("reset")));
    Browser::new(company).post("/api/v1/session/link", link).await.refused(404, "link_invalid");
    let weak = browser.post("/api/v1/session/new-password", json!({"password": "short"})).await;
    weak.refused_field("password", "password_too_short");
    let done = browser.post("/api/v1/session/new-password", json!({"password": NEW})).await.ok();
    assert_eq!((done["next"].as_str(), done["purpose"].as_str()), (Some("done"), Some("reset")));
    assert!(!browser.has(SESSION));
    elsewhere.get("/api/v1/me").await.refused(401, "unauthenticated");
    let mut old = Browser::new(company);
    old.sign_in(&email_of("rep"), PASSWORD).await.refused(401, "sign_in_failed");
    old.sign_in(&email_of("rep"), NEW).await.ok();
}

async fn a_mailed_link_does_not_go_round_the_second_factor(company: &Company) {
    let mut owner = signed_in(company, "rep").await;
    let (secret, _) = bound_app(company, &mut owner).await;
    let mut browser = Browser::new(company);
    browser.post("/api/v1/session/reset", json!({"email": email_of("rep")})).await.ok();
    let mail = company.post.mail_with("/reset?token=").await;
    let token = mail.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let step = browser.post("/api/v1/session/link", json!({"token": token})).await.ok();
    assert_eq!(step["next"], "factor");
    browser.post("/api/v1/session/new-password", json!({"password": NEW})).await.refused(401, "flow_gone");
    company.wait(60);
    let code = json!({"kind": "totp", "code": totp(&secret, company.now())});
    assert_eq!(browser.post("/api/v1/session/factor", code).await.ok()["next"], "new_password");
    browser.post("/api/v1/session/new-password", json!({"password": NEW})).await.ok();
}

async fn whoever_asks_for_a_way_back_in_learns_nothing(company: &Company) {
    let body = json!({"email": "invited@yunling.example", "name": "Invited", "roles": []});
    company.by("admin").post("/api/v1/users", body).await.ok();
    company.stand_still();
    for path in ["/api/v1/session/reset", "/api/v1/session/unlock-link"] {
        let known = company.nobody().post(path, json!({"email": email_of("rep")})).await;
        assert_eq!(known.status, 202);
        for email in ["unknown@yunling.example", "invited@yunling.example", "not an address", ""] {
            let answer = company.nobody().post(path, json!({"email": email})).await;
            assert_eq!(outside(&answer), outside(&known), "{path} {email}");
        }
    }
    let wrong = json!({"email": email_of("rep"), "code": "123456"});
    let known = company.nobody().post("/api/v1/session/unlock", wrong).await;
    let unknown = json!({"email": "unknown@yunling.example", "code": "123456"});
    let unknown = company.nobody().post("/api/v1/session/unlock", unknown).await;
    assert_eq!(outside(&known), outside(&unknown));
    for token in ["nonsense", "", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        company
            .nobody()
            .post("/api/v1/session/link", json!({"token": token}))
            .await
            .refused(404, "link_invalid");
    }
}

async fn strangers_lock_strangers_out_and_not_the_owner(company: &Company) {
    let mut owner = signed_in(company, "rep").await;
    owner.send(http::Method::DELETE, "/api/v1/session", None).await;
    for _ in 0..5 {
        Browser::new(company).sign_in(&email_of("rep"), "wrong").await.refused(401, "sign_in_failed");
    }
    let stranger = Browser::new(company).sign_in(&email_of("rep"), PASSWORD).await;
    stranger.refused(429, "try_later");
    let path = format!("/api/v1/users/{}/security", company.id("rep"));
    assert!(company.by("admin").get(&path).await.ok()["locked_until"].is_string());
    owner.sign_in(&email_of("rep"), PASSWORD).await.ok();
    Browser::new(company).sign_in(&email_of("rep"), PASSWORD).await.refused(429, "try_later");
    let unlock = format!("/api/v1/users/{}/unlock", company.id("rep"));
    company.by("rep").post(&unlock, json!({})).await.refused(403, "forbidden");
    assert_eq!(company.by("admin").post(&unlock, json!({})).await.status, 204);
    Browser::new(company).sign_in(&email_of("rep"), PASSWORD).await.ok();
}

async fn a_rule_without_grace_leads_through_binding_a_factor(company: &Company) {
    let rule = json!({"need": "any", "grace_days": 0, "allowed": ["passkey", "totp"]});
    let rules = json!({"second_factor": {"default": rule}});
    let path = "/api/v1/security/sign-in";
    company.by("rep").put(path, rules.clone()).await.refused(403, "forbidden");
    company.by("admin").put(path, rules).await.ok();
    let mut browser = Browser::new(company);
    let step = browser.sign_in(&email_of("rep"), PASSWORD).await.ok();
    assert_eq!((step["next"].as_str(), &step["allowed"]), (Some("enroll"), &json!(["passkey", "totp"])));
    assert!(!browser.has(SESSION));
    browser.post("/api/v1/me/factors/email", json!({})).await.refused_field("kind", "invalid_option");
    browser.get("/api/v1/me/security").await.refused(401, "unauthenticated");
    let offer = browser.post("/api/v1/me/factors/totp", json!({})).await.ok();
    let code = totp(offer["secret"].as_str().unwrap(), company.now());
    let body = json!({"id": offer["id"], "code": code});
    let bound = browser.post("/api/v1/me/factors/totp/confirm", body).await.ok();
    assert_eq!(bound["step"]["next"], "done");
    assert_eq!(bound["recovery_codes"].as_array().unwrap().len(), 10);
    browser.get("/api/v1/me").await.ok();
}

async fn without_passwords_an_invitation_leads_to_a_passkey(company: &Company) {
    company
        .by("admin")
        .put("/api/v1/security/sign-in", json!({"password_policy": "passkey-only"}))
        .await
        .ok();
    let body = json!({"email": "new@yunling.example", "name": "New", "roles": [], "language": "en"});
    let invited = company.by("admin").post("/api/v1/users", body).await.ok();
    let token = invited["invitation_url"].as_str().unwrap().rsplit('/').next().unwrap();
    let mut browser = Browser::new(company);
    let path = format!("/api/v1/invitations/{token}");
    let step = browser.post(&path, json!({"name": "New", "language": "en"})).await.ok();
    assert_eq!((step["next"].as_str(), &step["allowed"]), (Some("enroll"), &json!(["passkey"])));
    assert!(!browser.has(SESSION));
    let options = browser.post("/api/v1/me/factors/passkey/options", json!({})).await.ok();
    assert_eq!(options["publicKey"]["rp"]["id"], "crm.example");
    // Nobody is mailed a link for a password there is no use for.
    company.nobody().post("/api/v1/session/reset", json!({"email": email_of("rep")})).await.ok();
    company.nobody().post("/api/v1/session/unlock-link", json!({"email": email_of("rep")})).await.ok();
    assert!(company.post.mail_with("").await.contains("/unlock?token="));
}

async fn a_password_is_judged_while_it_is_typed(company: &Company) {
    let check = async |password: &str| -> Value {
        let body = json!({"password": password, "name": "Maria Santos", "email": "maria@yunling.example"});
        company.nobody().post("/api/v1/password/check", body).await.ok()
    };
    let weak = check("Maria Santos 1990").await;
    assert_eq!(weak["problems"][0]["code"], "password_common");
    let good = check("teal river boat nine").await;
    assert_eq!(good["problems"], json!([]));
    assert!(good["strength"]["score"].as_u64().unwrap() >= 3);
    let offers = company.nobody().get("/api/v1/sign-in").await.ok();
    assert_eq!((&offers["passkeys"], &offers["policy"]["key"]), (&json!(true), &json!("modern")));
}

on_both_engines!(
    a_bound_app_is_asked_for_and_then_opens,
    a_code_works_once_and_a_recovery_code_too,
    dangerous_acts_ask_for_a_fresh_proof_and_the_secret_is_renewed,
    a_step_up_is_no_way_in,
    a_mailed_link_sets_a_password_once_and_signs_nobody_in,
    a_mailed_link_does_not_go_round_the_second_factor,
    whoever_asks_for_a_way_back_in_learns_nothing,
    strangers_lock_strangers_out_and_not_the_owner,
    a_rule_without_grace_leads_through_binding_a_factor,
    without_passwords_an_invitation_leads_to_a_passkey,
    a_password_is_judged_while_it_is_typed,
);
