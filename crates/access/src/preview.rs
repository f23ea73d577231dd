//! Who gains or loses what when roles change: asked before a role is saved.

use std::collections::BTreeSet;
use std::sync::Arc;

use metadata::{Metadata, ObjectDef};
use model::{FieldName, ObjectName, UserId};

use crate::merged::Merged;
use crate::{Action, Capability, Directory, Principal, Role, RoleKey, Scope, field_access};

/// One right of one person that would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose.
    pub user: UserId,
    /// The person's name.
    pub name: String,
    /// Which right.
    pub subject: Subject,
    /// What they have: a scope, a field right, or `yes` and `no`.
    pub before: &'static str,
    /// What they would have.
    pub after: &'static str,
    /// Whether it is more than before.
    pub gains: bool,
}

/// A right that can change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A right over the system.
    System(Capability),
    /// An action on an object's records.
    Action(ObjectName, Action),
    /// Whether what hangs off viewable records is seen.
    Through(ObjectName),
    /// A field, as [`field_access`] answers.
    Field(ObjectName, FieldName),
}

impl Subject {
    /// The object concerned; none for a right over the system.
    pub fn object(&self) -> Option<&ObjectName> {
        match self {
            Self::System(_) => None,
            Self::Action(object, _) | Self::Through(object) | Self::Field(object, _) => Some(object),
        }
    }

    /// The action concerned: `view`, `through`, `field:phone`, `users.manage`.
    pub fn action(&self) -> String {
        match self {
            Self::System(capability) => capability.as_str().into(),
            Self::Action(_, action) => action.as_str().into(),
            Self::Through(_) => "through".into(),
            Self::Field(_, field) => format!("field:{field}"),
        }
    }
}

/// Every right that changes for active people when these roles are put in place of those of the same keys, person by
/// person in the order of their ids. Empty: nobody would notice.
pub fn preview(
    metadata: &Metadata,
    old: &Arc<Directory>,
    roles: impl IntoIterator<Item = Role>,
) -> Vec<Change> {
    let roles: Vec<Role> = roles.into_iter().collect();
    let touched: BTreeSet<RoleKey> = roles.iter().map(|role| role.key.clone()).collect();
    let new = Arc::new(old.with_roles(roles));
    let concerned = old.users().filter(|user| user.active && !user.roles.is_disjoint(&touched));
    let mut changes = Vec::new();
    for user in concerned {
        let before = Principal::for_explaining(old, user.id);
        let after = Principal::for_explaining(&new, user.id);
        if let (Some(before), Some(after)) = (before, after) {
            compare(&before, &after, metadata, &mut changes);
        }
    }
    changes
}

fn compare(before: &Principal, after: &Principal, metadata: &Metadata, changes: &mut Vec<Change>) {
    let mut note = |subject, had: (u8, &'static str), has: (u8, &'static str)| {
        if had != has {
            let gains = has.0 > had.0;
            let (user, name) = (after.id(), after.name().to_owned());
            changes.push(Change { user, name, subject, before: had.1, after: has.1, gains });
        }
    };
    for capability in Capability::ALL {
        let subject = Subject::System(capability);
        note(subject, yes_no(before.can(capability)), yes_no(after.can(capability)));
    }
    for object in metadata.objects() {
        let (had, has) = (Merged::of(before, object, metadata), Merged::of(after, object, metadata));
        for action in Action::ALL.into_iter().filter(|action| *action != Action::History) {
            let subject = Subject::Action(object.name.clone(), action);
            note(subject, reach(&had, action), reach(&has, action));
        }
        let subject = Subject::Through(object.name.clone());
        note(subject, yes_no(had.through()), yes_no(has.through()));
        let fields = (field_access(before, object, metadata), field_access(after, object, metadata));
        for field in object_fields(object) {
            let (had, has) = (fields.0.right(field.as_str()), fields.1.right(field.as_str()));
            let subject = Subject::Field(object.name.clone(), field.clone());
            note(subject, (had as u8, had.as_str()), (has as u8, has.as_str()));
        }
    }
}

fn object_fields(object: &ObjectDef) -> impl Iterator<Item = &FieldName> {
    object.fields_in_use().map(|field| &field.name)
}

fn reach(merged: &Merged<'_>, action: Action) -> (u8, &'static str) {
    let scope = merged.scope(action);
    match action {
        Action::Create | Action::Import | Action::Bulk => yes_no(scope > Scope::None),
        _ => (scope as u8, scope.as_str()),
    }
}

fn yes_no(yes: bool) -> (u8, &'static str) {
    if yes { (1, "yes") } else { (0, "no") }
}
