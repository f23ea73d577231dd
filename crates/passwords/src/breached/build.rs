//! Building the filter from a list, line by line.
//!
//! Memory: 8 bytes an entry while the list is read, up to twice that where it grows, and 2.3 bytes an entry for
//! the filter; a part that is being built takes 34 bytes for each of its entries, which are one in 256. A list in
//! ascending order is built part by part while it is read and needs no more than its filter and one part.

use std::io::BufRead;

use unicode_normalization::UnicodeNormalization as _;
use xorf::BinaryFuse16;
use zeroize::Zeroizing;

use super::{BreachedError, BreachedFilter, PARTS, key_of_password, part_of};

/// The longest line that is read, in bytes.
pub const MAX_LINE_BYTES: usize = 4_096;

/// The most entries by default: about half a gigabyte while a list in no order is read.
pub const DEFAULT_MAX_ENTRIES: u64 = 50_000_000;

/// How often progress is told, in lines.
const LINES_A_REPORT: u64 = 1 << 16;

/// What a line of the list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFormat {
    /// A SHA-1 in hexadecimal, alone or followed by a colon and how often it was seen (the files of Have I Been Pwned).
    Sha1Hex,
    /// A password as it is typed, in UTF-8. It is brought to NFKC.
    PlainText,
}

/// How a list is read.
#[derive(Clone, Copy, Debug)]
pub struct BuildOptions {
    /// What a line is.
    pub format: ListFormat,
    /// Entries seen fewer times are left out; a line without a count is always kept.
    pub min_count: u64,
    /// More entries are refused: this bounds the memory.
    pub max_entries: u64,
    /// Whether the hashes are in ascending order, so that little memory is needed. A list that is not is refused.
    pub ascending: bool,
}

impl BuildOptions {
    /// Every entry, in any order, [`DEFAULT_MAX_ENTRIES`] at most.
    pub fn new(format: ListFormat) -> Self {
        Self { format, min_count: 0, max_entries: DEFAULT_MAX_ENTRIES, ascending: false }
    }
}

/// How far building has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Lines read.
    pub lines: u64,
    /// Bytes read, of the list as it was handed in.
    pub bytes: u64,
    /// Entries kept, doubles included.
    pub entries: u64,
}

impl BreachedFilter {
    /// Builds the filter from a list; `progress` is told every 65,536 lines and at the end.
    ///
    /// # Errors
    /// The list can't be read, a line is not of the format (its number is named, never its text), it has no entries
    /// or too many.
    pub fn build(
        mut list: impl BufRead,
        options: BuildOptions,
        mut progress: impl FnMut(Progress),
    ) -> Result<Self, BreachedError> {
        let mut builder = Builder { parts: Vec::new(), keys: vec![Vec::new(); PARTS], entries: 0 };
        let mut done = Progress { lines: 0, bytes: 0, entries: 0 };
        let mut line = Zeroizing::new(Vec::new());
        let mut last = 0;
        while read_line(&mut list, &mut line, &mut done)? {
            if done.lines.is_multiple_of(LINES_A_REPORT) {
                progress(done);
            }
            let Some(key) = key_of_line(&line, options, done.lines)? else { continue };
            if options.ascending {
                if key < last {
                    return Err(BreachedError::NotAscending { line: done.lines });
                }
                builder.finish_parts_before(part_of(key))?;
                last = key;
            }
            done.entries += 1;
            if done.entries > options.max_entries {
                return Err(BreachedError::TooMany { max: options.max_entries });
            }
            if let Some(keys) = builder.keys.get_mut(part_of(key)) {
                keys.push(key);
            }
        }
        progress(done);
        builder.finish_parts_before(PARTS)?;
        if builder.entries == 0 {
            return Err(BreachedError::Empty);
        }
        Ok(Self { parts: builder.parts, entries: builder.entries })
    }
}

struct Builder {
    /// The finished parts, the first ones.
    parts: Vec<Option<BinaryFuse16>>,
    /// The keys of the parts that are not finished.
    keys: Vec<Vec<u64>>,
    /// Different keys in the finished parts.
    entries: u64,
}

impl Builder {
    fn finish_parts_before(&mut self, end: usize) -> Result<(), BreachedError> {
        for part in self.parts.len()..end {
            let mut keys = self.keys.get_mut(part).map(std::mem::take).unwrap_or_default();
            keys.sort_unstable();
            keys.dedup();
            self.entries += keys.len() as u64;
            let built = if keys.is_empty() {
                None
            } else {
                Some(BinaryFuse16::try_from(keys.as_slice()).map_err(|_| BreachedError::Unbuildable)?)
            };
            self.parts.push(built);
        }
        Ok(())
    }
}

/// Reads the next line without its end; false after the last. A byte order mark before the first is passed over.
fn read_line(
    list: &mut impl BufRead,
    line: &mut Vec<u8>,
    done: &mut Progress,
) -> Result<bool, BreachedError> {
    line.clear();
    let number = done.lines + 1;
    let limit = MAX_LINE_BYTES as u64 + 2;
    let read = std::io::Read::take(&mut *list, limit)
        .read_until(b'\n', line)
        .map_err(|source| BreachedError::Read { line: number, source })?;
    if read == 0 {
        return Ok(false);
    }
    done.bytes += read as u64;
    done.lines = number;
    for end in [b'\n', b'\r'] {
        line.pop_if(|last| *last == end);
    }
    if number == 1 && line.starts_with(b"\xef\xbb\xbf") {
        line.drain(..3);
    }
    if line.len() > MAX_LINE_BYTES {
        return Err(BreachedError::LineTooLong { line: number });
    }
    Ok(true)
}

/// The key of a line; none for an empty line and for an entry that was seen too seldom.
fn key_of_line(line: &[u8], options: BuildOptions, number: u64) -> Result<Option<u64>, BreachedError> {
    if line.is_empty() {
        return Ok(None);
    }
    match options.format {
        ListFormat::PlainText => {
            let text = std::str::from_utf8(line).map_err(|_| BreachedError::NotText { line: number })?;
            let normal = Zeroizing::new(text.nfkc().collect::<String>());
            Ok(Some(key_of_password(&normal)))
        }
        ListFormat::Sha1Hex => {
            let (key, count) = hash_and_count(line).ok_or(BreachedError::NotAHash { line: number })?;
            Ok(count.is_none_or(|count| count >= options.min_count).then_some(key))
        }
    }
}

fn hash_and_count(line: &[u8]) -> Option<(u64, Option<u64>)> {
    let (hash, rest) = std::str::from_utf8(line).ok()?.trim_ascii_end().split_at_checked(40)?;
    if !hash.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let key = u64::from_str_radix(hash.get(..16)?, 16).ok()?;
    let count = match rest.strip_prefix(':') {
        Some(count) if !count.is_empty() && count.bytes().all(|digit| digit.is_ascii_digit()) => {
            Some(count.parse().ok()?)
        }
        None if rest.is_empty() => None,
        _ => return None,
    };
    Some((key, count))
}
