//! Apps, as an app sees it from outside: registered, approved, allowed, given tokens, ended.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{Answer, Client, Company};

const BACK: &str = "https://app.example/back";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

struct Made {
    id: String,
    secret: Option<String>,
}

async fn registered(company: &Company, who: &str, confidential: bool) -> Made {
    let body = json!({
        "name": "Robot", "publisher": "Robots Ltd", "website": "https://app.example/", "redirect_uris": [BACK],
        "scopes": ["records:read:account", "records:write:account", "export"], "confidential": confidential,
    });
    let made = company.by(who).post("/api/v1/apps", body).await.ok();
    assert_eq!(made["app"]["state"], "quarantined");
    let secret = made["client_secret"].as_str().map(Into::into);
    assert_eq!(confidential, secret.is_some());
    Made { id: made["app"]["id"].as_str().unwrap().into(), secret }
}

async fn decided(company: &Company, who: &str, app: &Made, decision: Value) -> Answer {
    let path = format!("/api/v1/apps/{}", app.id);
    let version = company.by("officer").get(&path).await.ok()["version"].clone();
    let mut body = decision;
    body["version"] = version;
    company.by(who).post(&format!("{path}/decision"), body).await
}

async fn approved(company: &Company, confidential: bool) -> Made {
    let app = registered(company, "rep", confidential).await;
    let decision = json!({"approve": true, "scopes": ["records:read:account", "export"]});
    decided(company, "officer", &app, decision).await.ok();
    app
}

fn asks(app: &Made) -> Value {
    json!({
        "response_type": "code", "client_id": app.id, "redirect_uri": BACK, "state": "xyz",
        "scope": "records:read:account", "code_challenge": challenge(VERIFIER), "code_challenge_method": "S256",
    })
}

/// Where a person who allows is sent.
async fn allowed(company: &Company, who: &str, asked: Value) -> Answer {
    let mut body = asked;
    body["allow"] = json!(true);
    company.by(who).post("/api/v1/apps/authorize", body).await
}

fn parameter(answer: &Answer, name: &str) -> Option<String> {
    let url = answer.ok()["redirect_to"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&format!("{BACK}?")), "{url}");
    let query = url.split_once('?').unwrap().1.to_owned();
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

async fn form(client: &Client<'_>, path: &str, pairs: &[(&str, &str)]) -> Answer {
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(pairs);
    let ask = client.ask(Method::POST, path).header("sec-fetch-site", "");
    ask.bytes(text.finish(), "application/x-www-form-urlencoded").send().await
}

async fn exchange(company: &Company, app: &Made, code: &str, verifier: &str) -> Answer {
    let mut pairs = vec![
        ("grant_type", "authorization_code"),
        ("client_id", app.id.as_str()),
        ("code", code),
        ("redirect_uri", BACK),
        ("code_verifier", verifier),
    ];
    if let Some(secret) = &app.secret {
        pairs.push(("client_secret", secret));
    }
    form(&company.nobody(), "/api/v1/apps/token", &pairs).await
}

async fn refresh(company: &Company, app: &Made, token: &str) -> Answer {
    let mut pairs = vec![("grant_type", "refresh_token"), ("client_id", &app.id), ("refresh_token", token)];
    if let Some(secret) = &app.secret {
        pairs.push(("client_secret", secret));
    }
    form(&company.nobody(), "/api/v1/apps/token", &pairs).await
}

