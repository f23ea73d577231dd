//! Lists: rows of one object under a predicate, sorted, a page at a time.
//!
//! An inner query reads only row numbers (ids on PostgreSQL) and sort terms, in order, and ends in a limit;
//! an outer one fetches the chosen columns of those rows. Pages go by keyset, never by offset.

mod arms;
mod common;
mod inner;
mod plan;
mod sort;

use std::sync::Arc;

use metadata::Storage;
use model::{Column, ObjectName, Predicate, Scalar};
use sea_query::{ExprTrait, IntoTableRef, JoinType, Query, SelectStatement};
use store::{Dialect, Reader, RowView};

use crate::cells::{cell, cells};
use crate::kept::Asked;
use crate::print::{self, alias, named};
use crate::{Error, Living, Tables};

pub(crate) use common::Common;
pub(crate) use sort::Order;
pub use sort::{Keyset, Sort};

/// What to list.
#[derive(Clone, Copy, Debug)]
pub struct ListQuery<'q> {
    /// The object.
    pub object: &'q ObjectName,
    /// The columns to read, in the order wanted.
    pub columns: &'q [Column],
    /// Which rows.
    pub predicate: &'q Predicate,
    /// In which order; the id is always the last term.
    pub sort: &'q [Sort],
    /// After which place; `None` begins.
    pub after: Option<&'q Keyset>,
    /// At most how many rows, at least 1.
    pub limit: u32,
    /// Whether living rows, deleted ones or both.
    pub living: Living,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The rows, each with the chosen columns.
    pub rows: Vec<Vec<Scalar>>,
    /// The place to go on after, if there is more.
    pub next: Option<Keyset>,
}

impl Tables {
    /// Reads a page.
    ///
    /// # Errors
    /// An unknown object or column, a place of another order, or what the store refuses.
    pub fn list(&self, reader: &mut Reader<'_>, query: &ListQuery<'_>) -> Result<Page, Error> {
        let shape = self.shape(query.object)?;
        let storages: Vec<Storage> =
            query.columns.iter().map(|column| shape.storage(column)).collect::<Result<_, _>>()?;
        let mut rows = Vec::with_capacity(usize::try_from(Ord::min(query.limit, 1_000)).unwrap_or(0));
        let next = self.list_each(reader, query, &mut |row| {
            rows.push(cells(row, 0, &storages)?);
            Ok(())
        })?;
        Ok(Page { rows, next })
    }

    /// Reads a page row by row, borrowed from the engine; the chosen columns are the row's first, in order.
    /// Answers the place to go on after, if there is more.
    ///
    /// # Errors
    /// As [`Tables::list`], and what `each` answers.
    pub fn list_each(
        &self,
        reader: &mut Reader<'_>,
        query: &ListQuery<'_>,
        each: &mut dyn FnMut(&dyn RowView) -> Result<(), store::Error>,
    ) -> Result<Option<Keyset>, Error> {
        let shape = self.shape(query.object)?;
        let order = Order::new(query.sort);
        let terms: Vec<Storage> =
            order.columns().into_iter().map(|column| shape.storage(column)).collect::<Result<_, _>>()?;
        let plan = inner::chosen(self, reader, query, &order)?;
        let print = || self.list_statement(query, &order, &plan);
        // A pick is chosen by what the rows are now, and a later page is read once.
        let again = query.after.is_none() && !matches!(plan, plan::Plan::Pick { .. });
        let statement =
            if again { self.kept.statement(Asked::first_page(query), print)? } else { Arc::new(print()?) };
        let (mut seen, mut last, mut more) = (0, None, false);
        reader.query_each(&statement.sql, &statement.params, &mut |row| {
            if seen == query.limit {
                more = true;
                return Ok(());
            }
            seen += 1;
            if seen == query.limit {
                let first = query.columns.len() + 1;
                last = Some(Keyset { id: row.id(first - 1)?, values: cells(row, first, &terms)? });
            }
            each(row)
        })?;
        Ok(last.filter(|_| more))
    }

    fn list_statement(
        &self,
        query: &ListQuery<'_>,
        order: &Order<'_>,
        plan: &plan::Plan<'_>,
    ) -> Result<print::Statement, Error> {
        self.shape(query.object)?.check(query.columns)?;
        if let Some(arms) = inner::arms(self, query, order, plan)? {
            let first = self.paged(query, order, inner::first_of(&arms, query, order))?;
            if let Some(statement) = arms.spread(first) {
                return Ok(statement);
            }
        }
        self.paged(query, order, inner::ids(self, query, order, plan)?)
    }

    /// The chosen columns of the rows that the inner query finds.
    fn paged(
        &self,
        query: &ListQuery<'_>,
        order: &Order<'_>,
        inner: SelectStatement,
    ) -> Result<print::Statement, Error> {
        let shape = self.shape(query.object)?;
        let mut outer = Query::select();
        outer.exprs(query.columns.iter().map(|column| print::col("t", column)));
        outer.expr(named("k", "id"));
        outer.exprs((0..order.terms.len()).map(|i| named("k", &inner::term_name(i))));
        outer.from_subquery(inner, alias("k"));
        match self.dialect() {
            // A cross join keeps SQLite's planner to this order of the two; its condition stands in WHERE.
            Dialect::Sqlite => outer
                .cross_join(alias(&shape.table).into_table_ref().alias(alias("t")))
                .and_where(named("t", "rowid").eq(named("k", inner::key(self.dialect())))),
            Dialect::Postgres => {
                let same = named("t", "id").eq(named("k", "id"));
                outer.join_as(JoinType::InnerJoin, alias(&shape.table), alias("t"), same)
            }
        };
        inner::ordered(
            &mut outer,
            order,
            |i| named("k", &inner::term_name(i)),
            named("k", "id"),
            self.dialect(),
        );
        Ok(print::printed(&outer, self.dialect()))
    }

    /// The ids of at most `limit` living rows, newest id first; for work in batches.
    ///
    /// # Errors
    /// As [`Tables::list`].
    pub fn ids(
        &self,
        reader: &mut Reader<'_>,
        object: &ObjectName,
        predicate: &Predicate,
        limit: u32,
    ) -> Result<Vec<uuid::Uuid>, Error> {
        let columns = [Column::new("id")];
        let query = ListQuery {
            object,
            columns: &columns,
            predicate,
            sort: &[],
            after: None,
            limit,
            living: Living::Living,
        };
        let mut ids = Vec::new();
        self.list_each(reader, &query, &mut |row| {
            if let Scalar::Id(id) = cell(row, 0, Storage::Reference)? {
                ids.push(id);
            }
            Ok(())
        })?;
        Ok(ids)
    }
}

#[cfg(test)]
mod explained;
#[cfg(test)]
pub(crate) mod tests;
