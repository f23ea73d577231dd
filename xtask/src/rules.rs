//! The house rules, one file each. A rule reads the tree and says where it is broken.
//!
//! To add one: a file here with a `check`, its own tests, and a line in [`ALL`]; the test below runs it over the real tree.

pub(crate) mod commands;
pub(crate) mod dependencies;
pub(crate) mod file_size;
pub(crate) mod generated;
pub(crate) mod invariants;
pub(crate) mod markers;
pub(crate) mod pointers;
pub(crate) mod raw_sql;
pub(crate) mod requirements;
pub(crate) mod words;
pub(crate) mod workplace;

use anyhow::Result;

use crate::tree::{Finding, Tree};

/// One rule.
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) check: fn(&Tree) -> Result<Vec<Finding>>,
}

/// Every rule, in the order they are reported.
pub(crate) const ALL: &[Rule] = &[
    Rule { name: "floors", check: dependencies::floors },
    Rule { name: "unused dependencies", check: dependencies::unused },
    Rule { name: "file size", check: |tree| Ok(file_size::check(tree)) },
    Rule { name: "markers", check: |tree| Ok(markers::check(tree)) },
    Rule { name: "raw SQL", check: |tree| Ok(raw_sql::check(tree)) },
    Rule { name: "words of codes", check: |tree| Ok(words::check(tree)) },
    Rule { name: "invariants", check: |tree| Ok(invariants::check(tree)) },
    Rule { name: "requirements", check: |tree| Ok(requirements::check(tree)) },
    Rule { name: "pointers", check: |tree| Ok(pointers::check(tree)) },
    Rule { name: "commands", check: |tree| Ok(commands::check(tree)) },
    Rule { name: "generated", check: generated::check },
    Rule { name: "workplace", check: |tree| Ok(workplace::check(tree)) },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_keeps_the_house_rules() -> Result<()> {
        let tree = Tree::read(&crate::tree::root())?;
        let mut breaches = Vec::new();
        for rule in ALL {
            breaches.extend((rule.check)(&tree)?.iter().map(|finding| format!("{finding} [{}]", rule.name)));
        }
        assert!(breaches.is_empty(), "{}", breaches.join("\n"));
        Ok(())
    }
}
