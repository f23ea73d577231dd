//! What is worked out from other values is as readable as the least readable of them, at most.

use std::collections::BTreeSet;

use metadata::{FieldDef, FieldType, Metadata, ObjectDef};

use crate::links::through_links;
use crate::merged::Merged;
use crate::{Action, FieldRight, Principal, Scope};

/// How many formulas may stand on one another before the last is simply hidden.
const MAX_DEPTH: u8 = 8;

/// The right to read a field by an action (view or export), never more than `read`; for a formula or a roll-up
/// the weakest of its own right and those of everything it is worked out from.
pub(super) fn weakest(
    principal: &Principal,
    object: &ObjectDef,
    metadata: &Metadata,
    field: &FieldDef,
    action: Action,
) -> FieldRight {
    Walk { principal, metadata, action }.right(object, field, 0)
}

struct Walk<'a> {
    principal: &'a Principal,
    metadata: &'a Metadata,
    action: Action,
}

impl Walk<'_> {
    fn right(&self, object: &ObjectDef, field: &FieldDef, depth: u8) -> FieldRight {
        if depth > MAX_DEPTH {
            return FieldRight::Hidden;
        }
        let merged = Merged::of(self.principal, object, self.metadata);
        let own = match self.action {
            Action::Export => merged.acting_right(field, Action::Export),
            _ => merged.view_right(field),
        };
        let own = own.min(FieldRight::Read);
        match &field.kind {
            FieldType::Formula { expression, .. } => {
                let inputs = inputs(object, field, expression);
                inputs.map(|input| self.right(object, input, depth + 1)).fold(own, FieldRight::min)
            }
            FieldType::Rollup { object: other, via, field: summed, .. } => {
                let Some(other) = self.metadata.object(other.as_str()) else { return FieldRight::Hidden };
                // A sum tells of the records it is over: a token must cover those too.
                if !self.principal.covers(&other.name, self.action)
                    || !self.sees_all_below(object, &merged, other, via.as_str())
                {
                    return FieldRight::Hidden;
                }
                let names = [Some(via), summed.as_ref()].into_iter().flatten();
                let used = names.filter_map(|name| other.field(name.as_str()));
                used.map(|used| self.right(other, used, depth + 1)).fold(own, FieldRight::min)
            }
            _ => own,
        }
    }

    /// Whether whoever views a record of `object` also views every record of `other` that links to it by `via`; a
    /// sum over records one may not see would tell about them.
    fn sees_all_below(&self, object: &ObjectDef, merged: &Merged<'_>, other: &ObjectDef, via: &str) -> bool {
        let below = Merged::of(self.principal, other, self.metadata);
        if below.scope(self.action) == Scope::All {
            return true;
        }
        let follows = through_links(other, self.metadata)
            .iter()
            .any(|link| link.field.name == *via && *link.target == object.name);
        let by_own_scope_only = !merged.through() || through_links(object, self.metadata).is_empty();
        self.action == Action::View && below.through() && follows && by_own_scope_only
    }
}

/// The fields of the same record a formula may use: every field whose name stands in the expression as a word.
/// That is at least all it does use, whatever the expression's grammar.
fn inputs<'a>(
    object: &'a ObjectDef,
    formula: &'a FieldDef,
    expression: &str,
) -> impl Iterator<Item = &'a FieldDef> + use<'a> {
    let words: BTreeSet<String> = expression
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .map(Into::into)
        .collect();
    object
        .fields
        .iter()
        .filter(move |field| words.contains(field.name.as_str()) && field.name != formula.name)
}
