//! The log, history, numbers, definitions and keys.

use model::RecordId;
use store::system::audit::{self, AuditRow, CheckpointRow};
use store::system::audit_search::{self, AuditFilter, AuditPlace};
use store::system::audit_segments::{self, AuditSegment};
use store::system::history::{self, HistoryRow};
use store::system::keys::{self, WrappedKeyRow};
use store::system::objects::{self, ObjectDefRow};
use store::system::sequences;
use store::system::subject_keys::{self, SubjectKeyRow};
use store::testing::each_engine;
use store::{Error, Writer};

use crate::{at, id, write};

fn event(seq: i64, secs: i64, action: &str) -> AuditRow {
    AuditRow {
        node: "a".into(),
        seq,
        at: at(secs),
        actor_id: (seq % 2 == 0).then(|| id(1)),
        actor_kind: "user".into(),
        actor_name: "Ann".into(),
        action: action.into(),
        outcome: "done".into(),
        object: Some("account".into()),
        record_id: Some(id(50)),
        session_id: None,
        address: None,
        detail: "{}".into(),
        previous: vec![0; 32],
        hash: vec![u8::try_from(seq % 250).unwrap(); 32],
    }
}

#[test]
fn the_log_is_appended_scanned_and_paged() {
    each_engine(|database| {
        write(database, |w| {
            audit::audit_lock(w, "a")?;
            assert_eq!(audit::audit_last(w, "a")?, None);
            // More than one group of rows, and two events of the same instant.
            let events: Vec<AuditRow> = (1..=70)
                .map(|seq| event(seq, seq / 2, if seq % 10 == 0 { "export" } else { "view" }))
                .collect();
            audit::audit_append(w, events.clone())?;
            assert_eq!(audit::audit_last(w, "a")?, Some((70, vec![70; 32])));
            assert_eq!((audit::audit_nodes(w)?, audit::audit_count(w)?), (vec!["a".to_owned()], 70));
            let mut last = Vec::new();
            audit::audit_each(w, "a", 69, 10, &mut |event| last.push(event))?;
            assert_eq!(last, events[68..]);

            let mut seen = Vec::new();
            let mut after: Option<AuditPlace> = None;
            loop {
                let page = audit_search::audit_page(w, &AuditFilter::default(), after.as_ref(), 16)?;
                let Some(last) = page.last() else { break };
                after = Some(AuditPlace { at: last.at, node: last.node.clone(), seq: last.seq });
                seen.extend(page.iter().map(|event| event.seq));
            }
            assert_eq!(seen, (1..=70).rev().collect::<Vec<_>>());

            let filter = AuditFilter {
                action: Some("export".into()),
                actor: Some(id(1)),
                object: Some("account".into()),
                record: Some(id(50)),
                outcome: Some("done".into()),
                from: Some(at(10)),
                to: Some(at(30)),
                ..AuditFilter::default()
            };
            let found: Vec<i64> =
                audit_search::audit_page(w, &filter, None, 99)?.iter().map(|e| e.seq).collect();
            assert_eq!(found, [50, 40, 30, 20]);

            // The same found by what the events are about, some of them noted, some not yet, and at last all of them.
            for (first, last) in [(1, 30), (31, 60), (61, 70)] {
                let events = u32::try_from(last - first + 1).unwrap();
                let segment = audit_segments::audit_segment_next(w, "a", events)?.unwrap();
                assert_eq!(segment, AuditSegment { first, last });
                let entries = audit_segments::audit_entries(w, "a", segment)?;
                assert!(entries.iter().all(|(_, seq)| (first..=last).contains(seq)));
                // In two parts, the first of them twice, as after a cut; nothing is searched before the last is there.
                let (some, rest) = entries.split_at(entries.len() / 2);
                audit_segments::audit_entries_add(w, "a", segment, some)?;
                audit_segments::audit_entries_add(w, "a", segment, some)?;
                assert_eq!(audit_segments::audit_placed(w, "a")?, first - 1);
                audit_segments::audit_entries_add(w, "a", segment, rest)?;
                audit_segments::audit_segment_add(w, "a", segment)?;
                let found = audit_search::audit_page(w, &filter, None, 99)?;
                assert_eq!(found.iter().map(|e| e.seq).collect::<Vec<_>>(), [50, 40, 30, 20]);
                let by_actor = AuditFilter { actor: Some(id(1)), ..AuditFilter::default() };
                assert_eq!(audit_search::audit_page(w, &by_actor, None, 99)?.len(), 35);
            }
            assert_eq!(audit_segments::audit_segment_next(w, "a", 1)?, None);
            let segment = AuditSegment { first: 31, last: 60 };
            assert_eq!(audit_segments::audit_unplaced(w, "a", segment)?, None);
            w.execute("DELETE FROM audit_place WHERE about = ?1 AND seq = 44", &[id(1).into()])?;
            assert_eq!(audit_segments::audit_unplaced(w, "a", segment)?, Some(44));

            let checkpoint = CheckpointRow {
                node: "a".into(),
                seq: 70,
                hash: vec![1; 32],
                signed_at: at(99),
                key_id: "k1".into(),
                signature: vec![2; 64],
            };
            audit::audit_checkpoint_put(w, &checkpoint)?;
            assert_eq!(audit::audit_checkpoint_last(w, "a")?, Some(checkpoint.clone()));
            assert_eq!(audit::audit_checkpoints(w)?, [checkpoint]);
            Ok(())
        });
        let twice = database.write_blocking(|w| audit::audit_append(w, vec![event(70, 1, "view")]));
        assert!(matches!(twice, Err(Error::UniqueViolation { .. })), "{twice:?}");
    });
}

