//! Logout tokens, honest and not.

use serde_json::{Value, json};

use crate::idp::{
    CLIENT, ES, ISSUER, Idp, Key, NOW_SECS, OTHER_ES, code_of, discover, later, lay_over, now, run, settings,
    token,
};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

fn claims(over: &Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "aud": CLIENT, "iat": NOW_SECS - 2, "exp": NOW_SECS + 120, "jti": "logout-1",
        "sub": "alice-7", "sid": "session-1", "events": {EVENT: {}},
    });
    lay_over(&mut claims, over);
    claims
}

fn read(header: &Value, claims: &Value, key: &Key) -> &'static str {
    let idp = Idp::new();
    let provider = discover(&idp, settings()).unwrap();
    code_of(run(provider.logout_token(&token(header, claims, key), &idp, now())))
}

fn typed() -> Value {
    json!({"alg": "ES256", "kid": "es", "typ": "logout+jwt"})
}

#[test]
fn a_logout_token_names_whose_sessions_end() {
    let idp = Idp::new();
    let provider = discover(&idp, settings()).unwrap();
    let text = token(&typed(), &claims(&json!({})), &ES);
    let said = run(provider.logout_token(&text, &idp, now())).unwrap();
    assert_eq!((said.issuer.as_str(), said.jti.as_str()), (ISSUER, "logout-1"));
    assert_eq!((said.subject.as_deref(), said.sid.as_deref()), (Some("alice-7"), Some("session-1")));
    assert_eq!(said.issued_at, later(-2));
    assert!(!format!("{said:?}").contains("alice"));
}

#[test]
fn logout_tokens_that_break_a_rule_are_refused() {
    for (name, over, code) in [
        ("only a person", json!({"sid": null}), "accepted"),
        ("only a session", json!({"sub": null}), "accepted"),
        ("neither", json!({"sub": null, "sid": null}), "sso_logout_token"),
        ("an empty person", json!({"sub": ""}), "sso_token"),
        ("a nonce", json!({"nonce": "n"}), "sso_logout_token"),
        ("no events", json!({"events": null}), "sso_logout_token"),
        (
            "other events",
            json!({"events": {"http://schemas.openid.net/event/other": {}}}),
            "sso_logout_token",
        ),
        ("an event that is no object", json!({"events": {EVENT: true}}), "sso_logout_token"),
        ("events as a list", json!({"events": [EVENT]}), "sso_logout_token"),
        ("no name of its own", json!({"jti": null}), "sso_logout_token"),
        ("old", json!({"iat": NOW_SECS - 601}), "sso_expired"),
        ("expired", json!({"exp": NOW_SECS - 61}), "sso_expired"),
        ("never expires", json!({"exp": null}), "sso_token"),
        ("from the future", json!({"iat": NOW_SECS + 61}), "sso_not_yet"),
        ("another audience", json!({"aud": "other"}), "sso_audience"),
        ("several audiences", json!({"aud": [CLIENT, "other"]}), "sso_audience"),
        ("an audience that is no text", json!({"aud": [CLIENT, 7]}), "sso_audience"),
        ("no audience", json!({"aud": null}), "sso_audience"),
        ("another issuer", json!({"iss": "https://evil.example"}), "sso_issuer"),
        ("no issuer", json!({"iss": null}), "sso_issuer"),
    ] {
        assert_eq!(read(&typed(), &claims(&over), &ES), code, "{name}");
    }
}

#[test]
fn logout_tokens_signed_wrong_are_refused() {
    let honest = claims(&json!({}));
    for (name, header, key, code) in [
        ("no type", json!({"alg": "ES256", "kid": "es"}), &*ES, "accepted"),
        ("the plain type", json!({"alg": "ES256", "kid": "es", "typ": "JWT"}), &ES, "accepted"),
        ("another type", json!({"alg": "ES256", "kid": "es", "typ": "at+jwt"}), &ES, "sso_token"),
        ("alg none", json!({"alg": "none"}), &Key::Nothing, "sso_alg"),
        ("alg HS256", json!({"alg": "HS256", "kid": "es"}), &Key::Hs(ES.public_bytes()), "sso_alg"),
        ("another key", typed(), &OTHER_ES, "sso_signature"),
        ("a key nobody knows", json!({"alg": "ES256", "kid": "x"}), &ES, "sso_key"),
    ] {
        assert_eq!(read(&header, &honest, key), code, "{name}");
    }
}

#[test]
fn an_id_token_ends_no_session() {
    let idp = Idp::new();
    let provider = discover(&idp, settings()).unwrap();
    let id_token = idp.id_token("nonce");
    assert_eq!(code_of(run(provider.logout_token(&id_token, &idp, now()))), "sso_logout_token");
}

#[test]
fn a_new_key_is_fetched_for_a_logout_token_too() {
    let idp = Idp::new();
    let provider = discover(&idp, settings()).unwrap();
    idp.says.lock().unwrap().jwks = json!({"keys": [OTHER_ES.jwk("new")]});
    let text = token(&json!({"alg": "ES256", "kid": "new"}), &claims(&json!({})), &OTHER_ES);
    assert_eq!(code_of(run(provider.logout_token(&text, &idp, later(59)))), "sso_key");
    assert_eq!(code_of(run(provider.logout_token(&text, &idp, later(60)))), "accepted");
}
