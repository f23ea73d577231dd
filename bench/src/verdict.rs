//! Limits, what was measured of each, and whether it holds.

use std::fmt::Write as _;

/// One limit with what was measured.
pub struct Verdict {
    /// The limit in words.
    pub limit: String,
    /// What was measured, with its unit.
    pub measured: String,
    /// Whether it keeps to the limit.
    pub holds: bool,
}

impl Verdict {
    /// Of a number that may be at most so much.
    pub fn at_most(limit: impl Into<String>, measured: f64, most: f64, unit: &str) -> Self {
        Self { limit: limit.into(), measured: format!("{measured:.2}{unit}"), holds: measured <= most }
    }
}

/// The table of a report.
pub fn table(verdicts: &[Verdict]) -> String {
    let mut table = String::from("## Limits\n\n| limit | measured | |\n| --- | --- | --- |\n");
    for Verdict { limit, measured, holds } in verdicts {
        let word = if *holds { "holds" } else { "**broken**" };
        let _ = writeln!(table, "| {limit} | {measured} | {word} |");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_broken_only_by_more() {
        let verdicts = [Verdict::at_most("a", 1.0, 1.0, " s"), Verdict::at_most("b", 1.001, 1.0, " s")];
        assert_eq!(verdicts.each_ref().map(|verdict| verdict.holds), [true, false]);
        assert!(table(&verdicts).ends_with("| a | 1.00 s | holds |\n| b | 1.00 s | **broken** |\n"));
    }
}
