//! Reading the engine's own columns out of a row. One that is not what it should be is a fault of the database.

use model::Scalar;
use uuid::Uuid;

use crate::Error;

/// A stored row: the columns asked for, in order.
pub(crate) type Row = Vec<Scalar>;

/// A column of an unexpected kind.
#[derive(Debug, thiserror::Error)]
#[error("column {0} of a row holds something unexpected")]
struct Unexpected(usize);

/// The id in that column.
pub(crate) fn id(row: &[Scalar], at: usize) -> Result<Uuid, Error> {
    match row.get(at) {
        Some(Scalar::Id(id)) => Ok(*id),
        _ => Err(Error::internal(Unexpected(at))),
    }
}

/// The whole number in that column.
pub(crate) fn int(row: &[Scalar], at: usize) -> Result<i64, Error> {
    match row.get(at) {
        Some(Scalar::Int(number)) => Ok(*number),
        _ => Err(Error::internal(Unexpected(at))),
    }
}

/// The sealed bytes in that column, if there are any.
pub(crate) fn sealed(row: &[Scalar], at: usize) -> Result<Option<&[u8]>, Error> {
    match row.get(at) {
        Some(Scalar::Null) => Ok(None),
        Some(Scalar::Bytes(bytes)) => Ok(Some(bytes)),
        _ => Err(Error::internal(Unexpected(at))),
    }
}
