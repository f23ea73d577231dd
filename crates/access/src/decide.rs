//! The one door: may this principal do this to records of this object, to which, and with which fields?

use std::sync::Arc;

use metadata::{FieldDef, Metadata, ObjectDef};
use model::{FieldName, Predicate, Scalar};

use crate::directory::Owners;
use crate::links::{ThroughLink, through_links};
use crate::merged::Merged;
use crate::permit::{PermitParts, owner_column};
use crate::{Action, Denied, FieldRight, FieldRights, Permit, Principal, Scope, Why};

mod derived;
#[cfg(test)]
mod tests;

/// Decides. Deny by default: what no role gives is refused.
///
/// # Errors
/// [`Denied`] when no record of the object could ever be reached by the action.
pub fn decide(
    principal: &Principal,
    object: &ObjectDef,
    metadata: &Metadata,
    action: Action,
) -> Result<Permit, Denied> {
    let merged = Merged::of(principal, object, metadata);
    let view = view_rows(principal, &merged, object, metadata);
    let rows = rows(principal, &merged, &view, action);
    if rows == Predicate::False || !principal.covers(&object.name, action) {
        let may_view = view != Predicate::False && principal.covers(&object.name, Action::View);
        return Err(Denied { object: object.name.clone(), action, may_view });
    }
    let rights = Rights { principal, object, metadata, merged: &merged };
    Ok(Permit::from(PermitParts {
        object: object.name.clone(),
        action,
        rows,
        fields: rights.of_action(action),
        why: why(&merged, object, metadata, action),
        principal: principal.id(),
        metadata_version: metadata.version(),
        directory: Arc::clone(principal.directory()),
    }))
}

/// What a person may do with each field somewhere: edit if creating or editing may write it and viewing may read
/// it, else what viewing shows. For forms and for the metadata API; never for answering with records.
pub fn field_access(principal: &Principal, object: &ObjectDef, metadata: &Metadata) -> FieldRights {
    let of = |action| decide(principal, object, metadata, action).ok();
    let writing = [of(Action::Create), of(Action::Edit), of(Action::Import)];
    let writes = |field: &str| writing.iter().flatten().any(|permit| permit.fields().editable(field));
    let Some(view) = of(Action::View) else {
        return writing
            .into_iter()
            .flatten()
            .next()
            .map(|permit| permit.fields().clone())
            .unwrap_or_default();
    };
    FieldRights::new(view.fields().iter().map(|(name, right)| {
        let edit = right == FieldRight::Read && writes(name.as_str());
        (name.clone(), if edit { FieldRight::Edit } else { right })
    }))
}

fn rows(principal: &Principal, merged: &Merged<'_>, view: &Predicate, action: Action) -> Predicate {
    match action {
        Action::View | Action::History => view.clone(),
        Action::Bulk if merged.scope(action) > Scope::None => view.clone(),
        Action::Create | Action::Import if merged.scope(action) > Scope::None => {
            Predicate::any([owned(principal, Scope::Own), owned(principal, merged.scope(Action::Transfer))])
        }
        Action::Bulk | Action::Create | Action::Import => Predicate::False,
        Action::Edit | Action::Delete | Action::Export | Action::Transfer => {
            let scope = merged.scope(action);
            if scope <= merged.scope(Action::View) {
                owned(principal, scope)
            } else {
                Predicate::all([owned(principal, scope), view.clone()])
            }
        }
    }
}

fn view_rows(
    principal: &Principal,
    merged: &Merged<'_>,
    object: &ObjectDef,
    metadata: &Metadata,
) -> Predicate {
    let direct = owned(principal, merged.scope(Action::View));
    if direct == Predicate::True || !merged.through() {
        return direct;
    }
    let links = through_links(object, metadata);
    let hanging = links.iter().map(|link| linked(principal, link, metadata));
    Predicate::any(std::iter::once(direct).chain(hanging))
}

/// What hangs off a record that may be viewed by its own scope. One hop: not what hangs off what hangs off it.
fn linked(principal: &Principal, link: &ThroughLink<'_>, metadata: &Metadata) -> Predicate {
    let Some(target) = metadata.object(link.target.as_str()) else { return Predicate::False };
    let scope = Merged::of(principal, target, metadata).scope(Action::View);
    match owned(principal, scope) {
        Predicate::False => Predicate::False,
        test => Predicate::Linked {
            column: link.field.column(),
            kind: link.field.links_to_many().then(|| link.field.object_column()),
            object: link.target.clone(),
            test: Box::new(test),
        },
    }
}

fn owned(principal: &Principal, scope: Scope) -> Predicate {
    match principal.owners(scope) {
        Owners::Everyone => Predicate::True,
        Owners::These(owners) if owners.is_empty() => Predicate::False,
        Owners::These(owners) => {
            Predicate::In { column: owner_column(), values: owners.into_iter().map(Scalar::from).collect() }
        }
    }
}

fn why(merged: &Merged<'_>, object: &ObjectDef, metadata: &Metadata, action: Action) -> Why {
    let follows = matches!(action, Action::View | Action::History) && merged.through();
    let links = if follows { through_links(object, metadata) } else { Vec::new() };
    Why {
        roles: merged.givers(action).map(|role| role.key.clone()).collect(),
        scope: merged.scope(action),
        through: links.iter().map(|link| (link.field.name.clone(), link.target.clone())).collect(),
    }
}

/// The rights to the fields of one object.
struct Rights<'a> {
    principal: &'a Principal,
    object: &'a ObjectDef,
    metadata: &'a Metadata,
    merged: &'a Merged<'a>,
}

impl Rights<'_> {
    fn of_action(&self, action: Action) -> FieldRights {
        FieldRights::new(self.object.fields_in_use().map(|field| {
            let right = self.of_field(field, action);
            (FieldName::clone(&field.name), right)
        }))
    }

    fn of_field(&self, field: &FieldDef, action: Action) -> FieldRight {
        let viewed = || self.viewed(field);
        let acting = || self.merged.acting_right(field, action);
        match action {
            Action::Transfer if is_owner(field) => FieldRight::Edit,
            Action::View | Action::History | Action::Bulk | Action::Delete | Action::Transfer => viewed(),
            Action::Export => viewed().min(self.exported(field)),
            Action::Edit => {
                let shown = viewed();
                let editable = shown == FieldRight::Read && writable(field) && !is_owner(field);
                if editable && acting() == FieldRight::Edit { FieldRight::Edit } else { shown }
            }
            Action::Create | Action::Import => {
                if writable(field) && acting() == FieldRight::Edit {
                    FieldRight::Edit
                } else {
                    viewed()
                }
            }
        }
    }

    fn viewed(&self, field: &FieldDef) -> FieldRight {
        if field.stored() {
            return self.merged.view_right(field).min(FieldRight::Read);
        }
        derived::weakest(self.principal, self.object, self.metadata, field, Action::View)
    }

    fn exported(&self, field: &FieldDef) -> FieldRight {
        if field.stored() {
            return self.merged.acting_right(field, Action::Export);
        }
        derived::weakest(self.principal, self.object, self.metadata, field, Action::Export)
    }
}

fn is_owner(field: &FieldDef) -> bool {
    field.system && field.name == "owner"
}

fn writable(field: &FieldDef) -> bool {
    field.stored() && !field.read_only && !matches!(field.kind, metadata::FieldType::AutoNumber { .. })
}
