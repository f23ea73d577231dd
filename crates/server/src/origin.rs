//! Cross-site request forgery: a change must come from our own pages.
//!
//! The session cookie is `SameSite=Strict`; this is the second wall (OWASP ASVS 5.0 V3.5): the browser's own word
//! in `Sec-Fetch-Site`, or an `Origin` equal to the host asked.

use http::{HeaderMap, Method, header};

/// Whether a request may change something, as far as its origin goes. Requests that only read always may.
pub(crate) fn allowed(method: &Method, headers: &HeaderMap, authority: Option<&str>) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = authority.or_else(|| text("host"));
    match (text("origin"), text("sec-fetch-site")) {
        (_, Some("same-origin")) => text("origin").is_none_or(|origin| same(origin, host)),
        (Some(origin), None) => same(origin, host),
        _ => false,
    }
}

/// Whether a request with a secret in a header or in its body, and no cookie, may have come from where it came from.
///
/// A program names no origin. A page of somebody else's does, and its browser says so: it is refused, although it could
/// do nothing in the name of whoever looks at it. Its browser adds no such secret by itself (there is no cookie), a page
/// that knows one can use it from anywhere, and no answer of ours lets another origin read it (there are no CORS
/// headers, so that a browser does not even send `Authorization` across origins: Fetch standard section 4.9).
pub(crate) fn from_program(headers: &HeaderMap, authority: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let host = authority.or_else(|| text("host"));
    let site = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    site && text("origin").is_none_or(|origin| same(origin, host))
}

fn same(origin: &str, host: Option<&str>) -> bool {
    let Some(host) = host else { return false };
    // Whoever sits on the wire can make a page of http://our-host; nobody can of http://localhost.
    let origin = match origin.strip_prefix("http://") {
        Some(origin) if loopback(host) => Some(origin),
        _ => origin.strip_prefix("https://"),
    };
    origin.is_some_and(|origin| origin.eq_ignore_ascii_case(host))
}

fn loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')).map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// The name of the header a page's request carries its type in; named here because bodies are checked beside origins.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_program_needs_no_origin_but_a_strangers_page_is_refused() {
        let host = Some("crm.example:8443");
        for (expected, pairs) in [
            (true, vec![]),
            (true, vec![("sec-fetch-site", "same-origin"), ("origin", "https://crm.example:8443")]),
            (true, vec![("sec-fetch-site", "none")]),
            (false, vec![("sec-fetch-site", "cross-site")]),
            (false, vec![("sec-fetch-site", "same-site")]),
            (false, vec![("origin", "https://evil.example")]),
            (false, vec![("origin", "null")]),
            (false, vec![("origin", "https://crm.example:8443"), ("sec-fetch-site", "cross-site")]),
        ] {
            assert_eq!(from_program(&headers(&pairs), host), expected, "{pairs:?}");
        }
    }

    #[test]
    fn only_our_own_pages_may_change_anything() {
        let post = Method::POST;
        let host = Some("crm.example:8443");
        for (expected, pairs) in [
            (true, vec![("sec-fetch-site", "same-origin")]),
            (true, vec![("origin", "https://crm.example:8443")]),
            (true, vec![("origin", "https://crm.example:8443"), ("sec-fetch-site", "same-origin")]),
            (false, vec![("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")]),
            (false, vec![("origin", "https://crm.example:8443"), ("sec-fetch-site", "cross-site")]),
            (false, vec![("sec-fetch-site", "same-site")]),
            (false, vec![("origin", "https://crm.example")]),
            (false, vec![("origin", "http://crm.example:8443")]),
            (false, vec![("origin", "http://crm.example:8443"), ("sec-fetch-site", "same-origin")]),
            (false, vec![("origin", "null")]),
            (false, vec![]),
        ] {
            assert_eq!(allowed(&post, &headers(&pairs), host), expected, "{pairs:?}");
        }
        assert!(allowed(&Method::GET, &headers(&[]), host));
        for host in ["localhost:3000", "127.0.0.1", "[::1]:3000", "[::1]"] {
            let origin = HeaderValue::from_str(&format!("http://{host}")).unwrap();
            let headers = HeaderMap::from_iter([("origin".parse().unwrap(), origin)]);
            assert!(allowed(&post, &headers, Some(host)), "{host}");
        }
    }
}
