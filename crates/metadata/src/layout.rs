//! How a record page and a list are laid out.

use model::{FieldName, Label, ObjectName};
use serde::{Deserialize, Serialize};

/// The layout of one object.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Layout {
    /// The groups of fields on the record page and in the form.
    pub sections: Vec<Section>,
    /// The columns of the list before anyone chose others.
    pub list: Vec<FieldName>,
    /// The lists of other objects' records under a record.
    pub related: Vec<Related>,
}

/// A group of fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its heading.
    pub label: Label,
    /// Columns side by side on a wide screen, 1 or 2.
    #[serde(default = "two")]
    pub columns: u8,
    /// The fields, in order.
    pub fields: Vec<FieldName>,
}

/// A list of another object's records that link here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// The other object.
    pub object: ObjectName,
    /// Its link field.
    pub field: FieldName,
    /// The heading.
    pub label: Label,
}

fn two() -> u8 {
    2
}
