//! Who may import what, and whose import it is.

use records::{ImportState, MappedColumn, Mapping, NewImport};

use crate::support::{BOSS, OTHER_BOSS, REP, now, on_each_engine};

#[test]
fn without_the_import_right_nothing_is_taken_in() {
    on_each_engine(async |room| {
        let before = room.digest();
        let new = NewImport { object: "account".into(), name: "a.csv".into(), bytes: "name\nA\n".into() };
        let refused = room.records.import_upload(&room.caller(REP), new).await;
        assert_eq!(refused.err().map(|error| error.problem().code), Some("forbidden"));
        assert_eq!(room.digest(), before);
    });
}

#[test]
fn somebody_elses_import_is_as_if_it_were_not_there() {
    on_each_engine(async |room| {
        let import = room.upload("account", "a.csv", "name\nA\n").await;
        assert!(import.created_at <= now(room));
        for who in [OTHER_BOSS, REP] {
            let other = room.caller(who);
            assert!(room.records.import_list(&other).await.unwrap().is_empty());
            let found = room.records.import_get(&other, import.id).await;
            assert_eq!(found.err().map(|error| error.problem().code), Some("not_found"));
            let gone = room.records.import_discard(&other, import.id).await;
            assert_eq!(gone.err().map(|error| error.problem().code), Some("not_found"));
        }
        assert_eq!(room.get(import.id).await.state, ImportState::Mapping);
    });
}

#[test]
fn a_mapping_names_real_columns_and_fields_that_may_be_written() {
    on_each_engine(async |room| {
        let import = room.upload("account", "a.csv", "name,b\nA,1\n").await;
        let boss = room.caller(BOSS);
        let column = |column: &str, field: &str| MappedColumn {
            column: column.into(),
            field: Some(field.into()),
            ..MappedColumn::default()
        };
        for (columns, place, code) in [
            (vec![column("nope", "name")], "columns.0.column", "unknown_field"),
            (vec![column("name", "nope")], "columns.0.field", "unknown_field"),
            (vec![column("name", "created_at")], "columns.0.field", "field_not_editable"),
            (vec![column("name", "name"), column("b", "name")], "columns.1.field", "name_taken"),
            (vec![], "columns", "import_mapping"),
        ] {
            let mapping = Mapping { columns, ..Mapping::default() };
            let refused = room.records.import_map(&boss, import.id, mapping).await.err().unwrap().problem();
            assert_eq!((refused.fields[0].field.as_str(), refused.fields[0].code), (place, code));
        }
        let started = room.records.import_start(&boss, import.id).await;
        assert_eq!(started.err().map(|error| error.problem().code), Some("import_mapping"));
    });
}

#[test]
fn an_import_whose_owner_lost_every_right_stops_and_says_why() {
    on_each_engine(async |room| {
        let import = room.upload("account", "a.csv", "name\nA\n").await;
        let import = room.map(&import).await;
        let before = room.digest();
        room.records.import_start(&room.caller(BOSS), import.id).await.unwrap();
        let nobody: records::Callers = std::sync::Arc::new(|_| None);
        assert!(room.records.import_work(&nobody).await.unwrap());
        let failed = room.get(import.id).await;
        assert_eq!(
            (failed.state, failed.problems[0].code.as_str()),
            (ImportState::Failed, "import_not_open")
        );
        assert_eq!(room.digest(), before);
    });
}
