//! The indexes of an object's table, worked out from its definition.

use std::collections::BTreeSet;

use model::{Column, ObjectName};

use crate::system_fields::DELETED_AT_COLUMN;
use crate::{FieldDef, FieldType, ObjectDef, Searched};

/// An index of an object's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexSpec {
    /// Its name: the same for the same columns, at most 60 characters.
    pub name: String,
    /// The columns, most telling first; ends in `id` unless unique.
    pub columns: Vec<Column>,
    /// Whether no two of its rows may be equal.
    pub unique: bool,
    /// Whether it holds only rows that are not in the recycle bin.
    pub living_only: bool,
}

/// PostgreSQL cuts names off at 63 bytes.
const MAX_NAME_BYTES: usize = 60;

impl IndexSpec {
    fn unique(object: &ObjectName, columns: Vec<Column>) -> Self {
        Self { name: index_name("ux", object, &columns), columns, unique: true, living_only: true }
    }

    /// Lists always end in the id, so the index does too and covers the choice of rows.
    fn ordinary(object: &ObjectName, mut columns: Vec<Column>) -> Self {
        columns.push(Column::new("id"));
        Self { name: index_name("ix", object, &columns), columns, unique: false, living_only: true }
    }
}

/// Every index the object's table should have, by what lists, links and unique rules need.
pub fn indexes(object: &ObjectDef) -> Vec<IndexSpec> {
    let name = &object.name;
    let column = |text: &str| Column::new(text);
    let mut specs = vec![
        IndexSpec::ordinary(name, vec![column("owner"), column("updated_at")]),
        IndexSpec { living_only: false, ..IndexSpec::ordinary(name, vec![column(DELETED_AT_COLUMN)]) },
    ];
    for field in object.fields.iter().filter(|field| field.stored()) {
        specs.extend(field_indexes(object, field));
    }
    for index in &object.indexes {
        let columns: Vec<Column> = index
            .fields
            .iter()
            .filter_map(|field| object.fields.iter().find(|known| known.name == *field))
            .flat_map(indexed_columns)
            .collect();
        specs.push(IndexSpec::ordinary(name, columns));
    }
    let mut seen = BTreeSet::new();
    specs.retain(|spec| seen.insert(spec.name.clone()));
    specs
}

/// An amount stands with its currency, so that sums are read from the index alone; of a link the id is enough.
fn indexed_columns(field: &FieldDef) -> Vec<Column> {
    let columns = field.columns().into_iter().map(|stored| stored.column);
    columns.take(if field.links_to_many() { 1 } else { 2 }).collect()
}

fn field_indexes(object: &ObjectDef, field: &FieldDef) -> Vec<IndexSpec> {
    let name = &object.name;
    let mut specs = Vec::new();
    let found_by = if field.sealed() { field.blind_column() } else { field.column() };
    let unique = field.unique && field.may_be_unique();
    if unique {
        specs.push(IndexSpec::unique(name, vec![found_by.clone()]));
    }
    if !unique && wants_an_index(object, field) {
        specs.push(IndexSpec::ordinary(name, vec![found_by]));
    }
    if matches!(field.kind, FieldType::Phone {}) {
        specs.push(IndexSpec::ordinary(name, vec![field.tail_column()]));
    }
    specs
}

/// Links are followed back, phones and e-mail addresses are looked up; other fields have an index when they ask for it.
fn wants_an_index(object: &ObjectDef, field: &FieldDef) -> bool {
    if field.sealed() {
        let looked_up = matches!(field.kind, FieldType::Phone {} | FieldType::Email {});
        return field.has_blind_index() && (field.indexed || looked_up || field.searched != Searched::No);
    }
    if matches!(field.kind, FieldType::Link { .. }) {
        return object.indexes.iter().all(|index| index.fields.first() != Some(&field.name));
    }
    field.indexed && (field.sortable() || field.groupable())
}

fn index_name(kind: &str, object: &ObjectName, columns: &[Column]) -> String {
    let parts: Vec<&str> = columns.iter().map(Column::as_str).filter(|column| *column != "id").collect();
    let whole = format!("{kind}_{object}__{}", parts.join("__"));
    if whole.len() <= MAX_NAME_BYTES {
        return whole;
    }
    let head: String = whole.chars().take(MAX_NAME_BYTES - 17).collect();
    format!("{head}_{:016x}", fingerprint(whole.as_bytes()))
}

/// FNV-1a, 64 bits: enough to tell one table's long index names apart, and the same in every release.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
