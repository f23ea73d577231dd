//! Working a formula out. Every step is bounded; what has no answer is null.

use std::cell::Cell;
use std::cmp::Ordering;

use jiff::{ToSpan, civil::Date};
use model::{Currency, FieldName, Money, Value};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

use super::ast::{Binary, Node};
use super::functions::Function;
use super::{Formula, FormulaContext, MAX_RESULT_CHARS};
use crate::FormulaResult;
use crate::types::DERIVED_SCALE;

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Null,
    Number(Decimal),
    Text(String),
    Boolean(bool),
    Date(Date),
    /// Something of a type that formulas only ask for its presence.
    Opaque,
}

/// The currencies met among the amounts that were read.
#[derive(Clone, Copy, PartialEq)]
enum Met {
    None,
    One(Currency),
    Several,
}

struct Run<'a> {
    value: &'a dyn Fn(&FieldName) -> Value,
    context: &'a FormulaContext<'a>,
    currency: Cell<Met>,
}

pub(super) fn evaluate(
    formula: &Formula,
    value: &dyn Fn(&FieldName) -> Value,
    context: &FormulaContext<'_>,
) -> Value {
    let run = Run { value, context, currency: Cell::new(Met::None) };
    let part = run.part(&formula.root);
    run.result(part, formula.result).unwrap_or(Value::Null)
}

impl Run<'_> {
    fn result(&self, part: Part, result: FormulaResult) -> Option<Value> {
        match (result, part) {
            (FormulaResult::Number | FormulaResult::Percent, Part::Number(number)) => {
                rounded(number, DERIVED_SCALE.into()).map(Value::Decimal)
            }
            (FormulaResult::Money, Part::Number(number)) => {
                let currency = match self.currency.get() {
                    Met::None => self.context.company_currency,
                    Met::One(currency) => currency,
                    Met::Several => return None,
                };
                let amount = rounded(number, DERIVED_SCALE.into())?;
                Some(Value::Money(Money { amount, currency }))
            }
            (FormulaResult::Text, Part::Text(text)) if !text.is_empty() => Some(Value::Text(text)),
            (FormulaResult::Boolean, Part::Boolean(truth)) => Some(Value::Bool(truth)),
            (FormulaResult::Date, Part::Date(date)) => Some(Value::Date(date)),
            _ => None,
        }
    }

    fn part(&self, node: &Node) -> Part {
        match node {
            Node::Number(number) => Part::Number(*number),
            Node::Text(text) => Part::Text(text.clone()),
            Node::Boolean(truth) => Part::Boolean(*truth),
            Node::Field(name) => self.field(name),
            Node::Not(inner) => match self.part(inner) {
                Part::Boolean(truth) => Part::Boolean(!truth),
                _ => Part::Null,
            },
            Node::Negate(inner) => match self.part(inner) {
                Part::Number(number) => Part::Number(-number),
                _ => Part::Null,
            },
            Node::Binary(operator, left, right) => self.binary(*operator, left, right),
            Node::Call(function, arguments) => self.call(*function, arguments),
        }
    }

    fn field(&self, name: &FieldName) -> Part {
        match (self.value)(name) {
            Value::Null => Part::Null,
            Value::Int(number) => Part::Number(number.into()),
            Value::Decimal(number) => Part::Number(number),
            Value::Money(money) => {
                self.meet(money.currency);
                Part::Number(money.amount)
            }
            Value::Text(text) => Part::Text(text),
            Value::Bool(truth) => Part::Boolean(truth),
            Value::Date(date) => Part::Date(date),
            Value::Time(time) => Part::Date(time.to_zoned(self.context.zone.clone()).date()),
            _ => Part::Opaque,
        }
    }

    fn meet(&self, currency: Currency) {
        self.currency.set(match self.currency.get() {
            Met::None => Met::One(currency),
            Met::One(known) if known == currency => Met::One(known),
            Met::One(_) | Met::Several => Met::Several,
        });
    }

    fn binary(&self, operator: Binary, left: &Node, right: &Node) -> Part {
        let left = self.part(left);
        match (operator, &left) {
            (Binary::Or, Part::Boolean(true)) => return Part::Boolean(true),
            (Binary::And, Part::Boolean(false) | Part::Null) => return Part::Boolean(false),
            _ => {}
        }
        let right = self.part(right);
        match operator {
            Binary::Or | Binary::And => Part::Boolean(right == Part::Boolean(true)),
            Binary::Equal => Part::Boolean(order(&left, &right) == Some(Ordering::Equal)),
            Binary::NotEqual => Part::Boolean(order(&left, &right) != Some(Ordering::Equal)),
            Binary::Less => Part::Boolean(order(&left, &right).is_some_and(Ordering::is_lt)),
            Binary::LessOrEqual => Part::Boolean(order(&left, &right).is_some_and(Ordering::is_le)),
            Binary::Greater => Part::Boolean(order(&left, &right).is_some_and(Ordering::is_gt)),
            Binary::GreaterOrEqual => Part::Boolean(order(&left, &right).is_some_and(Ordering::is_ge)),
            Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide => {
                arithmetic(operator, left, right).unwrap_or(Part::Null)
            }
        }
    }

    fn call(&self, function: Function, arguments: &[Node]) -> Part {
        if let (Function::If, [test, yes, no]) = (function, arguments) {
            return self.part(if self.part(test) == Part::Boolean(true) { yes } else { no });
        }
        let mut parts = arguments.iter().map(|node| self.part(node));
        let answer = match function {
            Function::If => None,
            Function::Coalesce => parts.find(|part| *part != Part::Null),
            Function::IsEmpty => parts.next().map(|part| Part::Boolean(part == Part::Null)),
            Function::Min => extreme(parts, Ordering::Less),
            Function::Max => extreme(parts, Ordering::Greater),
            Function::Concat => concat(parts),
            Function::Today => Some(Part::Date(self.context.today)),
            Function::Round => round(parts.next().as_ref(), parts.next().as_ref()),
            Function::Abs => number(parts.next().as_ref()).map(|number| Part::Number(number.abs())),
            Function::Upper => text(parts.next()).map(|text| Part::Text(text.to_uppercase())),
            Function::Lower => text(parts.next()).map(|text| Part::Text(text.to_lowercase())),
            Function::Len => text(parts.next()).map(|text| Part::Number(text.chars().count().into())),
            Function::DaysBetween => {
                date(parts.next().as_ref()).zip(date(parts.next().as_ref())).and_then(|(a, b)| days(a, b))
            }
            Function::Year => date(parts.next().as_ref()).map(|date| Part::Number(date.year().into())),
            Function::Month => date(parts.next().as_ref()).map(|date| Part::Number(date.month().into())),
        };
        answer.unwrap_or(Part::Null)
    }
}

