//! `kedun doctor`: what is wrong with configuration and host, and what to do about it.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use clap::Args;
use serde::Serialize;
use server::HouseError;
use vault::{KeyFile, RootKeyProvider as _};

use super::{Outcome, say, say_json};
use crate::config::{Config, DataArgs, ListenArgs};
use crate::opening::{Missing, fresh, open};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    listen: ListenArgs,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

/// One thing that was looked at.
#[derive(Serialize)]
struct Finding {
    check: &'static str,
    ok: bool,
    detail: String,
    /// What to do; empty when it is well.
    mend: String,
}

impl Finding {
    fn well(check: &'static str, detail: impl Into<String>) -> Self {
        Self { check, ok: true, detail: detail.into(), mend: String::new() }
    }

    fn ill(check: &'static str, detail: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { check, ok: false, detail: detail.into(), mend: mend.into() }
    }
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let config = Config::load(&arguments.data, Some(&arguments.listen))?;
    let mut findings =
        vec![key_file(&config), data_directory(&config), certificate(&config), listening(&config)];
    findings.push(same_disk(&config));
    if !fresh(&config) {
        findings.extend(inside(&config).await);
    }
    let ok = findings.iter().all(|finding| finding.ok);
    if arguments.json {
        say_json(&serde_json::json!({"ok": ok, "findings": findings}))?;
    } else {
        for finding in &findings {
            say(format!(
                "{} {}: {}",
                if finding.ok { "ok  " } else { "MEND" },
                finding.check,
                finding.detail
            ));
            if !finding.mend.is_empty() {
                say(format!("     -> {}", finding.mend));
            }
        }
    }
    Ok(if ok { Outcome::Done } else { Outcome::CheckFailed })
}

fn key_file(config: &Config) -> Finding {
    let path = config.key_file.display();
    let file = KeyFile::at(&config.key_file);
    if !file.exists() {
        return if fresh(config) {
            Finding::well("root key", format!("{path} will be made on the first start"))
        } else {
            Finding::ill("root key", format!("{path} is missing"), "put the key file back from its copy")
        };
    }
    match file.root_key() {
        Ok(_) => Finding::well("root key", format!("{path} is readable by its owner only")),
        Err(error) => Finding::ill("root key", error.to_string(), "see the message"),
    }
}

fn data_directory(config: &Config) -> Finding {
    let path = config.data.display();
    match std::fs::metadata(&config.data) {
        Err(_) => Finding::well("data directory", format!("{path} will be made on the first start")),
        Ok(found) if found.permissions().mode() & 0o077 != 0 => Finding::ill(
            "data directory",
            format!("{path} can be read by others"),
            format!("chmod 700 {path}"),
        ),
        Ok(_) => Finding::well("data directory", format!("{path} is its owner's only")),
    }
}

fn certificate(config: &Config) -> Finding {
    match &config.tls {
        Some((certificate, _)) => Finding::well("certificate", certificate.display().to_string()),
        None if config.listen.ip().is_loopback() => {
            Finding::well("certificate", "the program's own, for this machine only")
        }
        None => Finding::ill(
            "certificate",
            "the program's own certificate is shown to other machines, which can't check it",
            "bring a certificate: --tls-cert FILE --tls-key FILE",
        ),
    }
}

fn listening(config: &Config) -> Finding {
    Finding::well(
        "listening",
        format!("https://{} (TLS {})", config.listen, if config.tls12 { "1.2 and 1.3" } else { "1.3" }),
    )
}

/// A key on the same disk falls into the same hands as the data when the disk is lost.
fn same_disk(config: &Config) -> Finding {
    let device = |path: &Path| std::fs::metadata(path).map(|found| found.dev()).ok();
    match (device(&config.key_file), device(&config.data)) {
        (Some(key), Some(data)) if key == data => Finding::well(
            "key and data",
            "on the same disk: a stolen disk carries both; --key-file names a place on another",
        ),
        _ => Finding::well("key and data", "on different disks, or not made yet"),
    }
}

/// What only the opened house can tell.
async fn inside(config: &Config) -> Vec<Finding> {
    let house = match open(config, Missing::Refuse).await {
        Ok(house) => house,
        // The database opened and the log took no more: its end was tampered with, or torn.
        Err(error) if matches!(error.downcast_ref::<HouseError>(), Some(HouseError::Audit(_))) => {
            return vec![
                Finding::well("database", "opens, encrypted, tables up to date"),
                Finding::ill("audit log", format!("{error:#}"), "kedun audit verify names the place"),
            ];
        }
        Err(error) => {
            return vec![Finding::ill(
                "database",
                format!("{error:#}"),
                "stop the running server, or see the message",
            )];
        }
    };
    let mut findings = vec![Finding::well("database", "opens, encrypted, tables up to date")];
    findings.push(match house.identity.setup_needed().await {
        Ok(true) => {
            Finding::ill("administrator", "nobody has set Kedun up yet", "kedun serve prints a set-up link")
        }
        Ok(false) => Finding::well("administrator", "there is one"),
        Err(problem) => Finding::ill("administrator", problem.code, "see the log"),
    });
    findings.push(match house.log.verify().await {
        Ok(report) if report.ok => Finding::well("audit log", format!("whole, {} events", report.events)),
        Ok(_) => Finding::ill("audit log", "does not verify", "kedun audit verify names the place"),
        Err(error) => Finding::ill("audit log", error.to_string(), "see the log"),
    });
    house.close().await;
    findings
}
