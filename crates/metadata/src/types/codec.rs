//! The forms of a value that do not depend on a type's rules: its plain JSON and its stored scalars.
//!
//! Reading here is strict about form and knows no rules: what was stored under yesterday's rules still loads.

use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};
use model::{Address, AnyLink, FileId, Location, Money, ObjectName, RecordId, Scalar, Value};
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use super::Json;

const EPOCH: Date = date(1970, 1, 1);
const DAY_MICROS: i64 = 86_400_000_000;

/// Which variant of [`Value`] a type keeps, with what its stored form needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Int,
    Decimal { scale: u8 },
    Money { scale: u8 },
    Bool,
    Date,
    Time,
    List,
    Address,
    Id,
    AnyLink,
    Files,
    Json,
    Location,
}

/// The plain JSON of a value; labels of links are the caller's.
pub(super) fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Text(text) => json!(text),
        Value::Int(number) => json!(number),
        Value::Decimal(number) => json!(number.normalize().to_string()),
        Value::Money(money) => {
            json!({"amount": money.amount.to_string(), "currency": money.currency.as_str()})
        }
        Value::Bool(truth) => json!(truth),
        Value::Date(date) => json!(date.to_string()),
        Value::Time(time) => json!(time.to_string()),
        Value::List(items) => json!(items),
        Value::Address(address) => json!(address),
        Value::Link(id) => json!({"id": id}),
        Value::AnyLink(link) => json!(link),
        Value::Files(files) => json!(files),
        Value::Json(json) => (**json).clone(),
        Value::Location(place) => json!(place),
    }
}

/// The value whose plain JSON this is.
pub(super) fn from_json(shape: Shape, json: &Json) -> Option<Value> {
    if json.is_null() {
        return Some(Value::Null);
    }
    Some(match shape {
        Shape::Text => Value::Text(json.as_str()?.into()),
        Shape::Int => Value::Int(json.as_i64()?),
        Shape::Decimal { scale } => Value::Decimal(at_scale(json.as_str()?.parse().ok()?, scale)?),
        Shape::Money { scale } => {
            let money: Money = serde_json::from_value(json.clone()).ok()?;
            Value::Money(Money { amount: at_scale(money.amount, scale)?, currency: money.currency })
        }
        Shape::Bool => Value::Bool(json.as_bool()?),
        Shape::Date => Value::Date(json.as_str()?.parse().ok()?),
        Shape::Time => Value::Time(json.as_str()?.parse().ok()?),
        Shape::List => Value::List(serde_json::from_value(json.clone()).ok()?),
        Shape::Address => Value::Address(Box::new(serde_json::from_value::<Address>(json.clone()).ok()?)),
        Shape::Id => Value::Link(json.get("id")?.as_str()?.parse().ok()?),
        Shape::AnyLink => Value::AnyLink(serde_json::from_value::<AnyLink>(json.clone()).ok()?),
        Shape::Files => Value::Files(serde_json::from_value::<Vec<FileId>>(json.clone()).ok()?),
        Shape::Json => Value::Json(Box::new(json.clone())),
        Shape::Location => {
            let place: Location = serde_json::from_value(json.clone()).ok()?;
            Value::Location(Location { lat: rounded(place.lat), lng: rounded(place.lng) })
        }
    })
}

