//! A provider that was met: its metadata and its keys (Discovery 1.0).

use std::fmt;

use jiff::Timestamp;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, AuthType, AuthUrl, ClientId, DiscoveryError, EndSessionUrl, IssuerUrl,
    ProviderMetadata, TokenUrl, UserInfoUrl,
};
use serde::{Deserialize, Serialize};
use url::Url;

use super::OidcSettings;
use super::guard::{Guard, check_endpoint};
use super::keys::Keys;
use crate::{Error, Fetch};

type Metadata = ProviderMetadata<
    Extra,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Metadata the library does not know.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Extra {
    /// RFC 9207 section 3.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    /// RP-Initiated Logout 1.0 section 2.1.
    end_session_endpoint: Option<EndSessionUrl>,
}

impl AdditionalProviderMetadata for Extra {}

/// An OIDC provider that was met.
pub struct OidcProvider {
    pub(crate) settings: OidcSettings,
    pub(crate) issuer_url: IssuerUrl,
    pub(crate) authorization: AuthUrl,
    pub(crate) token: TokenUrl,
    pub(crate) userinfo: Option<UserInfoUrl>,
    pub(crate) end_session: Option<EndSessionUrl>,
    pub(crate) auth_type: AuthType,
    /// The provider names itself in every answer (RFC 9207).
    pub(crate) announces_issuer: bool,
    pub(crate) keys: Keys,
    fetched_at: Timestamp,
}

impl OidcProvider {
    pub(crate) async fn discover(
        settings: OidcSettings,
        fetch: &dyn Fetch,
        now: Timestamp,
    ) -> Result<Self, Error> {
        check_settings(&settings)?;
        let issuer_url = IssuerUrl::new(settings.issuer.as_str().to_owned())
            .map_err(|_| Error::Settings("the issuer is not a URL"))?;
        let guard = Guard::new(fetch, settings.allow_http_loopback);
        let metadata = Metadata::discover_async(issuer_url.clone(), &guard).await.map_err(refusal)?;
        let token = metadata.token_endpoint().ok_or(Error::Discovery("there is no token endpoint"))?;
        let extra = metadata.additional_metadata();
        let endpoints: [Option<&Url>; 5] = [
            Some(metadata.authorization_endpoint().url()),
            Some(token.url()),
            Some(metadata.jwks_uri().url()),
            metadata.userinfo_endpoint().map(UserInfoUrl::url),
            extra.end_session_endpoint.as_ref().map(EndSessionUrl::url),
        ];
        for url in endpoints.into_iter().flatten() {
            check_endpoint(url, settings.allow_http_loopback)?;
        }
        Ok(Self {
            auth_type: auth_type(&metadata, settings.client_secret.is_some())?,
            authorization: metadata.authorization_endpoint().clone(),
            token: token.clone(),
            userinfo: metadata.userinfo_endpoint().cloned(),
            end_session: extra.end_session_endpoint.clone(),
            announces_issuer: extra.authorization_response_iss_parameter_supported,
            keys: Keys::new(metadata.jwks_uri().clone(), metadata.jwks(), now),
            settings,
            issuer_url,
            fetched_at: now,
        })
    }

    pub(crate) fn issuer(&self) -> &str {
        self.settings.issuer.as_str()
    }

    pub(crate) fn fetched_at(&self) -> Timestamp {
        self.fetched_at
    }

    pub(crate) fn client_id(&self) -> ClientId {
        ClientId::new(self.settings.client_id.clone())
    }

    pub(crate) fn guard<'a>(&self, fetch: &'a dyn Fetch) -> Guard<'a> {
        Guard::new(fetch, self.settings.allow_http_loopback)
    }
}

impl fmt::Debug for OidcProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcProvider")
            .field("issuer", &self.settings.issuer)
            .field("fetched_at", &self.fetched_at)
            .finish_non_exhaustive()
    }
}

/// Whether the settings can be used at all.
pub(crate) fn check_settings(settings: &OidcSettings) -> Result<(), Error> {
    settings.issuer.check_scheme(settings.allow_http_loopback)?;
    if settings.client_id.trim().is_empty() {
        return Err(Error::Settings("there is no client id"));
    }
    if settings.allowed_algs.is_empty() {
        return Err(Error::Settings("no algorithm is allowed"));
    }
    Ok(())
}

/// How to prove ourselves at the token endpoint: as the provider supports it, `client_secret_basic` if it does not say
/// (Discovery 1.0 section 3).
fn auth_type(metadata: &Metadata, has_secret: bool) -> Result<AuthType, Error> {
    let Some(methods) = metadata.token_endpoint_auth_methods_supported() else {
        return Ok(AuthType::BasicAuth);
    };
    if !has_secret || methods.contains(&CoreClientAuthMethod::ClientSecretBasic) {
        Ok(AuthType::BasicAuth)
    } else if methods.contains(&CoreClientAuthMethod::ClientSecretPost) {
        Ok(AuthType::RequestBody)
    } else {
        Err(Error::Discovery("it takes no client secret"))
    }
}

/// The one thing the library validates is that the document names the issuer that was asked (section 4.3).
fn refusal(error: DiscoveryError<Error>) -> Error {
    match error {
        DiscoveryError::Request(error) => error,
        DiscoveryError::Validation(_) => Error::Issuer,
        DiscoveryError::Response(..) => Error::Discovery("the answer is no document"),
        DiscoveryError::UrlParse(_) => Error::Settings("the issuer is not a URL"),
        _ => Error::Discovery("the document can't be read"),
    }
}
