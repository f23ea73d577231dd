//! What can go wrong when a table is read or written. No value of a customer's is ever in the words.

use model::{Column, ObjectName};

/// A failure of a statement on an object's table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The metadata has no such object.
    #[error("there is no object {0}")]
    UnknownObject(ObjectName),
    /// The object has no such column.
    #[error("object {object} has no column {}", column.as_str())]
    UnknownColumn {
        /// The object.
        object: ObjectName,
        /// The column.
        column: Column,
    },
    /// A value of another kind than the column stores.
    #[error("column {} of object {object} does not store such a value", column.as_str())]
    WrongKind {
        /// The object.
        object: ObjectName,
        /// The column.
        column: Column,
    },
    /// A page was asked to follow a place of another sort order.
    #[error("the page's place does not fit the sort order")]
    Keyset,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] store::Error),
}
