//! What commands print: data to standard output, complaints to standard error.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is the command line")]

use serde::Serialize;

/// A line for the person at the terminal.
pub(crate) fn say(line: impl AsRef<str>) {
    println!("{}", line.as_ref());
}

/// How far long work has come: beside the answer, not in it.
pub(crate) fn progress(line: impl AsRef<str>) {
    eprintln!("{}", line.as_ref());
}

/// A value for a program.
pub(crate) fn say_json(value: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Why a command could not run, with its causes.
pub(crate) fn complain(error: &anyhow::Error) {
    eprintln!("kedun: {error:#}");
}
