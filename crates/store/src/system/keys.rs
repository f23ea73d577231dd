//! The wrapped key-encryption keys, and the value that tells whether the root key is the right one.

use jiff::Timestamp;
use model::Scalar;

use super::sealed_debug;
use super::statement::{insert_rows, micros, number, opt_micros};
use crate::{Error, Reader, Writer};

/// A row of `wrapped_key`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct WrappedKeyRow {
    pub version: u32,
    pub body: Vec<u8>,
    pub created_at: Timestamp,
    pub retired_at: Option<Timestamp>,
}

sealed_debug!(WrappedKeyRow);

/// The value that was made with the right root key.
pub fn key_check_find(reader: &mut Reader<'_>) -> Result<Option<Vec<u8>>, Error> {
    reader.query_map_one("SELECT value FROM key_check", &[], |row| Ok(row.bytes(0)?.to_vec()))
}

/// Keeps the value made with the root key. A second one is [`Error::UniqueViolation`].
pub fn key_check_put(writer: &mut Writer<'_>, value: &[u8], at: Timestamp) -> Result<(), Error> {
    let row = vec![1.into(), Scalar::Bytes(value.to_vec()), micros(at)];
    insert_rows(writer, "key_check", "one, value, created_at", vec![row])
}

/// Replaces the value, when the root key itself is changed.
pub fn key_check_replace(writer: &mut Writer<'_>, value: &[u8], at: Timestamp) -> Result<(), Error> {
    writer.execute("DELETE FROM key_check", &[])?;
    key_check_put(writer, value, at)
}

/// All wrapped keys, oldest first.
pub fn wrapped_key_list(reader: &mut Reader<'_>) -> Result<Vec<WrappedKeyRow>, Error> {
    let sql = "SELECT version, body, created_at, retired_at FROM wrapped_key ORDER BY version";
    reader.query_map(sql, &[], |row| {
        Ok(WrappedKeyRow {
            version: row.small(0)?,
            body: row.bytes(1)?.to_vec(),
            created_at: row.time(2)?,
            retired_at: row.opt_time(3)?,
        })
    })
}

/// Adds a wrapped key. A second one of that version is [`Error::UniqueViolation`].
pub fn wrapped_key_create(writer: &mut Writer<'_>, key: &WrappedKeyRow) -> Result<(), Error> {
    let row = vec![
        number(key.version),
        key.body.clone().into(),
        micros(key.created_at),
        opt_micros(key.retired_at),
    ];
    insert_rows(writer, "wrapped_key", "version, body, created_at, retired_at", vec![row])
}

/// Notes that nothing is sealed with a key any more.
pub fn wrapped_key_retire(writer: &mut Writer<'_>, version: u32, at: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE wrapped_key SET retired_at = ?1 WHERE version = ?2 AND retired_at IS NULL";
    Ok(writer.execute(sql, &[micros(at), number(version)])? == 1)
}
