//! Single sign-on over the routes: cookies, a provider that is not honest, the provider's own call, the switch.

use federation::Callback;
use federation::testing::{ES, ISSUER, Key, OTHER_ES, Says, token};
use http::Method;
use serde_json::{Value, json};
use url::Url;

use crate::support::{Answer, Client, Company, PASSWORD, email_of};

const CORP: &str = "/api/v1/security/sso/corp";
const BEGIN: &str = "/api/v1/sso/corp/begin";
const FINISH: &str = "/api/v1/sso/finish";
const LOGOUT: &str = "/api/v1/sso/corp/backchannel-logout";

fn settings() -> Value {
    json!({
        "label": {"zh": "企业登录", "en": "Company"},
        "provider": {"kind": "oidc", "issuer": ISSUER, "client_id": "kedun"},
        "groups": [{"group": "sales", "roles": ["sales_rep"]}],
        "accounts": {"enabled": true, "domains": ["idp.example"]},
    })
}

async fn set_up(company: &Company) {
    let body = json!({"on": true, "settings": settings(), "client_secret": "s3cret+hush"});
    let shown = company.by("admin").put(CORP, body).await.ok();
    assert_eq!(shown["providers"][0]["client_secret_set"], true);
    assert!(!shown.to_string().contains("hush"));
}

fn says(company: &Company, change: impl FnOnce(&mut Says)) {
    change(&mut company.idp.says.lock().unwrap());
}

/// A cookie that was set, as a browser sends it back.
#[track_caller]
fn cookie(answer: &Answer, name: &str) -> String {
    let all = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let found = all.filter_map(|set| set.split(';').next()).find(|set| set.starts_with(&format!("{name}=")));
    found.unwrap_or_else(|| panic!("{}: no {name}", answer.asked)).to_owned()
}

/// Goes away; answers where to, and the cookie for the way back.
async fn away(client: &Client<'_>, body: Value) -> (Url, String) {
    let answer = client.post(BEGIN, body).await;
    let url = Url::parse(answer.ok()["url"].as_str().unwrap()).unwrap();
    (url, cookie(&answer, "__Host-kedun-sso"))
}

fn visit(company: &Company, url: &Url) -> Callback {
    says(company, |says| says.now_secs = company.now_secs());
    company.idp.visit(url)
}

fn body(callback: &Callback) -> Value {
    json!({"code": callback.code, "state": callback.state, "iss": callback.iss})
}

type Change = Box<dyn FnOnce(&mut Says)>;

/// Comes by the provider, from begin to end.
async fn come(company: &Company) -> Answer {
    let (url, cookie) = away(&company.nobody(), json!({})).await;
    let callback = visit(company, &url);
    company.with_cookie(&cookie).post(FINISH, body(&callback)).await
}

