//! What a column seems to hold, from a sample of its cells.

use crate::cell::{Cell, Row};
use crate::date::{DateFormat, parse_datetime};
use crate::number::{self, NumberFormat, has_leading_zero, parse_percent};
use crate::shapes::{could_be_phone, parse_boolean, seems_email, seems_phone, seems_url};

/// How many rows are looked at.
pub const SAMPLE_ROWS: usize = 1_000;
const EXAMPLES: usize = 3;
/// A kind is suggested when 9 of 10 filled cells have it; the import names the others one by one.
const NEEDED_TENTHS: usize = 9;

/// What a column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Nothing in the sample.
    Empty,
    /// Whole numbers.
    Integer(NumberFormat),
    /// Numbers.
    Decimal(NumberFormat),
    /// Numbers with a percent sign.
    Percent(NumberFormat),
    /// Yes and no.
    Boolean,
    /// Days.
    Date(DateFormat),
    /// Days with times.
    DateTime(DateFormat),
    /// E-mail addresses.
    Email,
    /// Phone numbers.
    Phone,
    /// Web addresses.
    Url,
    /// Anything else.
    Text,
}

impl ColumnKind {
    /// The kind's name in a mapping.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Integer(_) => "integer",
            Self::Decimal(_) => "decimal",
            Self::Percent(_) => "percent",
            Self::Boolean => "boolean",
            Self::Date(_) => "date",
            Self::DateTime(_) => "datetime",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Url => "url",
            Self::Text => "text",
        }
    }

    /// The format's name in a mapping, for numbers and days.
    pub fn format(self) -> Option<&'static str> {
        match self {
            Self::Integer(format) | Self::Decimal(format) | Self::Percent(format) => Some(format.name()),
            Self::Date(format) | Self::DateTime(format) => Some(format.name()),
            _ => None,
        }
    }
}

/// A guess, with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnGuess {
    /// What the column seems to hold.
    pub kind: ColumnKind,
    /// Other readings that fit as well and give other values, such as the other order of day and month. Not
    /// empty means: ask a person.
    pub alternatives: Vec<ColumnKind>,
    /// Cells of the sample with anything in them.
    pub filled: usize,
    /// Filled cells that can be read as that kind.
    pub fitting: usize,
    /// The currency that stood with the numbers, when it was one throughout.
    pub currency: Option<&'static str>,
    /// The first few different texts.
    pub examples: Vec<String>,
}

/// Guesses what the column with that header and place (from 0) holds in those rows. The header only helps
/// where the cells leave it open.
pub fn detect(header: &str, column: usize, rows: &[Row]) -> ColumnGuess {
    let rows = rows.iter().take(SAMPLE_ROWS);
    let cells: Vec<&Cell> =
        rows.filter_map(|row| row.cells.get(column)).filter(|cell| !cell.is_blank()).collect();
    let column = Column { header: header.to_lowercase(), filled: cells.len(), cells };
    let (kind, fitting) = column.kind();
    ColumnGuess {
        kind,
        alternatives: column.alternatives(kind),
        filled: column.filled,
        fitting,
        currency: column.currency(kind),
        examples: column.examples(),
    }
}

struct Column<'a> {
    header: String,
    cells: Vec<&'a Cell>,
    filled: usize,
}

