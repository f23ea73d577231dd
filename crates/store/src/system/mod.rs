//! The system tables, one file a subject. No other crate holds SQL of these tables.
//!
//! Functions take the transaction they run in; a row is a plain struct with public fields. Reading something
//! that is not there answers `None`; a change that finds nothing to change, or another version than it
//! was told, answers `false`. Every error is the database's own. Rules about who may do what are not here.

#![expect(clippy::missing_errors_doc, reason = "said once for all, above")]

pub mod apps;
pub mod attempts;
pub mod audit;
pub mod audit_search;
pub mod audit_segments;
pub mod codes;
pub mod devices;
pub mod factors;
pub mod files;
pub mod flows;
pub mod help;
pub mod history;
pub mod idempotency;
pub mod invitations;
pub mod jobs;
pub mod keys;
pub mod leavers;
pub mod links;
pub mod objects;
pub mod outbox;
pub mod passwords;
pub mod reviews;
pub mod roles;
pub mod search;
pub mod sequences;
pub mod sessions;
pub mod settings;
pub mod sign_in_history;
pub mod sso;
mod statement;
pub mod subject_keys;
pub mod teams;
pub mod tokens;
pub mod users;
pub mod views;

/// A row may hold personal values, secrets or their hashes: only its type is ever printed.
macro_rules! sealed_debug {
    ($($row:ident),+) => {
        $(impl std::fmt::Debug for $row {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($row), " [sealed]"))
            }
        })+
    };
}
use sealed_debug;
