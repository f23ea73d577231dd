//! Which character separates the cells: the one that cuts the first rows most evenly.

use std::io::Cursor;

use crate::csv_read::CsvReader;
use crate::encoding::{Encoding, Utf8Reader};
use crate::error::SheetError;
use crate::source::Input;

const CANDIDATES: [u8; 4] = [b',', b'\t', b';', b'|'];
const SAMPLE_BYTES: usize = 64 * 1024;
const SAMPLE_RECORDS: usize = 50;

/// The likeliest delimiter. `name` decides only when the text has a single column.
pub(crate) fn sniff(input: &mut dyn Input, encoding: Encoding, name: &str) -> Result<u8, SheetError> {
    let sample = sample(input, encoding)?;
    let best = CANDIDATES
        .into_iter()
        .map(|delimiter| (score(&sample, delimiter), delimiter))
        .filter(|((even, columns), _)| *columns > 1 && *even > 0)
        // The first of equals, in the order of the list.
        .rev()
        .max_by_key(|(score, _)| *score);
    let fallback = if name.to_ascii_lowercase().ends_with(".tsv") { b'\t' } else { b',' };
    Ok(best.map_or(fallback, |(_, delimiter)| delimiter))
}

fn sample(input: &mut dyn Input, encoding: Encoding) -> Result<Vec<u8>, SheetError> {
    let mut reader = Utf8Reader::new(input, encoding)?;
    let mut sample = vec![0; SAMPLE_BYTES];
    let mut filled = 0;
    while let Some(rest) = sample.get_mut(filled..).filter(|rest| rest.len() >= 4) {
        match reader.read(rest)? {
            0 => break,
            read => filled += read,
        }
    }
    sample.truncate(filled);
    Ok(sample)
}

/// How evenly a delimiter cuts (per mille of the records have as many cells as the first), then how many
/// cells the first record has. Unbalanced quotes score nothing.
fn score(sample: &[u8], delimiter: u8) -> (usize, usize) {
    let mut input = Cursor::new(sample.to_vec());
    let Ok(text) = Utf8Reader::new(&mut input, Encoding::Utf8) else { return (0, 0) };
    let mut reader = CsvReader::new(text, delimiter);
    let mut counts = Vec::new();
    while counts.len() < SAMPLE_RECORDS {
        match reader.next_record() {
            Ok(Some(record)) => counts.push(record.found),
            // The sample may end inside a record, so a fault there says nothing.
            Ok(None) | Err(_) => break,
        }
    }
    if sample.len() >= SAMPLE_BYTES - 4 && counts.len() > 1 && counts.len() < SAMPLE_RECORDS {
        counts.pop();
    }
    let Some(columns) = counts.first().copied() else { return (0, 0) };
    let even = counts.iter().filter(|count| **count == columns).count();
    (even * 1000 / counts.len(), columns)
}
