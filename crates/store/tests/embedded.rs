//! The embedded engine: keys, files, locks and the grouping of commits.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::mpsc;

use model::Scalar;
use store::{AtEnd, Database, EmbeddedOptions, Error, RowView, Writer};
use zeroize::Zeroizing;

fn options(directory: &tempfile::TempDir) -> EmbeddedOptions {
    EmbeddedOptions::new(path(directory), Zeroizing::new([7; 32]))
}

fn path(directory: &tempfile::TempDir) -> PathBuf {
    directory.path().join("data").join("kedun.db")
}

fn with_table(options: &EmbeddedOptions) -> Database {
    let database = Database::open_embedded(options).unwrap();
    database.write_blocking(|w| w.execute_ddl("CREATE TABLE t (n INTEGER PRIMARY KEY, body TEXT)")).unwrap();
    database
}

fn insert(writer: &mut Writer<'_>, n: i64) -> Result<(), Error> {
    writer.execute("INSERT INTO t (n) VALUES (?1)", &[Scalar::Int(n)]).map(drop)
}

fn count(database: &Database) -> i64 {
    database.read_blocking(|r| r.query_one("SELECT count(*) FROM t", &[])?.unwrap().int(0)).unwrap()
}

#[test]
fn a_database_opens_again_with_its_key_and_with_no_other() {
    let directory = tempfile::tempdir().unwrap();
    let database = with_table(&options(&directory));
    database.write_blocking(|w| insert(w, 1)).unwrap();
    database.close_blocking();

    let mut wrong = options(&directory);
    wrong.key = Zeroizing::new([8; 32]);
    assert_eq!(Database::open_embedded(&wrong).err(), Some(Error::WrongKey));

    let database = Database::open_embedded(&options(&directory)).unwrap();
    assert_eq!(count(&database), 1);
}

#[test]
fn only_the_owner_can_read_the_files_and_none_shows_plaintext() {
    let directory = tempfile::tempdir().unwrap();
    let database = with_table(&options(&directory));
    let canary = "a-canary-that-must-not-be-found";
    database.write_blocking(move |w| w.execute("INSERT INTO t VALUES (1, ?1)", &[canary.into()])).unwrap();
    let data = directory.path().join("data");
    assert_eq!(data.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    let mut seen = 0;
    for entry in data.read_dir().unwrap() {
        let entry = entry.unwrap();
        // The shared index of the log holds page numbers only; it gets the file's mode like the rest.
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
        let bytes = std::fs::read(entry.path()).unwrap();
        assert!(!bytes.windows(canary.len()).any(|window| window == canary.as_bytes()));
        seen += 1;
    }
    assert!(seen >= 3, "the file, its log and its lock");
}

#[test]
fn a_plain_database_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("data")).unwrap();
    let mut plain = b"SQLite format 3\0".to_vec();
    plain.resize(4096, 0);
    std::fs::write(path(&directory), plain).unwrap();
    assert_eq!(Database::open_embedded(&options(&directory)).err(), Some(Error::NotEncrypted));
}

#[test]
fn a_second_user_of_the_directory_is_refused_until_the_first_is_gone() {
    let directory = tempfile::tempdir().unwrap();
    let database = with_table(&options(&directory));
    assert_eq!(Database::open_embedded(&options(&directory)).err(), Some(Error::InUse));
    drop(database);
    assert!(Database::open_embedded(&options(&directory)).is_ok());
}

#[test]
fn a_reader_cannot_write() {
    let directory = tempfile::tempdir().unwrap();
    let database = with_table(&options(&directory));
    let answer = database.read_blocking(|r| r.query("INSERT INTO t (n) VALUES (1)", &[]));
    assert!(matches!(answer, Err(Error::Sql { .. })), "{answer:?}");
    assert_eq!(count(&database), 0);
}

#[test]
fn extensions_and_further_databases_cannot_be_loaded() {
    let directory = tempfile::tempdir().unwrap();
    let database = with_table(&options(&directory));
    let load = database.write_blocking(|w| w.query("SELECT load_extension('x')", &[]));
    assert!(load.is_err());
    let attach = database.read_blocking(|r| r.query("ATTACH ':memory:' AS other", &[]));
    assert!(attach.is_err());
}

