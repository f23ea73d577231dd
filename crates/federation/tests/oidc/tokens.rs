//! ID tokens that lie: each is refused, and by the check that is meant for it.

use federation::MAX_TOKEN_BYTES;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::idp::{
    ACCESS_TOKEN, CLIENT, ES, Idp, Key, NOW_SECS, OTHER_ES, RS, Says, begin, code_of, discover, later, now,
    run, settings, sign_in, token_of,
};

/// One lie and the code it is refused with.
type Lie = (&'static str, fn(&mut Says), &'static str);

fn each_is_refused(lies: &[Lie]) {
    for (name, lie, code) in lies {
        let idp = Idp::new().with(lie);
        assert_eq!(code_of(sign_in(&idp, settings())), *code, "{name}");
    }
}

fn leak(key: Key) -> &'static Key {
    Box::leak(Box::new(key))
}

#[test]
fn tokens_signed_by_nobody_or_by_somebody_else_are_refused() {
    each_is_refused(&[
        (
            "alg none",
            |says| {
                says.header = json!({"alg": "none"});
                says.key = leak(Key::Nothing);
            },
            "sso_alg",
        ),
        (
            "alg none in other letters",
            |says| {
                says.header = json!({"alg": "nOnE", "kid": "es"});
                says.key = leak(Key::Nothing);
            },
            "sso_alg",
        ),
        (
            "HS256 with the public EC key as the secret",
            |says| {
                says.header = json!({"alg": "HS256", "kid": "es"});
                says.key = leak(Key::Hs(ES.public_bytes()));
            },
            "sso_alg",
        ),
        (
            "HS256 with the public RSA key as the secret",
            |says| {
                says.header = json!({"alg": "HS256", "kid": "rs"});
                says.key = leak(Key::Hs(RS.public_bytes()));
            },
            "sso_alg",
        ),
        (
            "HS256 with the client secret",
            |says| {
                says.header = json!({"alg": "HS256"});
                says.key = leak(Key::Hs(b"s3cret+hush".to_vec()));
            },
            "sso_alg",
        ),
        ("a key of the right name that is another", |says| says.key = &OTHER_ES, "sso_signature"),
        ("a key nobody knows", |says| says.header["kid"] = json!("unknown"), "sso_key"),
        ("the name of a key of another sort", |says| says.header["kid"] = json!("rs"), "sso_key"),
        (
            "the key in the token itself",
            |says| {
                says.header["jwk"] = OTHER_ES.jwk("es");
                says.header["jku"] = json!("https://evil.example/jwks");
                says.key = &OTHER_ES;
            },
            "sso_signature",
        ),
        ("an algorithm for another key", |says| says.header["alg"] = json!("RS256"), "sso_key"),
        ("a critical extension", |says| says.header["crit"] = json!(["exp"]), "sso_token"),
        ("an access token", |says| says.header["typ"] = json!("at+jwt"), "sso_token"),
        ("a logout token", |says| says.header["typ"] = json!("logout+jwt"), "sso_token"),
    ]);
}

#[test]
fn tokens_of_somebody_else_or_for_somebody_else_are_refused() {
    each_is_refused(&[
        ("another issuer", |says| says.claims = json!({"iss": "https://evil.example"}), "sso_issuer"),
        (
            "almost the issuer",
            |says| says.claims = json!({"iss": "https://idp.example/realm/"}),
            "sso_issuer",
        ),
        ("no issuer", |says| says.claims = json!({"iss": null}), "sso_token"),
        ("another audience", |says| says.claims = json!({"aud": "other"}), "sso_audience"),
        ("no audience", |says| says.claims = json!({"aud": null}), "sso_audience"),
        ("an empty audience", |says| says.claims = json!({"aud": []}), "sso_audience"),
        (
            "an extra audience",
            |says| says.claims = json!({"aud": [CLIENT, "other"], "azp": CLIENT}),
            "sso_audience",
        ),
        ("another authorized party", |says| says.claims = json!({"azp": "other"}), "sso_audience"),
        ("an authorized party that is no text", |says| says.claims = json!({"azp": [CLIENT]}), "sso_token"),
        ("another nonce", |says| says.claims = json!({"nonce": "A".repeat(43)}), "sso_nonce"),
        ("no nonce", |says| says.claims = json!({"nonce": null}), "sso_nonce"),
        ("no subject", |says| says.claims = json!({"sub": null}), "sso_token"),
        ("an empty subject", |says| says.claims = json!({"sub": ""}), "sso_token"),
        ("a subject without end", |says| says.claims = json!({"sub": "a".repeat(256)}), "sso_token"),
        (
            "the hash of another access token",
            |says| says.claims = json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
            "sso_access_token",
        ),
        ("a hash that is no text", |says| says.claims = json!({"at_hash": 7}), "sso_token"),
    ]);
}

