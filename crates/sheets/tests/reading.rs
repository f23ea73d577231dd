//! Files as people send them: encodings, delimiters, broken ones, hostile ones.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]

use std::io::{Cursor, Write as _};

use jiff::civil::date;
use proptest::prelude::*;
use rust_decimal::Decimal;
use sheets::{
    Cell, ColumnKind, CsvOptions, CsvWriter, Encoding, Format, MAX_CELL_BYTES, NumberFormat, ReadOptions,
    Row, RowFault, SheetError, Source, XlsxWriter, detect,
};

fn open(bytes: impl Into<Vec<u8>>) -> Result<Source, SheetError> {
    Source::from_bytes(bytes.into(), "file.csv", &ReadOptions::default())
}

fn read(bytes: impl Into<Vec<u8>>) -> Result<(Vec<String>, Vec<Row>), SheetError> {
    let mut source = open(bytes)?;
    let rows = source.rows()?.collect::<Result<_, _>>()?;
    Ok((source.columns().to_vec(), rows))
}

fn texts(rows: &[Row]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.cells.iter().map(|cell| cell.text().into_owned()).collect()).collect()
}

// --- encodings ---

#[test]
fn chinese_arrives_in_every_encoding() {
    let text = "客户名称,行业,备注\n上海云帆科技有限公司,软件,\"第一行\n第二行\"\n北京晨星电子有限公司,电子,重点客户\n";
    let utf16 = |units: &mut dyn Iterator<Item = u16>, to: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff).chain(units).flat_map(to).collect()
    };
    let (gbk, _, lossy) = encoding_rs::GB18030.encode(text);
    assert!(!lossy);
    let cases = [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (format!("\u{feff}{text}").into_bytes(), Encoding::Utf8),
        (utf16(&mut text.encode_utf16(), u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(&mut text.encode_utf16(), u16::to_be_bytes), Encoding::Utf16Be),
        (gbk.into_owned(), Encoding::Gb18030),
    ];
    for (bytes, expected) in cases {
        let mut source = open(bytes).unwrap();
        assert_eq!(source.format(), Format::Csv { encoding: expected, delimiter: b',' });
        assert_eq!(source.columns(), ["客户名称", "行业", "备注"]);
        let rows: Vec<_> = source.rows().unwrap().map(Result::unwrap).collect();
        assert_eq!(rows[0].cells[2].text(), "第一行\n第二行");
        assert_eq!(rows[1].cells[0].text(), "北京晨星电子有限公司");
        assert_eq!((rows[0].number, rows[1].number), (2, 3));
        assert_eq!(Encoding::from_name(expected.name()), Some(expected));
    }
}

#[test]
fn bytes_that_fit_no_encoding_are_refused_and_told_where() {
    let mut bytes = b"name\nabc\n".to_vec();
    bytes.push(0xff);
    assert!(matches!(open(bytes), Err(SheetError::Encoding { offset: 9 })));
    // Western text would decode as Chinese nonsense; it is refused until a person names the encoding.
    let western = b"name,city\nM\xfcller,K\xf6ln\nJos\xe9,M\xfcnchen\n";
    assert!(matches!(open(western), Err(SheetError::Encoding { .. })));
    let options = ReadOptions { encoding: Some(Encoding::Windows1252), ..ReadOptions::default() };
    let mut source = Source::from_bytes(western.to_vec(), "x.csv", &options).unwrap();
    let rows: Vec<_> = source.rows().unwrap().map(Result::unwrap).collect();
    assert_eq!(texts(&rows), [["Müller", "Köln"], ["José", "München"]]);
    let options = ReadOptions { encoding: Some(Encoding::Utf8), ..ReadOptions::default() };
    let forced = Source::from_bytes(western.to_vec(), "x.csv", &options);
    assert!(matches!(forced.err(), Some(SheetError::WrongEncoding { encoding: "UTF-8" })));
}

