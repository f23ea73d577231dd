//! How far a check or run has come: kept in the job's `result`, in the transaction of the rows it counts, so that
//! after a crash work goes on with exactly the next row. It holds numbers only, never a customer's value.

use serde::{Deserialize, Serialize};

use super::state::ImportCounts;
use crate::Error;

/// How far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub(crate) counts: ImportCounts,
    /// How many passes over the file: two when rows link to rows of the same file.
    pub(crate) passes: u64,
    /// The pass under way, from 0.
    pub(crate) pass: u64,
    /// Rows of this pass that are done.
    pub(crate) done: u64,
    /// Chunks of the report written so far.
    pub(crate) reports: u32,
    /// Rows (from 0) that were unchanged in the first pass and may yet change in the second.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unsettled: Vec<u64>,
}

impl Tally {
    /// At the beginning.
    pub(crate) fn new(passes: u64) -> Self {
        Self { counts: ImportCounts::default(), passes, pass: 0, done: 0, reports: 0, unsettled: Vec::new() }
    }

    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        serde_json::from_str(text).map_err(Error::internal)
    }

    pub(crate) fn text(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(Error::internal)
    }

    /// How many of `rows` people are told are done: each pass is an equal part of the way.
    pub(crate) fn shown(&self, rows: u64) -> i64 {
        let done = (self.pass * rows + self.done) / self.passes.max(1);
        i64::try_from(done.min(rows)).unwrap_or(i64::MAX)
    }
}
