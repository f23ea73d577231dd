//! What a file is: its columns, what they seem to hold and to mean, how many rows it has.

use bytes::Bytes;
use metadata::{FieldDef, FieldType, ObjectDef};
use model::{FileId, Problem};
use sheets::{ColumnKind, Format, ReadOptions, SAMPLE_ROWS, Source, detect};

use super::body::ImportBody;
use super::column::{filled_rows, names};
use super::mapping::{ImportMode, Mapping};
use super::view::ImportColumn;
use super::words;

/// A file on its way in.
pub struct NewImport {
    /// The object its rows shall become records of.
    pub object: String,
    /// Its name; only its ending matters.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
}

const MAX_NAME_CHARS: usize = 200;
/// The longest sample shown.
const SAMPLE_CHARS: usize = 120;

/// Reads all of the file once, so that what can't be read at all is said now.
pub(crate) fn analyze(
    new: &NewImport,
    object: &ObjectDef,
    file: FileId,
    writes: &dyn Fn(&FieldDef) -> bool,
) -> Result<ImportBody, Problem> {
    let failed = |error: sheets::SheetError| error.problem();
    let mut source =
        Source::from_bytes(new.bytes.clone(), &new.name, &ReadOptions::default()).map_err(failed)?;
    let headers = source.columns().to_vec();
    let mut sample = Vec::new();
    let mut rows = 0u64;
    for row in filled_rows(&mut source)? {
        let (_, row) = row.map_err(failed)?;
        rows += 1;
        if sample.len() < SAMPLE_ROWS {
            sample.push(row);
        }
    }
    let suggested = words::suggest(object, &headers, writes);
    let columns: Vec<ImportColumn> = names(&headers)
        .into_iter()
        .zip(&headers)
        .zip(suggested)
        .enumerate()
        .map(|(at, ((column, header), suggested))| {
            let guess = detect(header, at, &sample);
            let alternatives = guess.alternatives.iter().filter_map(|kind| ColumnKind::format(*kind));
            ImportColumn {
                column,
                samples: guess
                    .examples
                    .iter()
                    .map(|text| text.chars().take(SAMPLE_CHARS).collect())
                    .collect(),
                kind: guess.kind.name().into(),
                format: format_of(
                    guess.kind,
                    header,
                    suggested.as_ref().and_then(|(name, _)| object.field(name)),
                ),
                alternatives: alternatives.map(Into::into).collect(),
                confidence: suggested.as_ref().map_or(0.0, |(_, score)| *score),
                suggested_field: suggested.map(|(field, _)| field),
            }
        })
        .collect();
    let (encoding, delimiter) = match source.format() {
        Format::Csv { encoding, delimiter } => (Some(encoding.name().to_owned()), Some(delimiter)),
        Format::Xlsx => (None, None),
    };
    Ok(ImportBody {
        object: object.name.clone(),
        name: clean(&new.name),
        file,
        report: None,
        encoding,
        delimiter,
        sheet: source.sheet().map(Into::into),
        rows,
        suggested: suggestion(object, &columns),
        columns,
        mapping: None,
        matches: Vec::new(),
        session: None,
        address: None,
    })
}

/// How the cells are written, with the unit that the header says numbers are in.
fn format_of(kind: ColumnKind, header: &str, field: Option<&FieldDef>) -> Option<String> {
    let written = kind.format();
    let counts = matches!(kind, ColumnKind::Integer(_) | ColumnKind::Decimal(_))
        || field.is_some_and(|field| {
            matches!(
                field.kind,
                FieldType::Money { .. } | FieldType::Number { .. } | FieldType::Integer { .. }
            )
        });
    match words::unit_of(header).filter(|_| counts) {
        Some(unit) => Some(written.into_iter().chain([unit]).collect::<Vec<_>>().join("+")),
        None => written.map(Into::into),
    }
}

/// By what rows would be recognized: the record's own id, an id of the system they come from, any other unique field;
/// a name only where it names no person, since two people may have the same.
fn suggestion(object: &ObjectDef, columns: &[ImportColumn]) -> Mapping {
    let suggested = |name: &str| columns.iter().any(|column| column.suggested_field.as_deref() == Some(name));
    let unique = object.fields_in_use().filter(|field| field.unique).map(|field| field.name.as_str());
    let title = Some(object.title_field.as_str()).filter(|_| !object.person);
    let mut keys = ["id", "external_id"].into_iter().chain(unique).chain(title);
    let update_by = keys.find(|name| suggested(name)).map(str::to_owned);
    let mode = if update_by.is_some() { ImportMode::Upsert } else { ImportMode::Create };
    Mapping { update_by, mode, ..Mapping::default() }
}

fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control()).take(MAX_NAME_CHARS).collect();
    if kept.trim().is_empty() { "file".into() } else { kept }
}
