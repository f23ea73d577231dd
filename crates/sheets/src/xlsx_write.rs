//! Workbooks, streamed.
//!
//! Written by hand (ECMA-376 parts, inline strings) and not through a workbook library, because those
//! either hold every cell in memory or put the plaintext into a temporary file; no customer's data may
//! touch the disk in the clear. Text is always text here, never a formula.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write;

use jiff::civil;
use rust_decimal::Decimal;
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

use crate::cell::Cell;
use crate::error::SheetError;

/// Rows of a sheet, fixed by Excel.
const SHEET_ROWS: u32 = 1_048_576;
/// UTF-16 units of a cell's text, fixed by Excel.
const MAX_TEXT_UNITS: usize = 32_767;

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
/// Sheets are the default kind of part, so that their number need not be known at the beginning.
const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;
const PACKAGE_RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
/// Style 0 is plain, 1 a day, 2 a day and time, 3 the bold header, 4 text.
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#;
const SHEET_BEGIN: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>"#;
const SHEET_END: &str = "</sheetData></worksheet>";
const MAIN_NS: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATION_NS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE_NS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// Writes one table as a workbook. Past 1,048,576 rows it goes on in a further sheet, header and all.
pub struct XlsxWriter<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    title: String,
    header: Vec<String>,
    sheets: u32,
    sheet_rows: u32,
    row: u32,
    line: String,
    cut: u64,
}

impl<W: Write> XlsxWriter<W> {
    /// Begins a workbook whose sheet has that title and header.
    ///
    /// # Errors
    /// [`SheetError::Io`] when writing fails.
    pub fn new<T: AsRef<str>>(out: W, title: &str, header: &[T]) -> Result<Self, SheetError> {
        Self::with_sheets_of(SHEET_ROWS, out, title, header)
    }

    fn with_sheets_of<T: AsRef<str>>(
        sheet_rows: u32,
        out: W,
        title: &str,
        header: &[T],
    ) -> Result<Self, SheetError> {
        let mut writer = Self {
            zip: ZipWriter::new_stream(out),
            title: sheet_title(title),
            header: header.iter().map(|name| name.as_ref().to_owned()).collect(),
            sheets: 0,
            sheet_rows,
            row: 0,
            line: String::new(),
            cut: 0,
        };
        writer.part("[Content_Types].xml", CONTENT_TYPES)?;
        writer.part("_rels/.rels", PACKAGE_RELATIONS)?;
        writer.part("xl/styles.xml", STYLES)?;
        writer.begin_sheet()?;
        Ok(writer)
    }

    /// Writes a row.
    ///
    /// # Errors
    /// [`SheetError::Io`] when writing fails.
    pub fn write_row(&mut self, cells: &[Cell]) -> Result<(), SheetError> {
        if self.row >= self.sheet_rows {
            self.text(SHEET_END)?;
            self.begin_sheet()?;
        }
        self.begin_row();
        for (column, cell) in cells.iter().enumerate() {
            self.put(column, cell);
        }
        self.end_row()
    }

    /// How many texts were cut so far, because Excel holds no more than 32,767 characters in a cell. They
    /// end with `…`; whoever needs them whole takes CSV.
    pub fn cut(&self) -> u64 {
        self.cut
    }

