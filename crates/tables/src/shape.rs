//! What `tables` knows of one object: its columns with their storage, and its indexes.

use std::collections::HashMap;
use std::sync::Arc;

use metadata::{IndexSpec, ObjectDef, Storage};
use model::{Column, ObjectName, Scalar};

use crate::Error;

/// Columns that are never empty, so that a page's place in them needs no thought of nulls.
const NEVER_EMPTY: [&str; 4] = ["id", "created_at", "updated_at", "version"];

/// The table of one object as one version of the metadata describes it.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) object: ObjectName,
    pub(crate) table: String,
    columns: HashMap<Arc<str>, Storage>,
    pub(crate) indexes: Vec<IndexSpec>,
}

impl Shape {
    pub(crate) fn of(object: &ObjectDef) -> Self {
        let fields = object.fields.iter().flat_map(metadata::FieldDef::columns);
        let columns = fields.chain(metadata::engine_columns());
        let columns = columns.map(|stored| (stored.column.as_str().into(), stored.storage)).collect();
        Self {
            object: object.name.clone(),
            table: object.table(),
            columns,
            indexes: metadata::indexes(object),
        }
    }

    /// How the column stores.
    pub(crate) fn storage(&self, column: &Column) -> Result<Storage, Error> {
        self.columns.get(column.as_str()).copied().ok_or_else(|| Error::UnknownColumn {
            object: self.object.clone(),
            column: column.clone(),
        })
    }

    /// Fails for the first column that is not the table's.
    pub(crate) fn check<'c>(&self, columns: impl IntoIterator<Item = &'c Column>) -> Result<(), Error> {
        columns.into_iter().try_for_each(|column| self.storage(column).map(drop))
    }

    /// Whether an index serves rows in the order of these columns, after a fixed value in `lead`, if given.
    pub(crate) fn sorted_index(&self, lead: Option<&Column>, sort: &[&Column]) -> bool {
        self.indexes.iter().any(|index| {
            let columns: Vec<&str> = index.columns.iter().map(Column::as_str).collect();
            let rest = match lead {
                Some(lead) => columns.strip_prefix(&[lead.as_str()]),
                None => Some(columns.as_slice()),
            };
            let wanted: Vec<&str> = sort.iter().map(|column| column.as_str()).chain(["id"]).collect();
            rest.is_some_and(|rest| rest.starts_with(&wanted))
        })
    }

    /// Whether an index begins with the column.
    pub(crate) fn leads_an_index(&self, column: &Column) -> bool {
        column.as_str() == "id"
            || self.indexes.iter().any(|index| index.columns.first() == Some(column))
    }
}

/// Whether the column may hold nothing.
pub(crate) fn may_be_empty(column: &Column) -> bool {
    !NEVER_EMPTY.contains(&column.as_str())
}

/// Whether a value of this kind can stand in such a column. Unlike kinds never compare, on either engine.
pub(crate) fn fits(storage: Storage, value: &Scalar) -> bool {
    matches!(
        (storage, value),
        (Storage::Text | Storage::Json, Scalar::Text(_))
            | (Storage::Integer | Storage::Decimal { .. } | Storage::Time, Scalar::Int(_))
            | (Storage::Boolean, Scalar::Bool(_))
            | (Storage::Bytes, Scalar::Bytes(_))
            | (Storage::Reference, Scalar::Id(_))
    )
}
