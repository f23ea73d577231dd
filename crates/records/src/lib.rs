//! The one path for business data: every list, record, change, search, import and export goes through here.
//!
//! `read.rs` and `write.rs` are the two pipelines, one screen each: permit, plan, statement, mask, log. Bulk,
//! import and export loop over them. Rights come as a [`access::Permit`], and only a permit makes a plan.
//!
//! Not here: HTTP types, the text of SQL, who somebody is.

mod activity;
mod bulk;
mod caller;
mod draft;
mod error;
mod explain;
mod export;
mod files;
mod groups;
mod handover;
mod history;
mod idempotency;
mod import;
mod keep;
mod number;
mod open;
mod plan;
mod read;
mod rollup;
mod row;
mod schema;
mod search;
mod service;
mod subject;
mod timeline;
mod validate;
mod views;
mod visible;
mod write;

pub use bulk::{BulkAction, BulkFailure, BulkReport, MAX_BULK};
pub use caller::Caller;
pub use draft::Body;
pub use error::Error;
pub use explain::Question;
pub use export::{Export, ExportFormat, ExportHeaders, ExportRequest};
pub use files::{FileLimits, FoundFile, NewFile};
pub use groups::{Group, GroupRequest};
pub use handover::Owned;
pub use history::{HistoryItem, HistoryPage, ShownChange};
pub use idempotency::Idempotency;
pub use import::{
    Callers, Candidate, Choice, ChoiceWord, Confirmation, Import, ImportColumn, ImportCounts, ImportMode,
    ImportProblem, ImportState, MappedColumn, Mapping, NewImport, Progress, RejectedFormat, TextMatch,
};
pub use plan::{CountMode, ListRequest};
pub use search::{Hit, Hits};
pub use service::{Parts, Records};
pub use timeline::{TimelineItem, TimelineKinds, TimelinePage};
pub use views::{View, ViewBody, ViewColumn, ViewKind, ViewSort};
pub use visible::{Count, FileInfo, Named, Page, Shown, Visible};
pub use write::{Expected, Source, Written};