async fn given(company: &Company, app: &Made) -> (String, String) {
    let sent = allowed(company, "manager", asks(app)).await;
    let tokens = exchange(company, app, &parameter(&sent, "code").unwrap(), VERIFIER).await.ok();
    (text(&tokens["access_token"]), text(&tokens["refresh_token"]))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A refusal as RFC 6749 section 5.2 wants it.
#[track_caller]
fn oauth(answer: &Answer, status: u16, error: &str) {
    assert_eq!(
        (answer.status.as_u16(), answer.json()["error"].as_str()),
        (status, Some(error)),
        "{}",
        answer.text()
    );
    assert_eq!(answer.header("content-type"), Some("application/json"));
}

async fn serves(company: &Company, token: &str) -> bool {
    let answer = company.with_token(token).get("/api/v1/records/account").await;
    if answer.status != 200 {
        answer.refused(401, "unauthenticated");
    }
    answer.status == 200
}

async fn an_app_goes_from_quarantine_to_tokens_and_out_again(company: &Company) {
    company.made("rep", "account", json!({"name": "Yunling"})).await;
    for confidential in [false, true] {
        let app = registered(company, "rep", confidential).await;
        // Nobody can be asked before it is approved.
        allowed(company, "manager", asks(&app)).await.refused(409, "app_not_approved");
        decided(company, "rep", &app, json!({"approve": true})).await.refused(403, "forbidden");
        decided(company, "operator", &app, json!({"approve": true})).await.refused(403, "forbidden");
        let too_much = json!({"approve": true, "scopes": ["records:read:*"]});
        decided(company, "officer", &app, too_much).await.refused_field("scopes", "beyond_wanted");
        let cap = json!({"approve": true, "scopes": ["records:read:account", "export"], "verified": false});
        assert_eq!(decided(company, "officer", &app, cap).await.ok()["state"], "approved");

        // What the page that asks says.
        let query: Vec<(String, String)> =
            asks(&app).as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value))).collect();
        let query: Vec<(&str, &str)> =
            query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = company.by("manager").find("/api/v1/apps/authorize", &query).await.ok();
        assert_eq!(page["app"]["publisher"], "Robots Ltd");
        assert_eq!((&page["app"]["verified"], &page["allowed_before"]), (&json!(false), &json!(false)));
        assert_eq!(
            (&page["reads"], &page["writes"], &page["exports"]),
            (&json!(true), &json!(false), &json!(false))
        );
        assert_eq!(page["scopes"][0]["scope"], "records:read:account");
        assert!(page["scopes"][0]["sentence"]["zh"].as_str().unwrap().contains("读取"));

        let sent = allowed(company, "manager", asks(&app)).await;
        assert_eq!(parameter(&sent, "state").as_deref(), Some("xyz"));
        assert_eq!(parameter(&sent, "iss").as_deref(), Some("https://crm.example:8443"));
        let code = parameter(&sent, "code").unwrap();
        let answer = exchange(company, &app, &code, VERIFIER).await;
        let tokens = answer.ok();
        assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(3600)));
        assert_eq!(tokens["scope"], "records:read:account");
        let access = text(&tokens["access_token"]);
        assert!(access.starts_with("kedun_oat_") && text(&tokens["refresh_token"]).starts_with("kedun_ort_"));
        assert!(serves(company, &access).await);
        let made = company.with_token(&access).post("/api/v1/records/account", json!({"name": "x"})).await;
        made.refused(403, "token_scope_missing");
        let grants = company.by("manager").get("/api/v1/me/apps").await.ok();
        assert_eq!(grants["items"][0]["app"]["id"], app.id);
        // The log tells the app with what it did.
        let log = company.log().await;
        assert!(
            log.iter().any(|event| event.action == "list" && event.detail.get("app") == Some(&json!(app.id)))
        );

        // An hour later it is over; the refresh token goes on.
        company.wait(3601);
        assert!(!serves(company, &access).await);
        let tokens = refresh(company, &app, &text(&tokens["refresh_token"])).await.ok();
        let access = text(&tokens["access_token"]);
        assert!(serves(company, &access).await);
        // Refused: from the next request on nothing is served.
        company.sign_in_again("officer").await;
        company.sign_in_again("rep").await;
        company.sign_in_again("manager").await;
        decided(company, "officer", &app, json!({"approve": false})).await.ok();
        assert!(!serves(company, &access).await);
        oauth(&refresh(company, &app, &text(&tokens["refresh_token"])).await, 401, "invalid_client");
        decided(company, "officer", &app, json!({"approve": true, "scopes": ["records:read:account"]}))
            .await
            .ok();
        assert!(serves(company, &access).await);
        // For good.
        company.by("manager").delete(&format!("/api/v1/apps/{}", app.id)).await.refused(404, "not_found");
        company.by("rep").delete(&format!("/api/v1/apps/{}", app.id)).await.ok();
        assert!(!serves(company, &access).await);
        decided(company, "officer", &app, json!({"approve": true})).await.refused(409, "app_not_approved");
    }
}

