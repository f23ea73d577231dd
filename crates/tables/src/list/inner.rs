//! The inner query of a list: which rows, in which order, no more than the page needs.

use model::{Column, Predicate, Scalar};
use sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement, UnionType};
use store::{Dialect, Reader};

use super::ListQuery;
use super::arms::Arms;
use super::plan::{self, Plan};
use super::sort::{Order, arms_of};
use crate::predicate::Scope;
use crate::print::{self, alias, bound, col, named};
use crate::{Error, Tables};

/// What the inner query calls the outer one's way to the row.
pub(super) fn key(dialect: Dialect) -> &'static str {
    dialect.pick("r", "id")
}

/// What it calls a sort term.
pub(super) fn term_name(i: usize) -> String {
    format!("k{i}")
}

/// Adds the sort terms and the id.
pub(super) fn ordered(
    query: &mut SelectStatement,
    order: &Order<'_>,
    term: impl Fn(usize) -> Expr,
    id: Expr,
    dialect: Dialect,
) {
    for (i, sort) in order.terms.iter().enumerate() {
        print::order(query, term(i), sort.descending, dialect);
    }
    if order.terms.is_empty() {
        // The primary key has PostgreSQL's own order of nulls, and never holds one.
        query.order_by_expr(
            id,
            if order.id_descending { sea_query::Order::Desc } else { sea_query::Order::Asc },
        );
    } else {
        print::order(query, id, order.id_descending, dialect);
    }
}

/// Decides the shape; on SQLite a value that may be rare is counted first, which costs about a twentieth of
/// the list itself. PostgreSQL keeps statistics of its own.
pub(super) fn chosen<'q>(
    tables: &Tables,
    reader: &mut Reader<'_>,
    query: &ListQuery<'q>,
    order: &Order<'q>,
) -> Result<Plan<'q>, Error> {
    let shape = tables.shape(query.object)?;
    let (base, probes) = plan::plan(query, order, shape);
    if tables.dialect() == Dialect::Postgres {
        return Ok(base);
    }
    for column in probes {
        let only = plan::conjuncts(query.predicate)
            .into_iter()
            .filter(|part| plan::equality(part).is_some_and(|(held, _)| held == column));
        let asked = (query.object.clone(), query.living, Predicate::all(only.cloned()));
        if tables.common.holds(&asked) {
            continue;
        }
        if !tables.count_living(reader, query.object, &asked.2, query.living, Some(plan::RARE))?.capped {
            return Ok(Plan::Pick { column });
        }
        tables.common.keep(asked);
    }
    Ok(base)
}

/// The inner query.
pub(super) fn ids(
    tables: &Tables,
    query: &ListQuery<'_>,
    order: &Order<'_>,
    plan: &Plan<'_>,
) -> Result<SelectStatement, Error> {
    let builder = Inner { tables, query, order };
    match (plan, tables.dialect()) {
        (Plan::Arms { column, values }, Dialect::Sqlite) => builder.merged(column, values),
        (Plan::Arms { column, values }, Dialect::Postgres) => builder.lateral(column, values),
        (Plan::Walk { column } | Plan::Pick { column }, Dialect::Sqlite) => builder.scanned(Some(column)),
        (Plan::Found, Dialect::Sqlite) => builder.scanned(Some(&Column::new("id"))),
        _ => builder.scanned(None),
    }
}

/// SQLite's arms, when each is one scan: all alike but for the value. A place after an empty value needs two
/// scans a value, and is printed whole.
pub(super) fn arms<'q>(
    tables: &Tables,
    query: &ListQuery<'q>,
    order: &Order<'q>,
    plan: &Plan<'q>,
) -> Result<Option<Arms<'q>>, Error> {
    let (Plan::Arms { column, values }, Dialect::Sqlite) = (plan, tables.dialect()) else { return Ok(None) };
    let builder = Inner { tables, query, order };
    let splits = builder.splits()?;
    let [split] = splits.as_slice() else { return Ok(None) };
    let values = builder.distinct(column, values)?;
    let Some((value, others)) = values.split_first() else { return Ok(None) };
    let rest = builder.rest(column)?;
    let first = builder.arm(column, value, &rest, split.clone())?;
    Ok(Some(Arms { first, others: others.to_vec() }))
}

