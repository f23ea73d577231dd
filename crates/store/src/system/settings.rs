//! The settings: JSON texts by key.

use uuid::Uuid;

use crate::{Error, Reader, Writer};

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingRow {
    /// The key.
    pub key: String,
    /// The value, as JSON.
    pub value: String,
    /// When it was last changed, microseconds.
    pub updated_at: i64,
    /// By whom.
    pub updated_by: Option<Uuid>,
}

fn setting_row(row: &dyn RowView) -> Result<SettingRow, Error> {
    Ok(SettingRow {
        key: row.text(0)?,
        value: row.text(1)?,
        updated_at: row.int(2)?,
        updated_by: row.opt_id(3)?,
    })
}

/// A setting's value.
///
/// # Errors
/// The database's.
pub fn setting_find(reader: &mut Reader<'_>, key: &str) -> Result<Option<String>, Error> {
    reader.query_map_one("SELECT value FROM setting WHERE key = ?1", &[key.into()], |row| row.text(0))
}

/// A setting's value, locked until the transaction ends.
///
/// # Errors
/// The database's.
pub fn setting_lock(writer: &mut Writer<'_>, key: &str) -> Result<Option<String>, Error> {
    let lock = writer.dialect().for_update();
    let sql = format!("SELECT value FROM setting WHERE key = ?1{lock}");
    writer.query_map_one(&sql, &[key.into()], |row| row.text(0))
}

/// Every setting whose key begins so, by key.
///
/// # Errors
/// The database's.
pub fn setting_list(reader: &mut Reader<'_>, prefix: &str) -> Result<Vec<SettingRow>, Error> {
    reader.query_map(
        "SELECT key, value, updated_at, updated_by FROM setting \
         WHERE substr(key, 1, length(?1)) = ?1 ORDER BY key",
        &[prefix.into()],
        setting_row,
    )
}

/// Sets a setting.
///
/// # Errors
/// The database's.
pub fn setting_put(
    writer: &mut Writer<'_>,
    key: &str,
    value: &str,
    at: i64,
    by: Option<Uuid>,
) -> Result<(), Error> {
    writer.execute(
        "INSERT INTO setting (key, value, updated_at, updated_by) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (key) DO UPDATE \
         SET value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by",
        &[key.into(), value.into(), at.into(), by.into()],
    )?;
    Ok(())
}
