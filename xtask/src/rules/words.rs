//! Every problem code that code writes down has its sentence in `crates/model/src/words.rs`. The table itself is tested there.

use crate::tree::{Finding, Tree};

/// Constructors whose second argument is a code.
const CONSTRUCTORS: &[&str] = &["Problem::new(", "invalid_field("];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in
        tree.ending(&[".rs"]).filter(|file| file.path.starts_with("crates/") && file.path.contains("/src/"))
    {
        for (line, code) in codes(&file.text) {
            if model::words_of(code).code != code {
                found.push(Finding::new(
                    &file.path,
                    line,
                    format!("`{code}` has no words in crates/model/src/words.rs"),
                ));
            }
        }
    }
    found
}

/// The literal codes given to constructors, each with its line.
fn codes(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for constructor in CONSTRUCTORS {
        for (at, _) in text.match_indices(constructor) {
            let rest = text.get(at + constructor.len()..).unwrap_or_default();
            if let Some(code) = second_argument(rest).and_then(literal) {
                found.push((text.get(..at).unwrap_or_default().lines().count().max(1), code));
            }
        }
    }
    found
}

/// The second of a call's arguments, given what stands behind its opening parenthesis.
fn second_argument(rest: &str) -> Option<&str> {
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    let mut start = None;
    for (at, sign) in rest.char_indices() {
        match sign {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return start.and_then(|start| rest.get(start..at)),
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => match start {
                None => start = Some(at + 1),
                Some(start) => return rest.get(start..at),
            },
            _ => {}
        }
    }
    None
}

fn literal(argument: &str) -> Option<&str> {
    argument.trim().strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_second_argument() {
        let text = "a(\n  Problem::new(Kind::Conflict, \"taken\").with(\"a\", b),\n  FieldProblem::new(format!(\"x[{}], y\", i), \"too_long\"),\n  invalid_field(\n    \"phone\",\n    \"invalid_phone\",\n  ),\n  Problem::new(kind, code))";
        let mut found = codes(text);
        found.sort_unstable();
        assert_eq!(found, [(2, "taken"), (3, "too_long"), (4, "invalid_phone")]);
    }

    #[test]
    fn a_code_without_words_is_found() {
        let tree =
            Tree::of(&[("crates/a/src/lib.rs", "Problem::new(Kind::Invalid, \"no_such_code_at_all\")")]);
        assert_eq!(check(&tree).len(), 1);
        let tree = Tree::of(&[("crates/a/src/lib.rs", "Problem::new(Kind::Invalid, \"validation_failed\")")]);
        assert_eq!(check(&tree), []);
    }
}
