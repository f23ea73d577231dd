//! What a company's data looks like: objects, fields, field types, relations, layouts and pipelines,
//! the shipped ones (`objects/*.toml`) and the customer's own, and schema changes as values.
//!
//! Not here: SQL, who may see what, or any record.

mod field;
mod layout;
mod object;
mod pipeline;
mod registry;

pub use field::{
    Choice, ChoiceColor, DataClass, FieldDef, FieldType, FormulaResult, RESERVED_SUFFIXES, RollupFunction,
    Searched, Storage, StoredColumn, TextFormat,
};
pub use layout::{Layout, Related, Section};
pub use object::{IndexDef, ObjectDef};
pub use pipeline::{Pipeline, Stage, StageKind};
pub use registry::Metadata;