#[test]
fn tokens_out_of_their_time_are_refused() {
    each_is_refused(&[
        ("expired", |says| says.claims = json!({"exp": NOW_SECS - 61}), "sso_expired"),
        ("expired this moment", |says| says.claims = json!({"exp": NOW_SECS - 60}), "sso_expired"),
        ("a moment left", |says| says.claims = json!({"exp": NOW_SECS - 59}), "accepted"),
        ("never expires", |says| says.claims = json!({"exp": null}), "sso_token"),
        ("expires by a word", |says| says.claims = json!({"exp": "2099-01-01T00:00:00Z"}), "sso_token"),
        ("expires beyond all time", |says| says.claims = json!({"exp": 1e300}), "sso_token"),
        ("a part of a second", |says| says.claims = json!({"iat": 1_799_999_990.75}), "accepted"),
        ("issued in the future", |says| says.claims = json!({"iat": NOW_SECS + 61}), "sso_not_yet"),
        (
            "issued in the future though it counts already",
            |says| says.claims = json!({"iat": NOW_SECS + 61, "nbf": NOW_SECS - 9}),
            "sso_not_yet",
        ),
        ("issued by a fast clock", |says| says.claims = json!({"iat": NOW_SECS + 60}), "accepted"),
        ("issued long ago", |says| says.claims = json!({"iat": NOW_SECS - 601}), "sso_expired"),
        ("issued just not too long ago", |says| says.claims = json!({"iat": NOW_SECS - 600}), "accepted"),
        ("never issued", |says| says.claims = json!({"iat": null}), "sso_token"),
        ("counts from the future", |says| says.claims = json!({"nbf": NOW_SECS + 61}), "sso_not_yet"),
        ("counts already", |says| says.claims = json!({"nbf": NOW_SECS - 9}), "accepted"),
        ("counts from some word", |says| says.claims = json!({"nbf": "soon"}), "sso_token"),
    ]);
}

