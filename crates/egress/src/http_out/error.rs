//! Why a request had no answer.

use std::error::Error;
use std::time::Duration;

use crate::door::DoorError;
use crate::reach::Refusal;

/// Why a request had no answer. Names the host, never a path, a query or a header.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The target may not be reached.
    #[error("{host:?} may not be reached")]
    RefusedTarget {
        /// The host as asked for.
        host: String,
        /// Why.
        #[source]
        why: Refusal,
    },
    /// The host's name has no address.
    #[error("{host} has no address")]
    Unresolved {
        /// The host.
        host: String,
    },
    /// No connection.
    #[error("no connection to {host}")]
    Connect {
        /// The host.
        host: String,
        /// What the system says.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The other side can't prove who it is, or no protocol could be agreed on.
    #[error("no trusted connection to {host}")]
    Tls {
        /// The host.
        host: String,
        /// What TLS says.
        #[source]
        source: rustls::Error,
    },
    /// The whole exchange took longer than the caller allowed.
    #[error("{host} took longer than {limit:?}")]
    TooSlow {
        /// The host.
        host: String,
        /// The caller's limit.
        limit: Duration,
    },
    /// The answer's body is larger than the caller allowed.
    #[error("the answer of {host} has more than {max_body_bytes} bytes")]
    TooLarge {
        /// The host.
        host: String,
        /// The caller's limit.
        max_body_bytes: usize,
    },
    /// The connection broke, or what came over it is not HTTP.
    #[error("the exchange with {host} broke off")]
    Broken {
        /// The host.
        host: String,
        /// What the client says.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The request is not one that can be sent.
    #[error("the request can't be sent")]
    BadRequest,
}

impl HttpError {
    /// What the client's error means.
    pub(super) fn of(error: reqwest::Error, host: &str) -> Self {
        // The client prints the whole URL with its errors.
        let error = error.without_url();
        let host = host.to_owned();
        if let Some(door) = find::<DoorError>(&error) {
            return match *door {
                DoorError::Refused(why) => Self::RefusedTarget { host, why },
                DoorError::Unresolved => Self::Unresolved { host },
            };
        }
        if let Some(tls) = find::<rustls::Error>(&error) {
            return Self::Tls { host, source: tls.clone() };
        }
        if error.is_connect() {
            Self::Connect { host, source: error.into() }
        } else if error.is_builder() {
            Self::BadRequest
        } else {
            Self::Broken { host, source: error.into() }
        }
    }
}

/// An error of that type in the chain; also inside an I/O error, which is not its own source.
fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(current) = next {
        if let Some(found) = current.downcast_ref::<E>() {
            return Some(found);
        }
        let inside = current.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = match inside {
            Some(inside) => Some(inside),
            None => current.source(),
        };
    }
    None
}
