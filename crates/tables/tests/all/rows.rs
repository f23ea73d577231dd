//! One row's life, and what is counted, summed and named over many.

use std::sync::Arc;

use metadata::{Metadata, Step, initial_steps};
use model::{Column, Predicate, Scalar};
use store::testing::each_engine;
use tables::{Aggregate, Count, Error, Get, Group, Living, Rollup, Sum, Tables, schema};
use uuid::Uuid;

use crate::common::{column, columns, made, name};

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// The columns that must be filled, and some more.
fn values(n: u128, more: &[(&str, Scalar)]) -> Vec<(Column, Scalar)> {
    let mut values = vec![
        (column("id"), id(n).into()),
        (column("created_at"), 1.into()),
        (column("updated_at"), i64::try_from(n).unwrap().into()),
    ];
    values.extend(more.iter().map(|(name, value)| (column(name), value.clone())));
    values
}

#[test]
fn a_row_is_put_in_changed_deleted_and_brought_back_by_its_version() {
    each_engine(|db| {
        let tables = made(db);
        let done = db.write_blocking(move |writer| {
            let deal = name("deal");
            tables.row_insert(writer, &deal, &values(1, &[("name", "a".into()), ("hot", true.into())]))?;
            let changes = [(column("name"), Scalar::Null), (column("pieces"), 5.into())];
            assert_eq!(tables.row_update(writer, &deal, id(1), 2, &changes)?, None);
            assert_eq!(tables.row_update(writer, &deal, id(2), 1, &changes)?, None);
            assert_eq!(tables.row_update(writer, &deal, id(1), 1, &changes)?, Some(2));
            assert_eq!(tables.row_restore(writer, &deal, id(1), 2)?, None);
            assert_eq!(tables.row_delete_mark(writer, &deal, id(1), 1, 9, Some(id(7)))?, None);
            assert_eq!(tables.row_delete_mark(writer, &deal, id(1), 2, 9, Some(id(7)))?, Some(3));
            assert_eq!(tables.row_delete_mark(writer, &deal, id(1), 3, 9, None)?, None);
            assert_eq!(tables.row_update(writer, &deal, id(1), 3, &changes)?, None);

            let wanted = columns(&["version", "deleted_at", "deleted_by", "name", "pieces", "hot"]);
            let get = Get {
                object: &deal,
                columns: &wanted,
                id: id(1),
                predicate: &Predicate::True,
                living: Living::Deleted,
                lock: true,
            };
            let held = vec![3.into(), 9.into(), id(7).into(), Scalar::Null, 5.into(), true.into()];
            assert_eq!(tables.row_get(writer, &get)?, Some(held));
            assert_eq!(tables.row_get(writer, &Get { living: Living::Living, ..get })?, None);
            assert_eq!(tables.row_restore(writer, &deal, id(1), 3)?, Some(4));
            let held = vec![4.into(), Scalar::Null, Scalar::Null, Scalar::Null, 5.into(), true.into()];
            assert_eq!(tables.row_get(writer, &Get { living: Living::Living, ..get })?, Some(held.clone()));
            let picky = Predicate::equal(column("pieces"), 5);
            let get = Get { predicate: &picky, living: Living::Any, ..get };
            assert_eq!(tables.row_get(writer, &get)?, Some(held));
            assert_eq!(tables.row_get(writer, &Get { predicate: &picky.clone().negate(), ..get })?, None);
            Ok::<_, Error>(())
        });
        assert_eq!(done, Ok(()));
    });
}

#[test]
fn names_that_metadata_does_not_know_and_values_of_another_kind_never_reach_the_database() {
    each_engine(|db| {
        let tables = made(db);
        let done = db.write_blocking(move |writer| {
            let deal = name("deal");
            let bad = column("name\" = '' OR 1 = 1 --");
            let unknown = Error::UnknownColumn { object: deal.clone(), column: bad.clone() };
            let insert = tables.row_insert(writer, &deal, &values(1, &[(bad.as_str(), 1.into())]));
            assert_eq!(insert, Err(unknown.clone()));
            assert_eq!(
                tables.count(writer, &deal, &Predicate::IsNull(bad.clone()), None),
                Err(unknown.clone())
            );
            assert_eq!(tables.groups(writer, &deal, &bad, &[], &Predicate::True), Err(unknown));
            let other = name("o_deal");
            assert_eq!(
                tables.ids(writer, &other, &Predicate::True, 1),
                Err(Error::UnknownObject(other.clone()))
            );
            let wrong = tables.row_insert(writer, &deal, &values(1, &[("pieces", "five".into())]));
            assert_eq!(wrong, Err(Error::WrongKind { object: deal, column: column("pieces") }));
            Ok::<_, Error>(())
        });
        assert_eq!(done, Ok(()));
    });
}

