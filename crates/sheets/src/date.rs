//! Days and moments as people write them.

use jiff::civil::{self, Date, DateTime, Time};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use unicode_normalization::UnicodeNormalization as _;

use crate::time_of_day;

/// The order of day, month and year. Any of `-`, `/`, `.`, space and `年月日` may separate them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateFormat {
    /// `2026-11-22`, `2026/11/22`, `2026年11月22日`.
    YearFirst,
    /// `22.11.2026`, `22/11/2026`, `22 Nov 2026`.
    DayFirst,
    /// `11/22/2026`, `Nov 22, 2026`.
    MonthFirst,
    /// `20261122`.
    Compact,
    /// Days since 30 December 1899, as Excel counts: `46348`, with a time `46348.5`.
    Serial,
}

impl DateFormat {
    /// All of them, the surest first.
    pub const ALL: [Self; 5] =
        [Self::YearFirst, Self::DayFirst, Self::MonthFirst, Self::Compact, Self::Serial];

    /// The name in a mapping: `ymd`, `dmy`, `mdy`, `compact` or `serial`.
    pub fn name(self) -> &'static str {
        match self {
            Self::YearFirst => "ymd",
            Self::DayFirst => "dmy",
            Self::MonthFirst => "mdy",
            Self::Compact => "compact",
            Self::Serial => "serial",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// A day and a time, and the zone if the text named one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What the clock showed.
    pub clock: DateTime,
    /// Seconds east of UTC, when the text says so.
    pub offset_secs: Option<i32>,
    /// Whether the text named a time at all; midnight otherwise.
    pub has_time: bool,
}

/// The day a text means. A time behind it is refused unless it is midnight, since dropping it would lose
/// what was written; [`parse_datetime`] reads both.
pub fn parse_date(text: &str, format: DateFormat) -> Option<Date> {
    let moment = parse_datetime(text, format)?;
    (moment.clock.time() == Time::midnight()).then(|| moment.clock.date())
}

/// The day and time a text means. Years of two digits are read as 1970 to 2069 (POSIX), days and months have
/// to exist.
pub fn parse_datetime(text: &str, format: DateFormat) -> Option<Moment> {
    if text.len() > 64 {
        return None;
    }
    let folded: String = text.nfkc().collect();
    let text = folded.trim();
    if format == DateFormat::Serial {
        return serial(text);
    }
    let (day, clock) = split_time(text);
    let date = match format {
        DateFormat::Compact => compact(day)?,
        _ => in_order(day, format)?,
    };
    let clock = match clock {
        Some(clock) => Some(time_of_day::parse(clock)?),
        None => None,
    };
    let time = clock.as_ref().map_or(Time::midnight(), |clock| clock.time);
    Some(Moment {
        clock: date.to_datetime(time),
        offset_secs: clock.as_ref().and_then(|clock| clock.offset_secs),
        has_time: clock.is_some(),
    })
}

/// Cuts before the hour: the digits in front of the first colon, and a half of the day before those.
fn split_time(text: &str) -> (&str, Option<&str>) {
    let Some(colon) = text.find(':') else { return (text, None) };
    let before = text.get(..colon).unwrap_or_default();
    let hour = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let head = before.get(..hour).unwrap_or_default();
    let cut = ["上午", "下午"]
        .iter()
        .find_map(|word| Some(head.trim_end().strip_suffix(word)?.len()))
        .unwrap_or(head.len());
    let (day, clock) = text.split_at_checked(cut).unwrap_or((text, ""));
    let day = day.strip_suffix(['T', 't']).unwrap_or(day).trim_end();
    (day.strip_suffix(',').unwrap_or(day), Some(clock))
}

fn serial(text: &str) -> Option<Moment> {
    if text.starts_with('+') || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let days = Decimal::from_str_exact(text).ok()?;
    // 61 is 1 March 1900, from where on Excel's calendar is right; 2,958,465 is 31 December 9999.
    let whole = days.trunc().to_i32().filter(|whole| (61..=2_958_465).contains(whole))?;
    let seconds = (days.fract() * Decimal::from(86_400)).round().to_i64()?;
    let date = civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(whole)).ok()?;
    let clock = date.to_datetime(Time::midnight()).checked_add(jiff::Span::new().seconds(seconds)).ok()?;
    Some(Moment { clock, offset_secs: None, has_time: !days.fract().is_zero() })
}

fn compact(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let date =
        Date::new(text.get(..4)?.parse().ok()?, text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?);
    date.ok().filter(|date| (1900..=2100).contains(&date.year()))
}

fn in_order(text: &str, format: DateFormat) -> Option<Date> {
    let parts = parts(text)?;
    let [a, b, c] = parts.as_slice() else { return None };
    let (year, month, day) = match format {
        DateFormat::YearFirst => (a, b, c),
        // A month's name leaves no doubt, so both orders take both.
        DateFormat::DayFirst | DateFormat::MonthFirst if is_word(a) => (c, a, b),
        DateFormat::DayFirst | DateFormat::MonthFirst if is_word(b) => (c, b, a),
        DateFormat::DayFirst => (c, b, a),
        DateFormat::MonthFirst => (c, a, b),
        DateFormat::Compact | DateFormat::Serial => return None,
    };
    let year = match (year.len(), format) {
        (4, _) => year.parse().ok()?,
        // Two digits everywhere, so that `1.2.13` stays a version number.
        (2, DateFormat::DayFirst | DateFormat::MonthFirst) if day.len() == 2 && month.len() >= 2 => {
            let year: i16 = year.parse().ok()?;
            if year < 70 { 2000 + year } else { 1900 + year }
        }
        _ => return None,
    };
    let month = if is_word(month) { month_number(month)? } else { small(month)? };
    Date::new(year, month, small(day)?).ok()
}

