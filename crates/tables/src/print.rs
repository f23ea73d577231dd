//! From sea-query's statements to the store's: text with `?1 ?2 …`, and scalars.
//!
//! Invariant: a value reaches SQL only through a numbered parameter. sea-query hands every value to
//! [`SqlWriterValues`], which writes the number and keeps the value; the free text that this crate adds
//! (`Expr::cust`) is made of constants and of identifiers that metadata knows (guarded by the tests of
//! `predicate`).

use std::fmt::Write as _;

use metadata::Storage;
use model::{Column, Scalar};
use sea_query::{
    Alias, Asterisk, Expr, ExprTrait, FunctionCall, IntoIden, NullOrdering, Order, PostgresQueryBuilder,
    QueryStatementWriter, SelectStatement, SqlWriterValues, SqliteQueryBuilder, Value,
};
use store::Dialect;

/// A statement ready for the store.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) params: Vec<Scalar>,
}

/// Prints a statement.
pub(crate) fn printed(query: &impl QueryStatementWriter, dialect: Dialect) -> Statement {
    let mut writer = SqlWriterValues::new("?", true);
    match dialect {
        Dialect::Sqlite => query.build_collect_into(SqliteQueryBuilder, &mut writer),
        Dialect::Postgres => query.build_collect_into(PostgresQueryBuilder, &mut writer),
    }
    statement(writer)
}

pub(crate) fn statement(writer: SqlWriterValues) -> Statement {
    let (sql, values) = writer.into_parts();
    Statement { sql, params: values.into_iter().map(scalar).collect() }
}

/// A scalar as sea-query carries it.
pub(crate) fn value(scalar: Scalar) -> Value {
    match scalar {
        Scalar::Null => Value::String(None),
        Scalar::Bool(value) => Value::Bool(Some(value)),
        Scalar::Int(number) => Value::BigInt(Some(number)),
        Scalar::Text(text) => Value::String(Some(text)),
        Scalar::Bytes(bytes) => Value::Bytes(Some(bytes)),
        Scalar::Id(id) => Value::Uuid(Some(id)),
    }
}

/// The other way. Only the kinds that [`value`] makes, and the row limits that sea-query makes itself, occur.
fn scalar(value: Value) -> Scalar {
    match value {
        Value::Bool(value) => value.into(),
        Value::BigInt(number) => number.into(),
        Value::BigUnsigned(limit) => limit.map(|limit| i64::try_from(limit).unwrap_or(i64::MAX)).into(),
        Value::String(text) => text.into(),
        Value::Bytes(bytes) => bytes.into(),
        Value::Uuid(id) => id.into(),
        _ => Scalar::Null,
    }
}

/// A bound scalar.
pub(crate) fn bound(scalar: impl Into<Scalar>) -> Expr {
    Expr::val(value(scalar.into()))
}

/// A column of an aliased table.
pub(crate) fn col(alias: &str, column: &Column) -> Expr {
    named(alias, column.as_str())
}

/// A column by the name it has in an inner query.
pub(crate) fn named(alias: &str, name: &str) -> Expr {
    Expr::col((Alias::new(alias), Alias::new(name)))
}

/// A column that SQLite's planner may not look up in an index: the unary plus keeps it off.
pub(crate) fn unindexed(alias: &str, column: &Column) -> Expr {
    let mut text = String::from("+");
    push_quoted(&mut text, alias);
    text.push('.');
    push_quoted(&mut text, column.as_str());
    Expr::cust(text)
}

/// An identifier in double quotes, as both dialects read it.
pub(crate) fn quoted(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 2);
    push_quoted(&mut text, name);
    text
}

fn push_quoted(text: &mut String, name: &str) {
    let _ = write!(text, "\"{}\"", name.replace('"', "\"\""));
}

/// A function that both engines know under this name; the name is a constant of this crate.
pub(crate) fn call(name: &'static str) -> FunctionCall {
    sea_query::Func::cust(Alias::new(name))
}

/// `1`, for the tests of existence.
pub(crate) fn one() -> Expr {
    Expr::cust("1")
}

pub(crate) fn truth(value: bool) -> Expr {
    Expr::cust(if value { "TRUE" } else { "FALSE" })
}

pub(crate) fn count_all() -> Expr {
    sea_query::Func::count(Expr::col(Asterisk)).into()
}

/// Adds a sort term. The empty value is the smallest on both engines: first ascending, last descending.
/// SQLite sorts so by itself; PostgreSQL is told, and its indexes are made to match (`schema`).
pub(crate) fn order(query: &mut SelectStatement, term: Expr, descending: bool, dialect: Dialect) {
    let direction = if descending { Order::Desc } else { Order::Asc };
    match dialect {
        Dialect::Sqlite => query.order_by_expr(term, direction),
        Dialect::Postgres => {
            let nulls = if descending { NullOrdering::Last } else { NullOrdering::First };
            query.order_by_expr_with_nulls(term, direction, nulls)
        }
    };
}

/// The alias for an identifier of sea-query.
pub(crate) fn alias(name: &str) -> sea_query::DynIden {
    Alias::new(name).into_iden()
}

/// A value told its kind for PostgreSQL, with our collation.
pub(crate) fn typed(value: Expr, storage: Storage) -> Expr {
    match storage {
        Storage::Text | Storage::Json => Expr::cust_with_expr("$1 COLLATE \"C\"", value.cast_as("text")),
        Storage::Integer | Storage::Decimal { .. } | Storage::Time => value.cast_as("bigint"),
        Storage::Boolean => value.cast_as("boolean"),
        Storage::Bytes => value.cast_as("bytea"),
        Storage::Reference => value.cast_as("uuid"),
    }
}
