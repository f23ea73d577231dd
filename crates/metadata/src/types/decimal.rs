//! Reading exact decimals, shared by number, percent and money.

use model::FieldProblem;
use rust_decimal::Decimal;

use super::Json;
use super::clean::{fault, wrong_type};
use super::codec::{at_scale, scaled};

/// The decimal a JSON string or number writes.
pub(super) fn decimal(json: &Json) -> Result<Decimal, FieldProblem> {
    let written = match json {
        Json::String(text) => exact_decimal(text.trim()),
        Json::Number(number) => {
            let text = number.to_string();
            exact_decimal(&text).or_else(|| Decimal::from_scientific(&text).ok())
        }
        _ => return Err(wrong_type("decimal")),
    };
    written.ok_or_else(|| fault("invalid_number"))
}

/// A decimal written with digits, an optional sign and point, and nothing else; never rounded.
pub(crate) fn exact_decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain =
        digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && digits.bytes().any(|b| b.is_ascii_digit());
    if !plain {
        return None;
    }
    let number = Decimal::from_str_exact(text.strip_prefix('+').unwrap_or(text)).ok()?;
    Some(if number.is_zero() { Decimal::ZERO } else { number })
}

/// The number at the field's scale and within its limits.
pub(super) fn within(
    number: Decimal,
    scale: u8,
    min: Option<Decimal>,
    max: Option<Decimal>,
) -> Result<Decimal, FieldProblem> {
    if let Some(min) = min.filter(|min| number < *min) {
        return Err(fault("too_small").with("min", min.normalize().to_string()));
    }
    let limit = Decimal::new(i64::MAX, scale.into());
    let max = max.map_or(limit, |max| max.min(limit));
    if number > max {
        return Err(fault("too_large").with("max", max.normalize().to_string()));
    }
    if number < -limit {
        return Err(fault("too_small").with("min", (-limit).normalize().to_string()));
    }
    let exact =
        at_scale(number, scale).ok_or_else(|| fault("too_many_decimals").with("max", scale.to_string()))?;
    scaled(exact, scale).map(|_| exact).ok_or_else(|| fault("invalid_number"))
}
