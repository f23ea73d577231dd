//! Sealing values: fields, history entries and file chunks, under the tree's keys or a person's own.

use model::{FileId, RecordId};
use zeroize::Zeroizing;

use crate::aead::{Format, Header};
use crate::error::SealError;
use crate::subject::SubjectKey;
use crate::tree::KeyTree;

/// What a sealed field value belongs to. A value opened anywhere else is not authentic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aad<'a> {
    /// The object's name.
    pub object: &'a str,
    /// The field's name.
    pub field: &'a str,
    /// The record.
    pub record: RecordId,
}

/// What a sealed history entry belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryAad<'a> {
    /// The object's name.
    pub object: &'a str,
    /// The record.
    pub record: RecordId,
    /// The version of the record that the entry describes.
    pub version: u64,
}

/// What a sealed chunk of a file belongs to. Order and end are bound, so that chunks can be neither
/// swapped nor cut off unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkAad {
    /// The file.
    pub file: FileId,
    /// The chunk's place, from 0.
    pub n: u32,
    /// Whether it is the last one.
    pub last: bool,
}

/// Which kind of key a sealed value needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealing {
    /// The tree's key of that version; an older one than the current wants re-sealing.
    Tree {
        /// The key version.
        version: u32,
    },
    /// A person's own key: [`KeyTree::open_for_subject`].
    Subject,
}

/// Reads which kind of key a sealed value needs, without opening it.
///
/// # Errors
/// [`SealError::Malformed`] when it is no sealed value.
pub fn sealing_of(sealed: &[u8]) -> Result<Sealing, SealError> {
    let header = Header::parse(sealed)?;
    Ok(match header.format {
        Format::Tree => Sealing::Tree { version: header.version },
        Format::Subject => Sealing::Subject,
    })
}

impl KeyTree {
    /// Seals a field's value with the object's key of the current version.
    ///
    /// # Errors
    /// [`SealError::Engine`] when the cryptographic library refuses.
    pub fn seal(&self, aad: &Aad<'_>, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
        let keys = &self.current;
        let key = keys.field_key(aad.object)?;
        field_parts(aad, |parts| key.seal((Format::Tree, keys.version), parts, plaintext, &*self.entropy))
    }

    /// Opens what [`KeyTree::seal`] made, by any version the tree holds.
    ///
    /// # Errors
    /// [`SealError::NotAuthentic`] when a byte or anything it belongs to is different; the other variants
    /// when it is no such value or needs another key.
    pub fn open(&self, aad: &Aad<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let header = header_of(sealed, Format::Tree)?;
        let key = self.version(header.version)?.field_key(aad.object)?;
        field_parts(aad, |parts| key.open(&header, parts))
    }

    /// Seals a field's value with the key of the person it is about.
    ///
    /// # Errors
    /// [`SealError::Engine`] when the cryptographic library refuses.
    pub fn seal_for_subject(
        &self,
        subject: &SubjectKey,
        aad: &Aad<'_>,
        plaintext: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        field_parts(aad, |parts| subject.seal(parts, plaintext, &*self.entropy))
    }

    /// Opens what [`KeyTree::seal_for_subject`] made.
    ///
    /// # Errors
    /// As [`KeyTree::open`].
    pub fn open_for_subject(
        &self,
        subject: &SubjectKey,
        aad: &Aad<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let header = header_of(sealed, Format::Subject)?;
        field_parts(aad, |parts| subject.open(&header, parts))
    }

    /// Seals a history entry, with the person's key when the record is about a person, so that erasing
    /// the key erases the past values too.
    ///
    /// # Errors
    /// [`SealError::Engine`] when the cryptographic library refuses.
    pub fn seal_history(
        &self,
        subject: Option<&SubjectKey>,
        aad: &HistoryAad<'_>,
        plaintext: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        history_parts(aad, |parts| {
            if let Some(subject) = subject {
                return subject.seal(parts, plaintext, &*self.entropy);
            }
            let keys = &self.current;
            keys.history.seal((Format::Tree, keys.version), parts, plaintext, &*self.entropy)
        })
    }

    /// Opens what [`KeyTree::seal_history`] made; [`sealing_of`] tells whether it needs the person's key.
    ///
    /// # Errors
    /// As [`KeyTree::open`]; [`SealError::WrongKind`] when a person's key is needed and absent.
    pub fn open_history(
        &self,
        subject: Option<&SubjectKey>,
        aad: &HistoryAad<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let header = Header::parse(sealed)?;
        history_parts(aad, |parts| match (header.format, subject) {
            (Format::Tree, _) => self.version(header.version)?.history.open(&header, parts),
            (Format::Subject, Some(subject)) => subject.open(&header, parts),
            (Format::Subject, None) => Err(SealError::WrongKind),
        })
    }

    /// Seals one chunk of a file, with the person's key when the file belongs to a person's record.
    ///
    /// # Errors
    /// [`SealError::Engine`] when the cryptographic library refuses.
    pub fn seal_chunk(
        &self,
        subject: Option<&SubjectKey>,
        aad: &ChunkAad,
        plaintext: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        chunk_parts(aad, |parts| {
            if let Some(subject) = subject {
                return subject.seal(parts, plaintext, &*self.entropy);
            }
            let keys = &self.current;
            keys.files.seal((Format::Tree, keys.version), parts, plaintext, &*self.entropy)
        })
    }

    /// Opens what [`KeyTree::seal_chunk`] made.
    ///
    /// # Errors
    /// As [`KeyTree::open_history`].
    pub fn open_chunk(
        &self,
        subject: Option<&SubjectKey>,
        aad: &ChunkAad,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let header = Header::parse(sealed)?;
        chunk_parts(aad, |parts| match (header.format, subject) {
            (Format::Tree, _) => self.version(header.version)?.files.open(&header, parts),
            (Format::Subject, Some(subject)) => subject.open(&header, parts),
            (Format::Subject, None) => Err(SealError::WrongKind),
        })
    }
}

fn header_of(sealed: &[u8], format: Format) -> Result<Header<'_>, SealError> {
    let header = Header::parse(sealed)?;
    if header.format == format { Ok(header) } else { Err(SealError::WrongKind) }
}

// The first part names the kind of value, because one person's key seals all three kinds.

fn field_parts<R>(aad: &Aad<'_>, job: impl FnOnce(&[&[u8]]) -> R) -> R {
    job(&[b"field", aad.object.as_bytes(), aad.field.as_bytes(), aad.record.0.as_bytes()])
}

fn history_parts<R>(aad: &HistoryAad<'_>, job: impl FnOnce(&[&[u8]]) -> R) -> R {
    job(&[b"history", aad.object.as_bytes(), aad.record.0.as_bytes(), &aad.version.to_be_bytes()])
}

fn chunk_parts<R>(aad: &ChunkAad, job: impl FnOnce(&[&[u8]]) -> R) -> R {
    job(&[b"chunk", aad.file.0.as_bytes(), &aad.n.to_be_bytes(), &[u8::from(aad.last)]])
}

#[cfg(test)]
mod tests;
