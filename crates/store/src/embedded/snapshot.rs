//! How long a reader may go on with the snapshot it has.
//!
//! SQLite throws a connection's whole page cache away when it begins a snapshot after anybody committed. The audit log
//! is written many times a second, and what stands in it concerns no reader but the log's own: so a reader keeps its
//! snapshot, and with it a warm cache, until something else was committed, or for half a minute at most (ADR 0011).
//!
//! Invariant: a job never sees less than what was committed before it was handed in, but for lines of the log, and
//! those only if it does not ask for them (`tests/embedded.rs: a_read_sees_every_change_that_was_answered`).

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A snapshot is not kept longer, busy or idle: pages that a reader may still need stay in the write-ahead log.
const LONGEST: Duration = Duration::from_secs(30);

/// What the writer tells the readers.
#[derive(Default)]
pub(crate) struct Freshness {
    changes: AtomicU64,
    room_wanted: AtomicBool,
}

impl Freshness {
    /// Something other than the log was committed. To be said before the commit is answered.
    pub(super) fn changed(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether the writer waits for readers to let their snapshots go. Idle ones are to be nudged.
    pub(super) fn want_room(&self, wanted: bool) {
        self.room_wanted.store(wanted, Ordering::Release);
    }

    /// To be asked before a snapshot is begun.
    pub(super) fn begin(&self) -> Held {
        Held { changes: self.changes.load(Ordering::Acquire), since: Instant::now() }
    }
}

/// A snapshot that is held.
pub(super) struct Held {
    changes: u64,
    since: Instant,
}

impl Held {
    /// Whether a job that does not ask for the log may still be run on it.
    pub(super) fn serves(&self, freshness: &Freshness) -> bool {
        self.changes == freshness.changes.load(Ordering::Acquire)
            && !freshness.room_wanted.load(Ordering::Acquire)
            && !self.left().is_zero()
    }

    /// How long it may still be kept.
    pub(super) fn left(&self) -> Duration {
        LONGEST.saturating_sub(self.since.elapsed())
    }
}
