//! The closing line of a test run, counted from the runners' own reports: nextest's `JUnit` file, and the JSON of Vitest and Playwright.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// How many tests passed and failed, and the names of those that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
    names: Vec<String>,
}

/// `tally DIR [FAILED-STEP]...`: prints the tests that failed, then `N passed, N failed`. A failed step whose runner reported no failure counts as one.
/// The answer is whether everything passed and anything ran.
pub(crate) fn run(words: &[String]) -> Result<bool> {
    let (dir, failed_steps) = words.split_first().context("tally needs the folder of the reports")?;
    let total = counted(&read_all(Path::new(dir))?, failed_steps.len());
    for name in &total.names {
        println!("failed: {name}");
    }
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
        names: reports.iter().flat_map(|one| one.names.clone()).collect(),
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
    let cases = text.split("<testcase ").skip(1);
    let failures = cases.filter(|case| case.contains("<failure") || case.contains("<error"));
    let names = failures.filter_map(|case| case.split_once("name=\"")?.1.split('"').next());
    Ok(Tally {
        passed: number("tests")?.saturating_sub(failed),
        failed,
        names: names.map(Into::into).collect(),
    })
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
        #[serde(rename = "testResults", default)]
        files: Vec<File>,
    }
    #[derive(Deserialize)]
    struct File {
        #[serde(rename = "assertionResults")]
        tests: Vec<Test>,
    }
    #[derive(Deserialize)]
    struct Test {
        #[serde(rename = "fullName")]
        name: String,
        status: String,
    }
    let report: Report = serde_json::from_str(text)?;
    // A file that could not even be loaded has no test in it that failed.
    let unloaded = u64::from(report.failed == 0 && report.failed_files > 0);
    let tests = report.files.into_iter().flat_map(|file| file.tests);
    let names = tests.filter(|test| test.status == "failed").map(|test| test.name).collect();
    Ok(Tally { passed: report.passed, failed: report.failed + unloaded, names })
}

fn playwright(text: &str) -> Result<Tally> {
    #[derive(Deserialize)]
    struct Report {
        stats: Stats,
        #[serde(default)]
        suites: Vec<Suite>,
    }
    #[derive(Deserialize)]
    struct Suite {
        #[serde(default)]
        suites: Vec<Suite>,
        #[serde(default)]
        specs: Vec<Spec>,
    }
    #[derive(Deserialize)]
    struct Spec {
        title: String,
        file: String,
        ok: bool,
    }
    fn unexpected(suites: &[Suite], names: &mut Vec<String>) {
        for suite in suites {
            let failed = suite.specs.iter().filter(|spec| !spec.ok);
            names.extend(failed.map(|spec| format!("{}: {}", spec.file, spec.title)));
            unexpected(&suite.suites, names);
        }
    }
    #[derive(Deserialize)]
    struct Stats {
        expected: u64,
        unexpected: u64,
        flaky: u64,
    }
    let Report { stats, suites } = serde_json::from_str(text)?;
    let mut names = Vec::new();
    unexpected(&suites, &mut names);
    // A test that passed on a second try is broken.
    Ok(Tally { passed: stats.expected, failed: stats.unexpected + stats.flaky, names })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64, names: &[&str]) -> Tally {
        Tally { passed, failed, names: names.iter().map(|name| (*name).into()).collect() }
    }

    #[test]
    fn each_report_is_counted() -> Result<()> {
        let xml = r#"<?xml version="1.0"?><testsuites name="kedun" tests="12" failures="1" errors="1" uuid="x" time="1.5"><testsuite name="a" tests="12">
            <testcase name="fine" time="1"></testcase><testcase name="one" time="1"><failure message="no"/></testcase>
            <testcase name="two" time="1"><error/></testcase>"#;
        assert_eq!(junit(xml)?, tally(10, 2, &["one", "two"]));
        let json = r#"{"numPassedTests": 7, "numFailedTests": 0, "numFailedTestSuites": 1, "success": false,
            "testResults": [{"assertionResults": [{"fullName": "a b", "status": "passed"}]}]}"#;
        assert_eq!(vitest(json)?, tally(7, 1, &[]));
        let json = r#"{"stats": {"expected": 5, "skipped": 0, "unexpected": 1, "flaky": 1, "duration": 2.5},
            "suites": [{"specs": [{"title": "t", "file": "f.ts", "ok": true}], "suites": [{"specs": [{"title": "u", "file": "f.ts", "ok": false}]}]}]}"#;
        assert_eq!(playwright(json)?, tally(5, 2, &["f.ts: u"]));
        Ok(())
    }

    #[test]
    fn a_failed_step_without_a_failed_test_still_counts() {
        let reports = [tally(9, 0, &[]), tally(3, 2, &["x", "y"])];
        assert_eq!(counted(&reports, 0), tally(12, 2, &["x", "y"]));
        assert_eq!(counted(&reports, 1), tally(12, 2, &["x", "y"]));
        assert_eq!(counted(&reports, 2), tally(12, 3, &["x", "y"]));
        assert_eq!(counted(&[], 1), tally(0, 1, &[]));
    }
}
