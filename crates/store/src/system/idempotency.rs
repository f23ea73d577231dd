//! First answers to requests that carried an `Idempotency-Key`.

use jiff::Timestamp;
use model::Scalar;
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, number};
use crate::{Error, Reader, Writer};

/// A row of `idempotency`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct IdempotencyRow {
    pub principal_id: Uuid,
    pub key: String,
    pub request_hash: Vec<u8>,
    pub status: u32,
    /// The answer's body; the caller seals it if it holds sensitive values.
    pub body: Vec<u8>,
    pub created_at: Timestamp,
}

sealed_debug!(IdempotencyRow);

const COLUMNS: &str = "principal_id, key, request_hash, status, body, created_at";

/// The first answer, if it was given at that instant or later.
pub fn idempotency_find(
    reader: &mut Reader<'_>,
    principal: Uuid,
    key: &str,
    since: Timestamp,
) -> Result<Option<IdempotencyRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM idempotency WHERE principal_id = ?1 AND key = ?2 AND created_at >= ?3"
    );
    reader.query_map_one(&sql, &[principal.into(), key.into(), micros(since)], |row| {
        Ok(IdempotencyRow {
            principal_id: row.id(0)?,
            key: row.string(1)?,
            request_hash: row.bytes(2)?.to_vec(),
            status: row.small(3)?,
            body: row.bytes(4)?.to_vec(),
            created_at: row.time(5)?,
        })
    })
}

/// Keeps the first answer, in the transaction that it speaks of. An older one that is past its time is
/// replaced; one that is not is [`Error::UniqueViolation`]: the same request ran twice at once.
pub fn idempotency_put(
    writer: &mut Writer<'_>,
    first: &IdempotencyRow,
    since: Timestamp,
) -> Result<(), Error> {
    let sql = "DELETE FROM idempotency WHERE principal_id = ?1 AND key = ?2 AND created_at < ?3";
    writer.execute(sql, &[first.principal_id.into(), first.key.clone().into(), micros(since)])?;
    let row: Vec<Scalar> = vec![
        first.principal_id.into(),
        first.key.clone().into(),
        first.request_hash.clone().into(),
        number(first.status),
        first.body.clone().into(),
        micros(first.created_at),
    ];
    insert_rows(writer, "idempotency", COLUMNS, vec![row])
}

/// Forgets answers given before that instant; how many.
pub fn idempotency_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    writer.execute("DELETE FROM idempotency WHERE created_at < ?1", &[micros(before)])
}
