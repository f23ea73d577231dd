//! The rules of access a second time, naively: one record at a time, walking up from the record's owner, with no
//! predicate and no sets prepared in advance. It exists to be held against [`crate::decide()`], and to explain.
//!
//! It shares only the data (roles, directory, definitions) with the real evaluator, not its code: whoever changes
//! a rule changes it in both places, and the property tests say when one was forgotten.

use metadata::{FieldType, ObjectDef};
use model::{Column, Facts, FieldName, ObjectName, RecordId, Scalar, TeamId, UserId};

use crate::{Action, Directory, Principal, Scope};

/// What the naive evaluator needs to know of a record.
pub trait RecordFacts {
    /// Who owns it.
    fn owner(&self) -> Option<UserId>;

    /// What its link field of that name names, living or not.
    fn link(&self, field: &FieldName) -> Option<(ObjectName, RecordId)>;

    /// The living record of that object and id.
    fn linked(&self, object: &ObjectName, id: RecordId) -> Option<Box<dyn RecordFacts + '_>>;
}

/// Whether the principal may do this to this record. For `create` and `import`: whether this record may come into
/// being. For `bulk`: whether it may be part of a selection at all.
pub fn may(principal: &Principal, object: &ObjectDef, action: Action, record: &dyn RecordFacts) -> bool {
    if !principal.active() || !in_token_words(principal, &object.name, action) {
        return false;
    }
    match action {
        Action::View | Action::History => may_view(principal, object, record),
        Action::Bulk => {
            let given = grants(principal, &object.name).any(|grant| grant.bulk);
            given && may_view(principal, object, record)
        }
        Action::Create => {
            grants(principal, &object.name).any(|grant| grant.create) && may_own(principal, object, record)
        }
        Action::Import => {
            grants(principal, &object.name).any(|grant| grant.import) && may_own(principal, object, record)
        }
        Action::Edit => {
            let given = grants(principal, &object.name).any(|grant| covers(principal, grant.edit, record));
            given && may_view(principal, object, record)
        }
        Action::Delete => {
            let given = grants(principal, &object.name).any(|grant| covers(principal, grant.delete, record));
            given && may_view(principal, object, record)
        }
        Action::Export => {
            let given = grants(principal, &object.name).any(|grant| covers(principal, grant.export, record));
            given && may_view(principal, object, record)
        }
        Action::Transfer => {
            let given =
                grants(principal, &object.name).any(|grant| covers(principal, grant.transfer, record));
            given && may_view(principal, object, record)
        }
    }
}

/// Whether the token somebody acts by, if any, has the words for it.
fn in_token_words(principal: &Principal, object: &ObjectName, action: Action) -> bool {
    let Some(narrowing) = principal.narrowing() else { return true };
    let words: Vec<String> = narrowing.scopes().iter().map(ToString::to_string).collect();
    let says = |verb: &str| {
        let named = [format!("records:{verb}:*"), format!("records:{verb}:{object}")];
        words.iter().any(|word| named.contains(word))
    };
    match action {
        Action::View | Action::History => says("read"),
        Action::Create | Action::Edit => says("write"),
        Action::Delete => says("delete"),
        Action::Transfer => says("transfer"),
        Action::Bulk => says("write") || says("delete"),
        Action::Export => says("read") && words.iter().any(|word| word == "export"),
        Action::Import => false,
    }
}

/// Whether the record may be viewed by its own scope, not through anything.
pub fn may_view_directly(principal: &Principal, object: &ObjectName, record: &dyn RecordFacts) -> bool {
    principal.active() && grants(principal, object).any(|grant| covers(principal, grant.view, record))
}

/// The link by which a viewable record opens this one, if one does.
pub fn opened_by(
    principal: &Principal,
    object: &ObjectDef,
    record: &dyn RecordFacts,
) -> Option<(FieldName, ObjectName, RecordId)> {
    if !principal.active() || !grants(principal, &object.name).any(|grant| grant.through) {
        return None;
    }
    for field in &object.fields {
        if field.retired || field.sealed() {
            continue;
        }
        let FieldType::Link { objects } = &field.kind else { continue };
        let flows = object.through.as_ref() == Some(&field.name) || (object.activity && objects.len() > 1);
        if !flows {
            continue;
        }
        let Some((target, id)) = record.link(&field.name) else { continue };
        if !objects.contains(&target) {
            continue;
        }
        let Some(other) = record.linked(&target, id) else { continue };
        if may_view_directly(principal, &target, &*other) {
            return Some((field.name.clone(), target, id));
        }
    }
    None
}

