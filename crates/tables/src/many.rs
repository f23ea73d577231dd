//! Many values as one parameter, so that a long list neither meets the engines' limits on parameters nor
//! makes a statement of its own for every length.

use metadata::Storage;
use model::Scalar;
use sea_query::{Expr, ExprTrait, Query, SelectStatement};
use store::Dialect;

use crate::print::{alias, bound, call, named};

/// A query that answers the values, one a row, as the column stores them.
pub(crate) fn values(dialect: Dialect, storage: Storage, values: &[&Scalar]) -> SelectStatement {
    let texts: Vec<String> = values.iter().filter_map(|value| text(value)).collect();
    let list = bound(serde_json::Value::from(texts).to_string());
    let rows = match dialect {
        Dialect::Sqlite => call("json_each").arg(list),
        Dialect::Postgres => call("json_array_elements_text").arg(list.cast_as("text").cast_as("json")),
    };
    Query::select().expr(typed(dialect, storage)).from_function(rows, alias("v")).take()
}

/// The JSON text, made the column's kind again.
fn typed(dialect: Dialect, storage: Storage) -> Expr {
    let value = named("v", "value");
    match (storage, dialect) {
        (Storage::Text | Storage::Json, _) => value,
        (Storage::Integer | Storage::Decimal { .. } | Storage::Time, Dialect::Sqlite) => {
            value.cast_as("INTEGER")
        }
        (Storage::Integer | Storage::Decimal { .. } | Storage::Time, Dialect::Postgres) => {
            value.cast_as("bigint")
        }
        (Storage::Boolean, Dialect::Sqlite) => value.cast_as("INTEGER"),
        (Storage::Boolean, Dialect::Postgres) => value.cast_as("integer").cast_as("boolean"),
        (Storage::Bytes | Storage::Reference, Dialect::Sqlite) => call("unhex").arg(value).into(),
        (Storage::Bytes, Dialect::Postgres) => call("decode").arg(value).arg(Expr::cust("'hex'")).into(),
        (Storage::Reference, Dialect::Postgres) => value.cast_as("uuid"),
    }
}

fn text(value: &Scalar) -> Option<String> {
    match value {
        Scalar::Null => None,
        Scalar::Bool(value) => Some(u8::from(*value).to_string()),
        Scalar::Int(number) => Some(number.to_string()),
        Scalar::Text(text) => Some(text.clone()),
        Scalar::Bytes(bytes) => Some(hex(bytes)),
        Scalar::Id(id) => Some(id.simple().to_string()),
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