#[test]
fn a_character_across_two_chunks_stays_whole() {
    for shift in 0..4 {
        let line = format!("{}客户", "a".repeat(64 * 1024 - 9 + shift));
        let (_, rows) = read(format!("x,y\n1,2\n{},{}\n", "b".repeat(100), &line[..60_000])).unwrap();
        assert_eq!(rows.len(), 2);
        let many = format!("name\n{}\n", vec!["客户名称"; 30_000 + shift].join("\n"));
        let (gbk, _, _) = encoding_rs::GB18030.encode(&many);
        for bytes in [many.as_bytes().to_vec(), gbk.into_owned()] {
            let (_, rows) = read(bytes).unwrap();
            assert_eq!(rows.len(), 30_000 + shift);
            assert!(rows.iter().all(|row| row.cells[0].text() == "客户名称"));
        }
    }
}

// --- delimiters and rows ---

#[test]
fn the_delimiter_is_found_even_with_others_inside_quotes() {
    let cases: [(&str, u8); 5] = [
        ("a,b,c\n1,2,3\n", b','),
        ("a\tb\n\"1,2,3\"\t\"x;y\"\n", b'\t'),
        ("name;price\n\"A, B\";1,50\nC;2,75\n", b';'),
        ("a|b|c\n1|2,5|3\n", b'|'),
        ("only\none\n", b','),
    ];
    for (text, expected) in cases {
        let Format::Csv { delimiter, .. } = open(text).unwrap().format() else { panic!("text") };
        assert_eq!(char::from(delimiter), char::from(expected), "{text}");
    }
}

#[test]
fn line_ends_of_every_system_and_a_missing_last_one_are_read() {
    for text in ["a,b\r\n1,2\r\n\r\n3,4", "a,b\n1,2\n\n3,4\n", "a,b\r1,2\r\r3,4\r"] {
        let (_, rows) = read(text).unwrap();
        assert_eq!(texts(&rows), [["1", "2"], ["3", "4"]], "{text:?}");
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 4], "a blank line is counted");
    }
}

#[test]
fn broken_quotes_name_the_row_where_they_begin() {
    let cases = [
        ("a,b\n1,2\n3,\"4\n5,6\n7,8\n", 3),
        ("a,b\n1,\"2\"x\n", 2),
        ("a,b\n\"1\n,2\n3,\"4\"\n", 2),
        ("\"a,b\n1,2\n", 1),
    ];
    for (text, expected) in cases {
        let error = read(text).expect_err(text);
        assert!(matches!(error, SheetError::Quotes { row } if row == expected), "{text:?}: {error}");
        assert_eq!(error.problem().code, "csv_quotes");
    }
    let (_, rows) = read("a,b\n5\" pipe,\"say \"\"hi\"\"\"\n").unwrap();
    assert_eq!(texts(&rows), [["5\" pipe", "say \"hi\""]]);
}

#[test]
fn a_ragged_row_is_that_rows_fault_alone() {
    let (_, rows) = read("a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3\n").unwrap();
    let faults: Vec<_> = rows.iter().map(|row| row.fault).collect();
    let columns = |found| Some(RowFault::Columns { found, expected: 3 });
    assert_eq!(faults, [None, columns(2), columns(4), None]);
    assert_eq!(texts(&rows)[2], ["6", "7", "8", "9"], "kept for the report");
    assert_eq!(columns(2).unwrap().code(), "csv_columns");
}

#[test]
fn limits_hold() {
    let wide = vec!["a"; 501].join(",");
    assert!(matches!(open(wide), Err(SheetError::TooManyColumns { max: 500 })));
    assert!(open(vec!["a"; 500].join(",")).is_ok());
    let long = "长".repeat(MAX_CELL_BYTES / 3 + 10);
    let (_, rows) = read(format!("a,b\n1,{long}\n1,\"{long}\"\n1,2\n")).unwrap();
    let faults: Vec<_> = rows.iter().map(|row| row.fault).collect();
    let cut = Some(RowFault::CellTooLong { column: 1 });
    assert_eq!(faults, [cut, cut, None]);
    assert!(rows[0].cells[1].text().len() <= MAX_CELL_BYTES);
    assert!(rows[0].cells[1].text().chars().all(|c| c == '长'));
}

