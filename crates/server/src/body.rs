//! Bodies: bounded in size and time; JSON in UTF-8, declared as such.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use http::header;
use http_body_util::BodyExt;
use model::{Kind, Problem};
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::origin::is_json;
use crate::sound;

/// The largest JSON body, in bytes.
pub(crate) const MAX_JSON: usize = 1024 * 1024;
/// The largest JSON body of somebody who is not signed in, in bytes: a name, an address, a password, a token.
const MAX_STRANGER: usize = 8 * 1024;
/// A larger JSON body, in bytes, needs a place: what all requests together hold in memory has a bound.
const LARGE: usize = 64 * 1024;
/// So many larger JSON bodies are read at once, each of at most [`MAX_JSON`].
pub(crate) const LARGE_AT_ONCE: usize = 64;
/// How long a larger JSON body waits for a place.
const PLACE_TIME: Duration = Duration::from_secs(10);
/// A JSON body that takes longer is given up: memory must not be held by drops (slow-loris).
const JSON_TIME: Duration = Duration::from_secs(30);
/// Who is not signed in has little to say.
const STRANGER_TIME: Duration = Duration::from_secs(10);

/// So many bytes of a body that is too large are still read, for so long, and not kept.
const UNKEPT: usize = 16 * 1024 * 1024;
const UNKEPT_TIME: Duration = Duration::from_secs(2);

/// A JSON body of that type. Unknown keys are refused where the type says so.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        if !is_json(request.headers()) {
            let problem = Problem::new(Kind::Unsupported, "unsupported_media_type");
            return Err(problem.with("expected", "application/json").into());
        }
        // Who is not signed in has a password or a token to say, no more.
        let asked = request.extensions().get::<Asked>().cloned();
        let (limit, time) =
            if asked.is_some() { (MAX_JSON, JSON_TIME) } else { (MAX_STRANGER, STRANGER_TIME) };
        let place = if may_be_large(&request) {
            let place = tokio::time::timeout(PLACE_TIME, Arc::clone(&app.large_bodies).acquire_owned()).await;
            let Ok(Ok(place)) = place else {
                return Err(Problem::new(Kind::Unavailable, "unavailable").into());
            };
            Some(place)
        } else {
            None
        };
        let bytes = read(request, limit, Pace { grace: time, bytes_per_sec: None }).await?;
        if let Some(asked) = asked {
            asked.still_served(app).await?;
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| Problem::new(Kind::BadRequest, "invalid_utf8"))?;
        sound::check(text)?;
        let read = serde_json::from_str(text).map(Self).map_err(|error| unreadable(&error).into());
        drop(place);
        read
    }
}

/// Whether a body is larger than most, or does not say how large.
fn may_be_large(request: &Request) -> bool {
    declared(request).is_none_or(|length| length > LARGE)
}

fn declared(request: &Request) -> Option<usize> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// serde's own words name keys and types of the request, which the sender knows; never values.
fn unreadable(error: &serde_json::Error) -> Problem {
    if error.is_data() {
        let place = format!("line {} column {}", error.line(), error.column());
        Problem::new(Kind::Invalid, "bad_request").with("reason", place)
    } else {
        Problem::new(Kind::BadRequest, "invalid_json")
    }
}

/// How fast a body must come.
pub(crate) struct Pace {
    /// So long it may take in any case.
    pub(crate) grace: Duration,
    /// And longer if it comes as fast as this; otherwise not.
    pub(crate) bytes_per_sec: Option<u32>,
}

impl Pace {
    /// How long a body may have taken of which so many bytes are there.
    fn allows(&self, received: usize) -> Duration {
        let millis = |rate: u32| (received as u64).saturating_mul(1000) / u64::from(rate.max(1));
        self.grace.saturating_add(Duration::from_millis(self.bytes_per_sec.map_or(0, millis)))
    }
}

/// Reads a body whole.
pub(crate) async fn read(request: Request, limit: usize, pace: Pace) -> Result<Bytes, Fault> {
    let too_large = || {
        let max = match limit / 1024 {
            kib if kib < 1024 => format!("{kib} KiB"),
            kib => format!("{} MiB", kib / 1024),
        };
        Fault::from(Problem::new(Kind::TooLarge, "body_too_large").with("max", max))
    };
    let early = || {
        let problem = Problem::new(Kind::BadRequest, "bad_request").with("reason", "the body ended early");
        Fault::from(problem)
    };
    let declared = declared(&request);
    let mut body = request.into_body();
    if declared.is_some_and(|length| length > limit) {
        let_it_end(body).await;
        return Err(too_large());
    }
    let (began, mut received) = (Instant::now(), BytesMut::new());
    loop {
        let until = began + pace.allows(received.len());
        let frame = tokio::time::timeout_at(until, body.frame()).await.map_err(|_| early())?;
        let Some(frame) = frame else { return Ok(received.freeze()) };
        let Ok(data) = frame.map_err(|_| early())?.into_data() else { continue };
        if received.len() + data.len() > limit {
            drop(received);
            let_it_end(body).await;
            return Err(too_large());
        }
        received.extend_from_slice(&data);
    }
}

/// Reads on for a while and keeps nothing: who writes a whole body before reading would find the connection reset in
/// place of the answer (RFC 9112 §9.6).
async fn let_it_end(mut body: Body) {
    let until = Instant::now() + UNKEPT_TIME;
    let mut unkept = 0;
    while unkept < UNKEPT
        && let Ok(Some(Ok(frame))) = tokio::time::timeout_at(until, body.frame()).await
    {
        unkept += frame.data_ref().map_or(0, Bytes::len);
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// What is read of a body of so many KiB where one is allowed, and whether it was refused.
    async fn read_of(kib: usize) -> (usize, bool) {
        let read_kib = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read_kib);
        let chunks = (0..kib).map(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok::<_, Infallible>(Bytes::from_static(&[b' '; 1024]))
        });
        let request = Request::new(Body::from_stream(futures_util::stream::iter(chunks)));
        let pace = Pace { grace: Duration::from_secs(10), bytes_per_sec: None };
        let refused = read(request, 1024, pace).await.is_err();
        (read_kib.load(Ordering::Relaxed), refused)
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_is_read_to_its_end_but_not_for_ever() {
        assert_eq!(read_of(1).await, (1, false));
        assert_eq!(read_of(3_000).await, (3_000, true));
        let (read, refused) = read_of(1_000_000).await;
        assert!(refused && read < 20_000, "{read}");
    }

    #[test]
    fn what_comes_fast_enough_may_take_its_time() {
        let pace = Pace { grace: Duration::from_secs(10), bytes_per_sec: Some(1000) };
        let secs = |received| pace.allows(received).as_secs();
        assert_eq!([secs(0), secs(1), secs(60_000)], [10, 10, 70]);
        assert_eq!(Pace { bytes_per_sec: None, ..pace }.allows(60_000).as_secs(), 10);
    }
}
