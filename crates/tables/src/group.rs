//! Rows counted and amounts summed by the values of a column, as a board's columns are.

use std::collections::{BTreeMap, HashMap};

use metadata::Storage;
use model::{Column, ObjectName, Predicate, Scalar};
use sea_query::{Expr, ExprTrait};
use store::{Reader, RowView};

use crate::cells::cell;
use crate::print::{self, Statement, col, count_all};
use crate::{Error, Tables};

/// Amounts are summed in two halves, so that no sum overflows on either engine: those above and those below
/// this. Both engines cut division towards zero, so the halves of a negative amount are both negative.
const HALF: i64 = 1 << 32;

/// The most values that rows are grouped by; the groups after them are left out.
pub const MAX_GROUPS: usize = 10_000;

/// A sum asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The column with the amounts.
    pub amount: Column,
    /// The column with their currencies, if they have any.
    pub currency: Option<Column>,
}

/// The rows with one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The value; null for the rows without one.
    pub key: Scalar,
    /// How many rows.
    pub count: u64,
    /// For each sum asked for, in order: the total for each currency, by its code. Currencies without an
    /// amount are left out. Null is the currency of amounts that have none.
    pub sums: Vec<Vec<(Scalar, i128)>>,
}

/// The two half sums of an amount column, as select terms.
pub(crate) fn halves(tables: &Tables, alias: &str, amount: &Column) -> [Expr; 2] {
    let half = || Expr::cust(HALF.to_string());
    let amount = || col(alias, amount);
    [tables.whole(amount().div(half()).sum()), tables.whole(amount().modulo(half()).sum())]
}

/// The sum again; nothing when no row had an amount.
pub(crate) fn whole(row: &dyn RowView, place: usize) -> Result<Option<i128>, store::Error> {
    let (above, below) = (row.opt_int(place)?, row.opt_int(place + 1)?);
    Ok(above.zip(below).map(|(above, below)| i128::from(above) * i128::from(HALF) + i128::from(below)))
}

impl Tables {
    /// Living rows under the predicate by the values of a column, most rows first. When the column has more than
    /// [`MAX_GROUPS`] values, one more than those are given: the answer is then not whole.
    ///
    /// # Errors
    /// An unknown object or column, or what the store refuses.
    pub fn groups(
        &self,
        reader: &mut Reader<'_>,
        object: &ObjectName,
        by: &Column,
        sums: &[Sum],
        predicate: &Predicate,
    ) -> Result<Vec<Group>, Error> {
        let storage = self.shape(object)?.storage(by)?;
        let statement = self.groups_statement(object, by, sums, predicate)?;
        let mut groups = Groups::default();
        reader.query_each(&statement.sql, &statement.params, &mut |row| groups.add(row, storage, sums))?;
        Ok(groups.finished())
    }

    /// The key, the count, and for each sum its halves and its currency.
    pub(crate) fn groups_statement(
        &self,
        object: &ObjectName,
        by: &Column,
        sums: &[Sum],
        predicate: &Predicate,
    ) -> Result<Statement, Error> {
        let shape = self.shape(object)?;
        shape.check([by])?;
        shape.check(
            sums.iter().map(|sum| &sum.amount).chain(sums.iter().filter_map(|sum| sum.currency.as_ref())),
        )?;
        let mut query = self.living_rows(shape, predicate)?;
        query.expr(col("t", by)).expr(count_all()).add_group_by([col("t", by)]);
        for sum in sums {
            query.exprs(halves(self, "t", &sum.amount));
            query.expr(
                sum.currency.as_ref().map_or_else(|| Expr::cust("NULL"), |currency| col("t", currency)),
            );
            if let Some(currency) = &sum.currency {
                query.add_group_by([col("t", currency)]);
            }
        }
        Ok(print::printed(&query, self.dialect()))
    }
}

type Totals = BTreeMap<Option<String>, i128>;

/// Groups as they are read, and where each value's stands: a million values must not be compared with one another.
#[derive(Default)]
struct Groups {
    found: Vec<(Scalar, u64, Vec<Totals>)>,
    places: HashMap<Scalar, usize>,
}

impl Groups {
    fn add(&mut self, row: &dyn RowView, storage: Storage, sums: &[Sum]) -> Result<(), store::Error> {
        let key = cell(row, 0, storage)?;
        let count = u64::try_from(row.int(1)?).unwrap_or(0);
        let place = match self.places.get(&key) {
            Some(place) => *place,
            None if self.found.len() > MAX_GROUPS => return Ok(()),
            None => {
                self.places.insert(key.clone(), self.found.len());
                self.found.push((key, 0, vec![Totals::new(); sums.len()]));
                self.found.len() - 1
            }
        };
        let Some((_, total, amounts)) = self.found.get_mut(place) else { return Ok(()) };
        *total += count;
        for (i, totals) in amounts.iter_mut().enumerate() {
            let Some(sum) = whole(row, 2 + 3 * i)? else { continue };
            *totals.entry(row.opt_string(4 + 3 * i)?).or_default() += sum;
        }
        Ok(())
    }

    fn finished(self) -> Vec<Group> {
        let sums =
            |totals: Totals| totals.into_iter().map(|(currency, sum)| (currency.into(), sum)).collect();
        let mut groups: Vec<Group> = self
            .found
            .into_iter()
            .map(|(key, count, amounts)| Group { key, count, sums: amounts.into_iter().map(sums).collect() })
            .collect();
        groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| key_text(&a.key).cmp(&key_text(&b.key))));
        groups
    }
}

/// Something to order equal counts by, the same on both engines.
fn key_text(key: &Scalar) -> (u8, i64, Vec<u8>) {
    match key {
        Scalar::Null => (0, 0, Vec::new()),
        Scalar::Bool(value) => (1, i64::from(*value), Vec::new()),
        Scalar::Int(number) => (2, *number, Vec::new()),
        Scalar::Text(text) => (3, 0, text.clone().into_bytes()),
        Scalar::Bytes(bytes) => (4, 0, bytes.clone()),
        Scalar::Id(id) => (5, 0, id.as_bytes().to_vec()),
    }
}
