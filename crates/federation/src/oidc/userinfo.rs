//! What the ID token leaves out, from the userinfo endpoint (Core 1.0 section 5.3).
//!
//! Only a name, an address and groups are taken from there, and never over what the token says.

use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderValue, Method, Request, StatusCode};
use openidconnect::AccessToken;

use super::OidcProvider;
use super::claims::Claims;
use super::guard::Guard;
use super::strict;
use crate::Error;

/// Adds what is missing, if the provider has such an endpoint and may be asked.
pub(crate) async fn complete(
    provider: &OidcProvider,
    claims: &mut Claims,
    subject: &str,
    access_token: &AccessToken,
    guard: &Guard<'_>,
) -> Result<(), Error> {
    let settings = &provider.settings;
    let wanted = [&settings.name_claim, &settings.email_claim, &settings.groups_claim];
    let verified_claim = "email_verified".to_owned();
    let mut missing: Vec<&String> = wanted.into_iter().filter(|name| !claims.has(name)).collect();
    let Some(url) = provider.userinfo.as_ref().filter(|_| settings.ask_userinfo && !missing.is_empty())
    else {
        return Ok(());
    };
    let said = ask(url.as_str(), access_token, guard).await?;
    // Without this, the answer about one person could be put into the sign-in of another (section 5.3.2).
    if said.subject()?.as_deref() != Some(subject) {
        return Err(Error::UserInfo("it is about another person"));
    }
    // The word about an address goes with the address: whatever the token said was about none.
    if missing.contains(&&settings.email_claim) {
        claims.remove("email_verified");
        missing.push(&verified_claim);
    }
    for name in missing {
        if let Some(value) = said.get(name) {
            claims.add(name, value.clone());
        }
    }
    Ok(())
}

async fn ask(url: &str, access_token: &AccessToken, guard: &Guard<'_>) -> Result<Claims, Error> {
    let mut bearer = HeaderValue::from_str(&format!("Bearer {}", access_token.secret()))
        .map_err(|_| Error::UserInfo("the access token does not fit a header"))?;
    bearer.set_sensitive(true);
    let request = Request::builder()
        .method(Method::GET)
        .uri(url)
        .header(ACCEPT, HeaderValue::from_static("application/json"))
        .header(AUTHORIZATION, bearer)
        .body(Vec::new())
        .map_err(|_| Error::UserInfo("it can't be asked"))?;
    let response = guard.ask(request).await?;
    if response.status() != StatusCode::OK {
        return Err(Error::UserInfo("it did not answer"));
    }
    strict::object(response.body()).map(Claims::new).ok_or(Error::Document)
}