#[test]
fn a_unique_value_may_stand_once_among_the_living() {
    each_engine(|db| {
        let tables = made(db);
        let done = db.write_blocking(move |writer| {
            let deal = name("deal");
            let same = [("external_id", Scalar::from("X1"))];
            tables.row_insert(writer, &deal, &values(1, &same))?;
            assert!(tables.value_is_taken(writer, &deal, &column("external_id"), &"X1".into(), None)?);
            assert!(!tables.value_is_taken(
                writer,
                &deal,
                &column("external_id"),
                &"X1".into(),
                Some(id(1))
            )?);
            tables.row_delete_mark(writer, &deal, id(1), 1, 9, None)?;
            assert!(!tables.value_is_taken(writer, &deal, &column("external_id"), &"X1".into(), None)?);
            tables.row_insert(writer, &deal, &values(2, &same))?;
            tables.row_insert(writer, &deal, &values(3, &[]))?;
            tables.row_insert(writer, &deal, &values(4, &[]))?;
            let doubled = writer.savepoint(|writer| tables.row_insert(writer, &deal, &values(5, &same)));
            assert!(
                matches!(doubled, Err(Error::Store(store::Error::UniqueViolation { .. }))),
                "{doubled:?}"
            );
            let back = writer.savepoint(|writer| tables.row_restore(writer, &deal, id(1), 2));
            assert!(matches!(back, Err(Error::Store(store::Error::UniqueViolation { .. }))), "{back:?}");
            assert_eq!(tables.count_null(writer, &deal, &column("external_id"))?, 2);
            assert_eq!(tables.count_duplicates(writer, &deal, &column("created_at"))?, 3);
            assert_eq!(tables.count_duplicates(writer, &deal, &column("updated_at"))?, 0);
            Ok::<_, Error>(())
        });
        assert_eq!(done, Ok(()));
    });
}

fn put_deals(writer: &mut store::Writer<'_>, tables: &Tables) -> Result<(), Error> {
    tables.row_insert(writer, &name("firm"), &values(90, &[("name", "云岭".into())]))?;
    tables.row_insert(writer, &name("firm"), &values(91, &[]))?;
    let rows: [(&str, Option<i64>, &str, u128); 6] = [
        ("won", Some(i64::MAX), "CNY", 90),
        ("won", Some(i64::MAX), "CNY", 90),
        ("won", Some(-7), "USD", 90),
        ("lost", Some(-5_000_000_000), "CNY", 91),
        ("lost", None, "CNY", 91),
        ("open", None, "USD", 92),
    ];
    for (n, (stage, amount, currency, firm)) in rows.into_iter().enumerate() {
        let more = [
            ("stage", stage.into()),
            ("amount", amount.into()),
            ("amount_currency", currency.into()),
            ("firm", id(firm).into()),
        ];
        tables.row_insert(writer, &name("deal"), &values(n as u128 + 1, &more))?;
    }
    Ok(())
}

#[test]
fn groups_count_rows_and_sum_amounts_exactly_by_currency() {
    each_engine(|db| {
        let tables = made(db);
        let groups = db.write_blocking(move |writer| {
            put_deals(writer, &tables)?;
            let sums = [
                Sum { amount: column("amount"), currency: Some(column("amount_currency")) },
                Sum { amount: column("updated_at"), currency: None },
            ];
            let capped = tables.count(writer, &name("deal"), &Predicate::True, Some(5))?;
            assert_eq!(capped, Count { value: 5, capped: true });
            let exact = tables.count(writer, &name("deal"), &Predicate::True, Some(6))?;
            assert_eq!(exact, Count { value: 6, capped: false });
            tables.groups(writer, &name("deal"), &column("stage"), &sums, &Predicate::True)
        });
        let group = |key: &str, count, amounts: Vec<(Scalar, i128)>, updated| Group {
            key: key.into(),
            count,
            sums: vec![amounts, vec![(Scalar::Null, updated)]],
        };
        let twice = 2 * i128::from(i64::MAX);
        assert_eq!(
            groups,
            Ok(vec![
                group("won", 3, vec![("CNY".into(), twice), ("USD".into(), -7)], 6),
                group("lost", 2, vec![("CNY".into(), -5_000_000_000)], 9),
                group("open", 1, vec![], 6),
            ])
        );
    });
}

