//! The session cookie.

use http::{HeaderMap, HeaderValue, header};

/// `__Host-`: only over HTTPS, for this host and all of its paths (RFC 6265bis section 4.1.3.2).
const NAME: &str = "__Host-kedun";

/// The session token a request carries.
pub(crate) fn token_of(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == NAME)
        .map(|(_, value)| value.to_owned())
}

/// The cookie of a new session. No `Max-Age`: it ends with the browser; the server ends it earlier by its own limits.
pub(crate) fn cookie(token: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{NAME}={token}; Path=/; Secure; HttpOnly; SameSite=Strict")).ok()
}

/// What takes the cookie away.
pub(crate) fn no_cookie() -> HeaderValue {
    HeaderValue::from_static("__Host-kedun=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=b; __Host-kedun=abc; c=d"));
        assert_eq!(token_of(&headers).as_deref(), Some("abc"));
        headers.insert(header::COOKIE, HeaderValue::from_static("kedun=abc"));
        assert_eq!(token_of(&headers), None);
    }
}
