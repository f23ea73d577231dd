//! Stored files: a head and numbered chunks, sealed by the caller.

use jiff::Timestamp;
use model::{FileId, RecordId, Scalar, UserId};

use super::sealed_debug;
use super::statement::{insert_rows, micros, number, placeholders};
use crate::{Error, Reader, RowView, Writer};

/// A row of `stored_file`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct FileRow {
    pub id: FileId,
    /// The name, sealed.
    pub name_sealed: Vec<u8>,
    pub media_type: String,
    /// Bytes of the content before it was sealed.
    pub size: i64,
    pub sha256: Vec<u8>,
    pub object: String,
    /// The record it hangs on; nothing while it is only uploaded.
    pub record_id: Option<RecordId>,
    pub created_by: UserId,
    pub created_at: Timestamp,
}

sealed_debug!(FileRow);

const COLUMNS: &str = "id, name_sealed, media_type, size, sha256, object, record_id, created_by, created_at";

fn read(row: &dyn RowView) -> Result<FileRow, Error> {
    Ok(FileRow {
        id: FileId(row.id(0)?),
        name_sealed: row.bytes(1)?.to_vec(),
        media_type: row.string(2)?,
        size: row.int(3)?,
        sha256: row.bytes(4)?.to_vec(),
        object: row.string(5)?,
        record_id: row.opt_id(6)?.map(RecordId),
        created_by: UserId(row.id(7)?),
        created_at: row.time(8)?,
    })
}

/// Adds a file's head.
pub fn file_create(writer: &mut Writer<'_>, file: &FileRow) -> Result<(), Error> {
    let row = vec![
        file.id.into(),
        file.name_sealed.clone().into(),
        file.media_type.clone().into(),
        file.size.into(),
        file.sha256.clone().into(),
        file.object.clone().into(),
        file.record_id.into(),
        file.created_by.into(),
        micros(file.created_at),
    ];
    insert_rows(writer, "stored_file", COLUMNS, vec![row])
}

/// Adds the chunk of that number, counted from 0.
pub fn file_chunk_put(writer: &mut Writer<'_>, file: FileId, n: u32, body: Vec<u8>) -> Result<(), Error> {
    let row = vec![file.into(), number(n), body.into()];
    insert_rows(writer, "stored_chunk", "file_id, n, body", vec![row])
}

/// The head of that file.
pub fn file_find(reader: &mut Reader<'_>, id: FileId) -> Result<Option<FileRow>, Error> {
    reader.query_map_one(&format!("SELECT {COLUMNS} FROM stored_file WHERE id = ?1"), &[id.into()], read)
}

/// Those files, in no order; unknown ones are left out.
pub fn files_find(reader: &mut Reader<'_>, ids: &[FileId]) -> Result<Vec<FileRow>, Error> {
    let mut files = Vec::with_capacity(ids.len());
    for part in ids.chunks(200) {
        let sql = format!("SELECT {COLUMNS} FROM stored_file WHERE id IN ({})", placeholders(1, part.len()));
        let params: Vec<Scalar> = part.iter().map(|id| (*id).into()).collect();
        files.extend(reader.query_map(&sql, &params, read)?);
    }
    Ok(files)
}

/// The files of a record, oldest first.
pub fn files_of_record(
    reader: &mut Reader<'_>,
    object: &str,
    record: RecordId,
) -> Result<Vec<FileRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM stored_file WHERE object = ?1 AND record_id = ?2 ORDER BY created_at, id"
    );
    reader.query_map(&sql, &[object.into(), record.into()], read)
}

/// The chunk of that number.
pub fn file_chunk(reader: &mut Reader<'_>, file: FileId, n: u32) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT body FROM stored_chunk WHERE file_id = ?1 AND n = ?2";
    reader.query_map_one(sql, &[file.into(), number(n)], |row| Ok(row.bytes(0)?.to_vec()))
}

/// Hangs an uploaded file on a record of its object; false if it hangs on another already.
pub fn file_attach(writer: &mut Writer<'_>, id: FileId, record: RecordId) -> Result<bool, Error> {
    let sql = "UPDATE stored_file SET record_id = ?1 WHERE id = ?2 AND (record_id IS NULL OR record_id = ?1)";
    Ok(writer.execute(sql, &[record.into(), id.into()])? == 1)
}

/// How many files somebody uploaded that hang on no record yet, and their bytes.
pub fn files_loose(reader: &mut Reader<'_>, owner: UserId) -> Result<(u64, u64), Error> {
    let sql = "SELECT count(*), CAST(COALESCE(sum(size), 0) AS bigint) FROM stored_file
        WHERE record_id IS NULL AND created_by = ?1";
    let found = reader.query_map_one(sql, &[owner.into()], |row| Ok((row.int(0)?, row.int(1)?)))?;
    let (count, bytes) = found.unwrap_or_default();
    Ok((u64::try_from(count).unwrap_or(0), u64::try_from(bytes).unwrap_or(0)))
}

/// The bytes of all files.
pub fn files_size(reader: &mut Reader<'_>) -> Result<u64, Error> {
    let sql = "SELECT CAST(COALESCE(sum(size), 0) AS bigint) FROM stored_file";
    let bytes = reader.query_map_one(sql, &[], |row| row.int(0))?.unwrap_or_default();
    Ok(u64::try_from(bytes).unwrap_or(0))
}

/// Removes a file with its chunks.
pub fn file_delete(writer: &mut Writer<'_>, id: FileId) -> Result<bool, Error> {
    Ok(writer.execute("DELETE FROM stored_file WHERE id = ?1", &[id.into()])? == 1)
}

/// Removes files that were uploaded before that instant and never hung on a record; how many.
pub fn files_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    writer.execute("DELETE FROM stored_file WHERE record_id IS NULL AND created_at < ?1", &[micros(before)])
}
