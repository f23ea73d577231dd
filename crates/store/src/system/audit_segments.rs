//! Which events are about an account or a record: noted behind the log, a segment of a chain at a time.
//!
//! An account's or record's events lie all over the log, so an index of them that grows with each event writes a page
//! for nearly every event. Within a segment the entries are sorted first and written in the order of their key: each
//! page once. A search looks into one segment after the other, newest first.

use model::Scalar;
use uuid::Uuid;

use super::audit::{audit_last, audit_lock};
use super::statement::placeholders;
use crate::{Dialect, Error, Reader, Writer};

/// Entries of one INSERT on PostgreSQL, where each statement costs a round trip.
const ENTRIES_AT_ONCE: usize = 200;

/// A stretch of a chain whose events are noted. Its first number names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it themselves")]
pub struct AuditSegment {
    pub first: i64,
    pub last: i64,
}

/// An entry: what an event is about, and its number.
pub type AuditEntry = (Uuid, i64);

/// The next segment of a chain, of so many events; nothing while fewer wait.
pub fn audit_segment_next(
    reader: &mut Reader<'_>,
    node: &str,
    events: u32,
) -> Result<Option<AuditSegment>, Error> {
    let placed = audit_placed(reader, node)?;
    let last = placed.saturating_add(events.into());
    let waits = audit_last(reader, node)?.is_some_and(|(seq, _)| seq >= last);
    Ok(waits.then_some(AuditSegment { first: placed.saturating_add(1), last }))
}

/// The entries of a stretch of a chain, in the order of its events.
pub fn audit_entries(
    reader: &mut Reader<'_>,
    node: &str,
    stretch: AuditSegment,
) -> Result<Vec<AuditEntry>, Error> {
    let sql = "SELECT seq, actor_id, record_id FROM audit_event WHERE node = ?1 AND seq >= ?2 AND seq <= ?3
               ORDER BY seq";
    let params = [node.into(), stretch.first.into(), stretch.last.into()];
    let about = reader.query_map(sql, &params, |row| Ok((row.int(0)?, row.opt_id(1)?, row.opt_id(2)?)))?;
    let entries_of = |(seq, actor, record): (i64, Option<Uuid>, Option<Uuid>)| {
        let record = record.filter(|record| Some(*record) != actor);
        [actor, record].into_iter().flatten().map(move |about| (about, seq))
    };
    Ok(about.into_iter().flat_map(entries_of).collect())
}

/// Writes entries of a segment; those that are there already, from a try that was cut off, stay.
pub fn audit_entries_add(
    writer: &mut Writer<'_>,
    node: &str,
    segment: AuditSegment,
    entries: &[AuditEntry],
) -> Result<(), Error> {
    let most = match writer.dialect() {
        Dialect::Sqlite => 1,
        Dialect::Postgres => ENTRIES_AT_ONCE,
    };
    for group in entries.chunks(most) {
        let values: Vec<String> =
            (0..group.len()).map(|entry| format!("(?1, ?2, {})", placeholders(entry * 2 + 3, 2))).collect();
        let sql = format!(
            "INSERT INTO audit_place (node, segment, about, seq) VALUES {} ON CONFLICT DO NOTHING",
            values.join(", ")
        );
        let mut params: Vec<Scalar> = vec![node.into(), segment.first.into()];
        for (about, seq) in group {
            params.extend([(*about).into(), (*seq).into()]);
        }
        writer.execute(&sql, &params)?;
    }
    Ok(())
}

/// Says that all entries of a segment are there: from now on a search goes by them.
pub fn audit_segment_add(writer: &mut Writer<'_>, node: &str, segment: AuditSegment) -> Result<(), Error> {
    audit_lock(writer, node)?;
    let sql = "INSERT INTO audit_segment (node, segment, last) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    writer.execute(sql, &[node.into(), segment.first.into(), segment.last.into()])?;
    Ok(())
}

/// The segments of a chain that reach into the numbers from the first to below the second, newest first.
pub fn audit_segments(
    reader: &mut Reader<'_>,
    node: &str,
    (from, below): (i64, i64),
) -> Result<Vec<AuditSegment>, Error> {
    let sql = "SELECT segment, last FROM audit_segment WHERE node = ?1 AND last >= ?2 AND segment < ?3
               ORDER BY segment DESC";
    reader.query_map(sql, &[node.into(), from.into(), below.into()], |row| {
        Ok(AuditSegment { first: row.int(0)?, last: row.int(1)? })
    })
}

/// Up to which event of a chain it is noted what they are about.
pub fn audit_placed(reader: &mut Reader<'_>, node: &str) -> Result<i64, Error> {
    let sql = "SELECT last FROM audit_segment WHERE node = ?1 ORDER BY segment DESC LIMIT 1";
    Ok(reader.query_map_one(sql, &[node.into()], |row| row.int(0))?.unwrap_or(0))
}

/// The first event of a segment that its account or record does not lead to.
pub fn audit_unplaced(
    reader: &mut Reader<'_>,
    node: &str,
    segment: AuditSegment,
) -> Result<Option<i64>, Error> {
    let missing = |column: &str| {
        format!(
            "(e.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_place AS p
                 WHERE p.node = e.node AND p.segment = ?2 AND p.about = e.{column} AND p.seq = e.seq))"
        )
    };
    let sql = format!(
        "SELECT e.seq FROM audit_event AS e WHERE e.node = ?1 AND e.seq >= ?2 AND e.seq <= ?3
             AND ({} OR {}) ORDER BY e.seq LIMIT 1",
        missing("actor_id"),
        missing("record_id")
    );
    reader.query_map_one(&sql, &[node.into(), segment.first.into(), segment.last.into()], |row| row.int(0))
}
