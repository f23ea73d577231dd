//! What can go wrong with the database, in words that hold no bound value.
//!
//! Invariant: neither `Display` nor `Debug` shows a value that was bound or read; engine messages are kept
//! only where the engine can speak of nothing but the statement's own text (guarded by
//! `tests/engines.rs`).

use std::borrow::Cow;

/// A failure of the database or of its use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Too many requests wait already; the same one may be tried again.
    #[error("the database is busy: its queue is full")]
    Busy,
    /// The database was closed.
    #[error("the database is closed")]
    Closed,
    /// Another process has the data directory open.
    #[error("another process is using this database")]
    InUse,
    /// The key does not open this file (or the file is damaged at its very beginning).
    #[error("the key does not open this database")]
    WrongKey,
    /// The file is a plain, unencrypted database.
    #[error("the file is an unencrypted database")]
    NotEncrypted,
    /// The connection to the server would not be encrypted, and that was not permitted.
    #[error("a connection to another machine must use TLS (sslmode=require)")]
    Plaintext,
    /// The engine linked in or connected to is not one that may be used.
    #[error("the database engine can't be used: {0}")]
    Engine(Cow<'static, str>),
    /// A value stands twice where it may stand once.
    #[error("a unique rule of table {table} was broken (columns {})", columns.join(", "))]
    UniqueViolation {
        /// The table, empty if the engine did not say.
        table: String,
        /// The columns of the rule, empty if the engine named only the index.
        columns: Vec<String>,
        /// The index or constraint, if the engine named it.
        index: Option<String>,
    },
    /// A reference points at nothing, or something still points at what goes.
    #[error("a reference between tables was broken")]
    ForeignKey,
    /// Another rule of a table was broken: not null, check.
    #[error("a rule of a table was broken: {0}")]
    Constraint(String),
    /// No room is left on the disk.
    #[error("the disk is full")]
    Full,
    /// The files, the disk or the server can't be reached.
    #[error("the database can't be reached: {0}")]
    Io(String),
    /// The file's content is damaged.
    #[error("the database file is damaged")]
    Corrupt,
    /// Two transactions stood in each other's way; the same one may be tried again.
    #[error("the transaction collided with another one")]
    Contended,
    /// The database was made by a newer version of the program.
    #[error("the database has schema version {found}, this program knows {known}")]
    TooNew {
        /// The version in the database.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// A migration that was applied is not the one this program has.
    #[error("migration {version} of the database is not the one this program knows")]
    ChecksumMismatch {
        /// The migration.
        version: u32,
    },
    /// A stored value is not of the kind its column should hold.
    #[error("column {column} holds {found}, not {wanted}")]
    BadValue {
        /// The column.
        column: String,
        /// What was wanted.
        wanted: &'static str,
        /// What was found.
        found: &'static str,
    },
    /// A read took longer than it may and was ended.
    #[error("a read took longer than it may and was ended")]
    TookTooLong,
    /// The job panicked; its changes were rolled back.
    #[error("a database job panicked")]
    Panicked,
    /// A statement of this transaction failed before, so that nothing more can be done in it.
    #[error("the transaction is broken by an earlier failure")]
    Aborted,
    /// What was left to the transaction's end was refused; see [`crate::AtEnd`].
    #[error("the end of the transaction was refused: {about}: {reason}")]
    Ending {
        /// What it is about.
        about: String,
        /// Why.
        reason: &'static str,
    },
    /// Any other failure.
    #[error("the database refused a statement ({code}): {message}")]
    Sql {
        /// The engine's code: a SQLite extended result code or a SQLSTATE.
        code: String,
        /// The engine's words, without values.
        message: String,
    },
}

impl Error {
    /// Whether the same job may succeed if it is tried again at once or a little later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Busy | Self::Contended)
    }

    pub(crate) fn io(error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full,
            kind => Self::Io(kind.to_string()),
        }
    }
}
