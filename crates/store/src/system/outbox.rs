//! Events that leave the house, written in the transaction that they speak of and sent afterwards.

use jiff::Timestamp;
use model::Scalar;
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, number};
use crate::{Error, Reader, Writer};

/// A waiting row of `outbox`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct OutboxRow {
    pub id: Uuid,
    pub at: Timestamp,
    pub topic: String,
    /// JSON without sensitive values: ids, names of fields, versions.
    pub payload: String,
}

sealed_debug!(OutboxRow);

/// Adds events.
pub fn outbox_put(writer: &mut Writer<'_>, events: &[OutboxRow]) -> Result<(), Error> {
    let rows: Vec<Vec<Scalar>> = events
        .iter()
        .map(|event| {
            vec![event.id.into(), micros(event.at), event.topic.clone().into(), event.payload.clone().into()]
        })
        .collect();
    insert_rows(writer, "outbox", "id, at, topic, payload", rows)
}

/// Events that were not sent yet, oldest first.
pub fn outbox_waiting(reader: &mut Reader<'_>, limit: u32) -> Result<Vec<OutboxRow>, Error> {
    let sql = "SELECT id, at, topic, payload FROM outbox WHERE done_at IS NULL ORDER BY at, id LIMIT ?1";
    reader.query_map(sql, &[number(limit)], |row| {
        Ok(OutboxRow { id: row.id(0)?, at: row.time(1)?, topic: row.string(2)?, payload: row.string(3)? })
    })
}

/// Notes that an event was sent; false if it was before.
pub fn outbox_done(writer: &mut Writer<'_>, id: Uuid, at: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE outbox SET done_at = ?1 WHERE id = ?2 AND done_at IS NULL";
    Ok(writer.execute(sql, &[micros(at), id.into()])? == 1)
}

/// Forgets events sent before that instant; how many.
pub fn outbox_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    writer.execute("DELETE FROM outbox WHERE done_at < ?1", &[micros(before)])
}
