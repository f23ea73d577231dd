//! Files: raw bytes in, raw bytes out, always as an attachment.

use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt as _;
use http::{HeaderValue, Method, StatusCode, header};
use model::{FileId, Problem, causes};
use records::{FoundFile, NewFile};
use serde::Deserialize;

use crate::app::App;
use crate::asked::Asked;
use crate::bearer::{Gives, TokenNeed};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::upload::Upload;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::POST, "/api/v1/files", Gate::SignedIn, "Upload a file for a record", add)
            .by_token(TokenNeed::WRITE, Gives::Nothing),
        Route::new(Method::GET, "/api/v1/files/{id}", Gate::SignedIn, "Download a file", read)
            .by_token(TokenNeed::READ, Gives::One),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddQuery {
    name: String,
    object: String,
}

async fn add(
    State(app): State<App>,
    asked: Asked,
    Query(query): Query<AddQuery>,
    request: Request,
) -> Result<Response, Fault> {
    app.records.file_may_add(&asked.caller, &query.object).await?;
    let upload = Upload::read(&app, &asked, request).await?;
    let file = NewFile { name: query.name, bytes: upload.bytes };
    let info = app.records.file_add(&asked.caller, &query.object, file).await?;
    Ok((StatusCode::CREATED, Reply::json(&info)?).into_response())
}

async fn read(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Response, Fault> {
    let id: FileId = id.parse().map_err(|_| Problem::not_found())?;
    let file = app.records.file_read(&asked.caller, id).await?;
    Ok(sent(file))
}

/// A file on its way out. The headers are gone by the time a piece fails: the connection then breaks off before the
/// length told is reached, and the file is seen to be cut.
pub(super) fn sent(file: FoundFile) -> Response {
    let stream = file.stream.inspect_err(|error| {
        tracing::error!(error = causes(error), "a download ended in the middle");
    });
    let mut response = Body::from_stream(stream).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.size));
    if let Ok(kind) = HeaderValue::from_str(&file.media_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::CONTENT_DISPOSITION, attachment(&file.name));
    response
}

/// A download under that name (RFC 6266, RFC 8187), never shown inside the page.
pub(super) fn attachment(name: &str) -> HeaderValue {
    let encoded: String = name.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            text.push(char::from(byte));
        } else {
            use std::fmt::Write as _;
            let _ = write!(text, "%{byte:02X}");
        }
        text
    });
    HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}"))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_survives_the_header() {
        let value = attachment("报价 \"1\".pdf");
        assert_eq!(value, "attachment; filename*=UTF-8''%E6%8A%A5%E4%BB%B7%20%221%22.pdf");
    }
}
