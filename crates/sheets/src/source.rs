//! Opening a file of any format, and its rows.

use std::io::{Cursor, Read, Seek, SeekFrom};

use crate::cell::{Cell, Row, RowFault};
use crate::csv_read::{CsvReader, Record};
use crate::encoding::{self, Encoding, Utf8Reader};
use crate::error::SheetError;
use crate::xlsx_read::{Book, BookRows, SheetRow};
use crate::{MAX_COLUMNS, MAX_ROWS, delimiter, formula_guard};

/// Where bytes come from: a file, or memory.
pub trait Input: Read + Seek + Send {}

impl<T: Read + Seek + Send> Input for T {}

/// What the caller knows better than a look at the file tells.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The encoding of a text file.
    pub encoding: Option<Encoding>,
    /// The delimiter of a text file: any ASCII character but quote and line end.
    pub delimiter: Option<u8>,
    /// The sheet of a workbook; the first visible one otherwise.
    pub sheet: Option<String>,
}

/// What sort of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Delimited text.
    Csv {
        /// Its encoding.
        encoding: Encoding,
        /// What separates the cells.
        delimiter: u8,
    },
    /// An Excel workbook.
    Xlsx,
}

/// An opened file. It can be read any number of times.
pub struct Source {
    body: Body,
    columns: Vec<String>,
}

enum Body {
    Csv { input: Box<dyn Input>, encoding: Encoding, delimiter: u8 },
    Xlsx(Box<Book>),
}

impl Source {
    /// Opens a file: looks at all of it (encoding, delimiter; a workbook's sizes), then reads the header.
    /// `name` is the file's name; its ending decides only where the content leaves it open.
    ///
    /// # Errors
    /// [`SheetError`] says why it can't be read.
    pub fn open(input: impl Input + 'static, name: &str, options: &ReadOptions) -> Result<Self, SheetError> {
        let mut input: Box<dyn Input> = Box::new(input);
        let mut head = Vec::new();
        input.seek(SeekFrom::Start(0))?;
        (&mut *input).take(8).read_to_end(&mut head)?;
        let body = match head.as_slice() {
            [] => return Err(SheetError::Empty),
            [b'P', b'K', 3 | 5, 4 | 6, ..] => {
                Body::Xlsx(Box::new(Book::open(input, options.sheet.as_deref())?))
            }
            // The compound files of old Excel, and of a workbook with a password.
            [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(SheetError::OldOrLocked),
            _ => Body::csv(input, name, options)?,
        };
        let mut source = Self { body, columns: Vec::new() };
        source.columns = source.read_header()?;
        Ok(source)
    }

    /// Opens bytes in memory. As [`Source::open`].
    ///
    /// # Errors
    /// [`SheetError`] says why it can't be read.
    pub fn from_bytes(
        bytes: impl AsRef<[u8]> + Send + 'static,
        name: &str,
        options: &ReadOptions,
    ) -> Result<Self, SheetError> {
        Self::open(Cursor::new(bytes), name, options)
    }

    /// The header's cells, white space around them taken off. A name may be empty or stand twice.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// What sort of file it is.
    pub fn format(&self) -> Format {
        match &self.body {
            Body::Csv { encoding, delimiter, .. } => {
                Format::Csv { encoding: *encoding, delimiter: *delimiter }
            }
            Body::Xlsx(_) => Format::Xlsx,
        }
    }

    /// The workbook's sheets; empty for text.
    pub fn sheets(&self) -> &[String] {
        match &self.body {
            Body::Csv { .. } => &[],
            Body::Xlsx(book) => &book.sheets,
        }
    }

    /// The sheet that is read, of a workbook.
    pub fn sheet(&self) -> Option<&str> {
        match &self.body {
            Body::Csv { .. } => None,
            Body::Xlsx(book) => Some(&book.sheet),
        }
    }

    /// The rows below the header, from the first one on, however often it is called.
    ///
    /// # Errors
    /// [`SheetError`] when the file can't be read again.
    pub fn rows(&mut self) -> Result<Rows<'_>, SheetError> {
        let mut raw = self.body.raw_rows()?;
        // The header was read when the file was opened.
        raw.next_raw()?;
        Ok(Rows { raw, columns: self.columns.len(), failed: false })
    }

