//! Keys, field sealing, blind indexes, password hashing and signatures.
//!
//! The tree: a [`RootKey`] (from a [`RootKeyProvider`]) unwraps key-encryption keys by version
//! ([`WrappedKek`], kept in the database); from each version the [`KeyTree`] derives one key a purpose
//! (HKDF-SHA-256, RFC 5869). Values are sealed with AES-256-GCM-SIV (RFC 8452), bound to the object,
//! the field and the record they belong to. `docs/adr/0003-keys.md` argues it.
//!
//! Not here: the database, files other than the root key's, the environment, or any knowledge of which
//! field is sensitive. This room is handed bytes and hands back bytes.

mod aead;
mod audit_head;
mod audit_sign;
mod blind;
mod credential;
mod cursor;
mod entropy;
mod error;
mod field;
mod gate;
mod kdf;
mod key_file;
mod passphrase;
mod password;
mod root;
mod subject;
mod subject_cache;
mod token;
mod tree;
#[cfg(test)]
mod vectors;

pub use audit_sign::{AuditSigner, audit_signature_holds};
pub use blind::BlindDomain;
pub use credential::{Credential, CredentialKind};
pub use entropy::OsEntropy;
#[cfg(any(test, feature = "testing"))]
pub use entropy::SeededEntropy;
pub use error::{KeyError, PasswordError, SealError};
pub use field::{Aad, ChunkAad, HistoryAad, Sealing, sealing_of};
pub use key_file::KeyFile;
pub use passphrase::{Passphrase, PassphraseParams};
pub use password::{PasswordCost, PasswordHasher, Pepper, Verdict};
pub use root::{KeyText, RootKey, RootKeyProvider, WrappedKek};
pub use subject::SubjectKey;
pub use subject_cache::{CacheTicket, SubjectKeyCache};
pub use token::{SecretToken, TokenHash};
pub use tree::KeyTree;
