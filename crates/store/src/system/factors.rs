//! Second factors and recovery codes. A factor's secret is sealed before it comes here, of a recovery code only a keyed
//! hash is kept.

use jiff::Timestamp;
use model::{Scalar, UserId};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, opt_micros};
use crate::{Error, Reader, RowView, Writer};

/// A row of `factor`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct FactorRow {
    pub id: Uuid,
    pub user_id: UserId,
    /// `passkey`, `totp`, `email_code` or `sms_code`.
    pub kind: String,
    pub label: String,
    pub secret_sealed: Vec<u8>,
    /// SHA-256 of a passkey's credential id.
    pub credential_hash: Option<Vec<u8>>,
    /// The last time step a TOTP was accepted for: no earlier one is.
    pub last_step: Option<i64>,
    pub created_at: Timestamp,
    /// When its owner first proved to hold it; before that it counts for nothing.
    pub confirmed_at: Option<Timestamp>,
    pub last_used_at: Option<Timestamp>,
}

sealed_debug!(FactorRow);

const COLUMNS: &str = "id, user_id, kind, label, secret_sealed, credential_hash, last_step, created_at, \
     confirmed_at, last_used_at";

fn read(row: &dyn RowView) -> Result<FactorRow, Error> {
    Ok(FactorRow {
        id: row.id(0)?,
        user_id: UserId(row.id(1)?),
        kind: row.string(2)?,
        label: row.string(3)?,
        secret_sealed: row.bytes(4)?.to_vec(),
        credential_hash: row.opt_bytes(5)?.map(<[u8]>::to_vec),
        last_step: row.opt_int(6)?,
        created_at: row.time(7)?,
        confirmed_at: row.opt_time(8)?,
        last_used_at: row.opt_time(9)?,
    })
}

/// Adds a factor. A second one with the same credential is [`Error::UniqueViolation`].
pub fn factor_create(writer: &mut Writer<'_>, factor: &FactorRow) -> Result<(), Error> {
    let row = vec![
        factor.id.into(),
        factor.user_id.into(),
        factor.kind.clone().into(),
        factor.label.clone().into(),
        factor.secret_sealed.clone().into(),
        factor.credential_hash.clone().into(),
        factor.last_step.into(),
        micros(factor.created_at),
        opt_micros(factor.confirmed_at),
        opt_micros(factor.last_used_at),
    ];
    insert_rows(writer, "factor", COLUMNS, vec![row])
}

/// A user's factors, confirmed or not, oldest first.
pub fn factors_of_user(reader: &mut Reader<'_>, user: UserId) -> Result<Vec<FactorRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM factor WHERE user_id = ?1 ORDER BY created_at, id");
    reader.query_map(&sql, &[user.into()], read)
}

/// The passkey of that credential.
pub fn factor_find_by_credential(
    reader: &mut Reader<'_>,
    credential_hash: &[u8],
) -> Result<Option<FactorRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM factor WHERE credential_hash = ?1");
    reader.query_map_one(&sql, &[Scalar::Bytes(credential_hash.to_vec())], read)
}

/// Who has which kinds of confirmed factors, by user: for an overview of all people.
pub fn factor_kinds(reader: &mut Reader<'_>) -> Result<Vec<(UserId, String)>, Error> {
    let sql =
        "SELECT DISTINCT user_id, kind FROM factor WHERE confirmed_at IS NOT NULL ORDER BY user_id, kind";
    reader.query_map(sql, &[], |row| Ok((UserId(row.id(0)?), row.string(1)?)))
}

/// Notes that a factor's owner proved to hold it.
pub fn factor_confirm(writer: &mut Writer<'_>, id: Uuid, at: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE factor SET confirmed_at = ?1 WHERE id = ?2 AND confirmed_at IS NULL";
    Ok(writer.execute(sql, &[micros(at), id.into()])? == 1)
}

/// Uses a TOTP's time step up; `false` if it or a later one was used before. One statement, so that of two requests
/// with the same code one is refused.
pub fn factor_step_use(writer: &mut Writer<'_>, id: Uuid, step: i64, at: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE factor SET last_step = ?1, last_used_at = ?2
               WHERE id = ?3 AND (last_step IS NULL OR last_step < ?1)";
    Ok(writer.execute(sql, &[step.into(), micros(at), id.into()])? == 1)
}

/// Notes a use, with the factor's new sealed secret if that changed (a passkey counts its uses).
pub fn factor_used(
    writer: &mut Writer<'_>,
    id: Uuid,
    secret_sealed: Option<&[u8]>,
    at: Timestamp,
) -> Result<bool, Error> {
    let changed = match secret_sealed {
        None => {
            writer.execute("UPDATE factor SET last_used_at = ?1 WHERE id = ?2", &[micros(at), id.into()])?
        }
        Some(secret) => writer.execute(
            "UPDATE factor SET last_used_at = ?1, secret_sealed = ?2 WHERE id = ?3",
            &[micros(at), Scalar::Bytes(secret.to_vec()), id.into()],
        )?,
    };
    Ok(changed == 1)
}