#[test]
fn empty_and_foreign_files_are_told_apart() {
    for empty in ["", "\n\n\n", "\u{feff}", ",,,\n1,2,3,4\n"] {
        assert!(matches!(open(empty), Err(SheetError::Empty)), "{empty:?}");
    }
    assert!(matches!(open(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(SheetError::NotATable)));
    assert!(matches!(open(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), Err(SheetError::OldOrLocked)));
    assert!(matches!(open(b"PK\x03\x04 not really"), Err(SheetError::Damaged)));
    for error in [SheetError::Empty, SheetError::NotATable, SheetError::OldOrLocked, SheetError::Bomb] {
        let problem = error.problem();
        assert_ne!(model::words_of(problem.code).code, "internal", "{error}");
    }
}

#[test]
fn a_source_is_read_as_often_as_wanted() {
    let mut source = open("a,b\n1,2\n3,4\n5,6\n").unwrap();
    assert_eq!(source.count().unwrap(), 3);
    assert_eq!(source.sample(2).unwrap().len(), 2);
    assert_eq!(source.rows().unwrap().count(), 3);
}

#[test]
fn the_first_rows_of_a_real_file_read_as_they_are() {
    let accounts = "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n\
        Acme Corporation,technolgy,1996,1100.04,2822,United States,\n\
        Betasoloin,medical,1999,251.41,495,United States,\n";
    let mut source = open(accounts).unwrap();
    let rows = source.sample(10).unwrap();
    assert!(rows.iter().all(|row| row.fault.is_none()));
    assert_eq!(detect("revenue", 3, &rows).kind, ColumnKind::Decimal(NumberFormat::Point));
    assert_eq!(detect("employees", 4, &rows).kind, ColumnKind::Integer(NumberFormat::Point));
    assert_eq!(detect("subsidiary_of", 6, &rows).kind, ColumnKind::Empty);
}

// --- writing and reading back ---

fn csv_of(header: &[&str], rows: &[Vec<Cell>], options: CsvOptions) -> Vec<u8> {
    let mut writer = CsvWriter::new(Vec::new(), options).unwrap();
    writer.write_header(header).unwrap();
    for row in rows {
        writer.write_row(row).unwrap();
    }
    writer.finish().unwrap()
}

fn xlsx_of(header: &[&str], rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut writer = XlsxWriter::new(Vec::new(), "客户", header).unwrap();
    for row in rows {
        writer.write_row(row).unwrap();
    }
    writer.finish().unwrap()
}

#[test]
fn formulas_are_made_harmless_and_come_back_as_they_were() {
    let texts = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1",
        "'=1",
        "''=x",
        "-12.50",
        "+8613800138000",
        "plain",
        "'tis",
    ];
    let rows: Vec<_> = texts.iter().map(|text| vec![Cell::from(*text), Cell::from("x")]).collect();
    let bytes = csv_of(&["=evil", "x"], &rows, CsvOptions { mark: false, delimiter: b',' });
    let raw = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(&bytes[..])
        .into_records()
        .map(|record| record.unwrap()[0].to_owned())
        .collect::<Vec<_>>();
    for (written, text) in raw.iter().skip(1).zip(texts) {
        let first = written.chars().next().unwrap();
        let number = matches!(text, "-12.50" | "+8613800138000");
        assert!(number || !"=+-@\t\r＝".contains(first), "{text:?} was written as {written:?}");
    }
    assert_eq!(raw[0], "'=evil");
    let (_, rows) = read(bytes).unwrap();
    let back: Vec<_> = rows.iter().map(|row| row.cells[0].text().into_owned()).collect();
    assert_eq!(back, texts);
}

#[test]
fn the_mark_is_there_when_asked_for() {
    let bytes = csv_of(&["客户"], &[], CsvOptions::default());
    assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    assert!(bytes.ends_with(b"\r\n"));
    assert!(!csv_of(&["a"], &[], CsvOptions { mark: false, delimiter: b';' }).starts_with(b"\xef\xbb\xbf"));
}