async fn a_person_comes_by_the_provider_and_is_signed_out_by_it(company: &Company) {
    assert_eq!(company.nobody().get("/api/v1/sign-in").await.ok()["sso"], json!([]));
    set_up(company).await;
    let offers = company.nobody().get("/api/v1/sign-in").await.ok();
    assert_eq!(offers["sso"], json!([{"key": "corp", "label": {"zh": "企业登录", "en": "Company"}}]));
    assert_eq!(offers["sso_only"], false);
    let entered = come(company).await;
    let step = entered.ok();
    assert_eq!((step["next"].as_str(), step["purpose"].as_str()), (Some("done"), Some("sign_in")));
    assert_eq!(step["me"]["user"]["name"], "Alice");
    assert_eq!(step["me"]["roles"][0]["key"], "sales_rep");
    for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
        let mut all = entered.headers.get_all("set-cookie").iter();
        assert!(all.all(|set| set.to_str().unwrap().contains(part)), "{part}");
    }
    assert_eq!(cookie(&entered, "__Host-kedun-sso"), "__Host-kedun-sso=", "it is taken away");
    let alice = company.with_cookie(&cookie(&entered, "__Host-kedun"));
    alice.get("/api/v1/me").await.ok();
    assert_eq!(alice.get("/api/v1/me/sso").await.ok()["items"][0]["key"], "corp");
    // As the provider's server asks: no page of ours, no origin, a form.
    let token = company.idp.logout_token(&json!({}));
    let form = format!("logout_token={token}");
    let ask = |form: &str, kind: &'static str| {
        let ask = company.nobody().ask(Method::POST, LOGOUT).header("sec-fetch-site", "");
        ask.bytes(form.to_owned(), kind).send()
    };
    let urlencoded = "application/x-www-form-urlencoded";
    for (form, kind) in
        [("", urlencoded), ("logout_token=x", urlencoded), (form.as_str(), "application/json")]
    {
        let answer = ask(form, kind).await;
        answer.refused(400, "sso_logout_refused");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let twice = format!("{form}&{form}");
    ask(&twice, urlencoded).await.refused(400, "sso_logout_refused");
    alice.get("/api/v1/me").await.ok();
    let answer = ask(&form, urlencoded).await;
    assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, Some("no-store")));
    alice.get("/api/v1/me").await.refused(401, "unauthenticated");
    ask(&form, urlencoded).await.refused(400, "sso_logout_refused");
    let other = company.nobody().ask(Method::POST, "/api/v1/sso/none/backchannel-logout");
    other.bytes(form, urlencoded).send().await.refused(404, "not_found");
}

async fn who_signs_out_hears_where_to_sign_out_as_well(company: &Company) {
    set_up(company).await;
    let entered = come(company).await;
    let alice = company.with_cookie(&cookie(&entered, "__Host-kedun"));
    let out = alice.delete("/api/v1/session").await;
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert!(out.ok()["sso_sign_out_url"].as_str().unwrap().starts_with("https://idp.example/logout?"));
    alice.get("/api/v1/me").await.refused(401, "unauthenticated");
    assert_eq!(company.by("rep").delete("/api/v1/session").await.status, 204);
}

