//! Why a short message was not taken.

use crate::http_out::HttpError;

/// Why a short message was not taken. Names neither the number nor a value.
#[derive(Debug, thiserror::Error)]
pub enum SmsError {
    /// The settings name no template for that purpose, or the message lacks a value the template takes.
    #[error("no template of the gateway fits the message")]
    NoTemplate,
    /// The message can't be put into a request.
    #[error("the message can't be sent")]
    BadMessage,
    /// Too many, to that number or altogether: later.
    #[error("the gateway limits messages: {code}")]
    Limited {
        /// The gateway's code.
        code: String,
    },
    /// Refused: settings, account or number need somebody's attention.
    #[error("the gateway refuses the message: {code}")]
    Refused {
        /// The gateway's code.
        code: String,
    },
    /// The gateway can't be reached, is broken, or answers what nobody understands.
    #[error("the gateway can't be reached, or its answer makes no sense")]
    Unreachable {
        /// The status of its answer, if there was one.
        status: Option<u16>,
        /// Why there was none.
        #[source]
        source: Option<Box<HttpError>>,
    },
}

/// What a gateway's answer means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Taken,
    Limited(String),
    Refused(String),
    Unclear,
}
