//! `scripts/bench.sh sign-in`: signing in under attack. How many guesses are looked at while a flood comes and how long the
//! owner waits, what thousands of sign-ins at once take of memory, and whether known accounts can be told from unknown
//! ones. Holds what it measures against the limits and writes `bench/SIGN_IN.md`.
//!
//! A developer's tool: it makes accounts, apps and used links straight in the tables. What is measured goes the one path,
//! over TLS.

#![expect(clippy::print_stderr, reason = "a command line tool tells how far it is")]
#![expect(clippy::disallowed_methods, reason = "a measuring tool: it waits for the next sign-in")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for a report; none comes near the edge of its type"
)]

mod app;
mod crowd;
mod flood;
mod guesses;
mod owner;
mod page;
mod ranks;
mod stage;
mod strangers;
mod streams;
mod twins;
mod windows;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::guesses::Force;
use crate::page::Results;
use crate::twins::Door;

/// As the server has it.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<mimalloc::MiMalloc> =
    zeroizing_alloc::ZeroAlloc(mimalloc::MiMalloc);

/// The limits speak of these.
const SECONDS: u64 = 60;
const RATE: f64 = 1_000.0;
const CONNECTIONS: usize = 200;
const AT_ONCE: usize = 5_000;
const PAIRS: usize = 20_000;

/// One of the measurements.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Guesses that are looked at while a flood comes, and the owner's wait.
    Guesses,
    /// Many sign-ins at once.
    AtOnce,
    /// Known and unknown accounts.
    Pairs,
}

/// Measures signing in under attack.
#[derive(Parser)]
#[command(name = "sign-in")]
struct Arguments {
    /// How long each flood of guesses lasts.
    #[arg(long, default_value_t = SECONDS)]
    seconds: u64,
    /// Requests a second of the flood.
    #[arg(long, default_value_t = RATE)]
    rate: f64,
    /// Connections that the flood comes over.
    #[arg(long, default_value_t = CONNECTIONS)]
    connections: usize,
    /// How many sign in at once.
    #[arg(long, default_value_t = AT_ONCE)]
    at_once: usize,
    /// Pairs of known and unknown, at each door.
    #[arg(long, default_value_t = PAIRS)]
    pairs: usize,
    /// Only this part.
    #[arg(long)]
    only: Option<Part>,
    /// Of the pairs only those at this door.
    #[arg(long)]
    door: Option<Door>,
    /// The folder for the data directories, which are made anew.
    #[arg(long, default_value = "target/bench/sign-in")]
    data: PathBuf,
    /// The program for the sign-ins at once.
    #[arg(long, default_value = "target/release/kedun")]
    program: PathBuf,
    /// Where the results go. Without it those of a full run go to `bench/SIGN_IN.md`, and those of a smaller one nowhere.
    #[arg(long)]
    results: Option<PathBuf>,
}

impl Arguments {
    /// Whether everything is measured as the limits speak of it.
    fn full(&self) -> bool {
        self.only.is_none()
            && self.door.is_none()
            && self.seconds >= SECONDS
            && self.rate >= RATE
            && self.connections >= CONNECTIONS
            && self.at_once >= AT_ONCE
            && self.pairs >= PAIRS
    }
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
    let wanted = |part| arguments.only.is_none_or(|only| only == part);
    let data = |name| arguments.data.join(name);
    let mut results = Results::default();
    if wanted(Part::Guesses) {
        let force = Force {
            rate: arguments.rate,
            time: Duration::from_secs(arguments.seconds),
            connections: arguments.connections,
        };
        results.attacks = guesses::measure(&data("guesses"), force)?;
    }
    if wanted(Part::AtOnce) {
        results.crowd = Some(crowd::measure(&arguments.program, &data("at-once"), arguments.at_once)?);
    }
    if wanted(Part::Pairs) {
        results.twins = twins::measure(&data("pairs"), arguments.pairs, arguments.door)?;
    }
    let verdicts = results.verdicts();
    let text = page::written(&results, &verdicts);
    eprintln!("{text}");
    let full = arguments.full().then(|| PathBuf::from("bench/SIGN_IN.md"));
    if let Some(path) = arguments.results.clone().or(full) {
        std::fs::write(path, &text)?;
    }
    Ok(verdicts.iter().all(|verdict| verdict.holds))
}