async fn answers_that_are_not_honest_leave_everything_as_it_was(company: &Company) {
    set_up(company).await;
    company.stand_still();
    let now = company.now_secs();
    let nothing: &'static Key = Box::leak(Box::new(Key::Nothing));
    let shared: &'static Key = Box::leak(Box::new(Key::Hs(ES.public_bytes())));
    let unsigned = json!({"iss": ISSUER, "sub": "alice-7", "aud": "kedun", "iat": now, "exp": now + 300});
    let cases: Vec<(&str, Change)> = vec![
        ("nonce", Box::new(|says| says.claims = json!({"nonce": "another"}))),
        ("audience", Box::new(|says| says.claims = json!({"aud": "another"}))),
        ("issuer", Box::new(|says| says.claims = json!({"iss": "https://evil.example"}))),
        ("alg none", {
            Box::new(move |says| says.id_token = Some(token(&json!({"alg": "none"}), &unsigned, nothing)))
        }),
        ("alg HS256", {
            Box::new(move |says| {
                says.header = json!({"alg": "HS256", "kid": "es"});
                says.key = shared;
            })
        }),
        ("another's key", Box::new(|says| says.key = &OTHER_ES)),
    ];
    let honest = |says: &mut Says| {
        (says.claims, says.id_token, says.key) = (json!({}), None, &ES);
        says.header = json!({"alg": "ES256", "kid": "es", "typ": "JWT"});
    };
    // What was used up once stays used up; nothing else changes.
    for (name, change) in cases {
        let (url, cookie) = away(&company.nobody(), json!({})).await;
        let callback = visit(company, &url);
        says(company, |says| {
            honest(says);
            change(says);
        });
        let people = company.by("admin").get("/api/v1/users?limit=200").await.ok();
        let answer = company.with_cookie(&cookie).post(FINISH, body(&callback)).await;
        answer.refused(401, "sso_failed");
        assert!(answer.header("set-cookie").is_none(), "{name}");
        assert_eq!(company.by("admin").get("/api/v1/users?limit=200").await.ok(), people, "{name}");
    }
    says(company, honest);
    // Mix-up: the answer names another provider, or none although this one always does.
    for iss in [json!("https://evil.example"), Value::Null] {
        let (url, cookie) = away(&company.nobody(), json!({})).await;
        let callback = visit(company, &url);
        let mut body = body(&callback);
        body["iss"] = iss;
        company.with_cookie(&cookie).post(FINISH, body).await.refused(401, "sso_failed");
    }
    // A stolen answer in another browser, with its cookie, with none, with nonsense.
    let (url, victim) = away(&company.nobody(), json!({})).await;
    let stolen = visit(company, &url);
    let (_, thief) = away(&company.nobody(), json!({})).await;
    company.with_cookie(&thief).post(FINISH, body(&stolen)).await.refused(401, "sso_failed");
    company.nobody().post(FINISH, body(&stolen)).await.refused(401, "flow_gone");
    company.with_cookie("__Host-kedun-sso=00").post(FINISH, body(&stolen)).await.refused(401, "flow_gone");
    company.with_cookie(&victim).post(FINISH, body(&stolen)).await.ok();
    // The same once more, whole or the code alone.
    company.with_cookie(&victim).post(FINISH, body(&stolen)).await.refused(401, "flow_gone");
    let (url, fresh) = away(&company.nobody(), json!({})).await;
    let mut replayed = visit(company, &url);
    replayed.code = stolen.code;
    company.with_cookie(&fresh).post(FINISH, body(&replayed)).await.refused(401, "sso_failed");
    let refused = json!({"error": "access_denied", "error_description": "<b>no</b>", "state": "x"});
    let (_, cookie) = away(&company.nobody(), json!({})).await;
    let answer = company.with_cookie(&cookie).post(FINISH, refused).await;
    assert!(!answer.refused(401, "sso_failed").to_string().contains("<b>"));
    let log = company.log().await;
    let codes: Vec<&str> = log
        .iter()
        .filter(|entry| entry.action == "sign_in_failed")
        .filter_map(|entry| entry.detail["code"].as_str())
        .collect();
    for code in ["sso_nonce", "sso_audience", "sso_issuer", "sso_alg", "sso_signature", "sso_state"] {
        assert!(codes.contains(&code), "{codes:?}");
    }
}

async fn an_address_links_nobody_but_a_person_links_themselves(company: &Company) {
    set_up(company).await;
    company.hire_one("alice", "Alice", None, &["read_only"]).await;
    says(company, |says| says.claims = json!({"email": email_of("alice"), "groups": []}));
    let body_of = json!({"on": true, "version": 1, "settings": {
        "label": {"zh": "企业登录", "en": "Company"},
        "provider": {"kind": "oidc", "issuer": ISSUER, "client_id": "kedun"},
        "accounts": {"enabled": true, "domains": ["yunling.example"]},
    }});
    company.by("admin").put(CORP, body_of).await.ok();
    let answer = come(company).await;
    let problem = answer.refused(403, "sso_not_linked");
    assert!(problem["detail"].as_str().unwrap().contains("security page"));
    company.nobody().post(BEGIN, json!({"link": true})).await.refused(401, "unauthenticated");
    // While signed in: the cookie of the session and that of the way back together.
    let alice = company.by("alice");
    let (url, back) = away(&alice, json!({"link": true})).await;
    let callback = visit(company, &url);
    company.with_cookie(&back).post(FINISH, body(&callback)).await.refused(401, "flow_gone");
    let (url, back) = away(&alice, json!({"link": true})).await;
    let callback = visit(company, &url);
    let nobody = company.nobody();
    let session =
        nobody.post("/api/v1/session", json!({"email": email_of("rep"), "password": PASSWORD})).await;
    let rep = cookie(&session, "__Host-kedun");
    let both = company.with_cookie(&format!("{back}; {rep}"));
    both.post(FINISH, body(&callback)).await.refused(401, "flow_gone");
    company.wait(16 * 60);
    alice.post(BEGIN, json!({"link": true})).await.refused(403, "step_up_required");
    let entered = company
        .nobody()
        .post("/api/v1/session", json!({"email": email_of("alice"), "password": PASSWORD}))
        .await;
    let session = cookie(&entered, "__Host-kedun");
    let (url, back) = away(&company.with_cookie(&session), json!({"link": true})).await;
    let callback = visit(company, &url);
    let both = company.with_cookie(&format!("{back}; {session}"));
    let linked = both.post(FINISH, body(&callback)).await.ok();
    assert_eq!(linked, json!({"next": "done", "purpose": "link", "provider": "corp"}));
    let entered = come(company).await;
    assert_eq!(entered.ok()["me"]["user"]["id"], company.id("alice"));
    let path = format!("/api/v1/users/{}/sso", company.id("alice"));
    assert_eq!(company.by("admin").get(&path).await.ok()["items"][0]["key"], "corp");
    let alice = company.with_cookie(&session);
    assert_eq!(alice.delete("/api/v1/me/sso/corp").await.status, 204);
    alice.delete("/api/v1/me/sso/corp").await.refused(404, "not_found");
    company
        .with_cookie(&cookie(&entered, "__Host-kedun"))
        .get("/api/v1/me")
        .await
        .refused(401, "unauthenticated");
}