fn may_view(principal: &Principal, object: &ObjectDef, record: &dyn RecordFacts) -> bool {
    may_view_directly(principal, &object.name, record) || opened_by(principal, object, record).is_some()
}

fn may_own(principal: &Principal, object: &ObjectDef, record: &dyn RecordFacts) -> bool {
    record.owner() == Some(principal.id())
        || grants(principal, &object.name).any(|grant| covers(principal, grant.transfer, record))
}

fn grants<'a>(
    principal: &'a Principal,
    object: &'a ObjectName,
) -> impl Iterator<Item = &'a crate::Grant> + 'a {
    principal.roles().iter().filter_map(move |role| match role.objects.get(object) {
        Some(grant) => Some(grant),
        None => role.default.as_ref(),
    })
}

fn covers(principal: &Principal, scope: Scope, record: &dyn RecordFacts) -> bool {
    if scope == Scope::All {
        return true;
    }
    let Some(owner) = record.owner() else { return false };
    match scope {
        Scope::None | Scope::All => false,
        Scope::Own => owner == principal.id(),
        Scope::Team => owner == principal.id() || in_my_team(principal, owner, false),
        Scope::TeamBelow => owner == principal.id() || in_my_team(principal, owner, true),
    }
}

/// Walks up from the owner's team; no tree is deeper than it has teams.
fn in_my_team(principal: &Principal, owner: UserId, below: bool) -> bool {
    let directory = principal.directory();
    let mut team = directory.user(owner).and_then(|user| user.team);
    for _ in 0..=directory.teams().count() {
        let Some(here) = team else { return false };
        if is_mine(directory, principal, here) {
            return true;
        }
        if !below {
            return false;
        }
        team = directory.team(here).and_then(|team| team.parent);
    }
    false
}

fn is_mine(directory: &Directory, principal: &Principal, team: TeamId) -> bool {
    let member = directory.user(principal.id()).is_some_and(|user| user.team == Some(team));
    let manages = directory.team(team).is_some_and(|team| team.manager == Some(principal.id()));
    member || manages
}

/// A record known by its columns, as [`RecordFacts`].
#[derive(Clone, Copy)]
pub struct OfColumns<'a> {
    object: &'a ObjectDef,
    columns: &'a dyn Facts,
}

impl<'a> OfColumns<'a> {
    /// The record of that object with those columns.
    pub fn new(object: &'a ObjectDef, columns: &'a dyn Facts) -> Self {
        Self { object, columns }
    }
}

impl RecordFacts for OfColumns<'_> {
    fn owner(&self) -> Option<UserId> {
        owner_of(self.columns)
    }

    fn link(&self, field: &FieldName) -> Option<(ObjectName, RecordId)> {
        let field = self.object.field(field.as_str())?;
        let FieldType::Link { objects } = &field.kind else { return None };
        let Scalar::Id(id) = self.columns.column(&field.column()) else { return None };
        let target = if field.links_to_many() {
            match self.columns.column(&field.object_column()) {
                Scalar::Text(name) => objects.iter().find(|object| **object == *name.as_str())?,
                _ => return None,
            }
        } else {
            objects.first()?
        };
        Some((target.clone(), RecordId(id)))
    }

    fn linked(&self, object: &ObjectName, id: RecordId) -> Option<Box<dyn RecordFacts + '_>> {
        let columns = self.columns.linked(object, &Scalar::from(id))?;
        Some(Box::new(LinkedColumns(columns)))
    }
}

/// The record at the other end of a link: one hop, so its own links are never followed.
struct LinkedColumns<'a>(Box<dyn Facts + 'a>);

impl RecordFacts for LinkedColumns<'_> {
    fn owner(&self) -> Option<UserId> {
        owner_of(&*self.0)
    }

    fn link(&self, _: &FieldName) -> Option<(ObjectName, RecordId)> {
        None
    }

    fn linked(&self, _: &ObjectName, _: RecordId) -> Option<Box<dyn RecordFacts + '_>> {
        None
    }
}

fn owner_of(columns: &dyn Facts) -> Option<UserId> {
    match columns.column(&Column::new("owner")) {
        Scalar::Id(id) => Some(UserId(id)),
        _ => None,
    }
}
