//! SQL text lives in `store` alone; `tables` prints its statements through a builder.

use crate::tree::{Finding, Tree};

const STARTS: &[&str] = &["\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM "];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let files =
        tree.ending(&[".rs"]).filter(|file| file.path.starts_with("crates/") && file.path.contains("/src/"));
    for file in files.filter(|file| !file.path.starts_with("crates/store/")) {
        for (index, line) in file.text.lines().enumerate() {
            if STARTS.iter().any(|start| line.contains(start)) {
                found.push(Finding::new(&file.path, index + 1, "raw SQL outside `store`"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_outside_store_is_found() {
        let sql = "let rows = query(\"SELECT id FROM o_account\");";
        let tree =
            Tree::of(&[("crates/records/src/read.rs", sql), ("crates/store/src/system/users.rs", sql)]);
        assert_eq!(check(&tree), [Finding::new("crates/records/src/read.rs", 1, "raw SQL outside `store`")]);
    }
}