async fn who_has_no_password_steps_up_at_the_provider(company: &Company) {
    set_up(company).await;
    let entered = come(company).await;
    let session = cookie(&entered, "__Host-kedun");
    company.wait(16 * 60);
    let alice = company.with_cookie(&session);
    alice.delete("/api/v1/me/sso/corp").await.refused(403, "step_up_required");
    let asked = alice.post("/api/v1/session/step-up", json!({})).await;
    assert_eq!(asked.ok()["factors"], json!([{"kind": "sso", "provider": "corp"}]));
    let flow = cookie(&asked, "__Host-kedun-flow");
    let both = company.with_cookie(&format!("{session}; {flow}"));
    let (url, back) = away(&both, json!({"step_up": true})).await;
    assert!(url.as_str().contains("max_age=0"));
    let callback = visit(company, &url);
    let now = company.now_secs();
    says(company, |says| says.claims = json!({"auth_time": now}));
    let all = company.with_cookie(&format!("{session}; {flow}; {back}"));
    let renewed = all.post(FINISH, body(&callback)).await;
    assert_eq!(renewed.ok()["purpose"], "step_up");
    alice.get("/api/v1/me").await.refused(401, "unauthenticated");
    let alice = company.with_cookie(&cookie(&renewed, "__Host-kedun"));
    alice.delete("/api/v1/me/sso/corp").await.refused(409, "sso_last_way");
}

async fn providers_only_is_for_everybody_but_who_breaks_the_glass(company: &Company) {
    set_up(company).await;
    let admin = company.by("admin");
    let only = |enabled: bool| json!({"enabled": enabled, "break_glass": [company.id("officer")]});
    admin.put("/api/v1/security/sso", only(true)).await.refused(409, "sso_break_glass_needed");
    assert_eq!(company.nobody().get("/api/v1/sign-in").await.ok()["sso_only"], false);
    company.by("rep").put("/api/v1/security/sso", only(false)).await.refused(403, "forbidden");
    admin.delete("/api/v1/users/none/sso/corp").await.refused(404, "not_found");
    let tested = admin.post("/api/v1/security/sso/corp/test", json!({})).await.ok();
    assert_eq!(tested, json!({"ok": true, "code": null}));
}

on_both_engines!(
    a_person_comes_by_the_provider_and_is_signed_out_by_it,
    who_signs_out_hears_where_to_sign_out_as_well,
    answers_that_are_not_honest_leave_everything_as_it_was,
    an_address_links_nobody_but_a_person_links_themselves,
    who_has_no_password_steps_up_at_the_provider,
    providers_only_is_for_everybody_but_who_breaks_the_glass,
);
