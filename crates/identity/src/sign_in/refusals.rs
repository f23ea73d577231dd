//! Tries that were refused without a look at the password: told to the log once a minute and network, with their number,
//! and to the account's owner once a day. Who may try nothing must not be able to fill the log, which nothing is ever
//! deleted from, nor anybody's mailbox.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// How long the log is not told again of a network: its next refusals are only counted.
const TOLD_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Networks or accounts kept at once; where more are fresh than that, all are forgotten and told anew.
const MAX_SUBJECTS: usize = 4096;

struct Told {
    at: Timestamp,
    since: u64,
}

/// How long the owner of an account that is being guessed at is not told again.
const OWNER_TOLD_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// What was told, and how many came since.
pub(crate) struct Refusals {
    every: SignedDuration,
    told: Mutex<HashMap<[u8; 32], Told>>,
}

impl Refusals {
    /// What the log is told, by network.
    pub(crate) fn for_log() -> Self {
        Self { every: TOLD_EVERY, told: Mutex::default() }
    }

    /// What owners are told, by account.
    pub(crate) fn for_owners() -> Self {
        Self { every: OWNER_TOLD_EVERY, told: Mutex::default() }
    }

    /// How many refusals to tell of now, this one included; none while the last telling is fresh.
    pub(crate) fn to_tell(&self, subject: [u8; 32], now: Timestamp) -> Option<u64> {
        let mut told = self.told.lock();
        if let Some(known) = told.get_mut(&subject)
            && now.duration_since(known.at) < self.every
        {
            known.since = known.since.saturating_add(1);
            return None;
        }
        let since = told.insert(subject, Told { at: now, since: 0 }).map_or(0, |known| known.since);
        if told.len() > MAX_SUBJECTS {
            told.retain(|_, known| now.duration_since(known.at) < self.every);
        }
        if told.len() > MAX_SUBJECTS {
            told.clear();
        }
        Some(since.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_told_once_a_minute_with_its_number() {
        let refusals = Refusals::for_log();
        let at = |secs: i64| Timestamp::from_second(1_800_000_000 + secs).unwrap();
        assert_eq!(refusals.to_tell([1; 32], at(0)), Some(1));
        assert!((1..60).all(|secs| refusals.to_tell([1; 32], at(secs)).is_none()));
        assert_eq!(refusals.to_tell([2; 32], at(30)), Some(1), "another network");
        assert_eq!(refusals.to_tell([1; 32], at(60)), Some(60));
        assert_eq!(refusals.to_tell([1; 32], at(120)), Some(1));
    }

    #[test]
    fn networks_without_end_take_no_memory_without_end() {
        let refusals = Refusals::for_log();
        for n in 0..20_000u32 {
            let mut network = [0; 32];
            network[..4].copy_from_slice(&n.to_be_bytes());
            refusals.to_tell(network, Timestamp::UNIX_EPOCH);
        }
        assert!(refusals.told.lock().len() <= MAX_SUBJECTS);
    }
}
