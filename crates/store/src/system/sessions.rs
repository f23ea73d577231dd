//! Signed-in sessions. The token itself is never stored, only its hash.

use jiff::Timestamp;
use model::{Scalar, SessionId, UserId};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, number, opt_micros};
use crate::{Error, Reader, RowView, Writer};

/// A row of `session`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct SessionRow {
    pub id: SessionId,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    pub user_id: UserId,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
    /// Seconds without use after which the session is over.
    pub idle_secs: i64,
    pub address: String,
    pub user_agent: String,
    /// How the person proved who they are.
    pub strength: String,
    pub ended_at: Option<Timestamp>,
    pub ended_why: Option<String>,
    /// The browser it began on, if that is remembered.
    pub device_id: Option<Uuid>,
    /// When the person last proved who they are.
    pub proved_at: Timestamp,
}

sealed_debug!(SessionRow);

const COLUMNS: &str = "id, token_hash, user_id, created_at, last_used_at, expires_at, idle_secs, address, \
     user_agent, strength, ended_at, ended_why, device_id, proved_at";

fn read(row: &dyn RowView) -> Result<SessionRow, Error> {
    Ok(SessionRow {
        id: SessionId(row.id(0)?),
        token_hash: row.bytes(1)?.to_vec(),
        user_id: UserId(row.id(2)?),
        created_at: row.time(3)?,
        last_used_at: row.time(4)?,
        expires_at: row.time(5)?,
        idle_secs: row.int(6)?,
        address: row.string(7)?,
        user_agent: row.string(8)?,
        strength: row.string(9)?,
        ended_at: row.opt_time(10)?,
        ended_why: row.opt_string(11)?,
        device_id: row.opt_id(12)?,
        proved_at: row.time(13)?,
    })
}

/// Adds a session.
pub fn session_create(writer: &mut Writer<'_>, session: &SessionRow) -> Result<(), Error> {
    let row = vec![
        session.id.into(),
        session.token_hash.clone().into(),
        session.user_id.into(),
        micros(session.created_at),
        micros(session.last_used_at),
        micros(session.expires_at),
        session.idle_secs.into(),
        session.address.clone().into(),
        session.user_agent.clone().into(),
        session.strength.clone().into(),
        opt_micros(session.ended_at),
        session.ended_why.clone().into(),
        session.device_id.into(),
        micros(session.proved_at),
    ];
    insert_rows(writer, "session", COLUMNS, vec![row])
}

/// The session of that token, ended or not: the caller judges.
pub fn session_find_by_hash(reader: &mut Reader<'_>, token_hash: &[u8]) -> Result<Option<SessionRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM session WHERE token_hash = ?1");
    reader.query_map_one(&sql, &[Scalar::Bytes(token_hash.to_vec())], read)
}

/// A user's sessions that are not over at that instant, last used first.
pub fn sessions_of_user(
    reader: &mut Reader<'_>,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<SessionRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM session WHERE user_id = ?1 AND ended_at IS NULL AND expires_at > ?2
         AND last_used_at + idle_secs * 1000000 > ?2 ORDER BY last_used_at DESC, id LIMIT 200"
    );
    reader.query_map(&sql, &[user.into(), micros(now)], read)
}

/// Ends the longest unused of a user's live sessions beyond that many; which.
pub fn sessions_trim(
    writer: &mut Writer<'_>,
    user: UserId,
    kept: u32,
    at: Timestamp,
    why: &str,
) -> Result<Vec<SessionId>, Error> {
    // Those that are over by themselves keep their own end.
    let live =
        "user_id = ?3 AND ended_at IS NULL AND expires_at > ?1 AND last_used_at + idle_secs * 1000000 > ?1";
    let sql = &format!(
        "UPDATE session SET ended_at = ?1, ended_why = ?2 WHERE {live} AND id NOT IN
         (SELECT id FROM session WHERE {live} ORDER BY last_used_at DESC, id DESC LIMIT ?4) RETURNING id"
    );
    let params = [micros(at), why.into(), user.into(), number(kept)];
    writer.query_map(sql, &params, |row| row.id(0).map(SessionId))
}

