//! Files: sealed in chunks inside the database; a file's rights follow the record that holds it.
//!
//! A file is uploaded first, belonging to nobody but its uploader, and becomes the record's when a file field names it.
//! What nobody gave to a record within a day is swept.

mod kind;
mod room;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use access::Action;
use audit::Action as Act;
use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt as _, try_unfold};
use metadata::{FieldType, ObjectDef};
use model::{FileId, Kind, Problem, RecordId, UserId};
use sha2::{Digest, Sha256};
use store::system::files::{self, FileRow};
use store::{Reader, Writer};
use uuid::Uuid;
use vault::{Aad, ChunkAad};

use kind::{clean_name, media_type_of};
pub use room::FileLimits;
pub(crate) use room::check as check_room;

use crate::draft::Image;
use crate::plan::Reading;
use crate::visible::FileInfo;
use crate::{Caller, Error, Records};

/// Bytes of one sealed chunk.
const CHUNK: usize = 256 * 1024;
/// The largest file, in bytes.
const MAX_FILE: usize = 100 * 1024 * 1024;
/// A file on its way in.
pub struct NewFile {
    /// Its name, shown and given back at download.
    pub name: String,
    /// Its bytes.
    pub bytes: bytes::Bytes,
}

/// A file on its way out.
pub struct FoundFile {
    /// Its name.
    pub name: String,
    /// Its media type, as found in its content when it came in.
    pub media_type: String,
    /// How many bytes it has.
    pub size: u64,
    /// Its bytes, opened piece by piece. An error ends it in the middle: the file must then not be taken for whole.
    pub stream: BoxStream<'static, Result<Bytes, Error>>,
}

impl FoundFile {
    /// A file that is in memory already.
    pub(crate) fn whole(name: String, media_type: impl Into<String>, bytes: Vec<u8>) -> Self {
        let (media_type, size) = (media_type.into(), bytes.len() as u64);
        let stream = futures_util::stream::once(std::future::ready(Ok(Bytes::from(bytes)))).boxed();
        Self { name, media_type, size, stream }
    }
}

impl Records {
    /// Whether the caller may upload a file for a record of that object; to be asked before it is read from the network.
    ///
    /// # Errors
    /// `forbidden` without the right to create or edit such records.
    pub async fn file_may_add(&self, caller: &Caller, object: &str) -> Result<Arc<ObjectDef>, Error> {
        let world = self.world();
        let taken = world.object(object).and_then(|object| {
            let reading = self.inner.reading(caller, &world);
            reading.permit(&object, Action::Edit).or_else(|_| reading.permit(&object, Action::Create))?;
            Ok(object)
        });
        let taken = taken.map_err(Error::from);
        self.inner.log_refusal(caller, (Act::FileAdded, object), taken).await
    }

    /// Takes in a file for a record of that object.
    ///
    /// # Errors
    /// `forbidden` without the right to create or edit such records; `file_type_refused`; `body_too_large`;
    /// `uploads_full` when the caller left too much lying about, `files_full` when all files take the room there is.
    pub async fn file_add(&self, caller: &Caller, object: &str, file: NewFile) -> Result<FileInfo, Error> {
        let object = self.file_may_add(caller, object).await?;
        if file.bytes.len() > MAX_FILE {
            return Err(Problem::new(Kind::TooLarge, "body_too_large").with("max", "100 MiB").into());
        }
        let media_type = media_type_of(&file)?;
        let id = FileId::fresh(&*self.inner.clock, &*self.inner.entropy);
        let size = i64::try_from(file.bytes.len()).map_err(Error::internal)?;
        let (inner, me, bytes) = (Arc::clone(&self.inner), caller.principal.id(), file.bytes.len() as u64);
        self.inner.db.read(move |reader| check_room(reader, &inner, bytes)).await?;
        let info = FileInfo { id: id.0, name: clean_name(&file.name), size, media_type: media_type.into() };
        let row = FileRow {
            id,
            name_sealed: self.inner.vault.seal(&name_aad(id), info.name.as_bytes())?,
            media_type: media_type.into(),
            size,
            sha256: Sha256::digest(&file.bytes).to_vec(),
            object: object.name.as_str().into(),
            record_id: None,
            created_by: caller.principal.id(),
            created_at: self.inner.clock.now(),
        };
        let event = self.inner.event(caller, Act::FileAdded).on(Some(object.name.clone()), None);
        let event = event.with("file", id.to_string()).with("size", size);
        let inner = Arc::clone(&self.inner);
        let added = self.inner.db.write(move |writer| {
            room::check_own(writer, &inner, me, bytes)?;
            files::file_create(writer, &row)?;
            let last = file.bytes.len().div_ceil(CHUNK).saturating_sub(1);
            for (n, chunk) in file.bytes.chunks(CHUNK).enumerate() {
                let place = u32::try_from(n).map_err(Error::internal)?;
                let aad = ChunkAad { file: id, n: place, last: n == last };
                files::file_chunk_put(writer, id, place, inner.vault.seal_chunk(None, &aad, chunk)?)?;
            }
            inner.log_in(writer, event);
            Ok::<_, Error>(())
        });
        added.await?;
        Ok(info)
    }

