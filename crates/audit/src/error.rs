//! What can fail in this room, for the log and for callers that turn it into a problem document.

use std::io;

use model::{Kind, Problem};

/// A text that is not one of a closed list's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of the known texts")]
pub struct UnknownText;

/// Why the log could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error("the audit log's database failed")]
    Store(#[source] store::Error),
    /// The head record of a chain is not as this program left it: nothing is appended to a chain that
    /// somebody tampered with, so that `verify` can name the place.
    #[error("the head of the audit chain of node {node} is damaged: {reason}")]
    Head {
        /// The chain's node.
        node: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The witness file failed.
    #[error("the audit witness file failed")]
    Witness(#[source] io::Error),
    /// The buffer has been full for too long: the log can't be written at present.
    #[error("the audit buffer is full and can't be written")]
    Stuck,
    /// The buffer's task has ended, so that an event could not be taken.
    #[error("the audit buffer is closed")]
    Closed,
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Ending { about, reason } => Self::Head { node: about, reason },
            error => Self::Store(error),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(store::Error::TookTooLong) => Self::new(Kind::Unavailable, "took_too_long"),
            error if error.is_transient() => Self::new(Kind::Unavailable, "unavailable"),
            _ => Self::internal(),
        }
    }
}

impl Error {
    /// Whether the same act may succeed a little later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Store(error) => error.is_transient(),
            Self::Closed | Self::Stuck => true,
            Self::Head { .. } | Self::Witness(_) => false,
        }
    }
}
