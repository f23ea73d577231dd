//! Values that are worked out, never written: formulas and roll-ups.

use model::{FieldProblem, Locale, Value};

use super::clean::fault;
use super::codec::Shape;
use super::{Json, Operator, ReadContext, Rules, plain_text};
use crate::{FormulaResult, RollupFunction};

pub(super) struct Derived {
    shape: Shape,
    percent: bool,
}

/// Decimals of a worked-out number.
pub(crate) const DERIVED_SCALE: u8 = 2;

impl Derived {
    pub(super) fn formula(result: FormulaResult) -> Self {
        let shape = match result {
            FormulaResult::Number | FormulaResult::Percent => Shape::Decimal { scale: DERIVED_SCALE },
            FormulaResult::Money => Shape::Money { scale: DERIVED_SCALE },
            FormulaResult::Text => Shape::Text,
            FormulaResult::Boolean => Shape::Bool,
            FormulaResult::Date => Shape::Date,
        };
        Self { shape, percent: result == FormulaResult::Percent }
    }

    pub(super) fn rollup(function: RollupFunction) -> Self {
        let shape = match function {
            RollupFunction::Count => Shape::Int,
            RollupFunction::Sum | RollupFunction::Min | RollupFunction::Max => {
                Shape::Decimal { scale: DERIVED_SCALE }
            }
        };
        Self { shape, percent: false }
    }
}

impl Rules for Derived {
    fn shape(&self) -> Shape {
        self.shape
    }

    fn read(&self, _: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        Err(fault("read_only"))
    }

    fn operators(&self) -> &'static [Operator] {
        &[]
    }

    fn display(&self, value: &Value, locale: Locale) -> String {
        match value {
            Value::Bool(_) => super::boolean::Boolean.display(value, locale),
            _ if self.percent => format!("{}%", plain_text(value)),
            _ => plain_text(value),
        }
    }
}
