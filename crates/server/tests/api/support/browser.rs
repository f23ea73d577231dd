//! A browser that keeps its cookies: somebody on the way in, step by step.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};

use super::{Answer, Client, Company};

/// A browser of nobody known yet.
pub(crate) struct Browser<'a> {
    company: &'a Company,
    cookies: BTreeMap<String, String>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(company: &'a Company) -> Self {
        Self { company, cookies: BTreeMap::new() }
    }

    /// The same cookies in another hand.
    pub(crate) fn copy(&self) -> Self {
        Self { company: self.company, cookies: self.cookies.clone() }
    }

    pub(crate) fn has(&self, cookie: &str) -> bool {
        self.cookies.contains_key(cookie)
    }

    /// A cookie of that name as it would be sent.
    pub(crate) fn cookie(&self, name: &str) -> String {
        format!("{name}={}", self.cookies[name])
    }

    pub(crate) async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn send(&mut self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let all: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let ask = Client::new(self.company, None).ask(method, path).header("cookie", &all.join("; "));
        let answer = match body {
            Some(body) => ask.json(&body).send().await,
            None => ask.send().await,
        };
        for set in answer.headers.get_all("set-cookie") {
            let text = set.to_str().unwrap();
            for part in ["__Host-", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
                assert!(text.contains(part), "{text}");
            }
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
        answer
    }

    /// Hands an address and a password in.
    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.post("/api/v1/session", json!({"email": email, "password": password})).await
    }
}
