//! HTTPS to hosts that may be asked.
//!
//! No redirects, cookies or proxies; every request has a limit of time and of bytes. Errors name the host and nothing
//! else of the URL: paths and queries hold tokens.
//!
//! Not here: sending again, remembering answers, and what an answer means.

mod error;

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::door::{CONNECT_TIMEOUT, Door};
use crate::reach::{Reach, Refusal};
use crate::trust::{Trust, TrustError};

pub use error::HttpError;

const USER_AGENT: http::HeaderValue =
    http::HeaderValue::from_static(concat!("Kedun/", env!("CARGO_PKG_VERSION")));

/// What one call may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From looking the name up to the last byte of the answer.
    pub timeout: Duration,
    /// The most bytes an answer's body may have.
    pub max_body_bytes: usize,
}

impl Default for Limits {
    /// Ten seconds, one MiB.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(10), max_body_bytes: 1024 * 1024 }
    }
}

/// Sends HTTP requests. Cheap to clone; clones share their connections.
#[derive(Clone, Debug)]
pub struct HttpOut {
    client: reqwest::Client,
    door: Door,
}

impl HttpOut {
    /// A client that goes through that door and believes those authorities.
    ///
    /// # Errors
    /// TLS can't be set up.
    pub fn new(door: &Door, trust: &Trust) -> Result<Self, TrustError> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(trust.tls(&[b"h2", b"http/1.1"])?)
            .dns_resolver(ThroughDoor(door.clone()))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .connect_timeout(CONNECT_TIMEOUT)
            .build()
            .map_err(|_| TrustError::Tls(rustls::Error::General("the client can't be built".into())))?;
        Ok(Self { client, door: door.clone() })
    }

    /// Sends a request and reads the whole answer, whatever its status; a redirect is an answer like any other.
    ///
    /// # Errors
    /// The target may not be reached, can't be reached, took too long or answered too much.
    pub async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, HttpError> {
        let url = target(request.uri(), self.door.reach())?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let mut outgoing = reqwest::Request::try_from(request).map_err(|_| HttpError::BadRequest)?;
        *outgoing.url_mut() = url;
        // The connection decides the version; a caller's would only be refused.
        *outgoing.version_mut() = http::Version::default();
        outgoing.headers_mut().insert(http::header::USER_AGENT, USER_AGENT);
        let exchange = self.exchange(outgoing, &host, limits.max_body_bytes);
        tokio::time::timeout(limits.timeout, exchange)
            .await
            .unwrap_or_else(|_| Err(HttpError::TooSlow { host: host.clone(), limit: limits.timeout }))
    }

    async fn exchange(
        &self,
        outgoing: reqwest::Request,
        host: &str,
        max_body_bytes: usize,
    ) -> Result<http::Response<Vec<u8>>, HttpError> {
        let failed = |error| HttpError::of(error, host);
        let too_large = || HttpError::TooLarge { host: host.to_owned(), max_body_bytes };
        let mut answer = self.client.execute(outgoing).await.map_err(failed)?;
        let announced = answer.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        if announced > max_body_bytes {
            return Err(too_large());
        }
        let mut body = Vec::with_capacity(announced);
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if body.len().saturating_add(chunk.len()) > max_body_bytes {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = http::Response::new(body);
        *response.status_mut() = answer.status();
        *response.version_mut() = answer.version();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

/// The URL of a request, if its scheme and, where its host is a bare address, that address may be reached.
fn target(uri: &http::Uri, reach: &Reach) -> Result<Url, HttpError> {
    // The same parser the client uses, so that both see the same host in `http://0x7f.1/`.
    let url = Url::parse(&uri.to_string())
        .map_err(|_| HttpError::RefusedTarget { host: String::new(), why: Refusal::NotAnAddress })?;
    let refused = |why| HttpError::RefusedTarget { host: url.host_str().unwrap_or_default().to_owned(), why };
    let Some(host) = url.host() else { return Err(refused(Refusal::NotAnAddress)) };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused(Refusal::NamesUser));
    }
    match url.scheme() {
        "https" => {}
        "http" if reach.lists_plain(&host.to_string(), url.port_or_known_default().unwrap_or(0)) => {}
        "http" => return Err(refused(Refusal::NotEncrypted)),
        _ => return Err(refused(Refusal::NotAnAddress)),
    }
    // The resolver is not asked about a bare address.
    let bare_address = match host {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    };
    if let Some(address) = bare_address {
        reach.permit(None, address).map_err(refused)?;
    }
    Ok(url)
}

/// The client's resolver: it hands out only addresses that may be reached.
struct ThroughDoor(Door);

impl Resolve for ThroughDoor {
    fn resolve(&self, name: Name) -> Resolving {
        let door = self.0.clone();
        Box::pin(async move {
            let addresses = door.addresses(name.as_str()).await?;
            // Port 0: the client fills in the URL's.
            Ok(Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

#[cfg(test)]
pub(crate) mod tests;
