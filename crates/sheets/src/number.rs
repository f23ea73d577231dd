//! Numbers as people write them, read exactly.

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization as _;

/// Which character begins the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberFormat {
    /// `1,234.56`
    Point,
    /// `1.234,56`
    Comma,
}

impl NumberFormat {
    /// The name in a mapping: `point` or `comma`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Point, Self::Comma].into_iter().find(|format| format.name() == name)
    }

    fn decimal_sign(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    fn is_grouping(self, sign: char) -> bool {
        let other = match self {
            Self::Point => ',',
            Self::Comma => '.',
        };
        sign == other || matches!(sign, ' ' | '\'' | '’')
    }
}

/// Signs and codes of currencies, and which currency they most likely mean. Longer ones first.
const CURRENCIES: [(&str, &str); 21] = [
    ("人民币", "CNY"),
    ("hk$", "HKD"),
    ("nt$", "TWD"),
    ("us$", "USD"),
    ("美元", "USD"),
    ("欧元", "EUR"),
    ("港元", "HKD"),
    ("港币", "HKD"),
    ("日元", "JPY"),
    ("cny", "CNY"),
    ("rmb", "CNY"),
    ("usd", "USD"),
    ("eur", "EUR"),
    ("hkd", "HKD"),
    ("jpy", "JPY"),
    ("gbp", "GBP"),
    ("¥", "CNY"),
    ("元", "CNY"),
    ("$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
];

/// Chinese multipliers, longer ones first.
const MULTIPLIERS: [(&str, u64); 6] = [
    ("万亿", 1_000_000_000_000),
    ("百万", 1_000_000),
    ("千万", 10_000_000),
    ("亿", 100_000_000),
    ("万", 10_000),
    ("千", 1_000),
];

/// The number a text means, exactly, or `None`. Grouping, currency signs and codes, `万` and `亿`, full-width
/// digits, brackets for minus and exponents are understood; a percent sign is not ([`parse_percent`]).
pub fn parse_number(text: &str, format: NumberFormat) -> Option<Decimal> {
    read(text, format).map(|read| read.number)
}

/// The number before a percent sign: 12.5 for `12.5%`. `None` when there is no percent sign.
pub fn parse_percent(text: &str, format: NumberFormat) -> Option<Decimal> {
    let text: String = text.nfkc().collect();
    parse_number(text.trim().strip_suffix('%')?, format)
}

/// As [`parse_number`], with the code of the currency whose sign or name stood beside it.
pub fn parse_money(text: &str, format: NumberFormat) -> Option<(Decimal, Option<&'static str>)> {
    read(text, format).map(|read| (read.number, read.currency))
}

/// A number and the currency that stood with it.
pub(crate) struct Read {
    pub(crate) number: Decimal,
    pub(crate) currency: Option<&'static str>,
}

pub(crate) fn read(text: &str, format: NumberFormat) -> Option<Read> {
    if text.len() > 128 {
        return None;
    }
    let folded = text.nfkc().collect::<String>().to_lowercase();
    let mut rest = folded.trim();
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (negative, rest) = (true, inner.trim());
    }
    let before_sign = strip_currency_prefix(rest);
    let unsigned = before_sign.0.strip_prefix(['-', '−']).map(|rest| (true, rest));
    let (minus, unsigned) =
        unsigned.unwrap_or_else(|| (false, before_sign.0.strip_prefix('+').unwrap_or(before_sign.0)));
    if minus && negative {
        return None;
    }
    let (rest, prefix) = strip_currency_prefix(unsigned.trim_start());
    let (rest, suffix) = strip_currency_suffix(rest);
    let (rest, multiplier) = MULTIPLIERS
        .iter()
        .find_map(|(word, factor)| Some((rest.strip_suffix(word)?.trim_end(), *factor)))
        .unwrap_or((rest, 1));
    let number = plain(rest, format)?.checked_mul(Decimal::from(multiplier))?;
    let number = if minus || negative { -number } else { number };
    Some(Read { number, currency: before_sign.1.or(prefix).or(suffix) })
}

fn strip_currency_prefix(text: &str) -> (&str, Option<&'static str>) {
    let found =
        CURRENCIES.iter().find_map(|(sign, code)| Some((text.strip_prefix(sign)?.trim_start(), *code)));
    found.map_or((text, None), |(rest, code)| (rest, Some(code)))
}

fn strip_currency_suffix(text: &str) -> (&str, Option<&'static str>) {
    let found = CURRENCIES.iter().find_map(|(sign, code)| Some((text.strip_suffix(sign)?.trim_end(), *code)));
    found.map_or((text, None), |(rest, code)| (rest, Some(code)))
}

