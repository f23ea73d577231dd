//! Single sign-on as a relying party: who a person is, said by a provider the company trusts.
//!
//! One door for every kind of provider: [`Settings`] names the kind, [`Provider::discover`] meets it,
//! [`Provider::begin`] sends the browser there, [`Provider::finish`] turns what the browser brings back into an
//! [`Assertion`]. Today the one kind is OIDC (`OpenID` Connect Core 1.0, Discovery 1.0, Back-Channel Logout 1.0,
//! RP-Initiated Logout 1.0; PKCE of RFC 7636, the issuer parameter of RFC 9207, ASVS 5.0 V10.5).
//!
//! What the caller holds to: a [`Pending`] is kept on the server, found by the browser's own cookie, lives minutes
//! and is taken out before [`Provider::finish`] is called, so that it serves once. A [`LogoutClaims::jti`] is
//! remembered for as long as a logout token may be young. A [`Provider`] that is [stale](Provider::is_stale) is
//! discovered anew.
//!
//! Not here: sockets (HTTP is handed in as [`Fetch`]), the database, sessions, and which account an assertion opens.

mod door;
mod error;
mod fetch;
mod oidc;
mod outcome;
mod secret;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use door::{Provider, Settings};
pub use error::Error;
pub use fetch::{BoxFuture, Fetch, FetchError};
pub use oidc::{Alg, Issuer, OidcProvider, OidcSettings, PhishingResistant, Prompt, SecondFactor};
pub use outcome::{Assertion, Begun, Callback, LogoutClaims, Pending};
pub use secret::Secret;

/// The most bytes a token may have, encoded.
pub const MAX_TOKEN_BYTES: usize = 64 * 1024;
/// The most bytes a document of the provider may have: metadata, keys, answers.
pub const MAX_DOCUMENT_BYTES: usize = 256 * 1024;
/// How far the provider's clock may be from ours.
pub const CLOCK_SKEW_SECS: i64 = 60;
/// How long ago a token may have been issued.
pub const MAX_TOKEN_AGE_SECS: i64 = 10 * 60;
/// How often at most the keys are fetched again because a token names one we don't know.
pub const KEYS_AGAIN_SECS: i64 = 60;
/// How long what was discovered holds: a key the provider withdrew counts no longer than this.
pub const PROVIDER_FRESH_SECS: i64 = 60 * 60;
