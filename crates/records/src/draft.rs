//! A change on its way: what was asked for, checked field by field, then laid over the stored image.
//!
//! `Body` (as sent) -> [`Draft`] (typed, every field allowed) -> [`Image`] (the whole record as it will stand).

use std::collections::HashMap;
use std::sync::Arc;

use access::Permit;
use metadata::{FieldDef, FieldType, ObjectDef, ReadContext};
use model::{FieldProblem, Predicate, Problem, RecordId, Value};
use serde_json::{Map, Value as Json};
use store::Writer;
use tables::{Get, Living};

use crate::plan::Reading;
use crate::subject::Keys;
use crate::write::Source;
use crate::{Error, row};

/// The fields of a request as they came.
pub type Body = Map<String, Json>;

/// So many faults are told of one body; an object has fewer fields.
const MAX_FAULTS: usize = 500;

/// Values of a body that were read beforehand, by the types of their fields.
pub(crate) type Ready = HashMap<String, Value>;

/// What a change is made of.
pub(crate) struct Given<'a> {
    pub(crate) body: &'a Body,
    pub(crate) ready: Option<&'a Ready>,
    pub(crate) source: Source,
}

/// Typed values for some fields, each one the caller may write.
#[derive(Clone)]
pub(crate) struct Draft {
    values: Vec<(usize, Value)>,
    /// The amounts that came without a currency: a record keeps the one it has.
    bare: Vec<usize>,
}

impl Draft {
    /// Reads the body: every key a field the permit lets the caller edit, every value of the field's type, unless it was
    /// read beforehand. All faults are told at once.
    pub(crate) fn read(
        object: &ObjectDef,
        permits: &[Arc<Permit>],
        given: &Given<'_>,
        context: &ReadContext,
    ) -> Result<Self, Problem> {
        let mut values = Vec::with_capacity(given.body.len());
        let mut bare = Vec::new();
        let mut faults = Vec::new();
        for (name, json) in given.body {
            if faults.len() >= MAX_FAULTS {
                break;
            }
            let (index, field) = match field_for(object, permits, name) {
                Ok(found) => found,
                Err(code) => {
                    faults.push(FieldProblem::new(name.as_str(), code));
                    continue;
                }
            };
            let ready = given.ready.and_then(|ready| ready.get(name)).cloned();
            match ready.map_or_else(|| field.read(json, context), Ok) {
                Ok(value) => {
                    if matches!(field.kind, FieldType::Money { .. }) && !names_currency(json) {
                        bare.push(index);
                    }
                    values.push((index, value));
                }
                Err(problem) => faults.push(problem),
            }
        }
        if faults.is_empty() { Ok(Self { values, bare }) } else { Err(Problem::invalid_fields(faults)) }
    }
}

/// Whether an amount was sent with its currency.
fn names_currency(json: &Json) -> bool {
    json.get("currency").is_some_and(|currency| !currency.is_null())
}

