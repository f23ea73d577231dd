//! Files: sealed in chunks inside the database; a file's rights follow the record that holds it.
//!
//! A file is uploaded first, belonging to nobody but its uploader, and becomes the record's when a file field names it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use access::Action;
use audit::Action as Act;
use metadata::FieldType;
use model::{FileId, Kind, Problem, RecordId, UserId};
use sha2::{Digest, Sha256};
use store::system::files::{self, FileRow};
use store::{Reader, Writer};
use uuid::Uuid;
use vault::{Aad, ChunkAad};

use crate::draft::Image;
use crate::plan::Reading;
use crate::visible::FileInfo;
use crate::{Caller, Error, Records};

/// Bytes of one sealed chunk.
const CHUNK: usize = 256 * 1024;
/// The largest file, in bytes.
const MAX_FILE: usize = 100 * 1024 * 1024;
const MAX_NAME_CHARS: usize = 200;

/// Endings by which an office computer runs a file or opens it as a page, whatever its content.
const RUN: [&str; 33] = [
    "app", "bat", "chm", "cmd", "com", "cpl", "dll", "exe", "hta", "htm", "html", "jar", "js", "jse", "lnk",
    "mht", "mhtml", "msc", "msi", "pif", "ps1", "reg", "scr", "sh", "svg", "url", "vb", "vbe", "vbs", "wsf",
    "wsh", "xht", "xhtml",
];

/// What may be uploaded, by the content itself (not by the name): documents, pictures, sound, film, archives.
/// Anything a browser would run as a page or a machine as a program is refused.
const ACCEPTED: [&str; 27] = [
    "application/pdf",
    "application/zip",
    "application/gzip",
    "application/x-7z-compressed",
    "application/vnd.rar",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/rtf",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/heif",
    "image/avif",
    "audio/mpeg",
    "audio/m4a",
    "audio/x-wav",
    "video/mp4",
    "video/quicktime",
    "text/plain",
    "text/csv",
];

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
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Records {
    /// Takes in a file for a record of that object.
    ///
    /// # Errors
    /// `forbidden` without the right to create or edit such records; `file_type_refused`; `body_too_large`.
    pub async fn file_add(&self, caller: &Caller, object: &str, file: NewFile) -> Result<FileInfo, Error> {
        let world = self.world();
        let object = world.object(object)?;
        let reading = self.inner.reading(caller, &world);
        if reading.permit(&object, Action::Edit).is_err() {
            reading.permit(&object, Action::Create)?;
        }
        if file.bytes.len() > MAX_FILE {
            return Err(Problem::new(Kind::TooLarge, "body_too_large").with("max", "100 MiB").into());
        }
        let media_type = media_type_of(&file)?;
        let id = FileId::fresh(&*self.inner.clock, &*self.inner.entropy);
        let size = i64::try_from(file.bytes.len()).map_err(Error::internal)?;
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
            files::file_create(writer, &row)?;
            let last = file.bytes.len().div_ceil(CHUNK).saturating_sub(1);
            for (n, chunk) in file.bytes.chunks(CHUNK).enumerate() {
                let place = u32::try_from(n).map_err(Error::internal)?;
                let aad = ChunkAad { file: id, n: place, last: n == last };
                files::file_chunk_put(writer, id, place, inner.vault.seal_chunk(None, &aad, chunk)?)?;
            }
            inner.log_in(writer, event)
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
        let (found, object, record) = self
            .inner
            .db
            .read(move |reader| {
                let reading = inner.reading(&asked, &world);
                let row = files::file_find(reader, id)?.ok_or_else(Problem::not_found)?;
                may_read(reader, &reading, &row)?;
                let found = read_all(reader, &reading, &row)?;
                Ok::<_, Error>((found, row.object, row.record_id))
            })
            .await?;
        let event = self.inner.event(caller, Act::FileRead).on(object.parse().ok(), record);
        self.inner.log_durably(event.with("file", id.to_string())).await?;
        Ok(found)
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

fn read_all(reader: &mut Reader<'_>, reading: &Reading<'_>, row: &FileRow) -> Result<FoundFile, Error> {
    let size = usize::try_from(row.size).map_err(Error::internal)?;
    let chunks = size.div_ceil(CHUNK);
    let mut bytes = Vec::with_capacity(size);
    for n in 0..chunks {
        let place = u32::try_from(n).map_err(Error::internal)?;
        let sealed = files::file_chunk(reader, row.id, place)?.ok_or_else(Problem::internal)?;
        let aad = ChunkAad { file: row.id, n: place, last: n + 1 == chunks };
        bytes.extend_from_slice(&reading.vault.open_chunk(None, &aad, &sealed)?);
    }
    Ok(FoundFile { name: name_of(reading, row)?, media_type: row.media_type.clone(), bytes })
}

fn name_aad(id: FileId) -> Aad<'static> {
    Aad { object: "file", field: "name", record: RecordId(id.0) }
}

fn name_of(reading: &Reading<'_>, row: &FileRow) -> Result<String, Error> {
    let plain = reading.vault.open(&name_aad(row.id), &row.name_sealed)?;
    String::from_utf8(plain.to_vec()).map_err(Error::internal)
}

/// Whether a sign makes the text after it read from the other side: `exe.` then looks like an ending.
fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The media type of the content itself, if it is one of those accepted.
fn media_type_of(file: &NewFile) -> Result<&'static str, Problem> {
    let refused = || Problem::new(Kind::Unsupported, "file_type_refused");
    if file.bytes.is_empty() {
        return Err(Problem::new(Kind::Invalid, "file_empty"));
    }
    let found = match infer::get(&file.bytes) {
        Some(kind) => kind.mime_type(),
        None if plain_text(&file.bytes) => {
            if file.name.to_ascii_lowercase().ends_with(".csv") {
                "text/csv"
            } else {
                "text/plain"
            }
        }
        None => return Err(refused()),
    };
    // Whoever downloads it opens it by its name, not by its content.
    let ending = clean_name(&file.name)
        .trim()
        .trim_end_matches('.')
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    if ending.is_some_and(|ending| RUN.contains(&ending.trim())) {
        return Err(refused());
    }
    ACCEPTED.into_iter().find(|accepted| *accepted == found).ok_or_else(refused)
}

