//! A newer program brings newer shipped objects to a database that holds a customer's layer over older ones.

use model::{Kind, Problem};

use super::diff::steps_between;
use super::{SchemaPlan, refuse};
use crate::{Choice, FieldDef, FieldType, Layout, ObjectDef};

/// The plan from the stored definition to the shipped one with the customer's layer over it. Its `next` equals
/// `stored` and it has no steps when there is nothing new.
///
/// Kept of the customer's: own fields, words, layout, stages, options, and every restriction. Taken from the
/// shipped: new fields, settings of types, synonyms, and every restriction. A shipped field that is no longer
/// shipped is retired; its column stays.
///
/// # Errors
/// A shipped field changed the way it is stored: that needs a migration, not an upgrade.
pub fn shipped_upgrade(stored: &ObjectDef, shipped: &ObjectDef) -> Result<SchemaPlan, Problem> {
    let mut next = stored.clone();
    next.fields = merged_fields(stored, shipped);
    next.shipped = true;
    next.title_field.clone_from(&shipped.title_field);
    next.title_from.clone_from(&shipped.title_from);
    next.person = shipped.person;
    next.activity = shipped.activity;
    next.through.clone_from(&shipped.through);
    next.order = shipped.order;
    next.indexes.clone_from(&shipped.indexes);
    if next.pipeline.is_none() {
        next.pipeline.clone_from(&shipped.pipeline);
    }
    keep_stages_only(&mut next);
    place_new_fields(&mut next.layout, stored, shipped);
    add_related(&mut next.layout, shipped);
    if next != *stored {
        next.version = stored.version.saturating_add(1);
    }
    refuse(next.faults())?;
    let (checks, steps) = steps_between(stored, &next);
    if !checks.is_empty() {
        return Err(Problem::new(Kind::Internal, "internal"));
    }
    Ok(SchemaPlan { object: next.name.clone(), checks, steps, next })
}

/// The shipped fields in their order with the customer's changes, then the fields that are only stored.
fn merged_fields(stored: &ObjectDef, shipped: &ObjectDef) -> Vec<FieldDef> {
    let known = |name| stored.fields.iter().find(|field| field.name == name);
    let merged = shipped.fields.iter().map(|new| match known(new.name.clone()) {
        Some(old) => merged_field(old, new),
        None => new.clone(),
    });
    let only_stored =
        stored.fields.iter().filter(|old| shipped.fields.iter().all(|new| new.name != old.name));
    merged
        .chain(only_stored.map(|old| FieldDef { retired: old.retired || old.shipped, ..old.clone() }))
        .collect()
}

fn merged_field(old: &FieldDef, new: &FieldDef) -> FieldDef {
    FieldDef {
        label: old.label.clone(),
        help: old.help.clone().or_else(|| new.help.clone()),
        kind: merged_kind(&old.kind, &new.kind),
        required: old.required || new.required,
        unique: old.unique || new.unique,
        indexed: old.indexed || new.indexed,
        class: old.class.max(new.class),
        personal: old.personal || new.personal,
        default: old.default.clone(),
        retired: old.retired,
        ..new.clone()
    }
}

/// The options of both, in the customer's order, turned off where the customer turned them off.
fn merged_kind(old: &FieldType, new: &FieldType) -> FieldType {
    let merged = |old: &[Choice], new: &[Choice]| -> Vec<Choice> {
        let added = new.iter().filter(|choice| old.iter().all(|held| held.key != choice.key));
        old.iter().chain(added).cloned().collect()
    };
    match (old, new) {
        (FieldType::Choice { options: old }, FieldType::Choice { options: new }) => {
            FieldType::Choice { options: merged(old, new) }
        }
        (FieldType::MultiChoice { options: old }, FieldType::MultiChoice { options: new }) => {
            FieldType::MultiChoice { options: merged(old, new) }
        }
        (_, new) => new.clone(),
    }
}

/// A stage that ships newly waits, turned off, until somebody puts it among the customer's stages.
fn keep_stages_only(object: &mut ObjectDef) {
    let Some(pipeline) = &object.pipeline else {
        return;
    };
    for field in object.fields.iter_mut().filter(|field| field.name == pipeline.field) {
        if let FieldType::Choice { options } = &mut field.kind {
            for option in options {
                option.active &= pipeline.stages.iter().any(|stage| stage.key == option.key);
            }
        }
    }
}

/// A new field goes where the shipped layout has it, found by the field before it; else into the last section.
fn place_new_fields(layout: &mut Layout, stored: &ObjectDef, shipped: &ObjectDef) {
    for section in &shipped.layout.sections {
        let mut before = None;
        for name in &section.fields {
            if stored.fields.iter().all(|field| field.name != *name) {
                let spot = layout.sections.iter_mut().find_map(|held| {
                    let at = held.fields.iter().position(|field| Some(field) == before)?;
                    Some((held, at + 1))
                });
                match spot {
                    Some((held, at)) => held.fields.insert(at, name.clone()),
                    None => match layout.sections.last_mut() {
                        Some(last) => last.fields.push(name.clone()),
                        None => layout.sections.push(section.clone()),
                    },
                }
            }
            before = Some(name);
        }
    }
}

fn add_related(layout: &mut Layout, shipped: &ObjectDef) {
    for related in &shipped.layout.related {
        let known = |held: &crate::Related| held.object == related.object && held.field == related.field;
        if !layout.related.iter().any(known) {
            layout.related.push(related.clone());
        }
    }
}
