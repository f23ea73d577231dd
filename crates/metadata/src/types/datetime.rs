//! An instant, kept in UTC to the microsecond. A filter may also name a whole day of the reader's zone.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use model::{Column, Comparison, FieldProblem, Predicate, Scalar, Value};

use super::clean::{fault, string};
use super::codec::Shape;
use super::date::day;
use super::operator::TIME;
use super::within::span_of;
use super::{ConditionContext, Json, Operator, ReadContext, Rules};

pub(super) struct Datetime;

/// The rows from the first instant up to, not including, the second.
pub(super) fn half_open(column: &Column, from: i64, until: i64) -> Predicate {
    let part = |comparison, micros: i64| Predicate::Compare {
        column: column.clone(),
        comparison,
        value: Scalar::from(micros),
    };
    Predicate::all([part(Comparison::GreaterOrEqual, from), part(Comparison::Less, until)])
}

/// RFC 3339 with a zone's offset, years 1 to 9999; finer than a microsecond is cut off.
fn instant(text: &str) -> Option<Timestamp> {
    let dated = text.get(..10).and_then(day).is_some() && !text.contains('[');
    let time = text.parse::<Timestamp>().ok().filter(|_| dated)?;
    Timestamp::from_microsecond(time.as_microsecond()).ok()
}

fn midnight(day: Date, zone: &TimeZone) -> Option<i64> {
    Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_microsecond())
}

impl Rules for Datetime {
    fn shape(&self) -> Shape {
        Shape::Time
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        instant(string(json)?.trim()).map(Value::Time).ok_or_else(|| fault("invalid_datetime"))
    }

    fn own_comparison(
        &self,
        column: &Column,
        comparison: Comparison,
        json: &Json,
        context: &ConditionContext<'_>,
    ) -> Option<Result<Predicate, FieldProblem>> {
        let date = day(json.as_str()?.trim())?;
        let from = midnight(date, context.zone);
        let until = date.tomorrow().ok().and_then(|next| midnight(next, context.zone));
        let (Some(from), Some(until)) = (from, until) else {
            return Some(Err(fault("invalid_date")));
        };
        let part = |comparison, micros: i64| Predicate::Compare {
            column: column.clone(),
            comparison,
            value: Scalar::from(micros),
        };
        Some(Ok(match comparison {
            Comparison::Equal => half_open(column, from, until),
            Comparison::Less => part(Comparison::Less, from),
            Comparison::LessOrEqual => part(Comparison::Less, until),
            Comparison::Greater => part(Comparison::GreaterOrEqual, until),
            Comparison::GreaterOrEqual => part(Comparison::GreaterOrEqual, from),
        }))
    }

    fn within(
        &self,
        column: &Column,
        word: &str,
        context: &ConditionContext<'_>,
    ) -> Result<Predicate, FieldProblem> {
        let today = context.now.to_zoned(context.zone.clone()).date();
        span_of(word, today)
            .and_then(|(from, until)| {
                Some(half_open(column, midnight(from, context.zone)?, midnight(until, context.zone)?))
            })
            .ok_or_else(|| fault("invalid_option"))
    }

    fn operators(&self) -> &'static [Operator] {
        TIME
    }

    fn sortable(&self) -> bool {
        true
    }
}