fn order(left: &Part, right: &Part) -> Option<Ordering> {
    match (left, right) {
        (Part::Number(a), Part::Number(b)) => Some(a.cmp(b)),
        (Part::Text(a), Part::Text(b)) => Some(a.as_bytes().cmp(b.as_bytes())),
        (Part::Boolean(a), Part::Boolean(b)) => Some(a.cmp(b)),
        (Part::Date(a), Part::Date(b)) => Some(a.cmp(b)),
        (Part::Null, Part::Null) => Some(Ordering::Equal),
        _ => None,
    }
}

fn arithmetic(operator: Binary, left: Part, right: Part) -> Option<Part> {
    match (operator, left, right) {
        (Binary::Add, Part::Number(a), Part::Number(b)) => a.checked_add(b).map(Part::Number),
        (Binary::Subtract, Part::Number(a), Part::Number(b)) => a.checked_sub(b).map(Part::Number),
        (Binary::Multiply, Part::Number(a), Part::Number(b)) => a.checked_mul(b).map(Part::Number),
        (Binary::Divide, Part::Number(a), Part::Number(b)) => a.checked_div(b).map(Part::Number),
        (Binary::Add, Part::Date(day), Part::Number(days)) => later(day, days),
        (Binary::Subtract, Part::Date(day), Part::Number(days)) => later(day, -days),
        (Binary::Subtract, Part::Date(a), Part::Date(b)) => days(b, a),
        _ => None,
    }
}

/// The day so many whole days later, within the years 1 to 9999.
fn later(day: Date, by: Decimal) -> Option<Part> {
    let whole = by.trunc().to_i64().filter(|days| days.unsigned_abs() <= 4_000_000)?;
    day.checked_add(whole.days()).ok().filter(|date| date.year() >= 1).map(Part::Date)
}

fn days(from: Date, until: Date) -> Option<Part> {
    let span = from.until(until).ok()?;
    Some(Part::Number(span.get_days().into()))
}

fn extreme(parts: impl Iterator<Item = Part>, wanted: Ordering) -> Option<Part> {
    parts
        .filter(|part| *part != Part::Null)
        .reduce(|best, part| if order(&part, &best) == Some(wanted) { part } else { best })
}

fn concat(parts: impl Iterator<Item = Part>) -> Option<Part> {
    let mut whole = String::new();
    for part in parts {
        match part {
            Part::Text(text) => whole.push_str(&text),
            Part::Number(number) => whole.push_str(&number.normalize().to_string()),
            Part::Date(date) => whole.push_str(&date.to_string()),
            Part::Boolean(truth) => whole.push_str(if truth { "true" } else { "false" }),
            Part::Null | Part::Opaque => {}
        }
        if whole.chars().count() > MAX_RESULT_CHARS {
            return None;
        }
    }
    Some(Part::Text(whole))
}

fn round(value: Option<&Part>, places: Option<&Part>) -> Option<Part> {
    let places = match places {
        None => 0,
        Some(_) => number(places)?.to_u32().filter(|places| *places <= 8)?,
    };
    rounded(number(value)?, places).map(Part::Number)
}

/// Halves go away from zero, as people round amounts.
fn rounded(number: Decimal, places: u32) -> Option<Decimal> {
    let mut rounded = number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(places);
    (rounded.scale() == places).then_some(rounded)
}

fn number(part: Option<&Part>) -> Option<Decimal> {
    if let Some(Part::Number(number)) = part { Some(*number) } else { None }
}

fn text(part: Option<Part>) -> Option<String> {
    if let Some(Part::Text(text)) = part { Some(text) } else { None }
}

fn date(part: Option<&Part>) -> Option<Date> {
    if let Some(Part::Date(date)) = part { Some(*date) } else { None }
}