/// Digits with grouping, decimals and an exponent; no sign.
fn plain(text: &str, format: NumberFormat) -> Option<Decimal> {
    let (mantissa, exponent) = match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once(format.decimal_sign()) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !fraction.is_none_or(digits) || (whole.is_empty() && fraction.is_none()) {
        return None;
    }
    let mut number = ungrouped(whole, format)?;
    if let Some(fraction) = fraction {
        if number.is_empty() {
            number.push('0');
        }
        number.push('.');
        number.push_str(fraction);
    }
    let Some(exponent) = exponent else { return Decimal::from_str_exact(&number).ok() };
    let size = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if !digits(size) {
        return None;
    }
    Decimal::from_scientific(&format!("{number}e{exponent}")).ok()
}

/// The whole part without its grouping: one sign throughout, groups of three after the first.
fn ungrouped(whole: &str, format: NumberFormat) -> Option<String> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(sign) = whole.chars().find(|c| format.is_grouping(*c)) else {
        return digits(whole).then(|| whole.to_owned());
    };
    let mut groups = whole.split(sign);
    let first = groups.next().filter(|group| (1..=3).contains(&group.len()) && digits(group))?;
    groups.try_fold(first.to_owned(), |number, group| {
        (group.len() == 3 && digits(group)).then(|| number + group)
    })
}

/// Whether a text begins like an identifier rather than a number: `007`, but not `0` or `0.5`.
pub(crate) fn has_leading_zero(text: &str) -> bool {
    let text = text.trim();
    text.len() > 1 && text.starts_with('0') && text.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn point(text: &str) -> Option<String> {
        parse_number(text, NumberFormat::Point).map(|number| number.to_string())
    }

    fn comma(text: &str) -> Option<String> {
        parse_number(text, NumberFormat::Comma).map(|number| number.to_string())
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("0", "0"),
            ("1100.04", "1100.04"),
            (" 1,234,567.80 ", "1234567.80"),
            ("1 234.5", "1234.5"),
            ("1\u{a0}234", "1234"),
            ("1'234", "1234"),
            ("-5", "-5"),
            ("−5", "-5"),
            ("+5", "5"),
            ("(1,200.00)", "-1200.00"),
            (".5", "0.5"),
            ("￥1,200.00", "1200.00"),
            ("¥-3", "-3"),
            ("-$3.50", "-3.50"),
            ("US$ 12", "12"),
            ("1200元", "1200"),
            ("人民币 8 元", "8"),
            ("１２３．４５", "123.45"),
            ("3.5万", "35000.0"),
            ("1.2亿元", "120000000.0"),
            ("2万亿", "2000000000000"),
            ("1.5e3", "1500"),
            ("1.2E+05", "120000"),
            ("79228162514264337593543950335", "79228162514264337593543950335"),
        ] {
            assert_eq!(point(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            " ",
            "-",
            "abc",
            "1,23",
            "12,34,567",
            "1,234,56",
            "1.2.3",
            "1..2",
            "12.",
            "--5",
            "(-5)",
            "5%",
            "1e",
            "1e+",
            "e5",
            "1,234 567",
            "NaN",
            "∞",
            "0x10",
            "79228162514264337593543950336",
            "1e99999999999",
            "万",
        ] {
            assert_eq!(point(text), None, "{text}");
        }
    }

    #[test]
    fn the_decimal_comma_is_another_format_not_a_guess() {
        assert_eq!(comma("1.234.567,8").as_deref(), Some("1234567.8"));
        assert_eq!(comma("1234,56").as_deref(), Some("1234.56"));
        assert_eq!(comma("1.234").as_deref(), Some("1234"));
        assert_eq!(point("1.234").as_deref(), Some("1.234"));
        assert_eq!(comma("1,234.5"), None);
    }

    #[test]
    fn a_percentage_needs_its_sign() {
        let percent = |text| parse_percent(text, NumberFormat::Point).map(|number| number.to_string());
        assert_eq!(percent("12.5%").as_deref(), Some("12.5"));
        assert_eq!(percent("12 ％").as_deref(), Some("12"));
        assert_eq!(percent("12.5"), None);
        assert_eq!(percent("%"), None);
    }

    #[test]
    fn the_currency_is_remembered() {
        let currency = |text| read(text, NumberFormat::Point).and_then(|read| read.currency);
        assert_eq!(currency("￥5"), Some("CNY"));
        assert_eq!(currency("5 美元"), Some("USD"));
        assert_eq!(currency("HK$5"), Some("HKD"));
        assert_eq!(currency("5"), None);
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(mantissa: i64, scale in 0u32..=10) {
            let number = Decimal::new(mantissa, scale);
            prop_assert_eq!(parse_number(&number.to_string(), NumberFormat::Point), Some(number));
            let with_comma = number.to_string().replace('.', ",");
            prop_assert_eq!(parse_number(&with_comma, NumberFormat::Comma), Some(number));
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            for format in [NumberFormat::Point, NumberFormat::Comma] {
                parse_number(&text, format);
                parse_percent(&text, format);
            }
        }
    }
}
