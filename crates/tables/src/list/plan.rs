//! Which shape a list is read in.
//!
//! Measured on a million rows (the numbers stand in `docs/adr/0007-list-shapes.md`): a few owners' rows in the
//! order of an index are fastest as one ordered arm an owner, merged; a sorted walk with a filter is next; and
//! a rare equal value beats both. The planner is not left to guess: on SQLite it is told by the shape of the
//! text and by keeping it off all other indexes.

use metadata::Storage;
use model::{Column, Comparison, Predicate, Scalar};

use crate::shape::Shape;

use super::ListQuery;
use super::sort::Order;

/// At most this many arms; more owners walk the sort index instead.
const MOST_ARMS: usize = 50;

/// An index with more hits than this for a value does not make the value rare.
pub(crate) const RARE: u64 = 1_000;

/// At most this many values are tried for being rare.
const MOST_PROBES: usize = 2;

/// The shape of a list's inner query.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Plan<'q> {
    /// One arm a value of the column, each read in the order of an index, merged.
    Arms { column: &'q Column, values: Vec<&'q Scalar> },
    /// Rows in the order of an index, filtered.
    Walk { column: &'q Column },
    /// Rows found by this column, then sorted.
    Pick { column: &'q Column },
    /// Rows that a full-text search finds, then sorted.
    Found,
    /// Whatever the planner finds.
    Free,
}

/// Conditions that a row must fulfil each.
pub(crate) fn conjuncts(predicate: &Predicate) -> Vec<&Predicate> {
    match predicate {
        Predicate::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        other => vec![other],
    }
}

/// The column and values, if the condition is that the column has one of them.
pub(crate) fn equality(condition: &Predicate) -> Option<(&Column, Vec<&Scalar>)> {
    match condition {
        Predicate::Compare { column, comparison: Comparison::Equal, value } => Some((column, vec![value])),
        Predicate::In { column, values } => Some((column, values.iter().collect())),
        _ => None,
    }
}

/// A person or a linked record has fewer rows than one option of a choice.
fn is_reference(column: &Column, shape: &Shape) -> bool {
    matches!(shape.storage(column), Ok(Storage::Reference))
}

/// The shape when no value turns out to be rare, and the columns whose values may be.
pub(crate) fn plan<'q>(
    query: &ListQuery<'q>,
    order: &Order<'q>,
    shape: &Shape,
) -> (Plan<'q>, Vec<&'q Column>) {
    let (parts, living) = (conjuncts(query.predicate), query.living);
    if parts.iter().any(|part| matches!(part, Predicate::Found { .. })) {
        return (Plan::Found, Vec::new());
    }
    let equalities: Vec<_> = parts.iter().filter_map(|part| equality(part)).collect();
    let sorted = |lead| order.is_uniform() && shape.sorted_index(living, lead, &order.columns());
    let arms = equalities
        .iter()
        .filter(|(column, values)| values.len() <= MOST_ARMS && sorted(Some(*column)))
        .min_by_key(|(column, values)| (!is_reference(column, shape), values.len()));
    let base = match (arms, order.terms.first()) {
        (Some((column, values)), _) => Plan::Arms { column, values: values.clone() },
        (None, Some(first)) if sorted(None) => Plan::Walk { column: &first.column },
        _ => Plan::Free,
    };
    let lead = match &base {
        Plan::Arms { column, .. } => Some(*column),
        _ => None,
    };
    let mut probes = Vec::new();
    for (column, _) in equalities {
        if lead != Some(column) && shape.leads_an_index(living, column) && !probes.contains(&column) {
            probes.push(column);
        }
    }
    probes.truncate(MOST_PROBES);
    (base, probes)
}
