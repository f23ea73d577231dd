//! The limits, and whether they hold.

use crate::report::Results;

/// One limit with what was measured.
pub(crate) struct Verdict {
    pub(crate) limit: String,
    pub(crate) measured: String,
    pub(crate) holds: bool,
}

const MIB: f64 = 1_048_576.0;

/// The list whose cost is limited: of a representative's own records, another representative's each time.
const LIST: &str = "list, own records";

/// The cases whose CPU is limited, and by how many times that of the plain SQL.
const CPU_LIMITS: [(&str, f64); 3] = [(LIST, 2.5), ("get", 4.0), ("update", 2.0)];

/// Whether the CPU of that case is limited.
pub(crate) fn limits_cpu(case: &str) -> bool {
    CPU_LIMITS.iter().any(|(limited, _)| *limited == case)
}

fn verdict(limit: &str, measured: f64, most: f64, unit: &str) -> Verdict {
    Verdict { limit: limit.into(), measured: format!("{measured:.2}{unit}"), holds: measured <= most }
}

/// Every limit that what was measured speaks of.
pub(crate) fn verdicts(results: &Results) -> Vec<Verdict> {
    let mut all = Vec::new();
    // With company, as in an office: a single connection can share no commit with anybody.
    let both = |case: &str| {
        let row = results.cases.iter().find(|row| row.name == case && row.connections == 8)?;
        Some((row.http.as_ref()?, row.raw.as_ref()?))
    };
    for (case, most) in CPU_LIMITS {
        if let Some((http, raw)) = both(case) {
            let limit = format!("{case}: at most {most}× the CPU of the plain SQL, at 8 connections");
            all.push(verdict(&limit, http.cpu_us / raw.cpu_us, most, "×"));
        }
    }
    if let Some((http, raw)) = both(LIST) {
        let limit = format!("{LIST}: p99 at 8 connections at most 10 ms above the plain SQL's");
        all.push(verdict(&limit, http.p99_ms - raw.p99_ms, 10.0, " ms"));
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
