//! Exports: a list as a file, streamed.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt as _, TryStreamExt as _};
use http::{HeaderValue, Method, header};
use identity::Budget;
use model::{Kind, Problem, causes};
use records::{Export, ExportFormat, ExportHeaders, ExportRequest};
use serde::Deserialize;
use serde_json::Value;

use super::files::attachment;
use crate::app::App;
use crate::asked::Asked;
use crate::bearer::{Gives, Presented, TokenNeed};
use crate::body::Json;
use crate::fault::Fault;
use crate::route::{Gate, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::POST, "/api/v1/exports", Gate::SignedIn, "Take records out as a file", export)
            .by_token(TokenNeed::Export, Gives::Nothing)
            .fresh(),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExportBody {
    object: String,
    #[serde(default)]
    filter: Option<Value>,
    #[serde(default)]
    sort: Option<SortBody>,
    #[serde(default)]
    fields: Option<Vec<String>>,
    #[serde(default)]
    q: Option<String>,
    #[serde(default)]
    format: ExportFormat,
    #[serde(default)]
    headers: ExportHeaders,
}

/// As views keep it, or as lists take it.
#[derive(Deserialize)]
#[serde(untagged)]
enum SortBody {
    Keys(Vec<SortKey>),
    Text(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SortKey {
    field: String,
    #[serde(default)]
    desc: bool,
}

impl SortBody {
    /// `-amount,name`; none for no key.
    fn text(self) -> Option<String> {
        let text = match self {
            Self::Text(text) => text,
            Self::Keys(keys) => {
                let key = |key: SortKey| format!("{}{}", if key.desc { "-" } else { "" }, key.field);
                keys.into_iter().map(key).collect::<Vec<_>>().join(",")
            }
        };
        Some(text).filter(|text| !text.is_empty())
    }
}

async fn export(
    State(app): State<App>,
    asked: Asked,
    Json(body): Json<ExportBody>,
) -> Result<Response, Fault> {
    let request = ExportRequest {
        object: body.object,
        filter: body.filter.filter(|filter| !filter.is_null()).map(|filter| filter.to_string()),
        sort: body.sort.and_then(SortBody::text),
        fields: body.fields,
        q: body.q,
        format: body.format,
        headers: body.headers,
        at_most: None,
    };
    let export = match &asked.token {
        None => app.records.export(&asked.caller, &request).await?,
        Some(token) => within_budget(&app, &asked, token, request).await?,
    };
    // The headers are gone by the time a page fails: the connection breaks off, and the file is seen to be cut.
    let stream = export.stream.inspect_err(|error| {
        tracing::error!(error = causes(error), "an export ended in the middle");
    });
    let mut response = Body::from_stream(stream).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(export.media_type));
    headers.insert(header::CONTENT_DISPOSITION, attachment(&export.name));
    Ok(response)
}

/// By a token: as many records as are left of the hour, counted before the first leaves; and cut off when the token is
/// over while they leave.
async fn within_budget(
    app: &App,
    asked: &Asked,
    token: &Presented,
    request: ExportRequest,
) -> Result<Export, Fault> {
    let held = token.budget.reserve_rest(app.clock.now());
    let request = ExportRequest { at_most: Some(held.amount()), ..request };
    let export = match app.records.export(&asked.caller, &request).await {
        Ok(export) => export,
        Err(error) => {
            held.given(0);
            let spent = error.problem().code == "budget_spent";
            return Err(if spent { Budget::spent(app.clock.now()).into() } else { error.into() });
        }
    };
    held.given(export.count);
    let (identity, text, address) = (app.identity.clone(), token.text.clone(), asked.visitor.address.clone());
    let still = move |bytes| {
        let (identity, text, address) = (identity.clone(), text.clone(), address.clone());
        async move {
            if identity.token_still(&text, address.as_deref()).await? {
                Ok(bytes)
            } else {
                Err(records::Error::from(Problem::new(Kind::Forbidden, "rights_changed")))
            }
        }
    };
    Ok(Export { stream: export.stream.and_then(still).boxed(), ..export })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sort_is_taken_as_views_keep_it_and_as_lists_write_it() {
        let text = |json: &str| serde_json::from_str::<SortBody>(json).ok().and_then(SortBody::text);
        assert_eq!(
            text(r#"[{"field":"amount","desc":true},{"field":"name"}]"#).as_deref(),
            Some("-amount,name")
        );
        assert_eq!(text(r#""-amount""#).as_deref(), Some("-amount"));
        assert_eq!(text("[]"), None);
    }
}
