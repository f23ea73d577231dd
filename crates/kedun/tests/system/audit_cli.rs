//! `kedun audit verify` from outside: 0 on a whole log, 1 and the place when somebody with the key changed a row
//! (invariant 7). Every single byte is tried in the tests of `audit`; here the program's own word is.

use model::Scalar;
use serde_json::Value;
use store::{Database, EmbeddedOptions};
use vault::{KeyFile, RootKeyProvider as _};

use crate::home::{Home, text};

/// A home with a log of some length.
fn with_a_log() -> Home {
    let home = Home::ready();
    for _ in 0..4 {
        home.command(&["doctor"]).assert().success();
    }
    home
}

/// Goes round the program, with the key: somebody who holds everything there is to hold.
fn tamper(home: &Home, statements: &[&'static str]) {
    let database = database(home);
    for sql in statements.iter().copied() {
        let done: Result<u64, store::Error> =
            database.write_blocking(move |writer| writer.execute(sql, &[] as &[Scalar]));
        assert!(done.unwrap() > 0, "the tampering changed nothing: {sql}");
    }
    database.close_blocking();
}

fn database(home: &Home) -> Database {
    let key = KeyFile::at(home.key()).root_key().unwrap().database_key();
    Database::open_embedded(&EmbeddedOptions::new(home.data().join("kedun.db"), key)).unwrap()
}

fn verified(home: &Home) -> (Option<i32>, Value) {
    let output = home.command(&["audit", "verify", "--json"]).output().unwrap();
    let report =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    (output.status.code(), report)
}

#[test]
fn a_whole_log_verifies_in_words_and_as_json() {
    let home = with_a_log();
    let output = home.command(&["audit", "verify"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).starts_with("Whole: "), "{}", text(&output.stdout));
    let (code, report) = verified(&home);
    assert_eq!(code, Some(0));
    assert_eq!(verified(&home).1, report, "checking the log changed it");
    assert_eq!((report["ok"].as_bool(), &report["first_bad"]), (Some(true), &Value::Null));
    assert!(
        report["events"].as_u64().unwrap() > 5 && report["checkpoints"].as_u64().unwrap() > 3,
        "{report}"
    );
}

#[test]
fn what_was_done_to_the_log_is_named_with_its_place() {
    let home = with_a_log();
    let last = last_seq(&home);
    let cases: [(&str, &[&'static str], i64); 9] = [
        ("an action", &["UPDATE audit_event SET action = 'deleted' WHERE seq = 3"], 3),
        ("a time", &["UPDATE audit_event SET at = at + 1 WHERE seq = 4"], 4),
        (
            "a byte of a hash",
            &["UPDATE audit_event SET hash = CAST(iif(substr(hash, 1, 1) = x'00', x'01', x'00') || substr(hash, 2) AS BLOB)
                WHERE seq = 2"],
            2,
        ),
        ("a row taken out", &["DELETE FROM audit_event WHERE seq = 4"], 5),
        (
            "the last row taken out",
            &["DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)"],
            last,
        ),
        (
            "the last row changed",
            &["UPDATE audit_event SET at = at + 1 WHERE seq = (SELECT max(seq) FROM audit_event)"],
            last,
        ),
        ("a row put in", &[ROW_PUT_IN], last + 1),
        (
            "two rows swapped",
            &[
                "UPDATE audit_event SET seq = 1000000 WHERE seq = 3",
                "UPDATE audit_event SET seq = 3 WHERE seq = 4",
                "UPDATE audit_event SET seq = 4 WHERE seq = 1000000",
            ],
            3,
        ),
        ("the recorded end", &["UPDATE setting SET value = '{}' WHERE key = 'audit_head:main'"], last),
    ];
    // A row that is missing is told of at the next one, where the chain no longer fits.
    for (what, statements, place) in cases {
        let copy = home.copy();
        tamper(&copy, statements);
        let (code, report) = verified(&copy);
        assert_eq!(code, Some(1), "{what}: {report}");
        assert_eq!(report["ok"].as_bool(), Some(false), "{what}");
        assert_eq!(report["first_bad"]["seq"].as_i64(), Some(place), "{what}: {report}");
        let output = copy.command(&["audit", "verify"]).output().unwrap();
        let said = text(&output.stdout);
        assert!(said.contains(&format!("NOT whole: event {place} of node ")), "{what}: {said}");
    }
}

const ROW_PUT_IN: &str = "INSERT INTO audit_event
    SELECT node, (SELECT max(seq) FROM audit_event) + 1, at, actor_id, actor_kind, actor_name, action, outcome,
        object, record_id, session_id, address, detail, previous, hash FROM audit_event WHERE seq = 2";

fn last_seq(home: &Home) -> i64 {
    let copy = home.copy();
    let database = database(&copy);
    let rows: Result<Vec<store::Row>, store::Error> =
        database.read_blocking(|reader| reader.query("SELECT max(seq) FROM audit_event", &[]));
    let last = store::RowView::int(&rows.unwrap()[0], 0).unwrap();
    database.close_blocking();
    last
}

#[test]
fn the_doctor_names_a_damaged_log_not_the_database() {
    let home = with_a_log();
    tamper(&home, &["DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)"]);
    let output = home.command(&["doctor", "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let ill: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["ok"] == false)
        .map(|finding| finding["check"].as_str().unwrap())
        .collect();
    assert_eq!(ill, ["audit log"], "{report}");
    assert!(report.to_string().contains("kedun audit verify"));
}
