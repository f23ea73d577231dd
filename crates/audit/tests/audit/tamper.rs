//! Whatever is done to the log from outside, the verifier finds it and names the place (invariant 7).

use crate::common::{NODE, bare_event, full_event, keys, log, log_of, runtime, verify, verify_with};
use audit::{Mode, Reason};
use model::Scalar;
use store::system::audit_segments::{self, AuditSegment};
use store::testing::{TestDatabase, each_engine};
use store::{Database, Dialect};

const EVENTS: i64 = 12;

/// A chain of twelve events with a checkpoint after the sixth and after the last.
fn filled(database: &Database) {
    filled_in(database, None);
}

fn filled_in(database: &Database, directory: Option<std::path::PathBuf>) {
    let (log, _keeper) = log(database, Mode::Direct, directory);
    runtime().block_on(async {
        for half in 0..2 {
            for number in 0..EVENTS / 2 {
                let number = u128::try_from(half * EVENTS / 2 + number).unwrap();
                let event = if number % 3 == 2 { bare_event() } else { full_event(number * 10 + 1) };
                log.append(event).await.unwrap();
            }
            log.checkpoint().await.unwrap();
        }
    });
}

fn execute(database: &Database, sql: &'static str, params: Vec<Scalar>) {
    let done: Result<u64, store::Error> = database.write_blocking(move |writer| writer.execute(sql, &params));
    assert!(done.unwrap() > 0, "the tampering changed nothing: {sql}");
}

fn found(database: &Database) -> (i64, Reason) {
    let report = verify(database);
    assert!(!report.ok);
    let place = report.first_bad.unwrap();
    assert_eq!(place.node, NODE);
    (place.seq, place.reason)
}

#[test]
fn a_log_that_nobody_touched_is_whole() {
    each_engine(|database| {
        filled(database);
        let report = verify(database);
        assert_eq!(report.first_bad, None);
        assert!(report.ok);
        assert_eq!((report.events, report.checkpoints), (12, 2));
    });
}

#[test]
fn an_empty_log_is_whole() {
    each_engine(|database| assert!(verify(database).ok));
}

/// Columns by what their bytes are; the flip is done in SQL so that it goes round this program.
const TEXT_COLUMNS: &[&str] =
    &["actor_kind", "actor_name", "action", "outcome", "object", "address", "detail"];
const NUMBER_COLUMNS: &[&str] = &["at"];
const BYTE_COLUMNS: &[&str] = &["previous", "hash"];
const ID_COLUMNS: &[&str] = &["actor_id", "record_id", "session_id"];

/// The values of one column in all rows, and each of them with each single byte changed.
fn flips(database: &Database, column: &'static str) -> Vec<(i64, Scalar, Scalar)> {
    let sql = format!("SELECT seq, {column} FROM audit_event ORDER BY seq");
    let rows: Result<Vec<store::Row>, store::Error> =
        database.read_blocking(move |reader| reader.query(&sql, &[]));
    let mut flips = Vec::new();
    for row in rows.unwrap() {
        let seq = store::RowView::int(&row, 0).unwrap();
        let value = store::RowView::get(&row, 1).unwrap();
        for changed in changed(&value) {
            flips.push((seq, value.clone(), changed));
        }
    }
    flips
}

fn changed(value: &Scalar) -> Vec<Scalar> {
    let each_byte = |bytes: &[u8], bit: u8| -> Vec<Vec<u8>> {
        let flip = |at: usize| {
            let mut copy = bytes.to_vec();
            copy[at] ^= bit;
            copy
        };
        (0..bytes.len()).map(flip).collect()
    };
    match value {
        Scalar::Text(text) => {
            let flipped = each_byte(text.as_bytes(), 1).into_iter();
            flipped.filter_map(|bytes| String::from_utf8(bytes).ok()).map(Scalar::Text).collect()
        }
        Scalar::Int(number) => {
            let flipped = each_byte(&number.to_be_bytes(), 1).into_iter();
            flipped.map(|bytes| Scalar::Int(i64::from_be_bytes(bytes.try_into().unwrap()))).collect()
        }
        Scalar::Bytes(bytes) => each_byte(bytes, 0x80).into_iter().map(Scalar::Bytes).collect(),
        Scalar::Id(id) => {
            let flipped = each_byte(id.as_bytes(), 1).into_iter();
            flipped.map(|bytes| Scalar::Id(uuid::Uuid::from_slice(&bytes).unwrap())).collect()
        }
        Scalar::Null => vec![],
        Scalar::Bool(value) => vec![Scalar::Bool(!value)],
    }
}

