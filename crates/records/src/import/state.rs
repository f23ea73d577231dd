//! Where an import stands.

use serde::{Deserialize, Serialize};

/// Where an import stands. A person moves it from `mapping` on; `checking` and `running` are the worker's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Columns are being mapped and similar names confirmed.
    Mapping,
    /// The dry run is under way.
    Checking,
    /// The dry run is done; nothing was written.
    Checked,
    /// Rows are being written.
    Running,
    /// Every row was handled.
    Done,
    /// It was stopped by a failure; the rows handled until then stay.
    Failed,
    /// It was stopped by its owner; the rows handled until then stay.
    Cancelled,
}

impl ImportState {
    const ALL: [Self; 7] = [
        Self::Mapping,
        Self::Checking,
        Self::Checked,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
    ];

    /// As in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mapping => "mapping",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of that name.
    pub(crate) fn from_str(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether the worker has it in hand.
    pub fn is_working(self) -> bool {
        matches!(self, Self::Checking | Self::Running)
    }

    /// Whether its owner may still change what it will do.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::Mapping | Self::Checked)
    }
}

/// What became of the rows. The first four together are all rows handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// New records.
    pub created: u64,
    /// Records that were changed.
    pub updated: u64,
    /// Records that were like the row already.
    pub unchanged: u64,
    /// Rows that were refused; each has its reason.
    pub rejected: u64,
    /// Links left empty: by choice, or because the record named could not be linked after all.
    pub linked_empty: u64,
}
