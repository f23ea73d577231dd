//! A key per person. Whoever erases the wrapped key erases every value sealed with it, in every backup.

use std::fmt;

use model::{Entropy, RecordId};
use zeroize::Zeroizing;

use crate::aead::{AeadKey, Format, Header};
use crate::error::SealError;
use crate::kdf::{self, Secret};
use crate::tree::KeyTree;

/// A person's key is never replaced, only erased: its values all carry this generation.
const GENERATION: u32 = 1;

/// The key of one person. Only the 32 bytes are kept, not the cipher's schedule: a cache of 50,000 people
/// stays small, and setting the cipher up costs less than a microsecond.
pub struct SubjectKey(Secret);

impl SubjectKey {
    fn cipher(&self) -> Result<AeadKey, SealError> {
        AeadKey::new(&self.0).map_err(|_| SealError::Engine)
    }

    pub(crate) fn seal(
        &self,
        parts: &[&[u8]],
        plaintext: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, SealError> {
        self.cipher()?.seal((Format::Subject, GENERATION), parts, plaintext, entropy)
    }

    pub(crate) fn open(&self, header: &Header<'_>, parts: &[&[u8]]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.cipher()?.open(header, parts)
    }
}

impl fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubjectKey([sealed])")
    }
}

impl KeyTree {
    /// Makes a key for a person (named by the id of their record) and wraps it for the database.
    ///
    /// # Errors
    /// [`SealError::Engine`] when the cryptographic library refuses.
    pub fn subject_key_create(&self, subject: RecordId) -> Result<(SubjectKey, Vec<u8>), SealError> {
        let key = SubjectKey(kdf::fresh(&*self.entropy));
        let wrapped = self.subject_key_wrap(subject, &key)?;
        Ok((key, wrapped))
    }

    /// Unwraps a person's key.
    ///
    /// # Errors
    /// [`SealError::NotAuthentic`] when it is another person's or was changed.
    pub fn subject_key_unwrap(&self, subject: RecordId, wrapped: &[u8]) -> Result<SubjectKey, SealError> {
        let header = Header::parse(wrapped)?;
        if header.format != Format::Tree {
            return Err(SealError::WrongKind);
        }
        let opened =
            self.version(header.version)?.subjects.open(&header, &[b"subject", subject.0.as_bytes()])?;
        let mut secret = Secret::default();
        if opened.len() != secret.len() {
            return Err(SealError::Malformed);
        }
        secret.copy_from_slice(&opened);
        Ok(SubjectKey(secret))
    }

    /// The person's key wrapped by the current version, or `None` when it is already: what rotation does
    /// instead of re-sealing every value of that person.
    ///
    /// # Errors
    /// As [`KeyTree::subject_key_unwrap`].
    pub fn subject_key_rewrap(
        &self,
        subject: RecordId,
        wrapped: &[u8],
    ) -> Result<Option<Vec<u8>>, SealError> {
        if Header::parse(wrapped)?.version == self.current_version() {
            return Ok(None);
        }
        let key = self.subject_key_unwrap(subject, wrapped)?;
        self.subject_key_wrap(subject, &key).map(Some)
    }

    fn subject_key_wrap(&self, subject: RecordId, key: &SubjectKey) -> Result<Vec<u8>, SealError> {
        let keys = &self.current;
        let parts: [&[u8]; 2] = [b"subject", subject.0.as_bytes()];
        keys.subjects.seal((Format::Tree, keys.version), &parts, key.0.as_slice(), &*self.entropy)
    }
}
