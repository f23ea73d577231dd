//! Entries of the full-text index. The SELECT that searches belongs to `tables`, which knows who asks.
//!
//! The caller cuts text into grams; here they are kept word for word in both engines: FTS5 splits them at
//! spaces, PostgreSQL gets a `tsvector` written out with positions, so that its parser has no say.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use model::{RecordId, Scalar};

use super::sealed_debug;
use crate::{Dialect, Error, Writer};

/// The searchable text of one field of one record.
#[derive(Clone, PartialEq, Eq)]
pub struct SearchEntry {
    /// The record's object.
    pub object: String,
    /// The record.
    pub record_id: RecordId,
    /// The field.
    pub field: String,
    /// Grams in lower case, of letters and digits only, with a space between two. Empty: no entry.
    pub grams: String,
}

sealed_debug!(SearchEntry);

/// PostgreSQL's limits: positions up to 16,383, at most 255 to a word, words below 2 KiB
/// (documentation, section 12.11 "Limitations").
const LAST_POSITION: usize = 16_383;
const POSITIONS_A_WORD: usize = 255;
const LONGEST_WORD_BYTES: usize = 2_000;

/// Adds or replaces entries.
pub fn search_put(writer: &mut Writer<'_>, entries: &[SearchEntry]) -> Result<(), Error> {
    for entry in entries {
        if entry.grams.is_empty() {
            search_delete_field(writer, &entry.object, entry.record_id, &entry.field)?;
            continue;
        }
        match writer.dialect() {
            Dialect::Sqlite => put_sqlite(writer, entry)?,
            Dialect::Postgres => put_postgres(writer, entry)?,
        }
    }
    Ok(())
}

fn key(entry: &SearchEntry) -> Vec<Scalar> {
    vec![entry.object.clone().into(), entry.record_id.into(), entry.field.clone().into()]
}

fn put_sqlite(writer: &mut Writer<'_>, entry: &SearchEntry) -> Result<(), Error> {
    let grams: Scalar = entry.grams.clone().into();
    if new_doc(writer, entry)? {
        let sql = "INSERT INTO search_text (rowid, grams) VALUES (last_insert_rowid(), ?1)";
        return writer.execute(sql, &[grams]).map(drop);
    }
    let docid = emptied_doc(writer, entry)?;
    let sql = "INSERT INTO search_text (rowid, grams) VALUES (?1, ?2)";
    writer.execute(sql, &[docid.into(), grams]).map(drop)
}

/// Numbers a new entry; false if there is one already. Most are new: no look before.
///
/// Not by RETURNING: SQLite opens a savepoint of its own for such a statement, and FTS5 writes out what it gathered at
/// every savepoint, so that each entry would become a piece of the index by itself.
fn new_doc(writer: &mut Writer<'_>, entry: &SearchEntry) -> Result<bool, Error> {
    let sql = "INSERT INTO search_doc (object, record_id, field) VALUES (?1, ?2, ?3)
               ON CONFLICT (object, record_id, field) DO NOTHING";
    Ok(writer.execute(sql, &key(entry))? == 1)
}

/// The number of an entry that was there, its text taken out.
fn emptied_doc(writer: &mut Writer<'_>, entry: &SearchEntry) -> Result<i64, Error> {
    let sql = "SELECT docid FROM search_doc WHERE object = ?1 AND record_id = ?2 AND field = ?3";
    let docid = writer.query_map_one(sql, &key(entry), |row| row.int(0))?.ok_or(Error::Aborted)?;
    writer.execute("DELETE FROM search_text WHERE rowid = ?1", &[docid.into()])?;
    Ok(docid)
}

fn put_postgres(writer: &mut Writer<'_>, entry: &SearchEntry) -> Result<(), Error> {
    let sql = "INSERT INTO search_doc (object, record_id, field, grams)
               VALUES (?1, ?2, ?3, CAST(CAST(?4 AS text) AS tsvector))
               ON CONFLICT (object, record_id, field) DO UPDATE SET grams = excluded.grams";
    let mut params = key(entry);
    params.push(tsvector(&entry.grams).into());
    writer.execute(sql, &params).map(drop)
}

/// Removes all entries of a record.
pub fn search_delete(writer: &mut Writer<'_>, object: &str, record: RecordId) -> Result<(), Error> {
    delete(writer, "object = ?1 AND record_id = ?2", &[object.into(), record.into()])
}

/// Removes the entry of one field of a record.
pub fn search_delete_field(
    writer: &mut Writer<'_>,
    object: &str,
    record: RecordId,
    field: &str,
) -> Result<(), Error> {
    let params = [object.into(), record.into(), field.into()];
    delete(writer, "object = ?1 AND record_id = ?2 AND field = ?3", &params)
}

fn delete(writer: &mut Writer<'_>, which: &'static str, params: &[Scalar]) -> Result<(), Error> {
    if writer.dialect() == Dialect::Sqlite {
        let sql =
            format!("DELETE FROM search_text WHERE rowid IN (SELECT docid FROM search_doc WHERE {which})");
        writer.execute(&sql, params)?;
    }
    writer.execute(&format!("DELETE FROM search_doc WHERE {which}"), params).map(drop)
}

/// The grams as a literal of `tsvector`: `'ab':1,3 'bc':2`.
fn tsvector(grams: &str) -> String {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, word) in grams.split(' ').filter(|word| !word.is_empty()).enumerate() {
        if word.len() <= LONGEST_WORD_BYTES {
            let places = places.entry(word).or_default();
            if places.len() < POSITIONS_A_WORD && (index < LAST_POSITION || places.is_empty()) {
                places.push((index + 1).min(LAST_POSITION));
            }
        }
    }
    let mut literal = String::with_capacity(grams.len() * 2);
    for (word, places) in places {
        let quoted = word.replace('\\', "\\\\").replace('\'', "''");
        let places: Vec<String> = places.iter().map(ToString::to_string).collect();
        // Writing to a String can't fail.
        let _ = write!(literal, "'{quoted}':{} ", places.join(","));
    }
    literal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grams_become_a_literal_with_positions() {
        assert_eq!(tsvector("ab bc ab"), "'ab':1,3 'bc':2 ");
        assert_eq!(tsvector("o'b"), "'o''b':1 ");
        assert_eq!(tsvector(""), "");
    }
}
