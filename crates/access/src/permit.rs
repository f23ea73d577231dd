//! The answer of [`crate::decide()`]: which rows, which fields, and why. Private throughout: the only way to hold a
//! [`Permit`] is to have been decided about.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{Column, Facts, FieldName, Label, ObjectName, Predicate, Problem, Scalar, UserId};

use crate::{Action, Directory, FieldRight, RoleKey, Scope};

/// The right to every field of an object for one action. A field that is not in it is hidden.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FieldRights(BTreeMap<FieldName, FieldRight>);

impl FieldRights {
    pub(crate) fn new(rights: impl IntoIterator<Item = (FieldName, FieldRight)>) -> Self {
        Self(rights.into_iter().filter(|(_, right)| *right > FieldRight::Hidden).collect())
    }

    /// The right to the field of that name; hidden when there is no such field.
    pub fn right(&self, field: &str) -> FieldRight {
        self.0.get(field).copied().unwrap_or_default()
    }

    /// Whether something of the field is shown, be it masked.
    pub fn visible(&self, field: &str) -> bool {
        self.right(field) > FieldRight::Hidden
    }

    /// Whether only the masked form is shown.
    pub fn masked(&self, field: &str) -> bool {
        self.right(field) == FieldRight::Masked
    }

    /// Whether its value may be read; only such a field may be filtered, sorted, grouped or searched by.
    pub fn readable(&self, field: &str) -> bool {
        self.right(field) >= FieldRight::Read
    }

    /// Whether its value may be written by this action.
    pub fn editable(&self, field: &str) -> bool {
        self.right(field) == FieldRight::Edit
    }

    /// The fields that are not hidden, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&FieldName, FieldRight)> {
        self.0.iter().map(|(name, right)| (name, *right))
    }
}

/// Which roles gave the permit, and how far they reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The roles that give the action.
    pub roles: Vec<RoleKey>,
    /// The widest scope they give it; `all` for an action without a scope, such as `create`.
    pub scope: Scope,
    /// The links by which a view right flows here from records of the objects named.
    pub through: Vec<(FieldName, ObjectName)>,
}

impl Why {
    /// One sentence for the log and for people.
    pub fn sentence(&self) -> Label {
        let roles = self.roles.iter().map(RoleKey::as_str).collect::<Vec<_>>().join(", ");
        let scope = self.scope.label();
        let through = if self.through.is_empty() {
            Label::default()
        } else {
            Label::new("，以及随可见记录关联的", ", and what hangs off records they may view")
        };
        Label::new(
            format!("角色 {roles} 允许：{}{}", scope.zh, through.zh),
            format!("allowed by {roles}: {}{}", scope.en, through.en),
        )
    }
}

/// The right to do one thing to some records of one object. Only [`crate::decide()`] makes one.
#[derive(Clone, Debug)]
pub struct Permit {
    object: ObjectName,
    action: Action,
    rows: Predicate,
    fields: FieldRights,
    why: Why,
    principal: UserId,
    metadata_version: u64,
    directory: Arc<Directory>,
}

pub(crate) struct PermitParts {
    pub(crate) object: ObjectName,
    pub(crate) action: Action,
    pub(crate) rows: Predicate,
    pub(crate) fields: FieldRights,
    pub(crate) why: Why,
    pub(crate) principal: UserId,
    pub(crate) metadata_version: u64,
    pub(crate) directory: Arc<Directory>,
}

impl From<PermitParts> for Permit {
    fn from(parts: PermitParts) -> Self {
        let PermitParts { object, action, rows, fields, why, principal, metadata_version, directory } = parts;
        Self { object, action, rows, fields, why, principal, metadata_version, directory }
    }
}

impl Permit {
    /// The object.
    pub fn object(&self) -> &ObjectName {
        &self.object
    }

    /// The action.
    pub fn action(&self) -> Action {
        self.action
    }

    /// The rows it may be done to. For `create` and `import`: the rows that may come into being.
    pub fn rows(&self) -> &Predicate {
        &self.rows
    }

    /// The fields, and what may be done with each.
    pub fn fields(&self) -> &FieldRights {
        &self.fields
    }

    /// Which roles gave it.
    pub fn why(&self) -> &Why {
        &self.why
    }

    /// Whom it was given to.
    pub fn principal(&self) -> UserId {
        self.principal
    }

    /// The version of the metadata it was decided on.
    pub fn metadata_version(&self) -> u64 {
        self.metadata_version
    }

    /// The version of the directory it was decided on.
    pub fn directory_version(&self) -> u64 {
        self.directory.version()
    }

    /// Whether the record as it will be written is still one this permit covers. To be asked again after the
    /// draft is complete: an edit must not push a record out of (or into) somebody's reach, and a new record must
    /// belong to its maker unless they may transfer. A transferred record may leave the reach; its new owner must
    /// be an active user, and it may become unowned only by a right over all records.
    pub fn permits_image(&self, image: &dyn Facts) -> bool {
        if self.action != Action::Transfer {
            return self.rows.holds(image);
        }
        match image.column(&owner_column()) {
            Scalar::Id(id) => self.directory.user(UserId(id)).is_some_and(|user| user.active),
            Scalar::Null => self.why.scope == Scope::All,
            _ => false,
        }
    }
}

/// The column every object keeps its owner in.
pub(crate) fn owner_column() -> Column {
    Column::new("owner")
}

/// The principal may not do this to any record of the object.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{action} of {object} is given by no role")]
pub struct Denied {
    /// The object.
    pub object: ObjectName,
    /// The action.
    pub action: Action,
    /// Whether records of the object may at least be viewed; if not, the object is as if it were not there.
    pub may_view: bool,
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        if denied.may_view { Self::forbidden() } else { Self::not_found() }
    }
}
