//! What a person says a file means: a field for each column, what a row is recognized by, and what may be done.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// What may be done with a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportMode {
    /// Every row makes a record.
    #[default]
    Create,
    /// Every row changes the record it names.
    Update,
    /// A row changes the record it names, or makes it.
    Upsert,
}

/// The meaning of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedColumn {
    /// The column, as the analysis named it.
    pub column: String,
    /// The field, or a part of one such as `amount.currency`, `account.id`, `address.city`; none leaves the column out.
    #[serde(default)]
    pub field: Option<String>,
    /// How its cells are written: `ymd dmy mdy compact serial`, `point comma`, `thousands millions 万 亿`, joined by `+`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// For a link: the field of the other object that the cells hold, its title when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub match_by: Option<String>,
}

/// The meaning of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Each column that means something.
    pub columns: Vec<MappedColumn>,
    /// The field a row's record is recognized by.
    #[serde(default)]
    pub update_by: Option<String>,
    /// What may be done.
    #[serde(default)]
    pub mode: ImportMode,
    /// The `match_by` of links by field, for whoever prefers to say it here.
    #[serde(default)]
    pub links: Map<String, Json>,
}

impl Mapping {
    /// What the cells of a link's column hold, if something else than titles was said.
    pub(crate) fn match_by<'a>(&'a self, column: &'a MappedColumn, field: &str) -> Option<&'a str> {
        column.match_by.as_deref().or_else(|| self.links.get(field).and_then(Json::as_str))
    }
}