async fn who_registered_an_app_does_not_approve_it(company: &Company) {
    let app = registered(company, "officer", false).await;
    decided(company, "officer", &app, json!({"approve": true})).await.refused(403, "four_eyes");
    decided(company, "admin", &app, json!({"approve": true})).await.ok();
    // Unless nobody else could.
    let path = format!("/api/v1/users/{}", company.id("officer"));
    let version = company.by("admin").get(&path).await.ok()["version"].clone();
    company.by("admin").patch(&path, json!({"version": version, "active": false})).await.ok();
    let own = registered(company, "admin", false).await;
    let body = json!({"approve": true, "version": 1});
    company.by("admin").post(&format!("/api/v1/apps/{}/decision", own.id), body).await.ok();
}

async fn nobody_is_sent_anywhere_on_a_wrong_request(company: &Company) {
    let app = approved(company, false).await;
    let before = company.digest().await;
    for (name, value, status, code) in [
        ("client_id", json!("nonsense"), 404, "not_found"),
        ("redirect_uri", json!("https://app.example/back/"), 400, "app_request_invalid"),
        ("redirect_uri", json!("https://app.example/back?x=1"), 400, "app_request_invalid"),
        ("redirect_uri", json!("https://APP.example/back"), 400, "app_request_invalid"),
        ("redirect_uri", json!("https://evil.example/"), 400, "app_request_invalid"),
        ("response_type", json!("token"), 400, "app_request_invalid"),
        ("code_challenge_method", json!("plain"), 400, "app_request_invalid"),
        ("code_challenge_method", json!(""), 400, "app_request_invalid"),
        ("code_challenge", json!(""), 400, "app_request_invalid"),
        ("code_challenge", json!(VERIFIER[1..]), 400, "app_request_invalid"),
        ("scope", json!("records:write:account"), 400, "app_request_invalid"),
        ("scope", json!("records:read:*"), 400, "app_request_invalid"),
        ("scope", json!("admin:users.manage"), 400, "app_request_invalid"),
        ("state", json!("x".repeat(513)), 400, "app_request_invalid"),
    ] {
        let mut asked = asks(&app);
        asked[name] = value;
        let refused = allowed(company, "manager", asked).await.refused(status, code);
        // Once app and address are known, the app can hear of the rest; the person decides whether to go.
        let word = match name {
            "client_id" | "redirect_uri" => None,
            "response_type" => Some("unsupported_response_type"),
            "scope" => Some("invalid_scope"),
            _ => Some("invalid_request"),
        };
        let back = refused["redirect_to"].as_str();
        assert_eq!(back.is_some(), word.is_some(), "{name}");
        if let (Some(back), Some(word)) = (back, word) {
            let state = if name == "state" { "" } else { "&state=xyz" };
            let wanted = format!("{BACK}?error={word}{state}&iss=");
            assert!(back.starts_with(&wanted), "{back}");
        }
    }
    assert_eq!(company.digest().await, before);
    // Who says no is sent back without a code.
    let mut body = asks(&app);
    body["allow"] = json!(false);
    let sent = company.by("manager").post("/api/v1/apps/authorize", body).await;
    assert_eq!(parameter(&sent, "error").as_deref(), Some("access_denied"));
    assert_eq!(parameter(&sent, "code"), None);
    for uri in ["http://app.example/", "https://app.example/#x", "javascript:alert(1)", "https://*.example/"]
    {
        let body = json!({"name": "x", "publisher": "y", "redirect_uris": [uri], "scopes": ["export"]});
        company
            .by("rep")
            .post("/api/v1/apps", body)
            .await
            .refused_field("redirect_uris", "invalid_redirect_uri");
    }
    company.wait(16 * 60);
    allowed(company, "manager", asks(&app)).await.refused(403, "step_up_required");
}

