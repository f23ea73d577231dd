//! Roles as they are stored: a key and a body that `access` reads.

use model::UserId;

use super::statement::insert_rows;
use crate::{Error, Reader, RowView, Writer};

/// A row of `role`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct RoleRow {
    pub key: String,
    /// JSON, written and read by `access`.
    pub body: String,
    /// Whether it came with the program.
    pub shipped: bool,
    pub version: i64,
}

const COLUMNS: &str = "key, body, shipped, version";

fn read(row: &dyn RowView) -> Result<RoleRow, Error> {
    Ok(RoleRow { key: row.string(0)?, body: row.string(1)?, shipped: row.bool(2)?, version: row.int(3)? })
}

/// All roles by key.
pub fn role_list(reader: &mut Reader<'_>) -> Result<Vec<RoleRow>, Error> {
    reader.query_map(&format!("SELECT {COLUMNS} FROM role ORDER BY key"), &[], read)
}

/// The role of that key.
pub fn role_find(reader: &mut Reader<'_>, key: &str) -> Result<Option<RoleRow>, Error> {
    reader.query_map_one(&format!("SELECT {COLUMNS} FROM role WHERE key = ?1"), &[key.into()], read)
}

/// The roles a user holds, by key.
pub fn roles_of_user(reader: &mut Reader<'_>, user: UserId) -> Result<Vec<RoleRow>, Error> {
    let sql = "SELECT r.key, r.body, r.shipped, r.version FROM role r JOIN user_role u ON u.role_key = r.key
               WHERE u.user_id = ?1 ORDER BY r.key";
    reader.query_map(sql, &[user.into()], read)
}

/// How many users hold each role, roles nobody holds left out.
pub fn role_member_counts(reader: &mut Reader<'_>) -> Result<Vec<(String, i64)>, Error> {
    let sql = "SELECT role_key, count(*) FROM user_role GROUP BY role_key";
    reader.query_map(sql, &[], |row| Ok((row.string(0)?, row.int(1)?)))
}

/// Who holds a role.
pub fn role_members(reader: &mut Reader<'_>, key: &str) -> Result<Vec<UserId>, Error> {
    let sql = "SELECT user_id FROM user_role WHERE role_key = ?1 ORDER BY user_id";
    reader.query_map(sql, &[key.into()], |row| row.id(0).map(UserId))
}

/// Adds a role. A second one with the same key is [`Error::UniqueViolation`].
pub fn role_create(writer: &mut Writer<'_>, role: &RoleRow) -> Result<(), Error> {
    let row =
        vec![role.key.clone().into(), role.body.clone().into(), role.shipped.into(), role.version.into()];
    insert_rows(writer, "role", COLUMNS, vec![row])
}

/// Writes the body if the stored version is still `role.version`; the version then grows by one.
pub fn role_update(writer: &mut Writer<'_>, role: &RoleRow) -> Result<bool, Error> {
    let sql = "UPDATE role SET body = ?1, version = version + 1 WHERE key = ?2 AND version = ?3";
    let params = [role.body.clone().into(), role.key.clone().into(), role.version.into()];
    Ok(writer.execute(sql, &params)? == 1)
}

/// Removes a role nobody holds; one that is held is [`Error::ForeignKey`].
pub fn role_delete(writer: &mut Writer<'_>, key: &str) -> Result<bool, Error> {
    Ok(writer.execute("DELETE FROM role WHERE key = ?1", &[key.into()])? == 1)
}
