//! People's keys, unwrapped and at hand: least recently used go first, and an erased one never comes back.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;

use lru::LruCache;
use model::RecordId;
use parking_lot::Mutex;

use crate::subject::SubjectKey;

/// About 5 MiB when full.
const DEFAULT_CAPACITY: NonZeroUsize = NonZeroUsize::new(50_000).unwrap();

/// A bounded cache of unwrapped keys, shared by all threads. It knows only this process: a process beside
/// it has to be told of an erasure, or be restarted.
pub struct SubjectKeyCache(Mutex<Inner>);

struct Inner {
    keys: LruCache<RecordId, Arc<SubjectKey>>,
    erasures: u64,
}

/// Taken before the wrapped key is read from the database and handed in with the unwrapped one, so that a
/// key erased in between is not put back.
#[derive(Clone, Copy, Debug)]
pub struct CacheTicket(u64);

impl Default for SubjectKeyCache {
    fn default() -> Self {
        Self::with_capacity(DEFAULT_CAPACITY)
    }
}

impl SubjectKeyCache {
    /// A cache of at most that many keys; [`SubjectKeyCache::default`] holds 50,000.
    pub fn with_capacity(capacity: NonZeroUsize) -> Self {
        Self(Mutex::new(Inner { keys: LruCache::new(capacity), erasures: 0 }))
    }

    /// The key, when it is at hand.
    pub fn find(&self, subject: &RecordId) -> Option<Arc<SubjectKey>> {
        self.0.lock().keys.get(subject).map(Arc::clone)
    }

    /// Finds many at once under one lock; the answers stand in the order of the questions.
    pub fn find_many(&self, subjects: &[RecordId]) -> Vec<Option<Arc<SubjectKey>>> {
        let mut inner = self.0.lock();
        subjects.iter().map(|subject| inner.keys.get(subject).map(Arc::clone)).collect()
    }

    /// To be taken before reading wrapped keys from the database.
    pub fn ticket(&self) -> CacheTicket {
        CacheTicket(self.0.lock().erasures)
    }

    /// Keeps a key, unless any key was forgotten since the ticket was taken.
    pub fn insert(&self, ticket: CacheTicket, subject: RecordId, key: Arc<SubjectKey>) {
        let mut inner = self.0.lock();
        if inner.erasures == ticket.0 {
            inner.keys.put(subject, key);
        }
    }

    /// Drops a key; called before and after its wrapped form is erased from the database.
    pub fn forget(&self, subject: &RecordId) {
        let mut inner = self.0.lock();
        inner.erasures += 1;
        inner.keys.pop(subject);
    }

    /// Drops every key.
    pub fn clear(&self) {
        let mut inner = self.0.lock();
        inner.erasures += 1;
        inner.keys.clear();
    }

    /// How many keys are at hand.
    pub fn len(&self) -> usize {
        self.0.lock().keys.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for SubjectKeyCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubjectKeyCache").field("len", &self.len()).finish_non_exhaustive()
    }
}
