//! What a field does with values: the face the other rooms call.

use model::{FieldName, FieldProblem, Locale, Predicate, Scalar, Value};

use super::codec::{self, Shape};
use super::condition::condition;
use super::operator::{EQUALITY, PRESENCE, TAILED};
use super::{BlindDomain, BlindTerm, ConditionContext, Json, Operator, ReadContext, with_rules};
use crate::{FieldDef, FieldType};

/// A value, scalar or plaintext that is not of the field's type: a fault of the program or of the database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a value of field {field} does not have the form of its type {type_name}")]
pub struct Misfit {
    /// The field.
    pub field: FieldName,
    /// Its type.
    pub type_name: &'static str,
}

impl FieldDef {
    /// Reads a value in the API's form. Whether it may be empty is the caller's to check.
    ///
    /// # Errors
    /// The field's problem, with its name.
    pub fn read(&self, json: &Json, context: &ReadContext) -> Result<Value, FieldProblem> {
        if json.is_null() {
            return Ok(Value::Null);
        }
        with_rules(&self.kind, |rules| rules.read(json, context)).map_err(|problem| self.named(problem))
    }

    /// The value in the API's form: links without their labels, files without their names.
    pub fn write(&self, value: &Value) -> Json {
        if value.is_null() { Json::Null } else { with_rules(&self.kind, |rules| rules.write(value)) }
    }

    /// The scalars of an unsealed field, in the order of [`FieldDef::columns`].
    ///
    /// # Errors
    /// The value is of another type, or the field is sealed: its value is stored only by way of [`FieldDef::plaintext`].
    pub fn store(&self, value: &Value) -> Result<Vec<Scalar>, Misfit> {
        if !self.stored() {
            return Ok(Vec::new());
        }
        if self.sealed() {
            return Err(self.misfit());
        }
        codec::store(self.shape(), value).ok_or_else(|| self.misfit())
    }

    /// The value of an unsealed field's scalars, given in the order of [`FieldDef::columns`]; a text is taken out of them.
    ///
    /// # Errors
    /// The scalars are not of this type.
    pub fn load(&self, scalars: &mut [Scalar]) -> Result<Value, Misfit> {
        if !self.stored() {
            return Ok(Value::Null);
        }
        if self.sealed() {
            return Err(self.misfit());
        }
        codec::load(self.shape(), scalars).ok_or_else(|| self.misfit())
    }

    /// The bytes of a value that are sealed: the same for equal values. Empty for no value.
    pub fn plaintext(&self, value: &Value) -> Vec<u8> {
        match value {
            Value::Null => Vec::new(),
            Value::Text(text) => text.clone().into_bytes(),
            other => codec::to_json(other).to_string().into_bytes(),
        }
    }

    /// The value of opened bytes.
    ///
    /// # Errors
    /// The bytes are not of this type.
    pub fn from_plaintext(&self, bytes: Vec<u8>) -> Result<Value, Misfit> {
        if bytes.is_empty() {
            return Ok(Value::Null);
        }
        let value = match self.shape() {
            Shape::Text => String::from_utf8(bytes).ok().map(Value::Text),
            shape => serde_json::from_slice(&bytes).ok().and_then(|json| codec::from_json(shape, &json)),
        };
        value.ok_or_else(|| self.misfit())
    }

    /// The value whose form in the API this is, as [`FieldDef::write`] made it under whatever rules held then.
    ///
    /// # Errors
    /// The JSON is not of this type.
    pub fn reload(&self, json: &Json) -> Result<Value, Misfit> {
        codec::from_json(self.shape(), json).ok_or_else(|| self.misfit())
    }

    /// What stands in the blind indexes beside a sealed value, the whole value's first. None for no value.
    pub fn blind_terms(&self, value: &Value) -> Vec<BlindTerm> {
        if value.is_null() || !self.has_blind_index() {
            return Vec::new();
        }
        let (domain, text) = with_rules(&self.kind, |rules| (rules.blind_domain(), rules.blind_text(value)));
        let tail = matches!(self.kind, FieldType::Phone {}).then(|| text.chars().count().saturating_sub(4));
        let tail = tail.map(|skip| BlindTerm {
            column: self.tail_column(),
            domain: BlindDomain::PhoneTail4,
            text: text.chars().skip(skip).collect(),
        });
        let whole = BlindTerm { column: self.blind_column(), domain, text };
        std::iter::once(whole).chain(tail).collect()
    }

    /// What a reader sees of a masked value. Empty for no value.
    pub fn mask(&self, value: &Value) -> String {
        if value.is_null() { String::new() } else { with_rules(&self.kind, |rules| rules.mask(value)) }
    }

    /// The value as people read it, for exports and labels; instants in UTC, ids where a label would need the record.
    pub fn display(&self, value: &Value, locale: Locale) -> String {
        if value.is_null() {
            return String::new();
        }
        with_rules(&self.kind, |rules| rules.display(value, locale))
    }

    /// What full-text search finds it by. Empty for types that are not searched.
    pub fn search_text(&self, value: &Value) -> String {
        if value.is_null() {
            return String::new();
        }
        with_rules(&self.kind, |rules| rules.search_text(value))
    }

    /// What a filter may ask of it.
    pub fn operators(&self) -> &'static [Operator] {
        if !self.stored() {
            return &[];
        }
        if !self.sealed() {
            return with_rules(&self.kind, |rules| rules.operators());
        }
        match self.kind {
            FieldType::Phone {} => TAILED,
            _ if self.has_blind_index() => EQUALITY,
            _ => PRESENCE,
        }
    }

    /// Whether a filter may name it.
    pub fn filterable(&self) -> bool {
        !self.operators().is_empty()
    }

    /// Whether a list may be sorted by it.
    pub fn sortable(&self) -> bool {
        self.stored() && !self.sealed() && with_rules(&self.kind, |rules| rules.sortable())
    }

    /// Whether records may be counted by its values.
    pub fn groupable(&self) -> bool {
        self.stored() && !self.sealed() && with_rules(&self.kind, |rules| rules.groupable())
    }

    /// The condition of one comparison of a filter. For sealed fields the context's `blind` makes the bytes.
    ///
    /// # Errors
    /// The field's problem, with its name: an operator it does not have, or an operand it can't read.
    pub fn condition(
        &self,
        operator: Operator,
        json: &Json,
        context: &ConditionContext<'_>,
    ) -> Result<Predicate, FieldProblem> {
        condition(self, operator, json, context).map_err(|problem| self.named(problem))
    }

    fn shape(&self) -> Shape {
        with_rules(&self.kind, |rules| rules.shape())
    }

    fn named(&self, problem: FieldProblem) -> FieldProblem {
        FieldProblem { field: self.name.as_str().into(), ..problem }
    }

    fn misfit(&self) -> Misfit {
        Misfit { field: self.name.clone(), type_name: self.kind.name() }
    }
}
