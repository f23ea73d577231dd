//! A day of the calendar, in no zone.

use jiff::civil::Date;
use model::{Column, FieldProblem, Predicate, Value};

use super::clean::{fault, string};
use super::codec::{Shape, date_micros};
use super::datetime::half_open;
use super::operator::TIME;
use super::within::span_of;
use super::{ConditionContext, Json, Operator, ReadContext, Rules};

pub(super) struct DateType;

/// A day written `2026-11-22`, years 1 to 9999.
pub(super) fn day(text: &str) -> Option<Date> {
    let shaped = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    text.parse::<Date>().ok().filter(|date| shaped && date.year() >= 1)
}

impl Rules for DateType {
    fn shape(&self) -> Shape {
        Shape::Date
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        day(string(json)?.trim()).map(Value::Date).ok_or_else(|| fault("invalid_date"))
    }

    fn within(
        &self,
        column: &Column,
        word: &str,
        context: &ConditionContext<'_>,
    ) -> Result<Predicate, FieldProblem> {
        let today = context.now.to_zoned(context.zone.clone()).date();
        span_of(word, today)
            .and_then(|(from, until)| Some(half_open(column, date_micros(from)?, date_micros(until)?)))
            .ok_or_else(|| fault("invalid_option"))
    }

    fn operators(&self) -> &'static [Operator] {
        TIME
    }

    fn sortable(&self) -> bool {
        true
    }
}