#[test]
fn a_workbook_keeps_types() {
    let cells = vec![
        Cell::Text("上海 <云帆> & \"co\" _x0041_ \u{1} 'x' \u{1f600}".into()),
        Cell::Number("1100.04".parse().unwrap()),
        Cell::Number(Decimal::from(-7)),
        Cell::Bool(true),
        Cell::Date(date(2026, 11, 22)),
        Cell::DateTime(date(2026, 11, 22).at(9, 30, 59, 0)),
        Cell::Empty,
        Cell::Text("=1+1".into()),
        Cell::Text(" spaces \n kept ".into()),
    ];
    let header = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    let bytes = xlsx_of(&header, &[cells.clone(), vec![], cells.clone()]);
    let mut source = Source::from_bytes(bytes, "x.xlsx", &ReadOptions::default()).unwrap();
    assert_eq!(source.format(), Format::Xlsx);
    assert_eq!((source.sheets(), source.sheet()), (&["客户".to_owned()][..], Some("客户")));
    assert_eq!(source.columns(), header);
    let rows: Vec<_> = source.rows().unwrap().map(Result::unwrap).collect();
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 4]);
    for row in &rows {
        assert_eq!(row.fault, None);
        assert_eq!(
            texts(std::slice::from_ref(row))[0],
            texts(&[Row { number: 2, cells: cells.clone(), fault: None }])[0]
        );
        assert_eq!(row.cells, cells);
    }
}

#[test]
fn numbers_too_long_for_a_spreadsheet_and_old_days_stay_whole_as_text() {
    let long = "12345678901234567.5";
    let rows = [vec![Cell::Number(long.parse().unwrap()), Cell::Date(date(1899, 1, 2))]];
    let mut source = Source::from_bytes(xlsx_of(&["a", "b"], &rows), "x", &ReadOptions::default()).unwrap();
    let rows = source.sample(1).unwrap();
    assert_eq!(rows[0].cells, [Cell::Text(long.into()), Cell::Text("1899-01-02".into())]);
}

#[test]
fn text_longer_than_excel_holds_is_cut_and_counted() {
    let mut writer = XlsxWriter::new(Vec::new(), "x", &["a"]).unwrap();
    writer.write_row(&[Cell::Text("长".repeat(40_000))]).unwrap();
    writer.write_row(&[Cell::Text("长".repeat(32_767))]).unwrap();
    assert_eq!(writer.cut(), 1);
    let bytes = writer.finish().unwrap();
    let mut source = Source::from_bytes(bytes, "x.xlsx", &ReadOptions::default()).unwrap();
    assert!(
        matches!(source.rows().unwrap().next(), Some(Ok(row)) if row.fault.is_some()),
        "more than 64 KiB"
    );
}

#[test]
fn titles_that_excel_refuses_are_mended() {
    for (title, expected) in
        [("a/b[c]", "abc"), ("", "Sheet"), ("'''", "Sheet"), (&"客".repeat(60), &"客".repeat(26))]
    {
        let bytes = XlsxWriter::new(Vec::new(), title, &["a"]).unwrap().finish().unwrap();
        let source = Source::from_bytes(bytes, "x", &ReadOptions::default()).unwrap();
        assert_eq!(source.sheet(), Some(expected));
    }
}

#[test]
fn a_sheet_is_chosen_by_name() {
    let bytes = xlsx_of(&["a"], &[]);
    let wanted = |name: &str| ReadOptions { sheet: Some(name.into()), ..ReadOptions::default() };
    assert!(Source::from_bytes(bytes.clone(), "x", &wanted("客户")).is_ok());
    let missing = Source::from_bytes(bytes, "x", &wanted("别的"));
    assert!(matches!(missing.err(), Some(SheetError::NoSuchSheet)));
}

// --- hostile workbooks ---