/// Holds the writer thread, so that further jobs gather behind it.
fn hold_writer(database: &Database) -> (mpsc::Sender<()>, std::thread::JoinHandle<()>) {
    let (release, released) = mpsc::channel::<()>();
    let (started, running) = mpsc::channel();
    let holder = database.clone();
    let thread = std::thread::spawn(move || {
        let answer = holder.write_blocking(move |_| {
            started.send(()).unwrap();
            let _ = released.recv();
            Ok::<_, Error>(())
        });
        answer.unwrap();
    });
    running.recv().unwrap();
    (release, thread)
}

#[test]
fn waiting_writers_share_one_commit_and_one_failure_is_its_own() {
    let directory = tempfile::tempdir().unwrap();
    let database = with_table(&options(&directory));
    let before = database.counters();
    let (release, holder) = hold_writer(&database);
    let writers: Vec<_> = (0..32)
        .map(|n| {
            let database = database.clone();
            std::thread::spawn(move || {
                database.write_blocking(move |w| {
                    insert(w, n)?;
                    if n % 4 == 3 { Err(Error::Corrupt) } else { Ok(n) }
                })
            })
        })
        .collect();
    wait_for(|| database.counters().queued >= 32);
    release.send(()).unwrap();
    holder.join().unwrap();
    for (n, writer) in writers.into_iter().enumerate() {
        let expected = if n % 4 == 3 { Err(Error::Corrupt) } else { Ok(i64::try_from(n).unwrap()) };
        assert_eq!(writer.join().unwrap(), expected);
    }
    let after = database.counters();
    assert_eq!(after.writes - before.writes, 33);
    assert!(after.commits - before.commits < 33 / 2, "{before:?} {after:?}");
    assert_eq!(count(&database), 24);
}

#[test]
fn a_full_queue_refuses_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let mut options = options(&directory);
    options.write_queue = 1;
    let database = with_table(&options);
    let (release, holder) = hold_writer(&database);
    let waiting = {
        let database = database.clone();
        std::thread::spawn(move || database.write_blocking(|w| insert(w, 1)))
    };
    wait_for(|| database.counters().queued == 1);
    assert_eq!(database.write_blocking(|w| insert(w, 2)), Err(Error::Busy));
    assert_eq!(database.counters().refused, 1);
    release.send(()).unwrap();
    holder.join().unwrap();
    assert_eq!(waiting.join().unwrap(), Ok(()));
    assert_eq!(count(&database), 1);
}

#[test]
fn a_full_disk_fails_the_write_and_loses_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    let mut options = options(&directory);
    options.max_pages = Some(200);
    let database = with_table(&options);
    database.write_blocking(|w| insert(w, 1)).unwrap();
    let big = "x".repeat(2_000_000);
    let answer =
        database.write_blocking(move |w| w.execute("INSERT INTO t (n, body) VALUES (2, ?1)", &[big.into()]));
    assert_eq!(answer, Err(Error::Full));
    database.write_blocking(|w| insert(w, 3)).unwrap();
    assert_eq!(count(&database), 2);
}

#[test]
fn a_closed_database_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let database = with_table(&options(&directory));
    database.close_blocking();
    assert_eq!(database.write_blocking(|w| insert(w, 1)), Err(Error::Closed));
    assert_eq!(database.read_blocking(|r| r.query("SELECT 1", &[])).err(), Some(Error::Closed));
}

/// From a thread of its own, so that it can be called within a runtime.
fn write_log(
    database: &Database,
    job: impl FnOnce(&mut Writer<'_>) -> Result<(), Error> + Send + 'static,
) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let database = database.clone();
    std::thread::spawn(move || runtime.block_on(database.write_log(job))).join().unwrap()
}

