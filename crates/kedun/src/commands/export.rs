//! `kedun export`: records out to a file, on the data directory, while no server runs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use records::{Caller, ExportFormat, ExportHeaders, ExportRequest, Records};

use super::acting::caller;
use super::import::refused;
use super::{Outcome, private_file, say, say_json};
use crate::config::{Config, DataArgs};
use crate::opening::{Missing, open};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    data: DataArgs,
    /// The object, such as `account`.
    #[arg(value_name = "OBJECT")]
    object: String,
    /// The file to write.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// As which sort of file; by the file's ending when not given.
    #[arg(long, value_enum)]
    format: Option<FormatWord>,
    /// The filter tree as JSON, such as `{"field":"stage","op":"eq","value":"won"}`.
    #[arg(long, value_name = "JSON")]
    filter: Option<String>,
    /// `-amount,name`.
    #[arg(long, value_name = "FIELDS", allow_hyphen_values = true)]
    sort: Option<String>,
    /// The fields, separated by commas; all when not given.
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    fields: Option<Vec<String>>,
    /// Names, keys and ids, which can be imported again; or labels as people read them.
    #[arg(long, value_enum, default_value = "names")]
    headers: HeadersWord,
    /// Act as the person with this address: what they may not see does not leave.
    #[arg(long = "as", value_name = "E-MAIL")]
    acting: Option<String>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatWord {
    Csv,
    Xlsx,
}

#[derive(Clone, Copy, ValueEnum)]
enum HeadersWord {
    Names,
    Labels,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let config = Config::load(&arguments.data, None)?;
    let house = open(&config, Missing::Refuse).await?;
    let done = match caller(&house, arguments.acting.as_deref()) {
        Ok(caller) => export(&house.records, &caller, &arguments).await,
        Err(error) => Err(error),
    };
    house.close().await;
    done
}

async fn export(records: &Records, caller: &Caller, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let workbook = arguments.output.extension().is_some_and(|ending| ending == "xlsx");
    let format = match arguments.format {
        Some(FormatWord::Xlsx) => ExportFormat::Xlsx,
        None if workbook => ExportFormat::Xlsx,
        _ => ExportFormat::Csv,
    };
    let headers = match arguments.headers {
        HeadersWord::Names => ExportHeaders::Names,
        HeadersWord::Labels => ExportHeaders::Labels,
    };
    let request = ExportRequest {
        object: arguments.object.clone(),
        filter: arguments.filter.clone(),
        sort: arguments.sort.clone(),
        q: None,
        fields: arguments.fields.clone(),
        format,
        headers,
        at_most: None,
    };
    let export = records.export(caller, &request).await.map_err(refused)?;
    private_file::write(&arguments.output, export.stream).await?;
    if arguments.json {
        say_json(
            &serde_json::json!({"object": arguments.object, "count": export.count, "file": arguments.output}),
        )?;
    } else {
        say(format!("{} records written to {}", export.count, arguments.output.display()));
    }
    Ok(Outcome::Done)
}
