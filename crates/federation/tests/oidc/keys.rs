//! Keys that change, and keys that are none.

use std::pin::pin;
use std::task::{Context, Waker};

use federation::Provider;
use serde_json::{Value, json};

use crate::idp::{
    ES, Idp, OTHER_ES, RS, Says, begin, code_of, discover, later, settings, sign_in, sign_in_at,
};

fn rotate(says: &mut Says) {
    says.jwks = json!({"keys": [OTHER_ES.jwk("new")]});
    says.header = json!({"alg": "ES256", "kid": "new"});
    says.key = &OTHER_ES;
}

/// A sign-in whose token is fresh at that moment.
fn sign_in_later(idp: &Idp, provider: &Provider, secs: i64) -> &'static str {
    let at = later(secs).as_second();
    idp.says.lock().unwrap().claims = json!({"iat": at, "exp": at + 60, "auth_time": at});
    code_of(sign_in_at(idp, provider, later(secs)))
}

#[test]
fn a_new_key_is_fetched_and_the_old_one_stops_counting() {
    let idp = Idp::new();
    let provider = discover(&idp, settings()).unwrap();
    assert_eq!(sign_in_later(&idp, &provider, 1), "accepted");
    rotate(&mut idp.says.lock().unwrap());
    assert_eq!(sign_in_later(&idp, &provider, 61), "accepted");
    assert_eq!(idp.asked("/jwks"), 2);
    let mut says = idp.says.lock().unwrap();
    says.header = json!({"alg": "ES256", "kid": "es"});
    says.key = &ES;
    drop(says);
    assert_eq!(sign_in_later(&idp, &provider, 300), "sso_key");
}

#[test]
fn made_up_names_do_not_make_us_ask_more_than_once_a_minute() {
    let idp = Idp::new().with(|says| says.header["kid"] = json!("made-up"));
    let provider = discover(&idp, settings()).unwrap();
    for secs in [0, 30, 59, 60, 61, 90, 119, 120, 121] {
        assert_eq!(sign_in_later(&idp, &provider, secs), "sso_key");
    }
    assert_eq!(idp.asked("/jwks"), 3, "discovered, after a minute, after two");
}

#[test]
fn while_one_asks_no_other_does() {
    let idp = Idp::new().with(|says| says.header["kid"] = json!("made-up"));
    let provider = discover(&idp, settings()).unwrap();
    idp.says.lock().unwrap().stalled = Some("/jwks");
    let begun = begin(&provider);
    let callback = idp.visit(&begun.url);
    let mut first = pin!(provider.finish(&begun.pending, &callback, &idp, later(60)));
    assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!(sign_in_later(&idp, &provider, 60), "sso_key");
    assert_eq!(idp.asked("/jwks"), 2);
}

#[test]
fn a_provider_that_does_not_answer_keeps_its_keys_and_is_not_pressed() {
    let idp = Idp::new();
    let provider = discover(&idp, settings()).unwrap();
    let mut says = idp.says.lock().unwrap();
    says.header["kid"] = json!("new");
    says.instead.insert("/jwks", (503, String::new()));
    drop(says);
    assert_eq!(sign_in_later(&idp, &provider, 60), "sso_discovery");
    assert_eq!(sign_in_later(&idp, &provider, 61), "sso_key");
    idp.says.lock().unwrap().header["kid"] = json!("es");
    assert_eq!(sign_in_later(&idp, &provider, 62), "accepted");
}

fn with_keys(keys: &Value, header: &Value, key: &'static crate::idp::Key) -> &'static str {
    let idp = Idp::new().with(|says| {
        says.jwks = json!({"keys": keys});
        says.header = header.clone();
        says.key = key;
    });
    code_of(sign_in(&idp, settings()))
}

fn changed(mut jwk: Value, name: &str, value: Value) -> Value {
    jwk[name] = value;
    jwk
}

#[test]
fn the_key_must_be_one_and_be_meant_for_it() {
    let nameless = json!({"alg": "ES256"});
    let named = json!({"alg": "ES256", "kid": "es"});
    let es = ES.jwk("es");
    for (keys, header, code) in [
        (json!([es, RS.jwk("rs")]), &nameless, "accepted"),
        (json!([es, OTHER_ES.jwk("two")]), &nameless, "sso_key"),
        (json!([es, OTHER_ES.jwk("two")]), &named, "accepted"),
        (json!([es, OTHER_ES.jwk("es")]), &named, "sso_key"),
        (json!([changed(es.clone(), "use", json!("enc"))]), &named, "sso_key"),
        (json!([changed(es.clone(), "alg", json!("ES384"))]), &named, "sso_key"),
        (json!([changed(es.clone(), "alg", json!("ES256"))]), &named, "accepted"),
        (json!([changed(es.clone(), "crv", json!("P-384"))]), &named, "sso_signature"),
        (json!([changed(es.clone(), "x", es["y"].clone())]), &named, "sso_signature"),
        (json!([{"kty": "new-kind", "kid": "x"}, 7, es]), &named, "accepted"),
        (json!([]), &named, "sso_key"),
    ] {
        assert_eq!(with_keys(&keys, header, &ES), code, "{keys} {header}");
    }
}

#[test]
fn an_rsa_key_that_is_too_short_counts_for_nothing() {
    use base64::Engine as _;
    let short = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode([0xff; 128]);
    let padded = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode([[0; 128], [0xff; 128]].concat());
    let header = json!({"alg": "RS256", "kid": "rs"});
    for modulus in [short, padded] {
        assert_eq!(with_keys(&json!([changed(RS.jwk("rs"), "n", json!(modulus))]), &header, &RS), "sso_key");
    }
    assert_eq!(with_keys(&json!([RS.jwk("rs")]), &header, &RS), "accepted");
}

#[test]
fn a_shared_secret_among_the_keys_counts_for_nothing() {
    let secret: &'static crate::idp::Key = Box::leak(Box::new(crate::idp::Key::Hs(vec![7; 32])));
    let header = json!({"alg": "HS256", "kid": "hs"});
    assert_eq!(with_keys(&json!([secret.jwk("hs")]), &header, secret), "sso_alg");
}
