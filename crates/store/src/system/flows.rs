//! Sign-ins under way: what somebody has proved so far, between two requests.

use jiff::Timestamp;
use model::{Scalar, SessionId, UserId};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, number};
use crate::{Error, Reader, RowView, Writer};

/// A row of `sign_in_flow`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct FlowRow {
    pub id: Uuid,
    /// SHA-256 of the token in the cookie.
    pub token_hash: Vec<u8>,
    /// What it is for: `sign_in`, `step_up`, `reset`.
    pub purpose: String,
    /// Whose; none before the first proof.
    pub user_id: Option<UserId>,
    /// The session that is to be strengthened.
    pub session_id: Option<SessionId>,
    /// What was proved, words separated by commas.
    pub proofs: String,
    /// The stored form of the password that was proved: another one since then ends the flow.
    pub password_hash: Option<String>,
    /// A challenge whose answer is awaited, sealed.
    pub challenge_sealed: Option<Vec<u8>>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// Grows with every step: of two answers to one step only one counts.
    pub version: i64,
    /// How unusual it was at its worst.
    pub risk: String,
    /// SHA-256 of where it began: a device, a session or a network.
    pub origin_hash: Vec<u8>,
    /// Whether that is nowhere its person was seen before.
    pub of_stranger: bool,
}

sealed_debug!(FlowRow);

const COLUMNS: &str = "id, token_hash, purpose, user_id, session_id, proofs, password_hash, challenge_sealed, \
     created_at, expires_at, version, risk, origin_hash, of_stranger";

fn read(row: &dyn RowView) -> Result<FlowRow, Error> {
    Ok(FlowRow {
        id: row.id(0)?,
        token_hash: row.bytes(1)?.to_vec(),
        purpose: row.string(2)?,
        user_id: row.opt_id(3)?.map(UserId),
        session_id: row.opt_id(4)?.map(SessionId),
        proofs: row.string(5)?,
        password_hash: row.opt_string(6)?,
        challenge_sealed: row.opt_bytes(7)?.map(<[u8]>::to_vec),
        created_at: row.time(8)?,
        expires_at: row.time(9)?,
        version: row.int(10)?,
        risk: row.string(11)?,
        origin_hash: row.bytes(12)?.to_vec(),
        of_stranger: row.bool(13)?,
    })
}

/// Begins a flow.
pub fn flow_create(writer: &mut Writer<'_>, flow: &FlowRow) -> Result<(), Error> {
    let row = vec![
        flow.id.into(),
        flow.token_hash.clone().into(),
        flow.purpose.clone().into(),
        flow.user_id.into(),
        flow.session_id.into(),
        flow.proofs.clone().into(),
        flow.password_hash.clone().into(),
        flow.challenge_sealed.clone().into(),
        micros(flow.created_at),
        micros(flow.expires_at),
        flow.version.into(),
        flow.risk.clone().into(),
        flow.origin_hash.clone().into(),
        flow.of_stranger.into(),
    ];
    insert_rows(writer, "sign_in_flow", COLUMNS, vec![row])
}

/// The flow of that token, over or not: the caller judges.
pub fn flow_find(reader: &mut Reader<'_>, token_hash: &[u8]) -> Result<Option<FlowRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM sign_in_flow WHERE token_hash = ?1");
    reader.query_map_one(&sql, &[Scalar::Bytes(token_hash.to_vec())], read)
}

/// Writes what changes from step to step, if the stored version is still `flow.version`; it then grows by one.
pub fn flow_step(writer: &mut Writer<'_>, flow: &FlowRow) -> Result<bool, Error> {
    let changed = writer.execute(
        "UPDATE sign_in_flow SET user_id = ?1, proofs = ?2, password_hash = ?3, challenge_sealed = ?4,
         version = version + 1, risk = ?7 WHERE id = ?5 AND version = ?6",
        &[
            flow.user_id.into(),
            flow.proofs.clone().into(),
            flow.password_hash.clone().into(),
            flow.challenge_sealed.clone().into(),
            flow.id.into(),
            flow.version.into(),
            flow.risk.clone().into(),
        ],
    )?;
    Ok(changed == 1)
}

/// Ends a flow, if the stored version is still that one.
pub fn flow_end(writer: &mut Writer<'_>, id: Uuid, version: i64) -> Result<bool, Error> {
    let sql = "DELETE FROM sign_in_flow WHERE id = ?1 AND version = ?2";
    Ok(writer.execute(sql, &[id.into(), version.into()])? == 1)
}

/// Ends a flow in any state.
pub fn flow_drop(writer: &mut Writer<'_>, token_hash: &[u8]) -> Result<bool, Error> {
    let sql = "DELETE FROM sign_in_flow WHERE token_hash = ?1";
    Ok(writer.execute(sql, &[Scalar::Bytes(token_hash.to_vec())])? == 1)
}

/// Ends the oldest of a user's flows that began at one place, beyond that many; how many.
pub fn flows_trim_origin(
    writer: &mut Writer<'_>,
    user: UserId,
    origin_hash: &[u8],
    kept: u32,
) -> Result<u64, Error> {
    let sql = "DELETE FROM sign_in_flow WHERE user_id = ?1 AND origin_hash = ?2 AND id NOT IN
               (SELECT id FROM sign_in_flow WHERE user_id = ?1 AND origin_hash = ?2
                ORDER BY created_at DESC, id DESC LIMIT ?3)";
    writer.execute(sql, &[user.into(), Scalar::Bytes(origin_hash.to_vec()), number(kept)])
}

/// The same with all that strangers began, wherever.
pub fn flows_trim_strangers(writer: &mut Writer<'_>, user: UserId, kept: u32) -> Result<u64, Error> {
    let sql = "DELETE FROM sign_in_flow WHERE user_id = ?1 AND of_stranger AND id NOT IN
               (SELECT id FROM sign_in_flow WHERE user_id = ?1 AND of_stranger
                ORDER BY created_at DESC, id DESC LIMIT ?2)";
    writer.execute(sql, &[user.into(), number(kept)])
}

/// Ends all flows of a user; how many.
pub fn flows_end_of_user(writer: &mut Writer<'_>, user: UserId) -> Result<u64, Error> {
    writer.execute("DELETE FROM sign_in_flow WHERE user_id = ?1", &[user.into()])
}

/// Removes what expired before that instant; how many.
pub fn flows_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    writer.execute("DELETE FROM sign_in_flow WHERE expires_at < ?1", &[micros(before)])
}
