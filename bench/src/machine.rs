//! What the measurements were taken on.

use std::path::Path;
use std::process::{Command, Stdio};

/// The machine in a line: processor, cores, memory.
pub fn described() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown processor");
    let model = model.trim_start_matches([' ', '\t', ':']);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib: u64 = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0);
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{model}, {cores} cores, {:.0} GiB, Linux {}", kib as f64 / 1_048_576.0, kernel.trim())
}

/// Reads the database file once through, so that the system holds it in memory for both sides alike: some machines take
/// idle pages back after minutes, and whoever came next would be measured reading the disk. Another process reads it: the
/// locks of a process on a file end with the first of its handles that is closed.
///
/// # Errors
/// When the file can't be read.
pub fn read_through(data: &Path) -> anyhow::Result<()> {
    let read = Command::new("cat").arg(data.join("kedun.db")).stdout(Stdio::null()).status()?;
    anyhow::ensure!(read.success(), "the database file can't be read");
    Ok(())
}

/// How many others want the processor: the load average of the last minute.
pub fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().unwrap_or("unknown").into()
}
