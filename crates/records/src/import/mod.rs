//! Import: a file of rows becomes records, by the same path as any other change, as a job that a person steers.
//!
//! Upload and analysis ([`analyze`]), mapping of columns ([`mapping`]), resolving texts to records, people and
//! options ([`resolve`]), a dry run and the run itself ([`run`]), which loop over `write.rs` row by row. Every row ends
//! as created, updated, unchanged or rejected with its reason ([`report`]). `docs/adr/0008-import.md` argues it.
//!
//! Not here: any rule about a record. What a row must fulfil is asked of the write path alone, by the dry run too.

pub(crate) mod address_part;
mod analyze;
mod body;
pub(crate) mod choice;
mod column;
mod content;
mod find;
mod format;
mod intake;
mod link;
mod mapping;
mod matches;
mod report;
mod requests;
mod resolve;
mod rows;
mod run;
mod scan;
mod state;
mod tally;
mod target;
mod value;
mod view;
mod words;
mod worker;

pub use analyze::NewImport;
pub use mapping::{ImportMode, MappedColumn, Mapping};
pub use matches::{Candidate, Choice, ChoiceWord, Confirmation, TextMatch};
pub use report::{ImportProblem, RejectedFormat};
pub use state::{ImportCounts, ImportState};
pub use view::{Import, ImportColumn, Progress};
pub use worker::Callers;
