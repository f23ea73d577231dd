//! Invitations and the set-up link: tokens that work once. Only their hashes are stored.

use jiff::Timestamp;
use model::{Scalar, UserId};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros};
use crate::{Error, Reader, RowView, Writer};

/// A row of `invitation`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct InvitationRow {
    pub id: Uuid,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    pub user_id: UserId,
    pub created_by: UserId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

sealed_debug!(InvitationRow);

const COLUMNS: &str = "id, token_hash, user_id, created_by, created_at, expires_at";

fn read(row: &dyn RowView) -> Result<InvitationRow, Error> {
    Ok(InvitationRow {
        id: row.id(0)?,
        token_hash: row.bytes(1)?.to_vec(),
        user_id: UserId(row.id(2)?),
        created_by: UserId(row.id(3)?),
        created_at: row.time(4)?,
        expires_at: row.time(5)?,
    })
}

/// Adds an invitation.
pub fn invitation_create(writer: &mut Writer<'_>, invitation: &InvitationRow) -> Result<(), Error> {
    let row = vec![
        invitation.id.into(),
        invitation.token_hash.clone().into(),
        invitation.user_id.into(),
        invitation.created_by.into(),
        micros(invitation.created_at),
        micros(invitation.expires_at),
    ];
    insert_rows(writer, "invitation", COLUMNS, vec![row])
}

/// The invitation of that token, in time or not: the caller judges.
pub fn invitation_find_by_hash(
    reader: &mut Reader<'_>,
    token_hash: &[u8],
) -> Result<Option<InvitationRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM invitation WHERE token_hash = ?1");
    reader.query_map_one(&sql, &[Scalar::Bytes(token_hash.to_vec())], read)
}

/// Uses an invitation up; false if it was used before.
pub fn invitation_use(writer: &mut Writer<'_>, id: Uuid) -> Result<bool, Error> {
    Ok(writer.execute("DELETE FROM invitation WHERE id = ?1", &[id.into()])? == 1)
}

/// Uses up all invitations of a user, so that only the next one works; how many.
pub fn invitations_withdraw(writer: &mut Writer<'_>, user: UserId) -> Result<u64, Error> {
    writer.execute("DELETE FROM invitation WHERE user_id = ?1", &[user.into()])
}

/// Keeps the hash of a fresh set-up token; older unused ones stop working.
pub fn setup_token_put(writer: &mut Writer<'_>, token_hash: &[u8], at: Timestamp) -> Result<(), Error> {
    writer.execute("DELETE FROM setup_token WHERE used_at IS NULL", &[])?;
    let sql = "INSERT INTO setup_token (token_hash, created_at) VALUES (?1, ?2)";
    writer.execute(sql, &[Scalar::Bytes(token_hash.to_vec()), micros(at)]).map(drop)
}

/// When the set-up token of that hash was made, if it was not used yet.
pub fn setup_token_find(reader: &mut Reader<'_>, token_hash: &[u8]) -> Result<Option<Timestamp>, Error> {
    let sql = "SELECT created_at FROM setup_token WHERE token_hash = ?1 AND used_at IS NULL";
    reader.query_map_one(sql, &[Scalar::Bytes(token_hash.to_vec())], |row| row.time(0))
}

/// Uses a set-up token up; false if there is none or it was used before.
pub fn setup_token_use(writer: &mut Writer<'_>, token_hash: &[u8], at: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE setup_token SET used_at = ?1 WHERE token_hash = ?2 AND used_at IS NULL";
    Ok(writer.execute(sql, &[micros(at), Scalar::Bytes(token_hash.to_vec())])? == 1)
}