/// Notes that a session was used; never earlier than it already says.
pub fn session_touch(writer: &mut Writer<'_>, id: SessionId, at: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE session SET last_used_at = ?1 WHERE id = ?2 AND last_used_at < ?1";
    writer.execute(sql, &[micros(at), id.into()]).map(drop)
}

/// The session of that id, ended or not.
pub fn session_find(reader: &mut Reader<'_>, id: SessionId) -> Result<Option<SessionRow>, Error> {
    reader.query_map_one(&format!("SELECT {COLUMNS} FROM session WHERE id = ?1"), &[id.into()], read)
}

/// Gives a session another secret and notes that its owner has just proved who they are.
pub fn session_renew(
    writer: &mut Writer<'_>,
    id: SessionId,
    token_hash: &[u8],
    strength: &str,
    at: Timestamp,
) -> Result<bool, Error> {
    let sql = "UPDATE session SET token_hash = ?1, strength = ?2, proved_at = ?3, last_used_at = ?3
               WHERE id = ?4 AND ended_at IS NULL";
    let params = [Scalar::Bytes(token_hash.to_vec()), strength.into(), micros(at), id.into()];
    Ok(writer.execute(sql, &params)? == 1)
}

/// Ends one session of that user.
pub fn session_end(
    writer: &mut Writer<'_>,
    user: UserId,
    id: SessionId,
    at: Timestamp,
    why: &str,
) -> Result<bool, Error> {
    let sql = "UPDATE session SET ended_at = ?1, ended_why = ?2
               WHERE id = ?3 AND user_id = ?4 AND ended_at IS NULL";
    Ok(writer.execute(sql, &[micros(at), why.into(), id.into(), user.into()])? == 1)
}

/// Ends all sessions of a user, but for one if it is named; how many.
pub fn sessions_end_of_user(
    writer: &mut Writer<'_>,
    user: UserId,
    except: Option<SessionId>,
    at: Timestamp,
    why: &str,
) -> Result<u64, Error> {
    let sql = "UPDATE session SET ended_at = ?1, ended_why = ?2 WHERE user_id = ?3 AND ended_at IS NULL";
    let mut params = vec![micros(at), why.into(), user.into()];
    match except {
        None => writer.execute(sql, &params),
        Some(kept) => {
            params.push(kept.into());
            writer.execute(&format!("{sql} AND id <> ?4"), &params)
        }
    }
}

/// Removes sessions that expired or ended before that instant; how many.
pub fn sessions_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    writer.execute("DELETE FROM session WHERE expires_at < ?1 OR ended_at < ?1", &[micros(before)])
}

/// A user's sessions that were over at that instant and not before the other, newest first.
pub fn sessions_over_of_user(
    reader: &mut Reader<'_>,
    user: UserId,
    now: Timestamp,
    since: Timestamp,
) -> Result<Vec<SessionRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM session WHERE user_id = ?1 AND last_used_at > ?3 AND (ended_at IS NOT NULL
         OR expires_at <= ?2 OR last_used_at + idle_secs * 1000000 <= ?2)
         ORDER BY last_used_at DESC, id LIMIT 200"
    );
    reader.query_map(&sql, &[user.into(), micros(now), micros(since)], read)
}

/// The ids of all sessions of a device that are remembered, newest first.
pub fn sessions_of_device(
    reader: &mut Reader<'_>,
    user: UserId,
    device: Uuid,
) -> Result<Vec<SessionId>, Error> {
    let sql =
        "SELECT id FROM session WHERE device_id = ?1 AND user_id = ?2 ORDER BY created_at DESC, id LIMIT 500";
    reader.query_map(sql, &[device.into(), user.into()], |row| row.id(0).map(SessionId))
}

/// Ends a user's sessions of a device; which.
pub fn sessions_end_of_device(
    writer: &mut Writer<'_>,
    user: UserId,
    device: Uuid,
    at: Timestamp,
    why: &str,
) -> Result<Vec<SessionId>, Error> {
    let sql = "UPDATE session SET ended_at = ?1, ended_why = ?2
               WHERE device_id = ?3 AND user_id = ?4 AND ended_at IS NULL RETURNING id";
    let params = [micros(at), why.into(), device.into(), user.into()];
    writer.query_map(sql, &params, |row| row.id(0).map(SessionId))
}
