//! A link to a record of one object, or of one of several. Whether the record is there is the caller's to find out.

use model::{AnyLink, FieldProblem, ObjectName, RecordId, Scalar, Value};
use uuid::Uuid;

use super::clean::{fault, wrong_type};
use super::codec::{self, Shape};
use super::operator::EQUALITY;
use super::{Json, Operator, ReadContext, Rules};

pub(super) struct Link<'a> {
    pub(super) objects: &'a [ObjectName],
}

/// The id of an id string or of an object that has one.
pub(super) fn linked_id(json: &Json) -> Result<Uuid, FieldProblem> {
    let id = match json {
        Json::String(text) => text,
        Json::Object(parts) => match parts.get("id") {
            Some(Json::String(text)) => text,
            _ => return Err(wrong_type("{id}")),
        },
        _ => return Err(wrong_type("id")),
    };
    Uuid::parse_str(id.trim()).map_err(|_| fault("invalid_id"))
}

impl Link<'_> {
    /// The object named beside the id; one that this field does not link to is refused.
    fn object(&self, json: &Json) -> Result<Option<ObjectName>, FieldProblem> {
        let Some(named) = json.get("object").and_then(Json::as_str) else {
            return Ok(None);
        };
        let known = self.objects.iter().find(|object| **object == *named);
        known.cloned().map(Some).ok_or_else(|| fault("invalid_option"))
    }
}

impl Rules for Link<'_> {
    fn shape(&self) -> Shape {
        if self.objects.len() > 1 { Shape::AnyLink } else { Shape::Id }
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        let id = linked_id(json)?;
        match (self.shape(), self.object(json)?) {
            (Shape::AnyLink, Some(object)) => Ok(Value::AnyLink(AnyLink { object, id: RecordId(id) })),
            (Shape::AnyLink, None) => Err(wrong_type("{id, object}")),
            _ => Ok(Value::Link(id)),
        }
    }

    /// A filter may leave out the object: ids are unique among all objects.
    fn operand(&self, json: &Json, context: &ReadContext) -> Result<Vec<Scalar>, FieldProblem> {
        if self.shape() == Shape::AnyLink && json.get("object").is_none() {
            return Ok(vec![linked_id(json)?.into()]);
        }
        codec::store(self.shape(), &self.read(json, context)?).ok_or_else(|| fault("invalid_filter"))
    }

    fn operators(&self) -> &'static [Operator] {
        EQUALITY
    }

    fn groupable(&self) -> bool {
        true
    }
}
