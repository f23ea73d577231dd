//! Workbooks: sheets, typed cells, rows in order.

use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxCellReader};
use jiff::civil;
use rust_decimal::Decimal;

use crate::cell::Cell;
use crate::error::SheetError;
use crate::source::Input;
use crate::{MAX_CELL_BYTES, MAX_COLUMNS, zip_guard};

type Workbook = Xlsx<Box<dyn Input>>;

/// An opened workbook and the sheet that is read.
pub(crate) struct Book {
    workbook: Workbook,
    pub(crate) sheets: Vec<String>,
    pub(crate) sheet: String,
}

/// One row of a sheet.
pub(crate) struct SheetRow {
    pub(crate) number: u64,
    pub(crate) cells: Vec<Cell>,
    /// Cells up to the last one that is not empty, had they all been kept.
    pub(crate) found: usize,
    /// The first cell that was cut.
    pub(crate) cut: Option<usize>,
}

/// The workbook reader is not ours and parses what strangers send. Should it ever panic, the file is
/// damaged and the process goes on.
fn guarded<T>(job: impl FnOnce() -> Result<T, calamine::XlsxError>) -> Result<T, SheetError> {
    match catch_unwind(AssertUnwindSafe(job)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(calamine::XlsxError::Password)) => Err(SheetError::OldOrLocked),
        Ok(Err(calamine::XlsxError::Io(error))) if error.kind() != std::io::ErrorKind::InvalidData => {
            Err(SheetError::Io(error))
        }
        Ok(Err(_)) | Err(_) => Err(SheetError::Damaged),
    }
}

impl Book {
    pub(crate) fn open(mut input: Box<dyn Input>, wanted: Option<&str>) -> Result<Self, SheetError> {
        zip_guard::check(&mut *input)?;
        input.seek(std::io::SeekFrom::Start(0))?;
        let workbook = guarded(|| Xlsx::new(input))?;
        let tables = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let visible = tables.clone().find(|sheet| sheet.visible == SheetVisible::Visible);
        let sheet = match wanted {
            Some(name) => tables.clone().find(|sheet| sheet.name == name),
            None => visible.or_else(|| tables.clone().next()),
        };
        let sheet = sheet.ok_or(SheetError::NoSuchSheet)?.name.clone();
        let sheets = tables.map(|sheet| sheet.name.clone()).collect();
        Ok(Self { workbook, sheets, sheet })
    }

    pub(crate) fn rows(&mut self) -> Result<BookRows<'_>, SheetError> {
        let sheet = self.sheet.clone();
        let cells = guarded(|| self.workbook.worksheet_cells_reader(&sheet))?;
        Ok(BookRows { cells, pending: None, last: None, done: false })
    }
}

pub(crate) struct BookRows<'a> {
    cells: XlsxCellReader<'a, Box<dyn Input>>,
    /// The first cell of the next row, met while the row before it was read.
    pending: Option<(u32, u32, Kept)>,
    last: Option<u32>,
    done: bool,
}

/// A cell, and whether it was cut.
struct Kept(Cell, bool);

impl BookRows<'_> {
    /// The next row that has anything in it.
    pub(crate) fn next_row(&mut self) -> Result<Option<SheetRow>, SheetError> {
        let first = match self.pending.take() {
            Some(first) => first,
            None => match self.next_filled()? {
                Some(first) => first,
                None => return Ok(None),
            },
        };
        let row = first.0;
        // Rows stand in order in a sheet; a row that comes again would be read twice.
        if self.last.is_some_and(|last| row <= last) {
            return Err(SheetError::Damaged);
        }
        self.last = Some(row);
        let mut building = SheetRow { number: u64::from(row) + 1, cells: Vec::new(), found: 0, cut: None };
        building.put(first.1, first.2);
        while let Some((next_row, column, cell)) = self.next_filled()? {
            if next_row == row {
                building.put(column, cell);
            } else {
                self.pending = Some((next_row, column, cell));
                break;
            }
        }
        Ok(Some(building))
    }

    /// The next cell with anything in it.
    fn next_filled(&mut self) -> Result<Option<(u32, u32, Kept)>, SheetError> {
        while !self.done {
            let cells = &mut self.cells;
            // Converted inside, because the value borrows from the reader.
            let next = guarded(|| {
                Ok(cells.next_cell()?.map(|cell| {
                    let (row, column) = cell.get_position();
                    (row, column, converted(cell.get_value()))
                }))
            })?;
            match next {
                Some((row, column, Some(cell))) => return Ok(Some((row, column, cell))),
                Some((_, _, None)) => {}
                None => self.done = true,
            }
        }
        Ok(None)
    }
}

