//! Settings: JSON texts by key.

use jiff::Timestamp;
use model::UserId;

use super::statement::micros;
use crate::{Error, Reader, RowView, Writer};

/// A row of `setting`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct SettingRow {
    pub key: String,
    /// JSON.
    pub value: String,
    pub updated_at: Timestamp,
    pub updated_by: Option<UserId>,
}

fn read(row: &dyn RowView) -> Result<SettingRow, Error> {
    Ok(SettingRow {
        key: row.string(0)?,
        value: row.string(1)?,
        updated_at: row.time(2)?,
        updated_by: row.opt_id(3)?.map(UserId),
    })
}

/// A setting's value.
pub fn setting_find(reader: &mut Reader<'_>, key: &str) -> Result<Option<String>, Error> {
    reader.query_map_one("SELECT value FROM setting WHERE key = ?1", &[key.into()], |row| row.string(0))
}

/// A setting's value, locked until the transaction ends.
pub fn setting_lock(writer: &mut Writer<'_>, key: &str) -> Result<Option<String>, Error> {
    let sql = match writer.dialect() {
        crate::Dialect::Sqlite => "SELECT value FROM setting WHERE key = ?1",
        crate::Dialect::Postgres => "SELECT value FROM setting WHERE key = ?1 FOR UPDATE",
    };
    writer.query_map_one(sql, &[key.into()], |row| row.string(0))
}

/// All settings by key.
pub fn setting_list(reader: &mut Reader<'_>) -> Result<Vec<SettingRow>, Error> {
    reader.query_map("SELECT key, value, updated_at, updated_by FROM setting ORDER BY key", &[], read)
}

/// Sets a setting.
pub fn setting_put(
    writer: &mut Writer<'_>,
    key: &str,
    value: &str,
    at: Timestamp,
    by: Option<UserId>,
) -> Result<(), Error> {
    let sql = "INSERT INTO setting (key, value, updated_at, updated_by) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at,
            updated_by = excluded.updated_by";
    writer.execute(sql, &[key.into(), value.into(), micros(at), by.into()]).map(drop)
}

/// Removes a setting, so that its default counts again.
pub fn setting_delete(writer: &mut Writer<'_>, key: &str) -> Result<bool, Error> {
    Ok(writer.execute("DELETE FROM setting WHERE key = ?1", &[key.into()])? == 1)
}