/// The first arm as the inner query.
pub(super) fn first_of(arms: &Arms<'_>, query: &ListQuery<'_>, order: &Order<'_>) -> SelectStatement {
    sorted_by(arms.first.clone(), query, order, Dialect::Sqlite)
}

fn sorted_by(
    mut rows: SelectStatement,
    query: &ListQuery<'_>,
    order: &Order<'_>,
    dialect: Dialect,
) -> SelectStatement {
    let term = |i: usize| Expr::col(alias(&term_name(i)));
    ordered(&mut rows, order, term, Expr::col(alias("id")), dialect);
    // One row more than asked for tells whether there is more.
    rows.limit(u64::from(query.limit) + 1);
    rows
}

struct Inner<'a> {
    tables: &'a Tables,
    query: &'a ListQuery<'a>,
    order: &'a Order<'a>,
}

impl Inner<'_> {
    fn dialect(&self) -> Dialect {
        self.tables.dialect()
    }

    /// Row number, sort terms and id of the rows that fulfil these conditions, not yet sorted.
    fn rows(&self, conditions: impl IntoIterator<Item = Expr>) -> Result<SelectStatement, Error> {
        let shape = self.tables.shape(self.query.object)?;
        let mut rows = Query::select();
        if self.dialect() == Dialect::Sqlite {
            rows.expr_as(named("t", "rowid"), alias(key(Dialect::Sqlite)));
        }
        for (i, term) in self.order.terms.iter().enumerate() {
            rows.expr_as(col("t", &term.column), alias(&term_name(i)));
        }
        rows.expr_as(named("t", "id"), alias("id"));
        rows.from_as(alias(&shape.table), alias("t"));
        if let Some(living) = self.query.living.condition("t") {
            rows.and_where(living);
        }
        for condition in conditions {
            rows.and_where(condition);
        }
        Ok(rows)
    }

    /// The parts of the rows after the page's place; one part without a condition when there is no place.
    fn splits(&self) -> Result<Vec<Option<Expr>>, Error> {
        let Some(place) = self.query.after else { return Ok(vec![None]) };
        let shape = self.tables.shape(self.query.object)?;
        let splits = self.order.after("t", place, shape)?;
        Ok(arms_of(splits, self.dialect()).into_iter().map(Some).collect())
    }

    /// Sorted by the inner names, and limited.
    fn sorted(&self, rows: SelectStatement) -> SelectStatement {
        sorted_by(rows, self.query, self.order, self.dialect())
    }

    /// One scan, or one a split, merged in order.
    fn scanned(&self, lookup: Option<&Column>) -> Result<SelectStatement, Error> {
        let scope = Scope::new(self.tables, self.tables.shape(self.query.object)?);
        let scope = lookup.map_or(scope, |column| scope.only(column));
        let condition = self.conditions(scope, None)?;
        let arms =
            self.splits()?.into_iter().map(|split| self.rows(condition.clone().into_iter().chain(split)));
        Ok(self.sorted(union(arms)?))
    }

    /// SQLite: an arm a value and split, each in the order of the index; the compound's ORDER BY makes the
    /// engine merge them as it goes, so that no arm is read further than the page needs.
    fn merged(&self, column: &Column, values: &[&Scalar]) -> Result<SelectStatement, Error> {
        let rest = self.rest(column)?;
        let splits = self.splits()?;
        let values = self.distinct(column, values)?;
        if values.is_empty() {
            return Ok(self.sorted(self.rows([print::truth(false)])?));
        }
        let arms = values.iter().flat_map(|value| splits.iter().map(move |split| (*value, split.clone())));
        let arms = arms.map(|(value, split)| self.arm(column, value, &rest, split));
        Ok(self.sorted(union(arms)?))
    }

    /// The rows with that value; it is the arm's first parameter.
    fn arm(
        &self,
        column: &Column,
        value: &Scalar,
        rest: &[Expr],
        split: Option<Expr>,
    ) -> Result<SelectStatement, Error> {
        let lead = col("t", column).eq(bound(value.clone()));
        self.rows([lead].into_iter().chain(rest.iter().cloned()).chain(split))
    }

    /// The conditions beside the arms' own.
    fn rest(&self, column: &Column) -> Result<Vec<Expr>, Error> {
        let shape = self.tables.shape(self.query.object)?;
        self.conditions(Scope::new(self.tables, shape).only(column), Some(column))
    }

    /// The values that the column can hold, each once.
    fn distinct<'q>(&self, column: &Column, values: &[&'q Scalar]) -> Result<Vec<&'q Scalar>, Error> {
        let storage = self.tables.shape(self.query.object)?.storage(column)?;
        let mut seen = std::collections::HashSet::new();
        let fit = values.iter().copied().filter(|value| crate::shape::fits(storage, value));
        Ok(fit.filter(|value| seen.insert(*value)).collect())
    }

    /// PostgreSQL: the first rows of each value by a lateral join, then the first of those.
    fn lateral(&self, column: &Column, values: &[&Scalar]) -> Result<SelectStatement, Error> {
        let shape = self.tables.shape(self.query.object)?;
        let storage = shape.storage(column)?;
        let values = self.distinct(column, values)?;
        let rest = self.conditions(Scope::new(self.tables, shape), Some(column))?;
        let split = self.splits()?.into_iter().flatten();
        let lead = col("t", column).eq(named("v", "value"));
        let arm = self.sorted(self.rows([lead].into_iter().chain(rest).chain(split))?);
        let mut all = Query::select();
        all.expr(named("a", "id"));
        all.exprs((0..self.order.terms.len()).map(|i| named("a", &term_name(i))));
        all.from_subquery(listed(storage, &values), alias("v"));
        all.join_lateral(JoinType::InnerJoin, arm, alias("a"), print::truth(true));
        Ok(self.sorted(all))
    }

    /// The predicate's conditions; without the arms' own.
    fn conditions(&self, scope: Scope<'_>, but: Option<&Column>) -> Result<Vec<Expr>, Error> {
        let mut dropped = false;
        let mut conditions = Vec::new();
        for part in plan::conjuncts(self.query.predicate) {
            let is_lead =
                but.is_some() && !dropped && plan::equality(part).is_some_and(|(held, _)| Some(held) == but);
            if is_lead && self.is_smallest(part, but) {
                dropped = true;
                continue;
            }
            if *part != Predicate::True {
                conditions.push(scope.condition(part)?);
            }
        }
        Ok(conditions)
    }

    /// Whether no other condition on the column names fewer values: the arms were made of the smallest.
    fn is_smallest(&self, part: &Predicate, column: Option<&Column>) -> bool {
        let count = |part| {
            plan::equality(part).filter(|(held, _)| Some(*held) == column).map(|(_, values)| values.len())
        };
        let fewest = plan::conjuncts(self.query.predicate).into_iter().filter_map(count).min();
        count(part) == fewest
    }
}

/// The arms as one compound, in SQLite's spelling; of none, none.
fn union(arms: impl IntoIterator<Item = Result<SelectStatement, Error>>) -> Result<SelectStatement, Error> {
    let mut arms = arms.into_iter();
    let mut all = arms.next().unwrap_or_else(|| Ok(Query::select()))?;
    for arm in arms {
        all.union(UnionType::All, arm?);
    }
    Ok(all)
}

/// The values as rows, each told its kind, since PostgreSQL takes a bare parameter in a row for text.
fn listed(storage: metadata::Storage, values: &[&Scalar]) -> SelectStatement {
    let kind = |value: Expr| print::typed(value, storage);
    let row =
        |value: &&Scalar| Ok(Query::select().expr_as(kind(bound((*value).clone())), alias("value")).take());
    let none =
        Query::select().expr_as(kind(Expr::null()), alias("value")).and_where(print::truth(false)).take();
    if values.is_empty() {
        return none;
    }
    union(values.iter().map(row)).unwrap_or(none)
}
