//! A field as an author writes it, in `objects/*.toml` or through the API, and its checked definition.
//!
//! A definition has every setting of its type and nothing else; a spec that names a setting its type does
//! not have, or one that is out of range, is refused with every fault at once.

use model::{Currency, FieldName, FieldProblem, Label, ObjectName};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::catalog::type_info;
use crate::compact::{self, ChoiceSpec};
use crate::types::exact_decimal;
use crate::{
    AutoPattern, Choice, DataClass, FieldDef, FieldType, FormulaResult, RESERVED_SUFFIXES, RollupFunction,
    Searched, TextFormat,
};

/// A field as written. Unknown keys are refused.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the same words as in `FieldDef` and `FieldType`, whose docs explain them")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own, as in the files and the API"
)]
pub struct FieldSpec {
    pub name: FieldName,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(deserialize_with = "compact::label")]
    pub label: Label,
    #[serde(default, deserialize_with = "compact::optional_label")]
    pub help: Option<Label>,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub unique: bool,
    #[serde(default)]
    pub indexed: bool,
    #[serde(default)]
    pub read_only: bool,
    #[serde(default)]
    pub class: DataClass,
    #[serde(default)]
    pub personal: bool,
    #[serde(default)]
    pub default: Option<Json>,
    #[serde(default)]
    pub searched: Searched,
    #[serde(default)]
    pub synonyms: Vec<String>,
    #[serde(default)]
    pub max_length: Option<u32>,
    #[serde(default)]
    pub format: Option<TextFormat>,
    #[serde(default)]
    pub scale: Option<u8>,
    #[serde(default)]
    pub min: Option<Json>,
    #[serde(default)]
    pub max: Option<Json>,
    #[serde(default)]
    pub currency: Option<Currency>,
    #[serde(default)]
    pub negative: Option<bool>,
    #[serde(default)]
    pub options: Option<Vec<ChoiceSpec>>,
    #[serde(default)]
    pub objects: Option<Vec<ObjectName>>,
    #[serde(default)]
    pub pattern: Option<String>,
    #[serde(default)]
    pub formula: Option<String>,
    #[serde(default)]
    pub result_type: Option<FormulaResult>,
    #[serde(default)]
    pub rollup: Option<RollupSpec>,
}

/// The settings of a roll-up as written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollupSpec {
    /// The object whose records are counted.
    pub object: ObjectName,
    /// Its link field that points here.
    pub via: FieldName,
    /// What is done.
    pub function: RollupFunction,
    /// The field that is worked on; none for a count.
    #[serde(default)]
    pub field: Option<FieldName>,
}

type Faults = Vec<FieldProblem>;

impl FieldSpec {
    /// The checked definition, by whether it ships with the program.
    ///
    /// # Errors
    /// Every fault, each named by the setting it stands in.
    pub fn into_field(self, shipped: bool) -> Result<FieldDef, Vec<FieldProblem>> {
        let mut faults = self.unfit_settings();
        faults.extend(self.name_faults());
        if self.label.zh.trim().is_empty() && self.label.en.trim().is_empty() {
            faults.push(FieldProblem::new("label", "label_required"));
        }
        let kind = match self.field_type() {
            Ok(kind) => kind,
            Err(fault) => {
                faults.push(fault);
                return Err(faults);
            }
        };
        let field = FieldDef {
            name: self.name,
            label: self.label,
            help: self.help,
            required: self.required,
            unique: self.unique,
            indexed: self.indexed,
            read_only: self.read_only || written_by_the_system(&kind),
            class: self.class,
            personal: self.personal,
            default: self.default,
            searched: self.searched,
            synonyms: self.synonyms,
            shipped,
            system: false,
            retired: false,
            kind,
        };
        faults.extend(field.faults());
        if faults.is_empty() { Ok(field) } else { Err(faults) }
    }

    fn name_faults(&self) -> Option<FieldProblem> {
        let reserved = RESERVED_SUFFIXES.iter().any(|suffix| self.name.as_str().ends_with(suffix));
        reserved.then(|| FieldProblem::new("name", "invalid_name"))
    }

    /// The settings that are written but that the type does not have.
    fn unfit_settings(&self) -> Faults {
        let Some(info) = type_info(&self.kind).filter(|info| info.creatable) else {
            return vec![FieldProblem::new("type", "invalid_option")];
        };
        let written = [
            ("max_length", self.max_length.is_some()),
            ("format", self.format.is_some()),
            ("scale", self.scale.is_some()),
            ("min", self.min.is_some()),
            ("max", self.max.is_some()),
            ("currency", self.currency.is_some()),
            ("negative", self.negative.is_some()),
            ("options", self.options.is_some()),
            ("objects", self.objects.is_some()),
            ("pattern", self.pattern.is_some()),
            ("formula", self.formula.is_some()),
            ("result_type", self.result_type.is_some()),
            ("rollup", self.rollup.is_some()),
        ];
        let unfit = written.into_iter().filter(|(name, written)| *written && !info.settings.contains(name));
        unfit.map(|(name, _)| FieldProblem::new(name, "unknown_field")).collect()
    }