    /// Gives out a file of a record the caller may see, by a field the caller may read; or one's own upload that no
    /// record holds yet. Durable in the log before this returns.
    ///
    /// # Errors
    /// `not_found` otherwise.
    pub async fn file_read(&self, caller: &Caller, id: FileId) -> Result<FoundFile, Error> {
        let world = self.world();
        let (inner, asked) = (Arc::clone(&self.inner), caller.clone());
        let found = self.inner.db.read(move |reader| {
            let reading = inner.reading(&asked, &world);
            let row = files::file_find(reader, id)?.ok_or_else(Problem::not_found)?;
            may_read(reader, &reading, &row)?;
            let name = name_of(&reading, &row)?;
            Ok::<_, Error>((row, name))
        });
        let (row, name) = self.inner.log_refusal(caller, (Act::FileRead, "file"), found.await).await?;
        let event = self.inner.event(caller, Act::FileRead).on(row.object.parse().ok(), row.record_id);
        self.inner.log_durably(event.with("file", id.to_string())).await?;
        let size = u64::try_from(row.size).map_err(Error::internal)?;
        let chunks = Chunks::of(self, &row)?;
        let stream = try_unfold(chunks, Chunks::next).boxed();
        Ok(FoundFile { name, media_type: row.media_type, size, stream })
    }
}

/// Makes the files that a record's fields name the record's own. A file of another record, or another's upload, is
/// answered like none.
pub(crate) fn attach(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    image: &Image,
    places: &[usize],
) -> Result<(), Error> {
    for (field, files) in file_fields(image, places) {
        for row in files::files_find(writer, &files)? {
            let mine = row.record_id == Some(image.id)
                || (row.record_id.is_none() && row.created_by == reading.caller.principal.id());
            if !mine || row.object != image.object.name.as_str() {
                return Err(Problem::invalid_field(field, "link_not_found").into());
            }
            files::file_attach(writer, row.id, image.id)?;
        }
    }
    Ok(())
}

/// Which of the named files do not exist, by field.
pub(crate) fn missing(
    reader: &mut Reader<'_>,
    image: &Image,
    places: &[usize],
) -> Result<Vec<String>, Error> {
    let mut faults = Vec::new();
    for (field, files) in file_fields(image, places) {
        if files::files_find(reader, &files)?.len() != files.len() {
            faults.push(field);
        }
    }
    Ok(faults)
}

fn file_fields(image: &Image, places: &[usize]) -> Vec<(String, Vec<FileId>)> {
    let fields = places.iter().filter_map(|place| match (image.field(*place), image.at(*place)) {
        (Some(field), model::Value::Files(files)) => Some((field.name.as_str().to_owned(), files.clone())),
        _ => None,
    });
    fields.collect()
}

/// What lists of files show of those files.
pub(crate) fn infos(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    ids: &BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, FileInfo>, Error> {
    let ids: Vec<FileId> = ids.iter().copied().map(FileId).collect();
    let mut infos = HashMap::with_capacity(ids.len());
    for row in files::files_find(reader, &ids)? {
        let name = name_of(reading, &row)?;
        infos.insert(row.id.0, FileInfo { id: row.id.0, name, size: row.size, media_type: row.media_type });
    }
    Ok(infos)
}

fn may_read(reader: &mut Reader<'_>, reading: &Reading<'_>, row: &FileRow) -> Result<(), Error> {
    let me: UserId = reading.caller.principal.id();
    let Some(record) = row.record_id else {
        return if row.created_by == me { Ok(()) } else { Err(Problem::not_found().into()) };
    };
    let object = reading.world.object(&row.object)?;
    let permit = crate::history::seen(reader, reading, &object, record)?;
    let names: Vec<String> = object
        .fields_in_use()
        .filter(|field| {
            matches!(field.kind, FieldType::File {}) && permit.fields().readable(field.name.as_str())
        })
        .map(|field| field.name.as_str().into())
        .collect();
    let shown = crate::read::one(reader, reading, &object, record, &crate::plan::Wanted::Named(&names))?;
    let held = shown.fields().any(|(_, value)| match value {
        crate::Shown::Files(files) => files.iter().any(|file| file.id == row.id.0),
        _ => false,
    });
    if held { Ok(()) } else { Err(Problem::not_found().into()) }
}

/// A file on its way out, one chunk at a time: no more of it is ever in memory.
struct Chunks {
    records: Records,
    file: FileId,
    next: u32,
    count: u32,
}

impl Chunks {
    fn of(records: &Records, row: &FileRow) -> Result<Self, Error> {
        let size = usize::try_from(row.size).map_err(Error::internal)?;
        let count = u32::try_from(size.div_ceil(CHUNK)).map_err(Error::internal)?;
        Ok(Self { records: records.clone(), file: row.id, next: 0, count })
    }

    async fn next(mut self) -> Result<Option<(Bytes, Self)>, Error> {
        if self.next >= self.count {
            return Ok(None);
        }
        let aad = ChunkAad { file: self.file, n: self.next, last: self.next + 1 == self.count };
        let inner = Arc::clone(&self.records.inner);
        let chunk = self.records.inner.db.read(move |reader| {
            let sealed = files::file_chunk(reader, aad.file, aad.n)?.ok_or_else(Problem::not_found)?;
            let opened = inner.vault.open_chunk(None, &aad, &sealed)?;
            Ok::<_, Error>(Bytes::copy_from_slice(&opened))
        });
        let chunk = chunk.await?;
        self.next += 1;
        Ok(Some((chunk, self)))
    }
}

fn name_aad(id: FileId) -> Aad<'static> {
    Aad { object: "file", field: "name", record: RecordId(id.0) }
}

fn name_of(reading: &Reading<'_>, row: &FileRow) -> Result<String, Error> {
    let plain = reading.vault.open(&name_aad(row.id), &row.name_sealed)?;
    String::from_utf8(plain.to_vec()).map_err(Error::internal)
}
