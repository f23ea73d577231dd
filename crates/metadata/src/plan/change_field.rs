//! Changes of one field. What ships is the floor: a customer may ask for more of it, never for less.

use model::{FieldName, Problem};

use super::SchemaPlan;
use super::create::setting;
use super::diff::steps_between;
use crate::layer::FieldPatch;
use crate::shipped::shipped_object;
use crate::{Check, Choice, FieldDef, FieldType, ObjectDef};

pub(super) fn change_field(
    object: &ObjectDef,
    name: &FieldName,
    patch: &FieldPatch,
) -> Result<SchemaPlan, Problem> {
    let old = object.fields.iter().find(|field| field.name == *name).ok_or_else(Problem::not_found)?;
    let new = patched(object, old, patch)?;
    keeps_its_floor(object, &new)?;
    let mut next = ObjectDef { version: object.version.saturating_add(1), ..object.clone() };
    for field in &mut next.fields {
        if field.name == *name {
            *field = new.clone();
        }
    }
    let (mut checks, steps) = steps_between(object, &next);
    checks.extend(value_checks(object, old, &new));
    Ok(SchemaPlan { object: object.name.clone(), checks, steps, next })
}

fn patched(object: &ObjectDef, old: &FieldDef, patch: &FieldPatch) -> Result<FieldDef, Problem> {
    if patch.kind.as_deref().is_some_and(|kind| kind != old.kind.name()) {
        return Err(setting("type", "type_fixed"));
    }
    if old.system && !only_words(patch) {
        return Err(setting(old.name.as_str(), "setting_fixed"));
    }
    let mut new = old.clone();
    if let Some(label) = &patch.label {
        if label.zh.trim().is_empty() && label.en.trim().is_empty() {
            return Err(setting("label", "label_required"));
        }
        new.label = label.clone();
    }
    if let Some(help) = &patch.help {
        new.help.clone_from(help);
    }
    if let Some(class) = patch.class {
        if class < old.class {
            return Err(setting("class", "would_loosen"));
        }
        new.class = class;
    }
    if patch.personal == Some(false) && old.personal {
        return Err(setting("personal", "would_loosen"));
    }
    new.personal = patch.personal.unwrap_or(old.personal);
    new.required = patch.required.unwrap_or(old.required);
    new.unique = patch.unique.unwrap_or(old.unique);
    new.indexed = patch.indexed.unwrap_or(old.indexed);
    if let Some(default) = &patch.default {
        new.default.clone_from(default);
    }
    if let Some(synonyms) = &patch.synonyms {
        new.synonyms.clone_from(synonyms);
    }
    if let Some(options) = &patch.options {
        change_options(object, &mut new, options.iter().cloned().map(Choice::from).collect())?;
    }
    if let Some(formula) = &patch.formula {
        change_formula(old, &mut new, formula)?;
    }
    if let Some(retired) = patch.retired {
        if retired && in_the_engines_use(object, old) {
            return Err(setting("retired", "setting_fixed"));
        }
        new.retired = retired;
    }
    Ok(new)
}

/// Whether the patch changes nothing but what people read.
fn only_words(patch: &FieldPatch) -> bool {
    let words = FieldPatch {
        kind: patch.kind.clone(),
        label: patch.label.clone(),
        help: patch.help.clone(),
        synonyms: patch.synonyms.clone(),
        ..FieldPatch::default()
    };
    *patch == words
}

/// Whether the object can't do without the field.
fn in_the_engines_use(object: &ObjectDef, field: &FieldDef) -> bool {
    field.name == object.title_field
        || object.through.as_ref() == Some(&field.name)
        || object.pipeline.as_ref().is_some_and(|pipeline| pipeline.field == field.name)
        || object.activity && field.name == *"about"
}

fn change_options(object: &ObjectDef, new: &mut FieldDef, mut given: Vec<Choice>) -> Result<(), Problem> {
    if object.pipeline.as_ref().is_some_and(|pipeline| pipeline.field == new.name) {
        return Err(setting("options", "setting_fixed"));
    }
    let (FieldType::Choice { options } | FieldType::MultiChoice { options }) = &mut new.kind else {
        return Err(setting("options", "unknown_field"));
    };
    for choice in &mut given {
        if choice.synonyms.is_empty()
            && let Some(known) = options.iter().find(|known| known.key == choice.key)
        {
            choice.synonyms.clone_from(&known.synonyms);
        }
    }
    *options = given;
    Ok(())
}

fn change_formula(old: &FieldDef, new: &mut FieldDef, formula: &str) -> Result<(), Problem> {
    if old.shipped {
        return Err(setting("formula", "setting_fixed"));
    }
    match &mut new.kind {
        FieldType::Formula { expression, .. } => {
            *expression = formula.into();
            Ok(())
        }
        _ => Err(setting("formula", "unknown_field")),
    }
}

/// Invariant: a customer's layer never loosens what ships (test: `plan::tests`).
fn keeps_its_floor(object: &ObjectDef, new: &FieldDef) -> Result<(), Problem> {
    let Some(floor) =
        shipped_object(object.name.as_str()).and_then(|shipped| shipped.field(new.name.as_str()))
    else {
        return Ok(());
    };
    let loosened = [
        ("required", floor.required && !new.required),
        ("unique", floor.unique && !new.unique),
        ("indexed", floor.indexed && !new.indexed),
        ("class", new.class < floor.class),
        ("personal", floor.personal && !new.personal),
        ("options", options_removed(floor, new)),
    ];
    match loosened.into_iter().find(|(_, loosened)| *loosened) {
        Some((name, _)) => Err(setting(name, "would_loosen")),
        None => Ok(()),
    }
}

fn options_removed(floor: &FieldDef, new: &FieldDef) -> bool {
    let held = new.kind.options().unwrap_or_default();
    let shipped = floor.kind.options().unwrap_or_default();
    shipped.iter().any(|option| held.iter().all(|held| held.key != option.key))
}

/// What the records that are there must fulfil.
fn value_checks(object: &ObjectDef, old: &FieldDef, new: &FieldDef) -> Vec<Check> {
    let (name, field) = (|| object.name.clone(), || new.name.clone());
    let mut checks = Vec::new();
    if new.required && !old.required {
        checks.push(Check::NoNulls { object: name(), field: field(), column: new.column() });
    }
    // A field that becomes sealed must be empty anyway, and its blind index has no column yet.
    if new.unique && !old.unique && new.sealed() == old.sealed() {
        let column = if new.sealed() { new.blind_column() } else { new.column() };
        checks.push(Check::NoDoubles { object: name(), field: field(), column });
    }
    let held = new.kind.options().unwrap_or_default();
    for option in old.kind.options().unwrap_or_default() {
        if held.iter().all(|held| held.key != option.key) {
            checks.push(option_unused(object, new, &option.key));
        }
    }
    checks
}

pub(super) fn option_unused(object: &ObjectDef, field: &FieldDef, option: &str) -> Check {
    Check::OptionUnused {
        object: object.name.clone(),
        field: field.name.clone(),
        column: field.column(),
        list: matches!(field.kind, FieldType::MultiChoice { .. }),
        option: option.into(),
    }
}
