//! Free labels.

use std::collections::BTreeSet;

use model::{FieldProblem, Value};

use super::clean::{at_most, fault, line, string, wrong_type};
use super::codec::Shape;
use super::operator::LIST;
use super::{Json, Operator, ReadContext, Rules, plain_text};

pub(super) struct Tags;

const MAX_TAGS: usize = 50;
const MAX_TAG_CHARS: usize = 40;

/// The items in order and without doubles; null for none.
pub(super) fn list_or_null(items: BTreeSet<String>) -> Value {
    if items.is_empty() { Value::Null } else { Value::List(items.into_iter().collect()) }
}

impl Rules for Tags {
    fn shape(&self) -> Shape {
        Shape::List
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        let items = json.as_array().ok_or_else(|| wrong_type("array"))?;
        let mut tags = BTreeSet::new();
        for item in items {
            let tag = at_most(line(string(item)?)?, MAX_TAG_CHARS)?;
            if !tag.is_empty() {
                tags.insert(tag);
            }
            if tags.len() > MAX_TAGS {
                return Err(fault("too_many_items").with("max", MAX_TAGS.to_string()));
            }
        }
        Ok(list_or_null(tags))
    }

    fn operators(&self) -> &'static [Operator] {
        LIST
    }

    fn search_text(&self, value: &Value) -> String {
        plain_text(value)
    }
}
