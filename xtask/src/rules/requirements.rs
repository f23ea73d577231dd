//! docs/requirements.md: every row that is done or begun names a test that is there.

use crate::references::{broken, tests_in};
use crate::tree::{Finding, Tree};

const PAGE: &str = "docs/requirements.md";
/// How far a requirement is. Only `later` may stand without a test.
const STATES: &[&str] = &["done", "begun", "later"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(text) = tree.text(PAGE) else {
        return vec![Finding::new(PAGE, 0, "is missing")];
    };
    let mut found = Vec::new();
    let rows = text.lines().enumerate().filter(|(_, line)| line.starts_with("| S"));
    for (index, row) in rows {
        found.extend(faults(tree, row).into_iter().map(|message| Finding::new(PAGE, index + 1, message)));
    }
    found
}

/// Columns: number, what is there now, state, tests.
fn faults(tree: &Tree, row: &str) -> Vec<String> {
    let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
    let [number, _, state, tests] = cells.as_slice() else {
        return vec![format!("{} columns, four expected", cells.len())];
    };
    let mut faults = Vec::new();
    if !STATES.contains(state) {
        faults.push(format!("{number}: the state is one of {}", STATES.join(", ")));
    }
    let tests = tests_in(tests);
    if tests.is_empty() && *state != "later" {
        faults.push(format!("{number} is {state} and names no test"));
    }
    faults.extend(tests.iter().filter_map(|test| broken(tree, test)));
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_done_names_its_test() {
        let tree = Tree::of(&[("crates/a/tests/b.rs", "fn it_holds() {}")]);
        assert!(faults(&tree, "| S1 | words | done | `crates/a/tests/b.rs::it_holds` |").is_empty());
        assert!(faults(&tree, "| S1 | words | later | |").is_empty());
        assert_eq!(faults(&tree, "| S1 | words | begun | |").len(), 1);
        assert_eq!(faults(&tree, "| S1 | words | done | `crates/a/tests/b.rs::gone` |").len(), 1);
        assert_eq!(faults(&tree, "| S1 | words | nearly | `crates/a/tests/b.rs::it_holds` |").len(), 1);
        assert_eq!(faults(&tree, "| S1 | words |").len(), 1);
    }
}
