//! What a person types finds what they mean, on both engines alike.

use std::sync::Arc;

use model::{Predicate, RecordId, Scalar};
use store::Database;
use store::system::search::{SearchEntry, search_delete, search_put};
use store::testing::each_engine;
use tables::search::{Hit, Hits, Query, SearchQuery, entry, token_entry};
use tables::{Error, Tables};
use uuid::Uuid;

use crate::common::{column, made, name};

const NAMES: [&str; 6] =
    ["云岭科技有限公司", "Acme Iron & Steel", "重岭 GTX-Pro", "ＹＬ贸易", "王", "云南白药"];

fn put(writer: &mut store::Writer<'_>, tables: &Tables) -> Result<(), Error> {
    let firm = name("firm");
    for (n, text) in NAMES.into_iter().enumerate() {
        let id = Uuid::from_u128(n as u128);
        let owner = Uuid::from_u128(n as u128 % 2);
        let values = [
            ("id", Scalar::Id(id)),
            ("name", text.into()),
            ("owner", owner.into()),
            ("created_at", 1.into()),
            ("updated_at", 1.into()),
        ];
        let values: Vec<_> = values.into_iter().map(|(name, value)| (column(name), value)).collect();
        tables.row_insert(writer, &firm, &values)?;
        let of = |field: &str, grams| SearchEntry {
            object: "firm".into(),
            record_id: RecordId(id),
            field: field.into(),
            grams,
        };
        let tokens = [format!("{n}beef"), "5678".into()];
        let tokens = token_entry(&firm, tokens.iter().map(String::as_str));
        search_put(writer, &[of("name", entry(&firm, text, true)), of("phone", tokens)])?;
        let note = SearchEntry { object: "deal".into(), ..of("note", entry(&name("deal"), text, false)) };
        search_put(writer, &[note])?;
    }
    Ok(())
}

/// The positions in `NAMES` that the search finds, newest first.
fn found(
    db: &Database,
    tables: &Arc<Tables>,
    query: &Query,
    fields: &[&str],
    predicate: Predicate,
) -> Vec<u128> {
    let (tables, query) = (Arc::clone(tables), query.clone());
    let fields: Vec<String> = fields.iter().map(|field| (*field).into()).collect();
    let hits = db.read_blocking(move |reader| {
        let firm = name("firm");
        let search = SearchQuery {
            object: &firm,
            query: &query,
            fields: &fields,
            predicate: &predicate,
            limit: 10,
            most_scanned: 1_000,
        };
        let hits = tables.search_records(reader, &search)?;
        let listed = Predicate::all([
            Predicate::Found { query: query.to_string(), fields: fields.clone() },
            predicate.clone(),
        ]);
        let mut ids = tables.ids(reader, &firm, &listed, 100)?;
        let mut same: Vec<Uuid> = hits.hits.iter().map(|hit| hit.id).collect();
        ids.sort_unstable();
        same.sort_unstable();
        assert_eq!(ids, same, "a list finds what the search finds: {query}");
        Ok::<_, Error>(hits)
    });
    let hits = hits.unwrap();
    assert!(!hits.partial);
    hits.hits.into_iter().map(|hit| hit.id.as_u128()).collect()
}

#[test]
fn words_pieces_initials_and_tokens_are_found() {
    each_engine(|db| {
        let tables = made(db);
        let putting = Arc::clone(&tables);
        db.write_blocking(move |writer| put(writer, &putting)).unwrap();
        let texts: [(&str, &[u128]); 16] = [
            ("云岭", &[0]),
            ("科技有限", &[0]),
            ("云", &[5, 0]),
            ("岭", &[2, 0]),
            ("王", &[4]),
            ("yl", &[3, 0]),
            ("YLKJ", &[0]),
            ("ynb", &[5]),
            ("iron", &[1]),
            ("ro", &[2, 1]),
            ("ste", &[1]),
            ("iron acme", &[1]),
            ("gtx pro", &[2]),
            ("ＧＴＸ", &[2]),
            ("云白", &[]),
            ("iron 云", &[]),
        ];
        for (text, wanted) in texts {
            let query = Query::of_text(text).unwrap();
            assert_eq!(found(db, &tables, &query, &["name"], Predicate::True), wanted, "{text}");
        }
        let text = Query::of_text("云").unwrap();
        let own = Predicate::equal(column("owner"), Uuid::from_u128(0));
        assert_eq!(found(db, &tables, &text, &["name"], own), [0]);
        assert_eq!(found(db, &tables, &text, &["phone"], Predicate::True), [0_u128; 0]);
        assert_eq!(found(db, &tables, &Query::of_token("5678"), &["phone"], Predicate::True).len(), 6);
        assert_eq!(found(db, &tables, &Query::of_token("2BEEF"), &["name", "phone"], Predicate::True), [2]);
        assert_eq!(found(db, &tables, &Query::of_token("beef"), &["phone"], Predicate::True), [0_u128; 0]);
    });
}

#[test]
fn deleted_and_withdrawn_records_are_not_found_and_a_cap_is_told() {
    each_engine(|db| {
        let tables = made(db);
        let done = db.write_blocking(move |writer| {
            put(writer, &tables)?;
            let firm = name("firm");
            tables.row_delete_mark(writer, &firm, Uuid::from_u128(5), 1, 1, None)?;
            search_delete(writer, "firm", RecordId(Uuid::from_u128(4)))?;
            let token = Query::of_token("5678");
            let (fields, predicate) = (["phone".to_owned()], Predicate::True);
            let search = SearchQuery {
                object: &firm,
                query: &token,
                fields: &fields,
                predicate: &predicate,
                limit: 2,
                most_scanned: 1_000,
            };
            let hit = |n| Hit { id: Uuid::from_u128(n), field: "phone".into() };
            let hits = Hits { hits: vec![hit(3), hit(2)], partial: false };
            assert_eq!(tables.search_records(writer, &search)?, hits);
            let hits = Hits { hits: vec![hit(3)], partial: true };
            assert_eq!(tables.search_records(writer, &SearchQuery { most_scanned: 2, ..search })?, hits);
            Ok::<_, Error>(())
        });
        assert_eq!(done, Ok(()));
    });
}
