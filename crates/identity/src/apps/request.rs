//! What an app sends to the token endpoint, and what it is answered (RFC 6749 sections 4.1.3, 5 and 6).

use model::{Kind, Problem};
use zeroize::Zeroizing;

/// What an app sends to the token endpoint.
#[derive(Default)]
pub struct TokenRequest {
    /// `authorization_code` or `refresh_token`.
    pub grant_type: String,
    /// The app.
    pub client_id: String,
    /// Its secret, if it has one.
    pub client_secret: Option<Zeroizing<String>>,
    /// The code.
    pub code: Option<Zeroizing<String>>,
    /// As it was when the person was sent.
    pub redirect_uri: Option<String>,
    /// 43 to 128 unreserved characters (RFC 7636 section 4.1).
    pub code_verifier: Option<Zeroizing<String>>,
    /// The refresh token.
    pub refresh_token: Option<Zeroizing<String>>,
    /// Fewer scopes than were allowed, if so wanted.
    pub scope: Option<String>,
}

/// What an app is given.
pub struct AppTokens {
    /// The access token.
    pub access: Zeroizing<String>,
    /// Seconds it is good for.
    pub expires_in: i64,
    /// The next refresh token.
    pub refresh: Zeroizing<String>,
    /// What the access token may be used for.
    pub scope: String,
}

/// Why an app is given nothing (RFC 6749 section 5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OauthError {
    /// The request is malformed.
    InvalidRequest,
    /// The app is unknown, not approved, or did not prove itself.
    InvalidClient,
    /// The code or refresh token is not good, or not the app's.
    InvalidGrant,
    /// Neither code nor refresh token.
    UnsupportedGrantType,
    /// More than was allowed.
    InvalidScope,
    /// Our fault, or too busy: what is told to people of it.
    Ours(Problem),
}

impl OauthError {
    /// The code of the standard.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::Ours(problem) if problem.kind == Kind::Unavailable => "temporarily_unavailable",
            Self::Ours(_) => "server_error",
        }
    }
}
