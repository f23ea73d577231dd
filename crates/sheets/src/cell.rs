//! Cells and rows as every format gives them.

use std::borrow::Cow;
use std::fmt;

use jiff::civil;
use rust_decimal::Decimal;

/// What a cell holds. CSV knows only text; a workbook knows more.
#[derive(Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text as it stands in the file, white space included.
    Text(String),
    /// A number, exact; from a workbook with the 15 digits that a spreadsheet shows.
    Number(Decimal),
    /// Yes or no.
    Bool(bool),
    /// A day.
    Date(civil::Date),
    /// A day and a time, without a zone: the caller knows whose clock it was.
    DateTime(civil::DateTime),
    /// A formula's failure, such as `#N/A`.
    Error(String),
}

impl Cell {
    /// Whether there is nothing in it but white space.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The cell as plain text: numbers without grouping, days as `2026-11-22`, times as
    /// `2026-11-22 09:30:00`.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) | Self::Error(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::DateTime(moment) => Cow::Owned(moment.strftime("%Y-%m-%d %H:%M:%S").to_string()),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl fmt::Debug for Cell {
    /// Only the kind: a cell may hold a customer's data, and Debug ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Empty",
            Self::Text(_) => "Text([sealed])",
            Self::Number(_) => "Number([sealed])",
            Self::Bool(_) => "Bool([sealed])",
            Self::Date(_) => "Date([sealed])",
            Self::DateTime(_) => "DateTime([sealed])",
            Self::Error(_) => "Error",
        })
    }
}

/// What is wrong with one row. The row is given all the same, so that it can be reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFault {
    /// Not as many cells as the header.
    Columns {
        /// Cells in this row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// A cell is longer than [`crate::MAX_CELL_BYTES`]; it was cut there.
    CellTooLong {
        /// The column, from 0.
        column: usize,
    },
}

impl RowFault {
    /// The stable code of `model`'s words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Columns { .. } => "csv_columns",
            Self::CellTooLong { .. } => "cell_too_long",
        }
    }
}

/// One row below the header.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The row's number as a spreadsheet counts it: the header of a file without blank lines is row 1.
    pub number: u64,
    /// The cells; without a fault exactly as many as the header.
    pub cells: Vec<Cell>,
    /// What is wrong with it.
    pub fault: Option<RowFault>,
}
