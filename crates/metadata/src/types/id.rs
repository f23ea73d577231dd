//! A record's own id. Only the engine's `id` field has this type.

use model::{FieldProblem, Value};
use serde_json::json;

use super::clean::{fault, string};
use super::codec::{Shape, to_json};
use super::operator::EQUALITY;
use super::{Json, Operator, ReadContext, Rules};

pub(super) struct Id;

impl Rules for Id {
    fn shape(&self) -> Shape {
        Shape::Id
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        string(json)?.parse().map(Value::Link).map_err(|_| fault("invalid_id"))
    }

    fn operators(&self) -> &'static [Operator] {
        EQUALITY
    }

    fn sortable(&self) -> bool {
        true
    }

    fn write(&self, value: &Value) -> Json {
        match value {
            Value::Link(id) => json!(id),
            other => to_json(other),
        }
    }
}
