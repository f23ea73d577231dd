//! When a reader must be done: the engine asks every so many of its own steps and ends the statement then.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::connection::SqliteConnection;
use super::errors::running;
use crate::Error;

/// Steps of the engine between two looks at the clock: some tens of microseconds.
const STEPS: std::ffi::c_int = 4_096;

/// No deadline.
const NEVER: u64 = u64::MAX;

/// A connection's deadline.
pub(super) struct Deadline {
    /// Microseconds since `began`, which the engine's own thread reads.
    at: Arc<AtomicU64>,
    began: Instant,
}

impl Deadline {
    /// A deadline the connection keeps; there is none yet.
    pub(super) fn watched_by(connection: &mut SqliteConnection) -> Result<Self, Error> {
        let this = Self { at: Arc::new(AtomicU64::new(NEVER)), began: Instant::now() };
        let (at, began) = (Arc::clone(&this.at), this.began);
        let passed = move || {
            let at = at.load(Ordering::Relaxed);
            at != NEVER && micros(began.elapsed()) >= at
        };
        connection.raw().progress_handler(STEPS, Some(passed)).map_err(|e| running(&e))?;
        Ok(this)
    }

    /// So long from now, or never.
    pub(super) fn set(&self, limit: Option<Duration>) {
        let at = limit.map_or(NEVER, |limit| micros(self.began.elapsed().saturating_add(limit)));
        self.at.store(at, Ordering::Relaxed);
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(NEVER)
}
