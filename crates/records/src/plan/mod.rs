//! A plan: a permit and a request, checked and put together. Only what the permit reads can be in one.

mod columns;
pub(crate) mod cursor;
pub(crate) mod filter;
mod list;
mod permits;
mod wholes;

use std::sync::Arc;

use access::{Action, Permit};
use jiff::tz::TimeZone;
use metadata::{ConditionContext, FieldDef, Metadata, ObjectDef, ReadContext, Searched};
use model::{Kind, Predicate, Problem, UserId};
use tables::Tables;
use vault::KeyTree;

pub(crate) use columns::{Columns, Loaded, Wanted};
pub use list::{CountMode, ListRequest};
pub(crate) use list::{ListPlan, position};
pub(crate) use permits::Permits;
pub(crate) use wholes::Wholes;

use crate::Caller;
use crate::service::{Inner, World};

/// What reading a request needs besides the request: who asks, and what the world looks like now.
pub(crate) struct Reading<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) world: &'a Arc<World>,
    pub(crate) inner: &'a Inner,
    pub(crate) vault: &'a KeyTree,
    pub(crate) company: Arc<ReadContext>,
    pub(crate) zone: TimeZone,
    pub(crate) now: jiff::Timestamp,
}

impl Reading<'_> {
    /// The objects as they are for this request.
    pub(crate) fn metadata(&self) -> &Metadata {
        &self.world.metadata
    }

    /// Their tables.
    pub(crate) fn tables(&self) -> &Tables {
        &self.world.tables
    }

    /// The right to do that with records of the object. Without the right to see them at all, they do not exist.
    pub(crate) fn permit(&self, object: &ObjectDef, action: Action) -> Result<Arc<Permit>, Problem> {
        self.decided(object, action).ok_or_else(|| {
            if action == Action::View || self.view_permit(object).is_none() {
                Problem::not_found()
            } else {
                Problem::forbidden()
            }
        })
    }

    /// The right to see records of another object, such as a link's target, if there is any.
    pub(crate) fn view_permit(&self, object: &ObjectDef) -> Option<Arc<Permit>> {
        self.decided(object, Action::View)
    }

    fn decided(&self, object: &ObjectDef, action: Action) -> Option<Arc<Permit>> {
        self.inner.permits.decided(&self.caller.principal, object, &self.world.metadata, action)
    }

    /// A field's condition on the rows of an object.
    pub(crate) fn condition(
        &self,
        object: &ObjectDef,
        field: &FieldDef,
        operator: metadata::Operator,
        value: &serde_json::Value,
    ) -> Result<Predicate, model::FieldProblem> {
        let blind = |term: &metadata::BlindTerm| {
            let domain = crate::search::domain(term.domain, object.name.as_str(), field.name.as_str());
            self.vault.blind(domain, &term.text).to_vec()
        };
        let my_team: Vec<UserId> = match operator {
            metadata::Operator::MyTeam => {
                self.caller.principal.directory().team_below_of(self.caller.principal.id())
            }
            _ => Vec::new(),
        };
        let context = ConditionContext {
            read: &self.company,
            now: self.now,
            zone: &self.zone,
            me: self.caller.principal.id(),
            my_team: &my_team,
            blind: &blind,
        };
        field.condition(operator, value, &context)
    }

    /// The records that a search for the text finds, in fields the permit reads.
    pub(crate) fn found(&self, object: &ObjectDef, permit: &Permit, text: &str) -> Predicate {
        let fields: Vec<String> =
            searchable(object, permit).map(|field| field.name.as_str().into()).collect();
        let queries = crate::search::queries(self.vault, &self.company, text);
        Predicate::any(
            queries
                .into_iter()
                .map(|query| Predicate::Found { query: query.to_string(), fields: fields.clone() }),
        )
    }
}

/// The fields of an object that search may use for this reader.
pub(crate) fn searchable<'a>(
    object: &'a ObjectDef,
    permit: &'a Permit,
) -> impl Iterator<Item = &'a FieldDef> {
    object
        .fields_in_use()
        .filter(|field| field.searched != Searched::No && permit.fields().readable(field.name.as_str()))
}

/// The refusal of a cursor that is not of this list.
pub(crate) fn bad_cursor() -> Problem {
    Problem::new(Kind::BadRequest, "invalid_cursor")
}
