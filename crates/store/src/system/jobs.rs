//! Long work: a queue with leases, so that a job whose worker died is taken up by another.

use jiff::Timestamp;
use model::{Scalar, UserId};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, number, opt_micros, placeholders};
use crate::{Error, Reader, RowView, Writer};

/// A row of `job`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct JobRow {
    pub id: Uuid,
    pub kind: String,
    /// A word of the kind's own.
    pub state: String,
    /// What is to be done, as the kind writes it.
    pub body: String,
    pub lease_until: Option<Timestamp>,
    pub lease_by: Option<String>,
    pub progress_done: i64,
    pub progress_total: i64,
    pub created_at: Timestamp,
    pub created_by: UserId,
    pub finished_at: Option<Timestamp>,
    pub result: Option<String>,
}

/// A worker's hold on a job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Lease<'a> {
    pub by: &'a str,
    pub now: Timestamp,
    pub until: Timestamp,
}

sealed_debug!(JobRow);

const COLUMNS: &str = "id, kind, state, body, lease_until, lease_by, progress_done, progress_total, created_at, \
     created_by, finished_at, result";

fn read(row: &dyn RowView) -> Result<JobRow, Error> {
    Ok(JobRow {
        id: row.id(0)?,
        kind: row.string(1)?,
        state: row.string(2)?,
        body: row.string(3)?,
        lease_until: row.opt_time(4)?,
        lease_by: row.opt_string(5)?,
        progress_done: row.int(6)?,
        progress_total: row.int(7)?,
        created_at: row.time(8)?,
        created_by: UserId(row.id(9)?),
        finished_at: row.opt_time(10)?,
        result: row.opt_string(11)?,
    })
}

/// Adds a job.
pub fn job_enqueue(writer: &mut Writer<'_>, job: &JobRow) -> Result<(), Error> {
    let row = vec![
        job.id.into(),
        job.kind.clone().into(),
        job.state.clone().into(),
        job.body.clone().into(),
        opt_micros(job.lease_until),
        job.lease_by.clone().into(),
        job.progress_done.into(),
        job.progress_total.into(),
        micros(job.created_at),
        job.created_by.into(),
        opt_micros(job.finished_at),
        job.result.clone().into(),
    ];
    insert_rows(writer, "job", COLUMNS, vec![row])
}

/// Leases the oldest unfinished job of that kind in one of those states whose lease is free or ran out.
/// Two workers never get the same one.
pub fn job_claim(
    writer: &mut Writer<'_>,
    kind: &str,
    states: &[&str],
    lease: &Lease<'_>,
) -> Result<Option<JobRow>, Error> {
    let sql = format!(
        "UPDATE job SET lease_by = ?1, lease_until = ?2 WHERE id = (
             SELECT id FROM job WHERE kind = ?3 AND finished_at IS NULL
                 AND (lease_until IS NULL OR lease_until <= ?4) AND state IN ({})
             ORDER BY created_at, id LIMIT 1{})
         RETURNING {COLUMNS}",
        placeholders(5, states.len()),
        writer.dialect().for_update_skip_locked(),
    );
    let mut params = vec![lease.by.into(), micros(lease.until), kind.into(), micros(lease.now)];
    params.extend(states.iter().map(|state| Scalar::from(*state)));
    writer.query_map_one(&sql, &params, read)
}

/// Notes progress and prolongs the lease; false if the lease was lost.
pub fn job_progress(
    writer: &mut Writer<'_>,
    id: Uuid,
    done: i64,
    total: i64,
    lease: &Lease<'_>,
) -> Result<bool, Error> {
    let sql = "UPDATE job SET progress_done = ?1, progress_total = ?2, lease_until = ?3
               WHERE id = ?4 AND lease_by = ?5 AND finished_at IS NULL";
    let params = [done.into(), total.into(), micros(lease.until), id.into(), lease.by.into()];
    Ok(writer.execute(sql, &params)? == 1)
}

/// Notes progress with what came out so far, and prolongs the lease; false if the lease was lost or the job ended.
pub fn job_advance(
    writer: &mut Writer<'_>,
    id: Uuid,
    (done, total): (i64, i64),
    result: &str,
    lease: &Lease<'_>,
) -> Result<bool, Error> {
    let sql = "UPDATE job SET progress_done = ?1, progress_total = ?2, result = ?3, lease_until = ?4
               WHERE id = ?5 AND lease_by = ?6 AND finished_at IS NULL";
    let params = [done.into(), total.into(), result.into(), micros(lease.until), id.into(), lease.by.into()];
    Ok(writer.execute(sql, &params)? == 1)
}