#[test]
fn any_flipped_byte_of_any_column_is_found_and_named() {
    each_engine(|database| {
        filled(database);
        let mut tried = 0;
        for column in [TEXT_COLUMNS, NUMBER_COLUMNS, BYTE_COLUMNS, ID_COLUMNS].concat() {
            let sql: &'static str =
                Box::leak(format!("UPDATE audit_event SET {column} = ?1 WHERE seq = ?2").into_boxed_str());
            for (seq, was, changed) in flips(database, column) {
                execute(database, sql, vec![changed, seq.into()]);
                let (place, reason) = found(database);
                assert_eq!(place, seq, "{column}");
                assert!(matches!(reason, Reason::Hash | Reason::Unreadable), "{column}: {reason:?}");
                execute(database, sql, vec![was, seq.into()]);
                tried += 1;
            }
        }
        assert!(tried > 1000, "{tried}");
        assert!(verify(database).ok);
    });
}

#[test]
fn an_absent_value_that_becomes_empty_and_the_other_way_round_is_found() {
    each_engine(|database| {
        filled(database);
        execute(database, "UPDATE audit_event SET address = '' WHERE seq = 3", vec![]);
        assert_eq!(found(database), (3, Reason::Hash));
        execute(database, "UPDATE audit_event SET address = NULL WHERE seq = 3", vec![]);
        execute(database, "UPDATE audit_event SET object = NULL WHERE seq = 5", vec![]);
        assert_eq!(found(database), (5, Reason::Hash));
    });
}

#[test]
fn a_row_with_another_number_or_node_is_found() {
    each_engine(|database| {
        filled(database);
        execute(database, "UPDATE audit_event SET seq = 500 WHERE seq = 4", vec![]);
        assert_eq!(found(database), (5, Reason::Gap));
        execute(database, "UPDATE audit_event SET seq = -4 WHERE seq = 500", vec![]);
        assert_eq!(found(database), (-4, Reason::Gap));
        execute(database, "UPDATE audit_event SET seq = 4 WHERE seq = -4", vec![]);
        execute(database, "UPDATE audit_event SET node = 'nain' WHERE seq = 4", vec![]);
        assert_eq!(found(database), (5, Reason::Gap));
        execute(database, "UPDATE audit_event SET node = 'main' WHERE seq = 4", vec![]);
        assert!(verify(database).ok);
    });
}

#[test]
fn a_removed_row_is_found() {
    for seq in 1..EVENTS {
        let test = TestDatabase::embedded();
        filled(test.database());
        execute(test.database(), "DELETE FROM audit_event WHERE seq = ?1", vec![seq.into()]);
        assert_eq!(found(test.database()), (seq + 1, Reason::Gap));
    }
}

#[test]
fn a_cut_off_tail_is_found_however_long() {
    each_engine(|database| {
        filled(database);
        for seq in (1..=EVENTS).rev() {
            execute(database, "DELETE FROM audit_event WHERE seq = ?1", vec![seq.into()]);
            assert_eq!(found(database), (seq, Reason::TailMissing));
        }
    });
}

#[test]
fn a_tail_cut_off_together_with_its_checkpoint_and_an_older_head_is_found() {
    each_engine(|database| {
        let read_head = |reader: &mut store::Reader<'_>| {
            reader.query_map_one("SELECT value FROM setting WHERE key = 'audit_head:main'", &[], |row| {
                row.string(0)
            })
        };
        let (log, _keeper) = log(database, Mode::Direct, None);
        let runtime = runtime();
        let append = |number| runtime.block_on(log.append(full_event(number))).unwrap();
        append(1);
        let old_head: Option<String> = database.read_blocking(read_head).unwrap();
        append(2);
        runtime.block_on(log.checkpoint()).unwrap();
        execute(database, "DELETE FROM audit_event WHERE seq = 2", vec![]);
        let put_back = "UPDATE setting SET value = ?1 WHERE key = 'audit_head:main'";
        execute(database, put_back, vec![old_head.unwrap().into()]);
        // The head holds again, but the checkpoint speaks against it.
        assert_eq!(found(database), (2, Reason::CheckpointMismatch));
    });
}

