//! The text of every other statement, in both dialects, to be read like code. Lists have their own (`list`).

use metadata::{Metadata, Step, StoredColumn, initial_steps};
use model::{Column, ObjectName, Predicate};
use store::Dialect;
use uuid::Uuid;

use crate::list::tests::{deal, owners, shown};
use crate::print::{self, Statement};
use crate::search::{Query, SearchQuery};
use crate::{Living, Rollup, Sum, Tables, schema};

fn column(name: &str) -> Column {
    Column::new(name)
}

fn object() -> ObjectName {
    deal().name
}

fn both(statement: impl Fn(&Tables) -> Statement) -> String {
    let metadata = Metadata::new(1, [deal()]);
    [Dialect::Sqlite, Dialect::Postgres]
        .map(|dialect| format!("{dialect:?}\n{}", shown(&statement(&Tables::new(&metadata, dialect)))))
        .join("\n\n")
}

#[test]
fn steps() {
    let more = [
        Step::AddColumn {
            object: object(),
            column: StoredColumn { column: column("c_x"), storage: metadata::Storage::Boolean },
        },
        Step::DropColumn { object: object(), column: column("c_x") },
        Step::DropIndex { object: object(), name: "ix_deal__c_x".into() },
    ];
    let steps: Vec<Step> = initial_steps(&deal()).into_iter().chain(more).collect();
    let texts = [Dialect::Sqlite, Dialect::Postgres].map(|dialect| {
        let lines: Vec<String> = steps.iter().map(|step| schema::text(step, dialect)).collect();
        format!("{dialect:?}\n{}", lines.join(";\n"))
    });
    insta::assert_snapshot!("steps", texts.join(";\n\n"));
}

#[test]
fn get_under_a_predicate_and_locked() {
    let get = both(|tables| {
        let get = crate::Get {
            object: &object(),
            columns: &[column("name"), column("amount")],
            id: Uuid::from_u128(1),
            predicate: &owners(2),
            living: Living::Living,
            lock: true,
        };
        tables.get_statement(tables.shape(&object()).unwrap(), &get).unwrap()
    });
    insta::assert_snapshot!("get", get);
}

#[test]
fn rows_that_hold_a_value_under_a_predicate() {
    let holding = both(|tables| {
        let holding = crate::Holding {
            object: &object(),
            columns: &[column("id"), column("owner")],
            column: &column("name"),
            predicate: &owners(2),
            limit: 10,
        };
        tables.holding_statement(tables.shape(&object()).unwrap(), &holding, &"Acme".into()).unwrap()
    });
    insta::assert_snapshot!("holding", holding);
}

#[test]
fn counts_stop_at_their_cap() {
    let count = |cap| {
        both(|tables| {
            let query = tables.count_query(&object(), &owners(2), Living::Living, cap).unwrap();
            print::printed(&query, tables.dialect())
        })
    };
    insta::assert_snapshot!("count", [count(None), count(Some(1_000))].join("\n\n"));
}

#[test]
fn groups() {
    let groups = both(|tables| {
        let sums = [Sum { amount: column("amount"), currency: Some(column("name")) }];
        tables.groups_statement(&object(), &column("parent"), &sums, &owners(2)).unwrap()
    });
    insta::assert_snapshot!("groups", groups);
}

#[test]
fn rollups() {
    let rollup = both(|tables| {
        let rollup = Rollup {
            object: &object(),
            via: &column("parent"),
            kind: None,
            column: Some(&column("amount")),
            currency: None,
            predicate: &owners(2),
        };
        tables.rollup_statement(&rollup, &[Uuid::from_u128(8), Uuid::from_u128(9)]).unwrap()
    });
    insta::assert_snapshot!("rollup", rollup);
}

#[test]
fn search_reads_entries_newest_first() {
    let search = both(|tables| {
        let search = SearchQuery {
            object: &object(),
            query: &Query::of_text("云岭 a").unwrap(),
            fields: &["name".into(), "phone".into()],
            predicate: &Predicate::all([owners(2)]),
            limit: 20,
            most_scanned: 1_000,
        };
        tables.search_statement(&search, Some(77), 200).unwrap()
    });
    insta::assert_snapshot!("search", search);
}
