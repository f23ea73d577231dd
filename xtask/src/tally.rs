//! The closing line of a test run, counted from the runners' own reports: nextest's `JUnit` file, and the JSON of Vitest and Playwright.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
}

/// `tally DIR [FAILED-STEP]...`: prints `N passed, N failed`. A failed step whose runner reported no failure counts as one.
/// The answer is whether everything passed and anything ran.
pub(crate) fn run(words: &[String]) -> Result<bool> {
    let (dir, failed_steps) = words.split_first().context("tally needs the folder of the reports")?;
    let total = counted(&read_all(Path::new(dir))?, failed_steps.len());
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(total.failed == 0 && total.passed > 0)
}

fn counted(reports: &[Tally], failed_steps: usize) -> Tally {
    let passed = reports.iter().map(|one| one.passed).sum();
    let failed: u64 = reports.iter().map(|one| one.failed).sum();
    let explained = reports.iter().filter(|one| one.failed > 0).count();
    Tally {
        passed,
        failed: failed + u64::try_from(failed_steps.saturating_sub(explained)).unwrap_or(u64::MAX),
    }
}

type Reader = fn(&str) -> Result<Tally>;

fn read_all(dir: &Path) -> Result<Vec<Tally>> {
    let readers: [(&str, Reader); 3] =
        [("junit.xml", junit), ("vitest.json", vitest), ("playwright.json", playwright)];
    let mut all = Vec::new();
    for (name, read) in readers {
        let path = dir.join(name);
        if path.exists() {
            let text = fs::read_to_string(&path).with_context(|| format!("reading {name}"))?;
            all.push(read(&text).with_context(|| format!("understanding {name}"))?);
        }
    }
    Ok(all)
}

/// The root element holds the sums: `<testsuites name="kedun" tests="3" failures="1" errors="0" …>`.
fn junit(text: &str) -> Result<Tally> {
    let root = text
        .split_once("<testsuites ")
        .and_then(|(_, rest)| rest.split_once('>'))
        .context("no <testsuites>")?
        .0;
    let number = |name: &str| -> Result<u64> {
        let mark = format!("{name}=\"");
        let (_, rest) = root.split_once(mark.as_str()).with_context(|| format!("no {name}"))?;
        rest.split('"').next().unwrap_or_default().parse().with_context(|| format!("{name} is no number"))
    };
    let failed = number("failures")? + number("errors")?;
    Ok(Tally { passed: number("tests")?.saturating_sub(failed), failed })
}

fn vitest(text: &str) -> Result<Tally> {
    #[derive(Deserialize)]
    struct Report {
        #[serde(rename = "numPassedTests")]
        passed: u64,
        #[serde(rename = "numFailedTests")]
        failed: u64,
        #[serde(rename = "numFailedTestSuites")]
        failed_files: u64,
    }
    let report: Report = serde_json::from_str(text)?;
    // A file that could not even be loaded has no test in it that failed.
    let unloaded = u64::from(report.failed == 0 && report.failed_files > 0);
    Ok(Tally { passed: report.passed, failed: report.failed + unloaded })
}

fn playwright(text: &str) -> Result<Tally> {
    #[derive(Deserialize)]
    struct Report {
        stats: Stats,
    }
    #[derive(Deserialize)]
    struct Stats {
        expected: u64,
        unexpected: u64,
        flaky: u64,
    }
    let Report { stats } = serde_json::from_str(text)?;
    // A test that passed on a second try is broken.
    Ok(Tally { passed: stats.expected, failed: stats.unexpected + stats.flaky })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_report_is_counted() -> Result<()> {
        let xml = r#"<?xml version="1.0"?><testsuites name="kedun" tests="12" failures="1" errors="1" uuid="x" time="1.5"><testsuite name="a" tests="12">"#;
        assert_eq!(junit(xml)?, Tally { passed: 10, failed: 2 });
        let json =
            r#"{"numPassedTests": 7, "numFailedTests": 0, "numFailedTestSuites": 1, "success": false}"#;
        assert_eq!(vitest(json)?, Tally { passed: 7, failed: 1 });
        let json =
            r#"{"stats": {"expected": 5, "skipped": 0, "unexpected": 1, "flaky": 1, "duration": 2.5}}"#;
        assert_eq!(playwright(json)?, Tally { passed: 5, failed: 2 });
        Ok(())
    }

    #[test]
    fn a_failed_step_without_a_failed_test_still_counts() {
        let reports = [Tally { passed: 9, failed: 0 }, Tally { passed: 3, failed: 2 }];
        assert_eq!(counted(&reports, 0), Tally { passed: 12, failed: 2 });
        assert_eq!(counted(&reports, 1), Tally { passed: 12, failed: 2 });
        assert_eq!(counted(&reports, 2), Tally { passed: 12, failed: 3 });
        assert_eq!(counted(&[], 1), Tally { passed: 0, failed: 1 });
    }
}
