//! Whether a connection is still of use: a request is under way, or one came or was answered not long ago.
//!
//! What the server itself works at counts as use for as long as it takes; what waits for the client does not. So a
//! connection that asks nothing ends, and one whose client stops reading an answer ends too, on HTTP/1 and HTTP/2 alike.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::time::Instant;

/// One connection's pulse. Clones are the same one.
#[derive(Clone)]
pub(super) struct Pulse(Arc<Mutex<State>>);

struct State {
    /// Handlers that run, and answers whose next part is being made.
    working: usize,
    /// The last time anything went on.
    last: Instant,
    /// Whether any request came at all.
    asked: bool,
}

/// The patience of a server with its clients.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// From the connection to the end of the first request's headers, and for the headers of every later one.
    pub headers: Duration,
    /// Without a request, or with an answer the client does not take.
    pub idle: Duration,
}

/// Work of the server's own, until it is dropped.
pub(super) struct Work(Pulse);

impl Pulse {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(State { working: 0, last: Instant::now(), asked: false })))
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// A request came, or an answer's next part is begun.
    pub(super) fn work(&self) -> Work {
        self.with(|state| {
            state.working += 1;
            state.asked = true;
            state.last = Instant::now();
        });
        Work(self.clone())
    }

    /// When the connection is to be ended unless something goes on before; none while the server works.
    fn ends(&self, patience: Patience) -> Option<Instant> {
        self.with(|state| {
            let wait = if state.asked { patience.idle } else { patience.headers };
            (state.working == 0).then(|| state.last + wait)
        })
    }

    /// Ready when the connection has been of no use for too long.
    pub(super) async fn lost(&self, patience: Patience) {
        // The end may come nearer while it is waited for: with the first request another patience counts.
        let step = patience.headers.min(patience.idle);
        loop {
            let now = Instant::now();
            match self.ends(patience) {
                Some(at) if at <= now => return,
                Some(at) => tokio::time::sleep_until(at.min(now + step)).await,
                None => tokio::time::sleep(step).await,
            }
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.with(|state| {
            state.working -= 1;
            state.last = Instant::now();
        });
    }
}

/// An answer's body that tells the pulse when the server makes its next part and when the client takes it.
pub(super) struct Told {
    body: Body,
    pulse: Pulse,
    making: Option<Work>,
}

impl Told {
    pub(super) fn new(body: Body, pulse: Pulse) -> Self {
        Self { body, pulse, making: None }
    }
}

impl HttpBody for Told {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.body).poll_frame(context);
        match &polled {
            Poll::Pending if this.making.is_none() => this.making = Some(this.pulse.work()),
            Poll::Pending => {}
            // Dropping the work moves the time of the last use; without work it is moved here.
            Poll::Ready(_) => drop(this.making.take().unwrap_or_else(|| this.pulse.work())),
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience =
        Patience { headers: Duration::from_millis(30), idle: Duration::from_millis(120) };

    #[tokio::test]
    async fn a_connection_without_a_request_ends_soon_and_an_idle_one_later() {
        let began = Instant::now();
        Pulse::new().lost(PATIENCE).await;
        assert!(began.elapsed() >= PATIENCE.headers);

        let (began, pulse) = (Instant::now(), Pulse::new());
        drop(pulse.work());
        pulse.lost(PATIENCE).await;
        assert!(began.elapsed() >= PATIENCE.idle);
    }

    #[tokio::test]
    async fn what_the_server_works_at_is_waited_for() {
        let pulse = Pulse::new();
        let work = pulse.work();
        assert!(tokio::time::timeout(PATIENCE.idle * 3, pulse.lost(PATIENCE)).await.is_err());
        drop(work);
        let ended = Instant::now();
        pulse.lost(PATIENCE).await;
        assert!(ended.elapsed() >= PATIENCE.idle);
    }

    #[tokio::test]
    async fn an_answer_nobody_takes_is_no_use() {
        let pulse = Pulse::new();
        let mut body = Told::new(Body::from("whole"), pulse.clone());
        let frame = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
        assert!(frame.is_some());
        assert!(pulse.ends(PATIENCE).is_some(), "what was handed over is the client's to take");

        let mut body = Told::new(Body::from_stream(futures_util::stream::pending::<Made>()), pulse.clone());
        let none = std::future::poll_fn(|context| Poll::Ready(Pin::new(&mut body).poll_frame(context))).await;
        assert!(none.is_pending() && pulse.ends(PATIENCE).is_none(), "what is being made is waited for");
        drop(body);
        assert!(pulse.ends(PATIENCE).is_some());
    }

    type Made = Result<Bytes, std::convert::Infallible>;
}
