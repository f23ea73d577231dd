//! Times of day as they stand behind a date.

use jiff::civil::Time;

/// A time and the offset from UTC that stood with it, in seconds.
pub(crate) struct Clock {
    pub(crate) time: Time,
    pub(crate) offset_secs: Option<i32>,
}

/// Reads `9:05`, `09:05:30.25`, `2:30 PM`, `下午2:30`, and any of them with `Z` or `+08:00` behind.
pub(crate) fn parse(text: &str) -> Option<Clock> {
    let text = text.trim().to_lowercase();
    let (text, offset_secs) = offset(&text)?;
    let (text, half) = half_of_day(text);
    let mut parts = text.split(':');
    let hour = number(parts.next()?, 23)?;
    let minute = number(parts.next().filter(|part| part.len() == 2)?, 59)?;
    let (second, nanosecond) = match parts.next() {
        Some(part) => seconds(part)?,
        None => (0, 0),
    };
    if parts.next().is_some() {
        return None;
    }
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(Half::Morning) => hour % 12,
        Some(Half::Afternoon) => hour % 12 + 12,
    };
    Some(Clock { time: Time::new(hour, minute, second, nanosecond).ok()?, offset_secs })
}

enum Half {
    Morning,
    Afternoon,
}

fn half_of_day(text: &str) -> (&str, Option<Half>) {
    for (word, half) in [("上午", Half::Morning), ("下午", Half::Afternoon)] {
        if let Some(rest) = text.strip_prefix(word) {
            return (rest.trim_start(), Some(half));
        }
    }
    for (word, half) in [("am", Half::Morning), ("pm", Half::Afternoon)] {
        if let Some(rest) = text.strip_suffix(word) {
            return (rest.trim_end(), Some(half));
        }
    }
    (text, None)
}

fn offset(text: &str) -> Option<(&str, Option<i32>)> {
    if let Some(rest) = text.strip_suffix('z') {
        return Some((rest.trim_end(), Some(0)));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, None)) };
    let (rest, offset) = text.split_at_checked(at)?;
    let east = offset.starts_with('+');
    let digits = offset.get(1..)?.replace(':', "");
    if !matches!(digits.len(), 2 | 4) {
        return None;
    }
    let hours = i32::from(number(digits.get(..2)?, 23)?);
    let minutes = i32::from(number(digits.get(2..).filter(|text| !text.is_empty()).unwrap_or("0"), 59)?);
    let secs = hours * 3600 + minutes * 60;
    Some((rest.trim_end(), Some(if east { secs } else { -secs })))
}

fn seconds(text: &str) -> Option<(i8, i32)> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    if whole.len() != 2 || fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nanos: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    Some((number(whole, 59)?, nanos.parse().ok()?))
}

fn number(text: &str, max: i8) -> Option<i8> {
    if text.is_empty() || text.len() > 2 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number| *number <= max)
}
