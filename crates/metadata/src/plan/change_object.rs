//! Changes of an object's own settings and of its stages.

use model::{FieldName, Label, Problem};
use serde_json::json;

use super::SchemaPlan;
use super::change_field::option_unused;
use super::create::{check_icon, setting, with_field};
use super::diff::steps_between;
use crate::layer::ObjectPatch;
use crate::shipped::shipped_object;
use crate::{Check, Choice, DataClass, FieldDef, FieldType, ObjectDef, Pipeline, Searched, Stage};

pub(super) fn change_object(object: &ObjectDef, patch: &ObjectPatch) -> Result<SchemaPlan, Problem> {
    let mut next = ObjectDef { version: object.version.saturating_add(1), ..object.clone() };
    let mut set = |target: fn(&mut ObjectDef) -> &mut Label, label: &Option<Label>| {
        if let Some(label) = label {
            *target(&mut next) = label.clone();
        }
    };
    set(|object| &mut object.label, &patch.label);
    set(|object| &mut object.plural, &patch.plural);
    set(|object| &mut object.description, &patch.description);
    if let Some(label) = [&next.label, &next.plural]
        .into_iter()
        .find(|label| label.zh.trim().is_empty() && label.en.trim().is_empty())
    {
        let name = if *label == next.label { "label" } else { "plural" };
        return Err(setting(name, "label_required"));
    }
    if let Some(icon) = &patch.icon {
        check_icon(icon)?;
        next.icon.clone_from(icon);
    }
    next.in_menu = patch.in_menu.unwrap_or(object.in_menu);
    if let Some(layout) = &patch.layout {
        next.layout = layout.clone();
    }
    Ok(SchemaPlan { object: object.name.clone(), checks: Vec::new(), steps: Vec::new(), next })
}

/// The name of the stage field of an object that had no pipeline.
const STAGE_FIELD: &str = "c_stage";

pub(super) fn set_pipeline(object: &ObjectDef, stages: &[Stage]) -> Result<SchemaPlan, Problem> {
    keeps_shipped_stages(object, stages)?;
    let mut next = ObjectDef { version: object.version.saturating_add(1), ..object.clone() };
    let Some(pipeline) = &object.pipeline else {
        return first_pipeline(object, next, stages);
    };
    let mut checks: Vec<Check> = Vec::new();
    for field in next.fields.iter_mut().filter(|field| field.name == pipeline.field) {
        let stale = restage(field, stages);
        checks.extend(stale.iter().map(|key| option_unused(object, field, key)));
        keep_default(field, stages);
    }
    next.pipeline = Some(Pipeline { field: pipeline.field.clone(), stages: stages.to_vec() });
    let (more, steps) = steps_between(object, &next);
    checks.extend(more);
    Ok(SchemaPlan { object: object.name.clone(), checks, steps, next })
}

fn first_pipeline(object: &ObjectDef, mut next: ObjectDef, stages: &[Stage]) -> Result<SchemaPlan, Problem> {
    let name = FieldName::new(STAGE_FIELD).map_err(|_| setting("name", "invalid_name"))?;
    if object.fields.iter().any(|field| field.name == name) {
        return Err(setting(STAGE_FIELD, "name_taken"));
    }
    let field = FieldDef {
        name: name.clone(),
        label: Label::new("阶段", "Stage"),
        help: None,
        kind: FieldType::Choice { options: stages.iter().map(option_of).collect() },
        required: true,
        unique: false,
        indexed: true,
        read_only: false,
        class: DataClass::Internal,
        personal: false,
        default: stages.first().map(|stage| json!(stage.key)),
        searched: Searched::No,
        synonyms: Vec::new(),
        shipped: false,
        system: false,
        retired: false,
    };
    if let Some(section) = next.layout.sections.first_mut() {
        section.fields.push(name.clone());
    }
    next.layout.list.insert(next.layout.list.len().min(1), name.clone());
    next.pipeline = Some(Pipeline { field: name, stages: stages.to_vec() });
    next.fields.push(field.clone());
    Ok(with_field(object, next, &field))
}

fn option_of(stage: &Stage) -> Choice {
    Choice {
        key: stage.key.clone(),
        label: stage.label.clone(),
        color: stage.color,
        active: true,
        synonyms: Vec::new(),
    }
}

/// The options follow the stages; a stage that is gone stays as an option turned off, for the history's sake.
/// Gives the keys that are no longer stages.
fn restage(field: &mut FieldDef, stages: &[Stage]) -> Vec<String> {
    let FieldType::Choice { options } = &mut field.kind else {
        return Vec::new();
    };
    let mut next: Vec<Choice> = stages.iter().map(option_of).collect();
    for choice in &mut next {
        if let Some(known) = options.iter().find(|known| known.key == choice.key) {
            choice.synonyms.clone_from(&known.synonyms);
        }
    }
    let gone = options.iter().filter(|option| stages.iter().all(|stage| stage.key != option.key));
    let (stale, kept): (Vec<_>, Vec<_>) = gone
        .map(|option| (option.active.then(|| option.key.clone()), Choice { active: false, ..option.clone() }))
        .unzip();
    next.extend(kept);
    *options = next;
    stale.into_iter().flatten().collect()
}

/// The default must be a stage; when it is gone, a new record begins in the first one.
fn keep_default(field: &mut FieldDef, stages: &[Stage]) {
    let holds =
        field.default.as_ref().is_some_and(|default| stages.iter().any(|stage| *default == json!(stage.key)));
    if !holds {
        field.default = stages.first().map(|stage| json!(stage.key));
    }
}

/// A shipped stage keeps its outcome and what it requires.
fn keeps_shipped_stages(object: &ObjectDef, stages: &[Stage]) -> Result<(), Problem> {
    let shipped = shipped_object(object.name.as_str()).and_then(|shipped| shipped.pipeline.as_ref());
    for floor in shipped.iter().flat_map(|pipeline| &pipeline.stages) {
        let Some((at, stage)) = stages.iter().enumerate().find(|(_, stage)| stage.key == floor.key) else {
            continue;
        };
        if stage.kind != floor.kind {
            return Err(setting(format!("stages[{at}].kind"), "would_loosen"));
        }
        if floor.required_fields.iter().any(|name| !stage.required_fields.contains(name)) {
            return Err(setting(format!("stages[{at}].required_fields"), "would_loosen"));
        }
    }
    Ok(())
}
