//! A field: its type with that type's settings, its rules, and the columns it is stored in.

use std::str::FromStr;

use model::{Column, Currency, FieldName, Label, ObjectName};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How closely a field's content is guarded. Ordered: later is stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataClass {
    /// May be published.
    Public,
    /// For the company's own people (内部).
    #[default]
    Internal,
    /// Sealed again inside the encrypted database, masked by default for some roles (敏感).
    Sensitive,
    /// Sealed, hidden by default (高敏).
    Restricted,
}

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

/// How a column stores its value. `tables` and `vault` know these eight, never the thirty types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Storage {
    /// UTF-8 text compared byte by byte.
    Text,
    /// A 64-bit whole number.
    Integer,
    /// A decimal scaled to a 64-bit whole number: value × 10^scale.
    Decimal {
        /// Decimals kept.
        scale: u8,
    },
    /// True or false.
    Boolean,
    /// Microseconds since 1970-01-01T00:00:00Z; a date is its midnight UTC.
    Time,
    /// Bytes: sealed values and blind indexes.
    Bytes,
    /// JSON text in canonical form.
    Json,
    /// An id.
    Reference,
}

/// One column of an object's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredColumn {
    /// The column.
    pub column: Column,
    /// How it stores.
    pub storage: Storage,
}

/// Whether and how a field is found by full-text search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Searched {
    /// Not at all.
    #[default]
    No,
    /// By one- and two-character grams of its text; sealed fields by keyed tokens of the whole value and its tail.
    Text,
    /// As `Text`, and by the initials of its pinyin.
    Name,
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own, as in the files and the API"
)]
pub struct FieldDef {
    /// Its name.
    pub name: FieldName,
    /// What people read.
    pub label: Label,
    /// A sentence that helps to fill it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Label>,
    /// Its type.
    #[serde(flatten)]
    pub kind: FieldType,
    /// Whether it must be filled.
    #[serde(default)]
    pub required: bool,
    /// Whether no two living records may hold the same value.
    #[serde(default)]
    pub unique: bool,
    /// Whether filtering and sorting by it has an index of its own.
    #[serde(default)]
    pub indexed: bool,
    /// Whether only the system writes it.
    #[serde(default)]
    pub read_only: bool,
    /// How closely it is guarded.
    #[serde(default)]
    pub class: DataClass,
    /// Whether it tells something about a living person (PIPL article 4, GDPR article 4(1)).
    #[serde(default)]
    pub personal: bool,
    /// What a new record gets when nothing is given, in the API's form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<serde_json::Value>,
    /// How search finds it.
    #[serde(default)]
    pub searched: Searched,
    /// Further words a column of an imported file may have for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// Whether it ships with the program. The customer's layer may restrict a shipped field, never loosen it.
    #[serde(default)]
    pub shipped: bool,
    /// Whether the engine adds it to every object.
    #[serde(default)]
    pub system: bool,
    /// Whether it is no longer used: out of every screen, its values kept until purged.
    #[serde(default)]
    pub retired: bool,
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

impl FieldDef {
    /// Whether its value is sealed once more inside the encrypted database.
    pub fn sealed(&self) -> bool {
        self.class >= DataClass::Sensitive
            || matches!(self.kind, FieldType::Phone {} | FieldType::Email {} | FieldType::Address {})
    }

    /// Whether it has a column at all: formulas and roll-ups are worked out when read.
    pub fn stored(&self) -> bool {
        !matches!(self.kind, FieldType::Formula { .. } | FieldType::Rollup { .. })
    }

    /// Its main column: what is compared and sorted when it is not sealed.
    pub fn column(&self) -> Column {
        Column::new(self.name.as_str())
    }

    /// The column of the blind index that finds equal values of a sealed field.
    pub fn blind_column(&self) -> Column {
        self.suffixed("_bidx")
    }

    /// The column of the blind index of a phone number's last four digits.
    pub fn tail_column(&self) -> Column {
        self.suffixed("_tail")
    }

    /// The column with the currency of an amount.
    pub fn currency_column(&self) -> Column {
        self.suffixed("_currency")
    }