#[test]
fn history_numbers_and_definitions() {
    each_engine(|database| {
        write(database, |w| {
            let record = RecordId(id(50));
            let entries: Vec<HistoryRow> = (1..=5)
                .map(|version| HistoryRow {
                    object: "account".into(),
                    record_id: record,
                    version,
                    at: at(version),
                    actor_id: None,
                    actor_name: "Ann".into(),
                    action: "update".into(),
                    changes: vec![1, 2, 3],
                })
                .collect();
            history::history_append(w, &entries)?;
            let page = history::history_page(w, "account", record, Some(5), 2)?;
            assert_eq!(page.iter().map(|entry| entry.version).collect::<Vec<_>>(), [4, 3]);
            assert_eq!(history::history_page(w, "account", record, None, 1)?, entries[4..]);
            assert_eq!(history::history_purge(w, "account", record)?, 5);

            let take =
                |w: &mut Writer<'_>, count| sequences::number_take(w, "opportunity", "number", "", count);
            assert_eq!((take(w, 1)?, take(w, 10)?, take(w, 1)?), (1, 2, 12));
            sequences::number_raise(w, "opportunity", "number", "", 100)?;
            sequences::number_raise(w, "opportunity", "number", "", 50)?;
            assert_eq!(take(w, 1)?, 100);
            assert_eq!(sequences::number_take(w, "opportunity", "number", "2026", 1)?, 1);

            let mut definition = ObjectDefRow { name: "c_machine".into(), body: "{}".into(), version: 1 };
            objects::object_def_put(w, &definition)?;
            definition.version = 2;
            objects::object_def_put(w, &definition)?;
            assert_eq!(objects::object_def_list(w)?, [definition]);
            let version = objects::metadata_version(w)?;
            assert!(
                objects::metadata_version_raise(w, version)? && !objects::metadata_version_raise(w, version)?
            );
            Ok(())
        });
    });
}

#[test]
fn keys_are_kept_and_an_erased_one_stays_erased() {
    each_engine(|database| {
        write(database, |w| {
            let key = |n| SubjectKeyRow {
                subject_id: id(n),
                object: "contact".into(),
                wrapped: Some(vec![u8::try_from(n).unwrap(); 60]),
                key_version: 1,
                created_at: at(0),
                erased_at: None,
            };
            subject_keys::subject_keys_create(w, &[key(1), key(2), key(3)])?;
            assert_eq!(subject_keys::subject_keys_find(w, &[id(2), id(9)])?, [key(2)]);
            assert!(subject_keys::subject_key_erase(w, id(1), at(5))?);
            assert!(!subject_keys::subject_key_erase(w, id(1), at(6))?);
            assert!(!subject_keys::subject_key_rewrap(w, id(1), 1, &[9; 60], 2)?);
            assert_eq!(subject_keys::subject_keys_below(w, 2, 10)?, [key(2), key(3)]);
            assert!(subject_keys::subject_key_rewrap(w, id(2), 1, &[9; 60], 2)?);
            assert_eq!(subject_keys::subject_keys_below(w, 2, 10)?, [key(3)]);
            let erased = &subject_keys::subject_keys_find(w, &[id(1)])?[0];
            assert_eq!((&erased.wrapped, erased.erased_at), (&None, Some(at(5))));

            keys::key_check_put(w, &[1, 2, 3], at(0))?;
            keys::key_check_replace(w, &[4], at(0))?;
            assert_eq!(keys::key_check_find(w)?, Some(vec![4]));
            let wrapped =
                WrappedKeyRow { version: 1, body: vec![8; 60], created_at: at(0), retired_at: None };
            keys::wrapped_key_create(w, &wrapped)?;
            assert_eq!(keys::wrapped_key_list(w)?, [wrapped]);
            assert!(keys::wrapped_key_retire(w, 1, at(9))?);
            Ok(())
        });
    });
}
