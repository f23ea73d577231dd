//! Saved views of lists and boards.

use model::{UserId, ViewId};

use super::statement::insert_rows;
use crate::{Error, Reader, RowView, Writer};

/// A row of `saved_view`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct ViewRow {
    pub id: ViewId,
    pub object: String,
    pub owner_id: UserId,
    pub shared: bool,
    /// JSON, written and read by `records`.
    pub body: String,
    pub version: i64,
}

const COLUMNS: &str = "id, object, owner_id, shared, body, version";

fn read(row: &dyn RowView) -> Result<ViewRow, Error> {
    Ok(ViewRow {
        id: ViewId(row.id(0)?),
        object: row.string(1)?,
        owner_id: UserId(row.id(2)?),
        shared: row.bool(3)?,
        body: row.string(4)?,
        version: row.int(5)?,
    })
}

/// Adds a view.
pub fn view_create(writer: &mut Writer<'_>, view: &ViewRow) -> Result<(), Error> {
    let row = vec![
        view.id.into(),
        view.object.clone().into(),
        view.owner_id.into(),
        view.shared.into(),
        view.body.clone().into(),
        view.version.into(),
    ];
    insert_rows(writer, "saved_view", COLUMNS, vec![row])
}

/// The view of that id.
pub fn view_find(reader: &mut Reader<'_>, id: ViewId) -> Result<Option<ViewRow>, Error> {
    reader.query_map_one(&format!("SELECT {COLUMNS} FROM saved_view WHERE id = ?1"), &[id.into()], read)
}

/// The views of an object that a user owns or that are shared, oldest first.
pub fn view_list(reader: &mut Reader<'_>, object: &str, user: UserId) -> Result<Vec<ViewRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM saved_view WHERE object = ?1 AND (owner_id = ?2 OR shared = ?3) ORDER BY id"
    );
    reader.query_map(&sql, &[object.into(), user.into(), true.into()], read)
}

/// Writes the view if the stored version is still `view.version`; the version then grows by one.
pub fn view_update(writer: &mut Writer<'_>, view: &ViewRow) -> Result<bool, Error> {
    let sql = "UPDATE saved_view SET shared = ?1, body = ?2, version = version + 1
               WHERE id = ?3 AND version = ?4";
    let params = [view.shared.into(), view.body.clone().into(), view.id.into(), view.version.into()];
    Ok(writer.execute(sql, &params)? == 1)
}

/// Removes a view.
pub fn view_delete(writer: &mut Writer<'_>, id: ViewId) -> Result<bool, Error> {
    Ok(writer.execute("DELETE FROM saved_view WHERE id = ?1", &[id.into()])? == 1)
}

/// Gives a user's shared views to another; how many. The views only they see stay theirs.
pub fn views_hand_over(writer: &mut Writer<'_>, from: UserId, to: UserId) -> Result<u64, Error> {
    let sql =
        "UPDATE saved_view SET owner_id = ?1, version = version + 1 WHERE owner_id = ?2 AND shared = ?3";
    writer.execute(sql, &[to.into(), from.into(), true.into()])
}

/// How many shared views belong to people who can't sign in any more, by owner.
pub fn views_orphaned(reader: &mut Reader<'_>) -> Result<Vec<(UserId, i64)>, Error> {
    let sql = "SELECT v.owner_id, count(*) FROM saved_view v JOIN user_account u ON u.id = v.owner_id
               WHERE v.shared = ?1 AND u.state = 'disabled' GROUP BY v.owner_id ORDER BY v.owner_id";
    reader.query_map(sql, &[true.into()], |row| Ok((UserId(row.id(0)?), row.int(1)?)))
}