/// What `read` and `read_log` count in `t` when both wait on the one reader, which has a snapshot open, while `change`
/// is written.
fn counts_after(change: impl FnOnce(&Database)) -> (i64, i64) {
    let directory = tempfile::tempdir().unwrap();
    let mut options = options(&directory);
    options.readers = 1;
    let database = with_table(&options);
    let count = |r: &mut store::Reader<'_>| r.query_one("SELECT count(*) FROM t", &[])?.unwrap().int(0);
    let (release, released) = mpsc::channel::<()>();
    let (started, running) = mpsc::channel();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let held = database.read(move |r| {
            let before = count(r)?;
            started.send(()).unwrap();
            let _ = released.recv();
            Ok::<_, Error>(before)
        });
        running.recv().unwrap();
        change(&database);
        let plain = database.read(count);
        wait_for(|| database.counters().queued >= 1);
        let strict = database.read_log(count);
        wait_for(|| database.counters().queued >= 2);
        release.send(()).unwrap();
        assert_eq!(held.await, Ok(0));
        (plain.await.unwrap(), strict.await.unwrap())
    })
}

#[test]
fn a_read_sees_every_change_that_was_answered() {
    assert_eq!(counts_after(|database| database.write_blocking(|w| insert(w, 1)).unwrap()), (1, 1));
}

#[test]
fn a_snapshot_is_kept_while_only_the_log_is_written() {
    let log = |database: &Database| write_log(database, |w| insert(w, 1)).unwrap();
    assert_eq!(counts_after(log), (0, 1), "a read need not see the log, a read of the log must");
    let both = |database: &Database| {
        log(database);
        database.write_blocking(|w| insert(w, 2)).unwrap();
    };
    assert_eq!(counts_after(both), (2, 2));
}

/// As the worker of imports does when none waits.
#[test]
fn a_snapshot_is_kept_while_writers_change_nothing() {
    let log_and_look = |database: &Database| {
        write_log(database, |w| insert(w, 1)).unwrap();
        database.write_blocking(|w| w.execute("UPDATE t SET body = 'x' WHERE n = 99", &[])).unwrap();
    };
    assert_eq!(counts_after(log_and_look), (0, 1));
}

#[test]
fn an_idle_reader_lets_the_log_begin_anew() {
    let directory = tempfile::tempdir().unwrap();
    let mut options = options(&directory);
    options.log_pages = 2_000;
    let database = with_table(&options);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let count = |r: &mut store::Reader<'_>| r.query_one("SELECT count(*) FROM t", &[])?.unwrap().int(0);
    // Each reader has a snapshot now, and nothing else to do.
    let both = async { tokio::join!(database.read(count), database.read(count)) };
    assert_eq!(runtime.block_on(both), (Ok(0), Ok(0)));
    let body = "x".repeat(100_000);
    for n in 0..400 {
        let body = body.clone();
        let insert = move |w: &mut Writer<'_>| {
            w.execute("INSERT INTO t (n, body) VALUES (?1, ?2)", &[n.into(), body.into()]).map(drop)
        };
        write_log(&database, insert).unwrap();
    }
    let log = path(&directory).with_extension("db-wal").metadata().unwrap().len();
    assert!(log < 12 * 1024 * 1024, "{log} bytes");
}

#[test]
fn the_log_is_copied_back_while_writing_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let database = with_table(&options(&directory));
    let body = "x".repeat(100_000);
    for n in 0..400 {
        let body = body.clone();
        database
            .write_blocking(move |w| {
                w.execute("INSERT INTO t (n, body) VALUES (?1, ?2)", &[n.into(), body.into()])
            })
            .unwrap();
    }
    // 40 MB were written; the log began anew several times.
    let log = path(&directory).with_extension("db-wal").metadata().unwrap().len();
    assert!(log < 12 * 1024 * 1024, "{log} bytes");
}

fn wait_for(condition: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if condition() {
            return;
        }
        std::thread::park_timeout(std::time::Duration::from_millis(5));
    }
    panic!("it did not happen within ten seconds");
}

