//! What changed in a record, version by version. The changes are sealed by the caller.

use jiff::Timestamp;
use model::{RecordId, Scalar};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, number};
use crate::{Error, Reader, RowView, Writer};

/// A row of `record_history`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct HistoryRow {
    pub object: String,
    pub record_id: RecordId,
    /// The version the change led to.
    pub version: i64,
    pub at: Timestamp,
    pub actor_id: Option<Uuid>,
    pub actor_name: String,
    pub action: String,
    pub changes: Vec<u8>,
}

sealed_debug!(HistoryRow);

const COLUMNS: &str = "object, record_id, version, at, actor_id, actor_name, action, changes";

fn read(row: &dyn RowView) -> Result<HistoryRow, Error> {
    Ok(HistoryRow {
        object: row.string(0)?,
        record_id: RecordId(row.id(1)?),
        version: row.int(2)?,
        at: row.time(3)?,
        actor_id: row.opt_id(4)?,
        actor_name: row.string(5)?,
        action: row.string(6)?,
        changes: row.bytes(7)?.to_vec(),
    })
}

fn write(entry: &HistoryRow) -> Vec<Scalar> {
    vec![
        entry.object.clone().into(),
        entry.record_id.into(),
        entry.version.into(),
        micros(entry.at),
        entry.actor_id.into(),
        entry.actor_name.clone().into(),
        entry.action.clone().into(),
        entry.changes.clone().into(),
    ]
}

/// Adds entries. A second one for the same version of a record is [`Error::UniqueViolation`].
pub fn history_append(writer: &mut Writer<'_>, entries: &[HistoryRow]) -> Result<(), Error> {
    insert_rows(writer, "record_history", COLUMNS, entries.iter().map(write).collect())
}

/// A record's history before an instant, newest first.
pub fn history_before(
    reader: &mut Reader<'_>,
    object: &str,
    record: RecordId,
    instant: i64,
    limit: u32,
) -> Result<Vec<HistoryRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM record_history WHERE object = ?1 AND record_id = ?2 AND at < ?3
         ORDER BY version DESC LIMIT ?4"
    );
    reader.query_map(&sql, &[object.into(), record.into(), instant.into(), number(limit)], read)
}

/// A record's history, newest first, of versions below `below` if that is given.
pub fn history_page(
    reader: &mut Reader<'_>,
    object: &str,
    record: RecordId,
    below: Option<i64>,
    limit: u32,
) -> Result<Vec<HistoryRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM record_history WHERE object = ?1 AND record_id = ?2 AND version < ?3
         ORDER BY version DESC LIMIT ?4"
    );
    let params = [object.into(), record.into(), below.unwrap_or(i64::MAX).into(), number(limit)];
    reader.query_map(&sql, &params, read)
}

/// Removes a record's history, when the record itself is purged; how many entries.
pub fn history_purge(writer: &mut Writer<'_>, object: &str, record: RecordId) -> Result<u64, Error> {
    let sql = "DELETE FROM record_history WHERE object = ?1 AND record_id = ?2";
    writer.execute(sql, &[object.into(), record.into()])
}
