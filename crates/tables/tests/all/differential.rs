//! The same predicate in SQL and in memory gives the same rows, on both engines.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::common::world::{Seen, World};
use crate::common::{Chance, columns, made, name};
use model::{Predicate, Scalar};
use store::Database;
use store::testing::each_engine;
use tables::{Get, ListQuery, Living, Tables};
use uuid::Uuid;

const WORLDS: u64 = 4;
const PREDICATES: u64 = 400;

fn listed(db: &Database, tables: &Arc<Tables>, object: &str, predicate: &Predicate) -> Vec<Uuid> {
    let (tables, object, predicate) = (tables.clone(), name(object), predicate.clone());
    db.read_blocking(move |reader| {
        let columns = columns(&["id"]);
        let query = ListQuery {
            object: &object,
            columns: &columns,
            predicate: &predicate,
            sort: &[],
            after: None,
            limit: 1_000,
            living: Living::Living,
        };
        let page = tables.list(reader, &query)?;
        assert_eq!(page.next, None);
        let count = tables.count(reader, &object, &predicate, None)?;
        assert_eq!(usize::try_from(count.value).unwrap(), page.rows.len(), "count and list: {predicate:?}");
        Ok::<_, tables::Error>(page.rows)
    })
    .unwrap()
    .into_iter()
    .map(|row| match row[0] {
        Scalar::Id(id) => id,
        _ => unreachable!(),
    })
    .collect()
}

#[test]
fn sql_and_memory_give_the_same_rows_for_any_predicate() {
    each_engine(|db| {
        let tables = made(db);
        let mut kept = 0;
        for seed in 0..WORLDS {
            let mut chance = Chance::of(seed);
            let world = World::of(&mut chance, 12, 40);
            db.write_blocking(|writer| {
                for table in ["o_firm", "o_deal", "search_doc"] {
                    writer.execute(&format!("DELETE FROM {table}"), &[])?;
                }
                if writer.dialect() == store::Dialect::Sqlite {
                    writer.execute("DELETE FROM search_text", &[])?;
                }
                Ok::<_, store::Error>(())
            })
            .unwrap();
            world.put(db, &tables);
            for case in 0..PREDICATES {
                let object = *chance.pick(&["firm", "deal", "deal"]);
                let predicate = world.predicate(&mut chance, object, 4);
                let wanted: BTreeSet<Uuid> = world.living(object, &predicate).into_iter().collect();
                let found: BTreeSet<Uuid> = listed(db, &tables, object, &predicate).into_iter().collect();
                assert_eq!(found, wanted, "world {seed}, case {case}: {object} {predicate:#?}");
                kept += usize::from(!wanted.is_empty());
            }
            one_row_at_a_time(db, &tables, &world, &mut chance);
        }
        assert!(kept > 200, "the predicates must not all be empty: {kept}");
    });
}

/// `row_get` finds a row exactly when it is living and the predicate holds.
fn one_row_at_a_time(db: &Database, tables: &Arc<Tables>, world: &World, chance: &mut Chance) {
    for row in &world.rows {
        let predicate = world.predicate(chance, row.object, 3);
        let wanted = predicate.holds(&Seen(world, row));
        for (living, alive) in
            [(Living::Living, !row.deleted), (Living::Deleted, row.deleted), (Living::Any, true)]
        {
            let (tables, predicate, id, object) =
                (tables.clone(), predicate.clone(), row.id, name(row.object));
            let found = db
                .read_blocking(move |reader| {
                    let columns = columns(&["name", "updated_at", "owner"]);
                    let get = Get {
                        object: &object,
                        columns: &columns,
                        id,
                        predicate: &predicate,
                        living,
                        lock: false,
                    };
                    tables.row_get(reader, &get)
                })
                .unwrap();
            let held = ["name", "updated_at", "owner"].map(|name| row.values[name].clone());
            assert_eq!(found, (wanted && alive).then(|| held.to_vec()));
        }
    }
}
