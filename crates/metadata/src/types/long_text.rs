//! Several lines of text.

use model::{FieldProblem, Value};

use super::clean::{at_most, block, string};
use super::codec::Shape;
use super::operator::PIECES;
use super::text::text_or_null;
use super::{Json, Operator, ReadContext, Rules, plain_text};

pub(super) struct LongText {
    pub(super) max_length: u32,
}

impl Rules for LongText {
    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        at_most(block(string(json)?)?, self.max_length as usize).map(text_or_null)
    }

    fn operators(&self) -> &'static [Operator] {
        PIECES
    }

    fn search_text(&self, value: &Value) -> String {
        plain_text(value)
    }
}
