//! `kedun import`: records or people in from a file, on the data directory, while no server runs.

mod matching;
mod options;
mod people;
mod shown;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use records::{Caller, Import, ImportState, NewImport, Records, RejectedFormat};

use super::acting::caller;
use super::init::told;
use super::{Outcome, say_json};
use crate::config::{Config, DataArgs};
use crate::opening::{Missing, open};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    data: DataArgs,
    /// The object whose records the rows become, such as `account`; or `people`.
    #[arg(value_name = "OBJECT")]
    object: String,
    /// The file: CSV or XLSX.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    options: options::Options,
    /// Try every row and write none.
    #[arg(long)]
    dry_run: bool,
    /// Act as the person with this address, with their rights and as their own; the command line itself otherwise.
    #[arg(long = "as", value_name = "E-MAIL")]
    acting: Option<String>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
    /// Write the rejected rows, each with its reason, to this file (.csv or .xlsx).
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let config = Config::load(&arguments.data, None)?;
    let bytes = std::fs::read(&arguments.file)
        .with_context(|| format!("{} can't be read", arguments.file.display()))?;
    let house = open(&config, Missing::Refuse).await?;
    let done = match caller(&house, arguments.acting.as_deref()) {
        Err(error) => Err(error),
        Ok(caller) if arguments.object == "people" => {
            people::import(&house, &caller, &arguments, bytes).await
        }
        Ok(caller) => import(&house.records, &caller, &arguments, bytes).await,
    };
    house.close().await;
    done
}

async fn import(
    records: &Records,
    caller: &Caller,
    arguments: &Arguments,
    bytes: Vec<u8>,
) -> anyhow::Result<Outcome> {
    let name = arguments.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let new = NewImport { object: arguments.object.clone(), name, bytes: bytes.into() };
    let import = records.import_upload(caller, new).await.map_err(refused)?;
    let mapping = arguments.options.mapping(&import)?;
    let import = records.import_map(caller, import.id, mapping).await.map_err(refused)?;
    let quiet = arguments.json;
    if !quiet {
        shown::columns(&import);
    }
    let confirmations = matching::confirmations(&import, &arguments.options, quiet)?;
    let import = records.import_confirm(caller, import.id, confirmations).await.map_err(refused)?;
    let open = matching::open(&import);
    if open > 0 && !arguments.options.skip_unmatched {
        if quiet {
            say_json(&import)?;
        } else {
            shown::open_matches(&import);
        }
        records.import_discard(caller, import.id).await.map_err(refused)?;
        return Ok(Outcome::CheckFailed);
    }
    let begun = if arguments.dry_run {
        records.import_check(caller, import.id).await
    } else {
        records.import_start(caller, import.id).await
    };
    let import = finished(records, caller, begun.map_err(refused)?, quiet).await?;
    let rejected = import.result.is_some_and(|counts| counts.rejected > 0) || !import.problems.is_empty();
    if let (Some(path), true) = (&arguments.rejected, rejected) {
        let format = match path.extension().and_then(|ending| ending.to_str()) {
            Some("xlsx") => RejectedFormat::Xlsx,
            _ => RejectedFormat::Csv,
        };
        let file = records.import_rejected(caller, import.id, format).await.map_err(refused)?;
        super::private_file::write(path, file.stream).await?;
    }
    if quiet {
        say_json(&import)?;
    } else {
        shown::result(&import, arguments.dry_run);
    }
    match import.state {
        ImportState::Failed | ImportState::Cancelled => anyhow::bail!("the import stopped before its end"),
        _ if rejected => Ok(Outcome::CheckFailed),
        _ => Ok(Outcome::Done),
    }
}

/// Waits for the worker, which the house runs.
async fn finished(
    records: &Records,
    caller: &Caller,
    mut import: Import,
    quiet: bool,
) -> anyhow::Result<Import> {
    let mut told = 0;
    while import.state.is_working() {
        tokio::time::sleep(Duration::from_millis(100)).await;
        import = records.import_get(caller, import.id).await.map_err(refused)?;
        let tenth = import.progress.done * 10 / import.progress.total.max(1);
        if tenth > told && !quiet {
            told = tenth;
            shown::progress(&import);
        }
    }
    Ok(import)
}

/// A refusal in words.
pub(super) fn refused(error: records::Error) -> anyhow::Error {
    let problem = error.problem();
    let words = told(&problem);
    if problem.kind == model::Kind::Internal { anyhow::Error::from(error) } else { anyhow::anyhow!(words) }
}
