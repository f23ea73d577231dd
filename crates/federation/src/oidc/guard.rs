//! Around every request: where it may go, how large the answer may be, and that it is read one way.

use std::net::IpAddr;

use http::StatusCode;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use url::{Host, Url};

use super::strict;
use crate::{BoxFuture, Error, Fetch, FetchError, MAX_DOCUMENT_BYTES};

/// The HTTP that was handed in, with the rules.
pub(crate) struct Guard<'a> {
    fetch: &'a dyn Fetch,
    allow_http_loopback: bool,
}

impl<'a> Guard<'a> {
    pub(crate) fn new(fetch: &'a dyn Fetch, allow_http_loopback: bool) -> Self {
        Self { fetch, allow_http_loopback }
    }

    pub(crate) async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, Error> {
        let url =
            Url::parse(&request.uri().to_string()).map_err(|_| Error::Discovery("an endpoint is no URL"))?;
        check_endpoint(&url, self.allow_http_loopback)?;
        let response = self.fetch.fetch(request).await.map_err(|error| match error {
            FetchError::TooLarge => Error::TooLarge,
            error @ FetchError::Failed(_) => Error::Unreachable(error),
        })?;
        if response.body().len() > MAX_DOCUMENT_BYTES {
            return Err(Error::TooLarge);
        }
        if response.status() == StatusCode::OK && strict::object(response.body()).is_none() {
            return Err(Error::Document);
        }
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Guard<'_> {
    type Error = Error;
    type Future = BoxFuture<'c, Result<HttpResponse, Error>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

/// An endpoint of the metadata: https, no fragment (RFC 6749 section 3.1), nothing before the host.
pub(crate) fn check_endpoint(url: &Url, allow_http_loopback: bool) -> Result<(), Error> {
    if !is_safe(url, allow_http_loopback) {
        return Err(Error::Discovery("an endpoint is not https"));
    }
    if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err(Error::Discovery("an endpoint is more than an address"));
    }
    Ok(())
}

/// https anywhere, http to this machine if that is allowed.
pub(crate) fn is_safe(url: &Url, allow_http_loopback: bool) -> bool {
    match url.scheme() {
        "https" => url.host().is_some(),
        "http" => allow_http_loopback && is_loopback(url),
        _ => false,
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_goes_to_this_machine_only_and_only_if_allowed() {
        for (text, plain, loopback) in [
            ("https://idp.example/token", true, true),
            ("http://idp.example/token", false, false),
            ("http://127.0.0.1:8080/token", false, true),
            ("http://127.0.0.1.idp.example/token", false, false),
            ("http://[::1]/token", false, true),
            ("http://localhost/token", false, true),
            ("http://localhost.idp.example/", false, false),
            ("http://10.0.0.1/", false, false),
            ("http://0.0.0.0/", false, false),
            ("file:///etc/passwd", false, false),
            ("data:text/plain,x", false, false),
        ] {
            let url = Url::parse(text).expect("a URL");
            assert_eq!((is_safe(&url, false), is_safe(&url, true)), (plain, loopback), "{text}");
        }
    }
}
