//! A predicate as an SQL condition.
//!
//! Invariant: the condition holds for a row exactly when [`Predicate::holds`] says so, on both engines
//! (guarded by `tests/all/differential.rs`). SQL's third truth, unknown, counts as false at the top and is made
//! false under every `Not`, so that the two-valued logic of the tree comes out.

use metadata::Storage;
use model::{Column, Comparison, Predicate, Scalar, TextMatch};
use sea_query::{Condition, Expr, ExprTrait, Func, Query};
use store::Dialect;

use crate::print::{alias, bound, call, col, named, one, truth, unindexed};
use crate::shape::{Shape, fits};
use crate::{Error, Tables};

/// More values than this come as one JSON parameter instead of one parameter each.
const MOST_VALUES: usize = 500;

/// A single row's value is compared with so many values one after the other: SQLite makes a tree of those of `IN`
/// before it looks at the first row, which costs more (docs/adr/0007).
const COMPARED_VALUES: usize = 32;

/// Which columns SQLite's planner may look up in an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lookup<'c> {
    /// Any.
    Any,
    /// Only this one.
    Only(&'c Column),
}

/// Where a condition stands: which table, under which alias.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) tables: &'a Tables,
    pub(crate) shape: &'a Shape,
    pub(crate) depth: u8,
    pub(crate) lookup: Lookup<'a>,
    /// Whether one row at most is looked at.
    pub(crate) one_row: bool,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(tables: &'a Tables, shape: &'a Shape) -> Self {
        Self { tables, shape, depth: 0, lookup: Lookup::Any, one_row: false }
    }

    pub(crate) fn only(self, column: &'a Column) -> Self {
        Self { lookup: Lookup::Only(column), ..self }
    }

    /// Within a statement that finds one row at most.
    pub(crate) fn of_one_row(self) -> Self {
        Self { one_row: true, ..self }
    }

    /// The alias of the table: `t` outside, `t1`, `t2` … within.
    pub(crate) fn alias(&self) -> String {
        if self.depth == 0 { "t".into() } else { format!("t{}", self.depth) }
    }

    fn dialect(&self) -> Dialect {
        self.tables.dialect()
    }

    fn column(&self, column: &Column) -> Result<(Expr, Storage), Error> {
        let storage = self.shape.storage(column)?;
        let free = match self.lookup {
            Lookup::Any => true,
            Lookup::Only(only) => only == column,
        };
        let expr = if free || self.dialect() == Dialect::Postgres {
            col(&self.alias(), column)
        } else {
            unindexed(&self.alias(), column)
        };
        Ok((expr, storage))
    }

    /// The condition for a predicate.
    pub(crate) fn condition(&self, predicate: &Predicate) -> Result<Expr, Error> {
        match predicate {
            Predicate::True => Ok(truth(true)),
            Predicate::False => Ok(truth(false)),
            Predicate::And(parts) => self.joined(parts, Condition::all(), true),
            Predicate::Or(parts) => self.joined(parts, Condition::any(), false),
            Predicate::Not(inner) => {
                Ok(Expr::from(Func::coalesce([self.condition(inner)?, truth(false)])).not())
            }
            Predicate::Compare { column, comparison, value } => self.compare(column, *comparison, value),
            Predicate::In { column, values } => self.is_in(column, values),
            Predicate::IsNull(column) => Ok(self.column(column)?.0.is_null()),
            Predicate::Text { column, matching, piece } => self.text(column, *matching, piece),
            Predicate::ListHas { column, item } => self.list_has(column, item),
            Predicate::Linked { column, kind, object, test } => {
                let linked = self.linked(column, object, test)?;
                let Some(kind) = kind else { return Ok(linked) };
                Ok(self.column(kind)?.0.eq(bound(object.as_str())).and(linked))
            }
            Predicate::Found { query, fields } => {
                let found = crate::search::found(self.tables.dialect(), &self.shape.object, query, fields);
                Ok(found.map_or_else(|| truth(false), |query| named(&self.alias(), "id").in_subquery(query)))
            }
        }
    }

    fn joined(&self, parts: &[Predicate], mut join: Condition, none: bool) -> Result<Expr, Error> {
        if parts.is_empty() {
            return Ok(truth(none));
        }
        for part in parts {
            join = join.add(self.condition(part)?);
        }
        Ok(join.into())
    }

    fn compare(&self, column: &Column, comparison: Comparison, value: &Scalar) -> Result<Expr, Error> {
        let (held, storage) = self.column(column)?;
        if !fits(storage, value) {
            return Ok(truth(false));
        }
        let value = bound(value.clone());
        Ok(match comparison {
            Comparison::Equal => held.eq(value),
            Comparison::Less => held.lt(value),
            Comparison::LessOrEqual => held.lte(value),
            Comparison::Greater => held.gt(value),
            Comparison::GreaterOrEqual => held.gte(value),
        })
    }

    fn is_in(&self, column: &Column, values: &[Scalar]) -> Result<Expr, Error> {
        let (held, storage) = self.column(column)?;
        let values: Vec<&Scalar> = values.iter().filter(|value| fits(storage, value)).collect();
        Ok(match values.as_slice() {
            [] => truth(false),
            [value] => held.eq(bound((*value).clone())),
            [first, rest @ ..] if self.compares(values.len()) => {
                rest.iter().fold(held.clone().eq(bound((*first).clone())), |any, value| {
                    any.or(held.clone().eq(bound((*value).clone())))
                })
            }
            _ if values.len() <= MOST_VALUES => {
                held.is_in(values.into_iter().map(|value| crate::print::value(value.clone())))
            }
            _ => held.in_subquery(crate::many::values(self.dialect(), storage, &values)),
        })
    }

    /// Whether so many values are compared with one after the other. Never where SQLite may look the column up in an
    /// index: it would make `IN` of it again.
    fn compares(&self, values: usize) -> bool {
        self.one_row
            && self.lookup != Lookup::Any
            && self.dialect() == Dialect::Sqlite
            && values <= COMPARED_VALUES
    }

    /// ASCII letters match in either case: `lower` knows no others in SQLite, nor under the collation "C"
    /// that every text column of ours has on PostgreSQL.
    fn text(&self, column: &Column, matching: TextMatch, piece: &str) -> Result<Expr, Error> {
        let (held, storage) = self.column(column)?;
        if !matches!(storage, Storage::Text | Storage::Json) {
            return Ok(truth(false));
        }
        let held: Expr = Func::lower(held).into();
        let piece = piece.to_ascii_lowercase();
        Ok(match matching {
            TextMatch::Contains => {
                let place = self.dialect().pick("instr", "strpos");
                Expr::from(call(place).arg(held).arg(bound(piece))).gt(Expr::cust("0"))
            }
            TextMatch::Starts => {
                let length = i64::try_from(piece.chars().count()).unwrap_or(i64::MAX);
                Expr::from(call("substr").arg(held).arg(one()).arg(bound(length))).eq(bound(piece))
            }
        })
    }

    /// The column holds a JSON array of strings; metadata asks this of no other.
    fn list_has(&self, column: &Column, item: &str) -> Result<Expr, Error> {
        let (held, storage) = self.column(column)?;
        if storage != Storage::Json {
            return Ok(truth(false));
        }
        Ok(match self.dialect() {
            Dialect::Sqlite => {
                let each = Query::select()
                    .expr(one())
                    .from_function(call("json_each").arg(held), "item")
                    .and_where(named("item", "value").eq(bound(item)))
                    .take();
                Expr::exists(each)
            }
            Dialect::Postgres => call("jsonb_exists").arg(held.cast_as("jsonb")).arg(bound(item)).into(),
        })
    }

    fn linked(&self, column: &Column, object: &model::ObjectName, test: &Predicate) -> Result<Expr, Error> {
        let (held, storage) = self.column(column)?;
        if storage != Storage::Reference {
            return Ok(truth(false));
        }
        let inner = Scope {
            tables: self.tables,
            shape: self.tables.shape(object)?,
            depth: self.depth.saturating_add(1),
            lookup: Lookup::Any,
            one_row: false,
        };
        let name = inner.alias();
        let other = Query::select()
            .expr(one())
            .from_as(alias(&inner.shape.table), alias(&name))
            .and_where(named(&name, "id").eq(held))
            .and_where(named(&name, "deleted_at").is_null())
            .and_where(inner.condition(test)?)
            .take();
        Ok(Expr::exists(other))
    }
}
