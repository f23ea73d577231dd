//! Sessions in memory, by the hash of their token, so that a request needs no query.
//!
//! Where this process is alone on the database (SQLite) the cache is the truth until it is told otherwise;
//! beside other servers an entry is asked for again after a second. What ends a session forgets it here in
//! the same breath, and a reading that was under way meanwhile is not kept.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use model::{SessionId, UserId};
use parking_lot::RwLock;
use store::system::sessions::SessionRow;
use vault::TokenHash;

/// How long an entry is believed beside other servers.
const BELIEVED: Duration = Duration::from_secs(1);
const BELIEVED_MICROS: i64 = 1_000_000;

/// Longer than that is waited: clocks are read, not continuous.
const MARGIN: Duration = Duration::from_millis(50);

/// Past this many the cache is emptied; it fills again at one query a session.
const MAX_ENTRIES: usize = 100_000;

/// A live session as it is kept.
pub(crate) struct Cached {
    pub(crate) id: SessionId,
    pub(crate) user: UserId,
    pub(crate) proved_at: Timestamp,
    expires_at: i64,
    idle_micros: i64,
    last_used_at: AtomicI64,
    written_at: AtomicI64,
    read_at: i64,
}

impl Cached {
    pub(crate) fn new(row: &SessionRow, read_at: Timestamp) -> Self {
        let last_used = row.last_used_at.as_microsecond();
        Self {
            id: row.id,
            user: row.user_id,
            proved_at: row.proved_at,
            expires_at: row.expires_at.as_microsecond(),
            idle_micros: row.idle_secs.saturating_mul(1_000_000),
            last_used_at: AtomicI64::new(last_used),
            written_at: AtomicI64::new(last_used),
            read_at: read_at.as_microsecond(),
        }
    }

    /// Notes a use at that instant, if the session is not over by then.
    pub(crate) fn is_live_at(&self, now: Timestamp) -> bool {
        let now = now.as_microsecond();
        let idle_since = now.saturating_sub(self.last_used_at.load(Ordering::Relaxed));
        let live = now < self.expires_at && idle_since < self.idle_micros;
        if live {
            self.last_used_at.fetch_max(now, Ordering::Relaxed);
        }
        live
    }
}

/// The sessions in memory.
pub(crate) struct SessionCache {
    alone: bool,
    entries: RwLock<HashMap<TokenHash, Arc<Cached>>>,
    /// Grows with everything that is forgotten.
    forgotten: AtomicU64,
}

/// A promise to read a session from the database.
#[derive(Clone, Copy)]
pub(crate) struct Reading(u64);

impl SessionCache {
    pub(crate) fn new(alone: bool) -> Self {
        Self { alone, entries: RwLock::default(), forgotten: AtomicU64::new(0) }
    }

    /// The session of that token, if it is known and may be believed now.
    pub(crate) fn find(&self, token: &TokenHash, now: Timestamp) -> Option<Arc<Cached>> {
        let entry = self.entries.read().get(token).cloned()?;
        let age = now.as_microsecond().saturating_sub(entry.read_at);
        (self.alone || age <= BELIEVED_MICROS).then_some(entry)
    }

    /// How long another server may still believe what it read of a session; none if there is no other.
    pub(crate) fn believed_elsewhere(&self) -> Option<Duration> {
        (!self.alone).then_some(BELIEVED + MARGIN)
    }

    /// Say this before reading the database.
    pub(crate) fn reading(&self) -> Reading {
        Reading(self.forgotten.load(Ordering::SeqCst))
    }

    /// Keeps what was read, unless something was forgotten since the reading began.
    pub(crate) fn keep(&self, token: TokenHash, entry: Cached, reading: Reading) -> Arc<Cached> {
        let mut entries = self.entries.write();
        if let Some(before) = entries.get(&token) {
            entry.last_used_at.fetch_max(before.last_used_at.load(Ordering::Relaxed), Ordering::Relaxed);
        }
        let entry = Arc::new(entry);
        if self.forgotten.load(Ordering::SeqCst) == reading.0 {
            if entries.len() >= MAX_ENTRIES {
                entries.clear();
            }
            entries.insert(token, Arc::clone(&entry));
        }
        entry
    }

