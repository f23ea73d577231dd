//! Starting, refusing to start, and the exit codes: 0 done, 1 a check failed, 2 wrong usage, 3 could not run.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::home::{Home, text};
use crate::running::Server;

/// Runs a command and gives its exit code and all it said.
fn run(home: &Home, arguments: &[&str]) -> (Option<i32>, String) {
    let output = home.command(arguments).output().unwrap();
    (output.status.code(), format!("{}{}", text(&output.stdout), text(&output.stderr)))
}

#[tokio::test]
async fn a_second_start_finds_everything_as_it_was() {
    let home = Home::ready();
    for _ in 0..2 {
        let server = Server::start(&home);
        server.admin().await;
        assert!(server.stop().success());
    }
    let (code, said) = run(&home, &["init", "--admin-email", "b@home.example", "--admin-password-stdin"]);
    assert_eq!(code, Some(3), "a second init: {said}");
}

#[test]
fn a_first_start_makes_what_is_missing_and_prints_a_link_once() {
    let home = Home::empty();
    let server = Server::start(&home);
    let mode = |path: std::path::PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(home.data()), mode(home.key())), (0o700, 0o600));
    assert!(server.stop().success());
}

#[test]
fn a_wrong_key_is_refused_in_words_that_help() {
    let (home, other) = (Home::ready(), Home::ready());
    let key = other.key();
    for command in [&["audit", "verify"][..], &["serve", "--listen", "127.0.0.1:0"], &["doctor"]] {
        let (code, said) = run(&home, &[command, &["--key-file", key.to_str().unwrap()]].concat());
        let expected = if command[0] == "doctor" { 1 } else { 3 };
        assert_eq!(code, Some(expected), "{command:?}: {said}");
        assert!(said.contains("key"), "{command:?} doesn't say that the key is wrong: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }
    run(&home, &["audit", "verify"]).0.filter(|code| *code == 0).expect("the right key still opens it");
}

#[test]
fn a_missing_or_misplaced_key_is_refused() {
    let home = Home::ready();
    let inside = home.data().join("root.key");
    let (code, said) = run(&home, &["audit", "verify", "--key-file", inside.to_str().unwrap()]);
    assert_eq!(code, Some(3));
    assert!(said.contains("inside the data directory"), "{said}");
    std::fs::rename(home.key(), home.path().join("elsewhere")).unwrap();
    let (code, said) = run(&home, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(code, Some(3));
    assert!(said.contains("is missing") && said.contains("--key-file"), "{said}");
    assert!(!home.key().exists(), "a new key was made beside old data");
}

#[test]
fn data_in_use_by_another_process_is_refused() {
    let home = Home::ready();
    let server = Server::start(&home);
    for command in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["audit", "verify"],
        &["export", "account", "--output", "accounts.csv"],
    ] {
        let (code, said) = run(&home, command);
        assert_eq!(code, Some(3), "{command:?}: {said}");
        assert!(said.contains("another process is using"), "{command:?}: {said}");
    }
    let (code, said) = run(&home, &["doctor"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("MEND database") && said.contains("another process is using"), "{said}");
    assert!(server.stop().success());
    assert_eq!(run(&home, &["audit", "verify"]).0, Some(0));
}

#[test]
fn doctor_is_content_with_what_is_well_and_says_what_to_mend() {
    let fresh = Home::empty();
    assert_eq!(run(&fresh, &["doctor"]).0, Some(0), "before the first start nothing is ill");
    assert!(!fresh.data().exists(), "doctor made a data directory");

    let home = Home::ready();
    let output = home.command(&["doctor", "--json"]).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &report["ok"]), (Some(0), &Value::Bool(true)), "{report}");
    let checks: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["check"].as_str().unwrap())
        .collect();
    for check in ["root key", "data directory", "database", "administrator", "audit log"] {
        assert!(checks.contains(&check), "doctor does not look at {check}: {checks:?}");
    }

    let open = |mode| std::fs::set_permissions(home.data(), std::fs::Permissions::from_mode(mode)).unwrap();
    open(0o755);
    let (code, said) = run(&home, &["doctor"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("MEND data directory") && said.contains("chmod 700"), "{said}");
    open(0o700);

    std::fs::set_permissions(home.key(), std::fs::Permissions::from_mode(0o644)).unwrap();
    let (code, said) = run(&home, &["doctor"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("MEND root key"), "{said}");
}

#[test]
fn wrong_usage_ends_with_2_and_what_can_not_run_with_3() {
    let home = Home::empty();
    for usage in [
        &["frobnicate"][..],
        &["serve", "--lisen", "127.0.0.1:1"],
        &["serve", "--listen", "nowhere"],
        &["audit"],
        &["init"],
        &["demo", "--seed", "x"],
        &[],
    ] {
        let output = home.bare(usage);
        assert_eq!(output.status.code(), Some(2), "{usage:?}: {}", text(&output.stderr));
        let said = text(&output.stderr);
        assert!(said.contains("Usage") || said.contains("--help"), "{usage:?}: {said}");
    }
    for command in [
        &["--help"][..],
        &["--version"],
        &["serve", "--help"],
        &["audit", "verify", "--help"],
        &["demo", "--help"],
    ] {
        assert_eq!(home.bare(command).status.code(), Some(0), "{command:?}");
    }
    let (code, said) = run(&home, &["audit", "verify"]);
    assert_eq!(code, Some(3));
    assert!(said.contains("there is no data in"), "{said}");
    std::fs::write(home.path().join("kedun.toml"), "lisen = \"127.0.0.1:1\"\n").unwrap();
    let (code, said) = run(&home, &["doctor"]);
    assert_eq!(code, Some(3));
    assert!(said.contains("kedun.toml") && said.contains("lisen"), "{said}");
}
