//! Every invariant of ARCHITECTURE.md names a test that is there: `` `path/to/file.rs::test_name` ``.

use crate::references::{broken, tests_in};
use crate::tree::{Finding, Tree};

const PAGE: &str = "ARCHITECTURE.md";
const HEADING: &str = "## Invariants";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(text) = tree.text(PAGE) else {
        return vec![Finding::new(PAGE, 0, "is missing")];
    };
    let items = numbered_items(text);
    if items.is_empty() {
        return vec![Finding::new(PAGE, 0, format!("has no numbered list under `{HEADING}`"))];
    }
    let mut found = Vec::new();
    for (line, item) in &items {
        let tests = tests_in(item);
        if tests.is_empty() {
            found.push(Finding::new(PAGE, *line, "an invariant without a test"));
        }
        found.extend(
            tests.iter().filter_map(|test| broken(tree, test)).map(|why| Finding::new(PAGE, *line, why)),
        );
    }
    found
}

/// The items under the heading, each with its first line's number and all its text on one line.
fn numbered_items(text: &str) -> Vec<(usize, String)> {
    let mut items: Vec<(usize, String)> = Vec::new();
    let lines = text.lines().enumerate().skip_while(|(_, line)| !line.starts_with(HEADING)).skip(1);
    for (index, line) in lines.take_while(|(_, line)| !line.starts_with("## ")) {
        let is_item = line.split_once(". ").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
        if is_item {
            items.push((index + 1, line.to_owned()));
        } else if let Some((_, item)) = items.last_mut() {
            item.push(' ');
            item.push_str(line.trim());
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invariant_without_a_living_test_is_found() {
        let page = "# A\n## Invariants\nSome words.\n1. Held.\n   `crates/a/tests/b.rs::it_holds`\n2. Not held.\n3. Gone. `crates/a/tests/b.rs::gone`\n## Next\n1. no invariant";
        let tree = Tree::of(&[(PAGE, page), ("crates/a/tests/b.rs", "fn it_holds() {}")]);
        let lines: Vec<_> = check(&tree).into_iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [6, 7]);
    }
}
