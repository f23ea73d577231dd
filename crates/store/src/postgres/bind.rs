//! Scalars as PostgreSQL's parameters: each adapts to the type the prepared statement wants.

use std::error::Error as StdError;

use bytes::BufMut;
use model::Scalar;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};

/// A scalar to be bound. Its debug text holds no value, as a scalar's does not.
#[derive(Debug)]
pub(crate) struct Bound<'s>(pub(crate) &'s Scalar);

type Outcome = Result<IsNull, Box<dyn StdError + Sync + Send>>;

impl ToSql for Bound<'_> {
    fn to_sql(&self, ty: &Type, out: &mut bytes::BytesMut) -> Outcome {
        match self.0 {
            Scalar::Null => Ok(IsNull::Yes),
            Scalar::Bool(value) if *ty == Type::BOOL => value.to_sql(ty, out),
            Scalar::Bool(value) => int(i64::from(*value), ty, out),
            Scalar::Int(number) => int(*number, ty, out),
            Scalar::Text(text) => put_text(text, ty, out),
            Scalar::Bytes(bytes) if *ty == Type::UUID && bytes.len() == 16 => Ok(put(bytes, out)),
            Scalar::Bytes(bytes) if *ty == Type::BYTEA => Ok(put(bytes, out)),
            Scalar::Id(id) if *ty == Type::UUID || *ty == Type::BYTEA => Ok(put(id.as_bytes(), out)),
            Scalar::Bytes(_) => unfit("bytes", ty),
            Scalar::Id(_) => unfit("an id", ty),
        }
    }

    /// Every type is let through here: whether the value fits is decided when it is known.
    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Binary
    }

    to_sql_checked!();
}

fn int(number: i64, ty: &Type, out: &mut bytes::BytesMut) -> Outcome {
    match *ty {
        Type::INT8 => number.to_sql(ty, out),
        Type::INT4 => i32::try_from(number)?.to_sql(ty, out),
        Type::INT2 => i16::try_from(number)?.to_sql(ty, out),
        Type::OID => u32::try_from(number)?.to_sql(ty, out),
        Type::BOOL if number == 0 || number == 1 => (number == 1).to_sql(ty, out),
        Type::NUMERIC => {
            put_numeric(number, out);
            Ok(IsNull::No)
        }
        Type::TEXT | Type::VARCHAR => number.to_string().to_sql(ty, out),
        _ => unfit("a whole number", ty),
    }
}

fn put_text(text: &str, ty: &Type, out: &mut bytes::BytesMut) -> Outcome {
    match *ty {
        Type::JSONB => {
            out.put_u8(1);
            Ok(put(text.as_bytes(), out))
        }
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON | Type::UNKNOWN => {
            Ok(put(text.as_bytes(), out))
        }
        _ => unfit("text", ty),
    }
}

fn put(bytes: &[u8], out: &mut bytes::BytesMut) -> IsNull {
    out.put_slice(bytes);
    IsNull::No
}

/// A whole number in the wire form of NUMERIC: digits to the base of 10,000, the highest first.
fn put_numeric(number: i64, out: &mut bytes::BytesMut) {
    let mut digits = Vec::new();
    let mut rest = number.unsigned_abs();
    while rest > 0 {
        digits.push(i16::try_from(rest % 10_000).unwrap_or(0));
        rest /= 10_000;
    }
    let count = i16::try_from(digits.len()).unwrap_or(0);
    out.put_i16(count);
    out.put_i16(count - 1);
    out.put_u16(if number < 0 { 0x4000 } else { 0 });
    out.put_i16(0);
    for digit in digits.into_iter().rev() {
        out.put_i16(digit);
    }
}

fn unfit(what: &str, ty: &Type) -> Outcome {
    Err(format!("{what} does not fit a parameter of type {}", ty.name()).into())
}
