//! People who left, and the lists of what is to be done about it.

use jiff::Timestamp;
use model::{Scalar, UserId};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, opt_micros, placeholders};
use crate::{Error, Reader, RowView, Writer};

/// A row of `leaver`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct LeaverRow {
    pub user_id: UserId,
    pub successor_id: Option<UserId>,
    pub note: String,
    pub left_at: Timestamp,
    pub left_by: UserId,
    pub due_at: Timestamp,
    pub done_at: Option<Timestamp>,
    /// The job that hands the records over.
    pub job_id: Option<Uuid>,
    /// JSON: what was done at once.
    pub summary: String,
}

/// A row of `leaver_item`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct LeaverItemRow {
    pub id: Uuid,
    pub user_id: UserId,
    pub place: i64,
    /// A known item's word; empty for one that somebody wrote.
    pub key: String,
    pub text: String,
    pub done_at: Option<Timestamp>,
    pub done_by: Option<UserId>,
}

sealed_debug!(LeaverRow, LeaverItemRow);

const COLUMNS: &str = "user_id, successor_id, note, left_at, left_by, due_at, done_at, job_id, summary";

const ITEM_COLUMNS: &str = "id, user_id, place, key, text, done_at, done_by";

fn read(row: &dyn RowView) -> Result<LeaverRow, Error> {
    Ok(LeaverRow {
        user_id: UserId(row.id(0)?),
        successor_id: row.opt_id(1)?.map(UserId),
        note: row.string(2)?,
        left_at: row.time(3)?,
        left_by: UserId(row.id(4)?),
        due_at: row.time(5)?,
        done_at: row.opt_time(6)?,
        job_id: row.opt_id(7)?,
        summary: row.string(8)?,
    })
}

fn read_item(row: &dyn RowView) -> Result<LeaverItemRow, Error> {
    Ok(LeaverItemRow {
        id: row.id(0)?,
        user_id: UserId(row.id(1)?),
        place: row.int(2)?,
        key: row.string(3)?,
        text: row.string(4)?,
        done_at: row.opt_time(5)?,
        done_by: row.opt_id(6)?.map(UserId),
    })
}

/// Forgets that somebody left, with the list: they are back.
pub fn leaver_forget(writer: &mut Writer<'_>, user: UserId) -> Result<(), Error> {
    writer.execute("DELETE FROM leaver WHERE user_id = ?1", &[user.into()]).map(drop)
}

/// Notes that somebody left.
pub fn leaver_create(writer: &mut Writer<'_>, leaver: &LeaverRow) -> Result<(), Error> {
    let row = vec![
        leaver.user_id.into(),
        leaver.successor_id.into(),
        leaver.note.clone().into(),
        micros(leaver.left_at),
        leaver.left_by.into(),
        micros(leaver.due_at),
        opt_micros(leaver.done_at),
        leaver.job_id.into(),
        leaver.summary.clone().into(),
    ];
    insert_rows(writer, "leaver", COLUMNS, vec![row])
}

/// Names another successor, and the job that hands the records over to them; what was done is to be done again.
pub fn leaver_successor(
    writer: &mut Writer<'_>,
    user: UserId,
    successor: UserId,
    job: Uuid,
) -> Result<(), Error> {
    let sql = "UPDATE leaver SET successor_id = ?1, job_id = ?2, done_at = NULL WHERE user_id = ?3";
    writer.execute(sql, &[successor.into(), job.into(), user.into()]).map(drop)
}

/// Somebody who left.
pub fn leaver_find(reader: &mut Reader<'_>, user: UserId) -> Result<Option<LeaverRow>, Error> {
    reader.query_map_one(&format!("SELECT {COLUMNS} FROM leaver WHERE user_id = ?1"), &[user.into()], read)
}

/// Everybody who left: those with something to do first, by when it is due. What a handover could not move, and what was
/// found to be left over, stand within texts that are not looked into here: whoever left without a successor, and whoever's
/// handover goes on, stand among the first.
pub fn leavers(reader: &mut Reader<'_>) -> Result<Vec<LeaverRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM leaver
         ORDER BY CASE WHEN done_at IS NOT NULL
             AND EXISTS (SELECT 1 FROM job WHERE job.id = leaver.job_id AND job.finished_at IS NOT NULL)
             THEN 1 ELSE 0 END, due_at, user_id LIMIT 500"
    );
    reader.query_map(&sql, &[], read)
}

/// Notes that all is done, or that something is to be done again.
pub fn leaver_done(writer: &mut Writer<'_>, user: UserId, at: Option<Timestamp>) -> Result<(), Error> {
    let sql = "UPDATE leaver SET done_at = ?1 WHERE user_id = ?2";
    writer.execute(sql, &[opt_micros(at), user.into()]).map(drop)
}

/// Adds an item.
pub fn leaver_item_create(writer: &mut Writer<'_>, item: &LeaverItemRow) -> Result<(), Error> {
    let row = vec![
        item.id.into(),
        item.user_id.into(),
        item.place.into(),
        item.key.clone().into(),
        item.text.clone().into(),
        opt_micros(item.done_at),
        item.done_by.into(),
    ];
    insert_rows(writer, "leaver_item", ITEM_COLUMNS, vec![row])
}

/// The items of somebody who left, in order.
pub fn leaver_items(reader: &mut Reader<'_>, user: UserId) -> Result<Vec<LeaverItemRow>, Error> {
    let sql = format!("SELECT {ITEM_COLUMNS} FROM leaver_item WHERE user_id = ?1 ORDER BY place, id");
    reader.query_map(&sql, &[user.into()], read_item)
}

/// The items of all those who left, in order.
pub fn leavers_items(reader: &mut Reader<'_>, users: &[UserId]) -> Result<Vec<LeaverItemRow>, Error> {
    let mut items = Vec::new();
    for part in users.chunks(200) {
        let sql = format!(
            "SELECT {ITEM_COLUMNS} FROM leaver_item WHERE user_id IN ({}) ORDER BY user_id, place, id",
            placeholders(1, part.len())
        );
        let params: Vec<Scalar> = part.iter().map(|id| (*id).into()).collect();
        items.extend(reader.query_map(&sql, &params, read_item)?);
    }
    Ok(items)
}

/// Ticks an item, or takes the tick away.
pub fn leaver_item_done(
    writer: &mut Writer<'_>,
    user: UserId,
    id: Uuid,
    done: Option<(Timestamp, UserId)>,
) -> Result<bool, Error> {
    let sql = "UPDATE leaver_item SET done_at = ?1, done_by = ?2 WHERE id = ?3 AND user_id = ?4";
    let params = [opt_micros(done.map(|(at, _)| at)), done.map(|(_, by)| by).into(), id.into(), user.into()];
    Ok(writer.execute(sql, &params)? == 1)
}
