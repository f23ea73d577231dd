//! Schema changes: plan (a value that can be shown and tested), check, apply.
//!
//! A plan is made from the definitions and one change; `records` runs its checks and `tables` its steps in one
//! transaction, then the new definition is stored. A customer's change may add and restrict; what ships is
//! never loosened, and a column is never dropped while it holds a value.

mod change_field;
mod change_object;
mod create;
mod diff;
mod upgrade;

#[cfg(test)]
mod tests;

use model::{FieldProblem, Kind, Label, ObjectName, Problem};

use crate::check::faults_between;
use crate::{Change, Check, Metadata, ObjectDef, Step};

pub use diff::initial_steps;
pub use upgrade::shipped_upgrade;

/// A change worked out: what must hold, what is done, and the definition that stands afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemaPlan {
    /// The object that changes.
    pub object: ObjectName,
    /// What must be true of its records first.
    pub checks: Vec<Check>,
    /// What is done to its table, in order.
    pub steps: Vec<Step>,
    /// Its definition afterwards.
    pub next: ObjectDef,
}

/// Works out a change.
///
/// # Errors
/// The change breaks a rule; nothing was done.
pub fn plan(metadata: &Metadata, change: &Change) -> Result<SchemaPlan, Problem> {
    let planned = match change {
        Change::CreateObject(new) => create::create_object(metadata, new),
        Change::AddField { object, field } => create::add_field(found(metadata, object)?, field),
        Change::ChangeField { object, field, patch, version } => {
            change_field::change_field(at_version(metadata, object, *version)?, field, patch)
        }
        Change::ChangeObject { object, patch, version } => {
            change_object::change_object(at_version(metadata, object, *version)?, patch)
        }
        Change::SetPipeline { object, stages, version } => {
            change_object::set_pipeline(at_version(metadata, object, *version)?, stages)
        }
    }?;
    sound(metadata, &planned.next)?;
    Ok(planned)
}

fn found<'a>(metadata: &'a Metadata, object: &ObjectName) -> Result<&'a ObjectDef, Problem> {
    metadata.object(object.as_str()).map(|object| &**object).ok_or_else(Problem::not_found)
}

fn at_version<'a>(
    metadata: &'a Metadata,
    object: &ObjectName,
    version: u32,
) -> Result<&'a ObjectDef, Problem> {
    let object = found(metadata, object)?;
    if object.version == version { Ok(object) } else { Err(Problem::new(Kind::Conflict, "metadata_stale")) }
}

/// The new definition alone and among the others, which may name its fields.
fn sound(metadata: &Metadata, next: &ObjectDef) -> Result<(), Problem> {
    let all = metadata.with(next.clone());
    let mut faults = next.faults();
    for object in all.objects() {
        let own = object.name == next.name;
        let between = faults_between(object, &all).into_iter();
        faults.extend(between.map(|fault| if own { fault } else { elsewhere(&object.name, fault) }));
    }
    refuse(faults)
}

fn elsewhere(object: &ObjectName, fault: FieldProblem) -> FieldProblem {
    FieldProblem { field: format!("{object}.{}", fault.field), ..fault }
}

fn refuse(faults: Vec<FieldProblem>) -> Result<(), Problem> {
    if faults.is_empty() { Ok(()) } else { Err(Problem::invalid_fields(faults)) }
}

impl Step {
    /// What sort of step, as a word.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CreateTable { .. } => "create_table",
            Self::AddColumn { .. } => "add_column",
            Self::DropColumn { .. } => "drop_column",
            Self::CreateIndex { .. } => "create_index",
            Self::DropIndex { .. } => "drop_index",
            Self::Backfill { .. } => "backfill",
        }
    }

    /// The object whose table it changes.
    pub fn object(&self) -> &ObjectName {
        match self {
            Self::CreateTable { object, .. }
            | Self::AddColumn { object, .. }
            | Self::DropColumn { object, .. }
            | Self::CreateIndex { object, .. }
            | Self::DropIndex { object, .. }
            | Self::Backfill { object, .. } => object,
        }
    }

    /// What it does, in a sentence.
    pub fn sentence(&self) -> Label {
        match self {
            Self::CreateTable { object, columns } => Label::new(
                format!("新建 {object} 的数据表，共 {} 列。", columns.len()),
                format!("Make the table of {object} with {} columns.", columns.len()),
            ),
            Self::AddColumn { object, column } => {
                let name = column.column.as_str();
                Label::new(
                    format!("给 {object} 增加列 {name}。"),
                    format!("Add the column {name} to {object}."),
                )
            }
            Self::DropColumn { object, column } => {
                let name = column.as_str();
                Label::new(
                    format!("移除 {object} 的空列 {name}。"),
                    format!("Remove the empty column {name} of {object}."),
                )
            }
            Self::CreateIndex { object, index } => {
                let columns: Vec<&str> = index.columns.iter().map(model::Column::as_str).collect();
                let columns = columns.join(", ");
                Label::new(
                    format!("给 {object} 建立索引（{columns}）。"),
                    format!("Index {object} by {columns}."),
                )
            }
            Self::DropIndex { object, name } => Label::new(
                format!("移除 {object} 的索引 {name}。"),
                format!("Remove the index {name} of {object}."),
            ),
            Self::Backfill { object, column, .. } => {
                let name = column.as_str();
                Label::new(
                    format!("为 {object} 已有记录的 {name} 填入默认值。"),
                    format!("Fill {name} of the existing records of {object} with the default."),
                )
            }
        }
    }
}