async fn a_code_works_once_for_whom_it_was_made(company: &Company) {
    let (app, other) = (approved(company, true).await, approved(company, true).await);
    let code = async || parameter(&allowed(company, "manager", asks(&app)).await, "code").unwrap();
    // A second use ends what the first one gave.
    let first = code().await;
    let tokens = exchange(company, &app, &first, VERIFIER).await.ok();
    assert!(serves(company, &text(&tokens["access_token"])).await);
    oauth(&exchange(company, &app, &first, VERIFIER).await, 400, "invalid_grant");
    assert!(!serves(company, &text(&tokens["access_token"])).await);
    oauth(&refresh(company, &app, &text(&tokens["refresh_token"])).await, 400, "invalid_grant");
    // A wrong verifier, another app, a late one: and the code is used up.
    let wrong = "a".repeat(43);
    let used = code().await;
    oauth(&exchange(company, &app, &used, &wrong).await, 400, "invalid_grant");
    oauth(&exchange(company, &app, &used, VERIFIER).await, 400, "invalid_grant");
    let stolen = code().await;
    oauth(&exchange(company, &other, &stolen, VERIFIER).await, 400, "invalid_grant");
    oauth(&exchange(company, &app, &stolen, VERIFIER).await, 400, "invalid_grant");
    let late = code().await;
    company.wait(60);
    oauth(&exchange(company, &app, &late, VERIFIER).await, 400, "invalid_grant");
    oauth(&exchange(company, &app, "nonsense", VERIFIER).await, 400, "invalid_grant");
    oauth(&exchange(company, &app, &code().await, "short").await, 400, "invalid_request");
    // Two at once: one at most is given tokens.
    let both = code().await;
    let (a, b) = futures_util::future::join(
        exchange(company, &app, &both, VERIFIER),
        exchange(company, &app, &both, VERIFIER),
    )
    .await;
    assert!(a.status != 200 || b.status != 200);
}

async fn a_refresh_token_that_comes_twice_ends_its_family(company: &Company) {
    let app = approved(company, false).await;
    let (first_access, first) = given(company, &app).await;
    let second = refresh(company, &app, &first).await.ok();
    let (second_access, second) = (text(&second["access_token"]), text(&second["refresh_token"]));
    assert!(!serves(company, &first_access).await && serves(company, &second_access).await);
    oauth(&refresh(company, &app, &first).await, 400, "invalid_grant");
    assert!(!serves(company, &first_access).await && !serves(company, &second_access).await);
    oauth(&refresh(company, &app, &second).await, 400, "invalid_grant");
    let log = company.log().await;
    assert!(log.iter().any(|event| event.detail.get("why") == Some(&json!("refresh_reused"))));
    // Fewer scopes may be asked for, never more.
    let (_, token) = given(company, &app).await;
    let ask = async |scope: &str| {
        let pairs = [
            ("grant_type", "refresh_token"),
            ("client_id", &app.id),
            ("refresh_token", &token),
            ("scope", scope),
        ];
        form(&company.nobody(), "/api/v1/apps/token", &pairs).await
    };
    oauth(&ask("records:read:account export").await, 400, "invalid_scope");
    ask("records:read:account").await.ok();
}

