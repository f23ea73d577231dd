//! An import as its owner sees it.

use jiff::Timestamp;
use model::ImportId;
use serde::{Deserialize, Serialize};

use super::mapping::{ImportMode, Mapping};
use super::matches::TextMatch;
use super::report::ImportProblem;
use super::state::{ImportCounts, ImportState};
use crate::visible::Named;

/// One column of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportColumn {
    /// Its header; made distinct where two are the same, and `#3` where it is empty.
    pub column: String,
    /// The first different texts in it, three at most.
    pub samples: Vec<String>,
    /// What it seems to hold: `text`, `integer`, `date`, `email` and so on.
    #[serde(rename = "type")]
    pub kind: String,
    /// How numbers or days in it seem to be written.
    pub format: Option<String>,
    /// Other formats that fit as well and give other values: a person should look.
    #[serde(default)]
    pub alternatives: Vec<String>,
    /// The field it seems to mean.
    pub suggested_field: Option<String>,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Rows handled.
    pub done: i64,
    /// Rows in all.
    pub total: i64,
}

/// An import.
#[derive(Clone, Debug, Serialize)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// The object its rows become records of.
    pub object: String,
    /// The file's name.
    pub name: String,
    /// Where it stands.
    pub state: ImportState,
    /// The encoding of a text file.
    pub encoding: Option<String>,
    /// The delimiter of a text file.
    pub delimiter: Option<String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Rows below the header that hold anything.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<ImportColumn>,
    /// What a person said they mean.
    pub mapping: Option<Mapping>,
    /// What a row's record is recognized by; suggested until the mapping says it.
    pub update_by: Option<String>,
    /// What may be done; suggested until the mapping says it.
    pub mode: ImportMode,
    /// Texts to confirm, and those confirmed.
    pub matches: Vec<TextMatch>,
    /// How far the check or run is.
    pub progress: Progress,
    /// What became of the rows; of a check: what would.
    pub result: Option<ImportCounts>,
    /// The first hundred reasons of rejected rows.
    pub problems: Vec<ImportProblem>,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Named,
}
