//! Networks that the counter told to wait: until then their refusals cost no place among the writers, and the log is told
//! of them once a minute. Whether a token is a right one is still looked up: behind the same address sit programs with
//! right ones, and they are let in.

use std::collections::HashMap;

use jiff::Timestamp;
use parking_lot::Mutex;

use crate::sign_in::Refusals;

/// Networks kept at once; beyond, all are forgotten, and told anew by the counter.
const MAX_NETWORKS: usize = 4096;

/// Who waits, and what was told of it.
pub(super) struct Flood {
    until: Mutex<HashMap<[u8; 32], Timestamp>>,
    told: Refusals,
}

impl Flood {
    pub(super) fn new() -> Self {
        Self { until: Mutex::default(), told: Refusals::for_log() }
    }

    pub(super) fn is_waiting(&self, network: &[u8; 32], now: Timestamp) -> bool {
        self.until.lock().get(network).is_some_and(|until| *until > now)
    }

    pub(super) fn wait(&self, network: [u8; 32], now: Timestamp, secs: u32) {
        let until = Timestamp::from_second(now.as_second() + i64::from(secs)).unwrap_or(now);
        let mut waiting = self.until.lock();
        if waiting.len() >= MAX_NETWORKS {
            waiting.clear();
        }
        waiting.insert(network, until);
    }

    /// How many refusals to tell of now, this one included; none while the last telling is fresh.
    pub(super) fn to_tell(&self, network: [u8; 32], now: Timestamp) -> Option<u64> {
        self.told.to_tell(network, now)
    }
}