/// Text without control characters that no reader would take for a page.
fn plain_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let start: String = text.chars().take(64).collect::<String>().to_ascii_lowercase();
    let page =
        ["<!doctype", "<html", "<svg", "<script", "<?xml", "#!"].iter().any(|mark| start.starts_with(mark));
    !page && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

/// A name without paths, control characters and signs that turn the direction of writing.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control() && !turns(*c)).take(MAX_NAME_CHARS).collect();
    if kept.trim().is_empty() { "file".into() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, bytes: &'static [u8]) -> Result<&'static str, &'static str> {
        let file = NewFile { name: name.into(), bytes: bytes::Bytes::from_static(bytes) };
        media_type_of(&file).map_err(|problem| problem.code)
    }

    #[test]
    fn content_decides_what_a_file_is_and_pages_and_programs_are_refused() {
        assert_eq!(kind("报价.pdf", b"%PDF-1.7 ..."), Ok("application/pdf"));
        assert_eq!(kind("a.csv", "姓名,电话\n".as_bytes()), Ok("text/csv"));
        for (name, bytes) in [
            ("a.pdf", b"<html><script>" as &[u8]),
            ("a.png", b"<svg xmlns='x'>"),
            ("a.txt", b"#!/bin/sh\n"),
            ("a.pdf", b"\x7fELF\x02\x01\x01\0\0\0\0\0"),
            ("a.txt", b"MZ\x90\0\x03\0\0\0"),
            ("a.txt", b"a\0b"),
            ("a.txt", "\u{feff}<html>".as_bytes()),
            ("offer.pdf.JS", b"alert(1)"),
            ("a.html", b"plain words"),
            ("a.bat.", b"@echo off"),
            ("a.jar", b"PK\x03\x04\0\0\0\0"),
        ] {
            assert_eq!(kind(name, bytes), Err("file_type_refused"), "{name}");
        }
    }

    #[test]
    fn a_name_keeps_no_path() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\a\\合同.pdf"), "合同.pdf");
        assert_eq!(clean_name("\n"), "file");
        assert_eq!(clean_name("合同\u{202e}fdp.txt"), "合同fdp.txt");
    }
}
