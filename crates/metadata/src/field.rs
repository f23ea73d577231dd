//! A field: its type with that type's settings, its rules, and the columns it is stored in.

use std::str::FromStr;

use model::{Column, FieldName, Label};
use serde::{Deserialize, Serialize};

use crate::{FieldType, RollupFunction};

/// How closely a field's content is guarded. Ordered: later is stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataClass {
    /// May be published.
    Public,
    /// For the company's own people (内部).
    #[default]
    Internal,
    /// Sealed again inside the encrypted database, masked by default for some roles (敏感).
    Sensitive,
    /// Sealed, hidden by default (高敏).
    Restricted,
}

/// How a column stores its value. `tables` and `vault` know these eight, never the thirty types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Storage {
    /// UTF-8 text compared byte by byte.
    Text,
    /// A 64-bit whole number.
    Integer,
    /// A decimal scaled to a 64-bit whole number: value × 10^scale.
    Decimal {
        /// Decimals kept.
        scale: u8,
    },
    /// True or false.
    Boolean,
    /// Microseconds since 1970-01-01T00:00:00Z; a date is its midnight UTC.
    Time,
    /// Bytes: sealed values and blind indexes.
    Bytes,
    /// JSON text in canonical form.
    Json,
    /// An id.
    Reference,
}

/// One column of an object's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredColumn {
    /// The column.
    pub column: Column,
    /// How it stores.
    pub storage: Storage,
}

/// Whether and how a field is found by full-text search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Searched {
    /// Not at all.
    #[default]
    No,
    /// By one- and two-character grams of its text; sealed fields by keyed tokens of the whole value and its tail.
    Text,
    /// As `Text`, and by the initials of its pinyin.
    Name,
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own, as in the files and the API"
)]
pub struct FieldDef {
    /// Its name.
    pub name: FieldName,
    /// What people read.
    pub label: Label,
    /// A sentence that helps to fill it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Label>,
    /// Its type.
    #[serde(flatten)]
    pub kind: FieldType,
    /// Whether it must be filled.
    #[serde(default)]
    pub required: bool,
    /// Whether no two living records may hold the same value.
    #[serde(default)]
    pub unique: bool,
    /// Whether filtering and sorting by it has an index of its own.
    #[serde(default)]
    pub indexed: bool,
    /// Whether only the system writes it.
    #[serde(default)]
    pub read_only: bool,
    /// How closely it is guarded.
    #[serde(default)]
    pub class: DataClass,
    /// Whether it tells something about a living person (PIPL article 4, GDPR article 4(1)).
    #[serde(default)]
    pub personal: bool,
    /// What a new record gets when nothing is given, in the API's form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<serde_json::Value>,
    /// How search finds it.
    #[serde(default)]
    pub searched: Searched,
    /// Further words a column of an imported file may have for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// Whether it ships with the program. The customer's layer may restrict a shipped field, never loosen it.
    #[serde(default)]
    pub shipped: bool,
    /// Whether the engine adds it to every object.
    #[serde(default)]
    pub system: bool,
    /// Whether it is no longer used: out of every screen, its values kept until purged.
    #[serde(default)]
    pub retired: bool,
}

impl FieldDef {
    /// Whether its value is sealed once more inside the encrypted database.
    pub fn sealed(&self) -> bool {
        self.class >= DataClass::Sensitive
            || matches!(self.kind, FieldType::Phone {} | FieldType::Email {} | FieldType::Address {})
    }

    /// Whether it has a column at all: formulas and roll-ups are worked out when read.
    pub fn stored(&self) -> bool {
        !matches!(self.kind, FieldType::Formula { .. } | FieldType::Rollup { .. })
    }

    /// Its main column: what is compared and sorted when it is not sealed.
    pub fn column(&self) -> Column {
        Column::new(self.name.as_str())
    }

    /// The column of the blind index that finds equal values of a sealed field.
    pub fn blind_column(&self) -> Column {
        self.suffixed("_bidx")
    }

