//! Sort orders, and the rows after a place in one.
//!
//! The empty value is the smallest on both engines: first ascending, last descending. The id is always the
//! last term, in the direction of the term before it (newest first when there is none), so that no two rows
//! are equal and one index serves the whole order.

use model::{Column, Scalar};
use sea_query::{Expr, ExprTrait};
use store::Dialect;
use uuid::Uuid;

use crate::Error;
use crate::print::{bound, col};
use crate::shape::{Shape, fits, may_be_empty};

/// One term of a sort order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    /// The column.
    pub column: Column,
    /// Largest first.
    pub descending: bool,
}

/// A place in a sorted list: the values of the sort terms in the row read last, and its id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Keyset {
    /// One value for each term of the sort that counts: not for the id, nor for a column named before.
    pub values: Vec<Scalar>,
    /// The row's id.
    pub id: Uuid,
}

/// A sort order without terms that say nothing.
#[derive(Clone, Debug)]
pub(crate) struct Order<'q> {
    pub(crate) terms: Vec<&'q Sort>,
    pub(crate) id_descending: bool,
}

impl<'q> Order<'q> {
    /// A second term on a column, and any after the id, can't change the order.
    pub(crate) fn new(sort: &'q [Sort]) -> Self {
        let mut terms: Vec<&Sort> = Vec::with_capacity(sort.len());
        let mut id_descending = None;
        for term in sort {
            if term.column.as_str() == "id" {
                id_descending = Some(term.descending);
                break;
            }
            if terms.iter().all(|kept| kept.column != term.column) {
                terms.push(term);
            }
        }
        let last = terms.last().is_none_or(|term| term.descending);
        Self { terms, id_descending: id_descending.unwrap_or(last) }
    }

    pub(crate) fn columns(&self) -> Vec<&'q Column> {
        self.terms.iter().map(|term| &term.column).collect()
    }

    /// Whether every term, the id too, runs in one direction, as an index can be read.
    pub(crate) fn is_uniform(&self) -> bool {
        self.terms.iter().all(|term| term.descending == self.id_descending)
    }

    /// Conditions that no row fulfils two of, for the rows after the place; their union is all of them.
    /// The parts of a split can each be read from an index, one after the other.
    pub(crate) fn after(&self, alias: &str, place: &Keyset, shape: &Shape) -> Result<Vec<Expr>, Error> {
        if place.values.len() != self.terms.len() {
            return Err(Error::Keyset);
        }
        for (term, value) in self.terms.iter().zip(&place.values) {
            if !value.is_null() && !fits(shape.storage(&term.column)?, value) {
                return Err(Error::Keyset);
            }
        }
        let walk = After { alias, place, order: self };
        Ok(match (self.terms.as_slice(), place.values.as_slice()) {
            ([], _) => vec![walk.after_id()],
            ([term], [value]) if self.is_uniform() => walk.split(term, value),
            ([first, ..], [value, ..]) => {
                let mut all = walk.after_terms(0);
                if !value.is_null() && (!first.descending || !may_be_empty(&first.column)) {
                    let held = col(alias, &first.column);
                    let bound = bound(value.clone());
                    all = if first.descending { held.lte(bound) } else { held.gte(bound) }.and(all);
                }
                vec![all]
            }
            _ => return Err(Error::Keyset),
        })
    }
}

/// The same on both engines, but PostgreSQL reads one condition and SQLite one arm for each.
pub(crate) fn arms_of(splits: Vec<Expr>, dialect: Dialect) -> Vec<Expr> {
    match dialect {
        Dialect::Sqlite => splits,
        Dialect::Postgres => splits.into_iter().reduce(ExprTrait::or).into_iter().collect(),
    }
}

struct After<'a> {
    alias: &'a str,
    place: &'a Keyset,
    order: &'a Order<'a>,
}

impl After<'_> {
    fn id(&self) -> Expr {
        crate::print::named(self.alias, "id")
    }

    fn after_id(&self) -> Expr {
        let id = bound(self.place.id);
        if self.order.id_descending { self.id().lt(id) } else { self.id().gt(id) }
    }

    /// One term and the id in one direction: the pair is compared as one, which both engines seek in an index.
    fn split(&self, term: &Sort, value: &Scalar) -> Vec<Expr> {
        let held = col(self.alias, &term.column);
        let empties = may_be_empty(&term.column);
        if value.is_null() {
            let tied = held.clone().is_null().and(self.after_id());
            return if term.descending { vec![tied] } else { vec![held.is_not_null(), tied] };
        }
        let pair = Expr::tuple([held.clone(), self.id()]);
        let place = Expr::tuple([bound(value.clone()), bound(self.place.id)]);
        match (term.descending, empties) {
            (false, _) => vec![pair.gt(place)],
            (true, false) => vec![pair.lt(place)],
            (true, true) => vec![pair.lt(place), held.is_null()],
        }
    }

    /// After in the terms from this one on: strictly after in it, or the same in it and after in the rest.
    fn after_terms(&self, from: usize) -> Expr {
        let (Some(term), Some(value)) = (self.order.terms.get(from), self.place.values.get(from)) else {
            return self.after_id();
        };
        let held = || col(self.alias, &term.column);
        let rest = self.after_terms(from + 1);
        if value.is_null() {
            let tied = held().is_null().and(rest);
            return if term.descending { tied } else { held().is_not_null().or(tied) };
        }
        let value = || bound(value.clone());
        let strictly = match (term.descending, may_be_empty(&term.column)) {
            (false, _) => held().gt(value()),
            (true, false) => held().lt(value()),
            (true, true) => held().lt(value()).or(held().is_null()),
        };
        strictly.or(held().eq(value()).and(rest))
    }
}
