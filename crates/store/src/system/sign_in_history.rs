//! A person's last sign-ins: what is usual for them.

use jiff::Timestamp;
use model::{Scalar, UserId};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, number};
use crate::{Error, Reader, RowView, Writer};

/// A row of `sign_in_history`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct SignInRow {
    /// The session's.
    pub id: Uuid,
    pub user_id: UserId,
    pub at: Timestamp,
    pub device_id: Option<Uuid>,
    /// The part of the address that one subscriber holds.
    pub network: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Millionths of a degree.
    pub latitude_e6: Option<i64>,
    /// Millionths of a degree.
    pub longitude_e6: Option<i64>,
}

sealed_debug!(SignInRow);

const COLUMNS: &str = "id, user_id, at, device_id, network, country, latitude_e6, longitude_e6";

fn read(row: &dyn RowView) -> Result<SignInRow, Error> {
    Ok(SignInRow {
        id: row.id(0)?,
        user_id: UserId(row.id(1)?),
        at: row.time(2)?,
        device_id: row.opt_id(3)?,
        network: row.opt_string(4)?,
        country: row.opt_string(5)?,
        latitude_e6: row.opt_int(6)?,
        longitude_e6: row.opt_int(7)?,
    })
}

/// Remembers a sign-in and forgets those of the user beyond so many.
pub fn sign_in_add(writer: &mut Writer<'_>, sign_in: &SignInRow, kept: u32) -> Result<(), Error> {
    let row = vec![
        sign_in.id.into(),
        sign_in.user_id.into(),
        micros(sign_in.at),
        sign_in.device_id.into(),
        sign_in.network.clone().into(),
        sign_in.country.clone().into(),
        sign_in.latitude_e6.into(),
        sign_in.longitude_e6.into(),
    ];
    insert_rows(writer, "sign_in_history", COLUMNS, vec![row])?;
    let sql = "DELETE FROM sign_in_history WHERE user_id = ?1 AND id IN (
                   SELECT id FROM sign_in_history WHERE user_id = ?1
                   ORDER BY at DESC, id DESC LIMIT 1000 OFFSET ?2)";
    writer.execute(sql, &[sign_in.user_id.into(), number(kept)]).map(drop)
}

/// A user's sign-ins, newest first.
pub fn sign_ins_of_user(reader: &mut Reader<'_>, user: UserId) -> Result<Vec<SignInRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM sign_in_history WHERE user_id = ?1 ORDER BY at DESC, id DESC LIMIT 200"
    );
    reader.query_map(&sql, &[Scalar::from(user)], read)
}
