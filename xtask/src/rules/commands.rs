//! Every command that the pages show in their code blocks exists: make targets, `kedun` commands, xtask commands, npm scripts, scripts.

use crate::tree::{Finding, Tree};

const PAGES: &[&str] = &["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for page in PAGES {
        let Some(text) = tree.text(page) else {
            found.push(Finding::new(page, 0, "is missing"));
            continue;
        };
        for (line, command) in shown(text) {
            if let Some(why) = fault(tree, command) {
                found.push(Finding::new(page, line, why));
            }
        }
    }
    found
}

/// The lines of fenced blocks, without prompts and comments.
fn shown(text: &str) -> Vec<(usize, &str)> {
    let mut fenced = false;
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            lines.push((index + 1, line.trim().trim_start_matches("$ ")));
        }
    }
    lines
}

fn fault(tree: &Tree, line: &str) -> Option<String> {
    let mut words = line.split_whitespace().skip_while(|word| word.contains('=') && !word.starts_with('-'));
    let (program, word) = (words.next()?, words.next().unwrap_or_default());
    let there = match program.rsplit('/').next().unwrap_or(program) {
        "make" => has_line(tree, "Makefile", &format!("{word}:")),
        "kedun" => word.starts_with('-') || has_kedun_command(tree, word),
        "cargo" if word == "xtask" => {
            let name = words.next().unwrap_or_default();
            crate::COMMANDS.iter().any(|(command, _)| *command == name)
        }
        "npm" if word == "run" => {
            let name = words.next().unwrap_or_default();
            tree.text("web/package.json").is_some_and(|text| text.contains(&format!("\"{name}\":")))
        }
        _ if program.starts_with("scripts/") => tree.has(program),
        _ => true,
    };
    (!there).then(|| format!("`{line}` names a command that does not exist"))
}

fn has_line(tree: &Tree, path: &str, start: &str) -> bool {
    tree.text(path).is_some_and(|text| text.lines().any(|line| line.starts_with(start)))
}

/// A command of the program is a variant of a clap enum: `audit verify` begins with `Audit`.
fn has_kedun_command(tree: &Tree, word: &str) -> bool {
    let mut letters = word.chars();
    let variant: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let starts = [format!("{variant}("), format!("{variant} {{"), format!("{variant},")];
    tree.ending(&[".rs"])
        .filter(|file| file.path.starts_with("crates/kedun/src/"))
        .flat_map(|file| file.text.lines())
        .any(|line| starts.iter().any(|start| line.trim_start().starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_is_not_there_is_found() {
        let tree = Tree::of(&[
            ("Makefile", "run: ## start\n\techo"),
            ("crates/kedun/src/cli.rs", "enum Command {\n    Serve(Serve),\n    Doctor,\n}"),
            ("web/package.json", "{\"scripts\": {\"lint\": \"x\"}}"),
            ("scripts/run.sh", ""),
        ]);
        for good in [
            "make run",
            "kedun serve --data x",
            "KEDUN_DATA=x target/release/kedun doctor",
            "cargo xtask tidy",
            "npm run lint",
            "scripts/run.sh",
            "kedun --version",
            "ls",
        ] {
            assert_eq!(fault(&tree, good), None, "{good}");
        }
        for bad in
            ["make runn", "kedun backup", "cargo xtask nothing", "npm run nothing", "scripts/nothing.sh"]
        {
            assert!(fault(&tree, bad).is_some(), "{bad}");
        }
    }
}
