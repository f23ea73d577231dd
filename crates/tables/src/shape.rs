//! What `tables` knows of one object: its columns with their storage, and its indexes.

use std::collections::HashMap;
use std::sync::Arc;

use metadata::{IndexSpec, ObjectDef, Storage};
use model::{Column, ObjectName, Scalar};

use crate::schema::serves_the_bin;
use crate::{Error, Living};

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
        self.columns
            .get(column.as_str())
            .copied()
            .ok_or_else(|| Error::UnknownColumn { object: self.object.clone(), column: column.clone() })
    }

    /// Fails for the first column that is not the table's.
    pub(crate) fn check<'c>(&self, columns: impl IntoIterator<Item = &'c Column>) -> Result<(), Error> {
        columns.into_iter().try_for_each(|column| self.storage(column).map(drop))
    }

    /// Whether an index serves rows in the order of these columns, after a fixed value in `lead`, if given.
    pub(crate) fn sorted_index(&self, living: Living, lead: Option<&Column>, sort: &[&Column]) -> bool {
        let wanted: Vec<&Column> = lead.into_iter().chain(sort.iter().copied()).collect();
        self.indexes_of(living).any(|index| {
            let (head, tail) = index.columns.split_at(Ord::min(wanted.len(), index.columns.len()));
            head.iter().eq(wanted.iter().copied())
                && tail.first().is_some_and(|column| column.as_str() == "id")
        })
    }

    /// Whether an index begins with the column.
    pub(crate) fn leads_an_index(&self, living: Living, column: &Column) -> bool {
        column.as_str() == "id" || self.indexes_of(living).any(|index| index.columns.first() == Some(column))
    }

    /// The indexes that hold all rows of that life, and are of use for finding some of them.
    fn indexes_of(&self, living: Living) -> impl Iterator<Item = &IndexSpec> {
        self.indexes.iter().filter(move |index| match living {
            Living::Living => !serves_the_bin(index),
            Living::Deleted => !index.living_only,
            Living::Any => !index.living_only && !serves_the_bin(index),
        })
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
