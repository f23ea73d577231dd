//! What is left to the end of a transaction: done once for all jobs in it, if and only if they are kept.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use std::any::Any;
use std::sync::mpsc;

use store::testing::{TestDatabase, each_engine};
use store::{AtEnd, Database, Error, RowView, Writer};

/// Writes one row that says which jobs left it something; refuses if one of them is 13, panics for 14.
struct Note(Vec<i64>);

impl AtEnd for Note {
    fn join(&mut self, mut later: Box<dyn AtEnd>) -> Result<(), Box<dyn AtEnd>> {
        let any: &mut dyn Any = &mut *later;
        match any.downcast_mut::<Self>() {
            Some(later) => {
                self.0.append(&mut later.0);
                Ok(())
            }
            None => Err(later),
        }
    }

    fn act(self: Box<Self>, writer: &mut Writer<'_>) -> Result<(), Error> {
        assert!(!self.0.contains(&14), "asked for");
        let text = format!("{:?}", self.0);
        writer.execute("INSERT INTO note (text) VALUES (?1)", &[text.into()])?;
        let refused = self.0.contains(&13);
        if refused { Err(Error::Ending { about: "note".into(), reason: "13" }) } else { Ok(()) }
    }
}

/// Another kind, which joins nothing.
struct Word;

impl AtEnd for Word {
    fn join(&mut self, later: Box<dyn AtEnd>) -> Result<(), Box<dyn AtEnd>> {
        Err(later)
    }

    fn act(self: Box<Self>, writer: &mut Writer<'_>) -> Result<(), Error> {
        writer.execute("INSERT INTO note (text) VALUES ('word')", &[]).map(drop)
    }
}

fn make_tables(database: &Database) {
    let ddl = "CREATE TABLE note (text text); CREATE TABLE thing (n bigint PRIMARY KEY)";
    database.write_blocking(move |w| w.execute_ddl(ddl)).unwrap();
}

/// A thing, and at the end a note of it.
fn add(writer: &mut Writer<'_>, n: i64) -> Result<(), Error> {
    writer.execute("INSERT INTO thing (n) VALUES (?1)", &[n.into()])?;
    writer.at_end(Box::new(Note(vec![n])));
    Ok(())
}

fn notes(database: &Database) -> Vec<String> {
    let sql = "SELECT text FROM note ORDER BY text";
    database.read_blocking(move |r| r.query_map(sql, &[], |row| row.string(0))).unwrap()
}

fn things(database: &Database) -> Vec<i64> {
    let sql = "SELECT n FROM thing ORDER BY n";
    database.read_blocking(move |r| r.query_map(sql, &[], |row| row.int(0))).unwrap()
}

#[test]
fn an_end_is_done_once_and_only_for_what_is_kept() {
    each_engine(|database| {
        make_tables(database);
        let done = database.write_blocking(|w| {
            add(w, 1)?;
            w.at_end(Box::new(Word));
            let undone: Result<(), Error> = w.savepoint(|w| {
                add(w, 2)?;
                Err(Error::Corrupt)
            });
            assert_eq!(undone, Err(Error::Corrupt));
            w.savepoint(|w| add(w, 3))
        });
        assert_eq!(done, Ok(()));
        assert_eq!((notes(database), things(database)), (vec!["[1, 3]".into(), "word".into()], vec![1, 3]));

        let failed: Result<(), Error> = database.write_blocking(|w| {
            add(w, 4)?;
            Err(Error::Corrupt)
        });
        assert_eq!(failed, Err(Error::Corrupt));
        assert_eq!((notes(database).len(), things(database)), (2, vec![1, 3]));
    });
}

#[test]
fn what_is_refused_at_the_end_is_not_kept() {
    each_engine(|database| {
        make_tables(database);
        let refused = database.write_blocking(|w| add(w, 13));
        assert_eq!(refused, Err(Error::Ending { about: "note".into(), reason: "13" }));
        assert_eq!(database.write_blocking(|w| add(w, 14)), Err(Error::Panicked));
        assert_eq!((notes(database), things(database)), (vec![], vec![]));
        database.write_blocking(|w| add(w, 15)).unwrap();
        assert_eq!((notes(database), things(database)), (vec!["[15]".into()], vec![15]));
    });
}

