//! The ID token: every check of Core 1.0 section 3.1.3.7.

use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKey, CoreJsonWebKeySet};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, Nonce, SignatureVerificationError,
};
use serde_json::Value;

use super::OidcProvider;
use super::jws::Jws;
use crate::{CLOCK_SKEW_SECS, Error, Pending, Secret};

/// Checks the token against the one key that may have signed it. Returns when the person signed in, or when the token
/// was issued.
pub(crate) fn check(
    provider: &OidcProvider,
    token: &Jws<'_>,
    key: &CoreJsonWebKey,
    pending: &Pending,
    access_token: &AccessToken,
    now: Timestamp,
) -> Result<Timestamp, Error> {
    check_by_library(provider, token, key, &pending.nonce, now)?;
    let claims = &token.claims;
    // The library has done most of this. It is done once more over the very claims that are used from here on, and
    // so that the rules are in sight.
    claims.check_parties(&provider.settings)?;
    claims.check_authorized_party(&provider.settings)?;
    let issued = claims.check_times(now)?;
    let authenticated = claims.check_auth_time(provider.settings.max_age_secs, now)?;
    check_anew(pending, authenticated)?;
    check_access_token(token, key, access_token)?;
    Ok(authenticated.unwrap_or(issued))
}

/// Where the person was to prove anew who they are, they did so after they were sent there.
fn check_anew(pending: &Pending, authenticated: Option<Timestamp>) -> Result<(), Error> {
    let Some(since) = pending.authenticated_since else { return Ok(()) };
    let earliest = since.as_second().saturating_sub(CLOCK_SKEW_SECS);
    if authenticated.is_some_and(|at| at.as_second() >= earliest) { Ok(()) } else { Err(Error::AuthTime) }
}

/// Issuer, audience, signature, expiry, nonce.
fn check_by_library(
    provider: &OidcProvider,
    token: &Jws<'_>,
    key: &CoreJsonWebKey,
    nonce: &Secret,
    now: Timestamp,
) -> Result<(), Error> {
    let parsed: CoreIdToken = token.raw.parse().map_err(|_| Error::Token("the claims can't be read"))?;
    let keys = CoreJsonWebKeySet::new(vec![key.clone()]);
    // As if we had no secret: with one, the library would take it as a key for HMACs.
    let verifier =
        CoreIdTokenVerifier::new_public_client(provider.client_id(), provider.issuer_url.clone(), keys);
    let audiences = &provider.settings.audiences;
    let earliest = SystemTime::from(now - SignedDuration::from_secs(CLOCK_SKEW_SECS));
    let verifier = verifier
        .set_allowed_algs([token.alg.core()])
        .set_other_audience_verifier_fn(move |aud| audiences.iter().any(|trusted| trusted == aud.as_str()))
        .set_time_fn(move || earliest.into());
    let nonce = Nonce::new(nonce.expose().to_owned());
    parsed.claims(&verifier, &nonce).map(|_| ()).map_err(|error| refusal(&error))
}

/// The access token is the one that was issued with the ID token, if it says so (section 3.1.3.8).
fn check_access_token(
    token: &Jws<'_>,
    key: &CoreJsonWebKey,
    access_token: &AccessToken,
) -> Result<(), Error> {
    let Some(claimed) = token.claims.get("at_hash") else { return Ok(()) };
    let hash =
        AccessTokenHash::from_token(access_token, &token.alg.core(), key).map_err(|_| Error::AccessToken)?;
    if claimed.as_str() == Some(hash.as_str()) { Ok(()) } else { Err(Error::AccessToken) }
}

/// The library's words stay behind: they repeat what the token holds.
pub(crate) fn refusal(error: &ClaimsVerificationError) -> Error {
    use SignatureVerificationError as Bad;
    match error {
        ClaimsVerificationError::Expired(_) => Error::Expired,
        ClaimsVerificationError::InvalidAudience(_) => Error::Audience,
        ClaimsVerificationError::InvalidIssuer(_) => Error::Issuer,
        ClaimsVerificationError::InvalidNonce(_) => Error::Nonce,
        ClaimsVerificationError::SignatureVerification(
            Bad::DisallowedAlg(_) | Bad::UnsupportedAlg(_) | Bad::NoSignature,
        ) => Error::Alg,
        ClaimsVerificationError::SignatureVerification(_) => Error::Signature,
        _ => Error::Token("the claims don't hold"),
    }
}

/// Whether the provider's words mean that a second factor was used.
pub(crate) fn second_factor(provider: &OidcProvider, token: &Jws<'_>) -> bool {
    let wanted = &provider.settings.second_factor;
    says(token, &wanted.amr, &wanted.acr)
}

/// Whether the provider's words mean that what was used can't be phished.
pub(crate) fn phishing_resistant(provider: &OidcProvider, token: &Jws<'_>) -> bool {
    let wanted = &provider.settings.phishing_resistant;
    says(token, &wanted.amr, &wanted.acr)
}

fn says(token: &Jws<'_>, amr: &[String], acr: &[String]) -> bool {
    let methods = token.claims.texts("amr");
    let class = token.claims.get("acr").and_then(Value::as_str);
    amr.iter().any(|method| methods.contains(&method.as_str()))
        || acr.iter().any(|wanted| class == Some(wanted.as_str()))
}
