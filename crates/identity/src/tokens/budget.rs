//! How many records a token is given, in each hour of the clock. All that an app is given by what one person allowed is
//! one count: another access token, which it may ask for at any time, is no other budget.
//!
//! A request reserves before it reads, as many as it may be given at most, and gives back what it was not given. It is
//! let through while anything is left: so the sum over an hour is never more than the budget and one page, however many
//! requests come at once (`the_sum_is_never_more_than_the_budget_and_a_page`). An export asks for all of it first.
//!
//! Counted in memory and written once a minute and when the program ends: `kill -9` forgets the last minute. Servers
//! side by side know of each other's what was written.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use model::{Kind, Problem};
use parking_lot::Mutex;
use store::system::tokens::TokenUse;
use uuid::Uuid;

const HOUR_SECS: i64 = 3600;

/// A count that was not used for so long, and is written, is forgotten.
const KEPT_SECS: i64 = 2 * HOUR_SECS;

/// One count.
#[derive(Debug)]
struct Counter {
    hour: i64,
    spent: u64,
    /// What of `spent` is not written yet; negative when more was written than was given in the end.
    unwritten: i64,
    last_used_at: Timestamp,
    address: String,
    /// Whether a use was not written yet.
    used: bool,
}

impl Counter {
    fn turn(&mut self, now: Timestamp) {
        let hour = hour_of(now);
        // Never back: a clock that jumps must not give a spent hour again.
        if hour > self.hour {
            (self.hour, self.spent, self.unwritten) = (hour, 0, 0);
        }
    }
}

fn hour_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(HOUR_SECS)
}

/// What a token may still be given.
#[derive(Clone, Debug)]
pub struct Budget {
    counter: Arc<Mutex<Counter>>,
    limit: u64,
}

/// Records set aside for a request. What is not given back counts as given.
#[must_use]
#[derive(Debug)]
pub struct Reserved {
    counter: Arc<Mutex<Counter>>,
    hour: i64,
    amount: u64,
}

impl Budget {
    /// Sets records aside for a request that is given at most that many.
    ///
    /// # Errors
    /// `budget_spent` with the seconds until the next hour, when nothing is left.
    pub fn reserve(&self, amount: u64, now: Timestamp) -> Result<Reserved, Problem> {
        let mut counter = self.counter.lock();
        counter.turn(now);
        if amount > 0 && counter.spent >= self.limit {
            return Err(spent(now));
        }
        Ok(self.take(&mut counter, amount))
    }

    /// Sets all that is left aside; it may be nothing.
    pub fn reserve_rest(&self, now: Timestamp) -> Reserved {
        let mut counter = self.counter.lock();
        counter.turn(now);
        let rest = self.limit.saturating_sub(counter.spent);
        self.take(&mut counter, rest)
    }

    /// That nothing is left until the next hour, which is told in seconds.
    pub fn spent(now: Timestamp) -> Problem {
        spent(now)
    }

    fn take(&self, counter: &mut Counter, amount: u64) -> Reserved {
        counter.spent = counter.spent.saturating_add(amount);
        counter.unwritten = counter.unwritten.saturating_add_unsigned(amount);
        Reserved { counter: Arc::clone(&self.counter), hour: counter.hour, amount }
    }
}

/// That nothing is left until the next hour.
fn spent(now: Timestamp) -> Problem {
    let seconds = HOUR_SECS - now.as_second().rem_euclid(HOUR_SECS);
    Problem::new(Kind::TooMany, "budget_spent").with("seconds", seconds.to_string())
}

impl Reserved {
    /// How many were set aside.
    pub fn amount(&self) -> u64 {
        self.amount
    }

    /// Gives back what was not given.
    pub fn given(self, records: u64) {
        let back = self.amount.saturating_sub(records);
        let mut counter = self.counter.lock();
        if counter.hour == self.hour {
            counter.spent = counter.spent.saturating_sub(back);
            counter.unwritten = counter.unwritten.saturating_sub_unsigned(back);
        }
    }
}

/// Every count, by the own token or the grant it is of.
#[derive(Default)]
pub(super) struct Ledger(Mutex<HashMap<Uuid, Arc<Mutex<Counter>>>>);

impl Ledger {
    /// The budget of a token that is used now. `known` is what the database knew of it, if it was just read.
    pub(super) fn used(
        &self,
        counted: Uuid,
        limit: u64,
        known: Option<&TokenUse>,
        address: Option<&str>,
        now: Timestamp,
    ) -> Budget {
        let counter = Arc::clone(self.0.lock().entry(counted).or_insert_with(|| {
            Arc::new(Mutex::new(Counter {
                hour: hour_of(now),
                spent: 0,
                unwritten: 0,
                last_used_at: Timestamp::UNIX_EPOCH,
                address: String::new(),
                used: false,
            }))
        }));
        let mut count = counter.lock();
        count.turn(now);
        if let Some(known) = known.filter(|known| known.spent_hour == count.hour) {
            let all = known.spent.saturating_add(count.unwritten);
            count.spent = count.spent.max(u64::try_from(all).unwrap_or(0));
        }
        let address = address.unwrap_or_default();
        if count.last_used_at < now || count.address != address {
            count.last_used_at = count.last_used_at.max(now);
            address.clone_into(&mut count.address);
            count.used = true;
        }
        drop(count);
        Budget { counter, limit }
    }

