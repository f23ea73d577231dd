//! What must be true of a definition, shipped or the customer's, alone and among all the others.

use std::collections::BTreeSet;

use model::{FieldName, FieldProblem, Value};

use crate::formula::check_formula;
use crate::object_spec::below;
use crate::system_fields::{DELETED_AT_COLUMN, DELETED_BY_COLUMN, VERSION_COLUMN};
use crate::{
    Choice, FieldDef, FieldType, Metadata, ObjectDef, Pipeline, ReadContext, RollupFunction, Searched,
    StageKind,
};

/// The most fields of an object, the engine's included: PostgreSQL allows 1,600 columns, a page far fewer.
pub const MAX_FIELDS: usize = 300;
const MAX_OPTIONS: usize = 500;
const MAX_LABEL_CHARS: usize = 80;
const MAX_SYNONYMS: usize = 50;

impl FieldDef {
    /// What is wrong with the definition by itself, each fault named by its setting.
    pub(crate) fn faults(&self) -> Vec<FieldProblem> {
        let mut faults = Vec::new();
        let mut fault = |at: &str, code| faults.push(FieldProblem::new(at, code));
        if [VERSION_COLUMN, DELETED_AT_COLUMN, DELETED_BY_COLUMN].contains(&self.name.as_str()) {
            fault("name", "name_taken");
        }
        if [&self.label.zh, &self.label.en].iter().any(|text| text.chars().count() > MAX_LABEL_CHARS) {
            fault("label", "too_long");
        }
        if self.unique && !self.may_be_unique() {
            fault("unique", "invalid_option");
        }
        if self.indexed && !self.may_be_indexed() {
            fault("indexed", "invalid_option");
        }
        if self.required && !self.stored() {
            fault("required", "invalid_option");
        }
        if self.searched != Searched::No && !self.may_be_searched() {
            fault("searched", "invalid_option");
        }
        if self.synonyms.len() > MAX_SYNONYMS {
            fault("synonyms", "too_many_items");
        }
        if self.range_is_empty() {
            fault("max", "too_small");
        }
        if self.default_faults() {
            fault("default", "invalid_option");
        }
        faults.extend(self.kind.options().map(option_faults).unwrap_or_default());
        faults
    }

    /// Whether two records can be told to differ in it.
    pub(crate) fn may_be_unique(&self) -> bool {
        let kind = matches!(
            self.kind,
            FieldType::Text { .. }
                | FieldType::Integer { .. }
                | FieldType::Number { .. }
                | FieldType::Date {}
                | FieldType::Phone {}
                | FieldType::Email {}
                | FieldType::Url {}
                | FieldType::AutoNumber { .. }
                | FieldType::Link { .. }
                | FieldType::User {}
        );
        kind && !self.links_to_many() && (!self.sealed() || self.has_blind_index())
    }

    fn may_be_indexed(&self) -> bool {
        self.stored() && (self.sealed() || self.sortable() || self.groupable())
    }

    fn may_be_searched(&self) -> bool {
        let kind = matches!(
            self.kind,
            FieldType::Text { .. }
                | FieldType::LongText { .. }
                | FieldType::RichText { .. }
                | FieldType::Phone {}
                | FieldType::Email {}
                | FieldType::Url {}
                | FieldType::AutoNumber { .. }
                | FieldType::Tags {}
        );
        kind && (!self.sealed() || self.has_blind_index())
    }

    fn range_is_empty(&self) -> bool {
        match &self.kind {
            FieldType::Integer { min: Some(min), max: Some(max) } => min > max,
            FieldType::Number { min: Some(min), max: Some(max), .. }
            | FieldType::Percent { min: Some(min), max: Some(max), .. } => min > max,
            _ => false,
        }
    }

    fn default_faults(&self) -> bool {
        let Some(default) = &self.default else {
            return false;
        };
        let unfit = matches!(
            self.kind,
            FieldType::AutoNumber { .. }
                | FieldType::File {}
                | FieldType::Link { .. }
                | FieldType::Formula { .. }
                | FieldType::Rollup { .. }
        );
        unfit
            || self.unique
            || self.read(default, &ReadContext::default()).is_ok_and(|value| value == Value::Null)
            || self.read(default, &ReadContext::default()).is_err()
    }
}

