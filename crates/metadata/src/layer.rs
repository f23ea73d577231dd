//! The customer's layer as values: what a person may ask to change about objects and fields.

use model::{FieldName, Label, ObjectName};
use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;

use crate::compact::ChoiceSpec;
use crate::{DataClass, FieldSpec, Layout, Stage};

/// One change of the definitions.
#[expect(clippy::large_enum_variant, reason = "one is made a request and handed on by reference")]
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Makes an object.
    CreateObject(NewObject),
    /// Adds a field to an object.
    AddField {
        /// The object.
        object: ObjectName,
        /// The field; its name gets the customer's prefix `c_` if it lacks it.
        field: Box<FieldSpec>,
    },
    /// Changes a field.
    ChangeField {
        /// The object.
        object: ObjectName,
        /// The field.
        field: FieldName,
        /// What changes.
        patch: Box<FieldPatch>,
        /// The version of the object the change was made on.
        version: u32,
    },
    /// Changes an object's own settings.
    ChangeObject {
        /// The object.
        object: ObjectName,
        /// What changes.
        patch: Box<ObjectPatch>,
        /// The version of the object the change was made on.
        version: u32,
    },
    /// Replaces the stages of an object; gives it a stage field if it has no pipeline yet.
    SetPipeline {
        /// The object.
        object: ObjectName,
        /// The stages, in order.
        stages: Vec<Stage>,
        /// The version of the object the change was made on.
        version: u32,
    },
}

/// An object to be made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewObject {
    /// Its name; gets the customer's prefix `c_` if it lacks it.
    pub name: ObjectName,
    /// One of them.
    pub label: Label,
    /// Many of them; the same as one when absent.
    #[serde(default)]
    pub plural: Option<Label>,
    /// What it is for.
    #[serde(default)]
    pub description: Option<Label>,
    /// The name of its icon.
    #[serde(default)]
    pub icon: Option<String>,
    /// The label of its `name` field.
    #[serde(default)]
    pub title_label: Option<Label>,
    /// The pattern of its numbers.
    #[serde(default)]
    pub number: Option<String>,
}

/// What changes about a field; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldPatch {
    /// Only to refuse a change of the type with words of its own.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// What people read.
    pub label: Option<Label>,
    /// The helping sentence; null takes it away.
    #[serde(deserialize_with = "present")]
    pub help: Option<Option<Label>>,
    /// Whether it must be filled.
    pub required: Option<bool>,
    /// Whether no two living records may hold the same value.
    pub unique: Option<bool>,
    /// Whether it has an index of its own.
    pub indexed: Option<bool>,
    /// How closely it is guarded.
    pub class: Option<DataClass>,
    /// Whether it tells something about a living person.
    pub personal: Option<bool>,
    /// The options, in order.
    pub options: Option<Vec<ChoiceSpec>>,
    /// What a new record gets; null takes it away.
    #[serde(deserialize_with = "present")]
    pub default: Option<Option<Json>>,
    /// Further words for the column of an imported file.
    pub synonyms: Option<Vec<String>>,
    /// The expression of a formula.
    pub formula: Option<String>,
    /// Whether it is no longer used.
    pub retired: Option<bool>,
}

/// What changes about an object; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ObjectPatch {
    /// One of them.
    pub label: Option<Label>,
    /// Many of them.
    pub plural: Option<Label>,
    /// What it is for.
    pub description: Option<Label>,
    /// The name of its icon.
    pub icon: Option<String>,
    /// Whether it stands in the menu.
    pub in_menu: Option<bool>,
    /// The layout.
    pub layout: Option<Layout>,
}

/// What the names of a customer's own objects and fields begin with, so that no later release takes the name.
pub const CUSTOM_PREFIX: &str = "c_";

#[expect(clippy::option_option, reason = "absent, null and a value are three different wishes")]
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
