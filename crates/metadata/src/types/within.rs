//! Spans of days relative to today, in the reader's zone. Weeks begin on Monday (GB/T 7408.1-2023, ISO 8601).

use jiff::{Span, ToSpan, civil::Date};

/// The words of the `within` operator.
pub const SPANS: [&str; 18] = [
    "today",
    "yesterday",
    "tomorrow",
    "this_week",
    "last_week",
    "next_week",
    "this_month",
    "last_month",
    "next_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
    "last_7_days",
    "last_30_days",
    "last_90_days",
    "next_7_days",
    "next_30_days",
];

/// The first day of the span and the first day after it. Spans of days count today.
pub(super) fn span_of(word: &str, today: Date) -> Option<(Date, Date)> {
    let week = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
    let month = today.first_of_month();
    let quarter = first_of_quarter(today)?;
    let year = today.first_of_year();
    let (from, length): (Date, Span) = match word {
        "today" => (today, 1.day()),
        "yesterday" => (step(today, -1, Span::try_days)?, 1.day()),
        "tomorrow" => (step(today, 1, Span::try_days)?, 1.day()),
        "this_week" => (week, 1.week()),
        "last_week" => (step(week, -1, Span::try_weeks)?, 1.week()),
        "next_week" => (step(week, 1, Span::try_weeks)?, 1.week()),
        "this_month" => (month, 1.month()),
        "last_month" => (step(month, -1, Span::try_months)?, 1.month()),
        "next_month" => (step(month, 1, Span::try_months)?, 1.month()),
        "this_quarter" => (quarter, 3.months()),
        "last_quarter" => (step(quarter, -3, Span::try_months)?, 3.months()),
        "this_year" => (year, 1.year()),
        "last_year" => (step(year, -1, Span::try_years)?, 1.year()),
        "last_7_days" => (step(today, -6, Span::try_days)?, 7.days()),
        "last_30_days" => (step(today, -29, Span::try_days)?, 30.days()),
        "last_90_days" => (step(today, -89, Span::try_days)?, 90.days()),
        "next_7_days" => (today, 7.days()),
        "next_30_days" => (today, 30.days()),
        _ => return None,
    };
    Some((from, from.checked_add(length).ok()?))
}

fn step(from: Date, by: i64, unit: fn(Span, i64) -> Result<Span, jiff::Error>) -> Option<Date> {
    from.checked_add(unit(Span::new(), by).ok()?).ok()
}

fn first_of_quarter(day: Date) -> Option<Date> {
    Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_counted_from_today() {
        // A Wednesday.
        let today: Date = "2028-02-02".parse().unwrap();
        for (word, from, until) in [
            ("today", "2028-02-02", "2028-02-03"),
            ("yesterday", "2028-02-01", "2028-02-02"),
            ("tomorrow", "2028-02-03", "2028-02-04"),
            ("this_week", "2028-01-31", "2028-02-07"),
            ("last_week", "2028-01-24", "2028-01-31"),
            ("next_week", "2028-02-07", "2028-02-14"),
            ("this_month", "2028-02-01", "2028-03-01"),
            ("last_month", "2028-01-01", "2028-02-01"),
            ("next_month", "2028-03-01", "2028-04-01"),
            ("this_quarter", "2028-01-01", "2028-04-01"),
            ("last_quarter", "2027-10-01", "2028-01-01"),
            ("this_year", "2028-01-01", "2029-01-01"),
            ("last_year", "2027-01-01", "2028-01-01"),
            ("last_7_days", "2028-01-27", "2028-02-03"),
            ("last_30_days", "2028-01-04", "2028-02-03"),
            ("last_90_days", "2027-11-05", "2028-02-03"),
            ("next_7_days", "2028-02-02", "2028-02-09"),
            ("next_30_days", "2028-02-02", "2028-03-03"),
        ] {
            assert!(SPANS.contains(&word));
            assert_eq!(span_of(word, today), Some((from.parse().unwrap(), until.parse().unwrap())), "{word}");
        }
        assert!(SPANS.iter().all(|word| span_of(word, today).is_some()));
        assert_eq!(span_of("next_century", today), None);
    }
}
