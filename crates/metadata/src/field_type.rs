//! The types a field may have, with the settings that only one type has.
//!
//! What each type does with values is in `types/`, one file a type.

use model::{Currency, FieldName, Label, ObjectName};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Storage;

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored: 1–48 of `a-z 0-9 _`.
    pub key: String,
    /// What people read.
    pub label: Label,
    /// The pill's color.
    #[serde(default)]
    pub color: ChoiceColor,
    /// Whether it may still be picked.
    #[serde(default = "yes")]
    pub active: bool,
    /// Further words an imported file may have for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
}

/// The color of a pill. Never the only sign: the word stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the color it says")]
pub enum ChoiceColor {
    #[default]
    Gray,
    Blue,
    Violet,
    Amber,
    Teal,
    Green,
    Red,
}

/// A field's type with the settings that only this type has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldType {
    /// The record's own id. Only the engine's `id` field has this type.
    Id {},
    /// One line of text.
    Text {
        /// At most this many characters, 1 to 4,000.
        #[serde(default = "default_text_length")]
        max_length: u32,
        /// A rule beyond length that the text must fulfil.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<TextFormat>,
    },
    /// Several lines of text.
    LongText {
        /// At most this many characters, 1 to 100,000.
        #[serde(default = "default_long_length")]
        max_length: u32,
    },
    /// Sanitized HTML.
    RichText {
        /// At most this many characters of HTML, 1 to 200,000.
        #[serde(default = "default_long_length")]
        max_length: u32,
    },
    /// An exact decimal.
    Number {
        /// Decimals kept, 0 to 8.
        #[serde(default = "default_scale")]
        scale: u8,
        /// Smallest value allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<Decimal>,
        /// Largest value allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<Decimal>,
    },
    /// A whole number within ±9,007,199,254,740,991 (RFC 8259 section 6).
    Integer {
        /// Smallest value allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// Largest value allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
    },
    /// An exact amount with its currency.
    Money {
        /// Decimals kept, 0 to 4.
        #[serde(default = "default_scale")]
        scale: u8,
        /// The currency of an amount given without one; the company's when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        currency: Option<Currency>,
        /// Whether amounts below zero are allowed.
        #[serde(default)]
        negative: bool,
    },
    /// An exact percentage: 12.5 means 12.5 %.
    Percent {
        /// Decimals kept, 0 to 4.
        #[serde(default = "default_scale")]
        scale: u8,
        /// Smallest value allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<Decimal>,
        /// Largest value allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<Decimal>,
    },
    /// Yes or no.
    Boolean {},
    /// A day.
    Date {},
    /// An instant, stored in UTC.
    Datetime {},
    /// One of several options.
    Choice {
        /// The options, at most 500.
        options: Vec<Choice>,
    },
    /// Several of several options.
    MultiChoice {
        /// The options, at most 500.
        options: Vec<Choice>,
    },
    /// A phone number, kept in E.164. Always sealed.
    Phone {},
    /// An e-mail address. Always sealed.
    Email {},
    /// A web address, http or https.
    Url {},
    /// A postal address. Always sealed.
    Address {},
    /// A user of the system.
    User {},
    /// A team.
    Team {},
    /// A link to a record of one of these objects; of one object: a plain link.
    Link {
        /// The objects, at least one.
        objects: Vec<ObjectName>,
    },
    /// Files, at most 20.
    File {},
    /// A number the system gives, such as `OPP-000123`.
    AutoNumber {
        /// `{0000}` is the running number with that many digits at least; `{YYYY}` and `{MM}` the year and month, each starting the count anew.
        pattern: String,
    },
    /// Worked out from other fields of the same record.
    Formula {
        /// The expression; see `formula.rs`.
        expression: String,
        /// The type of the result: number, money, percent, text, boolean, date.
        result: FormulaResult,
    },
    /// Worked out over the records that link here.
    Rollup {
        /// The object whose records are counted.
        object: ObjectName,
        /// Its link field that points here.
        via: FieldName,
        /// What is done.
        function: RollupFunction,
        /// The field that is summed; none for a count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<FieldName>,
    },
    /// Free JSON, at most 64 KiB.
    Json {},
    /// A place on earth.
    Location {},
    /// Whole stars.
    Rating {
        /// The most stars, 3 to 10.
        #[serde(default = "default_stars")]
        max: u8,
    },
    /// Free labels, at most 50 of 40 characters.
    Tags {},
}

/// A rule for a text beyond its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextFormat {
    /// 统一社会信用代码, GB 32100-2015: 18 characters with a check character.
    CreditCode,
    /// 居民身份证号, GB 11643-1999: 18 characters with a check character.
    IdNumber,
}

/// What a formula gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the type it says")]
pub enum FormulaResult {
    Number,
    Money,
    Percent,
    Text,
    Boolean,
    Date,
}

/// What a roll-up does with the records that link here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the function it says")]
pub enum RollupFunction {
    Count,
    Sum,
    Min,
    Max,
}

impl FieldType {
    /// The type's word in the API and in `objects/*.toml`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Id {} => "id",
            Self::Text { .. } => "text",
            Self::LongText { .. } => "long_text",
            Self::RichText { .. } => "rich_text",
            Self::Number { .. } => "number",
            Self::Integer { .. } => "integer",
            Self::Money { .. } => "money",
            Self::Percent { .. } => "percent",
            Self::Boolean {} => "boolean",
            Self::Date {} => "date",
            Self::Datetime {} => "datetime",
            Self::Choice { .. } => "choice",
            Self::MultiChoice { .. } => "multi_choice",
            Self::Phone {} => "phone",
            Self::Email {} => "email",
            Self::Url {} => "url",
            Self::Address {} => "address",
            Self::User {} => "user",
            Self::Team {} => "team",
            Self::Link { .. } => "link",
            Self::File {} => "file",
            Self::AutoNumber { .. } => "auto_number",
            Self::Formula { .. } => "formula",
            Self::Rollup { .. } => "rollup",
            Self::Json {} => "json",
            Self::Location {} => "location",
            Self::Rating { .. } => "rating",
            Self::Tags {} => "tags",
        }
    }

    /// The options of a choice or multi-choice.
    pub fn options(&self) -> Option<&[Choice]> {
        match self {
            Self::Choice { options } | Self::MultiChoice { options } => Some(options),
            _ => None,
        }
    }

    /// The objects a link may name.
    pub fn linked_objects(&self) -> &[ObjectName] {
        match self {
            Self::Link { objects } => objects,
            _ => &[],
        }
    }
}

impl FormulaResult {
    pub(crate) fn storage(self) -> Storage {
        match self {
            Self::Number | Self::Money | Self::Percent => Storage::Decimal { scale: 2 },
            Self::Text => Storage::Text,
            Self::Boolean => Storage::Boolean,
            Self::Date => Storage::Time,
        }
    }
}

fn yes() -> bool {
    true
}

fn default_text_length() -> u32 {
    200
}

fn default_long_length() -> u32 {
    20_000
}

fn default_scale() -> u8 {
    2
}

fn default_stars() -> u8 {
    5
}
