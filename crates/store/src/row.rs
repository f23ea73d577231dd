//! Rows as they come back, read through typed getters.
//!
//! SQLite does not say whether sixteen bytes are an id or whether 1 is a truth; the caller knows, and asks
//! for the kind it expects. A column that holds something else is [`Error::BadValue`], with the column's name.

use std::sync::Arc;

use jiff::Timestamp;
use model::Scalar;
use uuid::Uuid;

use crate::Error;

/// A value of a row, borrowed from the engine.
#[derive(Clone, Copy)]
pub enum Cell<'r> {
    /// No value.
    Null,
    /// A truth (PostgreSQL only; SQLite has 0 and 1).
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(&'r str),
    /// Bytes.
    Bytes(&'r [u8]),
    /// An id (PostgreSQL only; SQLite has 16 bytes).
    Id(Uuid),
}

impl Cell<'_> {
    fn kind(self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a truth",
            Self::Int(_) => "a number",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Id(_) => "an id",
        }
    }

    fn to_scalar(self) -> Scalar {
        match self {
            Self::Null => Scalar::Null,
            Self::Bool(value) => Scalar::Bool(value),
            Self::Int(number) => Scalar::Int(number),
            Self::Text(text) => Scalar::Text(text.into()),
            Self::Bytes(bytes) => Scalar::Bytes(bytes.into()),
            Self::Id(id) => Scalar::Id(id),
        }
    }
}

/// One row. Columns are counted from 0.
///
/// # Errors
/// Every getter answers [`Error::BadValue`] if the column is missing or holds another kind; those without
/// `opt_` also if it holds nothing.
#[expect(clippy::missing_errors_doc, reason = "said once for all getters, above")]
pub trait RowView {
    /// The value as the engine has it; an error if it is of a kind no scalar has.
    fn cell(&self, column: usize) -> Result<Cell<'_>, Error>;

    /// How many columns there are.
    fn width(&self) -> usize;

    /// The column's name, for error texts.
    fn column_name(&self, column: usize) -> String;

    /// The value as a scalar of the kind the engine has: ids are `Bytes` and truths `Int` on SQLite.
    fn get(&self, column: usize) -> Result<Scalar, Error> {
        self.cell(column).map(Cell::to_scalar)
    }

    /// Whether the column holds nothing.
    fn is_null(&self, column: usize) -> bool {
        matches!(self.cell(column), Ok(Cell::Null))
    }

    /// Text, or nothing.
    fn opt_text(&self, column: usize) -> Result<Option<&str>, Error> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text)),
            cell => Err(self.bad(column, "text", cell)),
        }
    }

    /// Text.
    fn text(&self, column: usize) -> Result<&str, Error> {
        self.opt_text(column)?.ok_or_else(|| self.bad(column, "text", Cell::Null))
    }

    /// Text, kept.
    fn string(&self, column: usize) -> Result<String, Error> {
        self.text(column).map(Into::into)
    }

    /// Text, kept, or nothing.
    fn opt_string(&self, column: usize) -> Result<Option<String>, Error> {
        Ok(self.opt_text(column)?.map(Into::into))
    }

    /// A whole number, or nothing.
    fn opt_int(&self, column: usize) -> Result<Option<i64>, Error> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Int(number) => Ok(Some(number)),
            cell => Err(self.bad(column, "a whole number", cell)),
        }
    }

    /// A whole number.
    fn int(&self, column: usize) -> Result<i64, Error> {
        self.opt_int(column)?.ok_or_else(|| self.bad(column, "a whole number", Cell::Null))
    }

    /// A whole number from 0 to 4,294,967,295.
    fn small(&self, column: usize) -> Result<u32, Error> {
        let number = self.int(column)?;
        u32::try_from(number).map_err(|_| self.bad(column, "a small whole number", Cell::Int(number)))
    }

    /// A truth, or nothing.
    fn opt_bool(&self, column: usize) -> Result<Option<bool>, Error> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Bool(value) => Ok(Some(value)),
            Cell::Int(0) => Ok(Some(false)),
            Cell::Int(1) => Ok(Some(true)),
            cell => Err(self.bad(column, "a truth", cell)),
        }
    }

    /// A truth.
    fn bool(&self, column: usize) -> Result<bool, Error> {
        self.opt_bool(column)?.ok_or_else(|| self.bad(column, "a truth", Cell::Null))
    }

    /// Bytes, or nothing.
    fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>, Error> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Bytes(bytes) => Ok(Some(bytes)),
            cell => Err(self.bad(column, "bytes", cell)),
        }
    }

    /// Bytes.
    fn bytes(&self, column: usize) -> Result<&[u8], Error> {
        self.opt_bytes(column)?.ok_or_else(|| self.bad(column, "bytes", Cell::Null))
    }

    /// An id, or nothing.
    fn opt_id(&self, column: usize) -> Result<Option<Uuid>, Error> {
        let cell = self.cell(column)?;
        match cell {
            Cell::Null => Ok(None),
            Cell::Id(id) => Ok(Some(id)),
            Cell::Bytes(bytes) => {
                Uuid::from_slice(bytes).map(Some).map_err(|_| self.bad(column, "an id", cell))
            }
            _ => Err(self.bad(column, "an id", cell)),
        }
    }

    /// An id.
    fn id(&self, column: usize) -> Result<Uuid, Error> {
        self.opt_id(column)?.ok_or_else(|| self.bad(column, "an id", Cell::Null))
    }

    /// An instant, or nothing. Instants are stored as microseconds since 1970-01-01T00:00:00Z.
    fn opt_time(&self, column: usize) -> Result<Option<Timestamp>, Error> {
        self.opt_int(column)?
            .map(|micros| {
                Timestamp::from_microsecond(micros)
                    .map_err(|_| self.bad(column, "an instant", Cell::Int(micros)))
            })
            .transpose()
    }

    /// An instant.
    fn time(&self, column: usize) -> Result<Timestamp, Error> {
        self.opt_time(column)?.ok_or_else(|| self.bad(column, "an instant", Cell::Null))
    }

    /// The error for a column that holds something unwanted.
    #[doc(hidden)]
    fn bad(&self, column: usize, wanted: &'static str, found: Cell<'_>) -> Error {
        Error::BadValue { column: self.column_name(column), wanted, found: found.kind() }
    }
}

