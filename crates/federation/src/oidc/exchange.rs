//! The code for tokens, at the provider's token endpoint (RFC 6749 section 4.1.3 with RFC 7636).

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreIdToken, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessToken, AuthorizationCode, Client, ClientSecret, EmptyAdditionalClaims, EndpointNotSet,
    OAuth2TokenResponse, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    StandardErrorResponse, TokenResponse,
};
use serde::{Deserialize, Deserializer, Serialize};

use super::OidcProvider;
use super::guard::Guard;
use crate::error::word;
use crate::{Error, MAX_TOKEN_BYTES, Pending, Secret};

type TokenClient = Client<
    EmptyAdditionalClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
>;

/// The answer of the token endpoint. The ID token stays the text it was: the library's own type would read it first
/// and spell it anew.
#[derive(Serialize, Deserialize)]
pub(crate) struct Tokens {
    #[serde(skip_serializing)]
    access_token: AccessToken,
    #[serde(deserialize_with = "bearer")]
    token_type: CoreTokenType,
    #[serde(skip_serializing)]
    id_token: Option<String>,
}

impl Tokens {
    pub(crate) fn into_parts(self) -> (AccessToken, Option<Secret>) {
        (self.access_token, self.id_token.map(Secret::new))
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens([sealed])")
    }
}

impl OAuth2TokenResponse for Tokens {
    type TokenType = CoreTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &CoreTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        None
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        None
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

impl
    TokenResponse<
        EmptyAdditionalClaims,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    > for Tokens
{
    fn id_token(&self) -> Option<&CoreIdToken> {
        None
    }
}

/// The type's case does not matter (RFC 6749 section 5.1), and no other is used (Core 1.0 section 3.1.3.3).
fn bearer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<CoreTokenType, D::Error> {
    let text = String::deserialize(deserializer)?;
    let ours = text.eq_ignore_ascii_case("bearer");
    ours.then_some(CoreTokenType::Bearer).ok_or_else(|| serde::de::Error::custom("not a bearer token"))
}

/// Gives the code and gets the tokens.
pub(crate) async fn exchange(
    provider: &OidcProvider,
    pending: &Pending,
    code: &str,
    guard: &Guard<'_>,
) -> Result<Tokens, Error> {
    let bare =
        TokenClient::new(provider.client_id(), provider.issuer_url.clone(), CoreJsonWebKeySet::default())
            .set_token_uri(provider.token.clone())
            .set_auth_type(provider.auth_type.clone());
    let client = match &provider.settings.client_secret {
        Some(secret) => bare.set_client_secret(ClientSecret::new(secret.expose().to_owned())),
        None => bare,
    };
    let tokens = client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(pending.pkce_verifier.expose().to_owned()))
        .set_redirect_uri(Cow::Owned(RedirectUrl::from_url(pending.redirect_uri.clone())))
        .request_async(guard)
        .await
        .map_err(refusal)?;
    if tokens.access_token.secret().len() > MAX_TOKEN_BYTES { Err(Error::TooLarge) } else { Ok(tokens) }
}

/// Of the provider's answer only a word goes on: the rest may repeat the code.
fn refusal(error: RequestTokenError<Error, StandardErrorResponse<CoreErrorResponseType>>) -> Error {
    match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::ServerResponse(answer) => Error::Exchange { word: word(answer.error().as_ref()) },
        _ => Error::Exchange { word: word("unreadable") },
    }
}
