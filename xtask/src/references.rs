//! References from prose to the repository: `` `crates/x/tests/y.rs::test_name` ``, paths in backticks, and links.

use std::path::Path;

use crate::tree::Tree;

/// Where paths of the repository begin, when prose names them in backticks.
const AREAS: &[&str] = &[
    "crates/", "web/", "xtask/", "docs/", "scripts/", "objects/", "roles/", "bench/", ".ci/", ".config/",
    ".cargo/",
];

/// A test named in prose.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestReference<'a> {
    pub(crate) path: &'a str,
    pub(crate) name: &'a str,
}

/// Everything between single backticks on a line.
pub(crate) fn code_spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The tests a line of prose names.
pub(crate) fn tests_in(line: &str) -> Vec<TestReference<'_>> {
    code_spans(line)
        .filter_map(|span| span.split_once("::"))
        .filter(|(path, _)| path.contains('/') && is_ours(path))
        .map(|(path, name)| TestReference { path, name })
        .collect()
}

/// The paths of the repository that a line of prose names, without patterns such as `crates/*/src`.
pub(crate) fn paths_in(line: &str) -> impl Iterator<Item = &str> {
    code_spans(line)
        .map(|span| span.split_once("::").map_or(span, |(path, _)| path))
        .filter(|span| is_ours(span) && !span.contains(['*', '<', '…', ' ', '{', '$', '(']))
}

/// The targets of a line's Markdown links that point into the repository.
pub(crate) fn links_in(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.split('#').next().unwrap_or(target))
        .filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:"))
}

/// Why a test reference does not lead to a test, if it doesn't.
pub(crate) fn broken(tree: &Tree, reference: &TestReference<'_>) -> Option<String> {
    let TestReference { path, name } = reference;
    let Some(text) = tree.text(path) else {
        return Some(format!("names a test in `{path}`, which is not there"));
    };
    let found = if is_rust(path) { text.contains(&format!("fn {name}(")) } else { text.contains(name) };
    (!found).then(|| format!("names the test `{name}`, which is not in `{path}`"))
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|end| end == "rs")
}

fn is_ours(path: &str) -> bool {
    AREAS.iter().any(|area| path.starts_with(area))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_reference_is_a_path_and_a_name() {
        let line = "1. Held by `crates/a/tests/b.rs::it_holds` and `model::words_of`.";
        assert_eq!(tests_in(line), [TestReference { path: "crates/a/tests/b.rs", name: "it_holds" }]);
        assert_eq!(paths_in(line).collect::<Vec<_>>(), ["crates/a/tests/b.rs"]);
    }

    #[test]
    fn a_reference_to_a_missing_test_is_broken() {
        let tree = Tree::of(&[
            ("crates/a/tests/b.rs", "fn it_holds() {}"),
            ("web/e2e/a.spec.ts", "test('may not see', …)"),
        ]);
        let check = |path, name| broken(&tree, &TestReference { path, name });
        assert_eq!(check("crates/a/tests/b.rs", "it_holds"), None);
        assert_eq!(check("web/e2e/a.spec.ts", "may not see"), None);
        assert!(check("crates/a/tests/b.rs", "it_hold").is_some());
        assert!(check("crates/a/tests/c.rs", "it_holds").is_some());
    }

    #[test]
    fn links_outside_the_repository_are_left_alone() {
        let line = "[a](docs/a.md#part) [b](https://example.com) [c](#here)";
        assert_eq!(links_in(line).collect::<Vec<_>>(), ["docs/a.md"]);
    }
}
