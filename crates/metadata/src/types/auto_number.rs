//! A number the system gives: a pattern such as `OPP-{000000}` or `C{YYYY}{MM}-{0000}`, counted on.

use std::str::FromStr;

use jiff::civil::Date;
use model::{FieldProblem, Value};

use super::clean::{at_most, line, string};
use super::codec::Shape;
use super::operator::LINE;
use super::text::text_or_null;
use super::{Json, Operator, ReadContext, Rules, plain_text};

pub(super) struct AutoNumber;

const MAX_CHARS: usize = 64;

impl Rules for AutoNumber {
    fn shape(&self) -> Shape {
        Shape::Text
    }

    /// An import may bring numbers along with a right of its own; whether it may is the caller's to check.
    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        at_most(line(string(json)?)?, MAX_CHARS).map(text_or_null)
    }

    fn operators(&self) -> &'static [Operator] {
        LINE
    }

    fn sortable(&self) -> bool {
        true
    }

    fn search_text(&self, value: &Value) -> String {
        plain_text(value)
    }
}

/// A pattern, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutoPattern(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Year,
    Month,
    Number { digits: usize },
}

/// Why a text is not a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternFault {
    /// A `{` without its `}`, or something unknown between them.
    #[error("braces hold YYYY, MM or zeros")]
    Braces,
    /// Not exactly one running number of at most 12 digits.
    #[error("a pattern has exactly one running number such as {{0000}}, of at most 12 digits")]
    Number,
    /// A month without a year: its count would begin anew every January with numbers already given.
    #[error("a month needs its year")]
    Month,
    /// Longer than 40 characters.
    #[error("a pattern has at most 40 characters")]
    Length,
}

impl FromStr for AutoPattern {
    type Err = PatternFault;

    fn from_str(text: &str) -> Result<Self, PatternFault> {
        if text.chars().count() > 40 {
            return Err(PatternFault::Length);
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (inside, behind) = after.split_once('}').ok_or(PatternFault::Braces)?;
            parts.extend(plain(before)?);
            parts.push(part(inside)?);
            rest = behind;
        }
        parts.extend(plain(rest)?);
        let numbers = parts.iter().filter(|part| matches!(part, Part::Number { .. })).count();
        if numbers != 1 {
            return Err(PatternFault::Number);
        }
        if parts.contains(&Part::Month) && !parts.contains(&Part::Year) {
            return Err(PatternFault::Month);
        }
        Ok(Self(parts))
    }
}

fn plain(text: &str) -> Result<Option<Part>, PatternFault> {
    if text.contains('}') || text.chars().any(char::is_control) {
        return Err(PatternFault::Braces);
    }
    Ok((!text.is_empty()).then(|| Part::Text(text.into())))
}

fn part(inside: &str) -> Result<Part, PatternFault> {
    match inside {
        "YYYY" => Ok(Part::Year),
        "MM" => Ok(Part::Month),
        zeros if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => match zeros.len() {
            digits @ 1..=12 => Ok(Part::Number { digits }),
            _ => Err(PatternFault::Number),
        },
        _ => Err(PatternFault::Braces),
    }
}

impl AutoPattern {
    /// The span in which numbers are counted: the month or year of the day as the pattern shows it, or all time (empty).
    pub fn period(&self, today: Date) -> String {
        let has = |part: &Part| self.0.contains(part);
        match (has(&Part::Year), has(&Part::Month)) {
            (true, true) => format!("{:04}-{:02}", today.year(), today.month()),
            (true, false) => format!("{:04}", today.year()),
            _ => String::new(),
        }
    }

    /// The text of the n-th number of the day's period.
    pub fn render(&self, today: Date, number: i64) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Year => format!("{:04}", today.year()),
            Part::Month => format!("{:02}", today.month()),
            Part::Number { digits } => format!("{number:0digits$}"),
        };
        self.0.iter().map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_count_in_their_own_period() {
        let day: Date = "2026-11-22".parse().unwrap();
        for (pattern, period, text) in [
            ("OPP-{000000}", "", "OPP-000042"),
            ("C{YYYY}{MM}-{0000}", "2026-11", "C202611-0042"),
            ("{YYYY}/{00}", "2026", "2026/42"),
            ("客户{0}", "", "客户42"),
        ] {
            let pattern: AutoPattern = pattern.parse().unwrap();
            assert_eq!((pattern.period(day).as_str(), pattern.render(day, 42).as_str()), (period, text));
        }
    }

    #[test]
    fn a_pattern_that_could_repeat_itself_is_refused() {
        for (pattern, fault) in [
            ("X", PatternFault::Number),
            ("{0}{0}", PatternFault::Number),
            ("{MM}{0}", PatternFault::Month),
            ("{DD}{0}", PatternFault::Braces),
            ("{0", PatternFault::Braces),
            ("0}{0}", PatternFault::Braces),
        ] {
            assert_eq!(pattern.parse::<AutoPattern>(), Err(fault), "{pattern}");
        }
    }
}
