//! The log's rows and checkpoints; `audit_search` finds them. Hashing, chaining and verifying belong to `audit`;
//! nothing here deletes.

use jiff::Timestamp;
use model::{Scalar, SessionId};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, number};
use crate::{Dialect, Error, Reader, RowView, Writer};

/// A row of `audit_event`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct AuditRow {
    /// The node whose chain it stands in.
    pub node: String,
    /// Its place in that chain, without gaps.
    pub seq: i64,
    pub at: Timestamp,
    pub actor_id: Option<Uuid>,
    pub actor_kind: String,
    pub actor_name: String,
    pub action: String,
    pub outcome: String,
    pub object: Option<String>,
    pub record_id: Option<Uuid>,
    pub session_id: Option<SessionId>,
    pub address: Option<String>,
    /// JSON.
    pub detail: String,
    /// The hash of the event before it.
    pub previous: Vec<u8>,
    pub hash: Vec<u8>,
}

/// A row of `audit_checkpoint`: a signed place in a chain.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct CheckpointRow {
    pub node: String,
    pub seq: i64,
    pub hash: Vec<u8>,
    pub signed_at: Timestamp,
    pub key_id: String,
    pub signature: Vec<u8>,
}

sealed_debug!(AuditRow, CheckpointRow);

pub(super) const COLUMNS: &str = "node, seq, at, actor_id, actor_kind, actor_name, action, outcome, object, record_id, \
     session_id, address, detail, previous, hash";

pub(super) fn read(row: &dyn RowView) -> Result<AuditRow, Error> {
    Ok(AuditRow {
        node: row.string(0)?,
        seq: row.int(1)?,
        at: row.time(2)?,
        actor_id: row.opt_id(3)?,
        actor_kind: row.string(4)?,
        actor_name: row.string(5)?,
        action: row.string(6)?,
        outcome: row.string(7)?,
        object: row.opt_string(8)?,
        record_id: row.opt_id(9)?,
        session_id: row.opt_id(10)?.map(SessionId),
        address: row.opt_string(11)?,
        detail: row.string(12)?,
        previous: row.bytes(13)?.to_vec(),
        hash: row.bytes(14)?.to_vec(),
    })
}

fn write(event: AuditRow) -> Vec<Scalar> {
    vec![
        event.node.into(),
        event.seq.into(),
        micros(event.at),
        event.actor_id.into(),
        event.actor_kind.into(),
        event.actor_name.into(),
        event.action.into(),
        event.outcome.into(),
        event.object.into(),
        event.record_id.into(),
        event.session_id.into(),
        event.address.into(),
        event.detail.into(),
        event.previous.into(),
        event.hash.into(),
    ]
}

/// Takes the right to append to a node's chain until the transaction ends. Call it before
/// [`audit_last`]: on PostgreSQL several transactions of one node run side by side.
pub fn audit_lock(writer: &mut Writer<'_>, node: &str) -> Result<(), Error> {
    if writer.dialect() == Dialect::Postgres {
        writer.query("SELECT pg_advisory_xact_lock(hashtextextended(?1, 1))", &[node.into()])?;
    }
    Ok(())
}

/// Appends events, in the order given.
pub fn audit_append(writer: &mut Writer<'_>, events: Vec<AuditRow>) -> Result<(), Error> {
    insert_rows(writer, "audit_event", COLUMNS, events.into_iter().map(write).collect())
}

/// Place and hash of the last event of a chain.
pub fn audit_last(reader: &mut Reader<'_>, node: &str) -> Result<Option<(i64, Vec<u8>)>, Error> {
    let sql = "SELECT seq, hash FROM audit_event WHERE node = ?1 ORDER BY seq DESC LIMIT 1";
    reader.query_map_one(sql, &[node.into()], |row| Ok((row.int(0)?, row.bytes(1)?.to_vec())))
}

/// All nodes that ever appended, in order. One look at the key for each: neither engine skips equal nodes by itself.
pub fn audit_nodes(reader: &mut Reader<'_>) -> Result<Vec<String>, Error> {
    let sql = "WITH RECURSIVE known (node) AS (
                   SELECT min(node) FROM audit_event
                   UNION ALL
                   SELECT (SELECT min(e.node) FROM audit_event AS e WHERE e.node > known.node)
                   FROM known WHERE known.node IS NOT NULL)
               SELECT node FROM known WHERE node IS NOT NULL ORDER BY node";
    reader.query_map(sql, &[], |row| row.string(0))
}

/// Gives each event of a chain from that place on to the caller, oldest first; those before one that can't be read too.
pub fn audit_each(
    reader: &mut Reader<'_>,
    node: &str,
    from_seq: i64,
    limit: u32,
    each: &mut dyn FnMut(AuditRow),
) -> Result<(), Error> {
    let sql =
        format!("SELECT {COLUMNS} FROM audit_event WHERE node = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3");
    reader.query_each(&sql, &[node.into(), from_seq.into(), number(limit)], &mut |row| {
        each(read(row)?);
        Ok(())
    })
}

/// How many events there are.
pub fn audit_count(reader: &mut Reader<'_>) -> Result<i64, Error> {
    Ok(reader.query_map_one("SELECT count(*) FROM audit_event", &[], |row| row.int(0))?.unwrap_or(0))
}

const CHECKPOINT_COLUMNS: &str = "node, seq, hash, signed_at, key_id, signature";

fn read_checkpoint(row: &dyn RowView) -> Result<CheckpointRow, Error> {
    Ok(CheckpointRow {
        node: row.string(0)?,
        seq: row.int(1)?,
        hash: row.bytes(2)?.to_vec(),
        signed_at: row.time(3)?,
        key_id: row.string(4)?,
        signature: row.bytes(5)?.to_vec(),
    })
}

/// Keeps a checkpoint.
pub fn audit_checkpoint_put(writer: &mut Writer<'_>, checkpoint: &CheckpointRow) -> Result<(), Error> {
    let row = vec![
        checkpoint.node.clone().into(),
        checkpoint.seq.into(),
        checkpoint.hash.clone().into(),
        micros(checkpoint.signed_at),
        checkpoint.key_id.clone().into(),
        checkpoint.signature.clone().into(),
    ];
    insert_rows(writer, "audit_checkpoint", CHECKPOINT_COLUMNS, vec![row])
}

/// The newest checkpoint of a chain.
pub fn audit_checkpoint_last(reader: &mut Reader<'_>, node: &str) -> Result<Option<CheckpointRow>, Error> {
    let sql = format!(
        "SELECT {CHECKPOINT_COLUMNS} FROM audit_checkpoint WHERE node = ?1 ORDER BY seq DESC LIMIT 1"
    );
    reader.query_map_one(&sql, &[node.into()], read_checkpoint)
}

/// All checkpoints, by node and place.
pub fn audit_checkpoints(reader: &mut Reader<'_>) -> Result<Vec<CheckpointRow>, Error> {
    let sql = format!("SELECT {CHECKPOINT_COLUMNS} FROM audit_checkpoint ORDER BY node, seq");
    reader.query_map(&sql, &[], read_checkpoint)
}
