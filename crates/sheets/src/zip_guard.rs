//! A look at a workbook's zip before its reader trusts it.
//!
//! The reader behind [`crate::xlsx_read`] has no guard of its own: it unpacks what it is given and reserves
//! memory for as many strings as the file claims to have. Declared sizes can lie, so every part is unpacked
//! once, counted and thrown away.

use std::io::{Read, SeekFrom};

use crate::error::SheetError;
use crate::source::Input;

const MAX_ENTRIES: usize = 2_000;
const MAX_UNPACKED_BYTES: u64 = 1024 * 1024 * 1024;
const MAX_RATIO: u64 = 200;
/// Below this the ratio says nothing: an empty sheet of a few lines packs very well.
const RATIO_FROM_BYTES: u64 = 16 * 1024 * 1024;
/// The fewest bytes a string of the string table takes: `<si/>`.
const MIN_STRING_BYTES: u64 = 5;

/// Refuses what is not a plausible workbook.
pub(crate) fn check(input: &mut dyn Input) -> Result<(), SheetError> {
    let packed = input.seek(SeekFrom::End(0))?;
    input.seek(SeekFrom::Start(0))?;
    let mut archive = zip::ZipArchive::new(&mut *input).map_err(|_| SheetError::Damaged)?;
    if archive.len() > MAX_ENTRIES || archive.has_overlapping_entries().map_err(|_| SheetError::Damaged)? {
        return Err(SheetError::Bomb);
    }
    let limit = unpacked_limit(packed);
    let mut declared = 0u64;
    for index in 0..archive.len() {
        let size = archive.by_index_raw(index).map_err(|_| SheetError::Damaged)?.size();
        declared = declared.saturating_add(size);
    }
    if declared > limit {
        return Err(SheetError::Bomb);
    }
    let mut left = limit;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| SheetError::Damaged)?;
        let name = entry.name().map_err(|_| SheetError::Damaged)?.replace('\\', "/").to_ascii_lowercase();
        let size = entry.size();
        let mut scan = Scan::new(&name);
        let read = scan.run(&mut entry.take(left + 1))?;
        left = left.checked_sub(read).ok_or(SheetError::Bomb)?;
        if read > size {
            return Err(SheetError::Bomb);
        }
        scan.verdict(read)?;
    }
    Ok(())
}

fn unpacked_limit(packed: u64) -> u64 {
    packed.saturating_mul(MAX_RATIO).clamp(RATIO_FROM_BYTES, MAX_UNPACKED_BYTES)
}

/// Reads a part to its end and looks for what the reader would take on trust.
struct Scan {
    /// Whether this part is the string table.
    strings: bool,
    xml: bool,
    /// The greatest number that follows `uniqueCount="` anywhere in it.
    claimed: u64,
    head: Vec<u8>,
}

impl Scan {
    fn new(name: &str) -> Self {
        let xml = [".xml", ".rels"].iter().any(|ending| name.ends_with(ending));
        Self { strings: name.ends_with("sharedstrings.xml"), xml, claimed: 0, head: Vec::new() }
    }

    fn run(&mut self, part: &mut dyn Read) -> Result<u64, SheetError> {
        let mut window = Vec::new();
        let mut buffer = vec![0; 64 * 1024];
        let mut total = 0;
        loop {
            let read = match part.read(&mut buffer) {
                Ok(0) => return Ok(total),
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => return Err(SheetError::Damaged),
            };
            total += read as u64;
            let chunk = buffer.get(..read).unwrap_or_default();
            if self.xml && self.head.len() < 256 {
                self.head.extend(chunk.iter().take(256 - self.head.len()));
            }
            if self.strings {
                window.extend_from_slice(chunk);
                self.claimed = self.claimed.max(greatest_claim(&window));
                // Keeps enough for an attribute that lies across two chunks.
                let keep = window.len().saturating_sub(64);
                window.drain(..keep);
            }
        }
    }

    fn verdict(&self, size: u64) -> Result<(), SheetError> {
        if self.claimed > size / MIN_STRING_BYTES + 1 {
            return Err(SheetError::Bomb);
        }
        // Another encoding would hide the claim from the look above. Workbooks are written in UTF-8.
        let head = String::from_utf8_lossy(&self.head).to_ascii_lowercase();
        let marked = [&[0xff, 0xfe][..], &[0xfe, 0xff]].iter().any(|mark| self.head.starts_with(mark));
        let declared = head.split("encoding=").nth(1).map(|rest| rest.trim_start_matches(['"', '\'']));
        if marked || declared.is_some_and(|encoding| !encoding.starts_with("utf-8")) {
            return Err(SheetError::Damaged);
        }
        Ok(())
    }
}

/// The greatest number after `uniqueCount` in a window of bytes; a number without end counts as too great.
fn greatest_claim(window: &[u8]) -> u64 {
    const NAME: &[u8] = b"uniqueCount";
    window
        .windows(NAME.len())
        .enumerate()
        .filter(|(_, bytes)| *bytes == NAME)
        .map(|(at, _)| {
            let after = window.get(at + NAME.len()..).unwrap_or_default();
            after
                .iter()
                .skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'=' | b'"' | b'\'' | b'+'))
                .take_while(|byte| byte.is_ascii_digit())
                .fold(0u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
        })
        .max()
        .unwrap_or(0)
}
