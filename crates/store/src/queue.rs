//! A bounded queue between callers and database threads: full means refused, never waiting.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use crate::Error;

struct Inner<T> {
    waiting: VecDeque<T>,
    nudges: u64,
    closed: bool,
    /// How many must wait before a taker is woken; otherwise one.
    gathering: usize,
}

/// Many callers, one or several takers.
pub(crate) struct Queue<T> {
    inner: Mutex<Inner<T>>,
    changed: Condvar,
    capacity: usize,
}

/// What a taker got.
pub(crate) enum Taken<T> {
    /// The next item.
    Item(T),
    /// Nothing came in time.
    Nothing,
    /// Nothing waits, and somebody called [`Queue::nudge`].
    Nudged,
    /// The queue is closed and empty.
    Closed,
}

impl<T> Queue<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        let inner = Inner { waiting: VecDeque::new(), nudges: 0, closed: false, gathering: 0 };
        Self { inner: Mutex::new(inner), changed: Condvar::new(), capacity }
    }

    /// Puts an item at the end, or refuses it: [`Error::Busy`] if full, [`Error::Closed`] if closed.
    pub(crate) fn push(&self, item: T) -> Result<(), Error> {
        let mut inner = self.inner.lock();
        if inner.closed {
            return Err(Error::Closed);
        }
        if inner.waiting.len() >= self.capacity {
            return Err(Error::Busy);
        }
        inner.waiting.push_back(item);
        let enough = inner.waiting.len() >= inner.gathering;
        drop(inner);
        if enough {
            self.changed.notify_one();
        }
        Ok(())
    }

    /// Takes the first item, waiting at most so long. `nudges` is the taker's own count of those it knows of: none is
    /// missed, whatever the taker does meanwhile.
    pub(crate) fn take(&self, patience: Duration, nudges: &mut u64) -> Taken<T> {
        let mut inner = self.inner.lock();
        let until = Instant::now() + patience;
        loop {
            if let Some(item) = inner.waiting.pop_front() {
                return Taken::Item(item);
            }
            if inner.closed {
                return Taken::Closed;
            }
            if *nudges != inner.nudges {
                *nudges = inner.nudges;
                return Taken::Nudged;
            }
            let timed_out = self.changed.wait_until(&mut inner, until).timed_out();
            if timed_out && inner.waiting.is_empty() {
                return if inner.closed { Taken::Closed } else { Taken::Nothing };
            }
        }
    }

    /// Takes the first item if one waits. If none does, waits at most so long until so many do: the taker is woken once
    /// for all of them. For a queue with one taker.
    pub(crate) fn take_gathered(&self, missing: usize, patience: Duration) -> Option<T> {
        let mut inner = self.inner.lock();
        if missing > 0 && inner.waiting.is_empty() && !inner.closed {
            inner.gathering = missing;
            self.changed.wait_for(&mut inner, patience);
            inner.gathering = 0;
        }
        inner.waiting.pop_front()
    }

    /// Has every taker look up that waits for an item, once.
    pub(crate) fn nudge(&self) {
        let mut inner = self.inner.lock();
        inner.nudges = inner.nudges.wrapping_add(1);
        drop(inner);
        self.changed.notify_all();
    }

    /// How many items wait.
    pub(crate) fn len(&self) -> usize {
        self.inner.lock().waiting.len()
    }

    /// Refuses new items; those that wait are still taken.
    pub(crate) fn close(&self) {
        self.inner.lock().closed = true;
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_full_queue_refuses_and_a_closed_one_drains() {
        let queue = Queue::new(2);
        assert!(queue.push(1).is_ok() && queue.push(2).is_ok());
        assert_eq!(queue.push(3), Err(Error::Busy));
        queue.close();
        assert_eq!(queue.push(4), Err(Error::Closed));
        assert!(matches!(queue.take(Duration::ZERO, &mut 0), Taken::Item(1)));
        assert!(matches!(queue.take(Duration::ZERO, &mut 0), Taken::Item(2)));
        assert!(matches!(queue.take(Duration::ZERO, &mut 0), Taken::Closed));
    }

    #[test]
    fn a_taker_that_gathers_gets_what_came_whether_all_came_or_not() {
        let queue = Arc::new(Queue::new(8));
        assert_eq!(queue.take_gathered(0, Duration::from_hours(1)), None);
        assert_eq!(queue.take_gathered(2, Duration::ZERO), None);
        assert!(queue.push(1).is_ok());
        assert_eq!(queue.take_gathered(2, Duration::from_hours(1)), Some(1));

        let taker = Arc::clone(&queue);
        let taken = std::thread::spawn(move || taker.take_gathered(2, Duration::from_hours(1)));
        while queue.inner.lock().gathering == 0 {
            std::thread::yield_now();
        }
        assert!(queue.push(2).is_ok() && queue.push(3).is_ok());
        assert_eq!(taken.join().unwrap(), Some(2));
        assert!(matches!(queue.take(Duration::ZERO, &mut 0), Taken::Item(3)));

        let taker = Arc::clone(&queue);
        let taken = std::thread::spawn(move || taker.take_gathered(2, Duration::from_hours(1)));
        while queue.inner.lock().gathering == 0 {
            std::thread::yield_now();
        }
        queue.close();
        assert_eq!(taken.join().unwrap(), None);
    }

    #[test]
    fn a_nudge_reaches_each_taker_once_and_after_what_waits() {
        let queue = Queue::new(2);
        let (mut one, mut other) = (0, 0);
        queue.nudge();
        assert!(queue.push(1).is_ok());
        assert!(matches!(queue.take(Duration::ZERO, &mut one), Taken::Item(1)));
        for nudges in [&mut one, &mut other] {
            assert!(matches!(queue.take(Duration::ZERO, nudges), Taken::Nudged));
            assert!(matches!(queue.take(Duration::ZERO, nudges), Taken::Nothing));
        }
    }
}
