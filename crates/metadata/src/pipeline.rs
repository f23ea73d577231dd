//! The stages a record passes through.

use model::{FieldName, Label};
use serde::{Deserialize, Serialize};

use crate::ChoiceColor;

/// A pipeline: stages in order, kept in one choice field whose options are the stages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    /// The choice field that holds the stage.
    pub field: FieldName,
    /// The stages, in order; at least one open, one won and one lost.
    pub stages: Vec<Stage>,
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// What is stored.
    pub key: String,
    /// What people read.
    pub label: Label,
    /// Open, won or lost.
    pub kind: StageKind,
    /// The chance of winning, 0 to 100 percent.
    pub probability: u8,
    /// The pill's color.
    #[serde(default)]
    pub color: ChoiceColor,
    /// Fields that must be filled before a record may enter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_fields: Vec<FieldName>,
}

/// What a stage means for the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// Still being worked on.
    Open,
    /// Won.
    Won,
    /// Lost.
    Lost,
}
