//! A provider in memory, for tests: it answers as an honest one does unless a test changes what it says.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::missing_errors_doc,
    clippy::new_without_default,
    missing_docs,
    reason = "only tests use it, and tests may panic"
)]

use std::collections::HashMap;
use std::pin::pin;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};
use std::task::{Context, Poll, Waker};

use crate::{
    Assertion, Begun, BoxFuture, Callback, Error, Fetch, FetchError, Issuer, OidcSettings, Provider, Secret,
    Settings,
};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use model::Entropy;
use serde_json::{Value, json};
use url::Url;

pub const ISSUER: &str = "https://idp.example/realm";
pub const CLIENT: &str = "kedun";
pub const ACCESS_TOKEN: &str = "access-token-of-the-test";
pub const NOW_SECS: i64 = 1_800_000_000;

pub fn now() -> Timestamp {
    later(0)
}

pub fn later(secs: i64) -> Timestamp {
    Timestamp::from_second(NOW_SECS + secs).unwrap()
}

/// Runs a future that never has to wait.
pub fn run<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the test's provider does not keep anyone waiting"),
    }
}

/// Chance of the test: every draw is another.
#[derive(Default)]
pub struct Dice(AtomicU8);

impl Entropy for Dice {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0x51 + self.0.fetch_add(1, Ordering::Relaxed));
    }
}

/// A key of a provider.
pub enum Key {
    Es(EcdsaKeyPair),
    Rs(Box<RsaKeyPair>),
    Ed(Ed25519KeyPair),
    /// A shared secret, as only an attacker uses.
    Hs(Vec<u8>),
    /// No signature at all.
    Nothing,
}

pub static ES: LazyLock<Key> = LazyLock::new(ec_key);
pub static OTHER_ES: LazyLock<Key> = LazyLock::new(ec_key);
pub static RS: LazyLock<Key> =
    LazyLock::new(|| Key::Rs(Box::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())));
pub static ED: LazyLock<Key> = LazyLock::new(|| Key::Ed(Ed25519KeyPair::generate().unwrap()));

fn ec_key() -> Key {
    Key::Es(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
}

impl Key {
    fn sign(&self, alg: &str, message: &[u8]) -> Vec<u8> {
        let chance = SystemRandom::new();
        match self {
            Self::Es(key) => key.sign(&chance, message).unwrap().as_ref().to_vec(),
            Self::Rs(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                let padding = if alg == "PS256" { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
                key.sign(padding, &chance, message, &mut signature).unwrap();
                signature
            }
            Self::Ed(key) => key.sign(message).as_ref().to_vec(),
            Self::Hs(secret) => {
                let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
                aws_lc_rs::hmac::sign(&key, message).as_ref().to_vec()
            }
            Self::Nothing => Vec::new(),
        }
    }

    pub fn jwk(&self, kid: &str) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Self::Es(key) => {
                let point = key.public_key().as_ref();
                json!({"kty": "EC", "crv": "P-256", "kid": kid, "use": "sig", "x": text(&point[1..33]), "y": text(&point[33..])})
            }
            Self::Rs(key) => {
                // RSAPublicKey of RFC 8017 appendix A.1.1: for 2048 bits, every part has a place of its own.
                let der = key.public_key().as_ref();
                assert_eq!((der.len(), &der[265..267]), (270, &[2, 3][..]));
                json!({"kty": "RSA", "kid": kid, "n": text(&der[9..265]), "e": text(&der[267..])})
            }
            Self::Ed(key) => {
                json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": text(key.public_key().as_ref())})
            }
            Self::Hs(secret) => json!({"kty": "oct", "kid": kid, "k": text(secret)}),
            Self::Nothing => json!({"kty": "none", "kid": kid}),
        }
    }

    /// The public key's bytes, as an attacker has them.
    pub fn public_bytes(&self) -> Vec<u8> {
        match self {
            Self::Es(key) => key.public_key().as_ref().to_vec(),
            Self::Rs(key) => key.public_key().as_ref().to_vec(),
            _ => panic!("not asked for"),
        }
    }
}

/// A token by hand.
pub fn token(header: &Value, claims: &Value, key: &Key) -> String {
    token_of(header, &claims.to_string(), key)
}

