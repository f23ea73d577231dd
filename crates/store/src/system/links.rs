//! What works once or was sent: mailed links, answered challenges, mails by the code in them. Only hashes are stored.

use jiff::Timestamp;
use model::{Scalar, UserId};

use super::codes::SentRow;
use super::statement::{insert_rows, micros};
use crate::{Error, Reader, Writer};

/// A link to be mailed. Only the hash of its token is kept.
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct NewLink<'a> {
    pub token_hash: &'a [u8],
    pub user_id: UserId,
    pub purpose: &'a str,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// Where it was asked for.
    pub origin_hash: &'a [u8],
    /// Whether that is no device of the user's.
    pub of_stranger: bool,
}

/// Adds a link; earlier ones of that user and purpose that were asked for at the same place stop working.
pub fn link_create(writer: &mut Writer<'_>, link: &NewLink<'_>) -> Result<(), Error> {
    let sql = "UPDATE mailed_link SET used_at = ?1
               WHERE user_id = ?2 AND purpose = ?3 AND origin_hash = ?4 AND used_at IS NULL";
    let origin = || Scalar::Bytes(link.origin_hash.to_vec());
    let params = [micros(link.created_at), link.user_id.into(), link.purpose.into(), origin()];
    writer.execute(sql, &params)?;
    let row = vec![
        Scalar::Bytes(link.token_hash.to_vec()),
        link.user_id.into(),
        link.purpose.into(),
        micros(link.created_at),
        micros(link.expires_at),
        Scalar::Null,
        origin(),
        link.of_stranger.into(),
    ];
    let columns = "token_hash, user_id, purpose, created_at, expires_at, used_at, origin_hash, of_stranger";
    insert_rows(writer, "mailed_link", columns, vec![row])
}

/// Whose link it is; none if it is unknown, used or over.
pub fn link_owner(
    reader: &mut Reader<'_>,
    token_hash: &[u8],
    at: Timestamp,
) -> Result<Option<UserId>, Error> {
    let sql = "SELECT user_id FROM mailed_link WHERE token_hash = ?1 AND used_at IS NULL AND expires_at > ?2";
    let params = [Scalar::Bytes(token_hash.to_vec()), micros(at)];
    reader.query_map_one(sql, &params, |row| row.id(0).map(UserId))
}

/// Uses a link up and answers whose it is and what for; none if it is unknown, used or over.
pub fn link_use(
    writer: &mut Writer<'_>,
    token_hash: &[u8],
    at: Timestamp,
) -> Result<Option<(UserId, String)>, Error> {
    let sql =
        "UPDATE mailed_link SET used_at = ?1 WHERE token_hash = ?2 AND used_at IS NULL AND expires_at > ?1
               RETURNING user_id, purpose";
    writer.query_map_one(sql, &[micros(at), Scalar::Bytes(token_hash.to_vec())], |row| {
        Ok((UserId(row.id(0)?), row.string(1)?))
    })
}

/// The links of that purpose that were mailed to a user since that instant, newest first.
pub fn links_sent_since(
    reader: &mut Reader<'_>,
    user: UserId,
    purpose: &str,
    since: Timestamp,
) -> Result<Vec<SentRow>, Error> {
    let sql = "SELECT created_at, origin_hash, of_stranger FROM mailed_link
               WHERE user_id = ?1 AND created_at > ?2 AND purpose = ?3 ORDER BY created_at DESC LIMIT 500";
    reader.query_map(sql, &[user.into(), micros(since), purpose.into()], SentRow::read)
}

/// Makes a user's links worthless; how many.
pub fn links_withdraw(writer: &mut Writer<'_>, user: UserId, at: Timestamp) -> Result<u64, Error> {
    let sql = "UPDATE mailed_link SET used_at = ?1 WHERE user_id = ?2 AND used_at IS NULL";
    writer.execute(sql, &[micros(at), user.into()])
}

/// Removes links that expired before that instant; how many.
pub fn links_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    writer.execute("DELETE FROM mailed_link WHERE expires_at < ?1", &[micros(before)])
}

/// Notes that a challenge was answered; `false` if it was before.
pub fn challenge_use(writer: &mut Writer<'_>, hash: &[u8], expires_at: Timestamp) -> Result<bool, Error> {
    let sql = "INSERT INTO used_challenge (hash, expires_at) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING";
    Ok(writer.execute(sql, &[Scalar::Bytes(hash.to_vec()), micros(expires_at)])? == 1)
}

/// Forgets challenges that were over before that instant; how many.
pub fn challenges_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    writer.execute("DELETE FROM used_challenge WHERE expires_at < ?1", &[micros(before)])
}

/// Notes a mail that is being sent, by the hash of the code in it.
pub fn sent_mail_add(
    writer: &mut Writer<'_>,
    code_hash: &[u8],
    user: UserId,
    kind: &str,
    at: Timestamp,
) -> Result<(), Error> {
    let row = vec![Scalar::Bytes(code_hash.to_vec()), user.into(), kind.into(), micros(at)];
    insert_rows(writer, "sent_mail", "code_hash, user_id, kind, sent_at", vec![row])
}

/// The mail of that code that was sent to that user: what it was, and when.
pub fn sent_mail_find(
    reader: &mut Reader<'_>,
    code_hash: &[u8],
    user: UserId,
) -> Result<Option<(String, Timestamp)>, Error> {
    let sql = "SELECT kind, sent_at FROM sent_mail WHERE code_hash = ?1 AND user_id = ?2";
    let params = [Scalar::Bytes(code_hash.to_vec()), user.into()];
    reader.query_map_one(sql, &params, |row| Ok((row.string(0)?, row.time(1)?)))
}

/// Forgets mails that were sent before that instant; how many.
pub fn sent_mails_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    writer.execute("DELETE FROM sent_mail WHERE sent_at < ?1", &[micros(before)])
}
