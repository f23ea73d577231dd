//! Nobody may give what they don't have.

use metadata::{Metadata, ObjectDef};
use model::{Kind, Problem};

use crate::merged::Merged;
use crate::role::CLASSES;
use crate::{Action, FieldRight, Grant, Principal, Role, Scope};

/// Whether the granter has everything the role gives: every capability, every scope over every object (those that
/// will be made later too), every field right. To be asked before a role is given to anybody and before it is
/// saved.
///
/// # Errors
/// `escalation`, naming in `right` the first thing the granter does not have.
pub fn may_grant(granter: &Principal, role: &Role, metadata: &Metadata) -> Result<(), Problem> {
    if !granter.active() {
        return Err(escalation("active".into()));
    }
    // A role is for good, a token for a while: what it does not cover of its owner's rights it must not hand on.
    if granter.narrowing().is_some() {
        return Err(escalation("token".into()));
    }
    for capability in &role.system {
        if !granter.can(*capability) {
            return Err(escalation(capability.as_str().into()));
        }
    }
    for object in metadata.objects() {
        if let Some(grant) = role.grant(object.name.as_str()) {
            let own = Merged::of(granter, object, metadata);
            covers_scopes(object.name.as_str(), grant, |action| own.scope(action), own.through())?;
            covers_fields(&own, grant, object)?;
        }
    }
    let unknown = role.objects.iter().filter(|(name, _)| metadata.object(name.as_str()).is_none());
    for (name, grant) in unknown {
        let own = granter.roles().iter().filter_map(|own| own.grant(name.as_str()));
        covers_unseen(name.as_str(), grant, &own.collect::<Vec<_>>())?;
    }
    let own = granter.roles().iter().filter_map(|own| own.default.as_ref());
    match &role.default {
        Some(grant) => covers_unseen("default", grant, &own.collect::<Vec<_>>()),
        None => Ok(()),
    }
}

fn covers_scopes(
    place: &str,
    grant: &Grant,
    own: impl Fn(Action) -> Scope,
    own_through: bool,
) -> Result<(), Problem> {
    for action in Action::ALL {
        if grant.scope(action) > own(action) {
            return Err(escalation(format!("{place}.{action}")));
        }
    }
    if grant.through && !own_through && own(Action::View) < Scope::All {
        return Err(escalation(format!("{place}.through")));
    }
    Ok(())
}

/// A field right counts where the role opens records at all. Editing is compared with the right to edit, reading
/// with the right to view, exporting with the right to export.
fn covers_fields(own: &Merged<'_>, grant: &Grant, object: &ObjectDef) -> Result<(), Problem> {
    let opens = grant.view > Scope::None || grant.through;
    for field in object.fields_in_use() {
        let given = grant.field_right(field);
        let reads = opens && given.min(FieldRight::Read) > own.view_right(field).min(FieldRight::Read);
        let beyond =
            |action, given| grant.scope(action) > Scope::None && given > own.acting_right(field, action);
        let writes =
            [Action::Edit, Action::Create, Action::Import].into_iter().any(|action| beyond(action, given));
        let exports = beyond(Action::Export, given.min(FieldRight::Read));
        if reads || writes || exports {
            return Err(escalation(format!("{}.fields.{}", object.name, field.name)));
        }
    }
    Ok(())
}

/// What is given over objects whose fields can't be looked at, because they don't exist yet: class by class.
fn covers_unseen(place: &str, grant: &Grant, own: &[&Grant]) -> Result<(), Problem> {
    let scope = |action| own.iter().map(|own| own.scope(action)).max().unwrap_or_default();
    covers_scopes(place, grant, scope, own.iter().any(|own| own.through))?;
    if *grant == (Grant { fields: grant.fields.clone(), classes: grant.classes.clone(), ..Grant::default() })
    {
        return Ok(());
    }
    let class = |class| own.iter().map(|own| own.class_right(class)).max().unwrap_or_default();
    if CLASSES.into_iter().any(|named| grant.class_right(named) > class(named)) {
        return Err(escalation(format!("{place}.classes")));
    }
    let least = CLASSES.into_iter().map(class).min().unwrap_or_default();
    for (field, right) in &grant.fields {
        let named = own.iter().filter_map(|own| own.fields.get(field)).max().copied();
        if *right > named.unwrap_or(least) {
            return Err(escalation(format!("{place}.fields.{field}")));
        }
    }
    Ok(())
}

fn escalation(right: String) -> Problem {
    Problem::new(Kind::Forbidden, "escalation").with("right", right)
}