    /// What was given in this hour, as far as it is known here. `known` is what the database knows.
    pub(super) fn spent(&self, counted: Uuid, known: Option<&TokenUse>, now: Timestamp) -> u64 {
        let written = known.filter(|known| known.spent_hour == hour_of(now)).map_or(0, |known| known.spent);
        let Some(counter) = self.0.lock().get(&counted).cloned() else {
            return u64::try_from(written).unwrap_or(0);
        };
        let mut count = counter.lock();
        count.turn(now);
        count.spent.max(u64::try_from(written.saturating_add(count.unwritten)).unwrap_or(0))
    }

    /// What is not written yet, as written from now on.
    pub(super) fn unwritten(&self) -> Vec<(Uuid, TokenUse)> {
        let counters = self.0.lock();
        let due = counters.iter().filter_map(|(id, counter)| {
            let mut counter = counter.lock();
            if !counter.used && counter.unwritten == 0 {
                return None;
            }
            let last = TokenUse {
                last_used_at: counter.last_used_at,
                last_address: counter.address.clone(),
                spent_hour: counter.hour,
                spent: counter.unwritten,
            };
            (counter.used, counter.unwritten) = (false, 0);
            Some((*id, last))
        });
        due.collect()
    }

    /// Takes back that it was written.
    pub(super) fn not_written(&self, rows: &[(Uuid, TokenUse)]) {
        let counters = self.0.lock();
        for (id, last) in rows {
            let Some(counter) = counters.get(id) else { continue };
            let mut counter = counter.lock();
            counter.used = true;
            if counter.hour == last.spent_hour {
                counter.unwritten = counter.unwritten.saturating_add(last.spent);
            }
        }
    }

    /// Forgets counts that nobody used for long: what is written is read again with the token.
    pub(super) fn forget_unused(&self, now: Timestamp) {
        let old = |counter: &Counter| {
            now.as_second() - counter.last_used_at.as_second() > KEPT_SECS
                && !counter.used
                && counter.unwritten == 0
        };
        self.0.lock().retain(|_, counter| Arc::strong_count(counter) > 1 || !old(&counter.lock()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + secs).unwrap()
    }

    fn id() -> Uuid {
        Uuid::from_u128(1)
    }

    #[test]
    fn the_sum_is_never_more_than_the_budget_and_a_page() {
        // Requests in every order of beginning and ending, each given anything from nothing to its page.
        let mut dice: u64 = 7;
        let mut throw = |below: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % below
        };
        for _ in 0..500 {
            let (limit, page) = (1 + throw(500), 1 + throw(200));
            let budget = Ledger::default().used(id(), limit, None, None, at(0));
            let (mut under_way, mut given) = (Vec::new(), 0);
            for _ in 0..60 {
                if throw(2) == 0 {
                    under_way.extend(budget.reserve(page, at(0)).ok());
                } else if !under_way.is_empty() {
                    let one: Reserved =
                        under_way.swap_remove(usize::try_from(throw(under_way.len() as u64)).unwrap());
                    let records = throw(page + 1);
                    given += records;
                    one.given(records);
                }
            }
            for one in under_way {
                given += page;
                one.given(page);
            }
            assert!(given < limit + page, "{given} of {limit} by {page}");
            let rest = budget.reserve_rest(at(0));
            assert_eq!(rest.amount(), limit.saturating_sub(given));
        }
    }

    #[test]
    fn a_new_hour_begins_anew_and_an_old_request_gives_nothing_back_to_it() {
        let ledger = Ledger::default();
        let budget = ledger.used(id(), 10, None, None, at(0));
        let old = budget.reserve(10, at(0)).unwrap();
        let problem = budget.reserve(1, at(1)).unwrap_err();
        assert_eq!(problem.code, "budget_spent");
        assert_eq!(problem.params[0].1, (HOUR_SECS - at(1).as_second().rem_euclid(HOUR_SECS)).to_string());
        assert!(budget.reserve(0, at(1)).is_ok());
        budget.reserve(4, at(HOUR_SECS)).unwrap().given(4);
        old.given(0);
        assert_eq!(budget.reserve_rest(at(HOUR_SECS)).amount(), 6);
        assert!(budget.reserve(1, at(0)).is_err(), "no way back");
    }

    #[test]
    fn what_was_written_is_counted_after_a_start() {
        let ledger = Ledger::default();
        let budget = ledger.used(id(), 100, None, Some("203.0.113.7"), at(0));
        budget.reserve(50, at(0)).unwrap().given(30);
        let [(_, first)] = &ledger.unwritten()[..] else { panic!("one token was used") };
        assert_eq!(
            (first.spent, first.last_address.as_str(), first.last_used_at),
            (30, "203.0.113.7", at(0))
        );
        assert!(ledger.unwritten().is_empty());
        let after = Ledger::default().used(id(), 100, Some(first), None, at(1));
        assert_eq!(after.reserve_rest(at(1)).amount(), 70);
        // What could not be written is written the next time.
        ledger.not_written(&[(id(), first.clone())]);
        assert_eq!(ledger.unwritten()[0].1.spent, 30);
    }
}
