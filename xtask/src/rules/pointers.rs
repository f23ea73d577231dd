//! What the docs point at is there: paths and tests in backticks, and links.

use crate::references::{broken, links_in, paths_in, tests_in};
use crate::tree::{Finding, Tree};

/// A page of the past: what it points at may be gone.
const HISTORY: &str = "CHANGELOG.md";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for page in tree.ending(&[".md"]).filter(|page| page.path != HISTORY) {
        let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut fenced = false;
        for (index, line) in page.text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            }
            if fenced {
                continue;
            }
            let mut say = |message: String| found.push(Finding::new(&page.path, index + 1, message));
            paths_in(line)
                .filter(|path| !tree.has(path))
                .for_each(|path| say(format!("`{path}` is not there")));
            tests_in(line).iter().filter_map(|test| broken(tree, test)).for_each(&mut say);
            links_in(line)
                .filter(|link| !tree.has(&joined(folder, link)))
                .for_each(|link| say(format!("the link to {link} leads nowhere")));
        }
    }
    found
}

/// A link's target from the root, as seen from the page's folder.
fn joined(folder: &str, link: &str) -> String {
    let mut parts: Vec<&str> = if link.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_from_its_pages_folder() {
        assert_eq!(joined("docs/adr", "../logging.md"), "docs/logging.md");
        assert_eq!(joined("", "docs/logging.md"), "docs/logging.md");
    }

    #[test]
    fn a_pointer_to_nothing_is_found() {
        let page = "See `crates/a/src/lib.rs`, `crates/*/src` and [b](b.md).\n```\n`crates/in/a/fence.rs`\n```\n`crates/gone.rs` [c](c.md)";
        let tree = Tree::of(&[("docs/page.md", page), ("docs/b.md", ""), ("crates/a/src/lib.rs", "")]);
        let lines: Vec<_> = check(&tree).into_iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [5, 5]);
    }
}
