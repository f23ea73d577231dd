//! The report: every row that was refused, with the reasons, kept sealed in parts as the run goes.

use std::collections::BTreeMap;

use model::{FieldProblem, FileId, Locale, Problem};
use serde::{Deserialize, Serialize};
use sheets::{Cell, CsvOptions, CsvWriter, Source, XlsxWriter};
use store::Reader;

use super::column::filled_rows;
use super::content;
use crate::Error;
use crate::service::Inner;

/// How many problems an import shows with itself; the rest are in the file of rejected rows.
const SHOWN: usize = 100;

/// Why a row was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProblem {
    /// The row as a spreadsheet counts it.
    pub row: u64,
    /// The column; none when it is about the whole row.
    pub column: Option<String>,
    /// The stable code.
    pub code: String,
    /// The reason in the importer's language.
    pub message: String,
}

impl ImportProblem {
    /// The fault of a row in words.
    pub(crate) fn new(row: u64, column: Option<&str>, fault: &FieldProblem, locale: Locale) -> Self {
        let column = column.filter(|column| !column.is_empty()).map(Into::into);
        Self { row, column, code: fault.code.into(), message: fault.sentence(locale) }
    }
}

/// In which format rejected rows are given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RejectedFormat {
    /// Delimited text.
    Csv,
    /// A workbook.
    Xlsx,
}

/// The first problems.
pub(crate) fn first(
    reader: &mut Reader<'_>,
    inner: &Inner,
    report: FileId,
) -> Result<Vec<ImportProblem>, Error> {
    let mut problems = Vec::new();
    for n in 0.. {
        let Some(part) = part(reader, inner, report, n)? else { break };
        problems.extend(part);
        if problems.len() >= SHOWN {
            break;
        }
    }
    problems.truncate(SHOWN);
    Ok(problems)
}

/// All problems by row.
pub(crate) fn by_row(
    reader: &mut Reader<'_>,
    inner: &Inner,
    report: FileId,
) -> Result<BTreeMap<u64, Vec<ImportProblem>>, Error> {
    let mut rows: BTreeMap<u64, Vec<ImportProblem>> = BTreeMap::new();
    for n in 0.. {
        let Some(part) = part(reader, inner, report, n)? else { break };
        for problem in part {
            rows.entry(problem.row).or_default().push(problem);
        }
    }
    Ok(rows)
}

fn part(
    reader: &mut Reader<'_>,
    inner: &Inner,
    report: FileId,
    n: u32,
) -> Result<Option<Vec<ImportProblem>>, Error> {
    let found = content::report_find(reader, inner, report, n)?;
    found.map(|part| serde_json::from_slice(&part).map_err(Error::internal)).transpose()
}

/// The header of the added column, which an import of the mended file leaves out by itself.
pub(crate) const REASON: [&str; 2] = ["未导入原因", "Reason not imported"];

/// The rejected rows as they stood in the file, each with its reasons in a last column.
pub(crate) fn rejected(
    source: &mut Source,
    rows: &BTreeMap<u64, Vec<ImportProblem>>,
    format: RejectedFormat,
    locale: Locale,
) -> Result<Vec<u8>, Problem> {
    let [zh, en] = REASON;
    let mut header = source.columns().to_vec();
    let width = header.len();
    header.push(if locale == Locale::Zh { zh } else { en }.into());
    let failed = |error: sheets::SheetError| error.problem();
    let mut out = match format {
        RejectedFormat::Csv => {
            Out::Csv(Box::new(CsvWriter::new(Vec::new(), CsvOptions::default()).map_err(failed)?))
        }
        RejectedFormat::Xlsx => {
            Out::Xlsx(Box::new(XlsxWriter::new(Vec::new(), "rejected", &header).map_err(failed)?))
        }
    };
    if let Out::Csv(writer) = &mut out {
        writer.write_header(&header).map_err(failed)?;
    }
    for row in filled_rows(source)? {
        let (_, mut row) = row.map_err(failed)?;
        let Some(problems) = rows.get(&row.number) else { continue };
        // A row with too many cells keeps them, behind the reason.
        row.cells.resize(row.cells.len().max(width), Cell::Empty);
        row.cells.insert(width, Cell::from(reasons(problems)));
        match &mut out {
            Out::Csv(writer) => writer.write_row(&row.cells).map_err(failed)?,
            Out::Xlsx(writer) => writer.write_row(&row.cells).map_err(failed)?,
        }
    }
    match out {
        Out::Csv(writer) => writer.finish().map_err(failed),
        Out::Xlsx(writer) => writer.finish().map_err(failed),
    }
}

enum Out {
    Csv(Box<CsvWriter<Vec<u8>>>),
    Xlsx(Box<XlsxWriter<Vec<u8>>>),
}

fn reasons(problems: &[ImportProblem]) -> String {
    let text = |problem: &ImportProblem| match &problem.column {
        Some(column) => format!("{column}: {}", problem.message),
        None => problem.message.clone(),
    };
    problems.iter().map(text).collect::<Vec<_>>().join(" / ")
}
