//! `kedun import people`: colleagues with their teams, managers and regions.

use identity::Acting;
use records::Caller;
use server::{House, people_file};

use super::Arguments;
use crate::commands::init::told;
use crate::commands::{Outcome, say, say_json};

pub(super) async fn import(
    house: &House,
    caller: &Caller,
    arguments: &Arguments,
    bytes: Vec<u8>,
) -> anyhow::Result<Outcome> {
    let name = arguments.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let refused = |problem: model::Problem| {
        // People are given roles, which takes somebody who has them: the command line itself has not.
        let hint = if problem.code == "escalation" && arguments.acting.is_none() {
            " Name an administrator with --as."
        } else {
            ""
        };
        anyhow::anyhow!("{}{hint}", told(&problem))
    };
    let file = people_file::read(bytes.into(), &name).map_err(refused)?;
    let acting = Acting { principal: caller.principal.clone(), session: None, address: None };
    let metadata = house.records.metadata();
    let report = people_file::import(&house.identity, &acting, file, &metadata, arguments.dry_run);
    let report = report.await.map_err(refused)?;
    if arguments.json {
        say_json(&report)?;
        return Ok(Outcome::Done);
    }
    for column in &report.columns {
        match column.field {
            Some(field) => say(format!("  {} -> {field}", column.column)),
            None => say(format!("  {} is left out", column.column)),
        }
    }
    let done = if arguments.dry_run { "would be " } else { "" };
    say(format!(
        "{} rows: {} people {done}created, {} known already, {} teams created",
        report.rows, report.created, report.existing, report.teams_created
    ));
    if !arguments.dry_run && report.created > 0 {
        say(
            "Nobody can sign in by this: give each person an address and an invitation link in Settings > Users.",
        );
    }
    Ok(Outcome::Done)
}
