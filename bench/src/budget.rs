//! The limits, and whether they hold.

use crate::report::Results;

/// One limit with what was measured.
pub(crate) struct Verdict {
    pub(crate) limit: String,
    pub(crate) measured: String,
    pub(crate) holds: bool,
}

const MIB: f64 = 1_048_576.0;

fn verdict(limit: &str, measured: f64, most: f64, unit: &str) -> Verdict {
    Verdict { limit: limit.into(), measured: format!("{measured:.2}{unit}"), holds: measured <= most }
}

/// Every limit that what was measured speaks of.
pub(crate) fn verdicts(results: &Results) -> Vec<Verdict> {
    let mut all = Vec::new();
    // Ratios at both numbers of connections; the worse one counts.
    let ratio = |case: &str| {
        let pairs = results.cases.iter().filter(|row| row.name == case);
        pairs
            .filter_map(|row| Some(row.http.as_ref()?.cpu_us / row.raw.as_ref()?.cpu_us))
            .fold(None, |worst: Option<f64>, ratio| Some(worst.map_or(ratio, |worst| worst.max(ratio))))
    };
    for (case, most) in [("list", 2.5), ("get", 4.0), ("update", 2.0)] {
        if let Some(ratio) = ratio(case) {
            all.push(verdict(&format!("{case}: at most {most}× the CPU of the plain SQL"), ratio, most, "×"));
        }
    }
    let list = results.cases.iter().find(|row| row.name == "list" && row.connections == 8);
    if let Some((http, raw)) = list.and_then(|row| Some((row.http.as_ref()?, row.raw.as_ref()?))) {
        let above = http.p99_ms - raw.p99_ms;
        all.push(verdict(
            "list: p99 at 8 connections at most 10 ms above the plain SQL's",
            above,
            10.0,
            " ms",
        ));
    }
    if let Some(started) = results.started {
        all.push(verdict("start: under 1 s", started.as_secs_f64(), 1.0, " s"));
    }
    if let Some(idle) = results.idle_bytes {
        all.push(verdict("memory when idle: under 150 MiB", idle as f64 / MIB, 150.0, " MiB"));
    }
    if results.program_bytes > 0 {
        all.push(verdict("the program: under 80 MB", results.program_bytes as f64 / 1e6, 80.0, " MB"));
    }
    if let Some(import) = &results.import {
        let took = import.took.as_secs_f64();
        // Fewer rows than the limit speaks of may take their share of its time.
        let most = 60.0 * import.rows as f64 / 100_000.0;
        all.push(verdict(&format!("import of {} rows: under {most:.0} s", import.rows), took, most, " s"));
    }
    all
}
