//! What can go wrong with keys, sealed values and passwords. No message ever carries a key, a plaintext,
//! a password or a sealed value.

use std::path::PathBuf;

/// A value could not be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Too short, or not a format this program knows.
    #[error("the sealed value has an unknown form")]
    Malformed,
    /// Sealed with a key version that was not given to the tree.
    #[error("the sealed value needs key version {0}, which is not here")]
    UnknownVersion(u32),
    /// Sealed under a person's own key, opened without it; or the other way round.
    #[error("the value is sealed under a different kind of key")]
    WrongKind,
    /// The bytes were changed, or they belong to another object, field, record or key.
    #[error("the sealed value is not authentic here")]
    NotAuthentic,
    /// The cryptographic library refused the operation.
    #[error("the cryptographic library refused")]
    Engine,
}

/// A key could not be made, read or unwrapped.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The root key's file is not there.
    #[error("there is no key file at {path}")]
    FileAbsent {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is there already; a key file is never overwritten.
    #[error("a key file already exists at {path}; it is never overwritten")]
    FileExists {
        /// Where it lies.
        path: PathBuf,
    },
    /// Someone else than the owner may read or write the key file.
    #[error("the key file {path} has mode {mode:04o}: group or others can reach it. Run: chmod 600 {path}")]
    FileExposed {
        /// Where it lies.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Reading or writing the key file failed.
    #[error("the key file {path} could not be {action}")]
    FileIo {
        /// Where it lies.
        path: PathBuf,
        /// What was tried: `read` or `written`.
        action: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The text is not `kedun-root-key-v1:` and 32 bytes in base64.
    #[error(
        "this is not a root key: one line `kedun-root-key-v1:` followed by 32 bytes in base64 is expected"
    )]
    RootText,
    /// The text is not `kedun-root-passphrase-v1:` with cost and salt, or the cost is out of bounds.
    #[error("the passphrase parameters can't be read or are out of bounds")]
    PassphraseText,
    /// A passphrase has at least 12 characters.
    #[error("a root passphrase has at least 12 characters")]
    PassphraseShort,
    /// The wrapped key does not open with this root key.
    #[error(
        "the root key does not open key version {version}: it is another installation's, or the key was damaged"
    )]
    WrongRoot {
        /// The version that did not open.
        version: u32,
    },
    /// Version 0 (the stable key) or every version from 1 on is missing.
    #[error("the key tree is incomplete: version 0 and at least one later version are needed")]
    Incomplete,
    /// The same version was given twice.
    #[error("key version {version} was given twice")]
    DuplicateVersion {
        /// The version.
        version: u32,
    },
    /// The cryptographic library refused the operation.
    #[error("the cryptographic library refused")]
    Engine,
}

/// A password could not be hashed or checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too many tries are waiting; the caller answers "try again shortly".
    #[error("too many password checks are waiting")]
    Overloaded,
    /// The stored hash is not an Argon2id string with bounds this program accepts.
    #[error("the stored password hash can't be read")]
    StoredHash,
    /// The configured cost is below the floor or above the ceiling.
    #[error("the password cost is out of bounds")]
    Cost,
    /// The hashing itself failed, such as for want of memory.
    #[error("the password could not be hashed")]
    Engine,
}
