//! What both engines must do alike.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::time::Duration;

use model::Scalar;
use store::testing::{TestDatabase, digest, each_engine};
use store::{Database, Dialect, Error, RowView, Writer};
use uuid::Uuid;

fn make_table(database: &Database) {
    let ddl = database.dialect().pick(
        "CREATE TABLE thing (id BLOB PRIMARY KEY, n INTEGER UNIQUE, yes INTEGER, body TEXT NOT NULL, raw BLOB)",
        "CREATE TABLE thing (id uuid PRIMARY KEY, n bigint UNIQUE, yes boolean,
         body text COLLATE \"C\" NOT NULL, raw bytea)",
    );
    database.write_blocking(move |w| w.execute_ddl(ddl)).unwrap();
}

fn add(writer: &mut Writer<'_>, n: i64, body: &str) -> Result<u64, Error> {
    writer.execute(
        "INSERT INTO thing (id, n, yes, body, raw) VALUES (?1, ?2, ?3, ?4, ?5)",
        &[
            Uuid::from_u128(u128::try_from(n).unwrap()).into(),
            n.into(),
            (n % 2 == 0).into(),
            body.into(),
            Scalar::Null,
        ],
    )
}

fn count(database: &Database) -> i64 {
    database
        .read_blocking(|r| r.query_one("SELECT count(*) FROM thing", &[]))
        .unwrap()
        .unwrap()
        .int(0)
        .unwrap()
}

#[test]
fn every_scalar_comes_back_as_it_went_in() {
    each_engine(|database| {
        make_table(database);
        let id = Uuid::from_u128(0x1234_5678);
        let row = database
            .write_blocking(move |w| {
                w.execute(
                    "INSERT INTO thing (raw, body, yes, n, id) VALUES (?5, ?4, ?3, ?2, ?1)",
                    &[id.into(), i64::MIN.into(), true.into(), "客户 ?1 'x'".into(), vec![0u8, 255].into()],
                )?;
                w.query_one(
                    "SELECT id, n, yes, body, raw FROM thing WHERE id = ?1 AND yes = ?2",
                    &[id.into(), true.into()],
                )
            })
            .unwrap()
            .unwrap();
        assert_eq!(row.id(0), Ok(id));
        assert_eq!(row.int(1), Ok(i64::MIN));
        assert_eq!(row.bool(2), Ok(true));
        assert_eq!(row.text(3), Ok("客户 ?1 'x'"));
        assert_eq!(row.bytes(4), Ok(&[0u8, 255][..]));
        assert!(matches!(row.int(3), Err(Error::BadValue { column, .. }) if column == "body"));
    });
}

#[test]
fn nothing_can_be_bound_to_any_column() {
    each_engine(|database| {
        make_table(database);
        database.write_blocking(|w| add(w, 1, "a")).unwrap();
        let row = database
            .write_blocking(|w| {
                w.execute(
                    "UPDATE thing SET n = ?1, yes = ?2, raw = ?3",
                    &[Scalar::Null, Scalar::Null, Scalar::Null],
                )?;
                w.query_one("SELECT n, yes, raw FROM thing", &[])
            })
            .unwrap()
            .unwrap();
        assert!((0..3).all(|column| row.is_null(column)));
    });
}

#[test]
fn sums_counts_and_limits_are_whole_numbers() {
    each_engine(|database| {
        make_table(database);
        let row = database
            .write_blocking(|w| {
                for n in 1..=10 {
                    add(w, n, "a")?;
                }
                w.query_one(
                    "SELECT sum(n), count(*), max(n) FROM (SELECT n FROM thing ORDER BY n LIMIT ?1) q",
                    &[4.into()],
                )
            })
            .unwrap()
            .unwrap();
        assert_eq!((row.int(0), row.int(1), row.int(2)), (Ok(10), Ok(4), Ok(4)));
    });
}

