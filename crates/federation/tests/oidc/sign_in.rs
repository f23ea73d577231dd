//! The sign-in as it should go.

use std::collections::HashMap;

use federation::{Alg, Pending, Prompt, Secret};
use serde_json::json;
use url::Url;

use crate::idp::{
    CLIENT, Dice, ED, ISSUER, Idp, NOW_SECS, RS, begin, code_of, discover, later, now, run, settings,
    sign_in, sign_in_at,
};

#[test]
fn a_person_signs_in() {
    let assertion = sign_in(&Idp::new(), settings()).unwrap();
    assert_eq!(assertion.issuer, ISSUER);
    assert_eq!(assertion.subject, "alice-7");
    assert_eq!(assertion.sid.as_deref(), Some("session-1"));
    assert_eq!(assertion.name.as_deref(), Some("Alice"));
    assert_eq!(assertion.email.as_deref(), Some("alice@idp.example"));
    assert!(assertion.email_verified && !assertion.second_factor && !assertion.groups_elsewhere);
    assert_eq!(assertion.groups, ["sales", "staff"]);
    assert_eq!(assertion.authenticated_at, later(-30));
    assert!(!format!("{assertion:?}").contains("lice"), "personal values are not printed");
}

#[test]
fn every_allowed_algorithm_is_understood() {
    for (alg, kid, key) in [("RS256", "rs", &RS), ("PS256", "rs", &RS), ("EdDSA", "ed", &ED)] {
        let idp = Idp::new().with(|says| {
            says.header = json!({"alg": alg, "kid": kid});
            says.key = key;
        });
        assert_eq!(code_of(sign_in(&idp, settings())), "accepted", "{alg}");
    }
}

#[test]
fn an_algorithm_that_is_not_allowed_is_refused_though_the_key_fits() {
    let idp = Idp::new().with(|says| {
        says.header = json!({"alg": "RS256", "kid": "rs"});
        says.key = &RS;
    });
    let mut settings = settings();
    settings.allowed_algs = vec![Alg::Ps256, Alg::Es256];
    assert_eq!(code_of(sign_in(&idp, settings)), "sso_alg");
}

#[test]
fn the_browser_is_sent_with_everything_that_was_asked() {
    let mut settings = settings();
    settings.scopes = vec!["openid".to_owned(), "email".to_owned(), "groups".to_owned()];
    settings.acr_values = vec!["phr".to_owned(), "mfa".to_owned()];
    settings.prompt = Some(Prompt::SelectAccount);
    settings.max_age_secs = Some(3600);
    let provider = discover(&Idp::new(), settings).unwrap();
    let begun = begin(&provider);
    assert!(begun.url.as_str().starts_with("https://idp.example/authorize?tenant=1&"));
    let query: HashMap<String, String> = begun.url.query_pairs().into_owned().collect();
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", "https://crm.example/sso/callback"),
        ("scope", "openid email groups"),
        ("code_challenge_method", "S256"),
        ("acr_values", "phr mfa"),
        ("prompt", "select_account"),
        ("max_age", "3600"),
        ("state", begun.pending.state.expose()),
        ("nonce", begun.pending.nonce.expose()),
    ] {
        assert_eq!(query.get(name).map(String::as_str), Some(value), "{name}");
    }
    let secrets =
        [&begun.pending.state, &begun.pending.nonce, &begun.pending.pkce_verifier].map(Secret::expose);
    assert!(secrets.iter().all(|secret| secret.len() == 43), "256 bits each");
    assert!(secrets[0] != secrets[1] && secrets[1] != secrets[2] && secrets[0] != secrets[2]);
    assert!(!begun.url.as_str().contains(secrets[2]), "the verifier stays here");
    assert!(!begun.url.as_str().contains("hush"));
}

#[test]
fn no_two_sign_ins_have_a_secret_in_common() {
    let provider = discover(&Idp::new(), settings()).unwrap();
    let (dice, place) = (Dice::default(), Url::parse("https://crm.example/sso/callback").unwrap());
    let [one, two] = [(); 2].map(|()| provider.begin(&place, &dice).pending);
    assert!(one.state != two.state && one.nonce != two.nonce && one.pkce_verifier != two.pkce_verifier);
}

