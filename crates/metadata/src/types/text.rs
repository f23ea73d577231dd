//! One line of text, perhaps in a format with a check character.

use model::{FieldProblem, Value};

use super::china::{credit_code_holds, id_number_holds};
use super::clean::{STARS, at_most, fault, line, string, veil};
use super::codec::Shape;
use super::operator::LINE;
use super::{BlindDomain, Json, Operator, ReadContext, Rules, plain_text};
use crate::TextFormat;

pub(super) struct Text {
    pub(super) max_length: u32,
    pub(super) format: Option<TextFormat>,
}

/// A text value, or null for an empty one.
pub(super) fn text_or_null(text: String) -> Value {
    if text.is_empty() { Value::Null } else { Value::Text(text) }
}

impl Rules for Text {
    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        let text = at_most(line(string(json)?)?, self.max_length as usize)?;
        let text = match self.format {
            _ if text.is_empty() => text,
            None => text,
            Some(TextFormat::CreditCode) => {
                checked(text.to_ascii_uppercase(), credit_code_holds, "invalid_credit_code")?
            }
            Some(TextFormat::IdNumber) => {
                checked(text.to_ascii_uppercase(), id_number_holds, "invalid_id_number")?
            }
        };
        Ok(text_or_null(text))
    }

    fn operators(&self) -> &'static [Operator] {
        LINE
    }

    fn sortable(&self) -> bool {
        true
    }

    fn groupable(&self) -> bool {
        true
    }

    fn mask(&self, value: &Value) -> String {
        let text = plain_text(value);
        match self.format {
            Some(TextFormat::IdNumber) if text.len() == 18 && text.is_ascii() => {
                let (head, rest) = text.split_at(3);
                let (_, tail) = rest.split_at(13);
                format!("{head}*************{tail}")
            }
            Some(TextFormat::IdNumber) => STARS.into(),
            _ => veil(&text),
        }
    }

    fn search_text(&self, value: &Value) -> String {
        plain_text(value)
    }

    fn blind_domain(&self) -> BlindDomain {
        match self.format {
            Some(TextFormat::IdNumber) => BlindDomain::IdNumber,
            Some(TextFormat::CreditCode) | None => BlindDomain::Text,
        }
    }
}

fn checked(text: String, holds: fn(&str) -> bool, code: &'static str) -> Result<String, FieldProblem> {
    if holds(&text) { Ok(text) } else { Err(fault(code)) }
}
