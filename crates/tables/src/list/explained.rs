//! SQLite is asked how it reads the hot shapes: by which index, and without sorting what it need not sort.

use metadata::{Metadata, initial_steps};
use model::{Column, Predicate, Scalar};
use store::Reader;
use store::testing::TestDatabase;

use super::tests::{deal, owners, queried};
use super::{Keyset, ListQuery, inner};
use crate::{Error, Living, Tables, print, schema};

/// The plan's lines for a statement.
fn explained(reader: &mut Reader<'_>, statement: &print::Statement) -> Result<Vec<String>, Error> {
    let sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
    Ok(reader.query_map(&sql, &statement.params, |row| row.string(3))?)
}

fn of_list(tables: &Tables, reader: &mut Reader<'_>, query: &ListQuery<'_>) -> Result<Vec<String>, Error> {
    let order = super::Order::new(query.sort);
    let plan = inner::chosen(tables, reader, query, &order)?;
    explained(reader, &tables.list_statement(query, &order, &plan)?)
}

/// Asks in a table of 3,000 rows of six owners, amounts 0 to 9, one row of amount 77.
fn asked(ask: impl Fn(&Tables, &mut Reader<'_>) -> Result<(), Error> + Send + 'static) {
    let test = TestDatabase::embedded();
    let done = test.database().write_blocking(move |writer| {
        let metadata = Metadata::new(1, [deal()]);
        let tables = Tables::new(&metadata, writer.dialect());
        schema::apply(writer, &initial_steps(&deal()))?;
        for n in 0..3_000_u128 {
            let amount = if n == 1_234 { 77 } else { i64::try_from(n % 10).unwrap_or(0) };
            let values = [
                ("id", Scalar::Id(uuid::Uuid::from_u128(n))),
                ("owner", uuid::Uuid::from_u128(n % 6).into()),
                ("amount", amount.into()),
                ("created_at", 1.into()),
                ("updated_at", i64::try_from(n * 7 % 1_000).unwrap_or(0).into()),
            ];
            let values: Vec<_> = values.into_iter().map(|(name, value)| (Column::new(name), value)).collect();
            tables.row_insert(writer, &deal().name, &values)?;
        }
        ask(&tables, writer)
    });
    assert_eq!(done, Ok(()));
}

/// The outer query may sort the page's own rows; nothing else is sorted.
fn sorts(plan: &[String]) -> usize {
    plan.iter().filter(|line| line.contains("TEMP B-TREE")).count()
}

fn reads<'p>(plan: &'p [String], table: &str) -> Vec<&'p str> {
    let lines = plan.iter().map(String::as_str);
    lines
        .filter(|line| {
            line.starts_with(&format!("SEARCH {table} ")) || line.starts_with(&format!("SCAN {table} "))
        })
        .collect()
}

#[test]
fn a_few_owners_rows_are_merged_from_the_covering_index() {
    asked(|tables, reader| {
        let place = Keyset { values: vec![500.into()], id: uuid::Uuid::from_u128(9) };
        for (after, seek) in [(None, "(owner=?)"), (Some(&place), "(owner=? AND (updated_at,id)<(?,?))")] {
            let predicate = owners(3);
            let plan =
                queried(&predicate, &[("updated_at", true)], after, |query| of_list(tables, reader, query))?;
            let wanted = format!("SEARCH t USING COVERING INDEX ix_deal__owner__updated_at {seek}");
            let by_row = "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)";
            assert_eq!(reads(&plan, "t"), [wanted.as_str(), &wanted, &wanted, by_row], "{plan:#?}");
            assert!(plan.iter().any(|line| line.contains("MERGE (UNION ALL)")), "{plan:#?}");
            assert!(sorts(&plan) <= 1, "{plan:#?}");
        }
        Ok(())
    });
}

#[test]
fn many_owners_walk_the_sort_index_in_order() {
    asked(|tables, reader| {
        let place = Keyset { values: vec![500.into()], id: uuid::Uuid::from_u128(9) };
        for after in [None, Some(&place)] {
            let predicate = owners(51);
            let plan =
                queried(&predicate, &[("updated_at", true)], after, |query| of_list(tables, reader, query))?;
            let first = reads(&plan, "t")[0];
            assert!(first.contains(" t USING INDEX ix_deal__updated_at"), "{plan:#?}");
            assert_eq!(first.contains("(updated_at,id)<(?,?)"), after.is_some(), "{plan:#?}");
            assert!(sorts(&plan) <= 1, "{plan:#?}");
        }
        Ok(())
    });
}

#[test]
fn a_rare_value_is_picked_by_its_index_and_a_common_one_is_not() {
    asked(|tables, reader| {
        for (amount, index) in [(77, "ix_deal__amount (amount=?)"), (3, "ix_deal__amount (amount=?)")] {
            let predicate = Predicate::all([owners(3), Predicate::equal(Column::new("amount"), amount)]);
            let plan =
                queried(&predicate, &[("updated_at", true)], None, |query| of_list(tables, reader, query))?;
            assert!(reads(&plan, "t")[0].contains(index), "{amount}: {plan:#?}");
        }
        let common =
            Predicate::In { column: Column::new("amount"), values: (0..8).map(Scalar::Int).collect() };
        let plan = queried(&common, &[("updated_at", true)], None, |query| of_list(tables, reader, query))?;
        assert!(reads(&plan, "t")[0].contains("ix_deal__updated_at"), "{plan:#?}");
        let plan = queried(&common, &[("amount", true)], None, |query| of_list(tables, reader, query))?;
        assert!(reads(&plan, "t")[0].contains("ix_deal__amount"), "{plan:#?}");
        Ok(())
    });
}

