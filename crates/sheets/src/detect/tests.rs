//! Columns and what they seem to hold.

use jiff::civil::date;
use rust_decimal::Decimal;

use super::*;

fn guess_cells(header: &str, cells: Vec<Cell>) -> ColumnGuess {
    let rows: Vec<Row> = cells
        .into_iter()
        .zip(2..)
        .map(|(cell, number)| Row { number, cells: vec![cell], fault: None })
        .collect();
    detect(header, 0, &rows)
}

fn guess(header: &str, texts: &[&str]) -> ColumnGuess {
    guess_cells(header, texts.iter().map(|text| Cell::from(*text)).collect())
}

fn kind(texts: &[&str]) -> ColumnKind {
    guess("", texts).kind
}

#[test]
fn columns_are_told_apart() {
    use ColumnKind::{Boolean, Date, DateTime, Decimal, Email, Empty, Integer, Percent, Phone, Text, Url};
    use DateFormat::{Compact, DayFirst, MonthFirst, YearFirst};
    use NumberFormat::{Comma, Point};
    let cases: &[(&[&str], ColumnKind)] = &[
        (&[], Empty),
        (&["", "  "], Empty),
        (&["1", "20", "2822"], Integer(Point)),
        (&["1,200", "15"], Integer(Point)),
        (&["1100.04", "251.41", "7"], Decimal(Point)),
        (&["1.234,50", "12,5"], Decimal(Comma)),
        (&["￥1,200.00", "￥3"], Decimal(Point)),
        (&["3.5万", "1.2亿"], Decimal(Point)),
        (&["12%", "3.5%"], Percent(Point)),
        (&["是", "否", "是"], Boolean),
        (&["Yes", "no"], Boolean),
        (&["1", "0", "1"], Boolean),
        (&["1", "1", "1"], Integer(Point)),
        (&["1", "0", "2"], Integer(Point)),
        (&["2016-10-20", "2017-03-01"], Date(YearFirst)),
        (&["2026/11/22", "2026年1月2日"], Date(YearFirst)),
        (&["2026-11-22 09:30", "2026-11-23 10:00"], DateTime(YearFirst)),
        (&["22.11.2026", "03.04.2026"], Date(DayFirst)),
        (&["11/22/2026", "03/04/2026"], Date(MonthFirst)),
        (&["20261122", "20260101"], Date(Compact)),
        (&["li@example.com", "wang@example.com"], Email),
        (&["https://example.com", "www.example.cn"], Url),
        (&["13800138000", "13912345678"], Phone),
        (&["+86 10 8888 6666"], Phone),
        (&["007", "012"], Text),
        (&["1996", "二〇二六"], Text),
        (&["Acme Corporation", "Betasoloin"], Text),
        (&["1.2.13", "1.3.0"], Text),
    ];
    for (texts, expected) in cases {
        assert_eq!(kind(texts), *expected, "{texts:?}");
    }
}

#[test]
fn doubt_about_day_and_month_is_said() {
    let unsure = guess("", &["03/04/2026", "05/06/2026"]);
    assert_eq!(unsure.kind, ColumnKind::Date(DateFormat::DayFirst));
    assert_eq!(unsure.alternatives, [ColumnKind::Date(DateFormat::MonthFirst)]);
    for sure in [&["13/04/2026", "05/06/2026"][..], &["04/13/2026", "05/06/2026"], &["05/05/2026"]] {
        assert!(guess("", sure).alternatives.is_empty(), "{sure:?}");
    }
}

#[test]
fn doubt_about_the_decimal_sign_is_said() {
    let unsure = guess("", &["1,234", "5,678"]);
    assert_eq!(unsure.kind, ColumnKind::Integer(NumberFormat::Point));
    assert_eq!(unsure.alternatives, [ColumnKind::Decimal(NumberFormat::Comma)]);
    assert!(guess("", &["1,234", "5,678.5"]).alternatives.is_empty());
    assert!(guess("", &["1100.04", "251.41"]).alternatives.is_empty());
}

#[test]
fn a_few_cells_may_be_otherwise() {
    let mut texts = vec!["12"; 19];
    texts.push("n/a");
    let guess = guess("", &texts);
    assert_eq!((guess.kind, guess.filled, guess.fitting), (ColumnKind::Integer(NumberFormat::Point), 20, 19));
    assert_eq!(guess.examples, ["12", "n/a"]);
}

#[test]
fn the_header_helps_only_where_the_cells_leave_it_open() {
    let days = ["46348", "46349"];
    assert_eq!(guess("close_date", &days).kind, ColumnKind::Date(DateFormat::Serial));
    assert_eq!(guess("close_date", &days).alternatives, [ColumnKind::Integer(NumberFormat::Point)]);
    assert_eq!(guess("employees", &days).kind, ColumnKind::Integer(NumberFormat::Point));
    assert_eq!(guess("电话", &["88886666", "66668888"]).kind, ColumnKind::Phone);
    assert_eq!(guess("数量", &["88886666", "66668888"]).kind, ColumnKind::Integer(NumberFormat::Point));
}

#[test]
fn typed_cells_speak_for_themselves() {
    let day = || Cell::Date(date(2026, 11, 22));
    assert_eq!(guess_cells("", vec![day(), day()]).kind, ColumnKind::Date(DateFormat::YearFirst));
    let moment = Cell::DateTime(date(2026, 11, 22).at(9, 30, 0, 0));
    assert_eq!(guess_cells("", vec![day(), moment]).kind, ColumnKind::DateTime(DateFormat::YearFirst));
    let mixed = vec![day(), Cell::from("22.11.2026")];
    assert_eq!(guess_cells("", mixed).kind, ColumnKind::Date(DateFormat::DayFirst));
    assert_eq!(guess_cells("", vec![Cell::Bool(true)]).kind, ColumnKind::Boolean);
    let numbers = vec![Cell::Number(Decimal::new(125, 1)), Cell::Number(Decimal::from(3))];
    assert_eq!(guess_cells("", numbers).kind, ColumnKind::Decimal(NumberFormat::Point));
    let phones = vec![Cell::Number(Decimal::from(13_800_138_000_u64))];
    assert_eq!(guess_cells("", phones).kind, ColumnKind::Phone);
    assert_eq!(guess_cells("", vec![Cell::Error("#N/A".into())]).kind, ColumnKind::Text);
}

#[test]
fn one_currency_throughout_is_told() {
    assert_eq!(guess("", &["￥1", "¥2", "3"]).currency, Some("CNY"));
    assert_eq!(guess("", &["$1", "€2"]).currency, None);
    assert_eq!(guess("", &["1"]).currency, None);
}
