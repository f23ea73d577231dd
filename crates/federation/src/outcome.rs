//! What goes out with the browser, what comes back, and what it amounts to: the same for every kind of provider.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::Secret;
use crate::secret::kept;

/// One sign-in that began.
pub struct Begun {
    /// Where to send the browser.
    pub url: Url,
    /// What to keep on the server until it comes back.
    pub pending: Pending,
}

impl fmt::Debug for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address holds the state and the nonce.
        f.debug_struct("Begun").field("pending", &self.pending).finish_non_exhaustive()
    }
}

/// What is kept on the server while the browser is away: for minutes, for one use, bound to that browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// Whom the browser was sent to.
    pub issuer: String,
    /// Where it was told to come back; the exchange repeats it.
    pub redirect_uri: Url,
    /// Ties the answer to this browser, 256 bits.
    #[serde(with = "kept")]
    pub state: Secret,
    /// Ties the ID token to this sign-in, 256 bits.
    #[serde(with = "kept")]
    pub nonce: Secret,
    /// Proves that whoever exchanges the code began the sign-in (RFC 7636), 256 bits.
    #[serde(with = "kept")]
    pub pkce_verifier: Secret,
    /// The person must have signed in at the provider since then, not earlier; none: any time the settings allow.
    #[serde(default)]
    pub authenticated_since: Option<Timestamp>,
}

/// What the browser brings back in the query. Nothing in it is believed.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Callback {
    /// The code to exchange.
    pub code: Option<String>,
    /// The state it was sent away with.
    pub state: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: Option<String>,
    /// Why the provider refused, as a word.
    pub error: Option<String>,
    /// Why the provider refused, in its own words. They are anyone's words: shown to nobody.
    pub error_description: Option<String>,
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callback([sealed])")
    }
}

/// What a provider vouches for, after every check.
#[derive(Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own that the provider states or not"
)]
pub struct Assertion {
    /// Who vouches.
    pub issuer: String,
    /// The person, by a name that never goes to another person there. With the issuer it is the one key to find an
    /// account by; an address is not.
    pub subject: String,
    /// The session at the provider; a logout token names it.
    pub sid: Option<String>,
    /// What to call the person.
    pub name: Option<String>,
    /// An address.
    pub email: Option<String>,
    /// Whether the provider says the address is the person's.
    pub email_verified: bool,
    /// The groups the person is in, by the provider's names.
    pub groups: Vec<String>,
    /// The groups were left out of the token, too many for it (Core 1.0 section 5.6.2): `groups` being empty does not
    /// mean that the person left them.
    pub groups_elsewhere: bool,
    /// Whether a second factor was used, see [`SecondFactor`](crate::SecondFactor).
    pub second_factor: bool,
    /// Whether what was used there can't be phished, by the words the settings name for that.
    pub phishing_resistant: bool,
    /// When the person signed in there, or when the token was issued if the provider does not say.
    pub authenticated_at: Timestamp,
}

impl fmt::Debug for Assertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assertion")
            .field("issuer", &self.issuer)
            .field("second_factor", &self.second_factor)
            .field("authenticated_at", &self.authenticated_at)
            .finish_non_exhaustive()
    }
}

/// Whose sessions end, said by the provider (Back-Channel Logout 1.0). At least one of subject and session is there.
#[derive(Clone, PartialEq, Eq)]
pub struct LogoutClaims {
    /// Who says so.
    pub issuer: String,
    /// The person; without a session, all of theirs end.
    pub subject: Option<String>,
    /// The one session that ends.
    pub sid: Option<String>,
    /// The token's own name. One that was seen is refused by the caller.
    pub jti: String,
    /// When it was said.
    pub issued_at: Timestamp,
}

impl fmt::Debug for LogoutClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogoutClaims")
            .field("issuer", &self.issuer)
            .field("issued_at", &self.issued_at)
            .finish_non_exhaustive()
    }
}
