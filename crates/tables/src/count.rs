//! How many rows there are.

use model::{Column, ObjectName, Predicate};
use sea_query::{Expr, ExprTrait, Query, SelectStatement};
use store::{Reader, RowView as _};

use crate::predicate::Scope;
use crate::print::{self, alias, call, col, count_all, one};
use crate::shape::Shape;
use crate::{Error, Living, Tables};

/// A number of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The number, at most the cap.
    pub value: u64,
    /// Whether there are more.
    pub capped: bool,
}

impl Tables {
    /// How many living rows fulfil the predicate; with a cap, counting ends there.
    ///
    /// # Errors
    /// An unknown object or column, or what the store refuses.
    pub fn count(
        &self,
        reader: &mut Reader<'_>,
        object: &ObjectName,
        predicate: &Predicate,
        cap: Option<u64>,
    ) -> Result<Count, Error> {
        self.count_living(reader, object, predicate, Living::Living, cap)
    }

    /// How many living, deleted or all rows fulfil the predicate.
    ///
    /// # Errors
    /// As [`Tables::count`].
    pub fn count_living(
        &self,
        reader: &mut Reader<'_>,
        object: &ObjectName,
        predicate: &Predicate,
        living: Living,
        cap: Option<u64>,
    ) -> Result<Count, Error> {
        let value = self.number(reader, &self.count_query(object, predicate, living, cap)?)?;
        Ok(match cap {
            Some(cap) if value > cap => Count { value: cap, capped: true },
            _ => Count { value, capped: false },
        })
    }

    /// Counts all rows, or one more than the cap at most.
    pub(crate) fn count_query(
        &self,
        object: &ObjectName,
        predicate: &Predicate,
        living: Living,
        cap: Option<u64>,
    ) -> Result<SelectStatement, Error> {
        let shape = self.shape(object)?;
        let mut rows = Query::select();
        rows.from_as(alias(&shape.table), alias("t"));
        if let Some(living) = living.condition("t") {
            rows.and_where(living);
        }
        if *predicate != Predicate::True {
            rows.and_where(Scope::new(self, shape).condition(predicate)?);
        }
        Ok(match cap {
            None => rows.expr(count_all()).take(),
            Some(cap) => {
                rows.expr_as(one(), alias("one")).limit(cap.saturating_add(1));
                Query::select().expr(count_all()).from_subquery(rows, alias("k")).take()
            }
        })
    }

    /// How many living rows have nothing in the column.
    ///
    /// # Errors
    /// As [`Tables::count`].
    pub fn count_null(
        &self,
        reader: &mut Reader<'_>,
        object: &ObjectName,
        column: &Column,
    ) -> Result<u64, Error> {
        Ok(self.count(reader, object, &Predicate::IsNull(column.clone()), None)?.value)
    }

    /// How many living rows have a value in the column that another living row has too.
    ///
    /// # Errors
    /// As [`Tables::count`].
    pub fn count_duplicates(
        &self,
        reader: &mut Reader<'_>,
        object: &ObjectName,
        column: &Column,
    ) -> Result<u64, Error> {
        let shape = self.shape(object)?;
        shape.storage(column)?;
        let doubles = Query::select()
            .expr_as(count_all(), alias("n"))
            .from_as(alias(&shape.table), alias("t"))
            .and_where(print::named("t", "deleted_at").is_null())
            .and_where(col("t", column).is_not_null())
            .add_group_by([col("t", column)])
            .and_having(count_all().gt(one()))
            .take();
        let total = call("coalesce").arg(self.whole(print::named("k", "n").sum())).arg(Expr::cust("0"));
        self.number(reader, &Query::select().expr(total).from_subquery(doubles, alias("k")).take())
    }

    pub(crate) fn number(&self, reader: &mut Reader<'_>, query: &SelectStatement) -> Result<u64, Error> {
        let statement = print::printed(query, self.dialect());
        let row = reader.query_one(&statement.sql, &statement.params)?;
        let number = row.map(|row| row.int(0)).transpose()?.unwrap_or(0);
        Ok(u64::try_from(number).unwrap_or(0))
    }

    /// PostgreSQL sums whole numbers as `numeric`; ours are known to fit.
    pub(crate) fn whole(&self, sum: Expr) -> Expr {
        match self.dialect() {
            store::Dialect::Sqlite => sum,
            store::Dialect::Postgres => sum.cast_as("bigint"),
        }
    }

    pub(crate) fn living_rows(&self, shape: &Shape, predicate: &Predicate) -> Result<SelectStatement, Error> {
        let mut rows = Query::select();
        rows.from_as(alias(&shape.table), alias("t")).and_where(print::named("t", "deleted_at").is_null());
        if *predicate != Predicate::True {
            rows.and_where(Scope::new(self, shape).condition(predicate)?);
        }
        Ok(rows)
    }
}