#[test]
fn tokens_that_are_no_tokens_are_refused() {
    each_is_refused(&[
        ("nothing", |says| says.id_token = Some(String::new()), "sso_token"),
        ("garbage", |says| says.id_token = Some("a.b.c".to_owned()), "sso_token"),
        ("an encrypted one", |says| says.id_token = Some("a.b.c.d.e".to_owned()), "sso_token"),
        ("too large", |says| says.id_token = Some("a".repeat(MAX_TOKEN_BYTES + 1)), "sso_too_large"),
        (
            "a payload that is a list",
            |says| says.id_token = Some(token_of(&says.header, "[]", says.key)),
            "sso_token",
        ),
        (
            "a payload cut off",
            |says| says.id_token = Some(token_of(&says.header, r#"{"iss":"#, says.key)),
            "sso_token",
        ),
    ]);
}

#[test]
fn a_claim_that_stands_twice_is_refused_though_the_signature_holds() {
    let idp = Idp::new();
    let provider = discover(&idp, settings()).unwrap();
    let begun = begin(&provider);
    let honest = json!({
        "iss": "https://idp.example/realm", "sub": "alice-7", "aud": CLIENT, "nonce": begun.pending.nonce.expose(),
        "iat": NOW_SECS, "exp": NOW_SECS + 60, "email": "alice@idp.example", "email_verified": true,
    })
    .to_string();
    for (payload, code) in [
        (honest.clone(), "accepted"),
        (honest.replace('{', r#"{"sub":"root","#), "sso_token"),
        (honest.replace('{', r#"{"s\u0075b":"root","#), "sso_token"),
        (honest.replace('{', r#"{"address":{"a":1,"a":2},"#), "sso_token"),
    ] {
        let header = json!({"alg": "ES256", "kid": "es"});
        idp.says.lock().unwrap().id_token = Some(token_of(&header, &payload, &ES));
        let callback = idp.visit(&begun.url);
        assert_eq!(code_of(run(provider.finish(&begun.pending, &callback, &idp, now()))), code, "{payload}");
    }
}

#[test]
fn several_audiences_need_trust_and_an_authorized_party() {
    let mut settings = settings();
    settings.audiences = vec!["other".to_owned()];
    for (claims, code) in [
        (json!({"aud": [CLIENT, "other"], "azp": CLIENT}), "accepted"),
        (json!({"aud": [CLIENT]}), "accepted"),
        (json!({"aud": [CLIENT, "other"]}), "sso_audience"),
        (json!({"aud": [CLIENT, "other"], "azp": "other"}), "sso_audience"),
        (json!({"aud": [CLIENT, "other", "third"], "azp": CLIENT}), "sso_audience"),
        (json!({"aud": ["other"]}), "sso_audience"),
    ] {
        let idp = Idp::new().with(|says| says.claims = claims.clone());
        assert_eq!(code_of(sign_in(&idp, settings.clone())), code, "{claims}");
    }
}

#[test]
fn the_right_access_token_is_recognized() {
    use aws_lc_rs::digest::{SHA256, digest};
    use base64::Engine as _;
    let hash = digest(&SHA256, ACCESS_TOKEN.as_bytes());
    let half = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]);
    let idp = Idp::new().with(|says| says.claims = json!({"at_hash": half}));
    assert_eq!(code_of(sign_in(&idp, settings())), "accepted");
}

#[test]
fn a_sign_in_that_must_be_recent_says_when_it_was() {
    let mut settings = settings();
    settings.max_age_secs = Some(100);
    for (auth_time, code) in [
        (json!(NOW_SECS - 160), "accepted"),
        (json!(NOW_SECS - 161), "sso_auth_time"),
        (json!(NOW_SECS + 61), "sso_auth_time"),
        (Value::Null, "sso_auth_time"),
    ] {
        let idp = Idp::new().with(|says| says.claims = json!({"auth_time": auth_time.clone()}));
        assert_eq!(code_of(sign_in(&idp, settings.clone())), code, "{auth_time}");
    }
}

#[test]
fn answers_of_the_token_endpoint_that_are_none_are_refused() {
    let token = r#""access_token":"a","token_type":"Bearer""#;
    for (status, body, code) in [
        (200, format!("{{{token}}}"), "sso_no_id_token"),
        (200, format!(r#"{{{token},"id_token":null}}"#), "sso_no_id_token"),
        (200, format!(r#"{{{token},"id_token":7}}"#), "sso_exchange"),
        (200, r#"{"access_token":"a","token_type":"mac","id_token":"a"}"#.to_owned(), "sso_exchange"),
        (200, r#"{"token_type":"Bearer","id_token":"a"}"#.to_owned(), "sso_exchange"),
        (200, format!(r#"{{{token},"id_token":"a","id_token":"b"}}"#), "sso_document"),
        (200, "<html>sign in</html>".to_owned(), "sso_document"),
        (200, String::new(), "sso_document"),
        (200, format!(r#"{{{token},"x":"{}"}}"#, "a".repeat(300_000)), "sso_too_large"),
        (400, r#"{"error":"invalid_grant"}"#.to_owned(), "sso_exchange"),
        (400, r#"{"error":"<b>alice</b>"}"#.to_owned(), "sso_exchange"),
        (500, "alice".to_owned(), "sso_exchange"),
        (302, String::new(), "sso_exchange"),
    ] {
        let idp = Idp::new().with(|says| drop(says.instead.insert("/token", (status, body.clone()))));
        assert_eq!(code_of(sign_in(&idp, settings())), code, "{status} {}", &body[..body.len().min(80)]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whichever character of a valid token is another, the token is refused: also the last one of a part, where
    /// base64 has bits to spare.
    #[test]
    fn a_token_with_one_character_changed_is_refused(at in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=";
        let idp = Idp::new();
        let provider = discover(&idp, settings()).unwrap();
        let begun = begin(&provider);
        let mut token = idp.id_token(begun.pending.nonce.expose()).into_bytes();
        let at = at.index(token.len());
        let to = SIGNS[to.index(SIGNS.len())];
        prop_assume!(token[at] != to);
        token[at] = to;
        idp.says.lock().unwrap().id_token = Some(String::from_utf8(token).unwrap());
        let callback = idp.visit(&begun.url);
        prop_assert!(run(provider.finish(&begun.pending, &callback, &idp, now())).is_err());
    }
}

#[test]
fn the_last_character_of_each_part_has_one_spelling() {
    let idp = Idp::new();
    let provider = discover(&idp, settings()).unwrap();
    let begun = begin(&provider);
    let honest = idp.id_token(begun.pending.nonce.expose());
    let ends: Vec<usize> =
        honest.match_indices('.').map(|(at, _)| at - 1).chain([honest.len() - 1]).collect();
    for at in ends {
        for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars() {
            let mut token = honest.clone();
            token.replace_range(at..=at, &sign.to_string());
            let same = token == honest;
            idp.says.lock().unwrap().id_token = Some(token);
            let callback = idp.visit(&begun.url);
            let result = run(provider.finish(&begun.pending, &callback, &idp, later(0)));
            assert_eq!(result.is_ok(), same, "{at} {sign}");
        }
    }
}
