//! The web app, inside the program: hashed assets kept for ever, the page itself never.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Files;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NEVER: HeaderValue = HeaderValue::from_static("no-store");
const BRIEFLY: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// A file of the web app; any other path is a place inside the app, and gets its page.
pub(crate) async fn file(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        let allow = [(header::ALLOW, HeaderValue::from_static("GET, HEAD"))];
        return (StatusCode::METHOD_NOT_ALLOWED, allow).into_response();
    }
    match Files::get(path).filter(|_| !path.is_empty() && path != "index.html") {
        Some(file) => answer(path, &file, &headers),
        None if has_extension(path) => StatusCode::NOT_FOUND.into_response(),
        None => page(),
    }
}

fn has_extension(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

fn page() -> Response {
    match Files::get("index.html") {
        Some(file) => {
            let mut response = Body::from(file.data).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            headers.insert(header::CACHE_CONTROL, NEVER);
            response
        }
        None => (StatusCode::NOT_FOUND, "The web app is not built into this program.").into_response(),
    }
}

/// The file, packed if the browser takes it: the build lays `.br` and `.gz` beside every large file.
fn answer(path: &str, file: &EmbeddedFile, asked: &HeaderMap) -> Response {
    let accepts =
        asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let packed = [("br", ".br"), ("gzip", ".gz")].into_iter().find_map(|(coding, ending)| {
        accepts.split(',').any(|part| part.trim().starts_with(coding)).then_some(())?;
        Files::get(&format!("{path}{ending}")).map(|file| (coding, file))
    });
    let (data, coding) = match packed {
        Some((coding, packed)) => (packed.data, Some(coding)),
        None => (file.data.clone(), None),
    };
    let mut response = Body::from(data).into_response();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(file.metadata.mimetype()) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CACHE_CONTROL, if path.starts_with("assets/") { FOR_EVER } else { BRIEFLY });
    response
}
