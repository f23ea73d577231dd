//! Whole stars.

use model::{FieldProblem, Value};

use super::codec::Shape;
use super::integer::whole;
use super::operator::ORDER;
use super::{Json, Operator, ReadContext, Rules};

pub(super) struct Rating {
    pub(super) max: u8,
}

impl Rules for Rating {
    fn shape(&self) -> Shape {
        Shape::Int
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        whole(json, 1, self.max.into())
    }

    fn sought(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        whole(json, 0, u8::MAX.into())
    }

    fn operators(&self) -> &'static [Operator] {
        ORDER
    }

    fn sortable(&self) -> bool {
        true
    }

    fn groupable(&self) -> bool {
        true
    }
}
