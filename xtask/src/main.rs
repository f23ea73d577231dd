//! House rules that no linter knows, generation of committed files, and the closing line of a test run.
//!
//! `cargo xtask tidy` prints every breach of a house rule; the same rules run as ordinary tests of this crate. `cargo xtask gen`
//! rewrites what is generated. Not for: anything the program needs at run time, or anything `make run` must wait for.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool")]

mod floors;
mod references;
mod rules;
mod tally;
mod tree;

use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::tree::Tree;

/// Every command and what it does; `README.md` and the other docs may name only these.
const COMMANDS: &[(&str, &str)] = &[
    ("tidy", "check the house rules"),
    ("gen", "rewrite the generated parts of committed files"),
    ("tally", "DIR [FAILED-STEP]...: print the closing line of a test run from the runners' reports"),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match words.split_first() {
        Some((command, rest)) if command == "tally" => tally::run(rest),
        Some((command, [])) if command == "tidy" => tidy(),
        Some((command, [])) if command == "gen" => generate(),
        _ => {
            usage();
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(3)
        }
    }
}

fn usage() {
    eprintln!("usage: cargo xtask COMMAND");
    for (name, does) in COMMANDS {
        eprintln!("  {name:<6} {does}");
    }
}

fn tidy() -> Result<bool> {
    let tree = Tree::read(&tree::root())?;
    let mut breaches = 0;
    for rule in rules::ALL {
        for finding in (rule.check)(&tree).with_context(|| format!("rule `{}`", rule.name))? {
            println!("{finding} [{}]", rule.name);
            breaches += 1;
        }
    }
    println!("{} house rules, {breaches} breaches", rules::ALL.len());
    Ok(breaches == 0)
}

fn generate() -> Result<bool> {
    let root = tree::root();
    let tree = Tree::read(&root)?;
    for (path, text) in rules::generated::wanted(&tree)? {
        if tree.text(&path) != Some(text.as_str()) {
            std::fs::write(root.join(&path), text).with_context(|| format!("writing {path}"))?;
            println!("rewrote {path}");
        }
    }
    Ok(true)
}
