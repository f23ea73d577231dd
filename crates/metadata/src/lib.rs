//! What a company's data looks like: objects, fields, field types, relations, layouts and pipelines,
//! the shipped ones (`objects/*.toml`) and the customer's own, and schema changes as values.
//!
//! Not here: SQL, who may see what, or any record.

mod catalog;
mod check;
mod compact;
mod field;
mod field_type;
mod formula;
mod index;
mod layer;
mod layout;
mod object;
mod object_spec;
mod pipeline;
mod plan;
mod registry;
mod shipped;
mod spec;
mod step;
mod system_fields;
mod types;

pub use catalog::{TYPES, TypeInfo, type_info};
pub use check::MAX_FIELDS;
pub use compact::ChoiceSpec;
pub use field::{DataClass, FieldDef, RESERVED_SUFFIXES, Searched, Storage, StoredColumn};
pub use field_type::{Choice, ChoiceColor, FieldType, FormulaResult, RollupFunction, TextFormat};
pub use formula::{Formula, FormulaContext, FormulaFault, FormulaFaultKind, MAX_FORMULA_CHARS};
pub use index::{IndexSpec, indexes};
pub use layer::{CUSTOM_PREFIX, Change, FieldPatch, NewObject, ObjectPatch};
pub use layout::{Layout, Related, Section};
pub use object::{IndexDef, ObjectDef};
pub use pipeline::{Pipeline, Stage, StageKind};
pub use plan::{SchemaPlan, initial_steps, plan, shipped_upgrade};
pub use registry::Metadata;
pub use shipped::ShippedError;
pub use spec::{FieldSpec, RollupSpec};
pub use step::{Check, Step};
pub use system_fields::{
    DELETED_AT_COLUMN, DELETED_BY_COLUMN, SYSTEM_FIELDS, VERSION_COLUMN, engine_columns, table_of,
};
pub use types::{
    AutoPattern, Blind, BlindDomain, BlindTerm, ConditionContext, MAX_VALUES, Misfit, Operator, PatternFault,
    ReadContext, SPANS, SearchTerm, UnknownOperator, search_terms,
};
