//! The tree of a formula and the types of its parts.

use std::collections::BTreeSet;

use model::FieldName;
use rust_decimal::Decimal;

use super::functions::Function;
use crate::{FieldDef, FieldType, FormulaResult};

/// The type of a part. `Opaque` values can only be asked whether they are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Number,
    Text,
    Boolean,
    Date,
    Opaque,
}

impl Type {
    /// What a field gives; `None` for fields that are worked out themselves.
    pub(super) fn of_field(field: &FieldDef) -> Option<Self> {
        Some(match field.kind {
            FieldType::Number { .. }
            | FieldType::Integer { .. }
            | FieldType::Money { .. }
            | FieldType::Percent { .. }
            | FieldType::Rating { .. } => Self::Number,
            FieldType::Text { .. }
            | FieldType::LongText { .. }
            | FieldType::Choice { .. }
            | FieldType::Phone {}
            | FieldType::Email {}
            | FieldType::Url {}
            | FieldType::AutoNumber { .. } => Self::Text,
            FieldType::Boolean {} => Self::Boolean,
            FieldType::Date {} | FieldType::Datetime {} => Self::Date,
            FieldType::Formula { .. } | FieldType::Rollup { .. } => return None,
            _ => Self::Opaque,
        })
    }

    pub(super) fn of_result(result: FormulaResult) -> Self {
        match result {
            FormulaResult::Number | FormulaResult::Money | FormulaResult::Percent => Self::Number,
            FormulaResult::Text => Self::Text,
            FormulaResult::Boolean => Self::Boolean,
            FormulaResult::Date => Self::Date,
        }
    }

    pub(super) fn fits(self, wanted: Self) -> bool {
        self == wanted
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Number(Decimal),
    Text(String),
    Boolean(bool),
    Field(FieldName),
    Not(Box<Node>),
    Negate(Box<Node>),
    Binary(Binary, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Binary {
    /// How tightly it binds; higher is tighter.
    pub(super) fn power(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::NotEqual => 4,
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => 5,
            Self::Add | Self::Subtract => 6,
            Self::Multiply | Self::Divide => 7,
        }
    }

    /// The type of the result for these types of its sides; `None` if it takes none such.
    pub(super) fn result(self, left: Type, right: Type) -> Option<Type> {
        use Type::{Boolean, Date, Number, Opaque};
        match (self, left, right) {
            (Self::Or | Self::And, Boolean, Boolean) => Some(Boolean),
            (Self::Equal | Self::NotEqual, left, right) if left == right && left != Opaque => Some(Boolean),
            (Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual, left, right) => {
                (left == right && !matches!(left, Boolean | Opaque)).then_some(Boolean)
            }
            (Self::Add | Self::Subtract, Date, Number) => Some(Date),
            (Self::Subtract, Date, Date)
            | (Self::Add | Self::Subtract | Self::Multiply | Self::Divide, Number, Number) => Some(Number),
            _ => None,
        }
    }
}

/// `not` binds looser than comparisons, tighter than `and`.
pub(super) const NOT_POWER: u8 = 3;
/// A leading minus binds tightest.
pub(super) const NEGATE_POWER: u8 = 8;

impl Node {
    pub(super) fn collect_inputs(&self, into: &mut BTreeSet<FieldName>) {
        match self {
            Self::Field(name) => {
                into.insert(name.clone());
            }
            Self::Not(inner) | Self::Negate(inner) => inner.collect_inputs(into),
            Self::Binary(_, left, right) => {
                left.collect_inputs(into);
                right.collect_inputs(into);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|node| node.collect_inputs(into)),
            Self::Number(_) | Self::Text(_) | Self::Boolean(_) => {}
        }
    }
}
