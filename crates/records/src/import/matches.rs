//! Texts of a file that are not exactly the name of anything, with what they may mean, and what a person decided.
//! One decision counts for every row with that text.

use serde::{Deserialize, Serialize};

/// What a text may mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// A record's id, an option's key, or `file:NAME` for a record that this file itself makes.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// 0.6 to 1.
    pub score: f64,
    /// The record's object, where the field links to one of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
}

/// What a person decided about a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Choice {
    /// It means this.
    This {
        /// The candidate's id.
        id: String,
    },
    /// `leave_empty` or `reject`.
    Word(ChoiceWord),
}

/// A decision without a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceWord {
    /// The field stays empty in these rows.
    LeaveEmpty,
    /// These rows are not imported.
    Reject,
}

/// A text that needs a decision, or has one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextMatch {
    /// The field.
    pub field: String,
    /// The text as it stands in the file.
    pub text: String,
    /// In how many rows.
    pub rows: u64,
    /// What it may mean, the likeliest first; none when nothing is similar.
    pub candidates: Vec<Candidate>,
    /// What was decided.
    pub choice: Option<Choice>,
}

/// A person's decision about one text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The field.
    pub field: String,
    /// The text.
    pub text: String,
    /// The decision; null takes one back.
    pub choice: Option<Choice>,
}
