//! Passwords known from leaks, as a filter that is asked offline. The list itself can't be read back from it.
//!
//! The filter is a binary fuse filter (Graf and Lemire, 2022) with 16 bits over the first 8 bytes of the SHA-1 of
//! each password, in 256 parts by the first byte. It knows every password it was built from, and takes one in
//! 65,536 others for one of them. It costs 2.3 bytes an entry, in memory and in its file, for long lists.
//! SHA-1 is the form such lists are published in (Have I Been Pwned); nothing is protected by it here.
//!
//! Not here: where lists come from, and where the filter's file is kept.

mod build;
mod file;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use xorf::{BinaryFuse16, Filter as _};

pub use build::{BuildOptions, DEFAULT_MAX_ENTRIES, ListFormat, MAX_LINE_BYTES, Progress};

/// The parts, one for each first byte of a hash.
const PARTS: usize = 256;

/// A filter of breached passwords.
pub struct BreachedFilter {
    /// One for each first byte; none where no entry begins so.
    parts: Vec<Option<BinaryFuse16>>,
    entries: u64,
}

/// Why a filter can't be built or read.
#[derive(Debug, thiserror::Error)]
pub enum BreachedError {
    /// The list can't be read.
    #[error("line {line} can't be read")]
    Read {
        /// Counted from 1.
        line: u64,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A line is longer than any hash or password.
    #[error("line {line} is longer than {MAX_LINE_BYTES} bytes")]
    LineTooLong {
        /// Counted from 1.
        line: u64,
    },
    /// A line is not 40 hexadecimal digits, alone or followed by a colon and a count.
    #[error("line {line} is not a SHA-1 in hexadecimal, alone or as HASH:COUNT")]
    NotAHash {
        /// Counted from 1.
        line: u64,
    },
    /// A line of a list of passwords is not UTF-8.
    #[error("line {line} is not UTF-8 text")]
    NotText {
        /// Counted from 1.
        line: u64,
    },
    /// The list was said to be in ascending order, and is not.
    #[error("line {line} is less than the line before it in a list said to be in ascending order")]
    NotAscending {
        /// Counted from 1.
        line: u64,
    },
    /// The list has more entries than memory was set aside for.
    #[error("the list has more than {max} entries")]
    TooMany {
        /// The limit it was built with.
        max: u64,
    },
    /// There is nothing in the list, or nothing as frequent as was asked for.
    #[error("the list has no entries")]
    Empty,
    /// The filter of one part can't be made; practically never.
    #[error("the filter can't be made of these entries")]
    Unbuildable,
    /// The file is not a filter, or was cut or changed.
    #[error("the file is no filter of breached passwords, or is damaged: {0}")]
    Damaged(&'static str),
    /// The file is of another version.
    #[error("the filter's file is of version {found}, not {expected}")]
    Version {
        /// The file's.
        found: u16,
        /// The one that can be read.
        expected: u16,
    },
}

impl BreachedFilter {
    /// Whether a password, in NFKC, is among the breached ones; wrongly so for one in 65,536.
    pub fn contains(&self, password: &str) -> bool {
        let key = key_of_password(password);
        self.parts.get(part_of(key)).and_then(Option::as_ref).is_some_and(|part| part.contains(&key))
    }

    /// How many different passwords it was built from.
    pub fn entries(&self) -> u64 {
        self.entries
    }
}

impl std::fmt::Debug for BreachedFilter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BreachedFilter").field("entries", &self.entries).finish_non_exhaustive()
    }
}

/// The first 8 bytes of a SHA-1, as a number that sorts as the hexadecimal does.
fn key_of_password(password: &str) -> u64 {
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
    hash.as_ref().iter().take(8).fold(0, |key, byte| key << 8 | u64::from(*byte))
}

fn part_of(key: u64) -> usize {
    usize::from(key.to_be_bytes()[0])
}

#[cfg(test)]
mod tests;
