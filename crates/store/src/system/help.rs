//! The help desk: codes that people read out, who was verified, calls that can be checked.

use jiff::Timestamp;
use model::{Scalar, UserId};

use super::statement::micros;
use crate::{Error, Reader, Writer};

/// Keeps the hash of a fresh code; the one before stops working.
pub fn help_code_put(
    writer: &mut Writer<'_>,
    user: UserId,
    code_hash: &[u8],
    at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Error> {
    let sql =
        "INSERT INTO help_code (user_id, code_hash, made_at, expires_at, tries) VALUES (?1, ?2, ?3, ?4, 0)
        ON CONFLICT (user_id) DO UPDATE SET code_hash = excluded.code_hash, made_at = excluded.made_at,
            expires_at = excluded.expires_at, tries = 0";
    let params = [user.into(), Scalar::Bytes(code_hash.to_vec()), micros(at), micros(expires_at)];
    writer.execute(sql, &params).map(drop)
}

/// Counts a try at a user's code and answers how many there were with it; none if no code works at that instant.
pub fn help_code_try(writer: &mut Writer<'_>, user: UserId, at: Timestamp) -> Result<Option<i64>, Error> {
    let sql = "UPDATE help_code SET tries = tries + 1 WHERE user_id = ?1 AND expires_at > ?2 RETURNING tries";
    writer.query_map_one(sql, &[user.into(), micros(at)], |row| row.int(0))
}

/// Uses a code up; false if it is another.
pub fn help_code_use(writer: &mut Writer<'_>, user: UserId, code_hash: &[u8]) -> Result<bool, Error> {
    let sql = "DELETE FROM help_code WHERE user_id = ?1 AND code_hash = ?2";
    Ok(writer.execute(sql, &[user.into(), Scalar::Bytes(code_hash.to_vec())])? == 1)
}

/// Makes a user's code, and what was verified with one, worthless.
pub fn help_withdraw(writer: &mut Writer<'_>, user: UserId) -> Result<(), Error> {
    writer.execute("DELETE FROM help_code WHERE user_id = ?1", &[user.into()])?;
    writer.execute("DELETE FROM help_verified WHERE user_id = ?1", &[user.into()])?;
    writer.execute("DELETE FROM help_call WHERE user_id = ?1", &[user.into()]).map(drop)
}

/// Notes that a helper knows whom they talk to.
pub fn help_verified_put(
    writer: &mut Writer<'_>,
    user: UserId,
    helper: UserId,
    at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO help_verified (user_id, helper_id, verified_at) VALUES (?1, ?2, ?3)
        ON CONFLICT (user_id, helper_id) DO UPDATE SET verified_at = excluded.verified_at";
    writer.execute(sql, &[user.into(), helper.into(), micros(at)]).map(drop)
}

/// When that helper last verified that user.
pub fn help_verified_at(
    reader: &mut Reader<'_>,
    user: UserId,
    helper: UserId,
) -> Result<Option<Timestamp>, Error> {
    let sql = "SELECT verified_at FROM help_verified WHERE user_id = ?1 AND helper_id = ?2";
    reader.query_map_one(sql, &[user.into(), helper.into()], |row| row.time(0))
}

/// A row of `help_call`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct CallRow {
    pub user_id: UserId,
    pub helper_id: UserId,
    /// The numbers of the words, separated by commas.
    pub words: String,
    pub made_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Begins a call; the one before is over.
pub fn help_call_put(writer: &mut Writer<'_>, call: &CallRow) -> Result<(), Error> {
    let sql =
        "INSERT INTO help_call (user_id, helper_id, words, made_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (user_id) DO UPDATE SET helper_id = excluded.helper_id, words = excluded.words,
            made_at = excluded.made_at, expires_at = excluded.expires_at";
    let params = [
        call.user_id.into(),
        call.helper_id.into(),
        call.words.clone().into(),
        micros(call.made_at),
        micros(call.expires_at),
    ];
    writer.execute(sql, &params).map(drop)
}

/// The call to a user that is not over at that instant.
pub fn help_call_find(
    reader: &mut Reader<'_>,
    user: UserId,
    at: Timestamp,
) -> Result<Option<CallRow>, Error> {
    let sql = "SELECT user_id, helper_id, words, made_at, expires_at FROM help_call
               WHERE user_id = ?1 AND expires_at > ?2";
    reader.query_map_one(sql, &[user.into(), micros(at)], |row| {
        Ok(CallRow {
            user_id: UserId(row.id(0)?),
            helper_id: UserId(row.id(1)?),
            words: row.string(2)?,
            made_at: row.time(3)?,
            expires_at: row.time(4)?,
        })
    })
}

/// Removes codes and calls that were over before that instant; how many.
pub fn help_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    let codes = writer.execute("DELETE FROM help_code WHERE expires_at < ?1", &[micros(before)])?;
    let calls = writer.execute("DELETE FROM help_call WHERE expires_at < ?1", &[micros(before)])?;
    let verified = writer.execute("DELETE FROM help_verified WHERE verified_at < ?1", &[micros(before)])?;
    Ok(codes + calls + verified)
}
