//! What may leave: the only form of a record that can be serialized.
//!
//! A [`Visible`] is made in `open.rs` alone, after the mask; a hidden field is not in it at all.

use std::sync::Arc;

use metadata::ObjectDef;
use model::{Address, AnyLink, Money, ObjectName, RecordId, Value};
use serde::ser::{SerializeMap, SerializeSeq, SerializeStruct};
use serde::{Serialize, Serializer};
use uuid::Uuid;

/// A record as its reader may see it.
#[derive(Clone, Debug)]
pub struct Visible {
    pub(crate) object: Arc<ObjectDef>,
    pub(crate) id: RecordId,
    pub(crate) version: i64,
    pub(crate) label: Option<String>,
    pub(crate) values: Vec<(usize, Shown)>,
    pub(crate) can_edit: bool,
    pub(crate) can_delete: bool,
    pub(crate) deleted: Option<Deleted>,
}

/// When and by whom a record was put into the recycle bin.
#[derive(Clone, Debug)]
pub(crate) struct Deleted {
    /// Microseconds since 1970, UTC.
    pub(crate) at: jiff::Timestamp,
    /// Who, with a name if known.
    pub(crate) by: Named,
}

/// An id with the text people know it by; no text when the reader may not see it.
#[derive(Clone, Debug, Serialize)]
pub struct Named {
    /// The id.
    pub id: Uuid,
    /// The text.
    pub label: Option<String>,
}

/// One value as shown.
#[derive(Clone, Debug)]
pub enum Shown {
    /// In clear.
    Plain(Value),
    /// Only its mask.
    Masked(String),
    /// A user or a team.
    Person(Named),
    /// A record elsewhere.
    Link {
        /// Its id and, if the reader may see it, its text.
        named: Named,
        /// Its object.
        object: ObjectName,
    },
    /// Files with what a list of files shows.
    Files(Vec<FileInfo>),
}

/// A stored file as a record shows it.
#[derive(Clone, Debug, Serialize)]
pub struct FileInfo {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// Media type (RFC 6838), as detected.
    pub media_type: String,
}

impl Visible {
    /// The record's id.
    pub fn id(&self) -> RecordId {
        self.id
    }

    /// The version it was read at; its `ETag`.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// The text of its title field, if the reader may see it.
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// The object it belongs to.
    pub fn object(&self) -> &Arc<ObjectDef> {
        &self.object
    }

    /// The shown value of a field, if the field is among those asked for and not hidden.
    pub fn value(&self, field: &str) -> Option<&Shown> {
        self.fields().find(|(name, _)| *name == field).map(|(_, shown)| shown)
    }

    /// The fields shown with their values, in the order asked for.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Shown)> {
        self.values.iter().filter_map(|(index, shown)| {
            let field = self.object.fields.get(*index)?;
            Some((field.name.as_str(), shown))
        })
    }
}

impl Serialize for Visible {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("object", self.object.name.as_str())?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("version", &self.version)?;
        map.serialize_entry("label", &self.label)?;
        map.serialize_entry("values", &Values(self))?;
        map.serialize_entry("masked", &MaskedNames(self))?;
        map.serialize_entry("can", &Can { edit: self.can_edit, delete: self.can_delete })?;
        if let Some(deleted) = &self.deleted {
            map.serialize_entry("deleted_at", &deleted.at)?;
            map.serialize_entry("deleted_by", &deleted.by)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Can {
    edit: bool,
    delete: bool,
}

struct Values<'a>(&'a Visible);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.fields())
    }
}

struct MaskedNames<'a>(&'a Visible);

impl Serialize for MaskedNames<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let masked = self.0.fields().filter(|(_, shown)| matches!(shown, Shown::Masked(_)));
        serializer.collect_seq(masked.map(|(name, _)| name))
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(value) => serialize_value(value, serializer),
            Self::Masked(text) => serializer.serialize_str(text),
            Self::Person(named) => named.serialize(serializer),
            Self::Link { named, object } => {
                let mut fields = serializer.serialize_struct("Link", 3)?;
                fields.serialize_field("id", &named.id)?;
                fields.serialize_field("label", &named.label)?;
                fields.serialize_field("object", object)?;
                fields.end()
            }
            Self::Files(files) => files.serialize(serializer),
        }
    }
}

/// The API's form of a plain value (docs/api-design.md section 2).
fn serialize_value<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Value::Null => serializer.serialize_unit(),
        Value::Text(text) => serializer.serialize_str(text),
        Value::Int(number) => serializer.serialize_i64(*number),
        Value::Decimal(number) => serializer.collect_str(number),
        Value::Money(money) => Money::serialize(money, serializer),
        Value::Bool(value) => serializer.serialize_bool(*value),
        Value::Date(date) => serializer.collect_str(date),
        Value::Time(instant) => serializer.collect_str(instant),
        Value::List(items) => serializer.collect_seq(items),
        Value::Address(address) => Address::serialize(address, serializer),
        Value::Link(id) => serializer.collect_str(id),
        Value::AnyLink(link) => AnyLink::serialize(link, serializer),
        Value::Files(files) => {
            let mut list = serializer.serialize_seq(Some(files.len()))?;
            for file in files {
                list.serialize_element(file)?;
            }
            list.end()
        }
        Value::Json(json) => json.serialize(serializer),
        Value::Location(location) => location.serialize(serializer),
    }
}

/// One page of a list.
#[derive(Debug, Serialize)]
pub struct Page {
    /// The records, in order.
    pub items: Vec<Visible>,
    /// The cursor of the next page; none at the end.
    pub next: Option<String>,
    /// How many there are in all, if asked for.
    pub count: Option<Count>,
}

/// How many records there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The number, or the cap.
    pub value: u64,
    /// Whether there are more than `value`.
    pub capped: bool,
}
