//! Failures inside this room, and how they become the one problem people see.

use model::{Kind, Problem, causes};
use vault::PasswordError;

/// Why something of identity could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Refused, with words for the person.
    #[error("refused")]
    Refused(#[source] Problem),
    /// The database failed.
    #[error("identity's database failed")]
    Store(#[from] store::Error),
    /// The log could not be written, so that nothing was done.
    #[error("the audit log could not be written")]
    Audit(#[from] audit::Error),
    /// A password could not be hashed or checked.
    #[error("a password could not be hashed")]
    Password(#[from] PasswordError),
    /// A secret could not be sealed or opened.
    #[error("a secret could not be sealed or opened")]
    Seal(#[from] vault::SealError),
    /// The shipped password policies can't be read.
    #[error("the shipped password policies can't be read")]
    Policies(#[from] passwords::PoliciesError),
    /// A ceremony of passkeys could not begin.
    #[error("a passkey ceremony failed")]
    Passkey(#[from] webauthn_rs::prelude::WebauthnError),
    /// A setting is not what this program writes.
    #[error("the setting {key} can't be read")]
    SettingRead {
        /// Which.
        key: &'static str,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A setting can't be made a text.
    #[error("the setting {key} can't be written")]
    SettingWrite {
        /// Which.
        key: &'static str,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// Something stored is not what this program writes.
    #[error("the stored {what} can't be read")]
    Stored {
        /// What it is.
        what: &'static str,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The roles that ship with the program can't be read.
    #[error("the shipped roles can't be read")]
    Shipped(#[from] access::ShippedError),
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<Error> for Problem {
    /// The outside words; what they hide is logged here, once, with its causes.
    fn from(error: Error) -> Self {
        let unavailable = || Self::new(Kind::Unavailable, "unavailable");
        match error {
            Error::Refused(problem) => problem,
            Error::Store(store::Error::TookTooLong) => Self::new(Kind::Unavailable, "took_too_long"),
            Error::Store(ref inner) if inner.is_transient() => unavailable(),
            Error::Password(PasswordError::Overloaded) => unavailable(),
            Error::Audit(ref inner) if inner.is_transient() => unavailable(),
            error => {
                tracing::error!(error = causes(&error), "identity failed");
                Self::internal()
            }
        }
    }
}
