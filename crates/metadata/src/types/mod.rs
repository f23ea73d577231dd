//! Field types: one file each, holding everything pure about it (reading, canonical form, comparison,
//! masking, display), and the one place where a [`FieldType`] is turned into its rules.
//!
//! Not here: SQL, sealing, or who may see what. `docs/how-to/add-a-field-type.md` walks through a new one.

mod address;
mod auto_number;
mod boolean;
mod china;
mod choice;
mod clean;
mod codec;
mod condition;
mod context;
mod currency;
mod date;
mod datetime;
mod decimal;
mod derived;
mod email;
mod field_values;
mod file;
mod id;
mod integer;
mod json;
mod link;
mod location;
mod long_text;
mod money;
mod multi_choice;
mod number;
mod operator;
mod percent;
mod phone;
mod rating;
mod rich_text;
mod search_terms;
mod tags;
mod team;
mod text;
mod url;
mod user;
mod within;

#[cfg(test)]
mod tests;

use model::{Column, Comparison, FieldProblem, Locale, Predicate, Scalar, Value};
use serde_json::Value as Json;

pub use auto_number::{AutoPattern, PatternFault};
pub use condition::MAX_VALUES;
pub use context::{Blind, BlindDomain, BlindTerm, ConditionContext, ReadContext};
pub use field_values::Misfit;
pub use operator::{Operator, UnknownOperator};
pub use search_terms::{SearchTerm, search_terms};
pub use within::SPANS;

pub(crate) use decimal::exact_decimal;
pub(crate) use derived::DERIVED_SCALE;

use clean::{STARS, fault, fold};
use codec::Shape;

use crate::FieldType;

/// What one type does. Values handed in were read by the same type; null never is.
trait Rules {
    /// Which variant of [`Value`] it keeps.
    fn shape(&self) -> Shape;

    /// The checked value in canonical form; null for a text of nothing but white space.
    fn read(&self, json: &Json, context: &ReadContext) -> Result<Value, FieldProblem>;

    /// The value a filter looks for. Unlike `read` it may be one that nobody may pick any more.
    fn sought(&self, json: &Json, context: &ReadContext) -> Result<Value, FieldProblem> {
        self.read(json, context)
    }

    /// The scalars a filter compares with; null where that column does not matter.
    fn operand(&self, json: &Json, context: &ReadContext) -> Result<Vec<Scalar>, FieldProblem> {
        let value = self.sought(json, context)?;
        codec::store(self.shape(), &value).ok_or_else(|| fault("invalid_filter"))
    }

    /// A comparison of an unsealed field in the type's own way; `None` for the usual one of its columns.
    fn own_comparison(
        &self,
        column: &Column,
        comparison: Comparison,
        json: &Json,
        context: &ConditionContext<'_>,
    ) -> Option<Result<Predicate, FieldProblem>> {
        let _ = (column, comparison, json, context);
        None
    }

    /// The rows whose day or instant lies in the named span.
    fn within(
        &self,
        column: &Column,
        word: &str,
        context: &ConditionContext<'_>,
    ) -> Result<Predicate, FieldProblem> {
        let _ = (column, word, context);
        Err(fault("invalid_operator"))
    }

    /// What filters may ask of an unsealed field.
    fn operators(&self) -> &'static [Operator];

    /// Whether the order of its stored scalars means something to people.
    fn sortable(&self) -> bool {
        false
    }

    /// Whether counting by its values makes sense.
    fn groupable(&self) -> bool {
        false
    }

    /// The plain JSON.
    fn write(&self, value: &Value) -> Json {
        codec::to_json(value)
    }

    /// What a reader sees who may know only that there is a value.
    fn mask(&self, value: &Value) -> String {
        let _ = value;
        STARS.into()
    }

    /// The value as people read it.
    fn display(&self, value: &Value, locale: Locale) -> String {
        let _ = locale;
        plain_text(value)
    }

    /// What full-text search finds it by.
    fn search_text(&self, value: &Value) -> String {
        let _ = value;
        String::new()
    }

    /// Which texts its blind index may equal.
    fn blind_domain(&self) -> BlindDomain {
        BlindDomain::Text
    }

    /// The normalized text of its blind index.
    fn blind_text(&self, value: &Value) -> String {
        fold(&plain_text(value))
    }
}

/// A value as text in no language, the same for equal values.
fn plain_text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Link(id) => id.to_string(),
        Value::AnyLink(link) => format!("{}:{}", link.object, link.id),
        Value::List(items) => items.join(", "),
        Value::Money(money) => format!("{} {}", money.amount, money.currency),
        Value::Location(place) => format!("{}, {}", place.lat, place.lng),
        Value::Null => String::new(),
        other => match codec::to_json(other) {
            Json::String(text) => text,
            json => json.to_string(),
        },
    }
}

/// The rules of a type. The one place that names every type.
fn with_rules<R>(kind: &FieldType, job: impl FnOnce(&dyn Rules) -> R) -> R {
    match kind {
        FieldType::Id {} => job(&id::Id),
        FieldType::Text { max_length, format } => {
            job(&text::Text { max_length: *max_length, format: *format })
        }
        FieldType::LongText { max_length } => job(&long_text::LongText { max_length: *max_length }),
        FieldType::RichText { max_length } => job(&rich_text::RichText { max_length: *max_length }),
        FieldType::Number { scale, min, max } => job(&number::Number { scale: *scale, min: *min, max: *max }),
        FieldType::Integer { min, max } => job(&integer::Integer { min: *min, max: *max }),
        FieldType::Money { scale, currency, negative } => {
            job(&money::MoneyType { scale: *scale, currency: *currency, negative: *negative })
        }
        FieldType::Percent { scale, min, max } => {
            job(&percent::Percent { scale: *scale, min: *min, max: *max })
        }
        FieldType::Boolean {} => job(&boolean::Boolean),
        FieldType::Date {} => job(&date::DateType),
        FieldType::Datetime {} => job(&datetime::Datetime),
        FieldType::Choice { options } => job(&choice::ChoiceType { options }),
        FieldType::MultiChoice { options } => job(&multi_choice::MultiChoice { options }),
        FieldType::Phone {} => job(&phone::Phone),
        FieldType::Email {} => job(&email::Email),
        FieldType::Url {} => job(&url::Url),
        FieldType::Address {} => job(&address::AddressType),
        FieldType::User {} => job(&user::User),
        FieldType::Team {} => job(&team::Team),
        FieldType::Link { objects } => job(&link::Link { objects }),
        FieldType::File {} => job(&file::File),
        FieldType::AutoNumber { .. } => job(&auto_number::AutoNumber),
        FieldType::Formula { result, .. } => job(&derived::Derived::formula(*result)),
        FieldType::Rollup { function, .. } => job(&derived::Derived::rollup(*function)),
        FieldType::Json {} => job(&json::JsonType),
        FieldType::Location {} => job(&location::LocationType),
        FieldType::Rating { max } => job(&rating::Rating { max: *max }),
        FieldType::Tags {} => job(&tags::Tags),
    }
}
