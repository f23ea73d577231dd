//! Nothing committed names the machine it was written on: no absolute path of a developer, no registry or mirror of theirs.

use crate::tree::{Finding, Tree};

/// Not where these very marks are looked for.
const LOOKER: &str = "xtask/src/rules/workplace.rs";
/// Folders that exist on somebody's machine only.
const HOMES: &[&str] = &["/root/", "/home/", "/work/", "/Users/"];
/// Settings that send a package client elsewhere.
const MIRRORS: &[&str] = &["registry=", "index-url", "[source.", "replace-with", "\"resolved\": \"http"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.all().filter(|file| file.path != LOOKER) {
        for (index, line) in file.text.lines().enumerate() {
            if let Some(home) = HOMES.iter().find(|home| begins_a_path(line, home)) {
                found.push(Finding::new(
                    &file.path,
                    index + 1,
                    format!("a path below {home} is of one machine only"),
                ));
            }
            let is_setting =
                [".toml", ".npmrc", ".json", ".sh", ".lock"].iter().any(|end| file.path.ends_with(end));
            if let Some(mirror) = MIRRORS.iter().find(|mirror| is_setting && line.contains(*mirror)) {
                found.push(Finding::new(
                    &file.path,
                    index + 1,
                    format!("`{mirror}` ties the repository to one registry host"),
                ));
            }
        }
    }
    found
}

/// Whether the line has this folder at the start of a path, and not within one.
fn begins_a_path(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !before.is_some_and(|sign| sign.is_alphanumeric() || "_.-/}*>".contains(sign))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_developers_path_is_found_and_a_relative_one_is_not() {
        assert!(begins_a_path("see /home/anna/kedun", "/home/"));
        assert!(!begins_a_path("see web/home/page", "/home/"));
        let lock = "  \"resolved\": \"https://mirror.example/a.tgz\"";
        let tree = Tree::of(&[("web/package-lock.json", lock), ("a.md", "in \"/Users/x/y\"")]);
        assert_eq!(check(&tree).len(), 2);
    }
}