/// Gives a factor another label.
pub fn factor_rename(writer: &mut Writer<'_>, user: UserId, id: Uuid, label: &str) -> Result<bool, Error> {
    let sql = "UPDATE factor SET label = ?1 WHERE id = ?2 AND user_id = ?3";
    Ok(writer.execute(sql, &[label.into(), id.into(), user.into()])? == 1)
}

/// Removes one factor of that user.
pub fn factor_remove(writer: &mut Writer<'_>, user: UserId, id: Uuid) -> Result<bool, Error> {
    let sql = "DELETE FROM factor WHERE id = ?1 AND user_id = ?2";
    Ok(writer.execute(sql, &[id.into(), user.into()])? == 1)
}

/// Removes a user's factors that were never confirmed and are of that kind.
pub fn factors_drop_unconfirmed(writer: &mut Writer<'_>, user: UserId, kind: &str) -> Result<(), Error> {
    let sql = "DELETE FROM factor WHERE user_id = ?1 AND kind = ?2 AND confirmed_at IS NULL";
    writer.execute(sql, &[user.into(), kind.into()]).map(drop)
}

/// Removes a user's factors of one kind; how many.
pub fn factors_drop_kind(writer: &mut Writer<'_>, user: UserId, kind: &str) -> Result<u64, Error> {
    let sql = "DELETE FROM factor WHERE user_id = ?1 AND kind = ?2";
    writer.execute(sql, &[user.into(), kind.into()])
}

/// Removes all factors and recovery codes of a user; how many factors.
pub fn factors_remove_all(writer: &mut Writer<'_>, user: UserId) -> Result<u64, Error> {
    recovery_codes_replace(writer, user, &[], None)?;
    writer.execute("DELETE FROM factor WHERE user_id = ?1", &[user.into()])
}

/// Gives a user exactly these recovery codes, by their hashes; `made_at` is when, none when there are none.
pub fn recovery_codes_replace(
    writer: &mut Writer<'_>,
    user: UserId,
    hashes: &[Vec<u8>],
    made_at: Option<Timestamp>,
) -> Result<(), Error> {
    writer.execute("DELETE FROM recovery_code WHERE user_id = ?1", &[user.into()])?;
    let rows = hashes.iter().map(|hash| vec![user.into(), hash.clone().into(), Scalar::Null]).collect();
    insert_rows(writer, "recovery_code", "user_id, code_hash, used_at", rows)?;
    let sql = "UPDATE user_account SET recovery_made_at = ?1 WHERE id = ?2";
    writer.execute(sql, &[opt_micros(made_at), user.into()]).map(drop)
}

/// Uses a recovery code up; `false` if it is none of the user's or was used before.
pub fn recovery_code_use(
    writer: &mut Writer<'_>,
    user: UserId,
    code_hash: &[u8],
    at: Timestamp,
) -> Result<bool, Error> {
    let sql = "UPDATE recovery_code SET used_at = ?1
               WHERE user_id = ?2 AND code_hash = ?3 AND used_at IS NULL";
    Ok(writer.execute(sql, &[micros(at), user.into(), Scalar::Bytes(code_hash.to_vec())])? == 1)
}

/// How many recovery codes a user has: unused, and in all.
pub fn recovery_codes_count(reader: &mut Reader<'_>, user: UserId) -> Result<(u32, u32), Error> {
    let sql = "SELECT count(*) - count(used_at), count(*) FROM recovery_code WHERE user_id = ?1";
    let counted = reader.query_map_one(sql, &[user.into()], |row| Ok((row.small(0)?, row.small(1)?)))?;
    Ok(counted.unwrap_or_default())
}

/// Notes the device on which a user's last used passkey was used, if that was since that instant.
pub fn passkey_seen_on(
    writer: &mut Writer<'_>,
    user: UserId,
    device: Uuid,
    since: Timestamp,
) -> Result<(), Error> {
    let sql = "UPDATE factor SET last_device_id = ?1 WHERE id =
               (SELECT id FROM factor WHERE user_id = ?2 AND kind = 'passkey' AND last_used_at >= ?3
                ORDER BY last_used_at DESC, id LIMIT 1)";
    writer.execute(sql, &[device.into(), user.into(), micros(since)]).map(drop)
}

/// The confirmed passkeys of a user and the device each was last used on.
pub fn passkeys_by_device(
    reader: &mut Reader<'_>,
    user: UserId,
) -> Result<Vec<(Uuid, String, Option<Uuid>)>, Error> {
    let sql = "SELECT id, label, last_device_id FROM factor
               WHERE user_id = ?1 AND kind = 'passkey' AND confirmed_at IS NOT NULL ORDER BY created_at, id";
    reader.query_map(sql, &[user.into()], |row| Ok((row.id(0)?, row.string(1)?, row.opt_id(2)?)))
}
