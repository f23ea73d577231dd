//! The import of a large file by `kedun import` into a data directory of its own.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::people::{ADMINISTRATOR, PASSWORD};
use crate::words::{company, mix, pick};

/// What the import took.
#[derive(Clone, Debug)]
pub(crate) struct Imported {
    pub(crate) rows: u64,
    pub(crate) took: Duration,
}

/// Makes the file and a fresh data directory, and imports.
pub(crate) fn measure(program: &Path, beside: &Path, rows: u64) -> anyhow::Result<Imported> {
    let data = beside.with_file_name("import");
    if data.exists() {
        anyhow::ensure!(data.join("kedun.db").exists(), "{} holds something else", data.display());
        std::fs::remove_dir_all(&data)?;
        drop(std::fs::remove_file(data.with_extension("key")));
    }
    let mut init = Command::new(program)
        .args(["init", "--admin-email", ADMINISTRATOR, "--admin-password-stdin", "--data"])
        .arg(&data)
        .env("RUST_LOG", "warn")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    init.stdin.take().context("no input")?.write_all(format!("{PASSWORD}\n").as_bytes())?;
    anyhow::ensure!(init.wait()?.success(), "init failed");
    let file = data.with_file_name("import.csv");
    std::fs::write(&file, csv(rows))?;
    let began = Instant::now();
    let import = Command::new(program)
        .args(["import", "account"])
        .arg(&file)
        .args(["--as", ADMINISTRATOR, "--data"])
        .arg(&data)
        .env("RUST_LOG", "warn")
        .output()?;
    let took = began.elapsed();
    anyhow::ensure!(
        import.status.success(),
        "the import failed: {}{}",
        String::from_utf8_lossy(&import.stdout),
        String::from_utf8_lossy(&import.stderr)
    );
    Ok(Imported { rows, took })
}

fn csv(rows: u64) -> String {
    let mut text = String::from("external_id,name,type,level,industry,phone,email,website\n");
    for row in 0..rows {
        let kind = pick(&["customer", "prospect", "partner"], mix(row, 50)).unwrap_or_default();
        let level = pick(&["a", "b", "c", "d"], mix(row, 51)).unwrap_or_default();
        let industry = pick(&["software", "retail", "medical", "finance"], mix(row, 52)).unwrap_or_default();
        let phone = mix(row, 53) % 1_000_000_000;
        let name = company(row);
        let _ = writeln!(
            text,
            "B-{row},{name},{kind},{level},{industry},+8613{phone:09},office{row}@example.com,https://www.c{row}.example"
        );
    }
    text
}
