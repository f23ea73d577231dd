//! The program: command line, configuration, start and stop.
//!
//! Exit codes: 0 done, 1 a check failed, 2 wrong usage, 3 could not run.

mod commands;
mod config;
mod demo;
mod memory;
mod opening;
mod outgoing;
mod way_out;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use zeroizing_alloc::ZeroAlloc;

use crate::commands::Outcome;

/// Overwrites what is freed: a password that was typed in does not lie about in memory until chance writes over it.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<MiMalloc> = ZeroAlloc(MiMalloc);

/// Kedun (客盾): a CRM that a company runs itself and can trust with its customers.
#[derive(Parser)]
#[command(name = "kedun", version, about, long_about = None)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the server; on the first start make the data directory, the key and a one-time set-up link.
    Serve(commands::serve::Arguments),
    /// Make the data directory, the key and the first administrator without a browser.
    Init(commands::init::Arguments),
    /// Fill a fresh data directory with a lively bilingual demo company.
    Demo(commands::demo::Arguments),
    /// Bring records or people in from a CSV or XLSX file.
    Import(commands::import::Arguments),
    /// Write records out to a CSV or XLSX file.
    Export(commands::export::Arguments),
    /// The audit log.
    #[command(subcommand)]
    Audit(commands::audit::Commands),
    /// Lists of passwords nobody may use.
    #[command(subcommand)]
    Passwords(commands::passwords::Commands),
    /// Check configuration and host, and say what to mend.
    Doctor(commands::doctor::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let json_log = matches!(&arguments.command, Command::Serve(serve) if serve.json_log());
    start_log(json_log);
    memory::keep_private();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            commands::complain(&anyhow::Error::from(error));
            return ExitCode::from(3);
        }
    };
    let outcome = runtime.block_on(async {
        match arguments.command {
            Command::Serve(arguments) => commands::serve::run(arguments).await,
            Command::Init(arguments) => commands::init::run(arguments).await,
            Command::Demo(arguments) => commands::demo::run(arguments).await,
            Command::Import(arguments) => commands::import::run(arguments).await,
            Command::Export(arguments) => commands::export::run(arguments).await,
            Command::Audit(commands::audit::Commands::Verify(arguments)) => {
                commands::audit::verify(arguments).await
            }
            Command::Passwords(commands::passwords::Commands::Import(arguments)) => {
                commands::passwords::import(&arguments)
            }
            Command::Doctor(arguments) => commands::doctor::run(arguments).await,
        }
    });
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::CheckFailed) => ExitCode::from(1),
        Err(error) => {
            commands::complain(&error);
            ExitCode::from(3)
        }
    }
}

/// The log goes to standard error; `RUST_LOG` chooses what (docs/logging.md says what is never in it).
fn start_log(json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    if json { log.json().init() } else { log.init() }
}
