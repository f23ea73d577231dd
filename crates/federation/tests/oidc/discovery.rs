//! Providers that are not what they are called.

use federation::{BoxFuture, Fetch, FetchError, Issuer, OidcSettings, Provider, Settings};
use serde_json::{Value, json};
use url::Url;

use crate::idp::{CLIENT, Idp, code_of, discover, metadata, now, run, settings};

const DOCUMENT: &str = "/realm/.well-known/openid-configuration";

fn with_metadata(name: &str, value: Value) -> &'static str {
    let fragment = value.as_str().is_some_and(|url| url.contains('#'));
    let idp = Idp::new().with(|says| match value {
        Value::Null => drop(says.metadata.as_object_mut().unwrap().remove(name)),
        value => says.metadata[name] = value,
    });
    let code = code_of(discover(&idp, settings()));
    // A fragment is never sent, so that address is only refused afterwards.
    let sent = |path: &String| path == DOCUMENT || path == "/jwks" || fragment;
    assert!(
        idp.asked.lock().unwrap().iter().all(|(path, _)| sent(path)),
        "nothing is asked at a bad address"
    );
    code
}

#[test]
fn the_document_names_the_issuer_exactly() {
    for issuer in [
        "https://evil.example",
        "https://idp.example/realm/",
        "https://IDP.example/realm",
        "https://idp.example",
    ] {
        assert_eq!(with_metadata("issuer", json!(issuer)), "sso_issuer", "{issuer}");
    }
    assert_eq!(with_metadata("issuer", Value::Null), "sso_discovery");
}

#[test]
fn every_endpoint_is_https() {
    for name in
        ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"]
    {
        for url in [
            "http://idp.example/x",
            "http://127.0.0.1/x",
            "file:///etc/passwd",
            "https://me@idp.example/x",
            "https://idp.example/x#y",
        ] {
            assert_eq!(with_metadata(name, json!(url)), "sso_discovery", "{name} {url}");
        }
        assert_eq!(with_metadata(name, json!("not a url")), "sso_discovery", "{name}");
    }
    for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        assert_eq!(with_metadata(name, Value::Null), "sso_discovery", "{name}");
    }
    for name in ["userinfo_endpoint", "end_session_endpoint"] {
        assert_eq!(with_metadata(name, Value::Null), "accepted", "{name}");
    }
}

#[test]
fn http_serves_for_this_machine_only() {
    let local = |issuer: &str, allowed: bool| {
        let mut settings = OidcSettings::new(Issuer::parse(issuer).unwrap(), CLIENT.to_owned());
        settings.allow_http_loopback = allowed;
        let idp = Idp::new().with(|says| {
            let text =
                metadata().to_string().replace("https://idp.example", issuer.trim_end_matches("/realm"));
            says.metadata = serde_json::from_str(&text).unwrap();
        });
        code_of(discover(&idp, settings))
    };
    assert_eq!(local("http://127.0.0.1:8080/realm", true), "accepted");
    assert_eq!(local("http://[::1]:8080/realm", true), "accepted");
    assert_eq!(local("http://127.0.0.1:8080/realm", false), "sso_settings");
    assert_eq!(local("http://idp.example/realm", true), "sso_settings");
    assert_eq!(local("http://192.168.0.7/realm", true), "sso_settings");
}

#[test]
fn a_document_that_is_none_is_refused() {
    let text = metadata().to_string();
    for (status, body, code) in [
        (200, "<html></html>".to_owned(), "sso_document"),
        (200, "[]".to_owned(), "sso_document"),
        (200, text.replacen('{', r#"{"issuer":"https://evil.example","#, 1), "sso_document"),
        (200, format!(r#"{{"x":"{}"}}"#, "a".repeat(300_000)), "sso_too_large"),
        (200, "{}".to_owned(), "sso_discovery"),
        (404, text.clone(), "sso_discovery"),
        (302, String::new(), "sso_discovery"),
    ] {
        let idp = Idp::new().with(|says| drop(says.instead.insert(DOCUMENT, (status, body))));
        assert_eq!(code_of(discover(&idp, settings())), code, "{status}");
        assert_eq!(idp.asked("/jwks"), 0);
    }
}

/// The network of a bad day.
struct Broken(fn() -> FetchError);

impl Fetch for Broken {
    fn fetch(&self, _: http::Request<Vec<u8>>) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, FetchError>> {
        Box::pin(std::future::ready(Err(self.0())))
    }
}

#[test]
fn a_provider_that_can_not_be_reached_is_said_to_be_so() {
    let ask = |fetch: &Broken| code_of(run(Provider::discover(Settings::Oidc(settings()), fetch, now())));
    assert_eq!(ask(&Broken(|| FetchError::Failed("connection refused".into()))), "sso_unreachable");
    assert_eq!(ask(&Broken(|| FetchError::TooLarge)), "sso_too_large");
}

#[test]
fn settings_that_check_nothing_are_refused() {
    let mut none = settings();
    none.allowed_algs.clear();
    assert_eq!(code_of(discover(&Idp::new(), none)), "sso_settings");
    let mut nameless = settings();
    nameless.client_id = " ".to_owned();
    assert_eq!(code_of(discover(&Idp::new(), nameless)), "sso_settings");
}

#[test]
fn the_browser_is_sent_to_sign_out_where_the_provider_says() {
    let home = Url::parse("https://crm.example/").unwrap();
    let provider = discover(&Idp::new(), settings()).unwrap();
    let url = provider.end_session_url(None, &home).unwrap();
    assert_eq!(
        url.as_str(),
        "https://idp.example/logout?client_id=kedun&post_logout_redirect_uri=https%3A%2F%2Fcrm.example%2F"
    );
    let hint = Idp::new().id_token("nonce");
    let url = provider.end_session_url(Some(&hint), &home).unwrap();
    assert!(url.query_pairs().any(|(name, value)| name == "id_token_hint" && value == hint));
    let url = provider.end_session_url(Some("garbage"), &home).unwrap();
    assert!(url.query_pairs().all(|(name, _)| name != "id_token_hint"));
    let idp =
        Idp::new().with(|says| drop(says.metadata.as_object_mut().unwrap().remove("end_session_endpoint")));
    assert!(discover(&idp, settings()).unwrap().end_session_url(None, &home).is_none());
}
