//! The smallest client that can drive the server: one TLS connection, HTTP/1.1, one request after the other.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// Which server's certificate is believed.
#[derive(Clone)]
pub struct Trust(Arc<ClientConfig>);

impl Trust {
    /// The certificate the server made for itself.
    ///
    /// # Errors
    /// When the file holds none.
    pub fn of(certificate: &Path) -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(certificate)?)?;
        Ok(Self(Arc::new(config(roots)?)))
    }

    /// The same, for connections that speak HTTP/2 and nothing else.
    pub fn for_http2(&self) -> Arc<ClientConfig> {
        let mut config = ClientConfig::clone(&self.0);
        config.alpn_protocols = vec![b"h2".to_vec()];
        Arc::new(config)
    }
}

fn config(roots: RootCertStore) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}

/// A connection, with the session cookie once signed in.
pub struct Client {
    stream: StreamOwned<ClientConnection, TcpStream>,
    host: String,
    cookie: String,
    buffer: Vec<u8>,
}

/// An answer.
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The status line and the headers, as they came.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The names of the headers, in the order they came.
    pub fn header_names(&self) -> Vec<&str> {
        self.head.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(name, _)| name).collect()
    }

    /// A cookie that is set, as it is sent back: `name=value`.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let set = self.head.lines().filter_map(|line| line.split_once(':'));
        let set = set.filter(|(key, _)| key.eq_ignore_ascii_case("set-cookie"));
        let mut pairs = set.filter_map(|(_, cookie)| cookie.trim().split(';').next());
        pairs.find(|pair| pair.split_once('=').is_some_and(|(key, value)| key == name && !value.is_empty()))
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none.
    pub fn json(&self) -> anyhow::Result<serde_json::Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }
}

impl Client {
    /// Connects; the handshake comes with the first request.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn connect(address: SocketAddr, trust: &Trust) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        let name = ServerName::try_from("127.0.0.1")?;
        let tls = ClientConnection::new(Arc::clone(&trust.0), name)?;
        Ok(Self {
            stream: StreamOwned::new(tls, stream),
            host: address.to_string(),
            cookie: String::new(),
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Signs in and keeps the session.
    ///
    /// # Errors
    /// When the answer is another than a session.
    pub fn sign_in(&mut self, email: &str, password: &str) -> anyhow::Result<()> {
        let body = serde_json::json!({"email": email, "password": password}).to_string();
        let answer = self.send("POST", "/api/v1/session", "", body.as_bytes())?;
        anyhow::ensure!(
            answer.status == 200,
            "sign-in: {} {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        cookie.context("no session")?.clone_into(&mut self.cookie);
        Ok(())
    }

    /// Uses the session of another connection.
    pub fn share(&mut self, other: &Self) {
        self.cookie.clone_from(&other.cookie);
    }

    /// Asks for a path.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        self.send("GET", path, "", &[])
    }

    /// Sends a request and reads the whole answer. `more` are header lines, each ended.
    ///
    /// # Errors
    /// When the connection ends, or what comes is no answer.
    pub fn send(&mut self, method: &str, path: &str, more: &str, body: &[u8]) -> anyhow::Result<Answer> {
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nUser-Agent: bench\r\n{more}",
            self.host
        );
        if !self.cookie.is_empty() {
            head.push_str("Cookie: ");
            head.push_str(&self.cookie);
            head.push_str("\r\n");
        }
        if method != "GET" {
            let _ = write!(head, "Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        }
        head.push_str("\r\n");
        let mut request = head.into_bytes();
        request.extend_from_slice(body);
        self.stream.write_all(&request)?;
        self.stream.flush()?;
        self.answer()
    }

    fn answer(&mut self) -> anyhow::Result<Answer> {
        self.buffer.clear();
        let end = loop {
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            self.more()?;
        };
        let head = String::from_utf8_lossy(self.buffer.get(..end).unwrap_or_default()).into_owned();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no status")?;
        let mut answer = Answer { status, head, body: Vec::new() };
        let length: usize = match answer.header("content-length") {
            Some(length) => length.parse()?,
            None => 0,
        };
        while self.buffer.len() < end + length {
            self.more()?;
        }
        answer.body = self.buffer.get(end..end + length).unwrap_or_default().to_vec();
        Ok(answer)
    }

    fn more(&mut self) -> anyhow::Result<()> {
        let mut part = [0; 16 * 1024];
        let read = self.stream.read(&mut part)?;
        anyhow::ensure!(read > 0, "the server closed the connection");
        self.buffer.extend_from_slice(part.get(..read).unwrap_or_default());
        Ok(())
    }
}