#[test]
fn what_is_kept_meanwhile_comes_back_and_is_not_printed() {
    let idp = Idp::new();
    let provider = discover(&idp, settings()).unwrap();
    let begun = begin(&provider);
    let kept = serde_json::to_string(&begun.pending).unwrap();
    let pending: Pending = serde_json::from_str(&kept).unwrap();
    assert_eq!(pending, begun.pending);
    let printed = format!("{begun:?} {pending:?}");
    for secret in [&pending.state, &pending.nonce, &pending.pkce_verifier] {
        assert!(!printed.contains(secret.expose()));
    }
    let callback = idp.visit(&begun.url);
    assert!(!format!("{callback:?}").contains("code-0"));
    assert!(run(provider.finish(&pending, &callback, &idp, later(9))).is_ok());
}

#[test]
fn the_client_proves_itself_as_the_provider_supports_it() {
    for (methods, code) in [
        (json!(null), "accepted"),
        (json!(["client_secret_post", "client_secret_basic"]), "accepted"),
        (json!(["client_secret_post"]), "accepted"),
        (json!(["private_key_jwt"]), "sso_discovery"),
    ] {
        let idp =
            Idp::new().with(|says| says.metadata["token_endpoint_auth_methods_supported"] = methods.clone());
        assert_eq!(code_of(sign_in(&idp, settings())), code, "{methods}");
        let in_body = idp.asked.lock().unwrap().iter().any(|(_, body)| body.contains("client_secret"));
        assert_eq!(in_body, methods == json!(["client_secret_post"]), "{methods}");
    }
}

#[test]
fn a_wrong_client_secret_is_the_providers_refusal() {
    let mut settings = settings();
    settings.client_secret = Some(Secret::new("hush".to_owned()));
    assert_eq!(code_of(sign_in(&Idp::new(), settings)), "sso_exchange");
}

#[test]
fn a_second_factor_is_seen_in_methods_or_classes() {
    let mut settings = settings();
    settings.second_factor.acr = vec!["urn:two".to_owned()];
    for (claims, second) in [
        (json!({"amr": ["pwd"]}), false),
        (json!({"amr": ["pwd", "sms"]}), false),
        (json!({"amr": ["pwd", "otp"]}), true),
        (json!({"amr": ["mfa"]}), true),
        (json!({"acr": "urn:one"}), false),
        (json!({"acr": "urn:two"}), true),
        (json!({}), false),
    ] {
        let idp = Idp::new().with(|says| says.claims = claims.clone());
        assert_eq!(sign_in(&idp, settings.clone()).unwrap().second_factor, second, "{claims}");
    }
}

#[test]
fn an_address_counts_as_verified_only_if_the_provider_says_so() {
    for (claims, code) in [
        (json!({"email_verified": false}), "sso_email"),
        (json!({"email_verified": null}), "sso_email"),
        (json!({"email": null}), "sso_email"),
        (json!({"email_verified": "true"}), "accepted"),
        (json!({"email_verified": "false"}), "sso_email"),
    ] {
        let idp = Idp::new().with(|says| says.claims = claims.clone());
        assert_eq!(code_of(sign_in(&idp, settings())), code, "{claims}");
        let mut lenient = settings();
        lenient.require_email_verified = false;
        let assertion = sign_in(&idp, lenient).unwrap();
        assert_eq!(assertion.email_verified, code == "accepted", "{claims}");
    }
}

#[test]
fn an_address_of_another_claim_is_never_verified() {
    let idp = Idp::new().with(|says| says.claims = json!({"upn": "boss@crm.example"}));
    let mut settings = settings();
    settings.email_claim = "upn".to_owned();
    assert_eq!(code_of(sign_in(&idp, settings.clone())), "sso_email");
    settings.require_email_verified = false;
    let assertion = sign_in(&idp, settings).unwrap();
    assert_eq!((assertion.email.as_deref(), assertion.email_verified), (Some("boss@crm.example"), false));
}

#[test]
fn claims_are_taken_where_the_settings_say() {
    let idp = Idp::new().with(|says| says.claims = json!({"display": "李娜", "roles": "sales"}));
    let mut settings = settings();
    settings.name_claim = "display".to_owned();
    settings.groups_claim = "roles".to_owned();
    let assertion = sign_in(&idp, settings).unwrap();
    assert_eq!((assertion.name.as_deref(), assertion.groups), (Some("李娜"), vec!["sales".to_owned()]));
}

