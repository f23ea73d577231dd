//! Earlier passwords' hashes, so that they are not used again.

use jiff::Timestamp;
use model::UserId;

use super::statement::{insert_rows, micros, number};
use crate::{Error, Reader, Writer};

/// Keeps the hash of a password that is being replaced.
pub fn password_history_add(
    writer: &mut Writer<'_>,
    user: UserId,
    password_hash: &str,
    at: Timestamp,
) -> Result<(), Error> {
    let row = vec![user.into(), micros(at), password_hash.into()];
    insert_rows(writer, "password_history", "user_id, set_at, password_hash", vec![row])
}

/// The hashes of a user's last passwords, newest first.
pub fn password_history(reader: &mut Reader<'_>, user: UserId, limit: u32) -> Result<Vec<String>, Error> {
    let sql = "SELECT password_hash FROM password_history WHERE user_id = ?1 ORDER BY set_at DESC LIMIT ?2";
    reader.query_map(sql, &[user.into(), number(limit)], |row| row.string(0))
}

/// Forgets all but the newest hashes.
pub fn password_history_trim(writer: &mut Writer<'_>, user: UserId, kept: u32) -> Result<(), Error> {
    let sql = "DELETE FROM password_history WHERE user_id = ?1 AND set_at NOT IN
               (SELECT set_at FROM password_history WHERE user_id = ?1 ORDER BY set_at DESC LIMIT ?2)";
    writer.execute(sql, &[user.into(), number(kept)]).map(drop)
}
