//! Invariant 3: the rows SQL returns under a permit are the rows both of `access`'s evaluators allow.
//!
//! Worlds of records are put into one set of tables and asked about by many principals; each question, asked of
//! every record of its object, is that many cases.

use std::collections::BTreeSet;
use std::sync::Arc;

use access::decide;
use access::plain::may;
use access::testing::{Case, Dice, World, test_metadata};
use metadata::initial_steps;
use model::{Column, Predicate, Scalar};
use store::Database;
use store::testing::each_engine;
use tables::{Tables, schema};
use uuid::Uuid;

const CASES: usize = 100_000;
/// Questions to one world of records before the next is put into the tables.
const ASKED_OF_A_WORLD: usize = 250;

fn put(db: &Database, tables: &Arc<Tables>, world: &World) {
    let (tables, records) = (Arc::clone(tables), Arc::clone(&world.records));
    db.write_blocking(move |writer| {
        for object in test_metadata().objects() {
            writer.execute(&format!("DELETE FROM {}", object.table()), &[])?;
        }
        for record in records.all() {
            let mut values: Vec<(Column, Scalar)> =
                record.columns().map(|(column, value)| (column.clone(), value.clone())).collect();
            values.push((Column::new("updated_at"), 1.into()));
            tables.row_insert(writer, &record.object, &values)?;
            if !record.living {
                tables.row_delete_mark(writer, &record.object, record.id.0, 1, 2, None)?;
            }
        }
        Ok::<_, tables::Error>(())
    })
    .unwrap();
}

/// The ids the predicate lets through, read in one go with the count.
fn returned(
    db: &Database,
    tables: &Arc<Tables>,
    questions: Vec<(model::ObjectName, Predicate)>,
) -> Vec<BTreeSet<Uuid>> {
    let tables = Arc::clone(tables);
    db.read_blocking(move |reader| {
        questions
            .iter()
            .map(|(object, rows)| Ok(tables.ids(reader, object, rows, 1_000)?.into_iter().collect()))
            .collect::<Result<_, tables::Error>>()
    })
    .unwrap()
}

/// The rows of a permit; none without one.
fn rows(case: &Case, world: &World) -> Predicate {
    decide(&case.principal, &case.object, &world.metadata, case.action)
        .map_or(Predicate::False, |permit| permit.rows().clone())
}

#[test]
fn sql_returns_exactly_the_rows_that_are_allowed() {
    each_engine(|db| {
        let metadata = test_metadata();
        db.write_blocking(|writer| {
            let steps: Vec<_> = test_metadata().objects().flat_map(|object| initial_steps(object)).collect();
            schema::apply(writer, &steps)
        })
        .unwrap();
        let tables = Arc::new(Tables::new(&metadata, db.dialect()));
        let (mut cases, mut allowed, mut seed) = (0, 0, 0);
        while cases < CASES {
            seed += 1;
            let mut world = World::new(seed);
            put(db, &tables, &world);
            let mut dice = Dice::new(seed);
            let mut asked = 0;
            while asked < ASKED_OF_A_WORLD {
                let all = world.cases();
                let some: Vec<Case> = (0..50).filter_map(|_| dice.pick(&all)).collect();
                let questions =
                    some.iter().map(|case| (case.object.name.clone(), rows(case, &world))).collect();
                for (case, returned) in some.iter().zip(returned(db, &tables, questions)) {
                    for record in world.rows(case.object.name.as_str()) {
                        let plainly = may(&case.principal, &case.object, case.action, &record);
                        let in_memory = rows(case, &world).holds(&record);
                        let in_sql = returned.contains(&record.record().id.0);
                        let who = case.principal.id();
                        let what = (case.object.name.as_str(), case.action, record.record().id);
                        assert_eq!((in_sql, in_memory), (plainly, plainly), "seed {seed}: {who:?} {what:?}");
                        cases += 1;
                        allowed += usize::from(plainly);
                    }
                    asked += 1;
                }
                world = world.regranted(dice.throw());
            }
        }
        assert!(allowed > cases / 20, "too few allowed to prove much: {allowed} of {cases}");
    });
}
