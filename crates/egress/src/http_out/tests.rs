use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::testing::{Answer, Authority, HttpSink, open_door};

const SOON: Limits = Limits { timeout: Duration::from_millis(300), max_body_bytes: 1000 };

fn get(url: &str) -> http::Request<Vec<u8>> {
    http::Request::get(url).body(Vec::new()).expect("a request")
}

fn client(door: &Door) -> HttpOut {
    let authority = Authority::new().expect("an authority");
    HttpOut::new(door, &Trust::only(authority.pem().as_bytes()).expect("trust")).expect("a client")
}

async fn sink(answer: Answer) -> (HttpSink, HttpOut) {
    let sink = HttpSink::start(None, move |_| answer.clone()).await.expect("a sink");
    let out = client(&open_door(&[&sink.origin()]).expect("a door"));
    (sink, out)
}

#[tokio::test]
async fn a_request_arrives_and_its_answer_comes_back() {
    let (sink, out) = sink(Answer::Reply(201, vec![("x-seen".into(), "yes".into())], b"made".to_vec())).await;
    let request = http::Request::post(format!("{}/a?b=c", sink.origin()))
        .header("x-asked", "7")
        .header("user-agent", "somebody else")
        .body(b"hello".to_vec())
        .expect("a request");
    let answer = out.send(request, Limits::default()).await.expect("an answer");
    assert_eq!((answer.status().as_u16(), answer.body().as_slice()), (201, b"made".as_slice()));
    assert_eq!(answer.headers().get("x-seen").and_then(|value| value.to_str().ok()), Some("yes"));
    let received = sink.received();
    assert_eq!((received[0].method.as_str(), received[0].target.as_str()), ("POST", "/a?b=c"));
    assert_eq!((received[0].body.as_slice(), received[0].header("x-asked")), (b"hello".as_slice(), "7"));
    assert_eq!(received[0].header("user-agent"), concat!("Kedun/", env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_a_cookie_is_forgotten() {
    let headers =
        vec![("location".into(), "https://example.com/".into()), ("set-cookie".into(), "a=b".into())];
    let (sink, out) = sink(Answer::Reply(302, headers, Vec::new())).await;
    for _ in 0..2 {
        let answer = out.send(get(&sink.origin()), Limits::default()).await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 302);
    }
    assert!(sink.received().iter().all(|request| request.header("cookie").is_empty()));
    assert_eq!(sink.received().len(), 2);
}

#[tokio::test]
async fn too_much_is_cut_off_announced_or_not() {
    let announced = Answer::Reply(200, Vec::new(), vec![b'x'; 1001]);
    let unannounced = Answer::Raw([b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &[b'x'; 1001]].concat());
    // Announces more than it will ever send: refused before a byte of it is read.
    let lie = Answer::Stall(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n".to_vec());
    for answer in [announced, unannounced, lie] {
        let (sink, out) = sink(answer).await;
        let result =
            out.send(get(&sink.origin()), Limits { max_body_bytes: 1000, ..Limits::default() }).await;
        assert!(matches!(result, Err(HttpError::TooLarge { max_body_bytes: 1000, .. })), "{result:?}");
    }
    let (sink, out) = sink(Answer::Reply(200, Vec::new(), vec![b'x'; 1000])).await;
    assert_eq!(out.send(get(&sink.origin()), SOON).await.expect("just enough").body().len(), 1000);
}

#[tokio::test]
async fn too_slow_is_cut_off_before_and_within_the_body() {
    for bytes in [b"".as_slice(), b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345"] {
        let (sink, out) = sink(Answer::Stall(bytes.to_vec())).await;
        let limits = Limits { timeout: Duration::from_millis(80), ..Limits::default() };
        let result = out.send(get(&sink.origin()), limits).await;
        assert!(matches!(result, Err(HttpError::TooSlow { .. })), "{result:?}");
    }
}

#[tokio::test]
async fn what_is_not_http_or_breaks_off_is_an_error() {
    for bytes in [b"hello\r\n\r\n".as_slice(), b"", b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345"] {
        let (sink, out) = sink(Answer::Raw(bytes.to_vec())).await;
        let result = out.send(get(&sink.origin()), Limits::default()).await;
        assert!(matches!(result, Err(HttpError::Broken { .. })), "{result:?}");
    }
}

#[tokio::test]
async fn refused_targets_are_never_connected_to() {
    let sink = HttpSink::start(None, |_| Answer::json(200, "{}")).await.expect("a sink");
    let port = sink.address().port();
    let inside = |_: &str| vec![IpAddr::from([127, 0, 0, 1]), IpAddr::from([10, 0, 0, 1])];
    let out = client(&Door::with_names(Reach::Public, inside));
    for (url, expected) in [
        ("https://rebound.example:PORT/", Refusal::NotPublic),
        ("https://127.0.0.1:PORT/", Refusal::NotPublic),
        ("https://127.1:PORT/", Refusal::NotPublic),
        ("https://0x7f.1:PORT/", Refusal::NotPublic),
        ("https://2130706433:PORT/", Refusal::NotPublic),
        ("https://[::1]:PORT/", Refusal::NotPublic),
        ("https://[::ffff:127.0.0.1]:PORT/", Refusal::NotPublic),
        ("https://169.254.169.254/latest/meta-data/", Refusal::NotPublic),
        ("https://localhost:PORT/", Refusal::NotPublic),
        ("http://127.0.0.1:PORT/", Refusal::NotEncrypted),
        ("http://example.com/", Refusal::NotEncrypted),
        ("https://user:secret@example.com/", Refusal::NamesUser),
        ("ftp://example.com/", Refusal::NotAnAddress),
        ("/only/a/path", Refusal::NotAnAddress),
    ] {
        let url = url.replace("PORT", &port.to_string());
        let result = out.send(get(&url), Limits::default()).await;
        assert!(
            matches!(&result, Err(HttpError::RefusedTarget { why, .. }) if *why == expected),
            "{url}: {result:?}"
        );
    }
    assert!(sink.received().is_empty());
}

#[tokio::test]
async fn plain_http_is_for_the_listed_port_only() {
    let (sink, out) = sink(Answer::json(200, "{}")).await;
    let other = HttpSink::start(None, |_| Answer::json(200, "{}")).await.expect("a sink");
    assert!(out.send(get(&sink.origin()), SOON).await.is_ok());
    let result = out.send(get(&other.origin()), SOON).await;
    assert!(
        matches!(result, Err(HttpError::RefusedTarget { why: Refusal::NotEncrypted, .. })),
        "127.0.0.1 is listed, but that port is for https: {result:?}"
    );
}

/// The first answer is harmless, every later one leads inside: DNS rebinding.
#[tokio::test]
async fn a_name_that_changes_its_mind_is_asked_once() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let reach = Reach::parse(&["127.0.0.1", "http://rebound.example:1"]).expect("a list");
    let door = Door::with_names(reach, move |_| match counter.fetch_add(1, Ordering::SeqCst) {
        0 => vec![IpAddr::from([127, 0, 0, 1])],
        _ => vec![IpAddr::from([169, 254, 169, 254])],
    });
    // Nobody listens on port 1: the attempt ends in a refused connection to the first address, without a second look-up.
    let result = client(&door).send(get("http://rebound.example:1/"), Limits::default()).await;
    assert!(matches!(result, Err(HttpError::Connect { .. })), "{result:?}");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn of_a_mixed_name_only_the_permitted_addresses_are_used() {
    let sink = HttpSink::start(None, |_| Answer::json(200, "{}")).await.expect("a sink");
    let origin = format!("http://mixed.example:{}", sink.address().port());
    let reach = Reach::parse(&["127.0.0.1", &origin]).expect("a list");
    let door =
        Door::with_names(reach, |_| vec![IpAddr::from([169, 254, 1, 1]), IpAddr::from([127, 0, 0, 1])]);
    assert!(client(&door).send(get(&origin), Limits::default()).await.is_ok());
}

#[tokio::test]
async fn a_name_without_an_address_is_unresolved() {
    let out = client(&Door::with_names(Reach::Public, |_| Vec::new()));
    let result = out.send(get("https://nowhere.example/"), Limits::default()).await;
    assert!(matches!(result, Err(HttpError::Unresolved { .. })), "{result:?}");
}

#[tokio::test]
async fn https_needs_an_authority_that_is_believed_and_the_right_name() {
    let authority = Authority::new().expect("an authority");
    let tls = authority.server(&["sink.house.example"]).expect("a certificate");
    let sink = HttpSink::start(Some(tls), |_| Answer::json(200, "{}")).await.expect("a sink");
    let door = open_door(&[]).expect("a door");
    let url = |name: &str| format!("https://{name}:{}/", sink.address().port());

    let believing =
        HttpOut::new(&door, &Trust::only(authority.pem().as_bytes()).expect("trust")).expect("a client");
    assert!(believing.send(get(&url("sink.house.example")), Limits::default()).await.is_ok());
    let with_machine = Trust::of_machine(Some(authority.pem().as_bytes())).expect("trust");
    let with_machine = HttpOut::new(&door, &with_machine).expect("a client");
    assert!(with_machine.send(get(&url("sink.house.example")), Limits::default()).await.is_ok());

    for (out, name) in [(&believing, "other.house.example"), (&client(&door), "sink.house.example")] {
        let result = out.send(get(&url(name)), Limits::default()).await;
        assert!(matches!(result, Err(HttpError::Tls { .. })), "{name}: {result:?}");
    }
}

/// With the whole chain, and as `Debug` prints it.
pub(crate) fn everything_said(error: &(dyn std::error::Error + 'static)) -> String {
    let mut said = format!("{error:?}");
    let mut next = Some(error);
    while let Some(current) = next {
        said = format!("{said}\n{current}");
        next = current.source();
    }
    said
}

#[tokio::test]
async fn errors_never_name_the_path_or_the_query() {
    let garbage = sink(Answer::Raw(b"hello\r\n\r\n".to_vec())).await;
    let stalled = sink(Answer::Stall(Vec::new())).await;
    let large = sink(Answer::Reply(200, Vec::new(), vec![b'x'; 2000])).await;
    let closed = client(&open_door(&["http://127.0.0.1:1"]).expect("a door"));
    for (out, origin) in [
        (&garbage.1, garbage.0.origin()),
        (&stalled.1, stalled.0.origin()),
        (&large.1, large.0.origin()),
        (&closed, "http://127.0.0.1:1".into()),
        (&closed, "https://127.0.0.1:1".into()),
        (&closed, "http://canary:canary@example.com".into()),
        (&closed, "http://10.0.0.1".into()),
        (&closed, "https://nowhere.example".into()),
    ] {
        let request =
            http::Request::get(format!("{origin}/canary?token=canary")).header("authorization", "canary");
        let error =
            out.send(request.body(b"canary".to_vec()).expect("a request"), SOON).await.expect_err("fails");
        let said = everything_said(&error);
        assert!(!said.contains("canary"), "{said}");
    }
}