    /// The column that names the object of a link to one of several.
    pub fn object_column(&self) -> Column {
        self.suffixed("_object")
    }

    /// Whether it links to one of several objects.
    pub fn links_to_many(&self) -> bool {
        matches!(&self.kind, FieldType::Link { objects } if objects.len() > 1)
    }

    /// Whether people may compare values of it by a blind index (equality only).
    pub fn has_blind_index(&self) -> bool {
        self.sealed()
            && !matches!(
                self.kind,
                FieldType::Address {}
                    | FieldType::LongText { .. }
                    | FieldType::RichText { .. }
                    | FieldType::Json {}
                    | FieldType::Location {}
                    | FieldType::File {}
            )
    }

    fn suffixed(&self, suffix: &str) -> Column {
        Column::new(&format!("{}{suffix}", self.name))
    }

    /// How its main column stores an unsealed value.
    pub fn storage(&self) -> Storage {
        match &self.kind {
            FieldType::Text { .. }
            | FieldType::LongText { .. }
            | FieldType::RichText { .. }
            | FieldType::Choice { .. }
            | FieldType::Phone {}
            | FieldType::Email {}
            | FieldType::Url {}
            | FieldType::AutoNumber { .. } => Storage::Text,
            FieldType::Integer { .. } | FieldType::Rating { .. } => Storage::Integer,
            FieldType::Number { scale, .. }
            | FieldType::Money { scale, .. }
            | FieldType::Percent { scale, .. } => Storage::Decimal { scale: *scale },
            FieldType::Boolean {} => Storage::Boolean,
            FieldType::Date {} | FieldType::Datetime {} => Storage::Time,
            FieldType::Id {} | FieldType::User {} | FieldType::Team {} | FieldType::Link { .. } => {
                Storage::Reference
            }
            FieldType::MultiChoice { .. }
            | FieldType::Address {}
            | FieldType::File {}
            | FieldType::Json {}
            | FieldType::Location {}
            | FieldType::Tags {} => Storage::Json,
            FieldType::Formula { result, .. } => result.storage(),
            FieldType::Rollup { function, .. } => match function {
                RollupFunction::Count => Storage::Integer,
                RollupFunction::Sum | RollupFunction::Min | RollupFunction::Max => {
                    Storage::Decimal { scale: 2 }
                }
            },
        }
    }

    /// The columns it is stored in, main column first. None for formulas and roll-ups.
    pub fn columns(&self) -> Vec<StoredColumn> {
        if !self.stored() {
            return Vec::new();
        }
        let mut columns = Vec::with_capacity(2);
        let mut push = |column, storage| columns.push(StoredColumn { column, storage });
        if self.sealed() {
            push(self.column(), Storage::Bytes);
            if self.has_blind_index() {
                push(self.blind_column(), Storage::Bytes);
            }
            if matches!(self.kind, FieldType::Phone {}) {
                push(self.tail_column(), Storage::Bytes);
            }
            return columns;
        }
        push(self.column(), self.storage());
        if matches!(self.kind, FieldType::Money { .. }) {
            push(self.currency_column(), Storage::Text);
        }
        if self.links_to_many() {
            push(self.object_column(), Storage::Text);
        }
        columns
    }
}

impl FormulaResult {
    fn storage(self) -> Storage {
        match self {
            Self::Number | Self::Money | Self::Percent => Storage::Decimal { scale: 2 },
            Self::Text => Storage::Text,
            Self::Boolean => Storage::Boolean,
            Self::Date => Storage::Time,
        }
    }
}

/// Endings a field's name may not have, because the engine makes columns with them.
pub const RESERVED_SUFFIXES: [&str; 4] = ["_bidx", "_tail", "_currency", "_object"];

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

impl FromStr for DataClass {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "public" => Ok(Self::Public),
            "internal" => Ok(Self::Internal),
            "sensitive" => Ok(Self::Sensitive),
            "restricted" => Ok(Self::Restricted),
            _ => Err(()),
        }
    }
}
