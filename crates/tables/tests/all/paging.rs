//! Pages laid end to end are the whole list in order, for any sort, with empty values and equal ones.

use std::cmp::Ordering;
use std::sync::Arc;

use model::{Column, Predicate, Scalar};
use store::Database;
use store::testing::each_engine;
use tables::{Keyset, ListQuery, Living, Sort, Tables};

use crate::common::world::{Row, World};
use crate::common::{Chance, column, made, name};

const SORTED: [&str; 8] = ["updated_at", "amount", "due", "stage", "name", "hot", "owner", "id"];

/// The empty value is the smallest.
fn compared(a: &Scalar, b: &Scalar) -> Ordering {
    match (a.is_null(), b.is_null()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => a.compare(b).unwrap(),
    }
}

fn value(row: &Row, column: &Column) -> Scalar {
    if column.as_str() == "id" { row.id.into() } else { row.values[column.as_str()].clone() }
}

fn in_order(world: &World, predicate: &Predicate, sort: &[Sort]) -> Vec<Scalar> {
    let ids = world.living("deal", predicate);
    let mut rows: Vec<&Row> = world.rows.iter().filter(|row| ids.contains(&row.id)).collect();
    let repeated = |i: usize| sort[..i].iter().any(|term| term.column == sort[i].column);
    let last = (0..sort.len()).rev().find(|i| !repeated(*i)).is_none_or(|i| sort[i].descending);
    let id = Sort { column: column("id"), descending: last };
    rows.sort_by(|a, b| {
        let terms = sort.iter().chain([&id]);
        terms.fold(Ordering::Equal, |order, term| {
            let next = compared(&value(a, &term.column), &value(b, &term.column));
            order.then(if term.descending { next.reverse() } else { next })
        })
    });
    rows.into_iter().map(|row| row.id.into()).collect()
}

fn paged(
    db: &Database,
    tables: &Arc<Tables>,
    predicate: &Predicate,
    sort: &[Sort],
    limit: u32,
) -> Vec<Scalar> {
    let (tables, predicate, sort) = (Arc::clone(tables), predicate.clone(), sort.to_vec());
    db.read_blocking(move |reader| {
        let (object, columns) = (name("deal"), [column("id"), column("name")]);
        let mut all = Vec::new();
        let mut after: Option<Keyset> = None;
        loop {
            let query = ListQuery {
                object: &object,
                columns: &columns,
                predicate: &predicate,
                sort: &sort,
                after: after.as_ref(),
                limit,
                living: Living::Living,
            };
            let page = tables.list(reader, &query)?;
            assert!(page.rows.len() <= limit as usize && (page.next.is_none() || !page.rows.is_empty()));
            all.extend(page.rows.into_iter().map(|mut row| row.swap_remove(0)));
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok::<_, tables::Error>(all),
            }
        }
    })
    .unwrap()
}

#[test]
fn pages_laid_end_to_end_are_the_sorted_list() {
    each_engine(|db| {
        let tables = made(db);
        let mut chance = Chance::of(11);
        let world = World::of(&mut chance, 5, 90);
        world.put(db, &tables);
        for case in 0..150 {
            let sort: Vec<Sort> = (0..chance.below(4))
                .map(|_| Sort { column: column(chance.pick::<&str>(&SORTED)), descending: chance.one_in(2) })
                .collect();
            let owners = world.people.iter().filter(|_| chance.one_in(2)).map(|id| (*id).into()).collect();
            let predicate = match chance.below(3) {
                0 => Predicate::True,
                1 => Predicate::In { column: column("owner"), values: owners },
                _ => world.predicate(&mut chance, "deal", 2),
            };
            let limit = u32::try_from(1 + chance.below(9)).unwrap();
            let wanted = in_order(&world, &predicate, &sort);
            let found = paged(db, &tables, &predicate, &sort, limit);
            assert!(found == wanted, "case {case}: {limit} rows a page by {sort:?} of {predicate:?}");
        }
    });
}

#[test]
fn a_place_of_another_order_is_refused() {
    each_engine(|db| {
        let tables = made(db);
        let refused = db.read_blocking(move |reader| {
            let place = Keyset { values: vec!["text".into()], id: uuid::Uuid::nil() };
            let sort = [Sort { column: column("amount"), descending: false }];
            let query = ListQuery {
                object: &name("deal"),
                columns: &[],
                predicate: &Predicate::True,
                sort: &sort,
                after: Some(&place),
                limit: 5,
                living: Living::Living,
            };
            assert_eq!(tables.list(reader, &query), Err(tables::Error::Keyset));
            tables.list(reader, &ListQuery { sort: &[], ..query })
        });
        assert_eq!(refused, Err(tables::Error::Keyset));
    });
}
