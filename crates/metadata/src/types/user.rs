//! A user of the system. Whether there is one of that id is the caller's to find out.

use model::{FieldProblem, Value};

use super::codec::Shape;
use super::link::linked_id;
use super::operator::PEOPLE;
use super::{Json, Operator, ReadContext, Rules};

pub(super) struct User;

impl Rules for User {
    fn shape(&self) -> Shape {
        Shape::Id
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        linked_id(json).map(Value::Link)
    }

    fn operators(&self) -> &'static [Operator] {
        PEOPLE
    }

    fn groupable(&self) -> bool {
        true
    }
}
