//! A role: what it gives over the system, and over the records of each object.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use metadata::{DataClass, FieldDef};
use model::{FieldName, Label, ObjectName};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Action, Capability, FieldRight, Scope};

/// A role's stable key: 1–48 of `a-z 0-9 _`, first a letter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleKey(Arc<str>);

/// The text is not 1–48 of `a-z 0-9 _` with a letter first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role's key has 1 to 48 of a-z, 0-9 and _, and begins with a letter")]
pub struct RoleKeyError;

impl RoleKey {
    /// The checked key.
    ///
    /// # Errors
    /// [`RoleKeyError`] when the text is no key.
    pub fn new(text: &str) -> Result<Self, RoleKeyError> {
        ObjectName::new(text).map(|_| Self(text.into())).map_err(|_| RoleKeyError)
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RoleKey {
    type Err = RoleKeyError;

    fn from_str(text: &str) -> Result<Self, RoleKeyError> {
        Self::new(text)
    }
}

impl fmt::Display for RoleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RoleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl Serialize for RoleKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RoleKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// A named bundle of rights that people are given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Its stable key.
    pub key: RoleKey,
    /// Its name.
    pub label: Label,
    /// What it is for.
    #[serde(default)]
    pub description: Label,
    /// Whether it ships with the program; such a role is copied, never changed.
    #[serde(default)]
    pub shipped: bool,
    /// Counts its changes.
    #[serde(default)]
    pub version: u32,
    /// What it gives over the system itself.
    #[serde(default)]
    pub system: BTreeSet<Capability>,
    /// What it gives over the records of each object named here.
    #[serde(default)]
    pub objects: BTreeMap<ObjectName, Grant>,
    /// What it gives over every object not named above, also those made later; nothing when absent.
    #[serde(default)]
    pub default: Option<Grant>,
}

impl Role {
    /// What the role gives over that object.
    pub fn grant(&self, object: &str) -> Option<&Grant> {
        self.objects.get(object).or(self.default.as_ref())
    }
}

/// What a role gives over the records of one object. Everything not given is refused.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "the switches are independent, and named so on the wire")]
pub struct Grant {
    /// Whose records may be viewed, and their history.
    pub view: Scope,
    /// Whether new ones may be made.
    pub create: bool,
    /// Whose may be edited; never wider than `view`.
    pub edit: Scope,
    /// Whose may be deleted; never wider than `view`.
    pub delete: Scope,
    /// Whose may be exported; never wider than `view`.
    pub export: Scope,
    /// Whether records may be brought in from files.
    pub import: bool,
    /// Whose may be given to another owner, and on whose behalf new ones may be made; never wider than `view`.
    pub transfer: Scope,
    /// Whether a selection may be changed at once.
    pub bulk: bool,
    /// Whether what hangs off a record one may view by its own scope may be viewed too. View and history only.
    pub through: bool,
    /// Rights of single fields; these go before `classes`.
    pub fields: BTreeMap<FieldName, FieldRight>,
    /// Rights of the fields of a data class. Absent: edit for public and internal, masked for sensitive, hidden
    /// for restricted.
    pub classes: BTreeMap<DataClass, FieldRight>,
}

impl Grant {
    /// The scope of an action that has one; for a yes-or-no action, everything or nothing.
    ///
    /// Never inlined: LLVM 22 (rustc 1.95, x86-64) moves the load from this match's jump table out of the loops over a
    /// person's roles and in front of the check that keeps viewing (index -1 there) away from it. An optimized build
    /// then reads 16 GiB past the table and dies as soon as somebody with two roles asks for anything.
    #[inline(never)]
    pub fn scope(&self, action: Action) -> Scope {
        let switch = |on: bool| if on { Scope::All } else { Scope::None };
        match action {
            Action::View | Action::History => self.view,
            Action::Edit => self.edit,
            Action::Delete => self.delete,
            Action::Export => self.export,
            Action::Transfer => self.transfer,
            Action::Create => switch(self.create),
            Action::Import => switch(self.import),
            Action::Bulk => switch(self.bulk),
        }
    }

    /// The right to a field, before what several roles give is merged and what the system writes is kept back.
    pub fn field_right(&self, field: &FieldDef) -> FieldRight {
        let by_class = || self.class_right(guarded_class(field));
        self.fields.get(&field.name).copied().unwrap_or_else(by_class)
    }

    /// The right to the fields of a class that are not named one by one.
    pub fn class_right(&self, class: DataClass) -> FieldRight {
        self.classes.get(&class).copied().unwrap_or(match class {
            DataClass::Public | DataClass::Internal => FieldRight::Edit,
            DataClass::Sensitive => FieldRight::Masked,
            DataClass::Restricted => FieldRight::Hidden,
        })
    }
}

/// The class a field is treated as: what is always sealed (phone, e-mail, address) is sensitive at least,
/// whatever class its definition names.
pub(crate) fn guarded_class(field: &FieldDef) -> DataClass {
    if field.sealed() { field.class.max(DataClass::Sensitive) } else { field.class }
}

/// Whether clear values of the field are kept from crossing over between roles.
pub(crate) fn guarded(field: &FieldDef) -> bool {
    guarded_class(field) >= DataClass::Sensitive
}

/// Every data class, loosest first.
pub(crate) const CLASSES: [DataClass; 4] =
    [DataClass::Public, DataClass::Internal, DataClass::Sensitive, DataClass::Restricted];
