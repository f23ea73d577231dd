//! A cell as a value in the API's form. Only how it is written is settled here; whether the value is allowed, its field
//! decides on the write path.

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use metadata::{FieldDef, FieldType, ReadContext};
use model::FieldProblem;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Map, Value as Json, json};
use sheets::{Cell, DateFormat, parse_boolean, parse_date, parse_datetime, parse_money, parse_percent};

use super::choice;
use super::format::CellFormat;

/// What reading a cell depends on.
pub(crate) struct CellContext<'a> {
    pub(crate) format: CellFormat,
    pub(crate) zone: &'a TimeZone,
    pub(crate) company: &'a ReadContext,
}

/// The value of a cell that is not blank, for a field whose texts are not looked up.
pub(crate) fn read(cell: &Cell, field: &FieldDef, context: &CellContext<'_>) -> Result<Json, FieldProblem> {
    let fault = |code| FieldProblem::new(field.name.as_str(), code);
    if matches!(cell, Cell::Error(_)) {
        return Err(fault("import_error_cell"));
    }
    let text = cell.text();
    let text = text.trim();
    match &field.kind {
        FieldType::Integer { .. } | FieldType::Rating { .. } => {
            let number = number(cell, context).ok_or_else(|| fault("invalid_number"))?;
            let whole = number.fract().is_zero().then(|| number.to_i64()).flatten();
            whole.map(Json::from).ok_or_else(|| fault("invalid_number"))
        }
        FieldType::Number { .. } => {
            let number = number(cell, context).ok_or_else(|| fault("invalid_number"))?;
            Ok(json!(number.normalize().to_string()))
        }
        FieldType::Percent { .. } => {
            let percent = parse_percent(text, context.format.number).or_else(|| number(cell, context));
            let percent = percent.ok_or_else(|| fault("invalid_number"))?;
            Ok(json!(percent.normalize().to_string()))
        }
        FieldType::Money { .. } => money(cell, text, context).ok_or_else(|| fault("invalid_number")),
        FieldType::Boolean {} => match cell {
            Cell::Bool(truth) => Ok(json!(truth)),
            _ => match parse_boolean(text) {
                Some(truth) => Ok(json!(truth)),
                None => Err(fault("invalid_boolean")),
            },
        },
        FieldType::Date {} => day(cell, text, context.format.date).ok_or_else(|| fault("invalid_date")),
        FieldType::Datetime {} => instant(cell, text, context).ok_or_else(|| fault("invalid_datetime")),
        FieldType::Tags {} => Ok(json!(choice::items(text))),
        FieldType::Address {} => Ok(json!({"street": text})),
        FieldType::LongText { .. } | FieldType::RichText { .. } => Ok(json!(cell.text())),
        _ => Ok(json!(text)),
    }
}

fn number(cell: &Cell, context: &CellContext<'_>) -> Option<Decimal> {
    let number = match cell {
        Cell::Number(number) => *number,
        Cell::Text(text) => parse_money(text, context.format.number)?.0,
        _ => return None,
    };
    context.format.scaled(number)
}

/// An amount; the currency whose sign stood beside it goes along, so that `$5` never becomes ¥5.
fn money(cell: &Cell, text: &str, context: &CellContext<'_>) -> Option<Json> {
    let (number, currency) = match cell {
        Cell::Number(number) => (*number, None),
        Cell::Text(_) => parse_money(text, context.format.number)?,
        _ => return None,
    };
    let mut parts = Map::new();
    parts.insert("amount".into(), json!(context.format.scaled(number)?.normalize().to_string()));
    if let Some(currency) = currency {
        // One sign for two currencies: a company that counts in yen means yen.
        let yen = context.company.company_currency.as_str() == "JPY" && text.contains(['¥', '￥']);
        parts.insert("currency".into(), json!(if yen { "JPY" } else { currency }));
    }
    Some(Json::Object(parts))
}

fn day(cell: &Cell, text: &str, format: DateFormat) -> Option<Json> {
    let date = match cell {
        Cell::Date(date) => *date,
        Cell::DateTime(moment) => Some(moment.date()).filter(|_| moment.time() == civil::Time::midnight())?,
        _ => parse_date(text, format)?,
    };
    Some(json!(date.to_string()))
}

/// An instant; a clock without a zone is that of whoever imports.
fn instant(cell: &Cell, text: &str, context: &CellContext<'_>) -> Option<Json> {
    if let (Cell::Text(_), Ok(instant)) = (cell, text.parse::<Timestamp>()) {
        return Some(json!(instant.to_string()));
    }
    let (clock, offset) = match cell {
        Cell::Date(date) => (date.to_datetime(civil::Time::midnight()), None),
        Cell::DateTime(moment) => (*moment, None),
        _ => {
            let moment = parse_datetime(text, context.format.date)?;
            (moment.clock, moment.offset_secs)
        }
    };
    let zone = match offset {
        Some(seconds) => TimeZone::fixed(jiff::tz::Offset::from_seconds(seconds).ok()?),
        None => context.zone.clone(),
    };
    Some(json!(clock.to_zoned(zone).ok()?.timestamp().to_string()))
}
