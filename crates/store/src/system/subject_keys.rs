//! A wrapped key for each person. Erasing the key erases what it sealed, in every backup too.

use jiff::Timestamp;
use model::Scalar;
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, number, opt_micros, placeholders};
use crate::{Error, Reader, RowView, Writer};

/// A row of `subject_key`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct SubjectKeyRow {
    /// The record of the person.
    pub subject_id: Uuid,
    pub object: String,
    /// The key, wrapped; nothing once erased.
    pub wrapped: Option<Vec<u8>>,
    /// The version of the key it is wrapped with.
    pub key_version: u32,
    pub created_at: Timestamp,
    pub erased_at: Option<Timestamp>,
}

sealed_debug!(SubjectKeyRow);

const COLUMNS: &str = "subject_id, object, wrapped, key_version, created_at, erased_at";

fn read(row: &dyn RowView) -> Result<SubjectKeyRow, Error> {
    Ok(SubjectKeyRow {
        subject_id: row.id(0)?,
        object: row.string(1)?,
        wrapped: row.opt_bytes(2)?.map(Into::into),
        key_version: row.small(3)?,
        created_at: row.time(4)?,
        erased_at: row.opt_time(5)?,
    })
}

/// Adds keys. A second one for the same person is [`Error::UniqueViolation`].
pub fn subject_keys_create(writer: &mut Writer<'_>, keys: &[SubjectKeyRow]) -> Result<(), Error> {
    let rows = keys
        .iter()
        .map(|key| {
            vec![
                key.subject_id.into(),
                key.object.clone().into(),
                key.wrapped.clone().into(),
                number(key.key_version),
                micros(key.created_at),
                opt_micros(key.erased_at),
            ]
        })
        .collect();
    insert_rows(writer, "subject_key", COLUMNS, rows)
}

/// The keys of those persons, in no order; persons without one are left out.
pub fn subject_keys_find(reader: &mut Reader<'_>, subjects: &[Uuid]) -> Result<Vec<SubjectKeyRow>, Error> {
    let mut keys = Vec::with_capacity(subjects.len());
    for part in subjects.chunks(200) {
        let sql = format!(
            "SELECT {COLUMNS} FROM subject_key WHERE subject_id IN ({})",
            placeholders(1, part.len())
        );
        let params: Vec<Scalar> = part.iter().map(|id| (*id).into()).collect();
        keys.extend(reader.query_map(&sql, &params, read)?);
    }
    Ok(keys)
}

/// Erases a person's key for good; false if there was none left.
pub fn subject_key_erase(writer: &mut Writer<'_>, subject: Uuid, at: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE subject_key SET wrapped = NULL, erased_at = ?1
               WHERE subject_id = ?2 AND wrapped IS NOT NULL";
    Ok(writer.execute(sql, &[micros(at), subject.into()])? == 1)
}

/// Keys still wrapped with a version below that one, for a rotation that goes on page by page.
pub fn subject_keys_below(
    reader: &mut Reader<'_>,
    key_version: u32,
    limit: u32,
) -> Result<Vec<SubjectKeyRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM subject_key WHERE key_version < ?1 AND wrapped IS NOT NULL
         ORDER BY key_version, subject_id LIMIT ?2"
    );
    reader.query_map(&sql, &[number(key_version), number(limit)], read)
}

/// Replaces the wrapping of a key, if it is still the one that was read; never revives an erased one.
pub fn subject_key_rewrap(
    writer: &mut Writer<'_>,
    subject: Uuid,
    old_version: u32,
    wrapped: &[u8],
    key_version: u32,
) -> Result<bool, Error> {
    let sql = "UPDATE subject_key SET wrapped = ?1, key_version = ?2
               WHERE subject_id = ?3 AND key_version = ?4 AND wrapped IS NOT NULL";
    let params = [Scalar::Bytes(wrapped.to_vec()), number(key_version), subject.into(), number(old_version)];
    Ok(writer.execute(sql, &params)? == 1)
}
