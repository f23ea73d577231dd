//! Rows found by a value they hold: what tells whether a unique value is taken, and which record a key names.
//!
//! The text depends on the column and not on the value, and is kept: an import asks for every row of its file.

use metadata::Storage;
use model::{Column, ObjectName, Predicate, Scalar};
use sea_query::{ExprTrait, Query};
use store::Reader;

use crate::cells::cells;
use crate::kept::Asked;
use crate::predicate::Scope;
use crate::print::{self, Statement, alias, bound, col};
use crate::shape::{Shape, fits};
use crate::{Error, Living, Tables};

/// Which rows to find, and what to read of them.
#[derive(Clone, Copy, Debug)]
pub struct Holding<'q> {
    /// The object.
    pub object: &'q ObjectName,
    /// The columns to read, in the order wanted; at least one.
    pub columns: &'q [Column],
    /// The column that holds the value.
    pub column: &'q Column,
    /// What the rows must also fulfil.
    pub predicate: &'q Predicate,
    /// At most how many rows, at least 1. Which ones, if there are more, is left to the engine.
    pub limit: u32,
}

impl Tables {
    /// The living rows whose column holds the value.
    ///
    /// # Errors
    /// An unknown object or column, or what the store refuses.
    pub fn rows_holding(
        &self,
        reader: &mut Reader<'_>,
        holding: &Holding<'_>,
        value: &Scalar,
    ) -> Result<Vec<Vec<Scalar>>, Error> {
        let shape = self.shape(holding.object)?;
        let storages: Vec<Storage> =
            holding.columns.iter().map(|column| shape.storage(column)).collect::<Result<_, _>>()?;
        if !fits(shape.storage(holding.column)?, value) {
            return Ok(Vec::new());
        }
        let print = || self.holding_statement(shape, holding, value);
        let statement = self.kept.statement(Asked::holding(holding), print)?;
        let mut params = statement.params.clone();
        // The value is the first one of the text, whatever value it was printed for.
        if let Some(first) = params.first_mut() {
            *first = value.clone();
        }
        let mut rows = Vec::new();
        reader.query_each(&statement.sql, &params, &mut |row| {
            rows.push(cells(row, 0, &storages)?);
            Ok(())
        })?;
        Ok(rows)
    }

    pub(crate) fn holding_statement(
        &self,
        shape: &Shape,
        holding: &Holding<'_>,
        value: &Scalar,
    ) -> Result<Statement, Error> {
        let mut query = Query::select();
        query.exprs(holding.columns.iter().map(|column| col("t", column)));
        query.from_as(alias(&shape.table), alias("t"));
        query.and_where(col("t", holding.column).eq(bound(value.clone())));
        if let Some(living) = Living::Living.condition("t") {
            query.and_where(living);
        }
        if *holding.predicate != Predicate::True {
            // A row is found by its value, whatever else it must fulfil.
            let scope = Scope::new(self, shape).only(holding.column);
            query.and_where(scope.condition(holding.predicate)?);
        }
        query.limit(u64::from(holding.limit));
        Ok(print::printed(&query, self.dialect()))
    }

    /// Whether a living row, other than `but`, has the value in the column.
    ///
    /// # Errors
    /// As [`Tables::rows_holding`].
    pub fn value_is_taken(
        &self,
        reader: &mut Reader<'_>,
        object: &ObjectName,
        column: &Column,
        value: &Scalar,
        but: Option<uuid::Uuid>,
    ) -> Result<bool, Error> {
        let columns = [Column::new("id")];
        // Of two rows one is another.
        let holding = Holding { object, columns: &columns, column, predicate: &Predicate::True, limit: 2 };
        let rows = self.rows_holding(reader, &holding, value)?;
        let but = but.map(Scalar::Id);
        Ok(rows.iter().any(|row| row.first() != but.as_ref()))
    }
}
