//! One of several options.

use model::{FieldProblem, Locale, Value};

use super::clean::{fault, string};
use super::codec::Shape;
use super::operator::EQUALITY;
use super::{Json, Operator, ReadContext, Rules, plain_text};
use crate::Choice;

pub(super) struct ChoiceType<'a> {
    pub(super) options: &'a [Choice],
}

/// The key of an option, of those that may still be picked or of all.
pub(super) fn option_key(options: &[Choice], json: &Json, retired_too: bool) -> Result<String, FieldProblem> {
    let key = string(json)?;
    let known = options.iter().any(|option| option.key == key && (option.active || retired_too));
    if known { Ok(key.into()) } else { Err(fault("invalid_option")) }
}

/// The label of an option; its key if it is gone.
pub(super) fn option_label<'a>(options: &'a [Choice], key: &'a str, locale: Locale) -> &'a str {
    options.iter().find(|option| option.key == key).map_or(key, |option| option.label.get(locale))
}

impl Rules for ChoiceType<'_> {
    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        option_key(self.options, json, false).map(Value::Text)
    }

    fn sought(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        option_key(self.options, json, true).map(Value::Text)
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
        option_label(self.options, &plain_text(value), locale).into()
    }
}
