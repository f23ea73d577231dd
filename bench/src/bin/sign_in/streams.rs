//! Many requests at once over few connections: HTTP/2, without waiting for answers before the next one is sent.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use bench::client::Trust;
use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::ServerName;
use tokio::net::TcpSocket;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

/// The cookie of a sign-in under way.
pub(crate) const FLOW: &str = "__Host-kedun-flow";

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    /// What it is counted as.
    pub(crate) kind: &'static str,
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) cookie: Option<String>,
    /// Whom a proxy would say it comes from.
    pub(crate) from: Option<Ipv4Addr>,
    pub(crate) body: String,
    /// Where the flow is put that an answer begins.
    pub(crate) begins: Option<Begun>,
}

/// Flows that were begun, the latest first.
pub(crate) type Begun = Arc<Mutex<VecDeque<String>>>;

impl Ask {
    /// A change, with its body.
    pub(crate) fn post(kind: &'static str, path: &'static str, body: &serde_json::Value) -> Self {
        Self {
            kind,
            method: Method::POST,
            path,
            cookie: None,
            from: None,
            body: body.to_string(),
            begins: None,
        }
    }

    /// With that cookie.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        Self { cookie: Some(format!("{name}={value}")), ..self }
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// The problem's code, of the field if it is one of a field; empty for none.
    pub(crate) code: String,
}

/// Open connections.
pub(crate) struct Connections {
    streams: Vec<Stream>,
    /// What keeps them going.
    _driven: JoinSet<()>,
}

/// One connection, on which many requests may be under way.
#[derive(Clone)]
pub(crate) struct Stream {
    sender: SendRequest<Full<Bytes>>,
    authority: Arc<str>,
}

impl Connections {
    /// Opens one from each of these addresses of this machine.
    pub(crate) async fn open(
        address: SocketAddr,
        trust: &Trust,
        from: impl Iterator<Item = Ipv4Addr>,
    ) -> anyhow::Result<Self> {
        let connector = TlsConnector::from(trust.for_http2());
        let authority: Arc<str> = address.to_string().into();
        let (mut streams, mut driven) = (Vec::new(), JoinSet::new());
        for from in from {
            let socket = TcpSocket::new_v4()?;
            socket.bind((from, 0).into())?;
            let tcp = socket.connect(address).await?;
            tcp.set_nodelay(true)?;
            let tls = connector.connect(ServerName::try_from("127.0.0.1")?, tcp).await?;
            let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(tls)).await?;
            driven.spawn(async move { drop(connection.await) });
            streams.push(Stream { sender, authority: Arc::clone(&authority) });
        }
        Ok(Self { streams, _driven: driven })
    }

    /// The connection whose turn it is.
    pub(crate) fn turn(&self, number: u64) -> anyhow::Result<Stream> {
        let place = number.checked_rem(self.streams.len() as u64).context("no connections")?;
        self.streams.get(usize::try_from(place)?).cloned().context("no such connection")
    }
}

impl Stream {
    /// Sends a request and reads the whole answer.
    pub(crate) async fn ask(mut self, ask: Ask) -> anyhow::Result<Reply> {
        let mut request = Request::builder()
            .method(ask.method)
            .uri(format!("https://{}{}", self.authority, ask.path))
            .header("sec-fetch-site", "same-origin")
            .header(header::USER_AGENT, "bench")
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(cookie) = ask.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(from) = ask.from {
            request = request.header("x-forwarded-for", from.to_string());
        }
        let request = request.body(Full::new(Bytes::from(ask.body)))?;
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let status = answer.status().as_u16();
        if let (Some(begun), Some(flow)) = (ask.begins, flow_of(answer.headers())) {
            begun.lock().unwrap_or_else(PoisonError::into_inner).push_front(flow);
        }
        let body = answer.into_body().collect().await?.to_bytes();
        Ok(Reply { status, code: code_of(&body) })
    }
}

fn flow_of(headers: &http::HeaderMap) -> Option<String> {
    let mut set = headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let flow = set.find_map(|cookie| cookie.strip_prefix(FLOW)?.strip_prefix('='))?;
    flow.split(';').next().filter(|flow| !flow.is_empty()).map(str::to_owned)
}

/// The code of a problem; of its field if there is one.
pub(crate) fn code_of(body: &[u8]) -> String {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let of_field = body.pointer("/fields/0/code");
    of_field.or_else(|| body.get("code")).and_then(serde_json::Value::as_str).unwrap_or_default().into()
}
