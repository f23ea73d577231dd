//! Browsers that a person signed in with before. The token itself is never stored, only its hash.

use std::collections::HashMap;

use jiff::Timestamp;
use model::{Scalar, UserId};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, number, opt_micros, placeholders};
use crate::{Error, Reader, RowView, Writer};

/// A row of `known_device`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct DeviceRow {
    pub id: Uuid,
    pub user_id: UserId,
    /// SHA-256 of the token in the browser's cookie.
    pub token_hash: Vec<u8>,
    pub user_agent: String,
    pub address: String,
    pub first_seen_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

sealed_debug!(DeviceRow);

const COLUMNS: &str = "id, user_id, token_hash, user_agent, address, first_seen_at, last_seen_at, revoked_at";

fn read(row: &dyn RowView) -> Result<DeviceRow, Error> {
    Ok(DeviceRow {
        id: row.id(0)?,
        user_id: UserId(row.id(1)?),
        token_hash: row.bytes(2)?.to_vec(),
        user_agent: row.string(3)?,
        address: row.string(4)?,
        first_seen_at: row.time(5)?,
        last_seen_at: row.time(6)?,
        revoked_at: row.opt_time(7)?,
    })
}

/// Remembers a device.
pub fn device_create(writer: &mut Writer<'_>, device: &DeviceRow) -> Result<(), Error> {
    let row = vec![
        device.id.into(),
        device.user_id.into(),
        device.token_hash.clone().into(),
        device.user_agent.clone().into(),
        device.address.clone().into(),
        micros(device.first_seen_at),
        micros(device.last_seen_at),
        opt_micros(device.revoked_at),
    ];
    insert_rows(writer, "known_device", COLUMNS, vec![row])
}

/// That user's device of that token, if it was not revoked and was seen since that instant.
pub fn device_find(
    reader: &mut Reader<'_>,
    user: UserId,
    token_hash: &[u8],
    since: Timestamp,
) -> Result<Option<DeviceRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM known_device WHERE token_hash = ?1 AND user_id = ?2 AND revoked_at IS NULL
         AND last_seen_at > ?3"
    );
    reader.query_map_one(&sql, &[Scalar::Bytes(token_hash.to_vec()), user.into(), micros(since)], read)
}

/// A user's devices that were not revoked, last seen first.
pub fn devices_of_user(reader: &mut Reader<'_>, user: UserId) -> Result<Vec<DeviceRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM known_device WHERE user_id = ?1 AND revoked_at IS NULL
         ORDER BY last_seen_at DESC, id LIMIT 200"
    );
    reader.query_map(&sql, &[user.into()], read)
}

/// Notes that a device was seen again.
pub fn device_seen(writer: &mut Writer<'_>, id: Uuid, address: &str, at: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE known_device SET last_seen_at = ?1, address = ?2 WHERE id = ?3";
    writer.execute(sql, &[micros(at), address.into(), id.into()]).map(drop)
}

/// Forgets one device of that user.
pub fn device_revoke(writer: &mut Writer<'_>, user: UserId, id: Uuid, at: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE known_device SET revoked_at = ?1 WHERE id = ?2 AND user_id = ?3 AND revoked_at IS NULL";
    Ok(writer.execute(sql, &[micros(at), id.into(), user.into()])? == 1)
}

/// Forgets all but the last seen devices of a user, and those with a live session; how many.
pub fn devices_trim(writer: &mut Writer<'_>, user: UserId, kept: u32, at: Timestamp) -> Result<u64, Error> {
    let sql =
        "UPDATE known_device SET revoked_at = ?1 WHERE user_id = ?2 AND revoked_at IS NULL AND id NOT IN
               (SELECT id FROM known_device WHERE user_id = ?2 AND revoked_at IS NULL
                ORDER BY last_seen_at DESC, id DESC LIMIT ?3)
               AND NOT EXISTS (SELECT 1 FROM session WHERE session.device_id = known_device.id
                               AND session.ended_at IS NULL AND session.expires_at > ?1
                               AND session.last_used_at + session.idle_secs * 1000000 > ?1)";
    writer.execute(sql, &[micros(at), user.into(), number(kept)])
}

/// Forgets all devices of a user; how many.
pub fn devices_revoke_all(writer: &mut Writer<'_>, user: UserId, at: Timestamp) -> Result<u64, Error> {
    let sql = "UPDATE known_device SET revoked_at = ?1 WHERE user_id = ?2 AND revoked_at IS NULL";
    writer.execute(sql, &[micros(at), user.into()])
}

/// Forgets a user's devices but that one; how many.
pub fn devices_revoke_others(
    writer: &mut Writer<'_>,
    user: UserId,
    kept: Option<Uuid>,
    at: Timestamp,
) -> Result<u64, Error> {
    let Some(kept) = kept else { return devices_revoke_all(writer, user, at) };
    let sql =
        "UPDATE known_device SET revoked_at = ?1 WHERE user_id = ?2 AND revoked_at IS NULL AND id <> ?3";
    writer.execute(sql, &[micros(at), user.into(), kept.into()])
}

/// Removes devices not seen since that instant; how many.
pub fn devices_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    writer.execute("DELETE FROM known_device WHERE last_seen_at < ?1", &[micros(before)])
}

/// One device of a user that was not revoked.
pub fn device_of_user(reader: &mut Reader<'_>, user: UserId, id: Uuid) -> Result<Option<DeviceRow>, Error> {
    let sql =
        format!("SELECT {COLUMNS} FROM known_device WHERE id = ?1 AND user_id = ?2 AND revoked_at IS NULL");
    reader.query_map_one(&sql, &[id.into(), user.into()], read)
}

/// When those of a user's devices were first seen; revoked or not.
pub fn devices_first_seen(
    reader: &mut Reader<'_>,
    user: UserId,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Timestamp>, Error> {
    let mut seen = HashMap::with_capacity(ids.len());
    for part in ids.chunks(200) {
        let sql = format!(
            "SELECT id, first_seen_at FROM known_device WHERE user_id = ?1 AND id IN ({})",
            placeholders(2, part.len())
        );
        let params: Vec<Scalar> =
            [user.into()].into_iter().chain(part.iter().map(|id| (*id).into())).collect();
        seen.extend(reader.query_map(&sql, &params, |row| Ok((row.id(0)?, row.time(1)?)))?);
    }
    Ok(seen)
}
