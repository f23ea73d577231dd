//! What came back, and what must be true of every answer.

use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// An answer, whole.
pub(crate) struct Answer {
    /// What was asked, for the words of a failing test.
    pub(crate) asked: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: not JSON ({error}): {}", self.asked, self.text()))
    }

    /// The JSON of an answer that must be a success.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert!(self.status.is_success(), "{} was refused: {} {}", self.asked, self.status, self.text());
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// The problem document of an answer that must be a refusal with that status and code.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> Value {
        let found = (self.status.as_u16(), self.code());
        assert_eq!(found, (status, Some(code.to_owned())), "{}: {}", self.asked, self.text());
        self.problem()
    }

    /// A refusal because of one field: 422, the field's name, the fault's code.
    #[track_caller]
    pub(crate) fn refused_field(&self, field: &str, code: &str) -> Value {
        let problem = self.refused(422, "validation_failed");
        let faults = problem["fields"].as_array().cloned().unwrap_or_default();
        let found = faults.iter().any(|fault| fault["field"] == field && fault["code"] == code);
        assert!(found, "{}: no fault {code} of {field} in {problem}", self.asked);
        problem
    }

    /// The stable code of a refusal.
    pub(crate) fn code(&self) -> Option<String> {
        let json: Value = serde_json::from_slice(&self.body).ok()?;
        json.get("code")?.as_str().map(Into::into)
    }

    /// The body as a problem document in the form of RFC 9457, which it must be.
    #[track_caller]
    pub(crate) fn problem(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.asked);
        let problem = self.json();
        assert_eq!(problem["type"], "about:blank", "{}", self.asked);
        assert_eq!(problem["status"], self.status.as_u16(), "{}", self.asked);
        for member in ["title", "detail", "code"] {
            let text = problem[member].as_str().unwrap_or_default();
            assert!(!text.is_empty() && !has_blank(text), "{}: {member} of {problem}", self.asked);
        }
        for fault in problem["fields"].as_array().into_iter().flatten() {
            let message = fault["message"].as_str().unwrap_or_default();
            assert!(!message.is_empty() && !has_blank(message), "{}: {fault}", self.asked);
        }
        problem
    }

    /// The session cookie that was set, as a browser would send it back.
    pub(crate) fn cookie(&self) -> Option<String> {
        let set = self.header("set-cookie")?;
        set.split(';').next().map(Into::into)
    }
}

/// Whether a sentence still has a blank, such as `{max}`, that was not filled in.
fn has_blank(sentence: &str) -> bool {
    let parts = sentence.split('{').skip(1).filter_map(|part| part.split_once('}'));
    parts.into_iter().any(|(name, _)| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
}