#[test]
fn linked_records_are_named_and_rolled_up_in_one_query() {
    each_engine(|db| {
        let tables = made(db);
        let done = db.write_blocking(move |writer| {
            put_deals(writer, &tables)?;
            let (firm, deal) = (name("firm"), name("deal"));
            let ids = [id(90), id(91), id(92)];
            let labels = tables.labels(writer, &firm, &column("name"), &ids, &Predicate::True)?;
            assert_eq!(labels, [(id(90), "云岭".into()), (id(91), Scalar::Null)].into());
            let named = Predicate::IsNull(column("name")).negate();
            assert_eq!(tables.labels(writer, &firm, &column("name"), &ids, &named)?.len(), 1);
            let (via, amount, currency) = (column("firm"), column("amount"), column("amount_currency"));
            let rollup = Rollup {
                object: &deal,
                via: &via,
                kind: None,
                column: Some(&amount),
                currency: Some(&currency),
                predicate: &Predicate::True,
            };
            let mut found = tables.aggregate(writer, &rollup, &ids[..2])?;
            let mut of_first = found.remove(&id(90)).unwrap();
            of_first.sort_by_key(|aggregate| aggregate.count);
            let big = Scalar::from(i64::MAX);
            assert_eq!(
                of_first,
                [
                    Aggregate {
                        currency: "USD".into(),
                        count: 1,
                        sum: Some(-7),
                        min: (-7).into(),
                        max: (-7).into()
                    },
                    Aggregate {
                        currency: "CNY".into(),
                        count: 2,
                        sum: Some(2 * i128::from(i64::MAX)),
                        min: big.clone(),
                        max: big
                    },
                ]
            );
            assert_eq!(found.remove(&id(91)).unwrap()[0].count, 2);
            assert!(found.is_empty());
            let counted = Rollup { column: None, currency: None, ..rollup };
            let found = tables.aggregate(writer, &counted, &ids)?;
            assert_eq!((found[&id(90)][0].count, found[&id(92)][0].count), (3, 1));
            assert_eq!(found[&id(90)][0].sum, None);
            Ok::<_, Error>(())
        });
        assert_eq!(done, Ok(()));
    });
}

#[test]
fn every_shipped_object_has_a_table_that_takes_a_row() {
    each_engine(|db| {
        let metadata = Metadata::shipped().unwrap();
        let tables = Arc::new(Tables::new(&metadata, db.dialect()));
        let done = db.write_blocking(move |writer| {
            for object in metadata.objects() {
                schema::apply(writer, &initial_steps(object))?;
                tables.row_insert(writer, &object.name, &values(1, &[]))?;
                let all: Vec<Column> = object
                    .fields
                    .iter()
                    .flat_map(metadata::FieldDef::columns)
                    .chain(metadata::engine_columns())
                    .map(|stored| stored.column)
                    .collect();
                let get = Get {
                    object: &object.name,
                    columns: &all,
                    id: id(1),
                    predicate: &Predicate::True,
                    living: Living::Living,
                    lock: false,
                };
                let row = tables.row_get(writer, &get)?.unwrap();
                assert_eq!(row.len(), all.len());
                assert_eq!(row.iter().filter(|value| !value.is_null()).count(), 4, "{}", object.name);
            }
            Ok::<_, Error>(())
        });
        assert_eq!(done, Ok(()));
    });
}

#[test]
fn steps_widen_fill_and_narrow_a_table() {
    each_engine(|db| {
        let tables = made(db);
        let done = db.write_blocking(move |writer| {
            put_deals(writer, &tables)?;
            let object = || name("deal");
            let stored =
                metadata::StoredColumn { column: column("c_new"), storage: metadata::Storage::Boolean };
            let index = metadata::IndexSpec {
                name: "ix_deal__c_new".into(),
                columns: columns(&["c_new", "id"]),
                unique: false,
                living_only: true,
            };
            schema::apply(
                writer,
                &[
                    Step::AddColumn { object: object(), column: stored },
                    Step::Backfill { object: object(), column: column("c_new"), value: true.into() },
                    Step::CreateIndex { object: object(), index },
                ],
            )?;
            let sql = writer.dialect().pick(
                "SELECT COUNT(*) FROM o_deal WHERE c_new = 1",
                "SELECT COUNT(*) FROM o_deal WHERE c_new",
            );
            assert_eq!(writer.query_one(sql, &[])?.map(|row| store::RowView::int(&row, 0)), Some(Ok(6)));
            let gone = [
                Step::DropIndex { object: object(), name: "ix_deal__c_new".into() },
                Step::DropColumn { object: object(), column: column("c_new") },
            ];
            schema::apply(writer, &gone)
        });
        assert_eq!(done, Ok(()));
    });
}
