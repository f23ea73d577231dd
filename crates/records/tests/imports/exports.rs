//! What leaves: what the caller may take, as text that no spreadsheet runs.

use records::{ExportFormat, ExportHeaders, ExportRequest};

use crate::support::{BOSS, REP, on_each_engine};

#[test]
fn a_formula_leaves_as_text_and_comes_back_as_it_was() {
    on_each_engine(async |room| {
        let text = "name,phone\n\"=cmd|' /C calc'!A0\",+8613800138000\n@SUM(1),\n";
        let import = room.upload("account", "a.csv", text).await;
        let import = room.map(&import).await;
        room.start(import.id).await;
        let out = room.export(BOSS, "account", ExportHeaders::Labels, ExportFormat::Csv).await;
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains("'=cmd|") && out.contains("'@SUM(1)"), "{out}");
        assert!(out.contains("+8613800138000") && !out.contains("'+86"), "a phone number is no formula");
        let names = room.export(BOSS, "account", ExportHeaders::Names, ExportFormat::Csv).await;
        let before = room.digest();
        let import = room.upload("account", "back.csv", names).await;
        assert_eq!(import.update_by.as_deref(), Some("id"));
        let import = room.map(&import).await;
        let done = room.start(import.id).await;
        assert_eq!((done.result.unwrap().unchanged, &done.problems), (2, &vec![]));
        assert_eq!(room.digest(), before);
    });
}

#[test]
fn an_export_has_every_page_and_is_in_the_log_before_it_leaves() {
    on_each_engine(async |room| {
        let rows: Vec<String> = (0..450).map(|n| format!("Account {n},{n}\n")).collect();
        let rows = rows.concat();
        room.bring_in("account", &format!("name,employees\n{rows}")).await;
        let request = ExportRequest { object: "account".into(), ..ExportRequest::default() };
        let export = room.records.export(&room.caller(BOSS), &request).await.unwrap();
        assert_eq!(export.count, 450);
        for format in [ExportFormat::Csv, ExportFormat::Xlsx] {
            let bytes = room.export(BOSS, "account", ExportHeaders::Names, format).await;
            let name = if format == ExportFormat::Csv { "a.csv" } else { "a.xlsx" };
            assert_eq!(room.upload("account", name, bytes).await.rows, 450);
        }
        let refused = room.records.export(&room.caller(REP), &request).await;
        assert_eq!(refused.err().map(|error| error.problem().code), Some("forbidden"));
    });
}