#[test]
fn claims_nobody_needs_may_be_written_in_any_way() {
    let claims =
        json!({"updated_at": "2026-01-31T08:00:00Z", "picture": "", "locale": "zh-CN", "extra": {"a": [1]}});
    let idp = Idp::new().with(|says| says.claims = claims);
    assert_eq!(code_of(sign_in(&idp, settings())), "accepted");
}

#[test]
fn groups_that_were_left_out_are_not_taken_for_none() {
    let claims = json!({"groups": null, "_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://idp.example/g"}}});
    let idp = Idp::new().with(|says| says.claims = claims);
    let assertion = sign_in(&idp, settings()).unwrap();
    assert!(assertion.groups.is_empty() && assertion.groups_elsewhere);
}

#[test]
fn what_was_discovered_goes_stale() {
    let provider = discover(&Idp::new(), settings()).unwrap();
    assert!(!provider.is_stale(later(3599)) && provider.is_stale(later(3600)));
}

#[test]
fn a_code_serves_once() {
    let idp = Idp::new();
    let provider = discover(&idp, settings()).unwrap();
    let begun = begin(&provider);
    let callback = idp.visit(&begun.url);
    assert!(run(provider.finish(&begun.pending, &callback, &idp, later(0))).is_ok());
    let again = run(provider.finish(&begun.pending, &callback, &idp, later(1)));
    assert!(matches!(&again, Err(federation::Error::Exchange { word }) if word == "invalid_grant"));
    assert_eq!(code_of(again), "sso_exchange");
}

#[test]
fn futures_may_move_between_threads() {
    fn movable<T: Send>(_: &T) {}
    let idp = Idp::new();
    let provider = discover(&idp, settings()).unwrap();
    let begun = begin(&provider);
    let callback = idp.visit(&begun.url);
    movable(&provider.finish(&begun.pending, &callback, &idp, later(0)));
    movable(&provider.logout_token("", &idp, later(0)));
    movable(&federation::Provider::discover(federation::Settings::Oidc(settings()), &idp, later(0)));
}

#[test]
fn the_clock_may_be_a_minute_off_and_no_more() {
    let idp = Idp::new();
    let provider = discover(&idp, settings()).unwrap();
    // Issued 5 s before "now", expires 300 s after it.
    for (secs, code) in [(-66, "sso_not_yet"), (-65, "accepted"), (359, "accepted"), (360, "sso_expired")] {
        assert_eq!(code_of(sign_in_at(&idp, &provider, later(secs))), code, "{secs}");
    }
}

#[test]
fn whoever_must_prove_it_anew_is_asked_again_and_an_answer_from_before_is_refused() {
    for (auth_time, expected) in [
        (json!(NOW_SECS - 59), "accepted"),
        (json!(NOW_SECS), "accepted"),
        (json!(NOW_SECS - 61), "sso_auth_time"),
        (json!(null), "sso_auth_time"),
    ] {
        let idp = Idp::new().with(|says| says.claims = json!({"auth_time": auth_time}));
        let provider = discover(&idp, settings()).unwrap();
        let redirect = Url::parse("https://crm.example/sso/callback").unwrap();
        let begun = provider.begin_anew(&redirect, &Dice::default(), now());
        let query: HashMap<String, String> = begun.url.query_pairs().into_owned().collect();
        assert_eq!((query["prompt"].as_str(), query["max_age"].as_str()), ("login", "0"));
        let callback = idp.visit(&begun.url);
        assert_eq!(code_of(run(provider.finish(&begun.pending, &callback, &idp, now()))), expected);
    }
}

#[test]
fn what_can_not_be_phished_is_told_only_by_words_the_settings_name() {
    let idp = Idp::new().with(|says| says.claims = json!({"amr": ["mfa", "hwk"], "acr": "phr"}));
    let told = |settings| {
        let assertion = sign_in(&idp, settings).unwrap();
        (assertion.second_factor, assertion.phishing_resistant)
    };
    assert_eq!(told(settings()), (true, false));
    let mut named = settings();
    named.phishing_resistant.acr = vec!["phr".to_owned()];
    assert_eq!(told(named), (true, true));
    let mut other = settings();
    other.phishing_resistant.amr = vec!["face".to_owned()];
    assert_eq!(told(other), (true, false));
}