/// A row that is kept after the statement ended.
#[derive(Clone, Debug)]
pub struct Row {
    pub(crate) columns: Arc<[String]>,
    pub(crate) values: Vec<Scalar>,
}

impl Row {
    pub(crate) fn kept(columns: &Arc<[String]>, row: &dyn RowView) -> Result<Self, Error> {
        let values = (0..row.width()).map(|column| row.get(column)).collect::<Result<_, _>>()?;
        Ok(Self { columns: Arc::clone(columns), values })
    }
}

impl RowView for Row {
    fn cell(&self, column: usize) -> Result<Cell<'_>, Error> {
        match self.values.get(column) {
            None => Err(missing_column(column)),
            Some(Scalar::Null) => Ok(Cell::Null),
            Some(Scalar::Bool(value)) => Ok(Cell::Bool(*value)),
            Some(Scalar::Int(number)) => Ok(Cell::Int(*number)),
            Some(Scalar::Text(text)) => Ok(Cell::Text(text)),
            Some(Scalar::Bytes(bytes)) => Ok(Cell::Bytes(bytes)),
            Some(Scalar::Id(id)) => Ok(Cell::Id(*id)),
        }
    }

    fn width(&self) -> usize {
        self.values.len()
    }

    fn column_name(&self, column: usize) -> String {
        self.columns.get(column).cloned().unwrap_or_else(|| format!("#{column}"))
    }
}

/// The error for a column the row does not have.
pub(crate) fn missing_column(column: usize) -> Error {
    Error::BadValue { column: format!("#{column}"), wanted: "a column", found: "none" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: Vec<Scalar>) -> Row {
        let columns: Vec<String> = (0..values.len()).map(|i| format!("c{i}")).collect();
        Row { columns: columns.into(), values }
    }

    #[test]
    fn ids_and_truths_are_read_in_both_engines_spelling() {
        let id = Uuid::from_u128(7);
        let row = row(vec![
            Scalar::Bytes(id.as_bytes().to_vec()),
            Scalar::Id(id),
            Scalar::Int(1),
            Scalar::Bool(true),
            Scalar::Null,
        ]);
        assert_eq!((row.id(0), row.id(1)), (Ok(id), Ok(id)));
        assert_eq!((row.bool(2), row.bool(3)), (Ok(true), Ok(true)));
        assert_eq!((row.opt_id(4), row.opt_bool(4), row.opt_time(4)), (Ok(None), Ok(None), Ok(None)));
    }

    #[test]
    fn a_bad_value_is_named_by_its_column_and_never_shown() {
        let row = row(vec![Scalar::from("13812345678"), Scalar::Bytes(vec![1, 2]), Scalar::Null]);
        for error in [row.int(0).unwrap_err(), row.id(1).unwrap_err(), row.text(2).unwrap_err()] {
            let shown = format!("{error} {error:?}");
            assert!(shown.contains('c') && !shown.contains("138"), "{shown}");
        }
        assert!(matches!(row.text(3), Err(Error::BadValue { .. })));
    }
}