/// A field out of reach looks like none; one that may be read but not written says so. It is enough that one of
/// the permits lets it be written: the owner is changed under the right to transfer, the rest under that to edit.
fn field_for<'a>(
    object: &'a ObjectDef,
    permits: &[Arc<Permit>],
    name: &str,
) -> Result<(usize, &'a FieldDef), &'static str> {
    let index = index_of(object, name).ok_or("unknown_field")?;
    let field = object.fields.get(index).ok_or("unknown_field")?;
    if field.retired || !permits.iter().any(|permit| permit.fields().visible(name)) {
        Err("unknown_field")
    } else if field.read_only || !field.stored() {
        Err("read_only")
    } else if !permits.iter().any(|permit| permit.fields().editable(name)) {
        Err("field_not_editable")
    } else {
        Ok((index, field))
    }
}

/// Where a field stands among the object's fields.
pub(crate) fn index_of(object: &ObjectDef, name: &str) -> Option<usize> {
    object.fields.iter().position(|field| field.name == *name)
}

/// A whole record in memory: one value a field, by the field's place in the object.
#[derive(Clone)]
pub(crate) struct Image {
    pub(crate) object: Arc<ObjectDef>,
    pub(crate) id: RecordId,
    pub(crate) version: i64,
    values: Vec<Value>,
}

impl Image {
    /// A new record in which every field has its default.
    pub(crate) fn fresh(object: &Arc<ObjectDef>, id: RecordId, context: &ReadContext) -> Result<Self, Error> {
        let mut values = vec![Value::Null; object.fields.len()];
        for (slot, field) in values.iter_mut().zip(&object.fields) {
            if let (Some(default), false) = (&field.default, field.retired) {
                *slot =
                    field.read(default, context).map_err(|problem| Problem::invalid_fields(vec![problem]))?;
            }
        }
        Ok(Self { object: Arc::clone(object), id, version: 0, values })
    }

    /// The record as stored, all of it; only this crate ever holds one.
    pub(crate) fn load(
        writer: &mut Writer<'_>,
        reading: &Reading<'_>,
        object: &Arc<ObjectDef>,
        id: RecordId,
        rows: &Predicate,
        living: Living,
    ) -> Result<Option<Self>, Error> {
        let stored: Vec<(usize, &FieldDef)> =
            object.fields.iter().enumerate().filter(|(_, field)| field.stored()).collect();
        let mut columns = vec![model::Column::new(metadata::VERSION_COLUMN)];
        let mut ranges = Vec::with_capacity(stored.len());
        for (_, field) in &stored {
            let start = columns.len();
            let own = if field.sealed() {
                vec![field.column()]
            } else {
                field.columns().into_iter().map(|c| c.column).collect()
            };
            columns.extend(own);
            ranges.push(start..columns.len());
        }
        let get =
            Get { object: &object.name, columns: &columns, id: id.0, predicate: rows, living, lock: true };
        let Some(mut row) = reading.tables().row_get(writer, &get)? else { return Ok(None) };
        let keys = Keys::load(writer, reading.inner, object, &[id])?;
        let mut values = vec![Value::Null; object.fields.len()];
        for ((index, field), range) in stored.into_iter().zip(ranges) {
            let value = if field.sealed() {
                match row::sealed(&row, range.start)? {
                    None => Value::Null,
                    Some(sealed) => keys.open(reading.inner, object, field, id, sealed)?,
                }
            } else {
                field.load(row.get_mut(range).unwrap_or_default()).map_err(Error::internal)?
            };
            if let Some(slot) = values.get_mut(index) {
                *slot = value;
            }
        }
        Ok(Some(Self { object: Arc::clone(object), id, version: row::int(&row, 0)?, values }))
    }

    /// The value of the field at that place.
    pub(crate) fn at(&self, index: usize) -> &Value {
        self.values.get(index).unwrap_or(&Value::Null)
    }

    /// The value of the field of that name.
    pub(crate) fn value(&self, name: &str) -> &Value {
        index_of(&self.object, name).map_or(&Value::Null, |index| self.at(index))
    }

    /// Sets the value of the field of that name, if the object has it.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        if let Some(index) = index_of(&self.object, name) {
            self.set_at(index, value);
        }
    }

    /// Sets the value of the field at that place.
    pub(crate) fn set_at(&mut self, index: usize, value: Value) {
        if let Some(slot) = self.values.get_mut(index) {
            *slot = value;
        }
    }

    /// The same record with the draft laid over it.
    pub(crate) fn with(&self, draft: &Draft) -> Self {
        let mut image = self.clone();
        for (index, value) in &draft.values {
            let mut value = value.clone();
            if let (true, Value::Money(amount), Value::Money(known)) =
                (draft.bare.contains(index), &mut value, self.at(*index))
            {
                amount.currency = known.currency;
            }
            image.set_at(*index, value);
        }
        image
    }

    /// The stored fields whose values differ, by place.
    pub(crate) fn changed_from(&self, before: &Self) -> Vec<usize> {
        (0..self.values.len())
            .filter(|index| self.stores(*index) && self.at(*index) != before.at(*index))
            .collect()
    }

    /// The stored fields that have a value, by place.
    pub(crate) fn filled(&self) -> Vec<usize> {
        (0..self.values.len()).filter(|index| self.stores(*index) && !self.at(*index).is_null()).collect()
    }

    /// The field at that place.
    pub(crate) fn field(&self, index: usize) -> Option<&FieldDef> {
        self.object.fields.get(index)
    }

    fn stores(&self, index: usize) -> bool {
        self.field(index).is_some_and(FieldDef::stored)
    }

    /// Whether the object's stage, if it has a pipeline, is this one.
    pub(crate) fn stage(&self) -> Option<&metadata::Stage> {
        let pipeline = self.object.pipeline.as_ref()?;
        match self.value(pipeline.field.as_str()) {
            Value::Text(key) => pipeline.stages.iter().find(|stage| stage.key == *key),
            _ => None,
        }
    }
}

/// Whether a field is a link to one object.
pub(crate) fn plain_link(field: &FieldDef) -> Option<&model::ObjectName> {
    match &field.kind {
        FieldType::Link { objects } => match objects.as_slice() {
            [object] => Some(object),
            _ => None,
        },
        _ => None,
    }
}
