//! Logout tokens: the provider says that a session ended (Back-Channel Logout 1.0).

use jiff::Timestamp;
use openidconnect::{ClaimsVerificationError, JsonWebKey as _};
use serde_json::Value;

use super::OidcProvider;
use super::id_token::refusal;
use super::jws::{Jws, LOGOUT_TOKEN_TYPES};
use crate::{Error, Fetch, LogoutClaims};

/// The event that makes a token a logout token (section 2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The checks of section 2.6, in its order.
pub(crate) async fn logout_token(
    provider: &OidcProvider,
    token: &str,
    fetch: &dyn Fetch,
    now: Timestamp,
) -> Result<LogoutClaims, Error> {
    let token = Jws::parse(token, &provider.settings.allowed_algs, LOGOUT_TOKEN_TYPES)?;
    let key = provider.keys.find(token.kid.as_deref(), token.alg, &provider.guard(fetch), now).await?;
    key.verify_signature(&token.alg.core(), token.signed.as_bytes(), &token.signature)
        .map_err(|error| refusal(&ClaimsVerificationError::SignatureVerification(error)))?;
    let claims = &token.claims;
    claims.check_parties(&provider.settings)?;
    let issued_at = claims.check_times(now)?;
    let (subject, sid) = (claims.subject()?, claims.session()?);
    if subject.is_none() && sid.is_none() {
        return Err(Error::LogoutToken("it names neither a person nor a session"));
    }
    if !claims.get("events").and_then(|events| events.get(EVENT)).is_some_and(Value::is_object) {
        return Err(Error::LogoutToken("it tells of no logout"));
    }
    // An ID token has one: it must not pass for a logout token.
    if claims.has("nonce") {
        return Err(Error::LogoutToken("it has a nonce"));
    }
    let jti = claims.text("jti").filter(|jti| jti.len() <= 255);
    let jti = jti.ok_or(Error::LogoutToken("it has no name of its own"))?.to_owned();
    Ok(LogoutClaims { issuer: provider.issuer().to_owned(), subject, sid, jti, issued_at })
}
