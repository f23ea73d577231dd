//! What many records need of the records they link to, or that link to them, in one query each.

use std::collections::HashMap;

use metadata::Storage;
use model::{Column, ObjectName, Predicate, Scalar};
use sea_query::ExprTrait;
use store::Reader;
use uuid::Uuid;

use crate::cells::cell;
use crate::group::{halves, whole};
use crate::print::{self, Statement, col, count_all, named};
use crate::{Error, Tables};

/// What is worked out over the records that link to a set of records.
#[derive(Clone, Copy, Debug)]
pub struct Rollup<'q> {
    /// The object whose records link.
    pub object: &'q ObjectName,
    /// Its column with the link.
    pub via: &'q Column,
    /// For a link to one of several objects: the column that names the object, and the name wanted.
    pub kind: Option<(&'q Column, &'q ObjectName)>,
    /// The column worked on; none for a count.
    pub column: Option<&'q Column>,
    /// The column with the amounts' currencies, if they have any.
    pub currency: Option<&'q Column>,
    /// Which of the linking records count.
    pub predicate: &'q Predicate,
}

/// What came out for one record, in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aggregate {
    /// The currency; null without one.
    pub currency: Scalar,
    /// How many records link.
    pub count: u64,
    /// The sum of the column, if any of them has a value.
    pub sum: Option<i128>,
    /// The smallest value, of numbers, times and texts.
    pub min: Scalar,
    /// The largest value.
    pub max: Scalar,
}

impl Tables {
    /// The title of each living record of those ids that fulfils the predicate. A record without a title is
    /// there with null; one that may not be seen is not there.
    ///
    /// # Errors
    /// An unknown object or column, or what the store refuses.
    pub fn labels(
        &self,
        reader: &mut Reader<'_>,
        object: &ObjectName,
        title: &Column,
        ids: &[Uuid],
        predicate: &Predicate,
    ) -> Result<HashMap<Uuid, Scalar>, Error> {
        let shape = self.shape(object)?;
        let storage = shape.storage(title)?;
        let mut labels = HashMap::with_capacity(ids.len());
        if ids.is_empty() {
            return Ok(labels);
        }
        let id = Column::new("id");
        let mut query = self.picked(shape, &id, ids, predicate)?;
        query.expr(named("t", "id")).expr(col("t", title));
        let statement = print::printed(&query, self.dialect());
        reader.query_each(&statement.sql, &statement.params, &mut |row| {
            labels.insert(row.id(0)?, cell(row, 1, storage)?);
            Ok(())
        })?;
        Ok(labels)
    }

    /// Works out a roll-up for each of the ids. Ids that nothing links to are not there.
    ///
    /// # Errors
    /// An unknown object or column, or what the store refuses.
    pub fn aggregate(
        &self,
        reader: &mut Reader<'_>,
        rollup: &Rollup<'_>,
        ids: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<Aggregate>>, Error> {
        let mut found: HashMap<Uuid, Vec<Aggregate>> = HashMap::with_capacity(ids.len());
        if ids.is_empty() {
            return Ok(found);
        }
        let shape = self.shape(rollup.object)?;
        let storage = rollup.column.map(|column| shape.storage(column)).transpose()?;
        let (numbers, ordered) = kinds(storage);
        let statement = self.rollup_statement(rollup, ids)?;
        reader.query_each(&statement.sql, &statement.params, &mut |row| {
            let value = |place| match storage {
                Some(storage) if ordered => cell(row, place, storage),
                _ => Ok(Scalar::Null),
            };
            found.entry(row.id(0)?).or_default().push(Aggregate {
                count: u64::try_from(row.int(1)?).unwrap_or(0),
                currency: row.opt_string(2)?.into(),
                min: value(3)?,
                max: value(4)?,
                sum: if numbers { whole(row, 5)? } else { None },
            });
            Ok(())
        })?;
        Ok(found)
    }

    /// The link, the count, the currency, and of the column the smallest, the largest and the halves of the sum.
    pub(crate) fn rollup_statement(&self, rollup: &Rollup<'_>, ids: &[Uuid]) -> Result<Statement, Error> {
        let shape = self.shape(rollup.object)?;
        let kind = rollup.kind.map(|(column, object)| Predicate::equal(column.clone(), object.as_str()));
        let predicate = Predicate::all(kind.into_iter().chain([rollup.predicate.clone()]));
        let mut query = self.picked(shape, rollup.via, ids, &predicate)?;
        query.expr(col("t", rollup.via)).expr(count_all()).add_group_by([col("t", rollup.via)]);
        match rollup.currency {
            Some(currency) => query.expr(col("t", currency)).add_group_by([col("t", currency)]),
            None => query.expr(sea_query::Expr::cust("NULL")),
        };
        if let Some(column) = rollup.column {
            let (numbers, ordered) = kinds(Some(shape.storage(column)?));
            if ordered {
                query.expr(col("t", column).min()).expr(col("t", column).max());
            }
            if numbers {
                query.exprs(halves(self, "t", column));
            }
        }
        Ok(print::printed(&query, self.dialect()))
    }

    /// Living rows whose column holds one of the ids, under a predicate that no index is looked up for.
    fn picked(
        &self,
        shape: &crate::shape::Shape,
        column: &Column,
        ids: &[Uuid],
        predicate: &Predicate,
    ) -> Result<sea_query::SelectStatement, Error> {
        let ids =
            Predicate::In { column: column.clone(), values: ids.iter().map(|id| (*id).into()).collect() };
        let scope = crate::predicate::Scope::new(self, shape).only(column);
        let mut query = self.living_rows(shape, &Predicate::True)?;
        query.and_where(scope.condition(&ids)?);
        if *predicate != Predicate::True {
            query.and_where(scope.condition(predicate)?);
        }
        Ok(query)
    }
}

/// Whether a column can be summed, and whether it has a smallest and a largest value on both engines.
fn kinds(storage: Option<Storage>) -> (bool, bool) {
    let numbers = matches!(storage, Some(Storage::Integer | Storage::Decimal { .. }));
    (numbers, numbers || matches!(storage, Some(Storage::Time | Storage::Text)))
}
