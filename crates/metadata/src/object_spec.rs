//! An object as an author writes it in `objects/*.toml`: the short form, strictly read, made into an [`ObjectDef`].

use model::{FieldName, FieldProblem, Label, ObjectName};
use serde::Deserialize;

use crate::compact::{self, ChoiceSpec};
use crate::spec::FieldSpec;
use crate::system_fields::system_fields;
use crate::{Choice, ChoiceColor, IndexDef, Layout, ObjectDef, Pipeline, Related, Section, Stage, StageKind};

/// An object as written. Unknown keys are refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObjectSpec {
    pub(crate) name: ObjectName,
    #[serde(deserialize_with = "compact::label")]
    label: Label,
    #[serde(deserialize_with = "compact::label")]
    plural: Label,
    #[serde(deserialize_with = "compact::label")]
    description: Label,
    icon: String,
    order: i32,
    #[serde(default = "yes")]
    in_menu: bool,
    /// The pattern of its numbers.
    number: String,
    title_field: FieldName,
    #[serde(default)]
    title_from: Vec<FieldName>,
    #[serde(default)]
    person: bool,
    #[serde(default)]
    activity: bool,
    #[serde(default)]
    through: Option<FieldName>,
    /// Lists of fields that share an index.
    #[serde(default)]
    indexes: Vec<Vec<FieldName>>,
    #[serde(rename = "field")]
    fields: Vec<FieldSpec>,
    layout: LayoutSpec,
    #[serde(default)]
    pipeline: Option<PipelineSpec>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LayoutSpec {
    sections: Vec<SectionSpec>,
    list: Vec<FieldName>,
    #[serde(default)]
    related: Vec<RelatedSpec>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionSpec {
    #[serde(deserialize_with = "compact::label")]
    label: Label,
    #[serde(default = "two")]
    columns: u8,
    fields: Vec<FieldName>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RelatedSpec {
    object: ObjectName,
    field: FieldName,
    #[serde(deserialize_with = "compact::label")]
    label: Label,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PipelineSpec {
    field: FieldName,
    stages: Vec<StageSpec>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StageSpec {
    key: String,
    #[serde(deserialize_with = "compact::label")]
    label: Label,
    kind: StageKind,
    probability: u8,
    #[serde(default)]
    color: ChoiceColor,
    #[serde(default)]
    required_fields: Vec<FieldName>,
    #[serde(default)]
    synonyms: Vec<String>,
}

impl ObjectSpec {
    /// The shipped definition.
    pub(crate) fn into_object(self) -> Result<ObjectDef, Vec<FieldProblem>> {
        let options = self.pipeline.as_ref().map(PipelineSpec::options).unwrap_or_default();
        let stage_field = self.pipeline.as_ref().map(|pipeline| pipeline.field.clone());
        let mut fields = system_fields(&self.number, self.activity)
            .map_err(|_| vec![FieldProblem::new("name", "invalid_name")])?;
        if let Some(external) = fields.last_mut() {
            external.synonyms.push(format!("{} id", self.name));
        }
        let mut faults = Vec::new();
        for mut spec in self.fields {
            if Some(&spec.name) == stage_field.as_ref() {
                spec.options = Some(options.clone());
            }
            let name = spec.name.clone();
            match spec.into_field(true) {
                Ok(field) => fields.push(field),
                Err(found) => faults.extend(found.into_iter().map(|fault| below(&name, fault))),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(ObjectDef {
            name: self.name,
            label: self.label,
            plural: self.plural,
            description: self.description,
            icon: self.icon,
            order: self.order,
            in_menu: self.in_menu,
            shipped: true,
            title_field: self.title_field,
            title_from: self.title_from,
            person: self.person,
            activity: self.activity,
            through: self.through,
            fields,
            layout: self.layout.into(),
            pipeline: self.pipeline.map(Into::into),
            indexes: self.indexes.into_iter().map(|fields| IndexDef { fields }).collect(),
            version: 1,
        })
    }
}

/// The fault with its field's name before the setting's.
pub(crate) fn below(field: &FieldName, fault: FieldProblem) -> FieldProblem {
    FieldProblem { field: format!("{field}.{}", fault.field), ..fault }
}

impl PipelineSpec {
    fn options(&self) -> Vec<ChoiceSpec> {
        let option = |stage: &StageSpec| Choice {
            key: stage.key.clone(),
            label: stage.label.clone(),
            color: stage.color,
            active: true,
            synonyms: stage.synonyms.clone(),
        };
        self.stages.iter().map(|stage| option(stage).into()).collect()
    }
}

impl From<PipelineSpec> for Pipeline {
    fn from(spec: PipelineSpec) -> Self {
        let stage = |stage: StageSpec| Stage {
            key: stage.key,
            label: stage.label,
            kind: stage.kind,
            probability: stage.probability,
            color: stage.color,
            required_fields: stage.required_fields,
        };
        Self { field: spec.field, stages: spec.stages.into_iter().map(stage).collect() }
    }
}

impl From<LayoutSpec> for Layout {
    fn from(spec: LayoutSpec) -> Self {
        let section = |s: SectionSpec| Section { label: s.label, columns: s.columns, fields: s.fields };
        let related = |r: RelatedSpec| Related { object: r.object, field: r.field, label: r.label };
        Self {
            sections: spec.sections.into_iter().map(section).collect(),
            list: spec.list,
            related: spec.related.into_iter().map(related).collect(),
        }
    }
}

fn yes() -> bool {
    true
}

fn two() -> u8 {
    2
}