#[test]
fn a_damaged_page_is_an_error_and_never_another_value() {
    let directory = tempfile::tempdir().unwrap();
    let mut options = options(&directory);
    options.readers = 1;
    let database = with_table(&options);
    let body = |n: i64| format!("{n} ").repeat(if n % 2 == 0 { 10 } else { 3_000 });
    let fill = move |w: &mut Writer<'_>| {
        (0..20).try_for_each(|n| {
            w.execute("INSERT INTO t (n, body) VALUES (?1, ?2)", &[n.into(), body(n).into()]).map(drop)
        })
    };
    database.write_blocking(fill).unwrap();
    database.close_blocking();

    let file = path(&directory);
    let whole = std::fs::read(&file).unwrap();
    let mut lone = 0;
    for page in 0..whole.len() / 4096 {
        let mut damaged = whole.clone();
        damaged[page * 4096 + 2048] ^= 1;
        std::fs::write(&file, damaged).unwrap();
        // Nothing opens where the page is one of the schema.
        let Ok(database) = Database::open_embedded(&options) else { continue };
        let read = |n: i64| {
            let sql = "SELECT body FROM t WHERE n = ?1";
            database.read_blocking(move |r| r.query_map_one(sql, &[n.into()], |row| row.string(0)))
        };
        let mut lost = Vec::new();
        for n in 0..20 {
            match read(n) {
                Ok(read) => assert!(read.unwrap() == body(n), "page {page}, row {n}"),
                Err(error) => {
                    assert_eq!(error, Error::Corrupt, "page {page}, row {n}");
                    lost.push(n);
                }
            }
        }
        // The rest of a long value: nothing else is lost with it, and nothing is made of it.
        if let [n] = *lost.as_slice() {
            let others: Vec<i64> = (0..20).filter(|other| *other != n).collect();
            let (changed, waited) = change_first_and_others(&database, n, &others);
            assert_eq!(changed, Err(Error::Corrupt), "page {page}, row {n}");
            assert!(waited.iter().all(|changed| *changed == Ok(1)), "page {page}, row {n}: {waited:?}");
            assert_eq!(read(n), Err(Error::Corrupt), "page {page}, row {n}");
            assert!(read_noted(&database, n) == Err(Error::Corrupt), "page {page}, row {n}");
            for other in others {
                assert!(read(other).unwrap().unwrap() == body(other) + "!", "page {page}, row {other}");
            }
            lone += 1;
        }
        database.close_blocking();
    }
    // Ten rows of one to three pages beside the tree's own.
    assert!(lone > 10, "{lone}");
}

/// Reads a row in the transaction that would write something down about it.
fn read_noted(database: &Database, n: i64) -> Result<Option<String>, Error> {
    let read = database.read_noted(move |r| {
        let body = r.query_map_one("SELECT body FROM t WHERE n = ?1", &[n.into()], |row| row.string(0))?;
        Ok((body, Box::new(Nothing) as Box<dyn AtEnd>))
    });
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(read)
}

struct Nothing;

impl AtEnd for Nothing {
    fn join(&mut self, later: Box<dyn AtEnd>) -> Result<(), Box<dyn AtEnd>> {
        Err(later)
    }

    fn act(self: Box<Self>, _: &mut Writer<'_>) -> Result<(), Error> {
        Ok(())
    }
}

/// Adds a sign to row `first` and then, in the same group of jobs, to the others. What became of each.
fn change_first_and_others(
    database: &Database,
    first: i64,
    others: &[i64],
) -> (Result<u64, Error>, Vec<Result<u64, Error>>) {
    let (release, holder) = hold_writer(database);
    let mut queued = 0;
    let mut change = |n: i64| {
        let this = database.clone();
        let sql = "UPDATE t SET body = body || '!' WHERE n = ?1";
        let thread = std::thread::spawn(move || this.write_blocking(move |w| w.execute(sql, &[n.into()])));
        queued += 1;
        wait_for(|| database.counters().queued >= queued);
        thread
    };
    let changed = change(first);
    let waiting: Vec<_> = others.iter().map(|n| change(*n)).collect();
    release.send(()).unwrap();
    holder.join().unwrap();
    let waited = waiting.into_iter().map(|thread| thread.join().unwrap()).collect();
    (changed.join().unwrap(), waited)
}