async fn an_app_proves_itself_and_gives_tokens_back(company: &Company) {
    let (app, other) = (approved(company, true).await, approved(company, true).await);
    let secret = app.secret.clone().unwrap();
    let nobody = company.nobody();
    let path = "/api/v1/apps/token";
    let wrong = other.secret.clone().unwrap();
    let grant = ("grant_type", "refresh_token");
    oauth(
        &form(&nobody, path, &[grant, ("client_id", &app.id), ("refresh_token", "x")]).await,
        401,
        "invalid_client",
    );
    let pairs = [grant, ("client_id", app.id.as_str()), ("client_secret", &wrong), ("refresh_token", "x")];
    oauth(&form(&nobody, path, &pairs).await, 401, "invalid_client");
    oauth(&form(&nobody, path, &[grant, ("client_id", "x")]).await, 401, "invalid_client");
    oauth(&form(&nobody, path, &[grant]).await, 400, "invalid_request");
    let own = [("client_id", app.id.as_str()), ("client_secret", secret.as_str())];
    oauth(
        &form(&nobody, path, &[own[0], own[1], ("grant_type", "password")]).await,
        400,
        "unsupported_grant_type",
    );
    oauth(&form(&nobody, path, &[own[0], own[1]]).await, 400, "invalid_request");
    oauth(&form(&nobody, path, &[own[0], own[0], own[1], grant]).await, 400, "invalid_request");
    let ask = nobody.ask(Method::POST, path).header("sec-fetch-site", "").json(&json!({}));
    oauth(&ask.send().await, 400, "invalid_request");
    // By the header, which is then told by the header.
    let (access, token) = given(company, &app).await;
    let basic = |secret: &str| format!("Basic {}", STANDARD.encode(format!("{}:{secret}", app.id)));
    let body = format!("grant_type=refresh_token&refresh_token={token}");
    let ask = |basic: &str| {
        let ask = nobody.ask(Method::POST, path).header("sec-fetch-site", "").header("authorization", basic);
        ask.bytes(body.clone(), "application/x-www-form-urlencoded").send()
    };
    let refused = ask(&basic(&wrong)).await;
    oauth(&refused, 401, "invalid_client");
    assert!(refused.header("www-authenticate").unwrap().starts_with("Basic"));
    let tokens = ask(&basic(&secret)).await.ok();
    // Another app gives nothing back; the app itself does, the token alone or all of it.
    let next = text(&tokens["access_token"]);
    let theirs = [("client_id", other.id.as_str()), ("client_secret", other.secret.as_deref().unwrap())];
    let back = "/api/v1/apps/revoke";
    form(&nobody, back, &[theirs[0], theirs[1], ("token", &next)]).await.ok();
    assert!(serves(company, &next).await && !serves(company, &access).await);
    form(&nobody, back, &[own[0], own[1], ("token", "nonsense")]).await.ok();
    oauth(&form(&nobody, back, &[own[0], ("token", &next)]).await, 401, "invalid_client");
    form(&nobody, back, &[own[0], own[1], ("token", &next)]).await.ok();
    assert!(!serves(company, &next).await);
    let tokens = refresh(company, &app, &text(&tokens["refresh_token"])).await.ok();
    let (access, last) = (text(&tokens["access_token"]), text(&tokens["refresh_token"]));
    assert!(serves(company, &access).await);
    form(&nobody, back, &[own[0], own[1], ("token", &last)]).await.ok();
    assert!(!serves(company, &access).await);
    oauth(&refresh(company, &app, &last).await, 400, "invalid_grant");
    // A person takes back what they allowed.
    let (access, _) = given(company, &app).await;
    company.by("manager").delete(&format!("/api/v1/me/apps/{}", app.id)).await.ok();
    assert!(!serves(company, &access).await);
    // The company forbids apps.
    let (access, token) = given(company, &app).await;
    let mut rules = company.by("officer").get("/api/v1/security/tokens").await.ok();
    rules["apps"] = json!(false);
    company.by("officer").put("/api/v1/security/tokens", rules).await.ok();
    assert!(!serves(company, &access).await);
    oauth(&refresh(company, &app, &token).await, 401, "invalid_client");
    allowed(company, "manager", asks(&app)).await.refused(403, "tokens_forbidden");
}

on_both_engines!(
    an_app_goes_from_quarantine_to_tokens_and_out_again,
    who_registered_an_app_does_not_approve_it,
    nobody_is_sent_anywhere_on_a_wrong_request,
    a_code_works_once_for_whom_it_was_made,
    a_refresh_token_that_comes_twice_ends_its_family,
    an_app_proves_itself_and_gives_tokens_back,
);
