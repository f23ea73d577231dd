//! Schema changes as values: what `tables` does to the database, in order.

use model::{Column, FieldName, ObjectName, Scalar};

use crate::{IndexSpec, StoredColumn};

/// One change of one object's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Makes the table with these columns: `id` first, which is its key, and the engine's bare columns last.
    CreateTable {
        /// The object.
        object: ObjectName,
        /// The columns.
        columns: Vec<StoredColumn>,
    },
    /// Adds a column, empty in every row.
    AddColumn {
        /// The object.
        object: ObjectName,
        /// The column.
        column: StoredColumn,
    },
    /// Drops a column that holds no value; its indexes were dropped before.
    DropColumn {
        /// The object.
        object: ObjectName,
        /// The column.
        column: Column,
    },
    /// Makes an index.
    CreateIndex {
        /// The object.
        object: ObjectName,
        /// The index.
        index: IndexSpec,
    },
    /// Drops an index.
    DropIndex {
        /// The object.
        object: ObjectName,
        /// The index's name.
        name: String,
    },
    /// Fills a column in every row where it is empty, those in the recycle bin included.
    Backfill {
        /// The object.
        object: ObjectName,
        /// The column.
        column: Column,
        /// What it gets.
        value: Scalar,
    },
}

/// What must be true of the records that are there before the steps may run, in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// There is no living record: a new field without a default would be empty in each, and must not be.
    NoRecords {
        /// The object.
        object: ObjectName,
        /// The new field, for the error. It has no column yet.
        field: FieldName,
    },
    /// No living record has the column empty.
    NoNulls {
        /// The object.
        object: ObjectName,
        /// The field, for the error.
        field: FieldName,
        /// The column.
        column: Column,
    },
    /// No record, living or deleted, has a value in the column: it is about to be replaced.
    NoValues {
        /// The object.
        object: ObjectName,
        /// The field, for the error.
        field: FieldName,
        /// The column.
        column: Column,
    },
    /// No two living records have the same value in the column.
    NoDoubles {
        /// The object.
        object: ObjectName,
        /// The field, for the error.
        field: FieldName,
        /// The column.
        column: Column,
    },
    /// No record, living or deleted, has the option.
    OptionUnused {
        /// The object.
        object: ObjectName,
        /// The choice or multi-choice field.
        field: FieldName,
        /// The column.
        column: Column,
        /// Whether the column holds a JSON list of options.
        list: bool,
        /// The option's key.
        option: String,
    },
}
