//! A mail server that keeps what it receives and misbehaves as a test wants (RFC 5321).

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use rustls::ServerConfig;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::letter::Letter;
use super::smtp_dialog;

/// How the server behaves. The default accepts everything, without TLS.
#[derive(Clone, Default)]
pub struct SmtpScript {
    /// TLS from the first byte.
    pub tls: Option<Arc<ServerConfig>>,
    /// STARTTLS is offered, and served with this.
    pub starttls: Option<Arc<ServerConfig>>,
    /// A user name and password to be presented first; others are refused with 535.
    pub login: Option<(String, String)>,
    /// Replies in place of the usual ones, by the verb they answer (`CONNECT`, `MAIL`, `RCPT`, `DATA`, `BODY`…), such as
    /// `("RCPT", "550 5.1.1 no such user")`.
    pub replies: Vec<(&'static str, &'static str)>,
    /// After this verb nothing is answered any more, and the connection stays open.
    pub silent_after: Option<&'static str>,
    /// Plaintext that is sent along with the answer to STARTTLS, as an attacker on the wire would.
    pub injected: &'static str,
}

/// A mail as it came over the wire.
#[derive(Clone, Debug, Default)]
pub struct ReceivedMail {
    /// The name after EHLO.
    pub helo: String,
    /// The address of `MAIL FROM`.
    pub from: String,
    /// The addresses of `RCPT TO`.
    pub to: Vec<String>,
    /// User name and password that were presented.
    pub login: Option<(String, String)>,
    /// Whether it came over TLS.
    pub encrypted: bool,
    /// Header and body, without the dots that SMTP doubles.
    pub raw: Vec<u8>,
}

impl ReceivedMail {
    /// The mail, taken apart.
    pub fn letter(&self) -> Letter {
        Letter::parse(&self.raw)
    }
}

/// The server.
pub struct SmtpSink {
    address: SocketAddr,
    received: Arc<Mutex<Vec<ReceivedMail>>>,
    verbs: Arc<Mutex<Vec<String>>>,
    _tasks: JoinSet<()>,
}

impl SmtpSink {
    /// Starts it.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start(script: SmtpScript) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let received = Arc::new(Mutex::new(Vec::new()));
        let verbs = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = JoinSet::new();
        let kept = smtp_dialog::Kept { received: Arc::clone(&received), verbs: Arc::clone(&verbs) };
        tasks.spawn(serve(listener, Arc::new(script), kept));
        Ok(Self { address, received, verbs, _tasks: tasks })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it received so far.
    pub fn received(&self) -> Vec<ReceivedMail> {
        self.received.lock().clone()
    }

    /// The verbs it was told so far, in upper case.
    pub fn verbs(&self) -> Vec<String> {
        self.verbs.lock().clone()
    }
}

async fn serve(listener: TcpListener, script: Arc<SmtpScript>, kept: smtp_dialog::Kept) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (script, kept) = (Arc::clone(&script), kept.clone());
        connections.spawn(async move {
            // A client that breaks off, or refuses the certificate, is what some tests are about.
            let _ = smtp_dialog::run(stream, &script, &kept).await;
        });
    }
}
