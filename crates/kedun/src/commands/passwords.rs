//! `kedun passwords import FILE`: a list of breached passwords becomes a filter in the data directory; from the next
//! start on no new password may be on it, and whoever signs in with one that is has to replace it.
//!
//! The list stays with the operator: the program never asks anybody outside about a password.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use passwords::{BreachedFilter, BuildOptions, DEFAULT_MAX_ENTRIES, ListFormat};

use super::private_file::create;
use super::{Outcome, progress, say, say_json};
use crate::config::{Config, DataArgs};

/// Lists are long: they are read in pieces of that many bytes.
const PIECE: usize = 1 << 20;

#[derive(Subcommand)]
pub(crate) enum Commands {
    /// Make the filter of breached passwords from a list.
    Import(Arguments),
}

#[derive(Args)]
pub(crate) struct Arguments {
    /// The list: one SHA-1 in hexadecimal a line, with or without `:count`, as Have I Been Pwned gives it.
    file: PathBuf,
    #[command(flatten)]
    data: DataArgs,
    /// What a line is.
    #[arg(long, value_enum, default_value = "sha1")]
    format: Format,
    /// Leave out what was seen fewer times.
    #[arg(long, default_value_t = 0)]
    min_count: u64,
    /// Refuse a list with more entries; each takes 2.3 bytes of memory while the server runs.
    #[arg(long, default_value_t = DEFAULT_MAX_ENTRIES)]
    max_entries: u64,
    /// The list is in ascending order of its hashes: it then needs little memory to read.
    #[arg(long)]
    ascending: bool,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

/// What a line of the list is.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A SHA-1 in hexadecimal.
    Sha1,
    /// A password as it is typed, in UTF-8.
    Text,
}

pub(crate) fn import(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let config = Config::load(&arguments.data, None)?;
    anyhow::ensure!(config.data.is_dir(), "there is no data directory {}", config.data.display());
    let list = File::open(&arguments.file)
        .with_context(|| format!("the list {} can't be read", arguments.file.display()))?;
    let total = list.metadata().map_or(0, |metadata| metadata.len());
    let format = match arguments.format {
        Format::Sha1 => ListFormat::Sha1Hex,
        Format::Text => ListFormat::PlainText,
    };
    let options = BuildOptions {
        format,
        min_count: arguments.min_count,
        max_entries: arguments.max_entries,
        ascending: arguments.ascending,
    };
    let quiet = arguments.json;
    let filter = BreachedFilter::build(BufReader::with_capacity(PIECE, list), options, |done| {
        if !quiet {
            let percent = done.bytes.saturating_mul(100).checked_div(total).unwrap_or(100).min(100);
            progress(format!("{percent} %, {} entries", done.entries));
        }
    })?;
    let path = config.breached_file();
    // Written beside and renamed: a start meanwhile finds the old list or the new one, never half of one.
    let beside = path.with_extension("new");
    let mut file = create(&beside)?;
    file.write_all(&filter.to_bytes())
        .and_then(|()| file.sync_all())
        .context("the filter can't be written")?;
    std::fs::rename(&beside, &path).context("the filter can't be put in its place")?;
    if arguments.json {
        say_json(&serde_json::json!({"entries": filter.entries(), "file": path}))?;
    } else {
        say(format!(
            "{} entries are in {}. Start the server anew to use them.",
            filter.entries(),
            path.display()
        ));
    }
    Ok(Outcome::Done)
}
