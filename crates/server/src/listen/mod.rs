//! Accepting connections: TLS, bounds on how many there are in all and from one client, bounds on how long headers
//! take and a connection is of no use, and an orderly stop.

mod crowd;
mod pulse;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use ipnet::IpNet;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::Service as _;

use crowd::Crowd;
pub use pulse::Patience;
use pulse::{Pulse, Told};

/// A TLS handshake that takes longer is dropped.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Requests under way get this long to end when the program stops.
const GRACE: Duration = Duration::from_secs(10);
/// Requests that one HTTP/2 connection has under way at once.
const STREAMS: u32 = 64;
/// Requests that an HTTP/2 client took back before they were begun; with more its connection is closed, against CVE-2023-44487.
/// A browser that leaves a page takes back all it has under way at once, and may do so twice while the processor is
/// busy; `h2` itself allows 20.
const TAKEN_BACK: usize = 2 * STREAMS as usize;
/// Out of file descriptors and the like: wait a moment for some connection to end.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What clients may take up.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// Connections held open at once; more wait in the system's queue.
    pub connections: usize,
    /// Connections of one client, an IPv4 address or a /64 of IPv6; more are closed at once.
    pub of_one_client: usize,
    /// Proxies, whose connections are many people's and not counted.
    pub proxies: Vec<IpNet>,
    /// How long is waited for clients.
    pub patience: Patience,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 4_096,
            of_one_client: 256,
            proxies: Vec::new(),
            patience: Patience { headers: Duration::from_secs(15), idle: Duration::from_secs(75) },
        }
    }
}

/// The address a request came from, for the log and the limits: an extension of every request that came in by a
/// socket, and of those that a caller without one, such as a test, puts to the router by hand.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Serves until `stop` is cancelled, then lets requests under way end.
///
/// # Errors
/// Only when the listening socket itself fails.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    router: Router,
    bounds: Bounds,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let acceptor = tls.map(TlsAcceptor::from);
    let places = Arc::new(Semaphore::new(bounds.connections));
    let crowd = Crowd::new(bounds.of_one_client, bounds.proxies);
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&places, &listener) => accepted,
            () = stop.cancelled() => break,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((place, stream, peer)) => {
                let Some(seat) = crowd.enter(peer.ip()) else {
                    tracing::debug!("a client holds too many connections; one more was closed");
                    continue;
                };
                let served = Connection {
                    peer: Peer(peer),
                    acceptor: acceptor.clone(),
                    router: router.clone(),
                    patience: bounds.patience,
                    stop: stop.clone(),
                };
                connections.spawn(async move {
                    served.run(stream).await;
                    drop((seat, place));
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    Ok(())
}

/// The next connection, once there is a place for it.
async fn accept(
    places: &Arc<Semaphore>,
    listener: &TcpListener,
) -> std::io::Result<(tokio::sync::OwnedSemaphorePermit, TcpStream, SocketAddr)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(std::io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((place, stream, peer))
}

/// One connection from its handshake to its end.
struct Connection {
    peer: Peer,
    acceptor: Option<TlsAcceptor>,
    router: Router,
    patience: Patience,
    stop: CancellationToken,
}

impl Connection {
    async fn run(self, stream: TcpStream) {
        drop(stream.set_nodelay(true));
        match self.acceptor.clone() {
            None => self.speak(stream).await,
            Some(acceptor) => {
                if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                    self.speak(stream).await;
                }
            }
        }
    }

    async fn speak(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let Self { peer, router, patience, stop, .. } = self;
        let pulse = Pulse::new();
        let beating = pulse.clone();
        let service = hyper::service::service_fn(move |mut request: Request<hyper::body::Incoming>| {
            request.extensions_mut().insert(peer);
            let (answer, pulse, work) = (router.clone().call(request), beating.clone(), beating.work());
            async move {
                let answer = answer.await?;
                drop(work);
                Ok::<_, Infallible>(answer.map(|body| Told::new(body, pulse)))
            }
        });
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(patience.headers)
            .max_buf_size(64 * 1024);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS)
            .max_pending_accept_reset_streams(TAKEN_BACK)
            .max_header_list_size(32 * 1024);
        let mut spoken = pin!(builder.serve_connection(TokioIo::new(stream), service).into_owned());
        let mut lost = pin!(pulse.lost(patience));
        let mut stopping = false;
        loop {
            tokio::select! {
                ended = &mut spoken => {
                    if let Err(error) = ended {
                        tracing::debug!(error, "a connection ended early");
                    }
                    return;
                }
                () = &mut lost => {
                    tracing::debug!("a connection of no use was closed");
                    return;
                }
                () = stop.cancelled(), if !stopping => {
                    stopping = true;
                    spoken.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
