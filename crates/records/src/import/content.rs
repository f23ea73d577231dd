//! The bytes of an import: the file as uploaded and the report of a run, sealed in chunks like any stored file.
//!
//! Both hang on the import (as "record"), so that no sweep of forgotten uploads takes them.

use bytes::Bytes;
use model::{FileId, RecordId, UserId};
use sha2::{Digest, Sha256};
use store::system::files::{self, FileRow};
use store::{Reader, Writer};
use uuid::Uuid;
use vault::{Aad, ChunkAad};

use super::body::KIND;
use super::report::ImportProblem;
use crate::Error;
use crate::service::Inner;

const CHUNK: usize = 256 * 1024;

/// Keeps the uploaded file.
pub(crate) fn keep(
    writer: &mut Writer<'_>,
    inner: &Inner,
    (import, owner): (Uuid, UserId),
    id: FileId,
    bytes: &Bytes,
) -> Result<(), Error> {
    head(writer, inner, (import, owner), id, bytes)?;
    let last = bytes.len().div_ceil(CHUNK).saturating_sub(1);
    for (n, chunk) in bytes.chunks(CHUNK).enumerate() {
        let place = u32::try_from(n).map_err(Error::internal)?;
        let aad = ChunkAad { file: id, n: place, last: n == last };
        files::file_chunk_put(writer, id, place, inner.vault.seal_chunk(None, &aad, chunk)?)?;
    }
    Ok(())
}

/// Begins an empty report.
pub(crate) fn begin_report(
    writer: &mut Writer<'_>,
    inner: &Inner,
    owner: (Uuid, UserId),
    id: FileId,
) -> Result<(), Error> {
    head(writer, inner, owner, id, &Bytes::new())
}

/// Adds the next part to a report.
pub(crate) fn report_part(
    writer: &mut Writer<'_>,
    inner: &Inner,
    id: FileId,
    n: u32,
    problems: &[ImportProblem],
) -> Result<(), Error> {
    let part = serde_json::to_vec(problems).map_err(Error::internal)?;
    let aad = ChunkAad { file: id, n, last: false };
    Ok(files::file_chunk_put(writer, id, n, inner.vault.seal_chunk(None, &aad, &part)?)?)
}

/// The part of a report of that number.
pub(crate) fn report_find(
    reader: &mut Reader<'_>,
    inner: &Inner,
    id: FileId,
    n: u32,
) -> Result<Option<Vec<u8>>, Error> {
    let Some(sealed) = files::file_chunk(reader, id, n)? else { return Ok(None) };
    let aad = ChunkAad { file: id, n, last: false };
    Ok(Some(inner.vault.open_chunk(None, &aad, &sealed)?.to_vec()))
}

/// The uploaded file, whole.
pub(crate) fn load(reader: &mut Reader<'_>, inner: &Inner, id: FileId) -> Result<Bytes, Error> {
    let row = files::file_find(reader, id)?.ok_or_else(model::Problem::not_found)?;
    let size = usize::try_from(row.size).map_err(Error::internal)?;
    let chunks = size.div_ceil(CHUNK);
    let mut bytes = Vec::with_capacity(size);
    for n in 0..chunks {
        let place = u32::try_from(n).map_err(Error::internal)?;
        let sealed = files::file_chunk(reader, id, place)?.ok_or_else(model::Problem::internal)?;
        let aad = ChunkAad { file: id, n: place, last: n + 1 == chunks };
        bytes.extend_from_slice(&inner.vault.open_chunk(None, &aad, &sealed)?);
    }
    Ok(Bytes::from(bytes))
}

fn head(
    writer: &mut Writer<'_>,
    inner: &Inner,
    (import, owner): (Uuid, UserId),
    id: FileId,
    bytes: &Bytes,
) -> Result<(), Error> {
    let aad = Aad { object: "file", field: "name", record: RecordId(id.0) };
    let row = FileRow {
        id,
        name_sealed: inner.vault.seal(&aad, KIND.as_bytes())?,
        media_type: "application/octet-stream".into(),
        size: i64::try_from(bytes.len()).map_err(Error::internal)?,
        sha256: Sha256::digest(bytes).to_vec(),
        object: KIND.into(),
        record_id: Some(RecordId(import)),
        created_by: owner,
        created_at: inner.clock.now(),
    };
    Ok(files::file_create(writer, &row)?)
}
