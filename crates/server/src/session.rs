//! Cookies: of the session, of a try under way, of a challenge for a passkey, of the browser itself.

use http::{HeaderMap, HeaderValue, header};

/// `__Host-`: only over HTTPS, for this host and all of its paths (RFC 6265bis section 4.1.3.2).
const SESSION: &str = "__Host-kedun";
const FLOW: &str = "__Host-kedun-flow";
const CHALLENGE: &str = "__Host-kedun-challenge";
const SSO: &str = "__Host-kedun-sso";
const DEVICE: &str = "__Host-kedun-device";

/// As `identity` ends a try: ten minutes.
const FLOW_SECS: u32 = 600;
/// A year; `identity` forgets a browser that was not seen for half of that.
const DEVICE_SECS: u32 = 365 * 24 * 60 * 60;

/// The cookies a request carries.
#[derive(Clone, Default)]
pub(crate) struct Cookies {
    /// The session's token.
    pub(crate) session: Option<String>,
    /// The token of a try under way.
    pub(crate) flow: Option<String>,
    /// A sealed challenge for anybody's passkey.
    pub(crate) challenge: Option<String>,
    /// A sealed sign-in that is away at a provider.
    pub(crate) sso: Option<String>,
    /// The tokens by which the browser is known.
    pub(crate) device: Option<String>,
}

impl Cookies {
    /// Whether there is one of ours.
    pub(crate) fn any(&self) -> bool {
        let all = [&self.session, &self.flow, &self.challenge, &self.device];
        all.into_iter().any(Option::is_some)
    }

    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut cookies = Self::default();
        let all = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='));
        for (name, value) in all {
            let place = match name {
                SESSION => &mut cookies.session,
                FLOW => &mut cookies.flow,
                CHALLENGE => &mut cookies.challenge,
                SSO => &mut cookies.sso,
                DEVICE => &mut cookies.device,
                _ => continue,
            };
            place.get_or_insert_with(|| value.to_owned());
        }
        cookies
    }
}

/// The cookie of a session. No `Max-Age`: it ends with the browser; the server ends it earlier by its own limits.
pub(crate) fn session_cookie(token: &str) -> Option<HeaderValue> {
    cookie(SESSION, token, None)
}

/// The cookie of a try under way.
pub(crate) fn flow_cookie(token: &str) -> Option<HeaderValue> {
    cookie(FLOW, token, Some(FLOW_SECS))
}

/// The cookie of a challenge.
pub(crate) fn challenge_cookie(sealed: &str) -> Option<HeaderValue> {
    cookie(CHALLENGE, sealed, Some(FLOW_SECS))
}

/// The cookie of a sign-in that is away at a provider. The page the browser comes back to is ours, and asks by itself:
/// `Strict` holds.
pub(crate) fn sso_cookie(sealed: &str) -> Option<HeaderValue> {
    cookie(SSO, sealed, Some(FLOW_SECS))
}

/// The cookie by which the browser is known.
pub(crate) fn device_cookie(tokens: &str) -> Option<HeaderValue> {
    cookie(DEVICE, tokens, Some(DEVICE_SECS))
}

/// What takes the session's cookie away.
pub(crate) fn no_session() -> HeaderValue {
    HeaderValue::from_static("__Host-kedun=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
}

/// What takes the cookie of a try away.
pub(crate) fn no_flow() -> HeaderValue {
    HeaderValue::from_static("__Host-kedun-flow=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
}

/// What takes the cookie of a challenge away.
pub(crate) fn no_challenge() -> HeaderValue {
    HeaderValue::from_static("__Host-kedun-challenge=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
}

/// What removes the cookie of a sign-in that was away at a provider.
pub(crate) fn no_sso() -> HeaderValue {
    HeaderValue::from_static("__Host-kedun-sso=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
}

fn cookie(name: &str, value: &str, secs: Option<u32>) -> Option<HeaderValue> {
    let age = secs.map(|secs| format!("; Max-Age={secs}")).unwrap_or_default();
    HeaderValue::from_str(&format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{age}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cookie_is_found_among_others_and_the_first_of_a_name_counts() {
        let mut headers = HeaderMap::new();
        let text = "a=b; __Host-kedun=abc; c=d; __Host-kedun-flow=x; __Host-kedun=evil";
        headers.insert(header::COOKIE, HeaderValue::from_static(text));
        let cookies = Cookies::of(&headers);
        assert_eq!(cookies.session.as_deref(), Some("abc"));
        assert_eq!(cookies.flow.as_deref(), Some("x"));
        assert_eq!((cookies.challenge, cookies.device), (None, None));
        headers.insert(header::COOKIE, HeaderValue::from_static("kedun=abc"));
        assert_eq!(Cookies::of(&headers).session, None);
    }

    #[test]
    fn every_cookie_is_for_this_host_over_tls_and_no_script() {
        for cookie in [session_cookie("x"), flow_cookie("x"), challenge_cookie("x"), device_cookie("x")] {
            let cookie = cookie.unwrap();
            let text = cookie.to_str().unwrap();
            assert!(
                text.starts_with("__Host-") && text.contains("; Path=/; Secure; HttpOnly; SameSite=Strict")
            );
        }
    }
}
