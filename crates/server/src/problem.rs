//! Refusals as RFC 9457 problem documents. The one place that knows HTTP status codes of refusals.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use model::{Kind, Locale, Param, Problem};
use serde_json::{Map, Value, json};

/// A refusal on its way out, in the reader's language.
#[derive(Debug)]
pub(crate) struct Refusal {
    problem: Problem,
    status: StatusCode,
    locale: Locale,
}

impl Refusal {
    pub(crate) fn new(problem: Problem, locale: Locale) -> Self {
        let status = status_of(problem.kind);
        Self { problem, status, locale }
    }

    /// The same refusal under the status the framework chose, which no kind of ours stands for.
    pub(crate) fn under(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }
}

/// Which status a kind of refusal gets (RFC 9110 section 15.5, RFC 6585).
fn status_of(kind: Kind) -> StatusCode {
    match kind {
        Kind::BadRequest => StatusCode::BAD_REQUEST,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::VersionConflict => StatusCode::PRECONDITION_FAILED,
        Kind::VersionRequired => StatusCode::PRECONDITION_REQUIRED,
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { problem, status, locale } = self;
        let sentence = problem.sentence(locale);
        let mut document = Map::new();
        document.insert("type".into(), json!("about:blank"));
        document.insert("title".into(), json!(sentence));
        document.insert("status".into(), json!(status.as_u16()));
        document.insert("code".into(), json!(problem.code));
        document.insert("detail".into(), json!(sentence));
        for (name, value) in &problem.params {
            document.insert((*name).into(), told(name, value));
        }
        if !problem.fields.is_empty() {
            let fields = problem.fields.iter().map(
                |field| json!({"field": field.field, "code": field.code, "message": field.sentence(locale)}),
            );
            document.insert("fields".into(), fields.collect::<Value>());
        }
        let mut response = (status, Body::from(Value::Object(document).to_string())).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after(&problem.params) {
            headers.insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// A parameter as programs read it: the version to go on with is a number, as everywhere; the rest are texts.
fn told(name: &str, value: &str) -> Value {
    match value.parse::<i64>() {
        Ok(version) if name == "current_version" => json!(version),
        _ => json!(value),
    }
}

fn retry_after(params: &[Param]) -> Option<HeaderValue> {
    let (_, seconds) = params.iter().find(|(name, _)| *name == "seconds")?;
    HeaderValue::from_str(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_to_programs_too() {
        let problem = Problem::new(Kind::TooMany, "try_later").with("seconds", "30");
        let response = Refusal::new(problem, Locale::En).into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers().get(header::RETRY_AFTER).unwrap(), "30");
    }
}