    /// Ends the workbook and gives the output back.
    ///
    /// # Errors
    /// [`SheetError::Io`] when writing fails.
    pub fn finish(mut self) -> Result<W, SheetError> {
        self.text(SHEET_END)?;
        let (mut sheets, mut relations) = (String::new(), String::new());
        for n in 1..=self.sheets {
            let title = if n == 1 { self.title.clone() } else { format!("{} {n}", self.title) };
            let title = escaped(&title);
            _ = write!(sheets, r#"<sheet name="{title}" sheetId="{n}" r:id="rId{n}"/>"#);
            _ = write!(
                relations,
                r#"<Relationship Id="rId{n}" Type="{RELATION_NS}/worksheet" Target="worksheets/sheet{n}.xml"/>"#
            );
        }
        let n = self.sheets + 1;
        _ = write!(
            relations,
            r#"<Relationship Id="rId{n}" Type="{RELATION_NS}/styles" Target="styles.xml"/>"#
        );
        let workbook = format!(
            r#"<workbook xmlns="{MAIN_NS}" xmlns:r="{RELATION_NS}"><sheets>{sheets}</sheets></workbook>"#
        );
        self.part("xl/workbook.xml", &workbook)?;
        let relations = format!(r#"<Relationships xmlns="{PACKAGE_NS}">{relations}</Relationships>"#);
        self.part("xl/_rels/workbook.xml.rels", &relations)?;
        Ok(self.zip.finish().map_err(failed)?.into_inner())
    }

    fn begin_part(&mut self, name: &str) -> Result<(), SheetError> {
        let options = SimpleFileOptions::default().compression_level(Some(1)).large_file(true);
        self.zip.start_file(name, options).map_err(failed)?;
        self.text(DECLARATION)
    }

    fn part(&mut self, name: &str, body: &str) -> Result<(), SheetError> {
        self.begin_part(name)?;
        self.text(body)
    }

    fn text(&mut self, text: &str) -> Result<(), SheetError> {
        Ok(self.zip.write_all(text.as_bytes())?)
    }

    fn begin_sheet(&mut self) -> Result<(), SheetError> {
        self.sheets += 1;
        self.row = 0;
        self.begin_part(&format!("xl/worksheets/sheet{}.xml", self.sheets))?;
        self.text(SHEET_BEGIN)?;
        self.begin_row();
        let header = std::mem::take(&mut self.header);
        for (column, name) in header.iter().enumerate() {
            self.put_text(column, name, 3);
        }
        self.header = header;
        self.end_row()
    }

    fn begin_row(&mut self) {
        self.row += 1;
        self.line.clear();
        _ = write!(self.line, r#"<row r="{}">"#, self.row);
    }

    fn end_row(&mut self) -> Result<(), SheetError> {
        self.line.push_str("</row>");
        Ok(self.zip.write_all(self.line.as_bytes())?)
    }

    fn put(&mut self, column: usize, cell: &Cell) {
        let place = Place(column, self.row);
        _ = match cell {
            Cell::Empty => Ok(()),
            Cell::Bool(value) => write!(self.line, r#"<c r="{place}" t="b"><v>{}</v></c>"#, u8::from(*value)),
            Cell::Number(number) if fits_a_float(*number) => {
                write!(self.line, r#"<c r="{place}"><v>{number}</v></c>"#)
            }
            Cell::Date(date) if has_serial(*date) => {
                write!(self.line, r#"<c r="{place}" s="1"><v>{}</v></c>"#, serial_day(*date))
            }
            Cell::DateTime(moment) if has_serial(moment.date()) => {
                write!(self.line, r#"<c r="{place}" s="2"><v>{}</v></c>"#, serial_moment(*moment))
            }
            other => {
                self.put_text(column, &other.text(), 4);
                Ok(())
            }
        };
    }

    fn put_text(&mut self, column: usize, text: &str, style: u8) {
        if text.is_empty() {
            return;
        }
        let mut text = Cow::Borrowed(text);
        if text.encode_utf16().count() > MAX_TEXT_UNITS {
            text = Cow::Owned(shortened(&text));
            self.cut += 1;
        }
        let (place, text) = (Place(column, self.row), escaped(&text));
        _ = write!(
            self.line,
            r#"<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#
        );
    }
}

fn failed(error: zip::result::ZipError) -> SheetError {
    SheetError::Io(error.into())
}

/// A cell's address, such as `AB12`.
struct Place(usize, u32);

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut letters = Vec::new();
        let mut column = self.0 + 1;
        while column > 0 {
            let letter = u8::try_from((column - 1) % 26).unwrap_or(0);
            letters.push(char::from(b'A' + letter));
            column = (column - 1) / 26;
        }
        for letter in letters.iter().rev() {
            f.write_char(*letter)?;
        }
        write!(f, "{}", self.1)
    }
}

/// Excel keeps 15 digits of a number; a longer one stays whole as text.
fn fits_a_float(number: Decimal) -> bool {
    number.normalize().mantissa().unsigned_abs() < 1_000_000_000_000_000
}

/// Before March 1900 Excel's calendar is wrong by a day; earlier days are written as text.
fn has_serial(date: civil::Date) -> bool {
    date >= civil::date(1900, 3, 1) && date.year() <= 9999
}

fn serial_day(date: civil::Date) -> i64 {
    let begin = civil::date(1899, 12, 30);
    begin.until(date).map_or(0, |span| i64::from(span.get_days()))
}

fn serial_moment(moment: civil::DateTime) -> Decimal {
    let time = moment.time();
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    let fraction = Decimal::from(seconds) / Decimal::from(86_400);
    (Decimal::from(serial_day(moment.date())) + fraction).round_dp(10)
}

fn shortened(text: &str) -> String {
    let mut units = 0;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units < MAX_TEXT_UNITS
    });
    let mut kept: String = kept.collect();
    kept.push('…');
    kept
}

/// XML text. Characters that XML can't hold are written as Excel writes them, `_x0001_`, and text that looks
/// like that already gets its underscore escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '_' if seems_escape(text.get(at..).unwrap_or_default()) => out.push_str("_x005F_"),
            '\t' | '\n' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => _ = write!(out, "_x{:04X}_", u32::from(c)),
            _ => out.push(c),
        }
    }
    out
}

fn seems_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes, [b'_', b'x', digits @ .., ] if digits.get(4) == Some(&b'_')
        && digits.iter().take(4).all(u8::is_ascii_hexdigit))
}

/// A sheet's title: at most 31 characters, none of `[]:*?/\`, not empty; room is left for a number.
fn sheet_title(title: &str) -> String {
    let allowed = title.chars().filter(|c| !c.is_control() && !"[]:*?/\\'".contains(*c));
    let title: String = allowed.take(26).collect();
    if title.trim().is_empty() { "Sheet".into() } else { title.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ReadOptions, Source};

    #[test]
    fn a_full_sheet_is_followed_by_another_with_the_header_again() {
        let mut writer = XlsxWriter::with_sheets_of(3, Vec::new(), "客户", &["n"]).expect("begun");
        for n in 0..5 {
            writer.write_row(&[Cell::Number(n.into())]).expect("written");
        }
        let bytes = writer.finish().expect("finished");
        let mut all = Vec::new();
        for sheet in ["客户", "客户 2", "客户 3"] {
            let options = ReadOptions { sheet: Some(sheet.into()), ..ReadOptions::default() };
            let mut source = Source::from_bytes(bytes.clone(), "x.xlsx", &options).expect("opens");
            assert_eq!(source.sheets().len(), 3);
            assert_eq!(source.columns(), ["n"]);
            all.extend(
                source.sample(9).expect("reads").into_iter().map(|row| row.cells[0].text().into_owned()),
            );
        }
        assert_eq!(all, ["0", "1", "2", "3", "4"]);
    }

    #[test]
    fn addresses_are_those_of_a_spreadsheet() {
        for (column, expected) in [(0, "A1"), (25, "Z1"), (26, "AA1"), (701, "ZZ1"), (702, "AAA1")] {
            assert_eq!(Place(column, 1).to_string(), expected);
        }
    }
}