impl Column<'_> {
    fn kind(&self) -> (ColumnKind, usize) {
        if self.filled == 0 {
            return (ColumnKind::Empty, 0);
        }
        let found = self
            .boolean()
            .or_else(|| self.shape(ColumnKind::Email, seems_email))
            .or_else(|| self.shape(ColumnKind::Url, seems_url))
            .or_else(|| self.date())
            .or_else(|| self.phone())
            .or_else(|| self.numeric());
        found.unwrap_or((ColumnKind::Text, self.filled))
    }

    fn enough(&self, kind: ColumnKind, fitting: usize) -> Option<(ColumnKind, usize)> {
        (fitting > 0 && fitting * 10 >= self.filled * NEEDED_TENTHS).then_some((kind, fitting))
    }

    fn count(&self, fits: impl Fn(&Cell) -> bool) -> usize {
        self.cells.iter().filter(|cell| fits(cell)).count()
    }

    fn shape(&self, kind: ColumnKind, fits: impl Fn(&str) -> bool) -> Option<(ColumnKind, usize)> {
        self.enough(kind, self.count(|cell| matches!(cell, Cell::Text(text) if fits(text))))
    }

    /// `1` and `0` alone count as yes and no only when both occur and nothing else does.
    fn boolean(&self) -> Option<(ColumnKind, usize)> {
        let read = |cell: &&Cell| {
            let text = cell.text();
            parse_boolean(&text).map(|value| (value, !matches!(text.trim(), "0" | "1")))
        };
        let found: Vec<_> = self.cells.iter().filter_map(read).collect();
        let words = found.iter().any(|(_, word)| *word);
        let both = [true, false].iter().all(|side| found.iter().any(|(value, _)| value == side));
        let digits_only = both && found.len() == self.filled;
        if !(words || digits_only) {
            return None;
        }
        self.enough(ColumnKind::Boolean, found.len())
    }

    fn phone(&self) -> Option<(ColumnKind, usize)> {
        let named = ["电话", "手机", "座机", "phone", "mobile", "tel", "cell"]
            .iter()
            .any(|word| self.header.contains(word));
        self.enough(
            ColumnKind::Phone,
            self.count(|cell| match cell {
                Cell::Text(_) | Cell::Number(_) if named => could_be_phone(&cell.text()),
                Cell::Text(text) => seems_phone(text),
                Cell::Number(_) => seems_phone(&cell.text()),
                _ => false,
            }),
        )
    }

    fn date_fits(&self, format: DateFormat) -> usize {
        self.count(|cell| match cell {
            Cell::Date(_) | Cell::DateTime(_) => true,
            Cell::Text(text) => parse_datetime(text, format).is_some(),
            Cell::Number(_) => {
                matches!(format, DateFormat::Serial | DateFormat::Compact)
                    && parse_datetime(&cell.text(), format).is_some()
            }
            _ => false,
        })
    }

    fn date(&self) -> Option<(ColumnKind, usize)> {
        let allowed = |format: &DateFormat| match format {
            // Five-digit numbers are days only where the header says so.
            DateFormat::Serial => self.named_like_a_date(),
            _ => true,
        };
        let counts =
            DateFormat::ALL.into_iter().filter(allowed).map(|format| (self.date_fits(format), format));
        // The first of the best: the surest of those that fit equally.
        let (fitting, format) = counts.rev().max_by_key(|(fitting, _)| *fitting)?;
        if format == DateFormat::Compact && fitting < self.filled {
            return None;
        }
        let timed = self.cells.iter().any(|cell| match cell {
            Cell::DateTime(_) => true,
            Cell::Text(_) | Cell::Number(_) => {
                parse_datetime(&cell.text(), format).is_some_and(|moment| moment.has_time)
            }
            _ => false,
        });
        let kind = if timed { ColumnKind::DateTime(format) } else { ColumnKind::Date(format) };
        self.enough(kind, fitting)
    }

    fn named_like_a_date(&self) -> bool {
        let words = ["日期", "时间", "date", "time", "日"];
        words.iter().any(|word| self.header.contains(word))
            || self.header.ends_with("_at")
            || self.header.ends_with("_on")
    }

    fn number_fits(&self, read: impl Fn(&str) -> bool) -> usize {
        self.count(|cell| match cell {
            Cell::Number(_) => true,
            Cell::Text(text) => !has_leading_zero(text) && read(text),
            _ => false,
        })
    }

    fn numeric(&self) -> Option<(ColumnKind, usize)> {
        let formats = [NumberFormat::Point, NumberFormat::Comma];
        let percent = formats.map(|format| {
            let fitting =
                self.count(|cell| matches!(cell, Cell::Text(text) if parse_percent(text, format).is_some()));
            (fitting, format)
        });
        if let Some((fitting, format)) = best(percent)
            && let Some(found) = self.enough(ColumnKind::Percent(format), fitting)
        {
            return Some(found);
        }
        let number =
            formats.map(|format| (self.number_fits(|text| number::read(text, format).is_some()), format));
        let (fitting, format) = best(number)?;
        let whole = self.cells.iter().all(|cell| match cell {
            Cell::Number(number) => number.fract().is_zero(),
            Cell::Text(text) => number::read(text, format).is_none_or(|read| read.number.scale() == 0),
            _ => true,
        });
        let kind = if whole { ColumnKind::Integer(format) } else { ColumnKind::Decimal(format) };
        self.enough(kind, fitting)
    }

    /// Readings that fit as many cells and give another value for at least one.
    fn alternatives(&self, kind: ColumnKind) -> Vec<ColumnKind> {
        let texts = || self.cells.iter().map(|cell| cell.text());
        let other_date = |format| match format {
            DateFormat::DayFirst => Some(DateFormat::MonthFirst),
            DateFormat::MonthFirst => Some(DateFormat::DayFirst),
            _ => None,
        };
        match kind {
            ColumnKind::Date(DateFormat::Serial | DateFormat::Compact) => {
                vec![ColumnKind::Integer(NumberFormat::Point)]
            }
            ColumnKind::Date(format) | ColumnKind::DateTime(format) => {
                let Some(other) = other_date(format) else { return Vec::new() };
                let differs =
                    texts().any(|text| parse_datetime(&text, format) != parse_datetime(&text, other));
                if self.date_fits(other) < self.date_fits(format) || !differs {
                    return Vec::new();
                }
                let dated = matches!(kind, ColumnKind::Date(_));
                vec![if dated { ColumnKind::Date(other) } else { ColumnKind::DateTime(other) }]
            }
            ColumnKind::Integer(format) | ColumnKind::Decimal(format) => {
                let other = match format {
                    NumberFormat::Point => NumberFormat::Comma,
                    NumberFormat::Comma => NumberFormat::Point,
                };
                let read = |text: &str, format| number::read(text, format).map(|read| read.number);
                let fits = |format| self.number_fits(|text| read(text, format).is_some());
                let differs = texts().any(|text| read(&text, format) != read(&text, other));
                if fits(other) < fits(format) || !differs {
                    Vec::new()
                } else {
                    vec![ColumnKind::Decimal(other)]
                }
            }
            _ => Vec::new(),
        }
    }

    fn currency(&self, kind: ColumnKind) -> Option<&'static str> {
        let (ColumnKind::Integer(format) | ColumnKind::Decimal(format)) = kind else { return None };
        let mut found = None;
        for cell in &self.cells {
            match (found, number::read(&cell.text(), format).and_then(|read| read.currency)) {
                (_, None) => {}
                (None, Some(code)) => found = Some(code),
                (Some(before), Some(code)) if before == code => {}
                (Some(_), Some(_)) => return None,
            }
        }
        found
    }

    fn examples(&self) -> Vec<String> {
        let mut examples: Vec<String> = Vec::new();
        for cell in &self.cells {
            let text: String = cell.text().trim().chars().take(200).collect();
            if !examples.contains(&text) {
                examples.push(text);
            }
            if examples.len() == EXAMPLES {
                break;
            }
        }
        examples
    }
}

fn best<const N: usize>(counts: [(usize, NumberFormat); N]) -> Option<(usize, NumberFormat)> {
    counts.into_iter().rev().max_by_key(|(fitting, _)| *fitting)
}

#[cfg(test)]
mod tests;
