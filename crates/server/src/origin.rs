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

fn same(origin: &str, host: Option<&str>) -> bool {
    let stripped = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    match (stripped, host) {
        (Some(origin), Some(host)) => origin.eq_ignore_ascii_case(host),
        _ => false,
    }
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
            (false, vec![("origin", "null")]),
            (false, vec![]),
        ] {
            assert_eq!(allowed(&post, &headers(&pairs), host), expected, "{pairs:?}");
        }
        assert!(allowed(&Method::GET, &headers(&[]), host));
    }
}
