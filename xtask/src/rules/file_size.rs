//! A file past 600 lines says in its header why it is one thing: a sentence with "Long because".

use crate::tree::{Finding, Tree};

const MAX_LINES: usize = 600;
/// The header: as far as module docs reach.
const HEADER_LINES: usize = 40;
const EXCUSE: &str = "Long because";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    tree.ending(&[".rs", ".ts", ".tsx", ".mjs", ".css", ".sh"])
        .filter_map(|file| {
            let lines = file.text.lines().count();
            let excused = file.text.lines().take(HEADER_LINES).any(|line| line.contains(EXCUSE));
            (lines > MAX_LINES && !excused).then(|| {
                Finding::new(
                    &file.path,
                    0,
                    format!(
                        "{lines} lines: look for the second subject, or say \"{EXCUSE} …\" in the header"
                    ),
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_must_say_why() {
        let long = "let x = 1;\n".repeat(601);
        let excused = format!("//! Long because it is one table.\n{long}");
        let tree = Tree::of(&[("a.rs", &long), ("b.rs", &excused), ("c.rs", "short")]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(found, ["a.rs"]);
    }
}