/// A token whose payload may be anything.
pub fn token_of(header: &Value, payload: &str, key: &Key) -> String {
    let signed =
        format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(payload));
    let signature = key.sign(header["alg"].as_str().unwrap_or_default(), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// What the provider will say next.
pub struct Says {
    pub metadata: Value,
    pub jwks: Value,
    pub header: Value,
    /// Claims over the honest ones; null takes one away.
    pub claims: Value,
    pub key: &'static Key,
    /// Instead of the ID token that was made.
    pub id_token: Option<String>,
    /// Instead of the whole answer of an endpoint, by its path.
    pub instead: HashMap<&'static str, (u16, String)>,
    pub userinfo: Value,
    /// When it is at the provider.
    pub now_secs: i64,
    /// The endpoint that never answers.
    pub stalled: Option<&'static str>,
}

/// The provider.
pub struct Idp {
    pub says: Mutex<Says>,
    /// Codes that were given out, with what was asked.
    codes: Mutex<HashMap<String, HashMap<String, String>>>,
    /// How many there were: none is given twice.
    visits: AtomicUsize,
    /// Every request, as path and body.
    pub asked: Mutex<Vec<(String, String)>>,
}

pub fn metadata() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://idp.example/authorize?tenant=1",
        "token_endpoint": "https://idp.example/token",
        "jwks_uri": "https://idp.example/jwks",
        "userinfo_endpoint": "https://idp.example/userinfo",
        "end_session_endpoint": "https://idp.example/logout",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "authorization_response_iss_parameter_supported": true,
    })
}

impl Idp {
    pub fn new() -> Self {
        let says = Says {
            metadata: metadata(),
            jwks: json!({"keys": [ES.jwk("es"), RS.jwk("rs"), ED.jwk("ed")]}),
            header: json!({"alg": "ES256", "kid": "es", "typ": "JWT"}),
            claims: json!({}),
            key: &ES,
            id_token: None,
            instead: HashMap::new(),
            userinfo: json!({"sub": "alice-7"}),
            now_secs: NOW_SECS,
            stalled: None,
        };
        Self {
            says: Mutex::new(says),
            codes: Mutex::default(),
            visits: AtomicUsize::new(0),
            asked: Mutex::default(),
        }
    }

    /// Changes what the provider says.
    #[must_use]
    pub fn with(self, change: impl FnOnce(&mut Says)) -> Self {
        change(&mut self.says.lock().unwrap());
        self
    }

    pub fn asked(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|(asked, _)| asked == path).count()
    }

    /// The person signs in and is sent back.
    pub fn visit(&self, url: &Url) -> Callback {
        let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let code = format!("code-{}", self.visits.fetch_add(1, Ordering::Relaxed));
        let state = query.get("state").cloned();
        self.codes.lock().unwrap().insert(code.clone(), query);
        Callback { code: Some(code), state, iss: Some(ISSUER.to_owned()), ..Callback::default() }
    }

    /// The ID token for a sign-in that had this nonce.
    pub fn id_token(&self, nonce: &str) -> String {
        let says = self.says.lock().unwrap();
        let mut claims = json!({
            "iss": ISSUER, "sub": "alice-7", "aud": CLIENT, "nonce": nonce, "sid": "session-1",
            "iat": says.now_secs - 5, "exp": says.now_secs + 300, "auth_time": says.now_secs - 30,
            "name": "Alice", "email": "alice@idp.example", "email_verified": true, "groups": ["sales", "staff"],
        });
        lay_over(&mut claims, &says.claims);
        says.id_token.clone().unwrap_or_else(|| token(&says.header, &claims, says.key))
    }

    /// A logout token by which the provider says that a session ended there.
    pub fn logout_token(&self, over: &Value) -> String {
        let says = self.says.lock().unwrap();
        let mut claims = json!({
            "iss": ISSUER, "aud": CLIENT, "iat": says.now_secs - 2, "exp": says.now_secs + 120, "jti": "logout-1",
            "sub": "alice-7", "sid": "session-1",
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        });
        lay_over(&mut claims, over);
        let mut header = says.header.clone();
        header["typ"] = json!("logout+jwt");
        token(&header, &claims, says.key)
    }

    fn token_endpoint(&self, request: &http::Request<Vec<u8>>) -> (u16, String) {
        let refuse =
            |word: &str| (400, json!({"error": word, "error_description": "code-0 again"}).to_string());
        let form: HashMap<String, String> =
            url::form_urlencoded::parse(request.body()).into_owned().collect();
        let basic = format!("Basic {}", STANDARD.encode("kedun:s3cret%2Bhush"));
        let by_header = request.headers().get("authorization").is_some_and(|value| *value == basic);
        let by_body = form.get("client_secret").is_some_and(|secret| secret == "s3cret+hush");
        if by_header == by_body {
            return refuse("invalid_client");
        }
        let Some(query) = form.get("code").and_then(|code| self.codes.lock().unwrap().remove(code)) else {
            return refuse("invalid_grant");
        };
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, form["code_verifier"].as_bytes()));
        let pkce = query["code_challenge"] == challenge && query["code_challenge_method"] == "S256";
        if !pkce
            || form["redirect_uri"] != query["redirect_uri"]
            || form["grant_type"] != "authorization_code"
        {
            return refuse("invalid_grant");
        }
        let id_token = self.id_token(&query["nonce"]);
        let answer = json!({"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 60, "id_token": id_token});
        (200, answer.to_string())
    }

    fn answer(&self, request: &http::Request<Vec<u8>>) -> (u16, String) {
        let path = request.uri().path();
        if let Some(instead) = self.says.lock().unwrap().instead.get(path) {
            return instead.clone();
        }
        if path == "/token" {
            return self.token_endpoint(request);
        }
        let says = self.says.lock().unwrap();
        match path {
            "/realm/.well-known/openid-configuration" => (200, says.metadata.to_string()),
            "/jwks" => (200, says.jwks.to_string()),
            "/userinfo" => {
                let bearer = request.headers().get("authorization").unwrap().to_str().unwrap();
                assert_eq!(bearer, format!("Bearer {ACCESS_TOKEN}"));
                (200, says.userinfo.to_string())
            }
            _ => (404, String::new()),
        }
    }
}

