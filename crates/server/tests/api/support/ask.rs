//! Somebody asking: a browser's request without the browser.

use std::net::SocketAddr;

use axum::body::Body;
use http::{HeaderName, HeaderValue, Method, Request, header};
use http_body_util::BodyExt;
use serde_json::Value;
use server::Peer;
use tower::ServiceExt;

use super::{Answer, Company};

/// The host people type; the origin of our own pages.
pub(crate) const HOST: &str = "crm.example";

/// Where requests come from, as the log should tell.
pub(crate) const ADDRESS: &str = "203.0.113.7";

/// Somebody, signed in or not.
#[derive(Clone)]
pub(crate) struct Client<'a> {
    company: &'a Company,
    cookie: Option<String>,
    token: Option<String>,
}

impl<'a> Client<'a> {
    pub(crate) fn new(company: &'a Company, cookie: Option<String>) -> Self {
        Self { company, cookie, token: None }
    }

    /// A program with that token.
    pub(crate) fn program(company: &'a Company, token: &str) -> Self {
        Self { company, cookie: None, token: Some(token.to_owned()) }
    }

    /// A request as our own page sends it.
    pub(crate) fn ask(&self, method: Method, path: &str) -> Ask<'a> {
        let changes = !method.is_safe();
        let mut request = Request::new(Vec::new());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap_or_else(|error| panic!("{error}: {path}"));
        let mut ask = Ask { company: self.company, request };
        ask = ask.header("host", HOST).header("accept-language", "en").header("user-agent", "Firefox/146.0");
        if let Some(token) = &self.token {
            ask = ask.header("authorization", &format!("Bearer {token}"));
        } else if changes {
            ask = ask.header("sec-fetch-site", "same-origin");
        }
        match &self.cookie {
            Some(cookie) => ask.header("cookie", cookie),
            None => ask,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path).send().await
    }

    pub(crate) async fn find(&self, path: &str, query: &[(&str, &str)]) -> Answer {
        self.get(&super::with_query(path, query)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path).json(&body).send().await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PUT, path).json(&body).send().await
    }

    /// A change of something whose version, if it needs one, stands in the body.
    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PATCH, path).json(&body).send().await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path).send().await
    }

    /// A change of a record on that version.
    pub(crate) async fn change(&self, path: &str, version: i64, body: Value) -> Answer {
        self.ask(Method::PATCH, path).version(version).json(&body).send().await
    }

    /// A record put into the recycle bin.
    pub(crate) async fn remove(&self, path: &str, version: i64) -> Answer {
        self.ask(Method::DELETE, path).version(version).send().await
    }
}

/// A request on its way.
pub(crate) struct Ask<'a> {
    company: &'a Company,
    request: Request<Vec<u8>>,
}

impl Ask<'_> {
    /// Sets a header; an empty value takes it away.
    #[must_use]
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        let name = HeaderName::from_static(name);
        if value.is_empty() {
            self.request.headers_mut().remove(name);
        } else {
            self.request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
        self
    }

    #[must_use]
    pub(crate) fn version(self, version: i64) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    #[must_use]
    pub(crate) fn json(self, body: &Value) -> Self {
        self.bytes(serde_json::to_vec(body).unwrap(), "application/json")
    }

    #[must_use]
    pub(crate) fn bytes(mut self, body: impl Into<Vec<u8>>, kind: &str) -> Self {
        *self.request.body_mut() = body.into();
        self.header("content-type", kind)
    }

    /// Asks and gives the answer as it begins, its body still to come.
    pub(crate) async fn open(self) -> http::Response<Body> {
        let Self { company, mut request } = self;
        if !request.method().is_safe() {
            company.tick();
        }
        request.extensions_mut().insert(Peer(SocketAddr::new(ADDRESS.parse().unwrap(), 40_000)));
        company.router().oneshot(request.map(Body::from)).await.unwrap()
    }

    /// Asks, and holds the answer against what is true of every answer.
    pub(crate) async fn send(self) -> Answer {
        let asked = format!("{} {}", self.request.method(), self.request.uri());
        let response = self.open().await;
        let (parts, body) = response.into_parts();
        let body =
            body.collect().await.unwrap_or_else(|error| panic!("{asked}: {error}")).to_bytes().to_vec();
        let answer = Answer { asked, status: parts.status, headers: parts.headers, body };
        for name in ["content-security-policy", "x-content-type-options", "strict-transport-security"] {
            assert!(answer.header(name).is_some(), "{}: no {name}", answer.asked);
        }
        if answer.asked.contains(" /api/") {
            let kept = answer.headers.get(header::CACHE_CONTROL).unwrap();
            assert_eq!(kept, "no-store", "{}", answer.asked);
        }
        assert_ne!(answer.status, 500, "{}: {}", answer.asked, answer.text());
        answer
    }
}
