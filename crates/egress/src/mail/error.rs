//! Why a mail was not taken.

use crate::reach::Refusal;

/// A mail server's answer: its code (RFC 5321 section 4.2) and, if it gives one, its enhanced code (RFC 3463). Its words
/// are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// `550`.
    pub code: u16,
    /// `5.1.1`.
    pub enhanced: Option<String>,
}

impl std::fmt::Display for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.code)?;
        self.enhanced.as_ref().map_or(Ok(()), |enhanced| write!(f, " {enhanced}"))
    }
}

/// Why a mail was not taken. Names the server, never the recipient or a word of the mail.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// That part of the mail can't be sent.
    #[error("the mail's {0} can't be sent")]
    BadMail(&'static str),
    /// The signature can't be made.
    #[error("the mail can't be signed")]
    NotSigned,
    /// The mail server may not be reached, or not without TLS.
    #[error("{host} may not be reached")]
    RefusedTarget {
        /// The mail server.
        host: String,
        /// Why.
        #[source]
        why: Refusal,
    },
    /// No connection, or it broke off.
    #[error("{host} can't be reached")]
    Unreachable {
        /// The mail server.
        host: String,
        /// What the system says, if it says anything.
        #[source]
        source: Option<std::io::Error>,
    },
    /// The server offers no TLS, or can't prove who it is.
    #[error("no trusted connection to {host}")]
    Tls {
        /// The mail server.
        host: String,
        /// What TLS says; none where the server offers none.
        #[source]
        source: Option<std::io::Error>,
    },
    /// It took longer than the settings allow.
    #[error("{host} took too long")]
    TooSlow {
        /// The mail server.
        host: String,
    },
    /// The user name or password is wrong.
    #[error("{host} refuses the user name or password: {reply}")]
    LoginRefused {
        /// The mail server.
        host: String,
        /// What it answered.
        reply: Reply,
    },
    /// The server lacks what this mail needs: a way to log in, or addresses with letters beyond ASCII.
    #[error("{host} lacks what this mail needs")]
    Unsupported {
        /// The mail server.
        host: String,
    },
    /// Refused for good (5yz).
    #[error("{host} refuses the mail: {reply}")]
    Refused {
        /// The mail server.
        host: String,
        /// What it answered.
        reply: Reply,
    },
    /// Refused for now (4yz).
    #[error("{host} does not take the mail now: {reply}")]
    Deferred {
        /// The mail server.
        host: String,
        /// What it answered.
        reply: Reply,
    },
}

impl MailError {
    /// Whether the same mail may be taken later with nothing changed here.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::TooSlow { .. } | Self::Deferred { .. })
    }

    /// What the client's error means, without the server's words.
    pub(super) fn of(error: &lettre::transport::smtp::Error, host: &str) -> Self {
        let host = host.to_owned();
        if let Some(reply) = reply_of(error) {
            return if error.is_permanent() {
                Self::Refused { host, reply }
            } else {
                Self::Deferred { host, reply }
            };
        }
        if error.is_client() {
            return Self::Unsupported { host };
        }
        let io = std::error::Error::source(error).and_then(|source| source.downcast_ref::<std::io::Error>());
        Self::Unreachable { host, source: io.map(|error| error.kind().into()) }
    }

    /// The same for an error of logging in.
    pub(super) fn of_login(error: &lettre::transport::smtp::Error, host: &str) -> Self {
        match Self::of(error, host) {
            Self::Refused { host, reply } => Self::LoginRefused { host, reply },
            other => other,
        }
    }
}

fn reply_of(error: &lettre::transport::smtp::Error) -> Option<Reply> {
    let code = error.status()?.to_string().parse().ok()?;
    let words = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let first = words.split_ascii_whitespace().next().unwrap_or_default();
    let parts = || first.split('.');
    let enhanced = parts().count() == 3
        && parts()
            .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    Some(Reply { code, enhanced: enhanced.then(|| first.to_owned()) })
}
