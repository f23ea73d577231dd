//! Small pieces the statements of the system tables share.

use jiff::Timestamp;
use model::Scalar;

use crate::session::Writer;
use crate::{Dialect, Error};

/// Rows of one INSERT on PostgreSQL, where each statement costs a round trip.
const ROWS_AT_ONCE: usize = 32;

/// An instant as it is stored: microseconds since 1970-01-01T00:00:00Z.
pub(crate) fn micros(instant: Timestamp) -> Scalar {
    Scalar::Int(instant.as_microsecond())
}

/// An instant, or nothing, as it is stored.
pub(crate) fn opt_micros(instant: Option<Timestamp>) -> Scalar {
    instant.map_or(Scalar::Null, micros)
}

/// A count as it is stored.
pub(crate) fn number(count: impl TryInto<i64>) -> Scalar {
    Scalar::Int(count.try_into().unwrap_or(i64::MAX))
}

/// `?first, ?first+1 …`, so many.
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 5);
    for index in first..first + count {
        if index > first {
            text.push_str(", ");
        }
        text.push('?');
        text.push_str(&index.to_string());
    }
    text
}

/// The pattern of LIKE … ESCAPE '\' for texts that contain this one, in lower case.
pub(crate) fn contains_pattern(text: &str) -> Scalar {
    let mut pattern = String::from("%");
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character.to_ascii_lowercase());
    }
    pattern.push('%');
    Scalar::Text(pattern)
}

/// Inserts rows, all of the same width, in as few statements as the engine likes best. `columns` is a
/// list separated by commas; it and the table's name are written in the calling code.
pub(crate) fn insert_rows(
    writer: &mut Writer<'_>,
    table: &'static str,
    columns: &'static str,
    mut rows: Vec<Vec<Scalar>>,
) -> Result<(), Error> {
    let most = match writer.dialect() {
        Dialect::Sqlite => 1,
        Dialect::Postgres => ROWS_AT_ONCE,
    };
    let width = rows.first().map_or(0, Vec::len);
    let statement = |rows: usize| {
        let values: Vec<String> =
            (0..rows).map(|row| format!("({})", placeholders(row * width + 1, width))).collect();
        format!("INSERT INTO {table} ({columns}) VALUES {}", values.join(", "))
    };
    // Full groups, then single rows: two prepared statements a table, not thirty-two.
    if most > 1 && rows.len() >= most {
        let sql = statement(most);
        while rows.len() >= most {
            let group: Vec<Vec<Scalar>> = rows.drain(..most).collect();
            writer.execute(&sql, &group.concat())?;
        }
    }
    let single = statement(1);
    rows.iter().try_for_each(|row| writer.execute(&single, row).map(drop))
}

/// A statement that is put together from conditions, with its parameters.
pub(crate) struct Conditions {
    text: String,
    params: Vec<Scalar>,
}

impl Conditions {
    pub(crate) fn new() -> Self {
        Self { text: String::new(), params: Vec::new() }
    }

    /// Binds a value and answers its placeholder.
    pub(crate) fn bind(&mut self, value: impl Into<Scalar>) -> String {
        self.params.push(value.into());
        format!("?{}", self.params.len())
    }

    /// Adds a condition; all of them must hold.
    pub(crate) fn and(&mut self, condition: &str) {
        self.text.push_str(if self.text.is_empty() { " WHERE " } else { " AND " });
        self.text.push_str(condition);
    }

    /// ` WHERE …`, or nothing.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn params(&self) -> &[Scalar] {
        &self.params
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_from_the_first() {
        assert_eq!(placeholders(3, 3), "?3, ?4, ?5");
        assert_eq!(placeholders(1, 0), "");
    }

    #[test]
    fn a_pattern_takes_wildcards_literally() {
        assert_eq!(contains_pattern("A_b%"), Scalar::from("%a\\_b\\%%"));
    }
}