/// A workbook with the given parts in place of its own.
fn workbook_with(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let honest = xlsx_of(&["a"], &[vec![Cell::from("1")]]);
    let mut archive = zip::ZipArchive::new(Cursor::new(honest)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().to_string();
        if !parts.iter().any(|(replaced, _)| *replaced == name) {
            out.raw_copy_file(entry).unwrap();
        }
    }
    for (name, body) in parts {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(body).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn refused(bytes: Vec<u8>) -> SheetError {
    Source::from_bytes(bytes, "x.xlsx", &ReadOptions::default()).err().expect("refused")
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_read() {
    let zeros = vec![b' '; 60 * 1024 * 1024];
    assert!(matches!(refused(workbook_with(&[("xl/media/big.xml", &zeros)])), SheetError::Bomb));
}

#[test]
fn a_workbook_of_thousands_of_parts_is_refused() {
    let names: Vec<_> = (0..2_001).map(|n| format!("xl/media/{n}.bin")).collect();
    let parts: Vec<_> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    assert!(matches!(refused(workbook_with(&parts)), SheetError::Bomb));
}

#[test]
fn a_size_that_lies_is_found_out() {
    let zeros = vec![b' '; 20 * 1024 * 1024];
    let mut bytes = workbook_with(&[("xl/media/big.xml", &zeros)]);
    // The declared size, in the central directory and in the part's own header.
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    let lie = 100u32.to_le_bytes();
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == size {
            bytes[at..at + 4].copy_from_slice(&lie);
        }
    }
    assert!(matches!(refused(bytes), SheetError::Bomb | SheetError::Damaged));
}

#[test]
fn a_claim_of_countless_strings_reserves_no_memory() {
    let ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    for claim in ["99999999999", "184467440737095516159999", "4000000000"] {
        let strings = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><sst xmlns=\"{ns}\" uniqueCount=\"{claim}\"></sst>"
        );
        let error = refused(workbook_with(&[("xl/sharedStrings.xml", strings.as_bytes())]));
        assert!(matches!(error, SheetError::Bomb), "{claim}");
    }
    let utf16: Vec<u8> =
        "\u{feff}<sst uniqueCount=\"99999999999\"/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(refused(workbook_with(&[("xl/SharedStrings.xml", &utf16)])), SheetError::Damaged));
}

#[test]
fn rows_out_of_order_and_columns_far_out_do_no_harm() {
    let ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let sheet = |rows: &str| {
        format!("<?xml version=\"1.0\"?><worksheet xmlns=\"{ns}\"><sheetData>{rows}</sheetData></worksheet>")
    };
    let cell = |place: &str| format!("<c r=\"{place}\"><v>1</v></c>");
    let name = "xl/worksheets/sheet1.xml";
    let header = format!("<row r=\"1\">{}</row>", cell("A1"));
    let back = sheet(&format!("{header}<row r=\"3\">{}</row><row r=\"2\">{}</row>", cell("A3"), cell("A2")));
    let mut source =
        Source::from_bytes(workbook_with(&[(name, back.as_bytes())]), "x", &ReadOptions::default()).unwrap();
    assert!(source.rows().unwrap().any(|row| matches!(row, Err(SheetError::Damaged))));
    let far = sheet(&format!("{header}<row r=\"2\">{}</row>", cell("XFD2")));
    let mut source =
        Source::from_bytes(workbook_with(&[(name, far.as_bytes())]), "x", &ReadOptions::default()).unwrap();
    let row = source.rows().unwrap().next().unwrap().unwrap();
    assert_eq!(row.fault, Some(RowFault::Columns { found: 16_384, expected: 1 }));
    assert!(row.cells.len() <= 500);
}

// --- properties ---

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z0-9,;\"'\t |=+@-]{0,12}", "[客户名称上海云帆，。]{0,6}", any::<String>()]
        .prop_map(|text| text.replace('\0', ""))
}