    /// The column of the blind index of a phone number's last four digits.
    pub fn tail_column(&self) -> Column {
        self.suffixed("_tail")
    }

    /// The column with the currency of an amount.
    pub fn currency_column(&self) -> Column {
        self.suffixed("_currency")
    }

    /// The column that names the object of a link to one of several.
    pub fn object_column(&self) -> Column {
        self.suffixed("_object")
    }

    /// Whether it links to one of several objects.
    pub fn links_to_many(&self) -> bool {
        matches!(&self.kind, FieldType::Link { objects } if objects.len() > 1)
    }

    /// Whether people may compare values of it by a blind index (equality only).
    pub fn has_blind_index(&self) -> bool {
        self.sealed()
            && !matches!(
                self.kind,
                FieldType::Address {}
                    | FieldType::LongText { .. }
                    | FieldType::RichText { .. }
                    | FieldType::Json {}
                    | FieldType::Location {}
                    | FieldType::File {}
            )
    }

    fn suffixed(&self, suffix: &str) -> Column {
        Column::new(&format!("{}{suffix}", self.name))
    }

    /// How its main column stores an unsealed value.
    pub fn storage(&self) -> Storage {
        match &self.kind {
            FieldType::Text { .. }
            | FieldType::LongText { .. }
            | FieldType::RichText { .. }
            | FieldType::Choice { .. }
            | FieldType::Phone {}
            | FieldType::Email {}
            | FieldType::Url {}
            | FieldType::AutoNumber { .. } => Storage::Text,
            FieldType::Integer { .. } | FieldType::Rating { .. } => Storage::Integer,
            FieldType::Number { scale, .. }
            | FieldType::Money { scale, .. }
            | FieldType::Percent { scale, .. } => Storage::Decimal { scale: *scale },
            FieldType::Boolean {} => Storage::Boolean,
            FieldType::Date {} | FieldType::Datetime {} => Storage::Time,
            FieldType::Id {} | FieldType::User {} | FieldType::Team {} | FieldType::Link { .. } => {
                Storage::Reference
            }
            FieldType::MultiChoice { .. }
            | FieldType::Address {}
            | FieldType::File {}
            | FieldType::Json {}
            | FieldType::Location {}
            | FieldType::Tags {} => Storage::Json,
            FieldType::Formula { result, .. } => result.storage(),
            FieldType::Rollup { function, .. } => match function {
                RollupFunction::Count => Storage::Integer,
                RollupFunction::Sum | RollupFunction::Min | RollupFunction::Max => {
                    Storage::Decimal { scale: 2 }
                }
            },
        }
    }

    /// The columns it is stored in, main column first. None for formulas and roll-ups.
    pub fn columns(&self) -> Vec<StoredColumn> {
        if !self.stored() {
            return Vec::new();
        }
        let mut columns = Vec::with_capacity(2);
        let mut push = |column, storage| columns.push(StoredColumn { column, storage });
        if self.sealed() {
            push(self.column(), Storage::Bytes);
            if self.has_blind_index() {
                push(self.blind_column(), Storage::Bytes);
            }
            if matches!(self.kind, FieldType::Phone {}) {
                push(self.tail_column(), Storage::Bytes);
            }
            return columns;
        }
        push(self.column(), self.storage());
        if matches!(self.kind, FieldType::Money { .. }) {
            push(self.currency_column(), Storage::Text);
        }
        if self.links_to_many() {
            push(self.object_column(), Storage::Text);
        }
        columns
    }
}

/// Endings a field's name may not have, because the engine makes columns with them.
pub const RESERVED_SUFFIXES: [&str; 4] = ["_bidx", "_tail", "_currency", "_object"];

impl FromStr for DataClass {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "public" => Ok(Self::Public),
            "internal" => Ok(Self::Internal),
            "sensitive" => Ok(Self::Sensitive),
            "restricted" => Ok(Self::Restricted),
            _ => Err(()),
        }
    }
}
