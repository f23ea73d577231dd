//! The customer's definitions of objects, and the version of all metadata together.

use crate::{Error, Reader, Writer};

/// A row of `object_def`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct ObjectDefRow {
    pub name: String,
    /// JSON, written and read by `metadata`.
    pub body: String,
    pub version: i64,
}

/// All definitions by name.
pub fn object_def_list(reader: &mut Reader<'_>) -> Result<Vec<ObjectDefRow>, Error> {
    reader.query_map("SELECT name, body, version FROM object_def ORDER BY name", &[], |row| {
        Ok(ObjectDefRow { name: row.string(0)?, body: row.string(1)?, version: row.int(2)? })
    })
}

/// Adds or replaces a definition.
pub fn object_def_put(writer: &mut Writer<'_>, definition: &ObjectDefRow) -> Result<(), Error> {
    let sql = "INSERT INTO object_def (name, body, version) VALUES (?1, ?2, ?3)
               ON CONFLICT (name) DO UPDATE SET body = excluded.body, version = excluded.version";
    let params = [definition.name.clone().into(), definition.body.clone().into(), definition.version.into()];
    writer.execute(sql, &params).map(drop)
}

/// The version of all metadata together; it grows with every change.
pub fn metadata_version(reader: &mut Reader<'_>) -> Result<i64, Error> {
    let version = reader.query_map_one("SELECT version FROM metadata_version", &[], |row| row.int(0))?;
    Ok(version.unwrap_or(0))
}

/// Raises the version of all metadata by one if it is still the one that was read.
pub fn metadata_version_raise(writer: &mut Writer<'_>, expected: i64) -> Result<bool, Error> {
    let sql = "UPDATE metadata_version SET version = version + 1 WHERE version = ?1";
    Ok(writer.execute(sql, &[expected.into()])? == 1)
}
