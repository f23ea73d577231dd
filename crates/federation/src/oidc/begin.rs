//! The two places the browser is sent to: to sign in, and to sign out.

use std::borrow::Cow;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use model::Entropy;
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreJsonWebKeySet,
};
use openidconnect::{
    AuthenticationContextClass, CsrfToken, LogoutRequest, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    PostLogoutRedirectUrl, RedirectUrl, Scope,
};
use url::Url;
use zeroize::Zeroizing;

use super::{OidcProvider, Prompt};
use crate::{Begun, Pending, Secret};

/// Characters of a fresh secret: 256 bits in base64url. RFC 7636 section 4.1 wants no fewer for the verifier.
pub(crate) const SECRET_CHARS: usize = 43;

/// The request of Core 1.0 section 3.1.2.1: code flow, PKCE with S256 always.
pub(crate) fn begin(
    provider: &OidcProvider,
    redirect_uri: &Url,
    entropy: &dyn Entropy,
    anew_since: Option<Timestamp>,
) -> Begun {
    let settings = &provider.settings;
    let pending = Pending {
        issuer: provider.issuer().to_owned(),
        redirect_uri: redirect_uri.clone(),
        state: fresh(entropy),
        nonce: fresh(entropy),
        pkce_verifier: fresh(entropy),
        authenticated_since: anew_since,
    };
    let client =
        CoreClient::new(provider.client_id(), provider.issuer_url.clone(), CoreJsonWebKeySet::default())
            .set_auth_uri(provider.authorization.clone());
    let (state, nonce) = (pending.state.clone(), pending.nonce.clone());
    let verifier = PkceCodeVerifier::new(pending.pkce_verifier.expose().to_owned());
    let mut request = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(state.expose().to_owned()),
            move || Nonce::new(nonce.expose().to_owned()),
        )
        .set_redirect_uri(Cow::Owned(RedirectUrl::from_url(redirect_uri.clone())))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        // The library adds `openid` by itself.
        .add_scopes(settings.scopes.iter().filter(|scope| *scope != "openid").cloned().map(Scope::new));
    for value in &settings.acr_values {
        request = request.add_auth_context_value(AuthenticationContextClass::new(value.clone()));
    }
    let anew = anew_since.is_some();
    if let Some(prompt) = if anew { Some(Prompt::Login) } else { settings.prompt } {
        request = request.add_prompt(asked(prompt));
    }
    if let Some(secs) = if anew { Some(0) } else { settings.max_age_secs } {
        request = request.set_max_age(Duration::from_secs(secs.into()));
    }
    let (url, _, _) = request.url();
    Begun { url, pending }
}

/// The request of RP-Initiated Logout 1.0 section 2. A hint that is no ID token is left out.
pub(crate) fn end_session_url(
    provider: &OidcProvider,
    id_token_hint: Option<&str>,
    post_logout_redirect: &Url,
) -> Option<Url> {
    let request = LogoutRequest::from(provider.end_session.clone()?)
        .set_client_id(provider.client_id())
        .set_post_logout_redirect_uri(PostLogoutRedirectUrl::from_url(post_logout_redirect.clone()));
    let hint = id_token_hint.and_then(|token| token.parse::<CoreIdToken>().ok());
    Some(match hint {
        Some(token) => request.set_id_token_hint(&token).http_get_url(),
        None => request.http_get_url(),
    })
}

fn asked(prompt: Prompt) -> CoreAuthPrompt {
    match prompt {
        Prompt::Login => CoreAuthPrompt::Login,
        Prompt::Consent => CoreAuthPrompt::Consent,
        Prompt::SelectAccount => CoreAuthPrompt::SelectAccount,
    }
}

fn fresh(entropy: &dyn Entropy) -> Secret {
    let mut bytes = Zeroizing::new([0; 32]);
    entropy.fill(bytes.as_mut());
    Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_ref()))
}
