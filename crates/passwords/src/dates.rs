//! Numbers a person didn't make up: dates, mobile numbers, identity numbers. They are written down in many
//! places, and there are few of them, so they count for nothing in a password.
//!
//! Not here: whether such a number is anybody's, or passes its check digit.

/// How many of the first characters are one such number; 0 when they are none.
///
/// Dates have eight digits (`yyyymmdd`, `ddmmyyyy`, `mmddyyyy`) or are written `yyyy年m月d日`; mobile numbers are
/// Chinese, 11 digits from 13 to 19; identity numbers have 18 characters (GB 11643-1999) with a birth date in
/// the middle. Six digits are left alone: one in thirty chance numbers would be a date.
pub(crate) fn number_chars(text: &[char]) -> usize {
    [identity_chars(text), mobile_chars(text), date_chars(text), chinese_date_chars(text)]
        .into_iter()
        .max()
        .unwrap_or(0)
}

fn identity_chars(text: &[char]) -> usize {
    let Some((digits, [last, ..])) = text.split_at_checked(17) else { return 0 };
    let has_date =
        digits.get(6..14).and_then(number).is_some_and(|date| is_date(date / 10_000, date % 10_000));
    if has_date && number(digits).is_some() && (last.is_ascii_digit() || *last == 'x') { 18 } else { 0 }
}

fn mobile_chars(text: &[char]) -> usize {
    let Some(digits) = text.get(..11) else { return 0 };
    match digits {
        ['1', '3'..='9', rest @ ..] if number(rest).is_some() => 11,
        _ => 0,
    }
}

fn date_chars(text: &[char]) -> usize {
    let Some(digits) = text.get(..8).and_then(number) else { return 0 };
    let (first, last) = (digits / 10_000, digits % 10_000);
    let day_first = (first % 100) * 100 + first / 100;
    if is_date(first, last) || is_date(last, first) || is_date(last, day_first) { 8 } else { 0 }
}

/// `yyyy年m月d日`, the last sign left out or not.
fn chinese_date_chars(text: &[char]) -> usize {
    let mut rest = text;
    let mut parts = Vec::new();
    for sign in ['年', '月'] {
        let Some(at) = rest.iter().take(5).position(|c| *c == sign) else { return 0 };
        parts.push(rest.get(..at).and_then(number));
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    let day_chars = rest.iter().take(2).take_while(|c| c.is_ascii_digit()).count();
    parts.push(rest.get(..day_chars).and_then(number));
    let sign = usize::from(rest.get(day_chars) == Some(&'日'));
    match parts.as_slice() {
        [Some(year), Some(month), Some(day)] if *month < 100 && is_date(*year, month * 100 + day) => {
            text.len() - rest.len() + day_chars + sign
        }
        _ => 0,
    }
}

/// Whether the year is one people live in and the rest, `mmdd`, a day of it; every month has 31 days here.
fn is_date(year: u64, month_and_day: u64) -> bool {
    (1900..=2099).contains(&year)
        && (1..=12).contains(&(month_and_day / 100))
        && (1..=31).contains(&(month_and_day % 100))
}

fn number(digits: &[char]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |sum, c| sum.checked_mul(10)?.checked_add(c.to_digit(10)?.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars_of(text: &str) -> usize {
        number_chars(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn dates_mobile_and_identity_numbers_are_recognized() {
        for (text, chars) in [
            ("19900315wang", 8),
            ("15031990wang", 8),
            ("03151990wang", 8),
            ("2026年3月5日wang", 9),
            ("2026年12月25", 10),
            ("13800138000wang", 11),
            ("11010119900307123x", 18),
            ("110101199003071234wang", 18),
        ] {
            assert_eq!(chars_of(text), chars, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "",
            "1",
            "19901315",
            "18991231",
            "12345678",
            "12800138000",
            "1990031",
            "2026年",
            "年月",
            "2026年13月5日",
        ] {
            assert_eq!(chars_of(text), 0, "{text}");
        }
    }
}
