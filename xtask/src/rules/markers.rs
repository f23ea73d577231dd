//! Nothing is left half done or switched off: a TODO carries an issue, `TODO(#12)`; no test is ignored, skipped or run alone.

use crate::tree::{Finding, Tree};

/// Not where these very marks are looked for.
const LOOKERS: &[&str] = &["xtask/src/rules/markers.rs", "web/vite/lint.mjs"];
const SWITCHED_OFF: &[&str] = &[
    "#[ignore",
    "test.only(",
    "test.skip(",
    "test.fixme(",
    "it.only(",
    "it.skip(",
    "describe.only(",
    "describe.skip(",
];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let files = tree
        .ending(&[".rs", ".ts", ".tsx", ".mjs", ".js", ".css", ".sh", ".sql", ".toml", ".html", "Makefile"]);
    for file in files.filter(|file| !LOOKERS.contains(&file.path.as_str())) {
        for (index, line) in file.text.lines().enumerate() {
            if let Some(message) = complaint(line) {
                found.push(Finding::new(&file.path, index + 1, message));
            }
        }
    }
    found
}

fn complaint(line: &str) -> Option<String> {
    if line.contains("FIXME") {
        return Some("a mark without an issue: write TODO(#number), or mend it".to_owned());
    }
    if line.split("TODO").skip(1).any(|rest| !names_an_issue(rest)) {
        return Some("a TODO carries its issue, TODO(#number), or does not stay".to_owned());
    }
    let mark = SWITCHED_OFF.iter().find(|mark| line.contains(*mark))?;
    Some(format!("`{mark}`: no test is switched off"))
}

fn names_an_issue(rest: &str) -> bool {
    rest.strip_prefix("(#")
        .and_then(|rest| rest.split_once(')'))
        .is_some_and(|(number, _)| number.parse::<u32>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_todo_needs_an_issue() {
        assert!(complaint("// TODO: later").is_some());
        assert!(complaint("// TODO(#12): later").is_none());
        assert!(complaint("// TODO(#12): one, TODO two").is_some());
    }

    #[test]
    fn switched_off_tests_are_found() {
        assert!(complaint("#[ignore = \"slow\"]").is_some());
        assert!(complaint("test.only('a', …)").is_some());
        assert!(complaint("fn ignored() {}").is_none());
    }
}