proptest! {
    #[test]
    fn text_survives_csv_and_back(
        rows in prop::collection::vec((any_text(), any_text()), 1..20),
        mark: bool,
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
    ) {
        let cells: Vec<Vec<Cell>> = rows.iter()
            .map(|(a, b)| vec![Cell::from("key"), Cell::from(a.as_str()), Cell::from(b.as_str())])
            .collect();
        let bytes = csv_of(&["k", "a", "b"], &cells, CsvOptions { mark, delimiter });
        let options = ReadOptions { encoding: Some(Encoding::Utf8), delimiter: Some(delimiter), sheet: None };
        let mut source = Source::from_bytes(bytes, "x.csv", &options).unwrap();
        let back: Vec<_> = source.rows().unwrap().map(|row| row.unwrap().cells).collect();
        prop_assert_eq!(back, cells);
    }

    #[test]
    fn text_survives_a_workbook_and_back(rows in prop::collection::vec((any_text(), any_text()), 1..20)) {
        let cells: Vec<Vec<Cell>> = rows.iter()
            .map(|(a, b)| vec![Cell::from("key"), Cell::from(a.as_str()), Cell::from(b.as_str())])
            .collect();
        let mut source =
            Source::from_bytes(xlsx_of(&["k", "a", "b"], &cells), "x.xlsx", &ReadOptions::default()).unwrap();
        let back: Vec<_> = source.rows().unwrap().map(|row| row.unwrap().cells).collect();
        prop_assert_eq!(back, cells);
    }

    #[test]
    fn numbers_and_days_survive_a_workbook(mantissa in -999_999_999_999_999i64..=999_999_999_999_999, scale in 0u32..6, day in 0i32..60_000, second in 0i32..86_400) {
        let number = Cell::Number(Decimal::new(mantissa, scale).normalize());
        let date = date(1900, 3, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let time = jiff::civil::Time::midnight().wrapping_add(jiff::Span::new().seconds(second));
        let moment = if second == 0 { Cell::Date(date) } else { Cell::DateTime(date.to_datetime(time)) };
        let cells = vec![number, Cell::Date(date), moment];
        let mut source =
            Source::from_bytes(xlsx_of(&["a", "b", "c"], std::slice::from_ref(&cells)), "x", &ReadOptions::default()).unwrap();
        prop_assert_eq!(&source.sample(1).unwrap()[0].cells, &cells);
    }

    #[test]
    fn the_strict_reader_and_the_csv_crate_agree_on_well_formed_text(
        rows in prop::collection::vec(prop::collection::vec("[a-z,\"\n ]{0,6}", 3), 1..20),
    ) {
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        writer.write_record(["x", "y", "z"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let options = ReadOptions { delimiter: Some(b','), ..ReadOptions::default() };
        let mut source = Source::from_bytes(bytes, "x.csv", &options).unwrap();
        let ours: Vec<Vec<String>> = source.rows().unwrap()
            .map(|row| row.unwrap().cells.iter().map(|cell| cell.text().into_owned()).collect())
            .collect();
        prop_assert_eq!(ours, rows);
    }

    #[test]
    fn no_bytes_make_it_panic(mut bytes: Vec<u8>, zip: bool) {
        if zip {
            bytes.splice(0..0, *b"PK\x03\x04");
        }
        if let Ok(mut source) = open(bytes) {
            let _ = source.count();
        }
    }

    #[test]
    fn no_damage_to_a_workbook_makes_it_panic(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = xlsx_of(&["a", "b"], &[vec![Cell::from("x"), Cell::Number(Decimal::ONE)]]);
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(mut source) = open(bytes) {
            let _ = source.count();
        }
    }

    #[test]
    fn no_sheet_makes_it_panic(body in "(<(row|c|v|is|t|f)( (r|t|s)=\"[A-Z0-9a-z]{0,6}\")?/?>|</(row|c|v|is|t)>|[0-9A-Za-z]){0,40}") {
        let sheet = format!("<worksheet><sheetData>{body}</sheetData></worksheet>");
        let bytes = workbook_with(&[("xl/worksheets/sheet1.xml", sheet.as_bytes())]);
        if let Ok(mut source) = open(bytes) {
            let _ = source.count();
        }
    }
}
