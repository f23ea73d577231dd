//! A postal address in parts.

use model::{Address, FieldProblem, Locale, Value};

use super::clean::{STARS, at_most, fault, line, wrong_type};
use super::codec::Shape;
use super::operator::PRESENCE;
use super::{Json, Operator, ReadContext, Rules};

pub(super) struct AddressType;

const MAX_PART_CHARS: usize = 200;

fn part(text: Option<String>) -> Result<Option<String>, FieldProblem> {
    let text = text.map(|text| at_most(line(&text)?, MAX_PART_CHARS)).transpose()?;
    Ok(text.filter(|text| !text.is_empty()))
}

fn joined(parts: &[&Option<String>], between: &str) -> String {
    parts.iter().filter_map(|part| part.as_deref()).collect::<Vec<_>>().join(between)
}

impl Rules for AddressType {
    fn shape(&self) -> Shape {
        Shape::Address
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        if !json.is_object() {
            return Err(wrong_type("object"));
        }
        let given: Address = serde_json::from_value(json.clone())
            .map_err(|_| fault("wrong_type").with("expected", "address"))?;
        let address = Address {
            country: part(given.country)?,
            province: part(given.province)?,
            city: part(given.city)?,
            district: part(given.district)?,
            street: part(given.street)?,
            postcode: part(given.postcode)?,
        };
        Ok(if address == Address::default() { Value::Null } else { Value::Address(Box::new(address)) })
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }

    /// The province and city only.
    fn mask(&self, value: &Value) -> String {
        let Value::Address(address) = value else {
            return STARS.into();
        };
        let place = joined(&[&address.province, &address.city], " ");
        if place.is_empty() { STARS.into() } else { format!("{place} {STARS}") }
    }

    /// From the large to the small in Chinese, from the small to the large in English.
    fn display(&self, value: &Value, locale: Locale) -> String {
        let Value::Address(a) = value else {
            return String::new();
        };
        match locale {
            Locale::Zh => {
                let place = joined(&[&a.country, &a.province, &a.city, &a.district, &a.street], "");
                joined(&[&Some(place), &a.postcode], " ").trim().into()
            }
            Locale::En => {
                joined(&[&a.street, &a.district, &a.city, &a.province, &a.postcode, &a.country], ", ")
            }
        }
    }

    fn search_text(&self, value: &Value) -> String {
        self.display(value, Locale::Zh)
    }
}