    /// Keeps a session in place of those that ended with its making, in one step: an end that comes between is not overwritten.
    pub(crate) fn keep_instead(
        &self,
        is_over: impl Fn(&Cached) -> bool,
        token: TokenHash,
        entry: Cached,
        reading: Reading,
    ) -> Arc<Cached> {
        let mut entries = self.entries.write();
        entries.retain(|_, entry| !is_over(entry));
        let entry = Arc::new(entry);
        // What was read before it must not come back: this counts as forgetting.
        if self.forgotten.fetch_add(1, Ordering::SeqCst) == reading.0 {
            entries.insert(token, Arc::clone(&entry));
        }
        entry
    }

    /// Forgets the sessions of which that is true.
    pub(crate) fn forget(&self, is_over: impl Fn(&Cached) -> bool) {
        let mut entries = self.entries.write();
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        entries.retain(|_, entry| !is_over(entry));
    }

    /// The sessions whose last use is newer than what is written, as written from now on.
    pub(crate) fn touched(&self) -> Vec<(SessionId, Timestamp)> {
        let entries = self.entries.read();
        let due = entries.values().filter_map(|entry| {
            let last_used = entry.last_used_at.load(Ordering::Relaxed);
            let written = entry.written_at.load(Ordering::Relaxed);
            if last_used <= written {
                return None;
            }
            entry.written_at.store(last_used, Ordering::Relaxed);
            Timestamp::from_microsecond(last_used).ok().map(|at| (entry.id, at))
        });
        due.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_second(secs).unwrap()
    }

    fn entry(read_at: i64) -> Cached {
        let row = SessionRow {
            id: SessionId(uuid::Uuid::from_u128(1)),
            token_hash: vec![1; 32],
            user_id: UserId(uuid::Uuid::from_u128(2)),
            created_at: at(0),
            last_used_at: at(0),
            expires_at: at(10_000),
            idle_secs: 100,
            address: String::new(),
            user_agent: String::new(),
            strength: "password".into(),
            ended_at: None,
            ended_why: None,
            device_id: None,
            proved_at: at(0),
        };
        Cached::new(&row, at(read_at))
    }

    #[test]
    fn a_session_ends_by_idleness_and_by_age() {
        let session = entry(0);
        for now in (99..9_999).step_by(99) {
            assert!(session.is_live_at(at(now)), "{now}");
        }
        assert!(!session.is_live_at(at(10_000)));
        let session = entry(0);
        assert!(!session.is_live_at(at(100)));
    }

    #[test]
    fn an_entry_beside_other_servers_is_believed_for_a_second() {
        for (alone, secs, found) in [(true, 1_000_000, true), (false, 1, true), (false, 2, false)] {
            let cache = SessionCache::new(alone);
            let reading = cache.reading();
            cache.keep([7; 32], entry(0), reading);
            assert_eq!(cache.find(&[7; 32], at(secs)).is_some(), found);
        }
    }

    #[test]
    fn a_reading_that_was_overtaken_by_an_end_is_not_kept() {
        let cache = SessionCache::new(true);
        let reading = cache.reading();
        cache.forget(|_| true);
        cache.keep([7; 32], entry(0), reading);
        assert!(cache.find(&[7; 32], at(0)).is_none());
    }

    #[test]
    fn a_session_that_takes_the_place_of_others_does_not_outlive_an_end_that_came_between() {
        for ended_between in [false, true] {
            let cache = SessionCache::new(true);
            cache.keep([6; 32], entry(0), cache.reading());
            let (reading, older) = (cache.reading(), cache.reading());
            if ended_between {
                cache.forget(|_| true);
            }
            cache.keep_instead(|_| true, [7; 32], entry(0), reading);
            assert!(cache.find(&[6; 32], at(0)).is_none());
            assert_eq!(cache.find(&[7; 32], at(0)).is_none(), ended_between);
            cache.keep([6; 32], entry(0), older);
            assert!(cache.find(&[6; 32], at(0)).is_none(), "read before it was replaced");
        }
    }

    #[test]
    fn a_use_is_to_be_written_once() {
        let cache = SessionCache::new(true);
        let session = cache.keep([7; 32], entry(0), cache.reading());
        assert_eq!(cache.touched(), []);
        assert!(session.is_live_at(at(30)));
        assert!(session.is_live_at(at(61)));
        assert_eq!(cache.touched(), [(session.id, at(61))]);
        assert_eq!(cache.touched(), []);
    }
}
