//! The program's one way out, as its rooms ask for it: they are handed a way, and open no connection themselves.

use std::time::Duration;

use egress::{HttpError, HttpOut, Limits};
use identity::{BoxFuture, Fetch, FetchError};

/// What one question to a provider of single sign-on may cost; somebody waits for the answer.
const LIMITS: Limits = Limits { timeout: Duration::from_secs(8), max_body_bytes: 256 * 1024 };

/// HTTP to machines that may be asked.
pub(crate) struct WayOut(HttpOut);

impl WayOut {
    /// Over that client, which knows whom it may reach.
    pub(crate) fn new(http: HttpOut) -> Self {
        Self(http)
    }
}

impl Fetch for WayOut {
    fn fetch(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, FetchError>> {
        Box::pin(async move {
            self.0.send(request, LIMITS).await.map_err(|error| match error {
                HttpError::TooLarge { .. } => FetchError::TooLarge,
                error => FetchError::Failed(error.into()),
            })
        })
    }
}
