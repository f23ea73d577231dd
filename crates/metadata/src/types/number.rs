//! An exact decimal.

use model::{FieldProblem, Value};
use rust_decimal::Decimal;

use super::codec::Shape;
use super::decimal::{decimal, within};
use super::operator::ORDER;
use super::{Json, Operator, ReadContext, Rules};

pub(super) struct Number {
    pub(super) scale: u8,
    pub(super) min: Option<Decimal>,
    pub(super) max: Option<Decimal>,
}

impl Rules for Number {
    fn shape(&self) -> Shape {
        Shape::Decimal { scale: self.scale }
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        within(decimal(json)?, self.scale, self.min, self.max).map(Value::Decimal)
    }

    fn sought(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        within(decimal(json)?, self.scale, None, None).map(Value::Decimal)
    }

    fn operators(&self) -> &'static [Operator] {
        ORDER
    }

    fn sortable(&self) -> bool {
        true
    }
}
