//! A field's value as people and the API mean it, before `metadata` turns it into scalars.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{FileId, Money, ObjectName, RecordId};

/// A typed value of one field.
#[derive(Clone, PartialEq, Default)]
pub enum Value {
    /// Empty.
    #[default]
    Null,
    /// Text of any text-like type: text, long text, rich text, phone, e-mail, URL, choice, auto-number.
    Text(String),
    /// A whole number.
    Int(i64),
    /// An exact decimal: number, percent.
    Decimal(Decimal),
    /// An amount with its currency.
    Money(Money),
    /// True or false.
    Bool(bool),
    /// A day in the calendar.
    Date(Date),
    /// An instant.
    Time(Timestamp),
    /// Several texts: multi-choice, tags. Sorted, without doubles.
    List(Vec<String>),
    /// A postal address; boxed, as is JSON, so that the many small values of a page stay small.
    Address(Box<Address>),
    /// A user, a team, or a record of the one object the field links to.
    Link(Uuid),
    /// A record of one of several objects.
    AnyLink(AnyLink),
    /// Files, in the order shown.
    Files(Vec<FileId>),
    /// Free JSON.
    Json(Box<serde_json::Value>),
    /// A place on earth.
    Location(Location),
}

impl Value {
    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// Values may be a customer's: only their kind is ever printed.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Text(_) => "Text(…)",
            Self::Int(_) => "Int(…)",
            Self::Decimal(_) => "Decimal(…)",
            Self::Money(_) => "Money(…)",
            Self::Bool(_) => "Bool(…)",
            Self::Date(_) => "Date(…)",
            Self::Time(_) => "Time(…)",
            Self::List(_) => "List(…)",
            Self::Address(_) => "Address(…)",
            Self::Link(_) => "Link(…)",
            Self::AnyLink(_) => "AnyLink(…)",
            Self::Files(_) => "Files(…)",
            Self::Json(_) => "Json(…)",
            Self::Location(_) => "Location(…)",
        })
    }
}

/// A link to a record of one of several objects.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnyLink {
    /// The record's object.
    pub object: ObjectName,
    /// The record.
    pub id: RecordId,
}

/// A postal address. Every part is optional; at most 200 characters each.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Address {
    /// Country or region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Province or state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// District or county.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

/// A place in WGS 84 degrees.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// Latitude, -90 to 90.
    pub lat: f64,
    /// Longitude, -180 to 180.
    pub lng: f64,
}