/// The three parts of a day, if the separators agree.
fn parts(text: &str) -> Option<Vec<&str>> {
    if let Some((year, rest)) = text.split_once('年') {
        let (month, day) = rest.split_once('月')?;
        let day = day.strip_suffix(['日', '号']).unwrap_or(day);
        return Some([year, month, day].map(str::trim).to_vec());
    }
    let separator = text.chars().find(|c| matches!(c, '-' | '/' | '.' | ' '))?;
    let parts: Vec<_> = text.splitn(4, separator).map(|part| part.trim_matches([',', ' '])).collect();
    (parts.len() == 3 && parts.iter().all(|part| !part.is_empty())).then_some(parts)
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn small(text: &str) -> Option<i8> {
    (matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

fn month_number(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| {
        word.len() >= 3 && month.starts_with(&word) || word == "sept" && *month == "september"
    })?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_are_read_in_the_order_they_are_said_to_have() {
        use DateFormat::{Compact, DayFirst, MonthFirst, Serial, YearFirst};
        let day = date(2026, 11, 22);
        for (text, format) in [
            ("2026-11-22", YearFirst),
            ("2026/11/22", YearFirst),
            ("2026.11.22", YearFirst),
            ("2026年11月22日", YearFirst),
            ("2026 年 11 月 22 日", YearFirst),
            ("２０２６-１１-２２", YearFirst),
            ("2026-11-22 00:00:00", YearFirst),
            ("2026-11-22T00:00:00Z", YearFirst),
            ("22.11.2026", DayFirst),
            ("22/11/2026", DayFirst),
            ("22-11-26", DayFirst),
            ("22 Nov 2026", DayFirst),
            ("22-Nov-26", DayFirst),
            ("November 22, 2026", DayFirst),
            ("11/22/2026", MonthFirst),
            ("Nov 22, 2026", MonthFirst),
            ("22 Nov 2026", MonthFirst),
            ("20261122", Compact),
            ("46348", Serial),
            ("46348.0", Serial),
        ] {
            assert_eq!(parse_date(text, format), Some(day), "{text}");
        }
        assert_eq!(parse_date("3/4/2026", DayFirst), Some(date(2026, 4, 3)));
        assert_eq!(parse_date("3/4/2026", MonthFirst), Some(date(2026, 3, 4)));
        assert_eq!(parse_date("01-02-70", DayFirst), Some(date(1970, 2, 1)));
        for (text, format) in [
            ("", YearFirst),
            ("2026-02-30", YearFirst),
            ("2026-13-01", YearFirst),
            ("26-11-22", YearFirst),
            ("2026-11-22 09:30", YearFirst),
            ("2026-11/22", YearFirst),
            ("1.2.13", DayFirst),
            ("1.2.3", DayFirst),
            ("10.0.0.1", DayFirst),
            ("22/11/2026", MonthFirst),
            ("ma 22, 2026", MonthFirst),
            ("20261322", Compact),
            ("99991231", Compact),
            ("60", Serial),
            ("2958466", Serial),
            ("-46348", Serial),
        ] {
            assert_eq!(parse_date(text, format), None, "{text}");
        }
    }

    #[test]
    fn times_and_zones_are_kept() {
        let read = |text, format| {
            let moment = parse_datetime(text, format).expect(text);
            (moment.clock.to_string(), moment.offset_secs)
        };
        let ymd = DateFormat::YearFirst;
        assert_eq!(
            read("2026-11-22T09:05:30.25+08:00", ymd),
            ("2026-11-22T09:05:30.25".into(), Some(28_800))
        );
        assert_eq!(read("2026-11-22 09:05", ymd), ("2026-11-22T09:05:00".into(), None));
        assert_eq!(read("2026/11/22 2:30 PM", ymd), ("2026-11-22T14:30:00".into(), None));
        assert_eq!(read("2026年11月22日 下午2:30", ymd), ("2026-11-22T14:30:00".into(), None));
        assert_eq!(read("2026-11-22 12:10 am", ymd), ("2026-11-22T00:10:00".into(), None));
        assert_eq!(read("2026-11-22T09:05:30Z", ymd), ("2026-11-22T09:05:30".into(), Some(0)));
        assert_eq!(read("22 Nov 2026, 9:05", DateFormat::DayFirst), ("2026-11-22T09:05:00".into(), None));
        assert_eq!(read("46348.75", DateFormat::Serial), ("2026-11-22T18:00:00".into(), None));
        for text in
            ["2026-11-22 25:00", "2026-11-22 9:5", "2026-11-22 13:00 pm", "2026-11-22 09:05:60", "09:05"]
        {
            assert_eq!(parse_datetime(text, ymd), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_comes_back_in_every_format(days in 0i32..80_000) {
            let day = date(1901, 1, 1).checked_add(jiff::Span::new().days(days)).expect("in range");
            for (pattern, format) in [
                ("%Y-%m-%d", DateFormat::YearFirst),
                ("%Y年%-m月%-d日", DateFormat::YearFirst),
                ("%d.%m.%Y", DateFormat::DayFirst),
                ("%-m/%-d/%Y", DateFormat::MonthFirst),
                ("%d %b %Y", DateFormat::DayFirst),
            ] {
                let text = day.strftime(pattern).to_string();
                prop_assert_eq!(parse_date(&text, format), Some(day), "{}", text);
            }
            let serial = date(1899, 12, 30).until(day).expect("in range").get_days().to_string();
            prop_assert_eq!(parse_date(&serial, DateFormat::Serial), Some(day));
        }

        #[test]
        fn no_text_makes_it_panic(text: String, odd in "[0-9年月日T:/. +-]{0,20}") {
            for format in DateFormat::ALL {
                parse_datetime(&text, format);
                parse_datetime(&odd, format);
            }
        }
    }
}
