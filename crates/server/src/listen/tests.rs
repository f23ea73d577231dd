//! The bounds over real sockets, without TLS.

use axum::body::Body;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::*;

/// A server under test.
struct Started {
    address: SocketAddr,
    stop: CancellationToken,
    server: JoinHandle<std::io::Result<()>>,
    /// Told when the slow handler begins.
    begun: Arc<Notify>,
    /// Cancelled when an endless answer is given up.
    given_up: CancellationToken,
}

impl Started {
    async fn with(bounds: Bounds) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (begun, given_up) = (Arc::new(Notify::new()), CancellationToken::new());
        let (beginning, ending) = (Arc::clone(&begun), given_up.clone());
        let slow = async move || {
            beginning.notify_one();
            tokio::time::sleep(Duration::from_millis(400)).await;
            "slow"
        };
        let endless = async move || {
            let held = ending.clone().drop_guard();
            Body::from_stream(futures_util::stream::repeat_with(move || {
                let _ = &held;
                Ok::<_, Infallible>(vec![b'x'; 64 * 1024])
            }))
        };
        let router = Router::new()
            .route("/", get(async || "here"))
            .route("/slow", get(slow))
            .route("/endless", get(endless));
        let stop = CancellationToken::new();
        let server = spawned(serve(listener, None, router, bounds, stop.clone()));
        Self { address, stop, server, begun, given_up }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn end(self) {
        self.stop.cancel();
        tokio::time::timeout(SOON, self.server).await.unwrap().unwrap().unwrap();
    }
}

#[expect(clippy::disallowed_methods, reason = "every test waits for its server")]
fn spawned<T: Send + 'static>(task: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    tokio::spawn(task)
}

fn bounds(headers_ms: u64, idle_ms: u64) -> Bounds {
    let patience =
        Patience { headers: Duration::from_millis(headers_ms), idle: Duration::from_millis(idle_ms) };
    Bounds { patience, ..Bounds::default() }
}

/// More than any of the short times here, less than the long ones.
const SOON: Duration = Duration::from_secs(20);

/// What comes until the server closes the connection, which it must.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(SOON, stream.read_to_end(&mut bytes)).await;
    // A reset is an end too.
    let _ended = read.expect("the connection was not closed");
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn ask(stream: &mut TcpStream, path: &str) {
    let request = format!("GET {path} HTTP/1.1\r\nHost: crm.example\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
}

/// Whether an answer comes that ends so.
async fn answered(stream: &mut TcpStream, end: &str) -> bool {
    let mut text = String::new();
    let mut buffer = [0u8; 4096];
    while !text.ends_with(end) {
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 => text.push_str(&String::from_utf8_lossy(&buffer[..read])),
            _ => return false,
        }
    }
    true
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let started = Started::with(bounds(100, 60_000)).await;
    let mut silent = started.connect().await;
    assert_eq!(rest(&mut silent).await, "");
    // The first bytes of HTTP/2 and then nothing.
    let mut half = started.connect().await;
    half.write_all(b"PRI * HT").await.unwrap();
    assert_eq!(rest(&mut half).await, "");
    let mut whole = started.connect().await;
    whole.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    rest(&mut whole).await;
    started.end().await;
}

/// An HTTP/2 frame (RFC 9113, section 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()];
    [head.concat(), payload.to_vec()].concat()
}

/// `GET /` of `x` as one whole request, its headers from HPACK's static table (RFC 7541, appendix A).
fn get_here(stream: u32) -> Vec<u8> {
    const END_STREAM_AND_HEADERS: u8 = 0x5;
    frame(0x1, END_STREAM_AND_HEADERS, stream, b"\x82\x84\x86\x41\x01x")
}

#[tokio::test]
async fn a_browser_may_take_back_all_its_requests_at_once_and_go_on() {
    const CANCEL: [u8; 4] = [0, 0, 0, 8];
    let started = Started::with(Bounds::default()).await;
    let taken_back = |place: u32| [get_here(place * 2 + 1), frame(0x3, 0, place * 2 + 1, &CANCEL)].concat();
    let begin = [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice(), &frame(0x4, 0, 0, &[])].concat();
    let mut leaving = started.connect().await;
    let all: Vec<u8> = (0..STREAMS).flat_map(taken_back).collect();
    leaving.write_all(&[begin.clone(), all, get_here(2 * STREAMS + 1)].concat()).await.unwrap();
    assert!(tokio::time::timeout(SOON, answered(&mut leaving, "here")).await.unwrap());
    drop(leaving);
    // Who does nothing else is not a browser.
    let mut attacking = started.connect().await;
    let many: Vec<u8> = (0..10 * STREAMS).flat_map(taken_back).collect();
    attacking.write_all(&[begin, many].concat()).await.unwrap();
    assert!(rest(&mut attacking).await.contains("too_many_resets"));
    started.end().await;
}

#[tokio::test]
async fn headers_that_never_end_are_not_waited_for() {
    let started = Started::with(bounds(100, 60_000)).await;
    let mut slow = started.connect().await;
    slow.write_all(b"GET / HTTP/1.1\r\nHost: crm").await.unwrap();
    assert!(!rest(&mut slow).await.contains("200 OK"));
    started.end().await;
}

#[tokio::test]
async fn an_idle_connection_is_closed_and_a_working_one_is_not() {
    let started = Started::with(bounds(60_000, 100)).await;
    let mut stream = started.connect().await;
    ask(&mut stream, "/slow").await;
    assert!(answered(&mut stream, "slow").await, "work was cut off");
    assert_eq!(rest(&mut stream).await, "");
    started.end().await;
}

#[tokio::test]
async fn an_answer_that_is_not_taken_does_not_hold_its_connection() {
    let started = Started::with(bounds(60_000, 300)).await;
    let mut stream = started.connect().await;
    ask(&mut stream, "/endless").await;
    let mut first = [0u8; 16];
    stream.read_exact(&mut first).await.unwrap();
    // Nothing more is read.
    tokio::time::timeout(SOON, started.given_up.cancelled()).await.unwrap();
    started.end().await;
}

#[tokio::test]
async fn one_client_has_so_many_connections() {
    let started = Started::with(Bounds { of_one_client: 2, ..bounds(60_000, 60_000) }).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = started.connect().await;
        ask(&mut stream, "/").await;
        assert!(answered(&mut stream, "here").await);
        held.push(stream);
    }
    let mut third = started.connect().await;
    assert_eq!(rest(&mut third).await, "");
    drop(held);
    // The places are free again as soon as the server has seen the others go.
    let again = async {
        loop {
            let mut stream = started.connect().await;
            let request = b"GET / HTTP/1.1\r\nHost: crm.example\r\n\r\n";
            if stream.write_all(request).await.is_ok() && answered(&mut stream, "here").await {
                return;
            }
        }
    };
    tokio::time::timeout(SOON, again).await.unwrap();
    started.end().await;
}

#[tokio::test]
async fn stopping_waits_for_what_is_under_way_even_when_all_places_are_taken() {
    let started = Started::with(Bounds { connections: 1, ..bounds(60_000, 60_000) }).await;
    let mut stream = started.connect().await;
    ask(&mut stream, "/slow").await;
    started.begun.notified().await;
    started.stop.cancel();
    assert!(answered(&mut stream, "slow").await);
    started.end().await;
}
