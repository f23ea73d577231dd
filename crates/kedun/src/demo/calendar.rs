//! Days and hours around today, as the company's clock on the wall shows them.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// Today, and the zone it is today in.
#[derive(Clone)]
pub(crate) struct Calendar {
    today: Date,
    zone: TimeZone,
}

impl Calendar {
    /// The calendar at that instant in that zone.
    pub(crate) fn at(now: Timestamp, zone: &str) -> Self {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        Self { today: now.to_zoned(zone.clone()).date(), zone }
    }

    /// The date so many days from today; before today when negative.
    pub(crate) fn day(&self, days: i64) -> Date {
        self.today.saturating_add(days.days())
    }

    /// The working day nearest to the one so many days from today.
    pub(crate) fn workday(&self, days: i64) -> Date {
        let day = self.day(days);
        match day.weekday() {
            Weekday::Saturday => day.saturating_sub(1.days()),
            Weekday::Sunday => day.saturating_add(1.days()),
            _ => day,
        }
    }

    /// That time of that day, as the API writes instants.
    pub(crate) fn instant(&self, day: Date, minute_of_day: i64) -> String {
        let (hour, minute) = (minute_of_day / 60, minute_of_day % 60);
        let hour = i8::try_from(hour.clamp(0, 23)).unwrap_or(0);
        let time = day.at(hour, i8::try_from(minute).unwrap_or(0), 0, 0);
        // No zone of the demo leaves an hour out in the middle of a working day.
        let instant = time.to_zoned(self.zone.clone()).map(|zoned| zoned.timestamp());
        instant.unwrap_or(Timestamp::UNIX_EPOCH).to_string()
    }

    /// The present year.
    pub(crate) fn year(&self) -> i64 {
        self.today.year().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_the_companys_own_and_work_is_done_on_working_days() {
        // A Friday evening in London is Saturday in Shanghai.
        let calendar = Calendar::at("2026-11-20T20:00:00Z".parse().unwrap(), "Asia/Shanghai");
        assert_eq!(calendar.day(0).to_string(), "2026-11-21");
        assert_eq!(calendar.workday(0).to_string(), "2026-11-20");
        assert_eq!(calendar.workday(1).to_string(), "2026-11-23");
        assert_eq!(calendar.instant(calendar.day(0), 9 * 60 + 30), "2026-11-21T01:30:00Z");
    }
}
