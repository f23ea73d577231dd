//! A whole number that every JSON reader keeps exact.

use model::{FieldProblem, Value};

use super::clean::{fault, wrong_type};
use super::codec::Shape;
use super::operator::ORDER;
use super::{Json, Operator, ReadContext, Rules};

/// RFC 8259 section 6: integers up to 2^53 - 1 are interoperable.
pub(super) const SAFE: i64 = 9_007_199_254_740_991;

pub(super) struct Integer {
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
}

/// The whole number of a JSON number, within limits.
pub(super) fn whole(json: &Json, min: i64, max: i64) -> Result<Value, FieldProblem> {
    let Json::Number(number) = json else {
        return Err(wrong_type("integer"));
    };
    match number.as_i64() {
        Some(whole) if whole < min => Err(fault("too_small").with("min", min.to_string())),
        Some(whole) if whole > max => Err(fault("too_large").with("max", max.to_string())),
        Some(whole) => Ok(Value::Int(whole)),
        None if number.is_u64() => Err(fault("too_large").with("max", max.to_string())),
        None => Err(wrong_type("integer")),
    }
}

impl Rules for Integer {
    fn shape(&self) -> Shape {
        Shape::Int
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        whole(json, self.min.unwrap_or(-SAFE).max(-SAFE), self.max.unwrap_or(SAFE).min(SAFE))
    }

    fn sought(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        whole(json, -SAFE, SAFE)
    }

    fn operators(&self) -> &'static [Operator] {
        ORDER
    }

    fn sortable(&self) -> bool {
        true
    }
}
