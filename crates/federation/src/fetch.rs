//! HTTP as a value that is handed in: this room opens no connection.

use std::pin::Pin;

/// A future on the heap that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Makes one HTTP request.
///
/// It follows no redirects (a redirect would carry the client's secret to a place nobody checked), checks
/// certificates, has a deadline, reaches only hosts that may be asked, and stops reading a body at
/// [`MAX_DOCUMENT_BYTES`](crate::MAX_DOCUMENT_BYTES).
pub trait Fetch: Send + Sync {
    /// The answer, whatever its status.
    fn fetch(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, FetchError>>;
}

/// Why there is no answer. What is inside must not repeat the request: it may hold a code or a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The body is larger than may be read.
    #[error("the answer is too large")]
    TooLarge,
    /// The request could not be made, or no answer came.
    #[error("no answer came")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}
