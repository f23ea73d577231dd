//! A running `kedun serve` and its clients.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Certificate, Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use crate::home::{ADMIN, Home, PASSWORD};

/// A server, killed when the test forgets it.
pub(crate) struct Server {
    child: Child,
    /// Held open: a program whose output nobody takes would stop.
    _output: BufReader<ChildStdout>,
    pub(crate) base: String,
    client: Client,
}

impl Server {
    /// Starts one on a free port and waits until it says where it listens. Its log goes to a file of the home.
    pub(crate) fn start(home: &Home) -> Self {
        Self::start_at(home, "127.0.0.1:0")
    }

    /// Starts one at that address.
    pub(crate) fn start_at(home: &Home, address: &str) -> Self {
        let log = File::options().create(true).append(true).open(home.path().join("log/serve.log")).unwrap();
        let mut command = home.process(&["serve", "--listen", address]);
        command.env("RUST_LOG", "debug").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let Some(at) = line.find("https://") else {
            let log = std::fs::read_to_string(home.path().join("log/serve.log")).unwrap();
            panic!("the server did not start: {line}{log}");
        };
        let base = line[at..].trim().to_owned();
        let client = client(home);
        Self { child, _output: output, base, client }
    }

    /// The number of its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Closes the connections of everybody, once their guests are forgotten.
    pub(crate) fn hang_up(&mut self, home: &Home) {
        self.client = client(home);
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop and waits until it has.
    pub(crate) fn stop(mut self) -> ExitStatus {
        let asked =
            Command::new("sh").args(["-c", &format!("kill -TERM {}", self.child.id())]).status().unwrap();
        assert!(asked.success());
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "the server did not stop within 20 s");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Somebody nobody knows.
    pub(crate) fn stranger(&self) -> Guest {
        Guest { base: self.base.clone(), client: self.client.clone(), cookie: None }
    }

    /// The administrator, signed in.
    pub(crate) async fn admin(&self) -> Guest {
        self.signed_in(ADMIN, PASSWORD).await
    }

    /// Somebody, signed in.
    pub(crate) async fn signed_in(&self, email: &str, password: &str) -> Guest {
        let mut guest = self.stranger();
        let answer = guest.post("/api/v1/session", &json!({"email": email, "password": password})).await;
        assert_eq!(answer.status(), StatusCode::OK, "{email} can't sign in");
        let cookie = answer.headers().get("set-cookie").unwrap().to_str().unwrap();
        guest.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        guest
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Gone already when it was stopped or killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client that trusts the certificate the program made for itself, and no other.
fn client(home: &Home) -> Client {
    // Every test of a process wants the same provider; only the first can set it.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let certificate = Certificate::from_pem(&std::fs::read(home.data().join("tls.crt")).unwrap()).unwrap();
    let builder = Client::builder().tls_certs_only([certificate]).https_only(true).no_proxy();
    builder.timeout(Duration::from_secs(30)).build().unwrap()
}

/// Somebody at a browser.
#[derive(Clone)]
pub(crate) struct Guest {
    base: String,
    client: Client,
    cookie: Option<String>,
}

impl Guest {
    /// Takes a cookie, in place of what it had.
    pub(crate) fn keep(&mut self, cookie: String) {
        self.cookie = Some(cookie);
    }

    /// What the browser sends to show who it is.
    pub(crate) fn cookie(&self) -> &str {
        self.cookie.as_deref().unwrap()
    }

    /// The same browser with that cookie.
    pub(crate) fn with_cookie(&self, cookie: String) -> Self {
        Self { base: self.base.clone(), client: self.client.clone(), cookie: Some(cookie) }
    }

    /// The same person, at the server's next address.
    pub(crate) fn at(&self, server: &Server) -> Self {
        Self { base: server.base.clone(), client: server.client.clone(), cookie: self.cookie.clone() }
    }

    pub(crate) fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        let request = request.header("origin", &self.base).header("accept-language", "en");
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Response {
        self.ask(Method::POST, path).json(body).send().await.unwrap()
    }

    /// The JSON of a success.
    pub(crate) async fn made(&self, path: &str, body: &Value) -> Value {
        understood(path, self.post(path, body).await).await
    }

    pub(crate) async fn got(&self, path: &str) -> Value {
        understood(path, self.ask(Method::GET, path).send().await.unwrap()).await
    }

    /// Every item of a list that comes in pages.
    pub(crate) async fn all(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut after = String::new();
        loop {
            let page = self.got(&format!("{path}{after}")).await;
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return items,
            }
        }
    }
}

async fn understood(path: &str, answer: Response) -> Value {
    let status = answer.status();
    let body = answer.text().await.unwrap();
    assert!(status.is_success(), "{path}: {status} {body}");
    if body.is_empty() { Value::Null } else { serde_json::from_str(&body).unwrap() }
}

/// A number that differs from run to run.
pub(crate) fn any_number() -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _, RandomState};
    RandomState::new().build_hasher().finish()
}