/// Forgets an unfinished job's lease, progress and result, so that it begins anew.
pub fn job_reset(writer: &mut Writer<'_>, id: Uuid) -> Result<bool, Error> {
    let sql = "UPDATE job SET lease_by = NULL, lease_until = NULL, progress_done = 0, result = NULL
               WHERE id = ?1 AND finished_at IS NULL";
    Ok(writer.execute(sql, &[id.into()])? == 1)
}

/// Ends a job and leaves what came out so far; false if it was ended before.
pub fn job_end(writer: &mut Writer<'_>, id: Uuid, state: &str, at: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE job SET state = ?1, finished_at = ?2, lease_by = NULL, lease_until = NULL
               WHERE id = ?3 AND finished_at IS NULL";
    Ok(writer.execute(sql, &[state.into(), micros(at), id.into()])? == 1)
}

/// Changes state and body, if the job is unfinished and still in the state that was read.
pub fn job_update(
    writer: &mut Writer<'_>,
    id: Uuid,
    from_state: &str,
    state: &str,
    body: &str,
) -> Result<bool, Error> {
    let sql = "UPDATE job SET state = ?1, body = ?2 WHERE id = ?3 AND state = ?4 AND finished_at IS NULL";
    Ok(writer.execute(sql, &[state.into(), body.into(), id.into(), from_state.into()])? == 1)
}

/// Gives a lease back before it runs out.
pub fn job_release(writer: &mut Writer<'_>, id: Uuid, by: &str) -> Result<bool, Error> {
    let sql = "UPDATE job SET lease_by = NULL, lease_until = NULL WHERE id = ?1 AND lease_by = ?2";
    Ok(writer.execute(sql, &[id.into(), by.into()])? == 1)
}

/// Ends a job; false if it was ended before.
pub fn job_finish(
    writer: &mut Writer<'_>,
    id: Uuid,
    state: &str,
    result: Option<&str>,
    at: Timestamp,
) -> Result<bool, Error> {
    let sql = "UPDATE job SET state = ?1, result = ?2, finished_at = ?3, lease_by = NULL, lease_until = NULL
               WHERE id = ?4 AND finished_at IS NULL";
    Ok(writer.execute(sql, &[state.into(), result.into(), micros(at), id.into()])? == 1)
}

/// The job of that id.
pub fn job_find(reader: &mut Reader<'_>, id: Uuid) -> Result<Option<JobRow>, Error> {
    reader.query_map_one(&format!("SELECT {COLUMNS} FROM job WHERE id = ?1"), &[id.into()], read)
}

/// Those jobs, in no order; unknown ones are left out.
pub fn jobs_find(reader: &mut Reader<'_>, ids: &[Uuid]) -> Result<Vec<JobRow>, Error> {
    let mut jobs = Vec::with_capacity(ids.len());
    for part in ids.chunks(200) {
        let sql = format!("SELECT {COLUMNS} FROM job WHERE id IN ({})", placeholders(1, part.len()));
        let params: Vec<Scalar> = part.iter().map(|id| (*id).into()).collect();
        jobs.extend(reader.query_map(&sql, &params, read)?);
    }
    Ok(jobs)
}

/// A person's own jobs, newest first.
pub fn jobs_of(
    reader: &mut Reader<'_>,
    kind: &str,
    created_by: UserId,
    limit: u32,
) -> Result<Vec<JobRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM job WHERE kind = ?1 AND created_by = ?2 ORDER BY created_at DESC, id DESC LIMIT ?3"
    );
    reader.query_map(&sql, &[kind.into(), created_by.into(), number(limit)], read)
}

/// How many of a person's jobs have not ended.
pub fn jobs_open_of(reader: &mut Reader<'_>, kind: &str, created_by: UserId) -> Result<i64, Error> {
    let sql = "SELECT count(*) FROM job WHERE kind = ?1 AND created_by = ?2 AND finished_at IS NULL";
    Ok(reader.query_map_one(sql, &[kind.into(), created_by.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Removes a job.
pub fn job_delete(writer: &mut Writer<'_>, id: Uuid) -> Result<bool, Error> {
    Ok(writer.execute("DELETE FROM job WHERE id = ?1", &[id.into()])? == 1)
}

/// The kind of job that hands a leaver's records over. Its body is JSON, `{"from": id, "to": id}`, written by whoever
/// lets somebody go and read by whoever writes records.
pub const HANDOVER: &str = "handover";

/// Ends all unfinished jobs of that kind that a person began; how many.
pub fn jobs_end_of(
    writer: &mut Writer<'_>,
    kind: &str,
    created_by: UserId,
    state: &str,
    at: Timestamp,
) -> Result<u64, Error> {
    let sql = "UPDATE job SET state = ?1, finished_at = ?2, lease_by = NULL, lease_until = NULL
               WHERE kind = ?3 AND created_by = ?4 AND finished_at IS NULL";
    writer.execute(sql, &[state.into(), micros(at), kind.into(), created_by.into()])
}
