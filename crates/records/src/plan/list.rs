//! The plan of a list.

use std::sync::Arc;

use access::{Action, Permit};
use metadata::ObjectDef;
use model::{Column, FieldProblem, Kind, Predicate, Problem, Scalar};
use tables::{Keyset, ListQuery, Living, Sort};

use super::columns::{Columns, Wanted};
use super::cursor::ListIdentity;
use super::{Reading, filter};
use crate::Error;

/// The most rows of one page.
pub(crate) const MAX_LIMIT: u32 = 200;
const DEFAULT_LIMIT: u32 = 50;
const MAX_SORT_KEYS: usize = 4;

/// What a reader asks of a list.
#[derive(Clone, Debug, Default)]
pub struct ListRequest {
    /// The filter tree as JSON text.
    pub filter: Option<String>,
    /// `-amount,name`.
    pub sort: Option<String>,
    /// The fields wanted; the layout's list columns when absent.
    pub fields: Option<Vec<String>>,
    /// Rows, 1 to 200; 50 when absent.
    pub limit: Option<u32>,
    /// The cursor the last page gave.
    pub after: Option<String>,
    /// Whether to count.
    pub count: CountMode,
    /// A text the records must be found by.
    pub q: Option<String>,
    /// Whether the recycle bin is read instead of the living records.
    pub deleted: bool,
}

/// Whether and how far a list is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CountMode {
    /// Not at all.
    #[default]
    None,
    /// Up to 1,000; more is said as such.
    Capped,
    /// Exactly, however long it takes.
    Exact,
}

/// A checked list, ready for the tables.
pub(crate) struct ListPlan {
    pub(crate) object: Arc<ObjectDef>,
    pub(crate) permit: Arc<Permit>,
    pub(crate) columns: Columns,
    pub(crate) predicate: Predicate,
    pub(crate) sort: Vec<Sort>,
    pub(crate) after: Option<Keyset>,
    pub(crate) living: Living,
    pub(crate) count: CountMode,
    pub(crate) limit: u32,
    pub(crate) identity: ListIdentity,
    /// Whether the reader filtered, for the log.
    pub(crate) filtered: bool,
    /// Whether the reader searched, for the log.
    pub(crate) searched: bool,
}

impl ListPlan {
    /// Checks a request against the permit.
    pub(crate) fn of(
        object: &Arc<ObjectDef>,
        request: &ListRequest,
        reading: &Reading<'_>,
    ) -> Result<Self, Error> {
        let action = if request.deleted { Action::Delete } else { Action::View };
        Self::under(object, request, reading, action)
    }

    /// Checks a request against the permit to do that with the records.
    pub(crate) fn under(
        object: &Arc<ObjectDef>,
        request: &ListRequest,
        reading: &Reading<'_>,
        action: Action,
    ) -> Result<Self, Error> {
        let permit = reading.permit(object, action)?;
        let wanted = match &request.fields {
            Some(names) => Wanted::Named(names),
            None if action == Action::Export => Wanted::All,
            None => Wanted::Layout,
        };
        let mut columns = Columns::choose(object, &permit, &wanted)?;
        if request.deleted {
            columns = columns.with_deletion();
        }
        let limit = request.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(Problem::new(Kind::BadRequest, "invalid_limit")
                .with("max", MAX_LIMIT.to_string())
                .into());
        }
        let mut conditions = vec![permit.rows().clone()];
        if let Some(text) = &request.filter {
            conditions.push(filter::parse(text, object, &permit, reading)?);
        }
        if let Some(text) = request.q.as_deref().filter(|text| !text.trim().is_empty()) {
            conditions.push(reading.found(object, &permit, text));
        }
        let predicate = Predicate::all(conditions);
        let sort = sort_keys(request.sort.as_deref(), object, &permit, request.deleted)?;
        let parts = [
            object.name.as_str(),
            request.filter.as_deref().unwrap_or_default(),
            request.sort.as_deref().unwrap_or_default(),
            request.q.as_deref().unwrap_or_default(),
            if request.deleted { "deleted" } else { "" },
        ];
        let identity = ListIdentity::of(&parts);
        let after = match &request.after {
            None => None,
            Some(cursor) => Some(keyset(&identity, reading, cursor)?),
        };
        Ok(Self {
            object: Arc::clone(object),
            permit,
            columns,
            predicate,
            sort,
            after,
            living: if request.deleted { Living::Deleted } else { Living::Living },
            count: request.count,
            limit,
            identity,
            filtered: request.filter.is_some(),
            searched: request.q.is_some(),
        })
    }
}

impl ListPlan {
    /// The query of this plan.
    pub(crate) fn query(&self) -> ListQuery<'_> {
        ListQuery {
            object: &self.object.name,
            columns: &self.columns.stored,
            predicate: &self.predicate,
            sort: &self.sort,
            after: self.after.as_ref(),
            limit: self.limit,
            living: self.living,
        }
    }
}

/// A place as a cursor keeps it: the sort values, then the id.
pub(crate) fn position(keyset: &Keyset) -> Vec<Scalar> {
    keyset.values.iter().cloned().chain([Scalar::Id(keyset.id)]).collect()
}

fn keyset(identity: &ListIdentity, reading: &Reading<'_>, cursor: &str) -> Result<Keyset, Error> {
    let mut values = identity.position(reading.vault, cursor)?;
    match values.pop() {
        Some(Scalar::Id(id)) => Ok(Keyset { values, id }),
        _ => Err(super::bad_cursor().into()),
    }
}

/// The sort keys named; newest change first when none is. The id is always last and added by `tables`.
fn sort_keys(
    text: Option<&str>,
    object: &ObjectDef,
    permit: &Permit,
    deleted: bool,
) -> Result<Vec<Sort>, Problem> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        let column = if deleted { metadata::DELETED_AT_COLUMN } else { "updated_at" };
        return Ok(vec![Sort { column: Column::new(column), descending: true }]);
    };
    let keys: Vec<&str> = text.split(',').map(str::trim).collect();
    if keys.len() > MAX_SORT_KEYS {
        let fault = FieldProblem::new("sort", "too_many_items").with("max", MAX_SORT_KEYS.to_string());
        return Err(Problem::invalid_fields(vec![fault]));
    }
    keys.into_iter()
        .map(|key| {
            let (descending, name) = key.strip_prefix('-').map_or((false, key), |name| (true, name));
            let field = filter::readable_field(object, permit, name).filter(|field| field.sortable());
            let field = field.ok_or_else(|| filter::not_readable("sort"))?;
            Ok(Sort { column: field.column(), descending })
        })
        .collect()
}