#[test]
fn the_recycle_bin_has_an_index_of_its_own() {
    asked(|tables, reader| {
        let sort = [("deleted_at", true)];
        let plan = queried(&Predicate::True, &sort, None, |query| {
            of_list(tables, reader, &ListQuery { living: Living::Deleted, ..*query })
        })?;
        assert!(reads(&plan, "t")[0].contains("USING COVERING INDEX ix_deal__deleted_at"), "{plan:#?}");
        assert!(sorts(&plan) <= 1, "{plan:#?}");
        Ok(())
    });
}

#[test]
fn a_page_after_the_last_value_reads_the_empty_ones_as_an_arm_of_their_own() {
    asked(|tables, reader| {
        let place = Keyset { values: vec![5.into()], id: uuid::Uuid::from_u128(9) };
        let predicate = Predicate::True;
        let plan =
            queried(&predicate, &[("amount", true)], Some(&place), |query| of_list(tables, reader, query))?;
        let reads = reads(&plan, "t");
        assert!(reads[0].ends_with("USING COVERING INDEX ix_deal__amount ((amount,id)<(?,?))"), "{plan:#?}");
        assert!(reads[1].ends_with("USING COVERING INDEX ix_deal__amount (amount=?)"), "{plan:#?}");
        assert!(sorts(&plan) <= 1, "{plan:#?}");
        Ok(())
    });
}

#[test]
fn groups_and_counts_read_an_index_alone() {
    asked(|tables, reader| {
        let (object, by) = (deal().name, Column::new("amount"));
        let plan = explained(reader, &tables.groups_statement(&object, &by, &[], &Predicate::True)?)?;
        assert_eq!(reads(&plan, "t"), ["SCAN t USING COVERING INDEX ix_deal__amount"], "{plan:#?}");
        assert_eq!(sorts(&plan), 0, "{plan:#?}");
        let query = tables.count_query(&object, &owners(3), Living::Living, Some(1_000))?;
        let plan = explained(reader, &print::printed(&query, tables.dialect()))?;
        assert!(
            reads(&plan, "t")[0].contains("COVERING INDEX ix_deal__owner__updated_at (owner=?)"),
            "{plan:#?}"
        );
        Ok(())
    });
}

#[test]
fn a_row_is_got_by_its_id_whatever_the_predicate_names() {
    asked(|tables, reader| {
        let get = crate::Get {
            object: &deal().name,
            columns: &[Column::new("name")],
            id: uuid::Uuid::from_u128(5),
            predicate: &Predicate::all([owners(3), Predicate::equal(Column::new("amount"), 5)]),
            living: Living::Living,
            lock: false,
        };
        let plan = explained(reader, &tables.get_statement(tables.shape(&deal().name)?, &get)?)?;
        assert_eq!(reads(&plan, "t"), ["SEARCH t USING INDEX sqlite_autoindex_o_deal_1 (id=?)"], "{plan:#?}");
        Ok(())
    });
}

#[test]
fn rows_are_found_by_the_value_they_hold_whatever_the_predicate_names() {
    asked(|tables, reader| {
        let holding = crate::Holding {
            object: &deal().name,
            columns: &[Column::new("id"), Column::new("owner")],
            column: &Column::new("amount"),
            predicate: &owners(3),
            limit: 10,
        };
        let shape = tables.shape(&deal().name)?;
        let plan = explained(reader, &tables.holding_statement(shape, &holding, &77.into())?)?;
        assert_eq!(reads(&plan, "t"), ["SEARCH t USING INDEX ix_deal__amount (amount=?)"], "{plan:#?}");
        let found = |reader: &mut Reader<'_>, value: i64| {
            Ok::<_, Error>(tables.rows_holding(reader, &holding, &value.into())?.len())
        };
        // The one of amount 77 is owned by the fifth; those of amount 3 by the second, the fourth and the last.
        assert_eq!((found(reader, 77)?, found(reader, 3)?, found(reader, 55)?), (0, 10, 0));
        Ok(())
    });
}

#[test]
fn a_list_of_what_a_search_finds_begins_at_the_search() {
    asked(|tables, reader| {
        let found = Predicate::Found { query: "云岭".into(), fields: vec!["name".into()] };
        let predicate = Predicate::all([owners(3), found]);
        let plan =
            queried(&predicate, &[("updated_at", true)], None, |query| of_list(tables, reader, query))?;
        let first = "SEARCH t USING INDEX sqlite_autoindex_o_deal_1 (id=?)";
        assert_eq!(reads(&plan, "t")[0], first, "{plan:#?}");
        assert!(plan.iter().any(|line| line.contains("SCAN search_text VIRTUAL TABLE")), "{plan:#?}");
        Ok(())
    });
}
