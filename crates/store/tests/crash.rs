//! `kill -9` under 32 concurrent writers: no acknowledged write is lost and the database opens clean.
//!
//! The test runs its own binary again as a child that writes and prints each id once its write was
//! acknowledged. The child is killed at a random moment; then the file is opened and every printed id must
//! be there. `KEDUN_CRASH_ROUNDS` sets the number of rounds (20 by default).
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]
#![expect(
    clippy::disallowed_methods,
    reason = "the test starts itself as a child and tells it so by the environment"
)]

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use model::Scalar;
use store::{Database, EmbeddedOptions, Error, RowView};
use zeroize::Zeroizing;

const CHILD: &str = "KEDUN_CRASH_CHILD";
const WRITERS: i64 = 32;

fn open(path: &Path) -> Database {
    Database::open_embedded(&EmbeddedOptions::new(path, Zeroizing::new([3; 32]))).expect("opens clean")
}

#[test]
fn no_acknowledged_write_is_lost_by_kill_9() {
    if let Ok(path) = std::env::var(CHILD) {
        write_until_killed(Path::new(&path));
    }
    let rounds = std::env::var("KEDUN_CRASH_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("data").join("kedun.db");
    let mut acknowledged = BTreeSet::new();
    for round in 0..rounds {
        acknowledged.extend(one_round(&path));
        let database = open(&path);
        let found = stored(&database);
        let lost: Vec<_> = acknowledged.difference(&found).take(5).collect();
        assert!(lost.is_empty(), "round {round}: lost {lost:?} of {}", acknowledged.len());
        assert_eq!(integrity(&database), "ok", "round {round}");
        assert!(pairs_are_whole(&database), "round {round}: half of a transaction is visible");
        database.close_blocking();
    }
    assert!(acknowledged.len() > rounds, "the children wrote next to nothing: {}", acknowledged.len());
}

/// Runs a child, kills it at a moment that differs from round to round, and answers what it acknowledged.
fn one_round(path: &Path) -> Vec<i64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "no_acknowledged_write_is_lost_by_kill_9", "--nocapture", "--test-threads=1"])
        .env(CHILD, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // The first acknowledgement starts the clock, so that each round really writes.
    let first = lines.by_ref().map(Result::unwrap).find(|line| line.starts_with("ack "));
    let reader = std::thread::spawn(move || {
        first.into_iter().chain(lines.map_while(Result::ok)).filter_map(|line| id_of(&line)).collect()
    });
    let millis = RandomState::new().build_hasher().finish() % 400;
    std::thread::park_timeout(Duration::from_millis(millis));
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

/// A line that was cut off by the kill has no end mark and does not count: it may be a part of a number.
fn id_of(line: &str) -> Option<i64> {
    line.strip_prefix("ack ")?.strip_suffix(" .")?.parse().ok()
}

fn write_until_killed(path: &Path) -> ! {
    let database = open(path);
    database
        .write_blocking(|w| {
            w.execute_ddl(
                "CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, body TEXT);
                 CREATE TABLE IF NOT EXISTS twin (n INTEGER PRIMARY KEY)",
            )
        })
        .unwrap();
    let last = stored(&database).last().copied().unwrap_or(0);
    for writer in 0..WRITERS {
        let database = database.clone();
        std::thread::spawn(move || {
            let mut id = last + 1 + writer;
            loop {
                database.write_blocking(move |w| insert(w, id)).unwrap();
                let mut out = std::io::stdout().lock();
                writeln!(out, "ack {id} .").and_then(|()| out.flush()).unwrap();
                drop(out);
                id += WRITERS;
            }
        });
    }
    loop {
        std::thread::park();
    }
}

/// Two rows in one transaction: both or neither must be found.
fn insert(writer: &mut store::Writer<'_>, id: i64) -> Result<(), Error> {
    let body = "x".repeat(usize::try_from(id % 900).unwrap_or(0));
    writer.execute("INSERT INTO t VALUES (?1, ?2)", &[id.into(), body.into()])?;
    writer.execute("INSERT INTO twin VALUES (?1)", &[Scalar::Int(id)]).map(drop)
}

fn stored(database: &Database) -> BTreeSet<i64> {
    database
        .read_blocking(|r| r.query_map("SELECT n FROM t ORDER BY n", &[], |row| row.int(0)))
        .unwrap()
        .into_iter()
        .collect()
}

fn integrity(database: &Database) -> String {
    let check = |r: &mut store::Reader<'_>| r.query_one("PRAGMA integrity_check", &[]);
    database.read_blocking(check).unwrap().unwrap().string(0).unwrap()
}

fn pairs_are_whole(database: &Database) -> bool {
    let sql = "SELECT (SELECT count(*) FROM t) = (SELECT count(*) FROM twin)
               AND NOT EXISTS (SELECT 1 FROM t WHERE n NOT IN (SELECT n FROM twin))";
    database.read_blocking(move |r| r.query_one(sql, &[])).unwrap().unwrap().bool(0).unwrap()
}
