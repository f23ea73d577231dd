//! `kedun audit verify`: is the log whole?

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Outcome, say, say_json};
use crate::config::{Config, DataArgs};
use crate::opening::verify_log;

#[derive(Subcommand)]
pub(crate) enum Commands {
    /// Verify the log: exit 0 when it is whole, or 1 and the first bad place.
    Verify(Arguments),
}

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    data: DataArgs,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn verify(arguments: Arguments) -> anyhow::Result<Outcome> {
    let config = Config::load(&arguments.data, None)?;
    let report = verify_log(&config).await?;
    if arguments.json {
        let first_bad = report
            .first_bad
            .as_ref()
            .map(|bad| json!({"node": bad.node, "seq": bad.seq, "reason": bad.reason.as_str()}));
        say_json(&json!({
            "ok": report.ok, "events": report.events, "checkpoints": report.checkpoints,
            "witness_lines": report.witness_lines, "first_bad": first_bad,
        }))?;
    } else if let Some(bad) = &report.first_bad {
        say(format!("NOT whole: {}: {}. {}", place(bad), bad.reason.as_str(), bad.reason.sentence().en));
    } else {
        say(format!("Whole: {} events, {} signed checkpoints.", report.events, report.checkpoints));
    }
    Ok(if report.ok { Outcome::Done } else { Outcome::CheckFailed })
}

fn place(bad: &audit::BadPlace) -> String {
    match (bad.node.as_str(), bad.seq) {
        ("", _) => "what is kept beside the events".into(),
        (node, 0) => format!("the chain of node {node}"),
        (node, seq) => format!("event {seq} of node {node}"),
    }
}
