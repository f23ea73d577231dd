//! How many jobs are under way: a bound, and a way to wait for the last.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

use crate::Error;

#[derive(Default)]
struct State {
    inside: usize,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    left: Condvar,
}

pub(crate) struct Gate {
    shared: Arc<Shared>,
    capacity: usize,
}

/// The right to be under way, until it is dropped.
pub(crate) struct Pass(Arc<Shared>);

impl Gate {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { shared: Arc::new(Shared::default()), capacity }
    }

    pub(crate) fn enter(&self) -> Result<Pass, Error> {
        let mut state = self.shared.state.lock();
        if state.closed {
            return Err(Error::Closed);
        }
        if state.inside >= self.capacity {
            return Err(Error::Busy);
        }
        state.inside += 1;
        Ok(Pass(Arc::clone(&self.shared)))
    }

    pub(crate) fn inside(&self) -> usize {
        self.shared.state.lock().inside
    }

    /// Lets nobody in any more and waits for those inside, at most so long.
    pub(crate) fn close(&self, patience: Duration) {
        let mut state = self.shared.state.lock();
        state.closed = true;
        self.shared.left.wait_while_for(&mut state, |state| state.inside > 0, patience);
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.0.state.lock().inside -= 1;
        self.0.left.notify_all();
    }
}
