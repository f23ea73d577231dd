//! The full-text index.

use model::{RecordId, Scalar};
use store::system::search::{self, SearchEntry};
use store::testing::each_engine;
use store::{Dialect, Error, Writer};
use uuid::Uuid;

use crate::{id, write};

/// Records whose entries hold the two grams side by side, as `tables` would ask.
fn found(writer: &mut Writer<'_>, first: &str, second: &str) -> Result<Vec<Uuid>, Error> {
    let (sql, query) = match writer.dialect() {
        Dialect::Sqlite => (
            "SELECT record_id FROM search_doc WHERE docid IN
             (SELECT rowid FROM search_text WHERE search_text MATCH ?1) ORDER BY record_id",
            format!("\"{first} {second}\""),
        ),
        Dialect::Postgres => (
            "SELECT record_id FROM search_doc WHERE grams @@ CAST(CAST(?1 AS text) AS tsquery) ORDER BY record_id",
            format!("'{first}' <-> '{second}'"),
        ),
    };
    writer.query_map(sql, &[Scalar::Text(query)], |row| row.id(0))
}

#[test]
fn grams_are_found_as_phrases_and_forgotten_with_their_record() {
    each_engine(|database| {
        write(database, |w| {
            let entry = |n, field: &str, grams: &str| SearchEntry {
                object: "account".into(),
                record_id: RecordId(id(n)),
                field: field.into(),
                grams: grams.into(),
            };
            search::search_put(
                w,
                &[
                    entry(1, "name", "上海 海电 电气"),
                    entry(2, "name", "电气 上海"),
                    entry(3, "email", "x00ff12ab x34"),
                ],
            )?;
            assert_eq!(found(w, "上海", "海电")?, [id(1)]);
            assert_eq!(found(w, "x00ff12ab", "x34")?, [id(3)]);
            search::search_put(w, &[entry(1, "name", "北京 京电"), entry(1, "note", "上海 海电")])?;
            assert_eq!((found(w, "北京", "京电")?, found(w, "海电", "电气")?), (vec![id(1)], vec![]));
            search::search_put(w, &[entry(1, "note", "")])?;
            assert!(found(w, "上海", "海电")?.is_empty());
            search::search_delete(w, "account", RecordId(id(1)))?;
            assert!(found(w, "北京", "京电")?.is_empty());
            let left = w.query_map("SELECT count(*) FROM search_doc", &[], |row| row.int(0))?;
            assert_eq!(left, [2]);
            Ok(())
        });
    });
}
