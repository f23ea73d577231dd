//! The sign-in comes back: every check, in order, and what is left to believe.

use jiff::Timestamp;

use super::begin::SECRET_CHARS;
use super::claims::Claims;
use super::exchange::exchange;
use super::jws::{ID_TOKEN_TYPES, Jws};
use super::{OidcProvider, OidcSettings, id_token, userinfo};
use crate::error::word;
use crate::{Assertion, Callback, Error, Fetch, Pending};

/// The most bytes of a parameter the browser brings.
const MAX_PARAMETER_BYTES: usize = 8 * 1024;

pub(crate) async fn finish(
    provider: &OidcProvider,
    pending: &Pending,
    callback: &Callback,
    fetch: &dyn Fetch,
    now: Timestamp,
) -> Result<Assertion, Error> {
    let code = check_callback(provider, pending, callback)?;
    let guard = provider.guard(fetch);
    let (access_token, id_token) = exchange(provider, pending, code, &guard).await?.into_parts();
    let raw = id_token.ok_or(Error::NoIdToken)?;
    let mut token = Jws::parse(raw.expose(), &provider.settings.allowed_algs, ID_TOKEN_TYPES)?;
    let key = provider.keys.find(token.kid.as_deref(), token.alg, &guard, now).await?;
    let authenticated_at = id_token::check(provider, &token, &key, pending, &access_token, now)?;
    let subject = token.claims.subject()?.ok_or(Error::Token("there is no subject"))?;
    let second_factor = id_token::second_factor(provider, &token);
    let phishing_resistant = id_token::phishing_resistant(provider, &token);
    userinfo::complete(provider, &mut token.claims, &subject, &access_token, &guard).await?;
    let claims = &token.claims;
    let (email, email_verified) = address(&provider.settings, claims)?;
    Ok(Assertion {
        issuer: provider.issuer().to_owned(),
        subject,
        sid: claims.session()?,
        name: claims.text(&provider.settings.name_claim).map(str::to_owned),
        email,
        email_verified,
        groups: claims.texts(&provider.settings.groups_claim).into_iter().map(str::to_owned).collect(),
        groups_elsewhere: groups_elsewhere(&provider.settings, claims),
        second_factor,
        phishing_resistant,
        authenticated_at,
    })
}

/// State first, then who speaks: before both hold, not even an error is believed (RFC 9207 section 2.4).
fn check_callback<'a>(
    provider: &OidcProvider,
    pending: &Pending,
    callback: &'a Callback,
) -> Result<&'a str, Error> {
    let parameters = [&callback.code, &callback.state, &callback.iss, &callback.error];
    if parameters.into_iter().flatten().any(|text| text.len() > MAX_PARAMETER_BYTES) {
        return Err(Error::TooLarge);
    }
    let state = callback.state.as_deref().ok_or(Error::State)?;
    if state.len() != SECRET_CHARS || !pending.state.matches(state) {
        return Err(Error::State);
    }
    let named = callback.iss.as_deref();
    let silent = named.is_none() && provider.announces_issuer;
    let other = named.is_some_and(|iss| iss != provider.issuer());
    if silent || other || pending.issuer != provider.issuer() {
        return Err(Error::Issuer);
    }
    if let Some(error) = &callback.error {
        return Err(Error::Provider { word: word(error) });
    }
    callback.code.as_deref().filter(|code| !code.is_empty()).ok_or(Error::NoCode)
}

/// The address and whether the provider vouches for it. `email_verified` speaks of the claim `email` alone (Core 1.0
/// section 5.1), so an address of another claim is never verified.
fn address(settings: &OidcSettings, claims: &Claims) -> Result<(Option<String>, bool), Error> {
    let email = claims.text(&settings.email_claim).map(str::to_owned);
    let verified = email.is_some() && settings.email_claim == "email" && claims.flag("email_verified");
    if settings.require_email_verified && !verified { Err(Error::Email) } else { Ok((email, verified)) }
}

/// The claim was replaced by a pointer to where it is (Core 1.0 section 5.6.2).
fn groups_elsewhere(settings: &OidcSettings, claims: &Claims) -> bool {
    !claims.has(&settings.groups_claim)
        && claims.get("_claim_names").is_some_and(|names| names.get(&settings.groups_claim).is_some())
}
