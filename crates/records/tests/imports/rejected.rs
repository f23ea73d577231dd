//! What is refused is told, row by row, and comes back as a file that can be mended.

use records::{ImportMode, ImportState, Mapping, RejectedFormat};

use crate::support::{BOSS, counts, on_each_engine, suggested, whole};

const FILE: &str = "name,phone,employees,level\n\
    Good,13800138000,5,A\n\
    Bad phone,12,5,A\n\
    Bad number,,many,A\n\
    ,13900139000,1,B\n\
    Good,13800138001,6,B\n\
    Ragged,1\n\
    Bad level,,,zzzzzz\n";

#[test]
fn every_row_ends_as_something_and_the_refused_ones_come_back_with_their_reasons() {
    on_each_engine(async |room| {
        let import = room.upload("account", "accounts.csv", FILE).await;
        let import = room.map(&import).await;
        let checked = room.check(import.id).await;
        let done = room.start(import.id).await;
        assert_eq!(done.state, ImportState::Done);
        let counts_done = done.result.unwrap();
        assert_eq!(checked.result.unwrap(), counts_done, "the check foretold it");
        assert_eq!((counts_done.created, counts_done.rejected), (1, 6));
        let codes: Vec<(u64, &str)> =
            done.problems.iter().map(|problem| (problem.row, problem.code.as_str())).collect();
        assert_eq!(
            codes,
            [
                (3, "invalid_phone"),
                (4, "invalid_number"),
                (5, "required"),
                (6, "import_duplicate_key"),
                (7, "csv_columns"),
                (8, "invalid_option"),
            ]
        );
        let boss = room.caller(BOSS);
        for format in [RejectedFormat::Csv, RejectedFormat::Xlsx] {
            let file = room.records.import_rejected(&boss, import.id, format).await.unwrap();
            let back = room.upload("account", &file.name, whole(file.stream).await).await;
            assert_eq!(back.rows, 6);
            let last = back.columns.last().unwrap();
            assert_eq!(
                (last.column.as_str(), last.suggested_field.as_deref()),
                ("Reason not imported", None)
            );
        }
        let file = room.records.import_rejected(&boss, import.id, RejectedFormat::Csv).await.unwrap();
        let text = String::from_utf8(whole(file.stream).await).unwrap();
        assert!(text.contains("Bad phone,12,5,A,phone: "), "{text}");
    });
}

#[test]
fn two_records_of_the_same_name_are_not_chosen_between() {
    on_each_engine(async |room| {
        let import = room.upload("account", "a.csv", "name\nTwin\nTwin\n").await;
        let mapping = Mapping { update_by: None, mode: ImportMode::Create, ..suggested(&import) };
        let import = room.records.import_map(&room.caller(BOSS), import.id, mapping).await.unwrap();
        assert_eq!(room.start(import.id).await.result, counts(2, 0, 0));
        let done = room.bring_in("account", "name,employees\nTwin,5\n").await;
        assert_eq!(done.problems[0].code, "import_ambiguous");
        let deals = room.upload("opportunity", "d.csv", "name,account\nDeal,Twin\n").await;
        let deals = room.map(&deals).await;
        assert_eq!(deals.matches[0].candidates.len(), 2, "a person chooses");
    });
}

#[test]
fn amounts_days_and_percents_are_read_exactly_as_written() {
    on_each_engine(async |room| {
        let text = "name;amount;engage date;probability;stage\n\
            Point;\"1,234.50\";22.11.2026;12.5%;Won\n\
            Dollar;$99;1.2.2026;7;Lost\n\
            Wan;1.5万;31.12.2026;0;Won\n";
        let import = room.upload("opportunity", "d.csv", text).await;
        assert_eq!(import.delimiter.as_deref(), Some(";"));
        let import = room.map(&import).await;
        assert_eq!(import.columns[2].format.as_deref(), Some("dmy"));
        let done = room.start(import.id).await;
        assert_eq!(done.result.unwrap().created + done.result.unwrap().rejected, 3);
        let deals = room.list("opportunity", &["name", "amount", "engaged_on"]).await;
        let dollar = deals.iter().find(|deal| deal["name"] == "Dollar").unwrap();
        assert_eq!(dollar["amount"], serde_json::json!({"amount": "99.00", "currency": "USD"}));
        assert_eq!(dollar["engaged_on"], "2026-02-01");
        let wan = deals.iter().find(|deal| deal["name"] == "Wan").unwrap();
        assert_eq!(wan["amount"]["amount"], "15000.00");
    });
}