#[test]
fn a_failed_job_leaves_nothing_behind() {
    each_engine(|database| {
        make_table(database);
        let before = digest(database, &[]);
        let answer = database.write_blocking(|w| {
            add(w, 1, "a")?;
            Err::<(), _>(Error::Corrupt)
        });
        assert_eq!(answer, Err(Error::Corrupt));
        assert_eq!(digest(database, &[]), before);
        database.write_blocking(|w| add(w, 1, "a")).unwrap();
        assert_ne!(digest(database, &[]), before);
        assert_eq!(digest(database, &["thing"]), digest(database, &["thing"]));
    });
}

#[test]
fn a_unique_violation_names_table_and_columns() {
    each_engine(|database| {
        make_table(database);
        database.write_blocking(|w| add(w, 1, "13812345678")).unwrap();
        let error = database
            .write_blocking(|w| {
                w.execute(
                    "INSERT INTO thing (id, n, body) VALUES (?1, 1, ?2)",
                    &[Uuid::from_u128(9).into(), "13812345678".into()],
                )
            })
            .unwrap_err();
        let Error::UniqueViolation { table, columns, .. } = &error else { panic!("{error:?}") };
        assert_eq!((table.as_str(), columns.as_slice()), ("thing", &["n".to_owned()][..]));
    });
}

#[test]
fn rules_and_references_are_told_apart() {
    each_engine(|database| {
        make_table(database);
        let null = database.write_blocking(|w| {
            w.execute("INSERT INTO thing (id, n) VALUES (?1, 1)", &[Uuid::from_u128(9).into()])
        });
        assert_eq!(null, Err(Error::Constraint("thing.body".into())));
        let reference = database.write_blocking(|w| {
            let sql = "INSERT INTO user_role (user_id, role_key) VALUES (?1, ?2)";
            w.execute(sql, &[Uuid::from_u128(1).into(), "nobody".into()])
        });
        assert_eq!(reference, Err(Error::ForeignKey));
    });
}

#[test]
fn after_a_failed_statement_only_rolling_back_is_left() {
    each_engine(|database| {
        make_table(database);
        let answer = database.write_blocking(|w| {
            add(w, 1, "a")?;
            assert!(add(w, 1, "again").is_err());
            assert_eq!(w.query("SELECT 1", &[]).err(), Some(Error::Aborted));
            Ok::<_, Error>(())
        });
        assert_eq!(answer, Err(Error::Aborted));
        assert_eq!(count(database), 0);
    });
}

#[test]
fn a_part_can_fail_alone() {
    each_engine(|database| {
        make_table(database);
        database
            .write_blocking(|w| {
                add(w, 1, "a")?;
                let part = w.savepoint(|w| {
                    add(w, 2, "b")?;
                    add(w, 1, "again")
                });
                assert!(matches!(part, Err(Error::UniqueViolation { .. })), "{part:?}");
                w.savepoint(|w| {
                    add(w, 3, "c")?;
                    let inner: Result<(), Error> = w.savepoint(|w| {
                        add(w, 4, "d")?;
                        Err(Error::Corrupt)
                    });
                    assert_eq!(inner, Err(Error::Corrupt));
                    Ok::<_, Error>(())
                })
            })
            .unwrap();
        assert_eq!(count(database), 2);
    });
}

#[test]
fn an_error_of_the_callers_own_does_not_break_the_transaction() {
    each_engine(|database| {
        make_table(database);
        database
            .write_blocking(|w| {
                add(w, 1, "a")?;
                add(w, 2, "b")?;
                let mut seen = 0;
                let stopped = w.query_each("SELECT n FROM thing ORDER BY n", &[], &mut |_| {
                    seen += 1;
                    Err(Error::Busy)
                });
                assert_eq!((stopped, seen), (Err(Error::Busy), 1));
                add(w, 3, "c")
            })
            .unwrap();
        assert_eq!(count(database), 3);
    });
}