#[test]
fn what_was_read_is_noted_and_a_read_that_fails_is_not() {
    each_engine(|database| {
        make_tables(database);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let read = |n: i64| {
            database.read_noted(move |r| {
                let found = r.query_one("SELECT count(*) FROM thing", &[])?.unwrap().int(0)?;
                let note: Box<dyn AtEnd> = Box::new(Note(vec![n]));
                if n < 0 { Err(Error::Corrupt) } else { Ok((found, note)) }
            })
        };
        assert_eq!(runtime.block_on(read(1)), Ok(0));
        assert_eq!(runtime.block_on(read(-1)), Err(Error::Corrupt));
        assert_eq!(notes(database), ["[1]"]);
    });
}

/// Each asks again as soon as it is answered, as people at work do: a group waits for its company, and for a change or
/// somebody who stays away no longer than a moment.
#[test]
fn noted_reads_that_share_their_transactions_are_all_noted() {
    let test = TestDatabase::embedded();
    let database = test.database();
    make_tables(database);
    let ask = |n: i64| {
        database.read_noted(move |r| {
            let things = r.query_one("SELECT count(*) FROM thing", &[])?.unwrap().int(0)?;
            let note: Box<dyn AtEnd> = Box::new(Note(vec![n + 100]));
            Ok::<_, Error>((things, note))
        })
    };
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    std::thread::scope(|scope| {
        let asking = |who: i64| {
            runtime().block_on(async {
                for turn in 0..50 + who {
                    ask(who * 1_000 + turn).await.unwrap();
                }
            });
        };
        for who in 0..6 {
            scope.spawn(move || asking(who));
        }
        scope.spawn(|| (0..20).for_each(|n| database.write_blocking(move |w| add(w, 20 + n)).unwrap()));
    });
    let notes = notes(database);
    let numbers = notes.iter().flat_map(|note| note.trim_matches(['[', ']']).split(", "));
    let mut noted: Vec<i64> = numbers.map(|number| number.parse().unwrap()).collect();
    noted.sort_unstable();
    let mut expected: Vec<i64> = (20..40).collect();
    expected.extend((0..6).flat_map(|who| (0..50 + who).map(move |turn| who * 1_000 + turn + 100)));
    assert_eq!(noted, expected);
}

/// Writes all of these in one transaction of the embedded engine, which is committed or not: they wait for one that is
/// held up. On a busy machine a group's time may be up between two of them; then all are tried again.
fn together(database: &Database, jobs: &[i64], committed: bool) -> Vec<Result<(), Error>> {
    for _ in 0..100 {
        database.write_blocking(|w| w.execute_ddl("DELETE FROM note; DELETE FROM thing")).unwrap();
        let before = database.counters().commits;
        let answers = after_one_held_up(database, jobs);
        if database.counters().commits - before == u64::from(committed) {
            return answers;
        }
    }
    panic!("they never shared a transaction");
}

fn after_one_held_up(database: &Database, jobs: &[i64]) -> Vec<Result<(), Error>> {
    let (release, released) = mpsc::channel::<()>();
    let (started, running) = mpsc::channel();
    let held = database.write(move |_| {
        started.send(()).unwrap();
        let _ = released.recv();
        Err::<(), _>(Error::Corrupt)
    });
    running.recv().unwrap();
    let add = |n: i64| {
        database.write(move |w| {
            add(w, n)?;
            if n < 0 { Err(Error::Corrupt) } else { Ok(()) }
        })
    };
    let jobs: Vec<_> = jobs.iter().map(|n| add(*n)).collect();
    release.send(()).unwrap();
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        assert_eq!(held.await, Err(Error::Corrupt));
        let mut answers = Vec::new();
        for job in jobs {
            answers.push(job.await);
        }
        answers
    })
}

#[test]
fn jobs_of_one_transaction_share_their_end_and_its_fate() {
    let test = TestDatabase::embedded();
    let database = test.database();
    make_tables(database);
    assert_eq!(together(database, &[1, -2, 3], true), [Ok(()), Err(Error::Corrupt), Ok(())]);
    assert_eq!((notes(database), things(database)), (vec!["[1, 3]".into()], vec![1, 3]));

    let refused = Err(Error::Ending { about: "note".into(), reason: "13" });
    assert_eq!(together(database, &[5, 13, -6], false), [refused.clone(), refused, Err(Error::Corrupt)]);
    assert_eq!((notes(database), things(database)), (vec![], vec![]));
    database.write_blocking(|w| add(w, 7)).unwrap();
    assert_eq!((notes(database), things(database)), (vec!["[7]".into()], vec![7]));
}
