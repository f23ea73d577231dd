//! Files on their way in: each is held in memory, whole, until it is dealt with, so there are few places for them, fewer
//! for one person, and none for who may not upload: handlers decide that before they read.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use bytes::Bytes;
use model::{Kind, Problem, UserId};
use parking_lot::Mutex;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use crate::app::App;
use crate::asked::Asked;
use crate::body::{self, Pace};
use crate::fault::Fault;

/// The largest uploaded file, in bytes.
const MAX_UPLOAD: usize = 100 * 1024 * 1024;
/// Files on their way in at once.
const AT_ONCE: usize = 8;
/// Of one person.
const AT_ONCE_OF_ONE: usize = 2;
/// How long a file waits for a place.
const PLACE_TIME: Duration = Duration::from_secs(20);
/// A place is not held by drops (slow-loris): after a moment a file comes at 256 kbit/s or faster.
const GRACE: Duration = Duration::from_secs(10);
const BYTES_PER_SEC: u32 = 32 * 1024;

/// The places.
pub(crate) struct Places {
    all: Arc<Semaphore>,
    of: Mutex<HashMap<UserId, Arc<Semaphore>>>,
}

/// Two permits: one of the person's own, one of all.
struct Place {
    _own: OwnedSemaphorePermit,
    _one: OwnedSemaphorePermit,
}

impl Places {
    pub(crate) fn new() -> Self {
        Self { all: Arc::new(Semaphore::new(AT_ONCE)), of: Mutex::default() }
    }

    /// A place, as soon as there is one. The person's own first: who waits for that keeps nobody else out.
    async fn take(&self, user: UserId) -> Result<Place, AcquireError> {
        let own = {
            let mut of = self.of.lock();
            of.retain(|_, own| Arc::strong_count(own) > 1);
            Arc::clone(of.entry(user).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE_OF_ONE))))
        };
        let own = own.acquire_owned().await?;
        Ok(Place { _own: own, _one: Arc::clone(&self.all).acquire_owned().await? })
    }
}

/// An uploaded file, whole. What it is, its content tells; what the sender calls it is not believed.
pub(crate) struct Upload {
    pub(crate) bytes: Bytes,
    /// Kept until the handler is done with the bytes.
    _place: Place,
}

impl Upload {
    /// Reads the body. Only for who may upload it.
    pub(crate) async fn read(app: &App, asked: &Asked, request: Request) -> Result<Self, Fault> {
        let place = app.uploads.take(asked.caller.principal.id());
        let Ok(Ok(place)) = tokio::time::timeout(PLACE_TIME, place).await else {
            return Err(Problem::new(Kind::Unavailable, "unavailable").into());
        };
        let pace = Pace { grace: GRACE, bytes_per_sec: Some(BYTES_PER_SEC) };
        let bytes = body::read(request, MAX_UPLOAD, pace).await?;
        asked.still_served(app).await?;
        if bytes.is_empty() {
            return Err(Problem::new(Kind::Invalid, "file_empty").into());
        }
        Ok(Self { bytes, _place: place })
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn one_person_leaves_places_for_others() {
        let places = Places::new();
        let person = |n: u32| format!("00000000-0000-7000-8000-00000000000{n}").parse::<UserId>().unwrap();
        let take = |n| places.take(person(n)).now_or_never().map(Result::unwrap);
        let held = [take(1), take(1)];
        assert!(held.iter().all(Option::is_some));
        assert!(take(1).is_none());
        assert!(take(2).is_some());
        drop(held);
        assert!(take(1).is_some());
        assert_eq!(places.of.lock().len(), 1, "who holds none is forgotten");
    }
}
