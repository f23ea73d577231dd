//! A phone number in E.164, with an extension as RFC 3966 writes it (`+862112345678;ext=801`).

use model::{FieldProblem, Value};
use unicode_normalization::UnicodeNormalization;

use super::clean::{STARS, fault, line, string};
use super::codec::Shape;
use super::operator::TAILED;
use super::{BlindDomain, Json, Operator, ReadContext, Rules, plain_text};

pub(super) struct Phone;

/// E.164 clause 6: at most 15 digits. Longer texts are not parsed at all.
const MAX_CHARS: usize = 60;
const EXTENSION: &str = ";ext=";

/// How people mark an extension, longest first.
const MARKS: [&str; 9] = [EXTENSION, "extension", "分机", "extn", "ext.", "ext", "转", "#", "x"];

fn canonical(text: &str, default_country: &str) -> Option<String> {
    let (number, extension) = parted(text);
    // A country's own prefix is stripped even from a number with another country's code, so none is given then.
    let country = if number.starts_with('+') { None } else { Some(default_country.parse().ok()?) };
    let number = phonenumber::parse(country, number).ok().filter(phonenumber::is_valid)?;
    if number.extension().is_some() {
        return None;
    }
    let whole = format!("+{}{}", number.code().value(), number.national());
    match extension {
        Some(digits) if (1..=7).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) => {
            Some(format!("{whole}{EXTENSION}{digits}"))
        }
        Some(_) => None,
        None => Some(whole),
    }
}

/// The number and what follows the mark of an extension.
fn parted(text: &str) -> (&str, Option<&str>) {
    let found = MARKS.iter().find_map(|mark| text.split_once(mark));
    found.map_or((text, None), |(number, extension)| (number.trim(), Some(extension.trim())))
}

fn digits(text: &str) -> &str {
    text.split_once(EXTENSION).map_or(text, |(number, _)| number)
}

impl Rules for Phone {
    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn read(&self, json: &Json, context: &ReadContext) -> Result<Value, FieldProblem> {
        let text: String = line(string(json)?)?.nfkc().flat_map(char::to_lowercase).collect();
        if text.is_empty() {
            return Ok(Value::Null);
        }
        let found = Some(text).filter(|text| text.chars().count() <= MAX_CHARS).and_then(|text| {
            let found = canonical(&text, &context.default_country)?;
            // Invariant: the canonical form of a canonical form is itself (test: every type through every operation).
            (found == text || canonical(&found, &context.default_country)? == found).then_some(found)
        });
        found.map(Value::Text).ok_or_else(|| fault("invalid_phone"))
    }

    fn operators(&self) -> &'static [Operator] {
        TAILED
    }

    /// 138****5678 for Chinese mobile numbers; of others the country and, if long enough, the last four digits.
    fn mask(&self, value: &Value) -> String {
        let text = plain_text(value);
        let text = digits(&text);
        let tail: String = text.chars().skip(text.len().saturating_sub(4)).collect();
        match text.strip_prefix("+86") {
            Some(national) if national.len() == 11 && national.starts_with('1') => {
                format!("{}****{tail}", national.get(..3).unwrap_or_default())
            }
            _ if text.len() >= 12 => format!("****{tail}"),
            _ => STARS.into(),
        }
    }

    fn search_text(&self, value: &Value) -> String {
        digits(&plain_text(value)).into()
    }

    fn blind_domain(&self) -> BlindDomain {
        BlindDomain::Phone
    }

    fn blind_text(&self, value: &Value) -> String {
        digits(&plain_text(value)).into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str, country: &str) -> Result<String, &'static str> {
        let context = ReadContext { default_country: country.into(), ..ReadContext::default() };
        Phone.read(&json!(text), &context).map(|value| plain_text(&value)).map_err(|problem| problem.code)
    }

    #[test]
    fn numbers_are_kept_in_e164() {
        for (text, country, expected) in [
            ("13812345678", "CN", "+8613812345678"),
            ("138 1234-5678", "CN", "+8613812345678"),
            ("１３８１２３４５６７８", "CN", "+8613812345678"),
            ("+86 138 1234 5678", "CN", "+8613812345678"),
            ("+86 138 1234 5678", "US", "+8613812345678"),
            ("0086 13812345678", "CN", "+8613812345678"),
            ("010-62345678", "CN", "+861062345678"),
            ("(021) 6234 5678", "CN", "+862162345678"),
            ("021-62345678 转 801", "CN", "+862162345678;ext=801"),
            ("62345678 Ext. 12", "SG", "+6562345678;ext=12"),
            ("(415) 555-2671", "US", "+14155552671"),
            ("+44 20 7946 0958", "CN", "+442079460958"),
        ] {
            assert_eq!(read(text, country).as_deref(), Ok(expected), "{text}");
        }
        for bad in ["12", "abc", "+86 138 1234", "99999999999999999999", "138123456789012"] {
            assert_eq!(read(bad, "CN"), Err("invalid_phone"), "{bad}");
        }
    }

    #[test]
    fn masks_show_a_mobile_number_as_people_know_it() {
        let mask = |text: &str| Phone.mask(&Value::Text(text.into()));
        assert_eq!(mask("+8613812345678"), "138****5678");
        assert_eq!(mask("+14155552671"), "****2671");
        assert_eq!(mask("+862162345678;ext=801"), "****5678");
        assert_eq!(mask("+29712345"), STARS);
        assert_eq!(read(&read("021-62345678 转 801", "CN").unwrap(), "US").unwrap(), "+862162345678;ext=801");
    }
}
