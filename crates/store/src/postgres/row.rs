//! PostgreSQL's rows, read as cells.

use std::error::Error as StdError;

use tokio_postgres::types::{FromSql, Type};
use uuid::Uuid;

use crate::Error;
use crate::row::{Cell, RowView, missing_column};

pub(crate) struct PostgresRow(pub(crate) tokio_postgres::Row);

impl RowView for PostgresRow {
    fn cell(&self, column: usize) -> Result<Cell<'_>, Error> {
        match self.0.try_get::<_, Option<Decoded<'_>>>(column) {
            Ok(None) => Ok(Cell::Null),
            Ok(Some(Decoded(Ok(cell)))) => Ok(cell),
            Ok(Some(Decoded(Err(found)))) => {
                Err(Error::BadValue { column: self.column_name(column), wanted: "a scalar", found })
            }
            Err(_) => Err(missing_column(column)),
        }
    }

    fn width(&self) -> usize {
        self.0.len()
    }

    fn column_name(&self, column: usize) -> String {
        self.0.columns().get(column).map_or_else(|| format!("#{column}"), |column| column.name().into())
    }
}

/// A cell, or what stands there instead of one.
struct Decoded<'r>(Result<Cell<'r>, &'static str>);

impl<'r> FromSql<'r> for Decoded<'r> {
    fn from_sql(ty: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(decode(ty, raw)))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn decode<'r>(ty: &Type, raw: &'r [u8]) -> Result<Cell<'r>, &'static str> {
    match *ty {
        Type::BOOL => Ok(Cell::Bool(raw.first() == Some(&1))),
        Type::INT8 => {
            raw.try_into().map(|raw| Cell::Int(i64::from_be_bytes(raw))).map_err(|_| "a torn number")
        }
        Type::INT4 => {
            raw.try_into().map(|raw| Cell::Int(i32::from_be_bytes(raw).into())).map_err(|_| "a torn number")
        }
        Type::INT2 => {
            raw.try_into().map(|raw| Cell::Int(i16::from_be_bytes(raw).into())).map_err(|_| "a torn number")
        }
        Type::OID => {
            raw.try_into().map(|raw| Cell::Int(u32::from_be_bytes(raw).into())).map_err(|_| "a torn number")
        }
        Type::NUMERIC => numeric(raw).map(Cell::Int).ok_or("a number that is not a whole one of 64 bits"),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON | Type::UNKNOWN => text(raw),
        Type::JSONB => text(raw.get(1..).unwrap_or_default()),
        Type::BYTEA => Ok(Cell::Bytes(raw)),
        Type::UUID => Uuid::from_slice(raw).map(Cell::Id).map_err(|_| "a torn id"),
        Type::VOID => Ok(Cell::Null),
        _ => Err("a type that is not read here"),
    }
}

fn text(raw: &[u8]) -> Result<Cell<'_>, &'static str> {
    std::str::from_utf8(raw).map(Cell::Text).map_err(|_| "text that is not UTF-8")
}

/// A NUMERIC that is a whole number of 64 bits, as sums of BIGINT columns are.
fn numeric(raw: &[u8]) -> Option<i64> {
    let mut words = raw.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(i16::from_be_bytes));
    let count = words.next()?;
    let weight = words.next()?;
    let negative = match words.next()? {
        0 => false,
        0x4000 => true,
        _ => return None,
    };
    let _scale = words.next()?;
    let mut total: i128 = 0;
    for place in 0..=weight.max(-1) {
        let digit = if place < count { words.next()? } else { 0 };
        total = total.checked_mul(10_000)?.checked_add(i128::from(digit))?;
    }
    if words.any(|digit| digit != 0) {
        return None;
    }
    i64::try_from(if negative { -total } else { total }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::bind::Bound;
    use model::Scalar;
    use tokio_postgres::types::ToSql;

    #[test]
    fn a_whole_number_goes_through_numeric_and_back() {
        for number in [0, 1, -1, 9_999, 10_000, -10_000, 123_456_789, i64::MAX, i64::MIN] {
            let mut out = bytes::BytesMut::new();
            Bound(&Scalar::Int(number)).to_sql(&Type::NUMERIC, &mut out).unwrap();
            assert_eq!(numeric(&out), Some(number));
        }
        // 1.5: one digit before the point, 5000 behind it.
        assert_eq!(numeric(&[0, 2, 0, 0, 0, 0, 0, 1, 0, 1, 0x13, 0x88]), None);
    }
}
