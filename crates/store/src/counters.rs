//! Counts of what the database did, for metrics and for the tests that prove commits are grouped.

use std::sync::atomic::{AtomicU64, Ordering};

/// What the database did since it was opened, and what waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counters {
    /// Read jobs begun.
    pub reads: u64,
    /// Write jobs begun.
    pub writes: u64,
    /// Durable commits; fewer than writes where commits are grouped.
    pub commits: u64,
    /// Jobs refused because too many waited.
    pub refused: u64,
    /// Jobs that wait now.
    pub queued: u64,
}

#[derive(Default)]
pub(crate) struct Tally {
    reads: AtomicU64,
    writes: AtomicU64,
    commits: AtomicU64,
    refused: AtomicU64,
}

impl Tally {
    pub(crate) fn read(&self) {
        self.reads.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn write(&self) {
        self.writes.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn commit(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn refuse(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn counters(&self, queued: usize) -> Counters {
        Counters {
            reads: self.reads.load(Ordering::Relaxed),
            writes: self.writes.load(Ordering::Relaxed),
            commits: self.commits.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
            queued: u64::try_from(queued).unwrap_or(u64::MAX),
        }
    }
}
