//! Which values were found to be common, so that not every list counts them again.
//!
//! Only how a list is read depends on this, never what it holds: a value that has become rare meanwhile is
//! read the slower way until it is counted again.

use std::collections::HashMap;

use model::{ObjectName, Predicate};
use parking_lot::Mutex;

use crate::Living;

/// So many lists take an answer for granted before the value is counted again.
const GOOD_FOR: u32 = 256;
/// More answers than this are not kept: all are then forgotten.
const MOST: usize = 1_024;

/// Conditions that more rows fulfil than would make their value rare.
#[derive(Default)]
pub(crate) struct Common(Mutex<HashMap<(ObjectName, Living, Predicate), u32>>);

impl Common {
    /// Whether the condition was found to be common lately.
    pub(super) fn holds(&self, condition: &(ObjectName, Living, Predicate)) -> bool {
        let mut known = self.0.lock();
        match known.get_mut(condition) {
            Some(0) => {
                known.remove(condition);
                false
            }
            Some(left) => {
                *left -= 1;
                true
            }
            None => false,
        }
    }

    /// Keeps that the condition is common.
    pub(super) fn keep(&self, condition: (ObjectName, Living, Predicate)) {
        let mut known = self.0.lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(condition, GOOD_FOR);
    }
}

#[cfg(test)]
mod tests {
    use model::{Column, Predicate};

    use super::{Common, GOOD_FOR, MOST};
    use crate::Living;

    fn condition(value: i64) -> (model::ObjectName, Living, Predicate) {
        let object = model::ObjectName::new("deal").unwrap();
        (object, Living::Living, Predicate::equal(Column::new("amount"), value))
    }

    #[test]
    fn an_answer_is_good_for_so_many_lists_and_no_more() {
        let common = Common::default();
        assert!(!common.holds(&condition(1)));
        common.keep(condition(1));
        assert!((0..GOOD_FOR).all(|_| common.holds(&condition(1))));
        assert!(!common.holds(&condition(1)));
        assert!(!common.holds(&condition(2)));
    }

    #[test]
    fn answers_never_pile_up() {
        let common = Common::default();
        (0..10_000).for_each(|value| common.keep(condition(value)));
        assert!(common.0.lock().len() <= MOST);
    }
}
