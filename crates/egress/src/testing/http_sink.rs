//! An HTTP server that keeps its requests and answers as a test wants.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use rustls::ServerConfig;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub struct Received {
    /// `POST`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case, in the order received.
    pub headers: Vec<(String, String)>,
    /// The body, of `Content-Length` bytes.
    pub body: Vec<u8>,
}

impl Received {
    /// The first header of that name, given in lower case; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(its, _)| its == name).map_or("", |(_, value)| value)
    }
}

/// What the sink does with a request.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Answers with that status, those headers (besides `Content-Length`) and that body.
    Reply(u16, Vec<(String, String)>, Vec<u8>),
    /// Sends these bytes as they are and closes.
    Raw(Vec<u8>),
    /// Sends these bytes, then nothing more, and keeps the connection open.
    Stall(Vec<u8>),
}

impl Answer {
    /// A JSON text with that status.
    pub fn json(status: u16, text: &str) -> Self {
        Self::Reply(status, vec![("content-type".into(), "application/json".into())], text.into())
    }
}

type Decide = dyn Fn(&Received) -> Answer + Send + Sync;

/// The server.
pub struct HttpSink {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    _tasks: JoinSet<()>,
}

impl HttpSink {
    /// Starts it; with `tls` it serves https.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start(
        tls: Option<Arc<ServerConfig>>,
        decide: impl Fn(&Received) -> Answer + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let received = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = JoinSet::new();
        tasks.spawn(serve(listener, tls.map(TlsAcceptor::from), Arc::clone(&received), Arc::new(decide)));
        Ok(Self { address, received, _tasks: tasks })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:<port>`: what a test lists and asks.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it received so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().clone()
    }
}

async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    received: Arc<Mutex<Vec<Received>>>,
    decide: Arc<Decide>,
) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, received, decide) = (tls.clone(), Arc::clone(&received), Arc::clone(&decide));
        connections.spawn(async move {
            // A client that breaks off, or refuses the certificate, is what some tests are about.
            let _ = match tls {
                None => converse(stream, &received, &*decide).await,
                Some(tls) => match tls.accept(stream).await {
                    Ok(stream) => converse(stream, &received, &*decide).await,
                    Err(error) => Err(error),
                },
            };
        });
    }
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    received: &Mutex<Vec<Received>>,
    decide: &Decide,
) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read_request(&mut stream).await? {
        let answer = decide(&request);
        received.lock().push(request);
        let (bytes, then) = match answer {
            Answer::Reply(status, headers, body) => (reply(status, &headers, &body), Then::Next),
            Answer::Raw(bytes) => (bytes, Then::Close),
            Answer::Stall(bytes) => (bytes, Then::Stall),
        };
        stream.write_all(&bytes).await?;
        stream.flush().await?;
        match then {
            Then::Next => {}
            Then::Close => return stream.shutdown().await,
            Then::Stall => std::future::pending::<()>().await,
        }
    }
    Ok(())
}

enum Then {
    Next,
    Close,
    Stall,
}

fn reply(status: u16, headers: &[(String, String)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status} Told\r\ncontent-length: {}\r\n", body.len()).into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

async fn read_request(stream: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<Option<Received>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let mut words = line.split_ascii_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut request =
        Received { method: method.into(), target: target.into(), headers: Vec::new(), body: Vec::new() };
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        request.headers.push((name.to_ascii_lowercase(), value.trim().into()));
    }
    let length: usize = request.header("content-length").parse().unwrap_or(0);
    request.body.resize(length, 0);
    stream.read_exact(&mut request.body).await?;
    Ok(Some(request))
}
