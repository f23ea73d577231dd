//! New objects and new fields.

use model::{FieldName, FieldProblem, Kind, Label, NameError, ObjectName, Problem};

use super::diff::steps_between;
use super::{SchemaPlan, initial_steps};
use crate::layer::{CUSTOM_PREFIX, NewObject};
use crate::system_fields::system_fields;
use crate::{
    AutoPattern, Check, DataClass, FieldDef, FieldSpec, FieldType, Layout, Metadata, ObjectDef, ReadContext,
    Searched, Section, Step,
};

/// The most objects of a customer's own.
const MAX_OBJECTS: usize = 200;
/// Where a customer's objects stand in the menu: behind the shipped ones.
const CUSTOM_ORDER: i32 = 1_000;
/// A list shows no more columns than this before anyone chose others.
const LIST_COLUMNS: usize = 8;
const MAX_ICON_CHARS: usize = 40;

fn prefixed(name: &str) -> String {
    if name.starts_with(CUSTOM_PREFIX) { name.into() } else { format!("{CUSTOM_PREFIX}{name}") }
}

fn bad_name(_: NameError) -> Problem {
    Problem::invalid_field("name", "invalid_name")
}

pub(super) fn create_object(metadata: &Metadata, new: &NewObject) -> Result<SchemaPlan, Problem> {
    let name = ObjectName::new(&prefixed(new.name.as_str())).map_err(bad_name)?;
    if metadata.object(name.as_str()).is_some() {
        return Err(Problem::invalid_field("name", "name_taken"));
    }
    if metadata.objects().filter(|object| !object.shipped).count() >= MAX_OBJECTS {
        return Err(Problem::new(Kind::Invalid, "too_many_objects").with("max", MAX_OBJECTS.to_string()));
    }
    if new.label.zh.trim().is_empty() && new.label.en.trim().is_empty() {
        return Err(Problem::invalid_field("label", "label_required"));
    }
    let icon = new.icon.clone().unwrap_or_else(|| "box".into());
    check_icon(&icon)?;
    let pattern = new.number.clone().unwrap_or_else(|| number_pattern(&name));
    if pattern.parse::<AutoPattern>().is_err() {
        return Err(Problem::invalid_field("number", "invalid_pattern"));
    }
    let title = FieldName::new("name").map_err(bad_name)?;
    let mut fields = system_fields(&pattern, false).map_err(bad_name)?;
    fields.push(title_field(&title, new.title_label.as_ref()));
    let next = ObjectDef {
        name: name.clone(),
        label: new.label.clone(),
        plural: new.plural.clone().unwrap_or_else(|| new.label.clone()),
        description: new.description.clone().unwrap_or_default(),
        icon,
        order: CUSTOM_ORDER,
        in_menu: true,
        shipped: false,
        title_field: title.clone(),
        title_from: Vec::new(),
        person: false,
        activity: false,
        through: None,
        fields,
        layout: first_layout(&title)?,
        pipeline: None,
        indexes: Vec::new(),
        version: 1,
    };
    Ok(SchemaPlan { object: name, checks: Vec::new(), steps: initial_steps(&next), next })
}

/// The name of an icon: what may stand in the web app's list.
pub(super) fn check_icon(icon: &str) -> Result<(), Problem> {
    let fits = (1..=MAX_ICON_CHARS).contains(&icon.len())
        && icon.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits { Ok(()) } else { Err(Problem::invalid_field("icon", "invalid_option")) }
}

/// The first three letters of the name, such as `MAC-{000000}` for `c_machine`.
fn number_pattern(name: &ObjectName) -> String {
    let own = name.as_str().strip_prefix(CUSTOM_PREFIX).unwrap_or(name.as_str());
    let letters: String = own.chars().filter(char::is_ascii_alphanumeric).take(3).collect();
    format!("{}-{{000000}}", letters.to_ascii_uppercase())
}