#[test]
fn an_inserted_a_doubled_and_a_swapped_row_are_found() {
    each_engine(|database| {
        filled(database);
        let copy = "INSERT INTO audit_event SELECT node, 13, at, actor_id, actor_kind, actor_name, action, outcome,
                    object, record_id, session_id, address, detail, previous, hash FROM audit_event WHERE seq = 5";
        execute(database, copy, vec![]);
        assert_eq!(found(database).0, 13);
        execute(database, "DELETE FROM audit_event WHERE seq = 13", vec![]);
        assert!(verify(database).ok);

        execute(database, "UPDATE audit_event SET seq = 100 WHERE seq = 4", vec![]);
        execute(database, "UPDATE audit_event SET seq = 4 WHERE seq = 5", vec![]);
        execute(database, "UPDATE audit_event SET seq = 5 WHERE seq = 100", vec![]);
        assert_eq!(found(database), (4, Reason::Hash));
    });
}

#[test]
fn a_row_that_is_chained_well_but_not_by_this_program_is_found() {
    each_engine(|database| {
        filled(database);
        // The forger knows the hash's recipe, but has another root key: the head can't be made to hold.
        let forged = audit::Chain::new(NODE, keys(2));
        let refused: Result<(), audit::Error> =
            database.write_blocking(move |writer| audit::append_in(writer, &forged, &[full_event(7)]));
        assert!(matches!(refused, Err(audit::Error::Head { .. })));

        execute(database, "DELETE FROM audit_event", vec![]);
        execute(database, "DELETE FROM audit_checkpoint", vec![]);
        execute(database, "DELETE FROM setting WHERE key = 'audit_head:main'", vec![]);
        let forged = audit::Chain::new(NODE, keys(2));
        let written: Result<(), audit::Error> =
            database.write_blocking(move |writer| audit::append_in(writer, &forged, &[full_event(7)]));
        written.unwrap();
        assert_eq!(found(database), (1, Reason::HeadForged));
    });
}

#[test]
fn dropped_changed_and_swapped_checkpoints_are_found() {
    each_engine(|database| {
        filled(database);
        let saved: Result<Vec<store::Row>, store::Error> = database.read_blocking(|reader| {
            reader.query("SELECT signature FROM audit_checkpoint WHERE seq = 6", &[])
        });
        let saved = store::RowView::get(&saved.unwrap()[0], 0).unwrap();
        let sign = "UPDATE audit_checkpoint SET signature = ?1 WHERE seq = 6";
        for changed in changed(&saved) {
            execute(database, sign, vec![changed]);
            assert_eq!(found(database), (6, Reason::CheckpointForged));
        }
        execute(database, sign, vec![saved]);
        assert!(verify(database).ok);

        execute(database, "UPDATE audit_checkpoint SET signed_at = signed_at + 1 WHERE seq = 12", vec![]);
        assert_eq!(found(database), (12, Reason::CheckpointForged));
        execute(database, "UPDATE audit_checkpoint SET signed_at = signed_at - 1 WHERE seq = 12", vec![]);

        execute(database, "DELETE FROM audit_checkpoint WHERE seq = 6", vec![]);
        assert_eq!(found(database), (12, Reason::CheckpointForged));
        execute(database, "DELETE FROM audit_checkpoint WHERE seq = 12", vec![]);
        assert_eq!(found(database), (12, Reason::CheckpointMissing));
    });
}

#[test]
fn a_missing_or_changed_head_is_found_and_stops_the_appending() {
    each_engine(|database| {
        filled(database);
        let (log, _keeper) = log(database, Mode::Direct, None);
        let runtime = runtime();
        let nudge = "UPDATE setting SET value = replace(value, '\"seq\":12', '\"seq\":11') WHERE key = 'audit_head:main'";
        execute(database, nudge, vec![]);
        assert_eq!(found(database), (12, Reason::HeadForged));
        assert!(matches!(runtime.block_on(log.append(bare_event())), Err(audit::Error::Head { .. })));
        execute(database, "DELETE FROM setting WHERE key = 'audit_head:main'", vec![]);
        assert_eq!(found(database), (12, Reason::HeadMissing));
        assert!(matches!(runtime.block_on(log.append(bare_event())), Err(audit::Error::Head { .. })));
        // A new node name begins a new chain beside the damaged one, which stays as it is.
        let (fresh, _keeper) = log_of(database, "main-2", Mode::Direct, None);
        runtime.block_on(fresh.append(bare_event())).unwrap();
        assert_eq!(found(database), (12, Reason::HeadMissing));
    });
}

