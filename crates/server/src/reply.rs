//! JSON answers.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use model::Problem;
use serde::Serialize;

use crate::fault::Fault;

/// The size of a record as JSON, roughly.
const USUAL_BYTES: usize = 2048;

/// A JSON answer, already written.
pub(crate) struct Reply {
    written: Vec<u8>,
    returned: Option<Returned>,
}

/// How many records an answer holds, for the budget of a token.
#[derive(Clone, Copy)]
pub(crate) struct Returned(pub(crate) usize);

impl Reply {
    /// The value as JSON.
    pub(crate) fn json(value: &impl Serialize) -> Result<Self, Fault> {
        let mut written = Vec::with_capacity(USUAL_BYTES);
        serde_json::to_writer(&mut written, value).map_err(|_| Problem::internal())?;
        Ok(Self { written, returned: None })
    }

    /// The same answer, which holds so many records.
    pub(crate) fn returning(self, records: usize) -> Self {
        Self { returned: Some(Returned(records)), ..self }
    }

    /// `{"items": […]}`.
    pub(crate) fn items(items: &[impl Serialize]) -> Result<Self, Fault> {
        #[derive(Serialize)]
        struct Items<'a, T> {
            items: &'a [T],
        }
        Self::json(&Items { items })
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Body::from(self.written).into_response();
        if let Some(returned) = self.returned {
            response.extensions_mut().insert(returned);
        }
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}
