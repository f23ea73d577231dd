//! Delimited text that a spreadsheet opens as it was meant.

use std::io::Write;

use crate::cell::Cell;
use crate::error::SheetError;
use crate::formula_guard;

/// How the text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvOptions {
    /// A byte-order mark first, without which Excel takes Chinese for the local code page.
    pub mark: bool,
    /// What separates the cells.
    pub delimiter: u8,
}

impl Default for CsvOptions {
    /// With a mark, and commas.
    fn default() -> Self {
        Self { mark: true, delimiter: b',' }
    }
}

/// Writes rows as they come. Cells are UTF-8, lines end with CR LF (RFC 4180).
pub struct CsvWriter<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> CsvWriter<W> {
    /// A writer that has written nothing yet but the mark.
    ///
    /// # Errors
    /// [`SheetError::Io`] when writing fails.
    pub fn new(mut out: W, options: CsvOptions) -> Result<Self, SheetError> {
        if options.mark {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let writer = csv::WriterBuilder::new()
            .delimiter(options.delimiter)
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(out);
        Ok(Self { writer })
    }

    /// Writes the header.
    ///
    /// # Errors
    /// [`SheetError::Io`] when writing fails.
    pub fn write_header<T: AsRef<str>>(&mut self, names: &[T]) -> Result<(), SheetError> {
        self.record(names.iter().map(|name| guarded(name.as_ref())))
    }

    /// Writes a row. Text that a spreadsheet would run as a formula gets an apostrophe before it.
    ///
    /// # Errors
    /// [`SheetError::Io`] when writing fails.
    pub fn write_row(&mut self, cells: &[Cell]) -> Result<(), SheetError> {
        self.record(cells.iter().map(|cell| match cell {
            Cell::Text(text) | Cell::Error(text) => guarded(text),
            other => other.text().into_owned(),
        }))
    }

    /// Writes what is buffered and gives the output back.
    ///
    /// # Errors
    /// [`SheetError::Io`] when writing fails.
    pub fn finish(self) -> Result<W, SheetError> {
        self.writer.into_inner().map_err(|error| SheetError::Io(error.into_error()))
    }

    fn record(&mut self, cells: impl Iterator<Item = String>) -> Result<(), SheetError> {
        self.writer.write_record(cells).map_err(|error| SheetError::Io(error.into()))
    }
}

fn guarded(text: &str) -> String {
    if formula_guard::is_needed(text) { format!("'{text}") } else { text.to_owned() }
}
