//! Reviews of the rights of people whose team or roles changed.

use jiff::Timestamp;
use model::UserId;
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, opt_micros};
use crate::{Error, Reader, RowView, Writer};

/// A row of `rights_review`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct ReviewRow {
    pub id: Uuid,
    pub user_id: UserId,
    pub opened_at: Timestamp,
    /// Who made the first change.
    pub opened_by: UserId,
    /// JSON: team and roles before.
    pub before_body: String,
    /// JSON: team and roles now.
    pub after_body: String,
    /// Who should confirm; none: whoever manages users.
    pub confirmer_id: Option<UserId>,
    pub due_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    pub closed_by: Option<UserId>,
    /// JSON: the ids of everybody who made a change since.
    pub maker_ids: String,
}

sealed_debug!(ReviewRow);

const COLUMNS: &str = "id, user_id, opened_at, opened_by, before_body, after_body, confirmer_id, due_at, \
     closed_at, closed_by, maker_ids";

fn read(row: &dyn RowView) -> Result<ReviewRow, Error> {
    Ok(ReviewRow {
        id: row.id(0)?,
        user_id: UserId(row.id(1)?),
        opened_at: row.time(2)?,
        opened_by: UserId(row.id(3)?),
        before_body: row.string(4)?,
        after_body: row.string(5)?,
        confirmer_id: row.opt_id(6)?.map(UserId),
        due_at: row.time(7)?,
        closed_at: row.opt_time(8)?,
        closed_by: row.opt_id(9)?.map(UserId),
        maker_ids: row.string(10)?,
    })
}

/// Opens a review.
pub fn review_create(writer: &mut Writer<'_>, review: &ReviewRow) -> Result<(), Error> {
    let row = vec![
        review.id.into(),
        review.user_id.into(),
        micros(review.opened_at),
        review.opened_by.into(),
        review.before_body.clone().into(),
        review.after_body.clone().into(),
        review.confirmer_id.into(),
        micros(review.due_at),
        opt_micros(review.closed_at),
        review.closed_by.into(),
        review.maker_ids.clone().into(),
    ];
    insert_rows(writer, "rights_review", COLUMNS, vec![row])
}

/// The review of that id.
pub fn review_find(reader: &mut Reader<'_>, id: Uuid) -> Result<Option<ReviewRow>, Error> {
    reader.query_map_one(&format!("SELECT {COLUMNS} FROM rights_review WHERE id = ?1"), &[id.into()], read)
}

/// The open review of a user.
pub fn review_open_of(reader: &mut Reader<'_>, user: UserId) -> Result<Option<ReviewRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM rights_review WHERE user_id = ?1 AND closed_at IS NULL ORDER BY opened_at LIMIT 1"
    );
    reader.query_map_one(&sql, &[user.into()], read)
}

/// The open reviews, by when they are due.
pub fn reviews_open(reader: &mut Reader<'_>) -> Result<Vec<ReviewRow>, Error> {
    let sql =
        format!("SELECT {COLUMNS} FROM rights_review WHERE closed_at IS NULL ORDER BY due_at, id LIMIT 500");
    reader.query_map(&sql, &[], read)
}

/// Writes what somebody has now, who should confirm it and who made the changes, of an open review.
pub fn review_update(writer: &mut Writer<'_>, review: &ReviewRow) -> Result<bool, Error> {
    let sql = "UPDATE rights_review SET after_body = ?1, confirmer_id = ?2, maker_ids = ?3
               WHERE id = ?4 AND closed_at IS NULL";
    let params = [
        review.after_body.clone().into(),
        review.confirmer_id.into(),
        review.maker_ids.clone().into(),
        review.id.into(),
    ];
    Ok(writer.execute(sql, &params)? == 1)
}

/// Closes a review; false if it was closed before.
pub fn review_close(
    writer: &mut Writer<'_>,
    id: Uuid,
    at: Timestamp,
    by: Option<UserId>,
) -> Result<bool, Error> {
    let sql = "UPDATE rights_review SET closed_at = ?1, closed_by = ?2 WHERE id = ?3 AND closed_at IS NULL";
    Ok(writer.execute(sql, &[micros(at), by.into(), id.into()])? == 1)
}