/// The scalars of a value, main column first.
pub(super) fn store(shape: Shape, value: &Value) -> Option<Vec<Scalar>> {
    if value.is_null() {
        return Some(vec![Scalar::Null; width(shape)]);
    }
    Some(match (shape, value) {
        (Shape::Text, Value::Text(text)) => vec![text.clone().into()],
        (Shape::Int, Value::Int(number)) => vec![(*number).into()],
        (Shape::Decimal { scale }, Value::Decimal(number)) => vec![scaled(*number, scale)?.into()],
        (Shape::Money { scale }, Value::Money(money)) => {
            vec![scaled(money.amount, scale)?.into(), money.currency.as_str().into()]
        }
        (Shape::Bool, Value::Bool(truth)) => vec![(*truth).into()],
        (Shape::Date, Value::Date(date)) => vec![date_micros(*date)?.into()],
        (Shape::Time, Value::Time(time)) => vec![time.as_microsecond().into()],
        (Shape::Id, Value::Link(id)) => vec![(*id).into()],
        (Shape::AnyLink, Value::AnyLink(link)) => vec![link.id.0.into(), link.object.as_str().into()],
        (Shape::List, Value::List(_))
        | (Shape::Address, Value::Address(_))
        | (Shape::Files, Value::Files(_))
        | (Shape::Json, Value::Json(_))
        | (Shape::Location, Value::Location(_)) => vec![to_json(value).to_string().into()],
        _ => return None,
    })
}

/// The value whose scalars these are; a text is taken out of them.
pub(super) fn load(shape: Shape, scalars: &mut [Scalar]) -> Option<Value> {
    match (shape, scalars) {
        (_, [Scalar::Null, ..]) => Some(Value::Null),
        (Shape::Text, [Scalar::Text(text)]) => Some(Value::Text(std::mem::take(text))),
        (Shape::Int, [Scalar::Int(number)]) => Some(Value::Int(*number)),
        (Shape::Decimal { scale }, [Scalar::Int(number)]) => {
            Some(Value::Decimal(Decimal::new(*number, scale.into())))
        }
        (Shape::Money { scale }, [Scalar::Int(number), Scalar::Text(currency)]) => {
            Some(Value::Money(Money {
                amount: Decimal::new(*number, scale.into()),
                currency: currency.parse().ok()?,
            }))
        }
        (Shape::Bool, [Scalar::Bool(truth)]) => Some(Value::Bool(*truth)),
        (Shape::Date, [Scalar::Int(micros)]) => {
            let days = Span::new().try_days(micros.div_euclid(DAY_MICROS)).ok()?;
            Some(Value::Date(EPOCH.checked_add(days).ok()?))
        }
        (Shape::Time, [Scalar::Int(micros)]) => Timestamp::from_microsecond(*micros).ok().map(Value::Time),
        (Shape::Id, [Scalar::Id(id)]) => Some(Value::Link(*id)),
        (Shape::AnyLink, [Scalar::Id(id), Scalar::Text(object)]) => any_link(*id, object),
        (
            Shape::List | Shape::Address | Shape::Files | Shape::Json | Shape::Location,
            [Scalar::Text(text)],
        ) => from_json(shape, &serde_json::from_str(text).ok()?),
        _ => None,
    }
}

fn any_link(id: Uuid, object: &str) -> Option<Value> {
    Some(Value::AnyLink(AnyLink { object: ObjectName::new(object).ok()?, id: RecordId(id) }))
}

fn width(shape: Shape) -> usize {
    if matches!(shape, Shape::Money { .. } | Shape::AnyLink) { 2 } else { 1 }
}

/// The number with exactly that many decimals; `None` if it has more.
pub(super) fn at_scale(number: Decimal, scale: u8) -> Option<Decimal> {
    let mut exact = number.normalize();
    if exact.scale() > u32::from(scale) {
        return None;
    }
    exact.rescale(scale.into());
    (exact.scale() == u32::from(scale)).then_some(exact)
}

/// The number times 10^scale.
pub(super) fn scaled(number: Decimal, scale: u8) -> Option<i64> {
    i64::try_from(at_scale(number, scale)?.mantissa()).ok()
}

/// The microseconds of a day's midnight in UTC. By days, since not every day's midnight is an instant jiff can hold:
/// 9999-12-31 is none, and it is what spreadsheets write for "never".
pub(super) fn date_micros(date: Date) -> Option<i64> {
    i64::from(date.since(EPOCH).ok()?.get_days()).checked_mul(DAY_MICROS)
}

/// A coordinate in steps of 1e-7 degrees, about a centimeter.
pub(super) fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}
