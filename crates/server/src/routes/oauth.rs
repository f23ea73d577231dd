//! Where apps themselves ask: tokens for a code (RFC 6749 section 3.2), and a token given back (RFC 7009).
//!
//! Forms in, JSON out, refusals in the form of RFC 6749 section 5.2. No cookie is looked at: an app proves itself by its
//! secret, or by the code and its verifier.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use identity::{OauthError, TokenRequest};
use serde_json::json;
use zeroize::Zeroizing;

use crate::app::App;
use crate::asked::Visitor;
use crate::body::{Pace, read};
use crate::fault::{Fault, Worded};
use crate::reply::Reply;
use crate::route::{Gate, Route};

/// The largest form, bytes.
const MAX_FORM: usize = 8 * 1024;
const FORM_TIME: Duration = Duration::from_secs(10);

pub(super) fn routes() -> Vec<Route> {
    let open = Gate::Open;
    vec![
        Route::new(Method::POST, "/api/v1/apps/token", open, "Tokens for an app", token).for_programs(),
        Route::new(Method::POST, "/api/v1/apps/revoke", open, "An app gives a token back", revoke)
            .for_programs(),
    ]
}

/// A form, each parameter of which comes once.
struct Form(Vec<(String, Zeroizing<String>)>);

impl Form {
    async fn of(request: Request) -> Result<Self, Result<OauthError, Fault>> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Ok(OauthError::InvalidRequest));
        }
        let pace = Pace { grace: FORM_TIME, bytes_per_sec: None };
        let bytes = read(request, MAX_FORM, pace).await.map_err(Err)?;
        let mut all: Vec<(String, Zeroizing<String>)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(&bytes) {
            let twice = all.iter().any(|(known, _)| *known == name);
            if twice || value.contains('\0') {
                return Err(Ok(OauthError::InvalidRequest));
            }
            all.push((name.into_owned(), Zeroizing::new(value.into_owned())));
        }
        Ok(Self(all))
    }

    /// A parameter; an empty one is none (RFC 6749 section 3.2).
    fn take(&mut self, name: &str) -> Option<Zeroizing<String>> {
        let at = self.0.iter().position(|(known, value)| known == name && !value.is_empty())?;
        Some(self.0.swap_remove(at).1)
    }

    fn text(&mut self, name: &str) -> Option<String> {
        self.take(name).map(|text| text.to_string())
    }
}

/// How an app says who it is.
struct Client {
    id: String,
    secret: Option<Zeroizing<String>>,
    /// Whether it did so in the header: then it is told there that it did not.
    by_header: bool,
}

impl Client {
    /// By header or by form (RFC 6749 section 2.3.1), never both.
    fn of(headers: &HeaderMap, form: &mut Form) -> Result<Self, OauthError> {
        let (id, secret) = (form.text("client_id"), form.take("client_secret"));
        let Some(header) = headers.get(header::AUTHORIZATION) else {
            let id = id.ok_or(OauthError::InvalidRequest)?;
            return Ok(Self { id, secret, by_header: false });
        };
        let (name, password) = basic(header).ok_or(OauthError::InvalidClient)?;
        if secret.is_some() || id.is_some_and(|id| id != name) {
            return Err(OauthError::InvalidRequest);
        }
        Ok(Self { id: name, secret: Some(password), by_header: true })
    }
}

fn basic(header: &HeaderValue) -> Option<(String, Zeroizing<String>)> {
    let (scheme, encoded) = header.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = Zeroizing::new(STANDARD.decode(encoded.trim()).ok()?);
    let text = std::str::from_utf8(&decoded).ok()?;
    let (name, password) = text.split_once(':')?;
    // Both were encoded like a form's values before.
    let decode = |text: &str| {
        url::form_urlencoded::parse(format!("x={text}").as_bytes())
            .next()
            .map(|(_, value)| value.into_owned())
    };
    Some((decode(name)?, Zeroizing::new(decode(password)?)))
}

async fn token(State(app): State<App>, visitor: Visitor, request: Request) -> Result<Response, Fault> {
    let headers = request.headers().clone();
    let mut form = match Form::of(request).await {
        Ok(form) => form,
        Err(Ok(refused)) => return refusal(&refused, false),
        Err(Err(fault)) => return Err(fault),
    };
    let client = match Client::of(&headers, &mut form) {
        Ok(client) => client,
        Err(refused) => return refusal(&refused, headers.contains_key(header::AUTHORIZATION)),
    };
    let by_header = client.by_header;
    let wanted = TokenRequest {
        grant_type: form.text("grant_type").unwrap_or_default(),
        client_id: client.id,
        client_secret: client.secret,
        code: form.take("code"),
        redirect_uri: form.text("redirect_uri"),
        code_verifier: form.take("code_verifier"),
        refresh_token: form.take("refresh_token"),
        scope: form.text("scope"),
    };
    match app.identity.app_tokens(wanted, visitor.address.as_deref()).await {
        Ok(tokens) => {
            let body = json!({
                "access_token": tokens.access.as_str(),
                "token_type": "Bearer",
                "expires_in": tokens.expires_in,
                "refresh_token": tokens.refresh.as_str(),
                "scope": tokens.scope,
            });
            Ok(Reply::json(&body)?.into_response())
        }
        Err(refused) => refusal(&refused, by_header),
    }
}

async fn revoke(State(app): State<App>, visitor: Visitor, request: Request) -> Result<Response, Fault> {
    let headers = request.headers().clone();
    let mut form = match Form::of(request).await {
        Ok(form) => form,
        Err(Ok(refused)) => return refusal(&refused, false),
        Err(Err(fault)) => return Err(fault),
    };
    let client = match Client::of(&headers, &mut form) {
        Ok(client) => client,
        Err(refused) => return refusal(&refused, headers.contains_key(header::AUTHORIZATION)),
    };
    let Some(token) = form.take("token") else { return refusal(&OauthError::InvalidRequest, false) };
    let by_header = client.by_header;
    let revoked =
        app.identity.app_token_revoke(&client.id, client.secret, token, visitor.address.as_deref()).await;
    match revoked {
        Ok(()) => Ok(StatusCode::OK.into_response()),
        Err(refused) => refusal(&refused, by_header),
    }
}

/// As RFC 6749 section 5.2 wants it; a failure of ours as everywhere.
fn refusal(refused: &OauthError, by_header: bool) -> Result<Response, Fault> {
    let status = match refused {
        OauthError::Ours(problem) => return Err(problem.clone().into()),
        OauthError::InvalidClient => StatusCode::UNAUTHORIZED,
        _ => StatusCode::BAD_REQUEST,
    };
    let mut response = (status, Reply::json(&json!({"error": refused.as_str()}))?).into_response();
    if by_header && *refused == OauthError::InvalidClient {
        let realm = HeaderValue::from_static("Basic realm=\"kedun\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, realm);
    }
    response.extensions_mut().insert(Worded);
    Ok(response)
}