    fn field_type(&self) -> Result<FieldType, FieldProblem> {
        Ok(match self.kind.as_str() {
            "text" => FieldType::Text {
                max_length: limited("max_length", self.max_length, 200, 1, 4_000)?,
                format: self.format,
            },
            "long_text" => FieldType::LongText {
                max_length: limited("max_length", self.max_length, 20_000, 1, 100_000)?,
            },
            "rich_text" => FieldType::RichText {
                max_length: limited("max_length", self.max_length, 20_000, 1, 200_000)?,
            },
            "number" => FieldType::Number {
                scale: limited("scale", self.scale, 2, 0, 8)?,
                min: decimal("min", self.min.as_ref())?,
                max: decimal("max", self.max.as_ref())?,
            },
            "percent" => FieldType::Percent {
                scale: limited("scale", self.scale, 2, 0, 4)?,
                min: decimal("min", self.min.as_ref())?,
                max: decimal("max", self.max.as_ref())?,
            },
            "integer" => FieldType::Integer {
                min: integer("min", self.min.as_ref())?,
                max: integer("max", self.max.as_ref())?,
            },
            "money" => FieldType::Money {
                scale: limited("scale", self.scale, 2, 0, 4)?,
                currency: self.currency,
                negative: self.negative.unwrap_or(false),
            },
            "boolean" => FieldType::Boolean {},
            "date" => FieldType::Date {},
            "datetime" => FieldType::Datetime {},
            "choice" => FieldType::Choice { options: self.choices()? },
            "multi_choice" => FieldType::MultiChoice { options: self.choices()? },
            "phone" => FieldType::Phone {},
            "email" => FieldType::Email {},
            "url" => FieldType::Url {},
            "address" => FieldType::Address {},
            "user" => FieldType::User {},
            "team" => FieldType::Team {},
            "link" => match self.objects.as_deref() {
                Some(objects) if !objects.is_empty() => FieldType::Link { objects: objects.to_vec() },
                _ => return Err(FieldProblem::new("objects", "required")),
            },
            "file" => FieldType::File {},
            "auto_number" => FieldType::AutoNumber { pattern: self.auto_pattern()? },
            "formula" => FieldType::Formula {
                expression: self.formula.clone().ok_or_else(|| FieldProblem::new("formula", "required"))?,
                result: self.result_type.ok_or_else(|| FieldProblem::new("result_type", "required"))?,
            },
            "rollup" => self.rollup_type()?,
            "json" => FieldType::Json {},
            "location" => FieldType::Location {},
            "rating" => FieldType::Rating { max: self.stars()? },
            "tags" => FieldType::Tags {},
            _ => return Err(FieldProblem::new("type", "invalid_option")),
        })
    }

    fn choices(&self) -> Result<Vec<Choice>, FieldProblem> {
        let specs = self.options.as_ref().ok_or_else(|| FieldProblem::new("options", "required"))?;
        Ok(specs.iter().cloned().map(Choice::from).collect())
    }

    fn auto_pattern(&self) -> Result<String, FieldProblem> {
        let pattern = self.pattern.clone().ok_or_else(|| FieldProblem::new("pattern", "required"))?;
        match pattern.parse::<AutoPattern>() {
            Ok(_) => Ok(pattern),
            Err(_) => Err(FieldProblem::new("pattern", "invalid_pattern")),
        }
    }

    fn rollup_type(&self) -> Result<FieldType, FieldProblem> {
        let spec = self.rollup.clone().ok_or_else(|| FieldProblem::new("rollup", "required"))?;
        Ok(FieldType::Rollup {
            object: spec.object,
            via: spec.via,
            function: spec.function,
            field: spec.field,
        })
    }

    fn stars(&self) -> Result<u8, FieldProblem> {
        let max = integer("max", self.max.as_ref())?.unwrap_or(5);
        let max = u8::try_from(max).ok();
        limited("max", Some(max.unwrap_or(u8::MAX)), 5, 3, 10)
    }
}

fn written_by_the_system(kind: &FieldType) -> bool {
    matches!(kind, FieldType::AutoNumber { .. } | FieldType::Formula { .. } | FieldType::Rollup { .. })
}

fn limited<T>(setting: &str, given: Option<T>, default: T, min: T, max: T) -> Result<T, FieldProblem>
where
    T: PartialOrd + ToString + Copy,
{
    let value = given.unwrap_or(default);
    if value < min {
        return Err(FieldProblem::new(setting, "too_small").with("min", min.to_string()));
    }
    if value > max {
        return Err(FieldProblem::new(setting, "too_large").with("max", max.to_string()));
    }
    Ok(value)
}

fn decimal(setting: &str, json: Option<&Json>) -> Result<Option<Decimal>, FieldProblem> {
    let read = |json: &Json| match json {
        Json::String(text) => exact_decimal(text),
        Json::Number(number) => exact_decimal(&number.to_string()),
        _ => None,
    };
    json.map(|json| read(json).ok_or_else(|| FieldProblem::new(setting, "invalid_number"))).transpose()
}

fn integer(setting: &str, json: Option<&Json>) -> Result<Option<i64>, FieldProblem> {
    json.map(|json| json.as_i64().ok_or_else(|| FieldProblem::new(setting, "invalid_number"))).transpose()
}
