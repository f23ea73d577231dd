//! What can go wrong on the path, inside and outside words apart.

use model::{Kind, Problem};

/// A call that did not succeed: refused with words for the caller, or failed with detail for the log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Refused; the caller may read why.
    #[error("refused: {0}")]
    Refused(Problem),
    /// The database failed.
    #[error("the database failed")]
    Store(#[source] store::Error),
    /// A statement on an object's table failed.
    #[error("an object's table failed")]
    Tables(#[source] tables::Error),
    /// A key failed, or a sealed value did not open.
    #[error("a sealed value failed")]
    Vault(#[source] vault::SealError),
    /// The log could not be written; nothing may happen that it does not tell.
    #[error("the log could not be written")]
    Audit(#[source] audit::Error),
    /// A stored value is not what its field says.
    #[error("stored data is not as described")]
    Data(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Something of ours that should not happen, with its cause for the log.
    pub(crate) fn internal(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Data(Box::new(cause))
    }

    /// What the caller is told. A unique index that refused is the caller's to mend; a busy database is
    /// nobody's fault; the rest is ours.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Refused(problem) => problem.clone(),
            Self::Store(error) | Self::Tables(tables::Error::Store(error)) => of_store(error),
            Self::Tables(_) | Self::Vault(_) | Self::Audit(_) | Self::Data(_) => Problem::internal(),
        }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<tables::Error> for Error {
    fn from(error: tables::Error) -> Self {
        Self::Tables(error)
    }
}

impl From<vault::SealError> for Error {
    fn from(error: vault::SealError) -> Self {
        Self::Vault(error)
    }
}

impl From<audit::Error> for Error {
    fn from(error: audit::Error) -> Self {
        Self::Audit(error)
    }
}

fn of_store(error: &store::Error) -> Problem {
    match error {
        store::Error::Busy | store::Error::Closed => Problem::new(Kind::Unavailable, "unavailable"),
        store::Error::TookTooLong => Problem::new(Kind::Unavailable, "took_too_long"),
        store::Error::UniqueViolation { .. } => Problem::new(Kind::Conflict, "not_unique"),
        _ => Problem::internal(),
    }
}
