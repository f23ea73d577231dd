//! A mapping held against the object and the rights of whoever imports: what is done with each column.

use std::sync::Arc;

use access::Action;
use metadata::{FieldDef, FieldType, ObjectDef};
use model::{FieldProblem, Problem};

use super::address_part;
use super::body::ImportBody;
use super::format::CellFormat;
use super::mapping::{ImportMode, MappedColumn, Mapping};
use crate::draft::index_of;
use crate::plan::Reading;

/// Which part of a field a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it.
    Whole,
    /// A linked record's or person's id.
    Id,
    /// An amount's currency.
    Currency,
    /// One part of an address.
    Address(&'static str),
}

/// What becomes of one column.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The column's place in a row.
    pub(crate) column: usize,
    /// Its name in reports.
    pub(crate) label: String,
    /// The field's place in the object.
    pub(crate) field: usize,
    pub(crate) part: Part,
    pub(crate) format: CellFormat,
    pub(crate) match_by: Option<String>,
}

/// A checked mapping.
pub(crate) struct Plan {
    pub(crate) object: Arc<ObjectDef>,
    pub(crate) targets: Vec<Target>,
    /// The target whose cells name the record of a row.
    pub(crate) key: Option<usize>,
    pub(crate) mode: ImportMode,
    /// The targets a new record's title is put together from, when the file has none.
    pub(crate) title: Vec<usize>,
}

impl Plan {
    /// Checks the mapping.
    pub(crate) fn of(reading: &Reading<'_>, body: &ImportBody, mapping: &Mapping) -> Result<Self, Problem> {
        let object = reading.world.object(body.object.as_str())?;
        let permit = reading.permit(&object, Action::Import)?;
        match mapping.mode {
            ImportMode::Create | ImportMode::Upsert => drop(reading.permit(&object, Action::Create)?),
            ImportMode::Update => drop(reading.permit(&object, Action::Edit)?),
        }
        let mut faults = Vec::new();
        let mut targets: Vec<Target> = Vec::new();
        for (place, mapped) in mapping.columns.iter().enumerate() {
            match target(&object, body, mapping, mapped) {
                Ok(None) => {}
                Ok(Some(new)) => {
                    let field = object.fields.get(new.field);
                    let writes = field.is_some_and(|field| {
                        permit.fields().editable(field.name.as_str())
                            || is_id(field) && new.part == Part::Whole
                    });
                    let twice = targets.iter().any(|old| old.field == new.field && old.part == new.part);
                    match (writes, twice) {
                        (false, _) => faults.push(fault(place, "field", "field_not_editable")),
                        (true, true) => faults.push(fault(place, "field", "name_taken")),
                        (true, false) => targets.push(new),
                    }
                }
                Err((what, code)) => faults.push(fault(place, what, code)),
            }
        }
        let key = mapping.update_by.as_ref().and_then(|name| key_of(reading, &object, &targets, name));
        match (&mapping.update_by, key) {
            (Some(_), None) => faults.push(FieldProblem::new("update_by", "field_not_readable")),
            (None, _) if mapping.mode != ImportMode::Create => {
                faults.push(FieldProblem::new("update_by", "required"));
            }
            _ => {}
        }
        if targets.is_empty() && faults.is_empty() {
            faults.push(FieldProblem::new("columns", "import_mapping"));
        }
        if !faults.is_empty() {
            return Err(Problem::invalid_fields(faults));
        }
        let key = key.filter(|_| mapping.mode != ImportMode::Create);
        let title = title_of(&object, &targets);
        Ok(Self { object, targets, key, mode: mapping.mode, title })
    }

    /// The field of a target.
    pub(crate) fn field(&self, target: &Target) -> Option<&FieldDef> {
        self.object.fields.get(target.field)
    }

    /// The target whose cells name a row's record, and its field.
    pub(crate) fn key(&self) -> Option<(&Target, &FieldDef)> {
        let target = self.targets.get(self.key?)?;
        Some((target, self.field(target)?))
    }

    /// The name, in the file, of the column that a field comes from.
    pub(crate) fn column_of(&self, field: &str) -> Option<&str> {
        let place = index_of(&self.object, field)?;
        self.targets.iter().find(|target| target.field == place).map(|target| target.label.as_str())
    }

    /// Whether the target links to records of the very object that is imported.
    pub(crate) fn links_to_itself(&self, target: &Target) -> bool {
        target.part == Part::Whole
            && self.field(target).is_some_and(|field| match field.kind.linked_objects() {
                [object] => *object == self.object.name,
                _ => false,
            })
    }

    /// Whether any target does.
    pub(crate) fn has_self_link(&self) -> bool {
        self.targets.iter().any(|target| self.links_to_itself(target))
    }