fn option_faults(options: &[Choice]) -> Vec<FieldProblem> {
    let mut faults = Vec::new();
    if options.is_empty() {
        faults.push(FieldProblem::new("options", "required"));
    }
    if options.len() > MAX_OPTIONS {
        faults.push(FieldProblem::new("options", "too_many_items").with("max", MAX_OPTIONS.to_string()));
    }
    let mut seen = BTreeSet::new();
    for (at, option) in options.iter().enumerate() {
        let path = format!("options[{at}]");
        if !key_holds(&option.key) {
            faults.push(FieldProblem::new(format!("{path}.key"), "invalid_name"));
        }
        if !seen.insert(&option.key) {
            faults.push(FieldProblem::new(format!("{path}.key"), "name_taken"));
        }
        if option.label.zh.trim().is_empty() && option.label.en.trim().is_empty() {
            faults.push(FieldProblem::new(format!("{path}.label"), "label_required"));
        }
    }
    faults
}

/// An option's key: 1 to 48 of `a-z 0-9 _`.
pub(crate) fn key_holds(key: &str) -> bool {
    (1..=48).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

impl ObjectDef {
    /// What is wrong with the definition by itself.
    pub(crate) fn faults(&self) -> Vec<FieldProblem> {
        let mut faults = Vec::new();
        let mut names = BTreeSet::new();
        for field in &self.fields {
            if !names.insert(&field.name) {
                faults.push(FieldProblem::new(field.name.as_str(), "name_taken"));
            }
            faults.extend(field.faults().into_iter().map(|fault| below(&field.name, fault)));
            if let FieldType::Formula { expression, result } = &field.kind
                && !field.retired
            {
                faults.extend(
                    check_formula(expression, *result, self).err().map(|fault| below(&field.name, fault)),
                );
            }
        }
        if self.fields.len() > MAX_FIELDS {
            faults.push(FieldProblem::new("fields", "too_many_fields").with("max", MAX_FIELDS.to_string()));
        }
        faults.extend(self.title_fault());
        for name in self.title_from.iter().filter(|name| self.field(name.as_str()).is_none()) {
            faults.push(FieldProblem::new(format!("title_from.{name}"), "unknown_field"));
        }
        faults.extend(self.layout_faults());
        faults.extend(
            self.pipeline.as_ref().map(|pipeline| self.pipeline_faults(pipeline)).unwrap_or_default(),
        );
        for name in self.indexes.iter().flat_map(|index| &index.fields) {
            if !self.fields.iter().any(|field| field.name == *name && field.stored() && !field.sealed()) {
                faults.push(FieldProblem::new(format!("indexes.{name}"), "unknown_field"));
            }
        }
        faults
    }

    fn title_fault(&self) -> Option<FieldProblem> {
        let fits = |field: &FieldDef| {
            matches!(field.kind, FieldType::Text { .. } | FieldType::AutoNumber { .. }) && !field.sealed()
        };
        let found = self.field(self.title_field.as_str()).is_some_and(fits);
        (!found).then(|| FieldProblem::new("title_field", "unknown_field"))
    }

    fn layout_faults(&self) -> Vec<FieldProblem> {
        let known = |name: &FieldName| self.fields.iter().any(|field| field.name == *name);
        let mut faults = Vec::new();
        let mut placed = BTreeSet::new();
        for (at, section) in self.layout.sections.iter().enumerate() {
            let path = format!("layout.sections[{at}]");
            if !(1..=2).contains(&section.columns) {
                faults.push(FieldProblem::new(format!("{path}.columns"), "invalid_option"));
            }
            for name in &section.fields {
                if !known(name) {
                    faults.push(FieldProblem::new(format!("{path}.{name}"), "unknown_field"));
                }
                if !placed.insert(name) {
                    faults.push(FieldProblem::new(format!("{path}.{name}"), "name_taken"));
                }
            }
        }
        let list = self.layout.list.iter().filter(|name| !known(name));
        faults.extend(list.map(|name| FieldProblem::new(format!("layout.list.{name}"), "unknown_field")));
        faults
    }

    fn pipeline_faults(&self, pipeline: &Pipeline) -> Vec<FieldProblem> {
        let mut faults = Vec::new();
        let has = |kind| pipeline.stages.iter().any(|stage| stage.kind == kind);
        if ![StageKind::Open, StageKind::Won, StageKind::Lost].into_iter().all(has) {
            faults.push(FieldProblem::new("pipeline.stages", "pipeline_incomplete"));
        }
        let Some(FieldType::Choice { options }) =
            self.field(pipeline.field.as_str()).map(|field| &field.kind)
        else {
            faults.push(FieldProblem::new("pipeline.field", "unknown_field"));
            return faults;
        };
        let mut seen = BTreeSet::new();
        for (at, stage) in pipeline.stages.iter().enumerate() {
            let mut fault = |part: &str, code| {
                faults.push(FieldProblem::new(format!("pipeline.stages[{at}].{part}"), code));
            };
            if !options.iter().any(|option| option.key == stage.key && option.active) {
                fault("key", "invalid_option");
            }
            if !seen.insert(&stage.key) {
                fault("key", "name_taken");
            }
            if stage.probability > 100 {
                fault("probability", "too_large");
            }
            if stage
                .required_fields
                .iter()
                .any(|name| self.field(name.as_str()).is_none_or(|field| !field.stored()))
            {
                fault("required_fields", "unknown_field");
            }
        }
        let all_staged =
            options.iter().filter(|option| option.active).all(|option| seen.contains(&option.key));
        if !all_staged {
            faults.push(FieldProblem::new("pipeline.stages", "pipeline_incomplete"));
        }
        faults
    }
}

/// What is wrong between the objects: links, related lists and roll-ups to what is not there.
pub(crate) fn faults_between(object: &ObjectDef, all: &Metadata) -> Vec<FieldProblem> {
    let mut faults = Vec::new();
    let lookup =
        |name: &str| if object.name == *name { Some(object) } else { all.object(name).map(|o| &**o) };
    let links_here = |other: &ObjectDef, field: &FieldName| {
        other.field(field.as_str()).is_some_and(|field| field.kind.linked_objects().contains(&object.name))
    };
    for field in object.fields_in_use() {
        if field.kind.linked_objects().iter().any(|name| lookup(name.as_str()).is_none()) {
            faults.push(FieldProblem::new(format!("{}.objects", field.name), "unknown_object"));
        }
        if let FieldType::Rollup { object: other, via, function, field: summed } = &field.kind {
            let fits = lookup(other.as_str()).is_some_and(|other| {
                links_here(other, via) && rollup_fits(other, *function, summed.as_ref())
            });
            if !fits {
                faults.push(FieldProblem::new(format!("{}.rollup", field.name), "unknown_field"));
            }
        }
    }
    for (at, related) in object.layout.related.iter().enumerate() {
        if !lookup(related.object.as_str()).is_some_and(|other| links_here(other, &related.field)) {
            faults.push(FieldProblem::new(format!("layout.related[{at}]"), "unknown_field"));
        }
    }
    if let Some(through) = &object.through
        && object.field(through.as_str()).is_none_or(|field| field.kind.linked_objects().is_empty())
    {
        faults.push(FieldProblem::new("through", "unknown_field"));
    }
    faults
}

/// A count needs no field; the others need one whose main column adds up or has an order.
fn rollup_fits(other: &ObjectDef, function: RollupFunction, field: Option<&FieldName>) -> bool {
    let field = field.map(|name| other.field(name.as_str()));
    match (function, field) {
        (RollupFunction::Count, field) => field.is_none(),
        (_, Some(Some(field))) => {
            !field.sealed()
                && matches!(
                    field.kind,
                    FieldType::Number { .. }
                        | FieldType::Integer { .. }
                        | FieldType::Money { .. }
                        | FieldType::Percent { .. }
                        | FieldType::Rating { .. }
                )
        }
        _ => false,
    }
}
