//! An object: its fields, how it is shown, and the indexes its lists need.

use model::{FieldName, Label, ObjectName};
use serde::{Deserialize, Serialize};

use crate::system_fields::table_of;
use crate::{FieldDef, FieldType, Layout, Pipeline};

/// A business object, shipped or the customer's own: one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own, as in the files and the API"
)]
pub struct ObjectDef {
    /// Its name.
    pub name: ObjectName,
    /// One of them.
    pub label: Label,
    /// Many of them.
    pub plural: Label,
    /// What it is for.
    #[serde(default)]
    pub description: Label,
    /// The name of its icon in the web app.
    #[serde(default = "default_icon")]
    pub icon: String,
    /// Its place in the menu, ascending.
    #[serde(default)]
    pub order: i32,
    /// Whether it stands in the menu.
    #[serde(default = "yes")]
    pub in_menu: bool,
    /// Whether it ships with the program.
    #[serde(default)]
    pub shipped: bool,
    /// The field whose text names a record.
    pub title_field: FieldName,
    /// The fields whose texts make a title when an imported row brings none, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub title_from: Vec<FieldName>,
    /// Whether a record is about one living person, whose sealed fields get a key of their own.
    #[serde(default)]
    pub person: bool,
    /// Whether its records are activities: they appear in the timeline of what their `about` names.
    #[serde(default)]
    pub activity: bool,
    /// The link to the record whose rights flow here under a "through" grant, such as `account`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<FieldName>,
    /// All fields: the engine's first, then its own in the order declared.
    pub fields: Vec<FieldDef>,
    /// How records and lists are laid out.
    #[serde(default)]
    pub layout: Layout,
    /// The stages its records pass through, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Pipeline>,
    /// Indexes over several fields, besides those that single fields ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<IndexDef>,
    /// Counts the changes of this definition; a change made on an old version is refused.
    #[serde(default)]
    pub version: u32,
}

/// An index over several fields of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexDef {
    /// The fields, most telling first.
    pub fields: Vec<FieldName>,
}

impl ObjectDef {
    /// The field of that name, if it is in use.
    pub fn field(&self, name: &str) -> Option<&FieldDef> {
        self.fields.iter().find(|field| field.name == *name && !field.retired)
    }

    /// The same with its place among the fields.
    pub fn field_at(&self, name: &str) -> Option<(usize, &FieldDef)> {
        self.fields.iter().enumerate().find(|(_, field)| field.name == *name && !field.retired)
    }

    /// The fields in use.
    pub fn fields_in_use(&self) -> impl Iterator<Item = &FieldDef> {
        self.fields.iter().filter(|field| !field.retired)
    }

    /// The fields a file may be imported into: those people may write, in the order of the layout.
    pub fn importable_fields(&self) -> Vec<&FieldDef> {
        let placed = |field: &FieldDef| {
            let mut names = self.layout.sections.iter().flat_map(|section| &section.fields);
            names.position(|name| *name == field.name).unwrap_or(usize::MAX)
        };
        let a_cell_holds_it = |field: &FieldDef| {
            !matches!(field.kind, FieldType::File {} | FieldType::Location {} | FieldType::Json {})
        };
        let importable = |field: &&FieldDef| !field.read_only && field.stored() && a_cell_holds_it(field);
        let mut fields: Vec<&FieldDef> = self.fields_in_use().filter(importable).collect();
        fields.sort_by_key(|field| placed(field));
        fields
    }

    /// The name of its table.
    pub fn table(&self) -> String {
        table_of(&self.name)
    }
}

fn yes() -> bool {
    true
}

fn default_icon() -> String {
    "box".into()
}
