//! The words a filter compares with.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! operators {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// How a filter holds a field against a value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Operator {
            $($(#[$doc])* $name,)*
        }

        impl Operator {
            /// Every operator.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word in the API.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }

        impl FromStr for Operator {
            type Err = UnknownOperator;

            fn from_str(text: &str) -> Result<Self, UnknownOperator> {
                match text {
                    $($text => Ok(Self::$name),)*
                    _ => Err(UnknownOperator),
                }
            }
        }
    };
}

operators! {
    /// The same value.
    Eq = "eq",
    /// Another value, or none.
    Ne = "ne",
    /// One of these.
    In = "in",
    /// None of these, or no value.
    NotIn = "not_in",
    /// No value.
    Empty = "empty",
    /// Some value.
    NotEmpty = "not_empty",
    /// Below.
    Lt = "lt",
    /// Below or the same.
    Le = "le",
    /// Above.
    Gt = "gt",
    /// Above or the same.
    Ge = "ge",
    /// From the first to the second, both included.
    Between = "between",
    /// The text has this piece.
    Contains = "contains",
    /// The text begins with this piece.
    Starts = "starts",
    /// The list has one of these.
    HasAny = "has_any",
    /// The list has all of these.
    HasAll = "has_all",
    /// The list has none of these.
    HasNone = "has_none",
    /// In a span of days relative to today.
    Within = "within",
    /// The reader.
    Me = "me",
    /// Anyone in the reader's team and below.
    MyTeam = "my_team",
    /// The last four digits.
    EndsWith = "ends_with",
}

/// Not the word of any operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such operator")]
pub struct UnknownOperator;

use Operator as Op;

/// Only whether there is a value.
pub(super) const PRESENCE: &[Op] = &[Op::Empty, Op::NotEmpty];
/// Equality.
pub(super) const EQUALITY: &[Op] = &[Op::Eq, Op::Ne, Op::In, Op::NotIn, Op::Empty, Op::NotEmpty];
/// Equality and order.
pub(super) const ORDER: &[Op] = &[
    Op::Eq,
    Op::Ne,
    Op::In,
    Op::NotIn,
    Op::Empty,
    Op::NotEmpty,
    Op::Lt,
    Op::Le,
    Op::Gt,
    Op::Ge,
    Op::Between,
];
/// Order and pieces.
pub(super) const LINE: &[Op] = &[
    Op::Eq,
    Op::Ne,
    Op::In,
    Op::NotIn,
    Op::Empty,
    Op::NotEmpty,
    Op::Lt,
    Op::Le,
    Op::Gt,
    Op::Ge,
    Op::Between,
    Op::Contains,
    Op::Starts,
];
/// Equality and pieces.
pub(super) const PIECES: &[Op] =
    &[Op::Eq, Op::Ne, Op::In, Op::NotIn, Op::Empty, Op::NotEmpty, Op::Contains, Op::Starts];
/// Order and spans of days.
pub(super) const TIME: &[Op] = &[
    Op::Eq,
    Op::Ne,
    Op::In,
    Op::NotIn,
    Op::Empty,
    Op::NotEmpty,
    Op::Lt,
    Op::Le,
    Op::Gt,
    Op::Ge,
    Op::Between,
    Op::Within,
];
/// Equality and members.
pub(super) const LIST: &[Op] =
    &[Op::Eq, Op::Ne, Op::In, Op::NotIn, Op::Empty, Op::NotEmpty, Op::HasAny, Op::HasAll, Op::HasNone];
/// Equality and the reader.
pub(super) const PEOPLE: &[Op] =
    &[Op::Eq, Op::Ne, Op::In, Op::NotIn, Op::Empty, Op::NotEmpty, Op::Me, Op::MyTeam];
/// Equality and the last four digits: sealed phone numbers.
pub(super) const TAILED: &[Op] = &[Op::Eq, Op::Ne, Op::In, Op::NotIn, Op::Empty, Op::NotEmpty, Op::EndsWith];
