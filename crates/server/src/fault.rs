//! What a handler answers when it can't: a problem, put into words by the outermost layer, which knows the
//! reader's language.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use model::{Kind, Locale, Problem, causes};

use crate::problem::Refusal;

/// A refusal without words yet.
#[derive(Debug)]
pub(crate) struct Fault(Box<Problem>);

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

/// A failure of ours is logged here, once, with its whole chain; the reader gets the outside words only.
impl From<records::Error> for Fault {
    fn from(error: records::Error) -> Self {
        let problem = error.problem();
        if problem.kind == Kind::Internal {
            tracing::error!(error = causes(&error), "a request failed");
        }
        problem.into()
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Wordless(*self.0));
        response
    }
}

#[derive(Clone)]
struct Wordless(Problem);

/// A refusal in a form of its own, such as a standard wants: it is left as it is.
#[derive(Clone, Copy)]
pub(crate) struct Worded;

/// The language of the person behind the gate, told to the outermost layer on the way out.
#[derive(Clone, Copy)]
pub(crate) struct Spoken(pub(crate) Locale);

/// The language the browser asks for.
pub(crate) fn accepted(headers: &HeaderMap) -> Locale {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Locale::from_accept_language(accepted.unwrap_or_default())
}

/// Puts problems into the reader's language: the signed-in person's choice, else the browser's.
pub(crate) fn put_into_words(mut response: Response, browser: Locale, is_api: bool) -> Response {
    let problem = match response.extensions_mut().remove::<Wordless>() {
        Some(Wordless(problem)) => problem,
        None if is_api && response.extensions().get::<Worded>().is_none() => match of_framework(&response) {
            Some(problem) => problem,
            None => return response,
        },
        None => return response,
    };
    let locale = response.extensions().get::<Spoken>().map_or(browser, |spoken| spoken.0);
    let not_allowed = response.status() == StatusCode::METHOD_NOT_ALLOWED;
    let kept = [header::ALLOW, header::WWW_AUTHENTICATE];
    let kept = kept.map(|name| response.headers().get(&name).cloned().map(|value| (name, value)));
    let refusal = Refusal::new(problem, locale);
    let refusal = if not_allowed { refusal.under(StatusCode::METHOD_NOT_ALLOWED) } else { refusal };
    let mut refusal = refusal.into_response();
    refusal.headers_mut().extend(kept.into_iter().flatten());
    refusal
}

/// What the framework refused by itself, such as a query that can't be read, as a problem of ours.
fn of_framework(response: &Response) -> Option<Problem> {
    match response.status() {
        StatusCode::NOT_FOUND => Some(Problem::not_found()),
        StatusCode::METHOD_NOT_ALLOWED => Some(Problem::new(Kind::BadRequest, "method_not_allowed")),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::URI_TOO_LONG => {
            Some(Problem::new(Kind::BadRequest, "bad_request").with("reason", "query"))
        }
        status if status.is_client_error() => {
            Some(Problem::new(Kind::BadRequest, "bad_request").with("reason", "form"))
        }
        _ => None,
    }
}

/// A panic is ours: logged, and answered like any failure of ours, without detail.
#[expect(clippy::needless_pass_by_value, reason = "the signature the layer asks for")]
pub(crate) fn of_panic(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let text =
        panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = text.unwrap_or("unknown"), "a request panicked");
    Refusal::new(Problem::internal(), Locale::default()).into_response()
}
