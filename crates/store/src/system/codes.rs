//! Codes that were sent by mail or short message. Only a keyed hash of a code is kept.

use jiff::Timestamp;
use model::{Scalar, UserId};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, opt_micros};
use crate::{Error, Reader, RowView, Writer};

/// A row of `one_time_code`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct CodeRow {
    pub id: Uuid,
    pub user_id: UserId,
    /// The flow or session it was sent for; it is worth nothing in another.
    pub bound_to: Uuid,
    pub factor_id: Uuid,
    pub code_hash: Vec<u8>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    /// Where it was asked for.
    pub origin_hash: Vec<u8>,
    /// Whether that is no device of the user's.
    pub of_stranger: bool,
}

/// When something was sent to a user, and where it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct SentRow {
    pub at: Timestamp,
    pub origin_hash: Vec<u8>,
    /// Whether that is no device of the user's.
    pub of_stranger: bool,
}

impl SentRow {
    pub(super) fn read(row: &dyn RowView) -> Result<Self, Error> {
        Ok(Self { at: row.time(0)?, origin_hash: row.bytes(1)?.to_vec(), of_stranger: row.bool(2)? })
    }
}

sealed_debug!(CodeRow);

/// Adds a code; earlier ones of the same flow or session and factor stop working.
pub fn code_create(writer: &mut Writer<'_>, code: &CodeRow) -> Result<(), Error> {
    let sql = "UPDATE one_time_code SET used_at = ?1
               WHERE bound_to = ?2 AND factor_id = ?3 AND used_at IS NULL";
    writer.execute(sql, &[micros(code.created_at), code.bound_to.into(), code.factor_id.into()])?;
    let row = vec![
        code.id.into(),
        code.user_id.into(),
        code.bound_to.into(),
        code.factor_id.into(),
        code.code_hash.clone().into(),
        micros(code.created_at),
        micros(code.expires_at),
        opt_micros(code.used_at),
        code.origin_hash.clone().into(),
        code.of_stranger.into(),
    ];
    let columns = "id, user_id, bound_to, factor_id, code_hash, created_at, expires_at, used_at, origin_hash, \
         of_stranger";
    insert_rows(writer, "one_time_code", columns, vec![row])
}

/// Uses a code up and answers its factor; none if it is wrong, over, used, or was sent for something else. One
/// statement, so that of two requests with the same code one is refused.
pub fn code_use(
    writer: &mut Writer<'_>,
    user: UserId,
    bound_to: Uuid,
    code_hash: &[u8],
    at: Timestamp,
) -> Result<Option<Uuid>, Error> {
    let sql = "UPDATE one_time_code SET used_at = ?1 WHERE user_id = ?2 AND bound_to = ?3 AND code_hash = ?4
               AND used_at IS NULL AND expires_at > ?1 RETURNING factor_id";
    let params = [micros(at), user.into(), bound_to.into(), Scalar::Bytes(code_hash.to_vec())];
    writer.query_map_one(sql, &params, |row| row.id(0))
}

/// The codes that were sent to a user since that instant, newest first.
pub fn codes_sent_since(
    reader: &mut Reader<'_>,
    user: UserId,
    since: Timestamp,
) -> Result<Vec<SentRow>, Error> {
    let sql = "SELECT created_at, origin_hash, of_stranger FROM one_time_code
               WHERE user_id = ?1 AND created_at > ?2 ORDER BY created_at DESC LIMIT 500";
    reader.query_map(sql, &[user.into(), micros(since)], SentRow::read)
}

/// Removes codes that expired before that instant; how many.
pub fn codes_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    writer.execute("DELETE FROM one_time_code WHERE expires_at < ?1", &[micros(before)])
}

/// Makes all codes sent to a user worthless; how many.
pub fn codes_withdraw(writer: &mut Writer<'_>, user: UserId, at: Timestamp) -> Result<u64, Error> {
    let sql =
        "UPDATE one_time_code SET used_at = ?1 WHERE user_id = ?2 AND used_at IS NULL AND expires_at > ?1";
    writer.execute(sql, &[micros(at), user.into()])
}
