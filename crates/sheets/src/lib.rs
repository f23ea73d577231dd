//! Tabular files: CSV and XLSX in and out, encodings, dialects, type detection and fuzzy matching.
//!
//! Reading: [`Source::open`] looks at the bytes (encoding, delimiter, zip sizes) before it trusts them, and
//! [`Source::rows`] streams. A fault of the whole file is a [`SheetError`]; a fault of one row is a
//! [`RowFault`] that travels with the row, so that nothing is dropped silently.
//! Guessing: [`detect()`] says what a column seems to hold, [`suggest_fields`] which field it seems to be,
//! [`Matcher`] which known name a text seems to mean. Guesses are suggestions; a person confirms them.
//! Writing: [`CsvWriter`] and [`XlsxWriter`] stream to any `Write` and leave nothing on disk.
//!
//! Not here: the database, objects and fields, what is done with a row.

mod cell;
mod csv_read;
mod csv_write;
mod date;
mod delimiter;
mod detect;
mod encoding;
mod error;
mod formula_guard;
mod headers;
mod matching;
mod normal;
mod number;
mod shapes;
mod source;
mod time_of_day;
mod xlsx_read;
mod xlsx_write;
mod zip_guard;

pub use cell::{Cell, Row, RowFault};
pub use csv_write::{CsvOptions, CsvWriter};
pub use date::{DateFormat, Moment, parse_date, parse_datetime};
pub use detect::{ColumnGuess, ColumnKind, SAMPLE_ROWS, detect};
pub use encoding::Encoding;
pub use error::SheetError;
pub use headers::{FieldSuggestion, FieldWords, assign_fields, suggest_fields};
pub use matching::{MatchKind, Matcher, Suggestion, suggest};
pub use normal::{company_key, folded, letters};
pub use number::{NumberFormat, parse_money, parse_number, parse_percent};
pub use shapes::{parse_boolean, seems_email, seems_phone, seems_url};
pub use source::{Format, Input, ReadOptions, Rows, Source};
pub use xlsx_write::XlsxWriter;

/// The most columns a sheet may have.
pub const MAX_COLUMNS: usize = 500;
/// The most bytes of text a cell may hold, in UTF-8.
pub const MAX_CELL_BYTES: usize = 64 * 1024;
/// The most rows a sheet may have, the header included.
pub const MAX_ROWS: u64 = 5_000_000;