fn title_field(name: &FieldName, label: Option<&Label>) -> FieldDef {
    FieldDef {
        name: name.clone(),
        label: label.cloned().unwrap_or_else(|| Label::new("名称", "Name")),
        help: None,
        kind: FieldType::Text { max_length: 200, format: None },
        required: true,
        unique: false,
        indexed: true,
        read_only: false,
        class: DataClass::Internal,
        personal: false,
        default: None,
        searched: Searched::Name,
        synonyms: Vec::new(),
        shipped: false,
        system: false,
        retired: false,
    }
}

fn first_layout(title: &FieldName) -> Result<Layout, Problem> {
    let names = |names: &[&str]| names.iter().map(|name| FieldName::new(name)).collect::<Result<Vec<_>, _>>();
    let mut basics = vec![title.clone()];
    basics.extend(names(&["owner", "team", "tags", "number"]).map_err(bad_name)?);
    let system = names(&[
        "last_activity_at",
        "next_activity_at",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        "external_id",
    ]);
    let mut list = vec![title.clone()];
    list.extend(names(&["owner", "updated_at"]).map_err(bad_name)?);
    Ok(Layout {
        sections: vec![
            Section { label: Label::new("基本信息", "Basics"), columns: 2, fields: basics },
            Section {
                label: Label::new("系统信息", "System"),
                columns: 2,
                fields: system.map_err(bad_name)?,
            },
        ],
        list,
        related: Vec::new(),
    })
}

pub(super) fn add_field(object: &ObjectDef, spec: &FieldSpec) -> Result<SchemaPlan, Problem> {
    let name = FieldName::new(&prefixed(spec.name.as_str())).map_err(bad_name)?;
    if object.fields.iter().any(|field| field.name == name) {
        return Err(Problem::invalid_field("name", "name_taken"));
    }
    let spec = FieldSpec { name, ..spec.clone() };
    let field = spec.into_field(false).map_err(Problem::invalid_fields)?;
    let mut next = ObjectDef { version: object.version.saturating_add(1), ..object.clone() };
    place(&mut next.layout, object, &field);
    next.fields.push(field.clone());
    Ok(with_field(object, next, &field))
}

/// The plan that brings a new field: an empty column is filled with the default, and must not stay empty if required.
pub(super) fn with_field(object: &ObjectDef, next: ObjectDef, field: &FieldDef) -> SchemaPlan {
    let (mut checks, mut steps) = steps_between(object, &next);
    let filled = backfill(&next.name, field);
    if field.required && field.stored() && filled.is_empty() {
        checks.push(Check::NoRecords { object: next.name.clone(), field: field.name.clone() });
    }
    let indexes =
        steps.iter().position(|step| matches!(step, Step::CreateIndex { .. })).unwrap_or(steps.len());
    steps.splice(indexes..indexes, filled);
    SchemaPlan { object: next.name.clone(), checks, steps, next }
}

/// Fills the columns with the default. A sealed value can't be the same bytes in every row, so it is left empty.
fn backfill(object: &ObjectName, field: &FieldDef) -> Vec<Step> {
    let read = |default| field.read(default, &ReadContext::default()).ok();
    let scalars = field.default.as_ref().and_then(read).and_then(|value| field.store(&value).ok());
    let columns = field.columns().into_iter().map(|stored| stored.column);
    let fills = columns.zip(scalars.unwrap_or_default()).filter(|(_, value)| !value.is_null());
    fills.map(|(column, value)| Step::Backfill { object: object.clone(), column, value }).collect()
}

/// A new field appears at once: in the first section of the form and, for the customer's own objects, in the list.
fn place(layout: &mut Layout, object: &ObjectDef, field: &FieldDef) {
    match layout.sections.first_mut() {
        Some(section) => section.fields.push(field.name.clone()),
        None => layout.sections.push(Section {
            label: Label::new("基本信息", "Basics"),
            columns: 2,
            fields: vec![field.name.clone()],
        }),
    }
    if !object.shipped && layout.list.len() < LIST_COLUMNS {
        let before_owner = layout.list.iter().position(|name| *name == *"owner").unwrap_or(layout.list.len());
        layout.list.insert(before_owner, field.name.clone());
    }
}

/// The problem of one setting.
pub(super) fn setting(name: impl Into<String>, code: &'static str) -> Problem {
    Problem::invalid_fields(vec![FieldProblem::new(name, code)])
}
