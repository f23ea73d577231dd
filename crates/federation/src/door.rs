//! The one door: every kind of provider in, one kind of result out.
//!
//! A new kind is a variant here and a module beside `oidc`.

use jiff::Timestamp;
use model::Entropy;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::oidc::{self, OidcProvider, OidcSettings};
use crate::{Assertion, Begun, Callback, Error, Fetch, LogoutClaims, PROVIDER_FRESH_SECS, Pending, Secret};

/// How to reach a provider, by its kind. The client's secret is not serialized: it is kept sealed elsewhere and put
/// back with [`Settings::with_client_secret`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Settings {
    /// OIDC with the code flow.
    Oidc(OidcSettings),
}

impl Settings {
    /// The same settings with the secret the client proves itself with.
    #[must_use]
    pub fn with_client_secret(self, secret: Option<Secret>) -> Self {
        match self {
            Self::Oidc(settings) => Self::Oidc(OidcSettings { client_secret: secret, ..settings }),
        }
    }
}

impl Settings {
    /// Whether they can be used at all; nobody is asked.
    ///
    /// # Errors
    ///
    /// [`Error::Settings`].
    pub fn check(&self) -> Result<(), Error> {
        match self {
            Self::Oidc(settings) => oidc::check_settings(settings),
        }
    }
}

/// A provider that was met: where its doors are and which keys it signs with. Kept in memory and shared.
#[derive(Debug)]
#[non_exhaustive]
pub enum Provider {
    /// OIDC.
    Oidc(Box<OidcProvider>),
}

impl Provider {
    /// Asks the provider for its metadata and its keys.
    ///
    /// # Errors
    ///
    /// [`Error::Settings`], [`Error::Issuer`] if it calls itself by another name, [`Error::Discovery`] and what
    /// fetching can bring.
    pub async fn discover(settings: Settings, fetch: &dyn Fetch, now: Timestamp) -> Result<Self, Error> {
        match settings {
            Settings::Oidc(settings) => {
                Ok(Self::Oidc(Box::new(OidcProvider::discover(settings, fetch, now).await?)))
            }
        }
    }

    /// The provider's own name for itself.
    pub fn issuer(&self) -> &str {
        match self {
            Self::Oidc(provider) => provider.issuer(),
        }
    }

    /// When it was discovered.
    pub fn fetched_at(&self) -> Timestamp {
        match self {
            Self::Oidc(provider) => provider.fetched_at(),
        }
    }

    /// Whether it is time to discover it anew, see [`PROVIDER_FRESH_SECS`].
    pub fn is_stale(&self, now: Timestamp) -> bool {
        now.as_second().saturating_sub(self.fetched_at().as_second()) >= PROVIDER_FRESH_SECS
    }

    /// Starts one sign-in: where to send the browser, and what to keep until it comes back.
    pub fn begin(&self, redirect_uri: &Url, entropy: &dyn Entropy) -> Begun {
        match self {
            Self::Oidc(provider) => oidc::begin(provider, redirect_uri, entropy, None),
        }
    }

    /// The same for somebody who has to prove anew who they are: whoever is signed in there is asked again, and
    /// [`Provider::finish`] refuses an answer from before now (`max_age=0`, `prompt=login`).
    pub fn begin_anew(&self, redirect_uri: &Url, entropy: &dyn Entropy, now: Timestamp) -> Begun {
        match self {
            Self::Oidc(provider) => oidc::begin(provider, redirect_uri, entropy, Some(now)),
        }
    }

    /// Ends one sign-in: checks everything the browser and the provider said.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but [`Error::LogoutToken`]; its [code](Error::code) says which check refused.
    pub async fn finish(
        &self,
        pending: &Pending,
        callback: &Callback,
        fetch: &dyn Fetch,
        now: Timestamp,
    ) -> Result<Assertion, Error> {
        match self {
            Self::Oidc(provider) => oidc::finish(provider, pending, callback, fetch, now).await,
        }
    }

    /// Reads what a provider posts when a session ended there (Back-Channel Logout 1.0 section 2.6). The caller
    /// refuses a `jti` it has seen.
    ///
    /// # Errors
    ///
    /// [`Error::LogoutToken`] and what a token can be refused for.
    pub async fn logout_token(
        &self,
        token: &str,
        fetch: &dyn Fetch,
        now: Timestamp,
    ) -> Result<LogoutClaims, Error> {
        match self {
            Self::Oidc(provider) => oidc::logout_token(provider, token, fetch, now).await,
        }
    }

    /// Where to send the browser so that it signs out there too (RP-Initiated Logout 1.0); `None` if the provider
    /// has no such place.
    pub fn end_session_url(&self, id_token_hint: Option<&str>, post_logout_redirect: &Url) -> Option<Url> {
        match self {
            Self::Oidc(provider) => oidc::end_session_url(provider, id_token_hint, post_logout_redirect),
        }
    }
}
