//! A gate before expensive work: so many at once, so many waiting, the rest turned away at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Turned away: the waiting room is full.
pub(crate) struct Full;

pub(crate) struct Gate {
    /// Everyone inside or waiting.
    admitted: Arc<Semaphore>,
    /// Everyone inside.
    inside: Arc<Semaphore>,
}

/// Held while the work runs. It moves into the work itself, so that a caller who goes away frees no place
/// that is still in use.
pub(crate) struct Pass {
    _inside: OwnedSemaphorePermit,
    _admitted: OwnedSemaphorePermit,
}

impl Gate {
    pub(crate) fn new(inside: usize, waiting: usize) -> Self {
        Self {
            admitted: Arc::new(Semaphore::new(inside.saturating_add(waiting).min(Semaphore::MAX_PERMITS))),
            inside: Arc::new(Semaphore::new(inside)),
        }
    }

    pub(crate) async fn enter(&self) -> Result<Pass, Full> {
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| Full)?;
        // The semaphore is never closed, so waiting always ends with a place.
        let inside = Arc::clone(&self.inside).acquire_owned().await.map_err(|_| Full)?;
        Ok(Pass { _inside: inside, _admitted: admitted })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn two_work_one_waits_and_the_fourth_is_turned_away() {
        let gate = Gate::new(2, 1);
        let first = gate.enter().await.ok().expect("free");
        let _second = gate.enter().await.ok().expect("free");
        let mut third = std::pin::pin!(gate.enter());
        assert!(poll_once(third.as_mut()).await.is_none(), "the third waits");
        assert!(gate.enter().await.is_err(), "the fourth is turned away at once");
        drop(first);
        assert!(third.await.is_ok(), "the third enters when the first leaves");
    }

    #[tokio::test]
    async fn whoever_gives_up_waiting_frees_the_place() {
        let gate = Gate::new(1, 1);
        let _first = gate.enter().await.ok().expect("free");
        {
            let mut waiting = std::pin::pin!(gate.enter());
            assert!(poll_once(waiting.as_mut()).await.is_none());
        }
        let mut waiting = std::pin::pin!(gate.enter());
        assert!(poll_once(waiting.as_mut()).await.is_none(), "waits, not turned away");
    }

    async fn poll_once<F: Future>(mut future: std::pin::Pin<&mut F>) -> Option<F::Output> {
        std::future::poll_fn(|context| {
            std::task::Poll::Ready(match future.as_mut().poll(context) {
                std::task::Poll::Ready(output) => Some(output),
                std::task::Poll::Pending => None,
            })
        })
        .await
    }
}
