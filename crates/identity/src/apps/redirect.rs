//! Where people are sent back to after they decided.

use url::{Host, Url};

/// The longest address, bytes.
const MAX_BYTES: usize = 500;

/// Whether an app may have people sent there: https, or http to this very machine by its number (RFC 8252 section 7.3:
/// not `localhost`, which a name server may answer), without a fragment (RFC 6749 section 3.1.2) or a user name. What
/// is asked for later is compared byte by byte.
pub(super) fn is_sound(text: &str) -> bool {
    if text.len() > MAX_BYTES
        || !text.is_ascii()
        || text.contains(|c: char| c.is_ascii_control() || " *\\".contains(c))
    {
        return false;
    }
    let Ok(url) = Url::parse(text) else { return false };
    if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return false;
    }
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Ipv4(address))) => address.is_loopback(),
        ("http", Some(Host::Ipv6(address))) => address.is_loopback(),
        _ => false,
    }
}

/// The address with parameters added; those it has stay as they are (RFC 6749 section 4.1.2).
pub(super) fn with(address: &str, parameters: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters {
        query.append_pair(name, value);
    }
    let joint = if address.ends_with(['?', '&']) {
        ""
    } else if address.contains('?') {
        "&"
    } else {
        "?"
    };
    format!("{address}{joint}{}", query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_sound() {
        for (text, sound) in [
            ("https://app.example/back", true),
            ("https://app.example/back?x=1", true),
            ("http://127.0.0.1:8123/back", true),
            ("http://[::1]/back", true),
            ("http://localhost/back", false),
            ("http://app.example/back", false),
            ("https://app.example/back#x", false),
            ("https://user@app.example/", false),
            ("https://*.example/", false),
            ("https://app.example\\@evil.example/", false),
            ("https://app.example/a b", false),
            ("javascript:alert(1)", false),
            ("app:/back", false),
            ("/back", false),
            ("", false),
        ] {
            assert_eq!(is_sound(text), sound, "{text}");
        }
    }

    #[test]
    fn parameters_are_added_and_kept_apart() {
        assert_eq!(
            with("https://a.example/b", &[("code", "x&y"), ("state", "1 2")]),
            "https://a.example/b?code=x%26y&state=1+2"
        );
        assert_eq!(with("https://a.example/b?c=d", &[("e", "f")]), "https://a.example/b?c=d&e=f");
    }
}
