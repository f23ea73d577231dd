//! Why a sign-in was refused. No token, code, secret or personal value is ever inside.

use crate::FetchError;

/// Why single sign-on refused. [`Error::code`] is stable; a person is told no more than that it failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The settings can't be used.
    #[error("the settings of the provider can't be used: {0}")]
    Settings(&'static str),
    /// The provider's metadata or keys can't be used.
    #[error("the provider's metadata can't be used: {0}")]
    Discovery(&'static str),
    /// The provider could not be asked.
    #[error("the provider could not be asked")]
    Unreachable(#[source] FetchError),
    /// The provider answered with something that is not one JSON object with every name once.
    #[error("the provider's answer is not a JSON object")]
    Document,
    /// A token, a document or a parameter is larger than allowed.
    #[error("what the provider sent is too large")]
    TooLarge,
    /// The browser did not bring the state it was sent away with.
    #[error("the answer does not belong to a sign-in of this browser")]
    State,
    /// Someone else than the configured provider speaks.
    #[error("the answer comes from another issuer")]
    Issuer,
    /// The provider refused.
    #[error("the provider refused: {word}")]
    Provider {
        /// Its error word, if it is one (RFC 6749 section 4.1.2.1).
        word: String,
    },
    /// The callback has no code.
    #[error("the answer has no code")]
    NoCode,
    /// The provider did not take the code.
    #[error("the code could not be exchanged: {word}")]
    Exchange {
        /// Its error word, if it is one (RFC 6749 section 5.2).
        word: String,
    },
    /// The provider answered without an ID token.
    #[error("the provider answered without an ID token")]
    NoIdToken,
    /// A token is not put together as it must be.
    #[error("the token is malformed: {0}")]
    Token(&'static str),
    /// A token is signed with an algorithm that is not allowed, or not at all.
    #[error("the token's algorithm is not allowed")]
    Alg,
    /// No key, or more than one, fits the token.
    #[error("no key of the provider fits the token")]
    Key,
    /// The signature is not the provider's.
    #[error("the token's signature is wrong")]
    Signature,
    /// The token is not for us alone.
    #[error("the token is meant for another client")]
    Audience,
    /// The token belongs to another sign-in.
    #[error("the token belongs to another sign-in")]
    Nonce,
    /// The token is too old.
    #[error("the token has expired")]
    Expired,
    /// The token is from the future.
    #[error("the token does not count yet")]
    NotYet,
    /// The person signed in at the provider too long ago, or it does not say when.
    #[error("the person did not sign in at the provider recently enough")]
    AuthTime,
    /// The access token is not the one the ID token was issued with.
    #[error("the access token does not belong to the ID token")]
    AccessToken,
    /// A verified address was required.
    #[error("the provider vouches for no address")]
    Email,
    /// The provider's answer about the person can't be used.
    #[error("the provider's answer about the person can't be used: {0}")]
    UserInfo(&'static str),
    /// A logout token breaks a rule of its own.
    #[error("the logout token can't be used: {0}")]
    LogoutToken(&'static str),
}

impl Error {
    /// A stable word for the outside and the audit.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Settings(_) => "sso_settings",
            Self::Discovery(_) => "sso_discovery",
            Self::Unreachable(_) => "sso_unreachable",
            Self::Document => "sso_document",
            Self::TooLarge => "sso_too_large",
            Self::State => "sso_state",
            Self::Issuer => "sso_issuer",
            Self::Provider { .. } => "sso_provider_error",
            Self::NoCode => "sso_no_code",
            Self::Exchange { .. } => "sso_exchange",
            Self::NoIdToken => "sso_no_id_token",
            Self::Token(_) => "sso_token",
            Self::Alg => "sso_alg",
            Self::Key => "sso_key",
            Self::Signature => "sso_signature",
            Self::Audience => "sso_audience",
            Self::Nonce => "sso_nonce",
            Self::Expired => "sso_expired",
            Self::NotYet => "sso_not_yet",
            Self::AuthTime => "sso_auth_time",
            Self::AccessToken => "sso_access_token",
            Self::Email => "sso_email",
            Self::UserInfo(_) => "sso_userinfo",
            Self::LogoutToken(_) => "sso_logout_token",
        }
    }
}

/// The provider's error word if it looks like one: it comes from outside and goes into logs.
pub(crate) fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !text.is_empty() && text.len() <= 40 && text.chars().all(plain) {
        text.to_owned()
    } else {
        "unknown".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn only_a_word_goes_into_the_log() {
        assert_eq!(word("access_denied"), "access_denied");
        for text in ["", "<script>", "line\nbreak", "Access Denied", &"a".repeat(41)] {
            assert_eq!(word(text), "unknown");
        }
    }
}
