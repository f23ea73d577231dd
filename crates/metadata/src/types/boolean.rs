//! Yes or no.

use model::{FieldProblem, Locale, Value};

use super::clean::wrong_type;
use super::codec::Shape;
use super::operator::EQUALITY;
use super::{Json, Operator, ReadContext, Rules};

pub(super) struct Boolean;

impl Rules for Boolean {
    fn shape(&self) -> Shape {
        Shape::Bool
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        json.as_bool().map(Value::Bool).ok_or_else(|| wrong_type("boolean"))
    }

    fn operators(&self) -> &'static [Operator] {
        EQUALITY
    }

    fn sortable(&self) -> bool {
        true
    }

    fn groupable(&self) -> bool {
        true
    }

    fn display(&self, value: &Value, locale: Locale) -> String {
        let word = match (value, locale) {
            (Value::Bool(true), Locale::Zh) => "是",
            (Value::Bool(true), Locale::En) => "Yes",
            (_, Locale::Zh) => "否",
            (_, Locale::En) => "No",
        };
        word.into()
    }
}
