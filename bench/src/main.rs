//! `make bench`: fills a large database, measures the real server over TLS, and the same SQL straight on the
//! database beside it, in one run; holds the ratios against the limits and writes `bench/RESULTS.md`.
//!
//! A developer's tool: it uses rooms that no other program may put together (`tables` beside `identity`), so
//! that a million records are there in minutes. What is measured goes the one path, over HTTP.

#![expect(clippy::print_stderr, reason = "a command line tool tells how far it is")]
#![expect(
    clippy::disallowed_methods,
    reason = "a measuring tool: it reads the clock, waits, and starts the server"
)]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "figures for a report; none comes near the edge of its type"
)]

mod budget;
mod drive;
mod fill;
mod import;
mod over_http;
mod people;
mod raw;
mod report;
mod rows;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;

use crate::drive::Turn;
use crate::report::Results;

/// The program's own, so that both sides of a ratio have the same.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<mimalloc::MiMalloc> =
    zeroizing_alloc::ZeroAlloc(mimalloc::MiMalloc);

/// The numbers of connections tried.
const CONNECTIONS: [usize; 2] = [1, 8];

/// Fills a large database and measures the server beside plain SQL.
#[derive(Parser)]
#[command(name = "bench")]
struct Arguments {
    /// How many accounts; three times as many activities.
    #[arg(long, default_value_t = 1_000_000)]
    accounts: u64,
    /// Where the data lies; made anew unless `--reuse`.
    #[arg(long, default_value = "target/bench/data")]
    data: PathBuf,
    /// Use the data directory as an earlier run with the same number of accounts filled it.
    #[arg(long)]
    reuse: bool,
    /// Seconds for each measurement.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// How often each side is measured, in turn.
    #[arg(long, default_value_t = 2)]
    rounds: u32,
    /// How often each case whose CPU is limited is measured once more by itself.
    #[arg(long, default_value_t = 5)]
    limited_rounds: u32,
    /// Only the cases whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// The program to measure.
    #[arg(long, default_value = "target/release/kedun")]
    program: PathBuf,
    /// Rows of the import that is measured; 0 leaves it out.
    #[arg(long, default_value_t = 100_000)]
    import_rows: u64,
    /// Where the results go.
    #[arg(long, default_value = "bench/RESULTS.md")]
    results: PathBuf,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::from(3)
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<bool> {
    let mut results = Results::new(arguments.accounts);
    if arguments.reuse {
        anyhow::ensure!(
            arguments.data.join("kedun.db").exists(),
            "there is nothing to reuse in {}",
            arguments.data.display()
        );
    } else {
        results.filled = Some(fill::fill(&arguments.data, arguments.accounts)?);
    }
    let case = |name: &str| arguments.only.as_deref().is_none_or(|only| name.contains(only));
    for round in 0..arguments.rounds {
        eprintln!("round {} of {}", round + 1, arguments.rounds);
        both_sides(arguments, &CONNECTIONS, &case, &mut results)?;
    }
    for round in 0..arguments.limited_rounds {
        eprintln!("cases with a limit, round {} of {}", round + 1, arguments.limited_rounds);
        for limited in budget::limited_cases().filter(|name| case(name)) {
            both_sides(arguments, &[budget::CONNECTIONS], &|name| name == limited, &mut results)?;
        }
    }
    if arguments.import_rows > 0 && case("import") {
        eprintln!("importing {} rows", arguments.import_rows);
        results.import = Some(import::measure(&arguments.program, &arguments.data, arguments.import_rows)?);
    }
    results.program_bytes =
        std::fs::metadata(&arguments.program).context("the program to measure is not there")?.len();
    results.database_bytes = std::fs::metadata(arguments.data.join("kedun.db"))?.len();
    let verdicts = budget::verdicts(&results);
    let text = report::written(&results, &verdicts, &report::command());
    eprintln!("{text}");
    if arguments.only.is_none() {
        std::fs::write(&arguments.results, &text)?;
    }
    Ok(verdicts.iter().all(|verdict| verdict.holds))
}

/// Measures these cases once: plain SQL, then the server.
fn both_sides(
    arguments: &Arguments,
    connections: &[usize],
    case: &dyn Fn(&str) -> bool,
    results: &mut Results,
) -> anyhow::Result<()> {
    let Arguments { data, accounts, program, seconds, .. } = arguments;
    let time = Duration::from_secs_f64(*seconds);
    let turn = Turn { data, accounts: *accounts, time, connections, case };
    raw::measure(&turn, results)?;
    over_http::measure(program, &turn, results)
}
