//! How the cells of a column are written: the order of days, the decimal sign, a factor.

use rust_decimal::Decimal;
use sheets::{DateFormat, NumberFormat};

/// How cells are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CellFormat {
    pub(crate) number: NumberFormat,
    /// What a number is multiplied by: a column of millions holds 1.5 for 1,500,000.
    pub(crate) factor: u64,
    pub(crate) date: DateFormat,
}

impl Default for CellFormat {
    fn default() -> Self {
        Self { number: NumberFormat::Point, factor: 1, date: DateFormat::YearFirst }
    }
}

impl CellFormat {
    /// The format of that name: words joined by `+`, such as `comma+millions`. `None` for an unknown word.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut format = Self::default();
        for word in text.split('+').map(str::trim).filter(|word| !word.is_empty()) {
            if let Some(date) = DateFormat::from_name(word) {
                format.date = date;
            } else if let Some(number) = NumberFormat::from_name(word) {
                format.number = number;
            } else {
                format.factor = factor(word)?;
            }
        }
        Some(format)
    }

    /// The number in the field's own unit.
    pub(crate) fn scaled(&self, number: Decimal) -> Option<Decimal> {
        number.checked_mul(Decimal::from(self.factor))
    }
}

fn factor(word: &str) -> Option<u64> {
    match word {
        "thousands" | "千" => Some(1_000),
        "ten_thousands" | "万" => Some(10_000),
        "millions" | "百万" => Some(1_000_000),
        "hundred_millions" | "亿" => Some(100_000_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined_and_unknown_ones_refused() {
        let format = CellFormat::parse("comma+millions").unwrap();
        assert_eq!((format.number, format.factor), (NumberFormat::Comma, 1_000_000));
        assert_eq!(CellFormat::parse("dmy").unwrap().date, DateFormat::DayFirst);
        assert_eq!(CellFormat::parse("").unwrap(), CellFormat::default());
        assert_eq!(CellFormat::parse("dozens"), None);
        let millions = CellFormat::parse("millions").unwrap();
        assert_eq!(millions.scaled("1100.04".parse().unwrap()), Some("1100040000".parse().unwrap()));
    }
}
