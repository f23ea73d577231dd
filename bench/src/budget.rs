//! The limits, and whether they hold.

use bench::verdict::Verdict;

use crate::report::{Case, Results, Turns};

const MIB: f64 = 1_048_576.0;

/// The list whose cost is limited: of a representative's own records, another representative's each time.
const LIST: &str = "list, own records";

/// The cases whose CPU is limited, and by how many times that of the plain SQL.
const CPU_LIMITS: [(&str, f64); 3] = [(LIST, 2.5), ("get", 4.0), ("update", 2.0)];

/// How many connections the limits speak of: with company, as in an office. A single one can share no commit with
/// anybody.
pub(crate) const CONNECTIONS: usize = 8;

/// The cases whose CPU is limited.
pub(crate) fn limited_cases() -> impl Iterator<Item = &'static str> {
    CPU_LIMITS.iter().map(|(case, _)| *case)
}

/// Two readings, and both must hold: of the quietest numbers of either side, and the middle of the turns.
fn of_both(limit: &str, quietest: f64, turns: &Turns, most: f64, unit: &str) -> Verdict {
    let Turns { least, middle, greatest } = turns;
    let measured = format!("{quietest:.2}{unit}; of turns {middle:.2}{unit} ({least:.2} to {greatest:.2})");
    Verdict { limit: limit.into(), measured, holds: quietest.max(*middle) <= most }
}

/// Every limit that what was measured speaks of.
pub(crate) fn verdicts(results: &Results) -> Vec<Verdict> {
    let mut all = Vec::new();
    let case =
        |name: &str| results.cases.iter().find(|case| case.name == name && case.connections == CONNECTIONS);
    for (name, most) in CPU_LIMITS {
        if let Some((quietest, turns)) = case(name).and_then(Case::cpu_ratio) {
            let limit =
                format!("{name}: at most {most}× the CPU of the plain SQL, at {CONNECTIONS} connections");
            all.push(of_both(&limit, quietest, &turns, most, "×"));
        }
    }
    if let Some((quietest, turns)) = case(LIST).and_then(Case::p99_above) {
        let limit = format!("{LIST}: p99 at {CONNECTIONS} connections at most 10 ms above the plain SQL's");
        all.push(of_both(&limit, quietest, &turns, 10.0, " ms"));
    }
    if let Some(started) = results.started {
        all.push(Verdict::at_most("start: under 1 s", started.as_secs_f64(), 1.0, " s"));
    }
    if let Some(idle) = results.idle_bytes {
        all.push(Verdict::at_most("memory when idle: under 150 MiB", idle as f64 / MIB, 150.0, " MiB"));
    }
    if results.program_bytes > 0 {
        all.push(Verdict::at_most(
            "the program: under 80 MB",
            results.program_bytes as f64 / 1e6,
            80.0,
            " MB",
        ));
    }
    if let Some(import) = &results.import {
        let took = import.took.as_secs_f64();
        // Fewer rows than the limit speaks of may take their share of its time.
        let most = 60.0 * import.rows as f64 / 100_000.0;
        let limit = format!("import of {} rows: under {most:.0} s", import.rows);
        all.push(Verdict::at_most(limit, took, most, " s"));
    }
    all
}