impl SheetRow {
    fn put(&mut self, column: u32, Kept(cell, cut): Kept) {
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        self.found = self.found.max(column.saturating_add(1));
        if column >= MAX_COLUMNS {
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = self.cells.get_mut(column) {
            *place = cell;
        }
        if cut && self.cut.is_none() {
            self.cut = Some(column);
        }
    }
}

fn converted(value: &DataRef<'_>) -> Option<Kept> {
    let whole = |cell| Some(Kept(cell, false));
    match value {
        DataRef::Empty => None,
        DataRef::Int(number) => whole(Cell::Number(Decimal::from(*number))),
        DataRef::Float(number) => whole(number_cell(*number)),
        DataRef::String(text) | DataRef::DurationIso(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::Bool(value) => whole(Cell::Bool(*value)),
        DataRef::DateTime(moment) => whole(moment_cell(moment)),
        DataRef::DateTimeIso(text) => whole(iso_cell(text)),
        DataRef::Error(error) => whole(Cell::Error(error.to_string())),
    }
}

fn text_cell(text: &str) -> Option<Kept> {
    if text.is_empty() {
        return None;
    }
    let kept = text.floor_char_boundary(MAX_CELL_BYTES);
    Some(Kept(Cell::Text(text.get(..kept)?.to_owned()), kept < text.len()))
}

/// A workbook stores binary floating point, a person typed decimal: 15 significant digits are what a
/// spreadsheet shows and what was meant.
fn number_cell(number: f64) -> Cell {
    match Decimal::from_scientific(&format!("{number:.14e}")) {
        Ok(decimal) => Cell::Number(decimal.normalize()),
        Err(_) => Cell::Text(number.to_string()),
    }
}

fn moment_cell(moment: &ExcelDateTime) -> Cell {
    let serial = moment.as_f64();
    if moment.is_duration() || !(1.0..2_958_466.0).contains(&serial) {
        return time_cell(serial);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    let (Ok(year), Ok(month), Ok(day)) = parts else { return number_cell(serial) };
    let Ok(date) = civil::Date::new(year, month, day) else { return number_cell(serial) };
    if (hour, minute, second) == (0, 0, 0) {
        return Cell::Date(date);
    }
    let parts = (i8::try_from(hour), i8::try_from(minute), i8::try_from(second));
    let (Ok(hour), Ok(minute), Ok(second)) = parts else { return number_cell(serial) };
    civil::Time::new(hour, minute, second, 0)
        .map_or_else(|_| number_cell(serial), |time| Cell::DateTime(date.to_datetime(time)))
}

/// A time without a day, such as `09:30:00`, or a duration that may pass 24 hours.
#[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
fn time_cell(days: f64) -> Cell {
    if !(0.0..1_000_000.0).contains(&days) {
        return number_cell(days);
    }
    let seconds = (days * 86_400.0).round() as i64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    Cell::Text(format!("{hours:02}:{minutes:02}:{seconds:02}"))
}

fn iso_cell(text: &str) -> Cell {
    if let Ok(date) = text.parse::<civil::Date>()
        && !text.contains(['T', ' '])
    {
        return Cell::Date(date);
    }
    text.parse::<civil::DateTime>().map_or_else(|_| Cell::from(text), Cell::DateTime)
}
