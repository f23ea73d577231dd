//! Files, in the order shown. Whether they are there is the caller's to find out.

use model::{FieldProblem, FileId, Value};

use super::clean::{fault, wrong_type};
use super::codec::Shape;
use super::link::linked_id;
use super::operator::PRESENCE;
use super::{Json, Operator, ReadContext, Rules};

pub(super) struct File;

const MAX_FILES: usize = 20;

impl Rules for File {
    fn shape(&self) -> Shape {
        Shape::Files
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        let mut files = Vec::new();
        for item in json.as_array().ok_or_else(|| wrong_type("array"))? {
            let file = FileId(linked_id(item)?);
            if !files.contains(&file) {
                files.push(file);
            }
            if files.len() > MAX_FILES {
                return Err(fault("too_many_items").with("max", MAX_FILES.to_string()));
            }
        }
        Ok(if files.is_empty() { Value::Null } else { Value::Files(files) })
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }
}