impl Fetch for Idp {
    fn fetch(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, FetchError>> {
        let path = request.uri().path().to_owned();
        let body = String::from_utf8(request.body().clone()).unwrap();
        self.asked.lock().unwrap().push((path.clone(), body));
        if self.says.lock().unwrap().stalled == Some(path.as_str()) {
            return Box::pin(std::future::pending());
        }
        let (status, body) = self.answer(&request);
        let response = http::Response::builder().status(status).header("content-type", "application/json");
        Box::pin(std::future::ready(Ok(response.body(body.into_bytes()).unwrap())))
    }
}

/// Puts claims over others; null takes one away.
pub fn lay_over(claims: &mut Value, over: &Value) {
    let map = claims.as_object_mut().unwrap();
    for (name, value) in over.as_object().unwrap() {
        if value.is_null() {
            map.remove(name);
        } else {
            map.insert(name.clone(), value.clone());
        }
    }
}

pub fn settings() -> OidcSettings {
    let mut settings = OidcSettings::new(Issuer::parse(ISSUER).unwrap(), CLIENT.to_owned());
    settings.client_secret = Some(Secret::new("s3cret+hush".to_owned()));
    settings
}

pub fn discover(idp: &Idp, settings: OidcSettings) -> Result<Provider, Error> {
    run(Provider::discover(Settings::Oidc(settings), idp, now()))
}

pub fn begin(provider: &Provider) -> Begun {
    provider.begin(&Url::parse("https://crm.example/sso/callback").unwrap(), &Dice::default())
}

/// One sign-in from begin to end.
pub fn sign_in(idp: &Idp, settings: OidcSettings) -> Result<Assertion, Error> {
    let provider = discover(idp, settings)?;
    sign_in_at(idp, &provider, now())
}

pub fn sign_in_at(idp: &Idp, provider: &Provider, now: Timestamp) -> Result<Assertion, Error> {
    let begun = begin(provider);
    let callback = idp.visit(&begun.url);
    run(provider.finish(&begun.pending, &callback, idp, now))
}

/// The code of the refusal, after a look that it tells nothing it must not.
pub fn code_of<T>(result: Result<T, Error>) -> &'static str {
    let Err(error) = result else { return "accepted" };
    let mut printed = format!("{error:?} {error}");
    let mut source = std::error::Error::source(&error);
    while let Some(inner) = source {
        printed.push_str(&inner.to_string());
        source = inner.source();
    }
    for hidden in ["alice", "s3cret", "hush", "code-0", ACCESS_TOKEN, "eyJ", "session-1"] {
        assert!(!printed.contains(hidden), "{printed}");
    }
    error.code()
}