#[test]
fn a_database_rolled_back_as_a_whole_is_found_by_the_witness() {
    let directory = tempfile::tempdir().unwrap();
    let lines = || audit::WitnessLines::read(directory.path(), NODE).unwrap();
    let test = TestDatabase::embedded();
    filled_in(test.database(), Some(directory.path().into()));
    assert_eq!(verify_with(test.database(), &lines()).witness_lines, Some(2));

    // An older copy of the database: the same chain, its first half.
    let older = TestDatabase::embedded();
    let (log, _keeper) = log(older.database(), Mode::Direct, None);
    runtime().block_on(async {
        for number in 0..6u128 {
            let event = if number % 3 == 2 { bare_event() } else { full_event(number * 10 + 1) };
            log.append(event).await.unwrap();
        }
        log.checkpoint().await.unwrap();
    });
    assert!(verify(older.database()).ok);
    let place = verify_with(older.database(), &lines()).first_bad.unwrap();
    assert_eq!((place.node.as_str(), place.seq, place.reason), (NODE, 7, Reason::TailMissing));

    let empty = TestDatabase::embedded();
    let place = verify_with(empty.database(), &lines()).first_bad.unwrap();
    assert_eq!((place.node.as_str(), place.seq), (NODE, 0));
}

#[test]
fn a_changed_or_removed_line_of_the_witness_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(audit::WITNESS_FILE);
    let test = TestDatabase::embedded();
    filled_in(test.database(), Some(directory.path().into()));
    let whole = std::fs::read(&path).unwrap();
    let reason = || {
        let lines = audit::WitnessLines::read(directory.path(), NODE).unwrap();
        verify_with(test.database(), &lines).first_bad.map(|place| place.reason)
    };
    assert_eq!(reason(), None);
    for at in (0..whole.len() - 1).step_by(7) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        std::fs::write(&path, changed).unwrap();
        assert!(reason().is_some(), "byte {at}");
    }
    let first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    std::fs::write(&path, &whole[first..]).unwrap();
    assert_eq!(reason(), Some(Reason::WitnessShort));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(reason(), Some(Reason::WitnessShort));
    // A crash may come between a checkpoint and its line.
    std::fs::write(&path, &whole[..first]).unwrap();
    assert_eq!(reason(), None);
}

/// Types are checked by SQLite's STRICT tables and by PostgreSQL; what is left is text that is no UTF-8.
#[test]
fn a_text_that_is_no_text_is_named() {
    let test = TestDatabase::embedded();
    assert_eq!(test.database().dialect(), Dialect::Sqlite);
    filled(test.database());
    let spoil = "UPDATE audit_event SET actor_name = CAST(x'ff41' AS TEXT) WHERE seq = 7";
    execute(test.database(), spoil, vec![]);
    assert_eq!(found(test.database()), (7, Reason::Unreadable));
}

#[test]
fn an_event_hidden_from_the_search_is_found_and_named() {
    each_engine(|database| {
        filled(database);
        let note = |database: &Database| {
            let noted: Result<AuditSegment, store::Error> = database.write_blocking(|writer| {
                let segment = audit_segments::audit_segment_next(writer, NODE, 5)?.unwrap();
                let entries = audit_segments::audit_entries(writer, NODE, segment)?;
                audit_segments::audit_entries_add(writer, NODE, segment, &entries)?;
                audit_segments::audit_segment_add(writer, NODE, segment)?;
                Ok(segment)
            });
            noted.unwrap()
        };
        assert_eq!(note(database), AuditSegment { first: 1, last: 5 });
        assert_eq!(note(database), AuditSegment { first: 6, last: 10 });
        assert!(verify(database).ok);
        let statements: [(&'static str, &'static str, i64); 5] = [
            // Said to be noted, and it is not.
            (
                "UPDATE audit_segment SET last = 11 WHERE segment = 6",
                "UPDATE audit_segment SET last = 10 WHERE segment = 6",
                11,
            ),
            // Beyond the end.
            (
                "UPDATE audit_segment SET last = 13 WHERE segment = 6",
                "UPDATE audit_segment SET last = 10 WHERE segment = 6",
                13,
            ),
            // A stretch that no search looks into.
            (
                "UPDATE audit_segment SET last = 4 WHERE segment = 1",
                "UPDATE audit_segment SET last = 5 WHERE segment = 1",
                5,
            ),
            (
                "UPDATE audit_segment SET segment = 7 WHERE segment = 6",
                "UPDATE audit_segment SET segment = 6 WHERE segment = 7",
                6,
            ),
            ("DELETE FROM audit_place WHERE seq = 8", "", 8),
        ];
        for (spoil, mend, seq) in statements {
            execute(database, spoil, vec![]);
            assert_eq!(found(database), (seq, Reason::Unfindable), "{spoil}");
            if !mend.is_empty() {
                execute(database, mend, vec![]);
                assert!(verify(database).ok, "{mend}");
            }
        }
    });
}
