//! A strict reader of delimited text (RFC 4180, with any delimiter and any line end).
//!
//! The `csv` crate forgives broken quotes, and then a stray quote swallows rows; here it is an error that
//! names the row where the quoted cell begins. A quote inside an unquoted cell is text (`5" pipe`).

use crate::encoding::Utf8Reader;
use crate::error::SheetError;
use crate::{MAX_CELL_BYTES, MAX_COLUMNS, MAX_ROWS};

const CHUNK_BYTES: usize = 64 * 1024;

/// One record as it stands in the file.
pub(crate) struct Record {
    /// The record's place, blank ones counted, from 1.
    pub(crate) number: u64,
    pub(crate) cells: Vec<String>,
    /// How many cells there were, had they all been kept.
    pub(crate) found: usize,
    /// The first cell that was cut.
    pub(crate) cut: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the first character of a cell.
    Begin,
    /// In a cell without quotes.
    Plain,
    /// In a cell with quotes.
    Quoted,
    /// After a quote in a quoted cell: its end, or half of a doubled quote.
    Quote,
}

pub(crate) struct CsvReader<'a> {
    text: Utf8Reader<'a>,
    delimiter: u8,
    chunk: Vec<u8>,
    at: usize,
    len: usize,
    number: u64,
    after_cr: bool,
}

impl<'a> CsvReader<'a> {
    pub(crate) fn new(text: Utf8Reader<'a>, delimiter: u8) -> Self {
        Self { text, delimiter, chunk: vec![0; CHUNK_BYTES], at: 0, len: 0, number: 0, after_cr: false }
    }

    /// The next record that is not a blank line.
    pub(crate) fn next_record(&mut self) -> Result<Option<Record>, SheetError> {
        loop {
            let Some(record) = self.raw_record()? else { return Ok(None) };
            if record.number > MAX_ROWS {
                return Err(SheetError::TooManyRows { max: MAX_ROWS });
            }
            let blank = record.found == 1 && record.cells.first().is_none_or(String::is_empty);
            if !blank {
                return Ok(Some(record));
            }
        }
    }

    fn byte(&mut self) -> Result<Option<u8>, SheetError> {
        if self.at == self.len {
            self.len = self.text.read(&mut self.chunk)?;
            self.at = 0;
        }
        let byte = self.chunk.get(..self.len).and_then(|chunk| chunk.get(self.at)).copied();
        self.at += usize::from(byte.is_some());
        Ok(byte)
    }

    fn raw_record(&mut self) -> Result<Option<Record>, SheetError> {
        let mut building = Building::default();
        let mut state = State::Begin;
        let mut begun = false;
        loop {
            let Some(byte) = self.byte()? else {
                if state == State::Quoted {
                    return Err(SheetError::Quotes { row: self.number + 1 });
                }
                return Ok(begun.then(|| self.finish(building)));
            };
            // The second half of a line end that was answered at its first half.
            if std::mem::take(&mut self.after_cr) && byte == b'\n' {
                continue;
            }
            begun = true;
            match (state, byte) {
                (State::Begin, b'"') => state = State::Quoted,
                (State::Quoted, b'"') => state = State::Quote,
                (State::Quoted, other) => building.push(other),
                (State::Quote, b'"') => {
                    building.push(b'"');
                    state = State::Quoted;
                }
                (_, b'\n' | b'\r') => {
                    self.after_cr = byte == b'\r';
                    return Ok(Some(self.finish(building)));
                }
                (_, other) if other == self.delimiter => {
                    building.end_cell();
                    state = State::Begin;
                }
                (State::Quote, _) => return Err(SheetError::Quotes { row: self.number + 1 }),
                (State::Begin | State::Plain, other) => {
                    building.push(other);
                    state = State::Plain;
                }
            }
        }
    }

    fn finish(&mut self, mut building: Building) -> Record {
        self.number += 1;
        building.end_cell();
        let Building { cells, found, cut, .. } = building;
        Record { number: self.number, cells, found, cut }
    }
}

/// A record in the making; it never holds more than the limits allow.
#[derive(Default)]
struct Building {
    cells: Vec<String>,
    found: usize,
    cut: Option<usize>,
    cell: Vec<u8>,
}

impl Building {
    fn push(&mut self, byte: u8) {
        if self.cell.len() < MAX_CELL_BYTES {
            self.cell.push(byte);
        } else if self.cut.is_none() {
            self.cut = Some(self.found);
        }
    }

    fn end_cell(&mut self) {
        if self.found < MAX_COLUMNS {
            let cell = match String::from_utf8(std::mem::take(&mut self.cell)) {
                Ok(cell) => cell,
                // Only a cut cell can end inside a character; the rest of it is whole.
                Err(error) => {
                    String::from_utf8_lossy(error.as_bytes()).trim_end_matches('\u{fffd}').to_owned()
                }
            };
            self.cells.push(cell);
        }
        self.cell.clear();
        self.found += 1;
    }
}