#[test]
fn a_panicking_job_is_rolled_back_and_the_next_one_runs() {
    each_engine(|database| {
        make_table(database);
        let answer: Result<(), Error> = database.write_blocking(|w| {
            add(w, 1, "a")?;
            panic!("a test's own")
        });
        assert_eq!(answer, Err(Error::Panicked));
        let answer: Result<(), Error> = database.read_blocking(|_| panic!("a test's own"));
        assert_eq!(answer, Err(Error::Panicked));
        database.write_blocking(|w| add(w, 2, "b")).unwrap();
        assert_eq!(count(database), 1);
    });
}

#[test]
fn a_job_sees_one_snapshot() {
    each_engine(|database| {
        make_table(database);
        database.write_blocking(|w| add(w, 1, "a")).unwrap();
        let writer = database.clone();
        let (first, second) = database
            .read_blocking(move |r| {
                let first = r.query("SELECT n FROM thing", &[])?.len();
                writer.write_blocking(|w| add(w, 2, "b"))?;
                Ok::<_, Error>((first, r.query("SELECT n FROM thing", &[])?.len()))
            })
            .unwrap();
        assert_eq!((first, second, count(database)), (1, 1, 2));
    });
}

#[test]
fn a_reader_cannot_change_anything() {
    each_engine(|database| {
        make_table(database);
        let answer = database.read_blocking(|r| {
            r.query("INSERT INTO thing (id, n, body) VALUES (?1, 1, 'a')", &[Uuid::nil().into()])
        });
        assert!(answer.is_err());
        assert_eq!(count(database), 0);
    });
}

#[test]
fn the_wrong_number_of_parameters_is_refused() {
    each_engine(|database| {
        for params in [vec![], vec![Scalar::Int(1), Scalar::Int(2)]] {
            let answer = database.read_blocking(move |r| r.query("SELECT CAST(?1 AS bigint)", &params));
            assert!(matches!(answer, Err(Error::Sql { ref code, .. }) if code == "PARAMETERS"), "{answer:?}");
        }
    });
}

#[test]
fn errors_never_repeat_a_value() {
    each_engine(|database| {
        make_table(database);
        let canary = "13812345678";
        let statements: [(&str, Vec<Scalar>); 4] = [
            ("SELECT CAST(CAST(?1 AS text) AS bigint) FROM nowhere", vec![canary.into()]),
            (
                database.dialect().pick(
                    "SELECT rowid FROM search_text WHERE search_text MATCH ?1",
                    "SELECT CAST(CAST(?1 AS text) AS uuid)",
                ),
                vec![format!("\"{canary} AND (").into()],
            ),
            (
                "INSERT INTO thing (id, n, body) VALUES (?1, 1, ?2), (?1, 2, ?2)",
                vec![Uuid::nil().into(), canary.into()],
            ),
            ("SELECT * FROM thing WHERE n = ?1 AND no_such_column = 1", vec![13_812_345_678.into()]),
        ];
        for (sql, params) in statements {
            let sql = sql.to_owned();
            let error = database.write_blocking(move |w| w.query(&sql, &params)).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("1381234"), "{shown}");
        }
    });
}

#[test]
fn async_callers_get_answers_and_may_go_away() {
    each_engine(|database| {
        make_table(database);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            database.write(|w| add(w, 1, "a")).await.unwrap();
            drop(database.write(|w| add(w, 2, "b")));
            let found = database.read(|r| r.query("SELECT n FROM thing", &[])).await;
            assert!(!found.unwrap().is_empty());
        });
        for _ in 0..1_000 {
            if count(database) == 2 {
                return;
            }
            std::thread::park_timeout(std::time::Duration::from_millis(5));
        }
        panic!("the abandoned job did not run to its end");
    });
}

