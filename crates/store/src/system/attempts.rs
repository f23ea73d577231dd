//! Failed sign-ins, counted per subject. A subject is an address or an account, known here only by a hash.

use jiff::Timestamp;
use model::Scalar;

use super::statement::{micros, opt_micros};
use crate::{Error, Reader, Writer};

/// A row of `sign_in_attempt`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct AttemptRow {
    pub failures: i64,
    pub window_started_at: Timestamp,
    pub blocked_until: Option<Timestamp>,
}

/// A subject's failures.
pub fn attempt_find(reader: &mut Reader<'_>, subject_hash: &[u8]) -> Result<Option<AttemptRow>, Error> {
    let sql =
        "SELECT failures, window_started_at, blocked_until FROM sign_in_attempt WHERE subject_hash = ?1";
    reader.query_map_one(sql, &[Scalar::Bytes(subject_hash.to_vec())], |row| {
        Ok(AttemptRow {
            failures: row.int(0)?,
            window_started_at: row.time(1)?,
            blocked_until: row.opt_time(2)?,
        })
    })
}

/// Counts a failure at that instant and answers the count so far. A window that began before
/// `window_start` is over: counting begins anew. One statement, so that concurrent failures all count.
pub fn attempt_fail(
    writer: &mut Writer<'_>,
    subject_hash: &[u8],
    at: Timestamp,
    window_start: Timestamp,
) -> Result<i64, Error> {
    let sql = "INSERT INTO sign_in_attempt (subject_hash, failures, window_started_at) VALUES (?1, 1, ?2)
        ON CONFLICT (subject_hash) DO UPDATE SET
            failures = CASE WHEN sign_in_attempt.window_started_at < ?3 THEN 1
                ELSE sign_in_attempt.failures + 1 END,
            window_started_at = CASE WHEN sign_in_attempt.window_started_at < ?3 THEN ?2
                ELSE sign_in_attempt.window_started_at END
        RETURNING failures";
    let params = [Scalar::Bytes(subject_hash.to_vec()), micros(at), micros(window_start)];
    Ok(writer.query_map_one(sql, &params, |row| row.int(0))?.unwrap_or(1))
}

/// Blocks a subject until then, or lifts the block.
pub fn attempt_block(
    writer: &mut Writer<'_>,
    subject_hash: &[u8],
    until: Option<Timestamp>,
) -> Result<(), Error> {
    let sql = "UPDATE sign_in_attempt SET blocked_until = ?1 WHERE subject_hash = ?2";
    writer.execute(sql, &[opt_micros(until), Scalar::Bytes(subject_hash.to_vec())]).map(drop)
}

/// Forgets a subject's failures.
pub fn attempt_clear(writer: &mut Writer<'_>, subject_hash: &[u8]) -> Result<(), Error> {
    let sql = "DELETE FROM sign_in_attempt WHERE subject_hash = ?1";
    writer.execute(sql, &[Scalar::Bytes(subject_hash.to_vec())]).map(drop)
}

/// Forgets windows that began before that instant and block nobody after it; how many.
pub fn attempts_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    let sql = "DELETE FROM sign_in_attempt WHERE window_started_at < ?1
               AND (blocked_until IS NULL OR blocked_until < ?1)";
    writer.execute(sql, &[micros(before)])
}

/// Takes one failure back that was none; a block stands.
pub fn attempt_give_back(writer: &mut Writer<'_>, subject_hash: &[u8]) -> Result<(), Error> {
    let sql = "UPDATE sign_in_attempt SET failures = failures - 1 WHERE subject_hash = ?1 AND failures > 0";
    writer.execute(sql, &[Scalar::Bytes(subject_hash.to_vec())]).map(drop)
}

/// Takes one failure back, and lifts the block if fewer than `free_failures` are left.
pub fn attempt_uncount(
    writer: &mut Writer<'_>,
    subject_hash: &[u8],
    free_failures: i64,
) -> Result<(), Error> {
    let sql = "UPDATE sign_in_attempt SET failures = failures - 1,
               blocked_until = CASE WHEN failures - 1 < ?2 THEN NULL ELSE blocked_until END
               WHERE subject_hash = ?1 AND failures > 0";
    writer.execute(sql, &[Scalar::Bytes(subject_hash.to_vec()), free_failures.into()]).map(drop)
}