    /// The first rows, at most that many.
    ///
    /// # Errors
    /// [`SheetError`] when one of them can't be read.
    pub fn sample(&mut self, rows: usize) -> Result<Vec<Row>, SheetError> {
        self.rows()?.take(rows).collect()
    }

    /// How many rows there are below the header. Reads the whole file, so it also tells whether all of it
    /// can be read.
    ///
    /// # Errors
    /// The first [`SheetError`] met.
    pub fn count(&mut self) -> Result<u64, SheetError> {
        self.rows()?.try_fold(0, |count, row| row.map(|_| count + 1))
    }

    fn read_header(&mut self) -> Result<Vec<String>, SheetError> {
        let first = self.body.raw_rows()?.next_raw()?.ok_or(SheetError::Empty)?;
        if first.found > MAX_COLUMNS {
            return Err(SheetError::TooManyColumns { max: MAX_COLUMNS });
        }
        let columns: Vec<_> = first.cells.iter().map(|cell| cell.text().trim().to_owned()).collect();
        if columns.iter().all(String::is_empty) { Err(SheetError::Empty) } else { Ok(columns) }
    }
}

impl Body {
    fn csv(mut input: Box<dyn Input>, name: &str, options: &ReadOptions) -> Result<Self, SheetError> {
        let encoding = match options.encoding {
            Some(encoding) => encoding,
            None => encoding::sniff(&mut *input)?,
        };
        let usable = |byte: &u8| byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n' | 0);
        let delimiter = match options.delimiter.filter(usable) {
            Some(delimiter) => delimiter,
            None => delimiter::sniff(&mut *input, encoding, name)?,
        };
        Ok(Self::Csv { input, encoding, delimiter })
    }

    fn raw_rows(&mut self) -> Result<RawRows<'_>, SheetError> {
        Ok(match self {
            Self::Csv { input, encoding, delimiter } => {
                RawRows::Csv(CsvReader::new(Utf8Reader::new(&mut **input, *encoding)?, *delimiter))
            }
            Self::Xlsx(book) => RawRows::Xlsx(Box::new(book.rows()?)),
        })
    }
}

enum RawRows<'a> {
    Csv(CsvReader<'a>),
    Xlsx(Box<BookRows<'a>>),
}

/// A row of either format before it is held against the header.
struct RawRow {
    number: u64,
    cells: Vec<Cell>,
    found: usize,
    cut: Option<usize>,
    /// Whether cells missing at the end are empty ones: a workbook does not store those.
    short_is_whole: bool,
}

impl RawRows<'_> {
    fn next_raw(&mut self) -> Result<Option<RawRow>, SheetError> {
        match self {
            Self::Csv(reader) => Ok(reader.next_record()?.map(|record| {
                let Record { number, cells, found, cut } = record;
                let cells =
                    cells.into_iter().map(|text| Cell::from(formula_guard::taken_off(text))).collect();
                RawRow { number, cells, found, cut, short_is_whole: false }
            })),
            Self::Xlsx(rows) => Ok(rows.next_row()?.map(|row| {
                let SheetRow { number, cells, found, cut } = row;
                RawRow { number, cells, found, cut, short_is_whole: true }
            })),
        }
    }
}

/// The rows below the header. Ends after the first error.
pub struct Rows<'a> {
    raw: RawRows<'a>,
    columns: usize,
    failed: bool,
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = self.raw.next_raw().and_then(|row| match row {
            Some(row) if row.number > MAX_ROWS => Err(SheetError::TooManyRows { max: MAX_ROWS }),
            other => Ok(other),
        });
        match next {
            Ok(row) => row.map(|row| Ok(row.against(self.columns))),
            Err(error) => {
                self.failed = true;
                Some(Err(error))
            }
        }
    }
}

impl RawRow {
    fn against(mut self, columns: usize) -> Row {
        let short = self.found < columns;
        if short && self.short_is_whole {
            self.cells.resize(columns, Cell::Empty);
            self.found = columns;
        }
        let fault = if self.found == columns {
            self.cut.map(|column| RowFault::CellTooLong { column })
        } else {
            Some(RowFault::Columns { found: self.found, expected: columns })
        };
        Row { number: self.number, cells: self.cells, fault }
    }
}
