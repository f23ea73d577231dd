//! Free JSON, its keys in order.

use model::{FieldProblem, Value};

use super::clean::fault;
use super::codec::Shape;
use super::operator::PRESENCE;
use super::{Json, Operator, ReadContext, Rules};

pub(super) struct JsonType;

const MAX_BYTES: usize = 64 * 1024;
const MAX_DEPTH: usize = 32;

/// The same JSON with every object's keys in order; `None` if it is nested too deep or holds a NUL character.
fn canonical(json: &Json, depth: usize) -> Option<Json> {
    if depth == 0 {
        return None;
    }
    Some(match json {
        Json::Array(items) => {
            Json::Array(items.iter().map(|item| canonical(item, depth - 1)).collect::<Option<_>>()?)
        }
        Json::Object(parts) => {
            let mut keys: Vec<_> = parts.iter().collect();
            keys.sort_by_key(|(key, _)| *key);
            let part = |(key, value): (&String, &Json)| {
                (!key.contains('\0')).then_some(())?;
                Some((key.clone(), canonical(value, depth - 1)?))
            };
            Json::Object(keys.into_iter().map(part).collect::<Option<_>>()?)
        }
        Json::String(text) if text.contains('\0') => return None,
        other => other.clone(),
    })
}

impl Rules for JsonType {
    fn shape(&self) -> Shape {
        Shape::Json
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        let json = canonical(json, MAX_DEPTH).ok_or_else(|| fault("invalid_character"))?;
        if json.to_string().len() > MAX_BYTES {
            return Err(fault("too_long").with("max", MAX_BYTES.to_string()));
        }
        Ok(Value::Json(Box::new(json)))
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }
}
