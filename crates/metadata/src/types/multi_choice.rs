//! Several of several options.

use model::{FieldProblem, Locale, Value};

use super::choice::{option_key, option_label};
use super::clean::wrong_type;
use super::codec::Shape;
use super::operator::LIST;
use super::tags::list_or_null;
use super::{Json, Operator, ReadContext, Rules};
use crate::Choice;

pub(super) struct MultiChoice<'a> {
    pub(super) options: &'a [Choice],
}

impl MultiChoice<'_> {
    fn keys(&self, json: &Json, retired_too: bool) -> Result<Value, FieldProblem> {
        let items = json.as_array().ok_or_else(|| wrong_type("array"))?;
        let keys = items.iter().map(|item| option_key(self.options, item, retired_too));
        Ok(list_or_null(keys.collect::<Result<_, _>>()?))
    }
}

impl Rules for MultiChoice<'_> {
    fn shape(&self) -> Shape {
        Shape::List
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        self.keys(json, false)
    }

    fn sought(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        self.keys(json, true)
    }

    fn operators(&self) -> &'static [Operator] {
        LIST
    }

    fn display(&self, value: &Value, locale: Locale) -> String {
        let Value::List(keys) = value else {
            return String::new();
        };
        let labels: Vec<&str> = keys.iter().map(|key| option_label(self.options, key, locale)).collect();
        labels.join(", ")
    }
}