    /// The target that holds the title.
    pub(crate) fn title_target(&self) -> Option<&Target> {
        let title = index_of(&self.object, self.object.title_field.as_str())?;
        self.targets.iter().find(|target| target.field == title && target.part == Part::Whole)
    }
}

/// Whether texts of the field are looked up rather than read.
pub(crate) fn looked_up(field: &FieldDef) -> bool {
    matches!(
        field.kind,
        FieldType::Choice { .. }
            | FieldType::MultiChoice { .. }
            | FieldType::User {}
            | FieldType::Link { .. }
    )
}

fn fault(place: usize, what: &str, code: &'static str) -> FieldProblem {
    FieldProblem::new(format!("columns.{place}.{what}"), code)
}

/// Whether it is the record's own id: never written, but what an exported file comes back by.
fn is_id(field: &FieldDef) -> bool {
    matches!(field.kind, FieldType::Id {})
}

fn target(
    object: &ObjectDef,
    body: &ImportBody,
    mapping: &Mapping,
    mapped: &MappedColumn,
) -> Result<Option<Target>, (&'static str, &'static str)> {
    let column = body.columns.iter().position(|column| column.column == mapped.column);
    let column = column.ok_or(("column", "unknown_field"))?;
    let Some(name) = mapped.field.as_deref().filter(|name| !name.is_empty()) else { return Ok(None) };
    let (name, part) = name.split_once('.').map_or((name, None), |(name, part)| (name, Some(part)));
    let place = index_of(object, name).ok_or(("field", "unknown_field"))?;
    let field = object.fields.get(place).filter(|field| !field.retired).ok_or(("field", "unknown_field"))?;
    let part = match part {
        None => Part::Whole,
        Some(part) => part_of(field, part).ok_or(("field", "unknown_field"))?,
    };
    let match_by = mapping.match_by(mapped, name).map(str::to_owned);
    let part = if match_by.as_deref() == Some("id") { Part::Id } else { part };
    let guess = body.columns.get(column).and_then(|column| column.format.as_deref());
    let format = match mapped.format.as_deref() {
        Some(text) => CellFormat::parse(text).ok_or(("format", "invalid_option"))?,
        None => guess.and_then(CellFormat::parse).unwrap_or_default(),
    };
    Ok(Some(Target { column, label: mapped.column.clone(), field: place, part, format, match_by }))
}

/// The part of a field that this word names.
pub(crate) fn part_of(field: &FieldDef, part: &str) -> Option<Part> {
    match &field.kind {
        FieldType::Link { .. } | FieldType::User {} if part == "id" => Some(Part::Id),
        FieldType::Money { .. } if part == "currency" => Some(Part::Currency),
        FieldType::Address {} => address_part::find(part).map(Part::Address),
        _ => None,
    }
}

/// The key must be mapped, comparable, and readable: finding out whether a value is there is reading it.
fn key_of(reading: &Reading<'_>, object: &ObjectDef, targets: &[Target], name: &str) -> Option<usize> {
    let place = index_of(object, name)?;
    let field = object.fields.get(place)?;
    let readable = reading.view_permit(object)?.fields().readable(name);
    let comparable = field.operators().contains(&metadata::Operator::Eq) && !looked_up(field);
    let key = targets.iter().position(|target| target.field == place && target.part == Part::Whole)?;
    (readable && comparable).then_some(key)
}

/// What a title is made of when the file has none and one is required: the first two links, as the layout orders them;
/// else the first texts.
fn title_of(object: &ObjectDef, targets: &[Target]) -> Vec<usize> {
    let Some(title) = index_of(object, object.title_field.as_str()) else { return Vec::new() };
    if targets.iter().any(|target| target.field == title) {
        return Vec::new();
    }
    let order: Vec<&str> = object.importable_fields().iter().map(|field| field.name.as_str()).collect();
    let place = |target: &Target| {
        let name = object.fields.get(target.field).map(|field| field.name.as_str());
        order.iter().position(|other| Some(*other) == name).unwrap_or(usize::MAX)
    };
    let of_kind = |wanted: fn(&FieldType) -> bool| {
        let mut found: Vec<(usize, usize)> = targets
            .iter()
            .enumerate()
            .filter(|(_, target)| target.part == Part::Whole)
            .filter(|(_, target)| object.fields.get(target.field).is_some_and(|field| wanted(&field.kind)))
            .map(|(at, target)| (place(target), at))
            .collect();
        found.sort_unstable();
        found.into_iter().take(2).map(|(_, at)| at).collect::<Vec<_>>()
    };
    let links = of_kind(|kind| matches!(kind, FieldType::Link { .. }));
    if links.is_empty() { of_kind(|kind| matches!(kind, FieldType::Text { .. })) } else { links }
}
