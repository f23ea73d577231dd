//! From two definitions of an object to the steps between them.

use std::collections::BTreeMap;

use model::Column;

use crate::system_fields::engine_columns;
use crate::{Check, FieldDef, ObjectDef, Step, Storage, StoredColumn, indexes};

/// Every column of the object's table: the fields' first, `id` leading, then the engine's own.
pub(super) fn columns(object: &ObjectDef) -> Vec<StoredColumn> {
    object.fields.iter().flat_map(FieldDef::columns).chain(engine_columns()).collect()
}

/// The steps that make an object's table and its indexes.
pub fn initial_steps(object: &ObjectDef) -> Vec<Step> {
    let table = Step::CreateTable { object: object.name.clone(), columns: columns(object) };
    let indexes =
        indexes(object).into_iter().map(|index| Step::CreateIndex { object: object.name.clone(), index });
    std::iter::once(table).chain(indexes).collect()
}

/// The steps from one definition to the next, and what must hold before a column is replaced.
pub(super) fn steps_between(old: &ObjectDef, new: &ObjectDef) -> (Vec<Check>, Vec<Step>) {
    let name = || new.name.clone();
    let storages = |object: &ObjectDef| -> BTreeMap<Column, Storage> {
        columns(object).into_iter().map(|stored| (stored.column, stored.storage)).collect()
    };
    let (before, after) = (storages(old), storages(new));
    let mut checks = Vec::new();
    let mut steps = Vec::new();

    let (indexes_before, indexes_after) = (indexes(old), indexes(new));
    for index in indexes_before.iter().filter(|index| !indexes_after.contains(index)) {
        steps.push(Step::DropIndex { object: name(), name: index.name.clone() });
    }
    for (column, storage) in &before {
        if after.get(column).is_some_and(|now| now != storage) {
            if let Some(field) = old.fields.iter().find(|field| field.column() == *column) {
                checks.push(Check::NoValues {
                    object: name(),
                    field: field.name.clone(),
                    column: column.clone(),
                });
            }
            steps.push(Step::DropColumn { object: name(), column: column.clone() });
        }
    }
    for stored in columns(new) {
        if before.get(&stored.column) != Some(&stored.storage) {
            steps.push(Step::AddColumn { object: name(), column: stored });
        }
    }
    for index in indexes_after.into_iter().filter(|index| !indexes_before.contains(index)) {
        steps.push(Step::CreateIndex { object: name(), index });
    }
    (checks, steps)
}
