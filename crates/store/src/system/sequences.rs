//! Running numbers, such as OPP-000123. A number is taken in the transaction that uses it: rolled back, it
//! is free again, so that there are no gaps but those of deleted records.

use crate::{Dialect, Error, Writer};

/// Takes `count` numbers in a row and answers the first, which is at least 1. `period` is empty or names
/// the year or month in which counting began anew.
pub fn number_take(
    writer: &mut Writer<'_>,
    object: &str,
    field: &str,
    period: &str,
    count: u32,
) -> Result<i64, Error> {
    const TAKE: &str = "INSERT INTO number_sequence (object, field, period, next) VALUES (?1, ?2, ?3, 1 + ?4)
               ON CONFLICT (object, field, period) DO UPDATE SET next = number_sequence.next + ?4";
    let count = i64::from(count);
    let params = [object.into(), field.into(), period.into(), count.into()];
    let next = match writer.dialect() {
        Dialect::Postgres => {
            writer.query_map_one(&format!("{TAKE} RETURNING next"), &params, |row| row.int(0))?
        }
        // Two statements: RETURNING would open a savepoint, at which FTS5 writes out what it gathered.
        Dialect::Sqlite => {
            writer.execute(TAKE, &params)?;
            let sql = "SELECT next FROM number_sequence WHERE object = ?1 AND field = ?2 AND period = ?3";
            writer.query_map_one(sql, params.get(..3).unwrap_or_default(), |row| row.int(0))?
        }
    };
    Ok(next.map_or(1, |next| next - count))
}

/// Makes the next number at least that, after numbers came in from elsewhere.
pub fn number_raise(
    writer: &mut Writer<'_>,
    object: &str,
    field: &str,
    period: &str,
    next: i64,
) -> Result<(), Error> {
    let sql = "INSERT INTO number_sequence (object, field, period, next) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (object, field, period) DO UPDATE SET next = excluded.next
               WHERE number_sequence.next < excluded.next";
    writer.execute(sql, &[object.into(), field.into(), period.into(), next.into()]).map(drop)
}