#[test]
fn columns_added_while_statements_are_prepared_are_seen() {
    each_engine(|database| {
        make_table(database);
        database.write_blocking(|w| add(w, 1, "a")).unwrap();
        let all = |database: &Database| {
            let rows = database.read_blocking(|r| r.query("SELECT * FROM thing", &[])).unwrap();
            rows[0].width()
        };
        assert_eq!(all(database), 5);
        database.write_blocking(|w| w.execute_ddl("ALTER TABLE thing ADD COLUMN more BIGINT")).unwrap();
        assert_eq!(all(database), 6);
    });
}

#[test]
fn a_database_keeps_its_content_over_a_restart() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let mut test = TestDatabase::of(dialect);
        make_table(test.database());
        test.database().write_blocking(|w| add(w, 1, "a")).unwrap();
        let before = digest(test.database(), &[]);
        assert_eq!(digest(test.reopen().unwrap(), &[]), before);
    }
}

#[test]
fn a_migration_that_was_changed_or_is_unknown_is_refused() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let mut test = TestDatabase::of(dialect);
        let set = |test: &TestDatabase, sql: &'static str| {
            test.database().write_blocking(move |w| w.execute(sql, &[])).unwrap();
        };
        set(&test, "UPDATE schema_migration SET checksum = 'x' || checksum");
        assert_eq!(test.reopen().err(), Some(Error::ChecksumMismatch { version: 1 }));

        let mut test = TestDatabase::of(dialect);
        set(&test, "INSERT INTO schema_migration VALUES (999, 'later', 'x', 0)");
        assert_eq!(
            test.reopen().err(),
            Some(Error::TooNew { found: 999, known: store::MIGRATIONS.last().unwrap().version })
        );
    }
}

#[test]
fn several_nodes_can_start_on_one_postgres_at_once() {
    let test = TestDatabase::postgres();
    std::thread::scope(|scope| {
        let nodes: Vec<_> =
            (0..4).map(|_| scope.spawn(|| test.open().map(|database| database.dialect()))).collect();
        for node in nodes {
            assert_eq!(node.join().unwrap(), Ok(Dialect::Postgres));
        }
    });
}

/// Without its end this would run for ever on either engine.
const ENDLESS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT (i + 1) % 1000 FROM n)
    SELECT count(*) FROM n WHERE i < 0";

#[test]
fn a_read_that_somebody_waits_for_ends_and_leaves_its_connection_well() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    each_engine(|database| {
        make_table(database);
        database.limit_reads(Duration::from_millis(30));
        for _ in 0..3 {
            let ended = runtime.block_on(database.read(|r| r.query_one(ENDLESS, &[])));
            assert_eq!(ended.unwrap_err(), Error::TookTooLong);
        }
        database.limit_reads(store::READ_LIMIT);
        for _ in 0..20 {
            let counted = runtime.block_on(database.read(|r| r.query_one("SELECT count(*) FROM thing", &[])));
            assert_eq!(counted.unwrap().unwrap().int(0), Ok(0));
        }
    });
}

#[test]
fn many_short_statements_are_one_read() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    each_engine(|database| {
        database.limit_reads(Duration::from_millis(30));
        let ended: Result<(), Error> = runtime.block_on(database.read(|r| {
            loop {
                let steps = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                    SELECT count(*) FROM n";
                r.query_one(steps, &[])?;
            }
        }));
        assert_eq!(ended.unwrap_err(), Error::TookTooLong);
    });
}

#[test]
fn long_work_and_changes_have_no_such_end() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let steps = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        SELECT count(*) FROM n";
    each_engine(|database| {
        database.limit_reads(Duration::from_micros(1));
        let read = runtime.block_on(database.read_long(move |r| r.query_one(steps, &[])));
        assert_eq!(read.unwrap().unwrap().int(0), Ok(100_000));
        let changed = runtime.block_on(database.write(move |w| w.query_one(steps, &[])));
        assert_eq!(changed.unwrap().unwrap().int(0), Ok(100_000));
    });
}
