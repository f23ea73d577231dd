//! The text of every shape, in both dialects, to be read like code.

use metadata::{Metadata, ObjectDef};
use model::{Column, ObjectName, Predicate, Scalar};
use serde_json::json;
use store::Dialect;
use uuid::Uuid;

use super::{Keyset, ListQuery, Sort};
use crate::{Living, Tables, print};

pub(crate) fn deal() -> ObjectDef {
    let field = |name: &str, kind: &str, indexed: bool| {
        let mut field =
            json!({"name": name, "label": {"zh": name, "en": name}, "type": kind, "indexed": indexed});
        if kind == "link" {
            field["objects"] = json!(["deal"]);
        }
        field
    };
    let fields = [
        field("id", "id", false),
        field("owner", "user", false),
        field("created_at", "datetime", false),
        field("updated_at", "datetime", true),
        field("tags", "tags", false),
        field("name", "text", false),
        field("amount", "integer", true),
        field("parent", "link", false),
    ];
    let label = json!({"zh": "交易", "en": "Deal"});
    let object =
        json!({"name": "deal", "label": label, "plural": label, "title_field": "name", "fields": fields});
    serde_json::from_value(object).unwrap()
}

pub(crate) fn shown(statement: &print::Statement) -> String {
    let sql = [" FROM ", " WHERE ", " ORDER BY ", " UNION ALL ", " INNER JOIN ", " CROSS JOIN ", " AND "]
        .iter()
        .fold(statement.sql.clone(), |sql, word| sql.replace(word, &format!("\n {}", word.trim_start())));
    let params = format!("  -- {:?}", statement.params);
    sql.lines().chain([params.as_str()]).map(short).collect::<Vec<_>>().join("\n")
}

fn short(line: &str) -> String {
    if line.len() <= 400 {
        return line.into();
    }
    let chars: Vec<char> = line.chars().collect();
    format!(
        "{} … {}",
        chars[..120].iter().collect::<String>(),
        chars[chars.len() - 60..].iter().collect::<String>()
    )
}

fn both(query: &ListQuery<'_>) -> String {
    let metadata = Metadata::new(1, [deal()]);
    [Dialect::Sqlite, Dialect::Postgres]
        .map(|dialect| {
            let tables = Tables::new(&metadata, dialect);
            let order = super::Order::new(query.sort);
            let (plan, _) = super::plan::plan(query, &order, tables.shape(query.object).unwrap());
            let statement = tables.list_statement(query, &order, &plan).unwrap();
            format!("{}\n{}", short(&format!("{dialect:?}, {plan:?}")), shown(&statement))
        })
        .join("\n\n")
}

pub(crate) fn owners(count: u128) -> Predicate {
    let values = (1..=count).map(|n| Scalar::Id(Uuid::from_u128(n))).collect();
    Predicate::In { column: Column::new("owner"), values }
}

/// Hands over a query for a page of 50 living deals.
pub(crate) fn queried<R>(
    predicate: &Predicate,
    sort: &[(&str, bool)],
    after: Option<&Keyset>,
    ask: impl FnOnce(&ListQuery<'_>) -> R,
) -> R {
    let object = ObjectName::new("deal").unwrap();
    let sort: Vec<Sort> = sort
        .iter()
        .map(|(name, descending)| Sort { column: Column::new(name), descending: *descending })
        .collect();
    let columns = [Column::new("name"), Column::new("amount")];
    ask(&ListQuery {
        object: &object,
        columns: &columns,
        predicate,
        sort: &sort,
        after,
        limit: 50,
        living: Living::Living,
    })
}

fn list(name: &str, predicate: &Predicate, sort: &[(&str, bool)], after: Option<&Keyset>) {
    insta::assert_snapshot!(name, queried(predicate, sort, after, both));
}

fn big() -> Predicate {
    Predicate::Compare {
        column: Column::new("amount"),
        comparison: model::Comparison::Greater,
        value: 5.into(),
    }
}

#[test]
fn a_few_owners_newest_change_first_are_merged_arms() {
    list("arms", &Predicate::all([owners(2), big()]), &[("updated_at", true)], None);
}

#[test]
fn the_next_page_of_merged_arms_begins_at_its_place() {
    let place = Keyset { values: vec![7.into()], id: Uuid::from_u128(9) };
    list("arms_after", &Predicate::all([owners(2), big()]), &[("updated_at", true)], Some(&place));
}

#[test]
fn many_owners_walk_the_sort_index() {
    list("walk", &owners(51), &[("updated_at", true)], None);
}

#[test]
fn a_page_after_a_value_that_may_be_empty_has_the_empty_ones_last() {
    let place = Keyset { values: vec![7.into()], id: Uuid::from_u128(9) };
    list("walk_after_descending", &Predicate::True, &[("amount", true)], Some(&place));
    let place = Keyset { values: vec![Scalar::Null], id: Uuid::from_u128(9) };
    list("walk_after_empty", &Predicate::True, &[("amount", false)], Some(&place));
}

#[test]
fn several_terms_in_mixed_directions_are_sorted_by_the_engine() {
    let place = Keyset { values: vec!["a".into(), 7.into()], id: Uuid::from_u128(9) };
    list("mixed_after", &big(), &[("name", false), ("amount", true)], Some(&place));
}

#[test]
fn every_condition_has_its_text() {
    let column = |name: &str| Column::new(name);
    let parts = vec![
        Predicate::False,
        Predicate::Not(Box::new(Predicate::Or(vec![big(), Predicate::IsNull(column("owner"))]))),
        Predicate::Text { column: column("name"), matching: model::TextMatch::Contains, piece: "Ab".into() },
        Predicate::Text { column: column("name"), matching: model::TextMatch::Starts, piece: "云".into() },
        Predicate::ListHas { column: column("tags"), item: "vip".into() },
        Predicate::Linked {
            column: column("parent"),
            kind: None,
            object: ObjectName::new("deal").unwrap(),
            test: Box::new(Predicate::all([
                owners(1),
                Predicate::ListHas { column: column("tags"), item: "x".into() },
            ])),
        },
        Predicate::Found { query: "云岭+岭科 a*".into(), fields: vec!["name".into()] },
        Predicate::equal(column("amount"), "of another kind"),
        Predicate::In { column: column("amount"), values: vec![] },
        Predicate::In {
            column: column("owner"),
            values: (1..=501).map(|n| Scalar::Id(Uuid::from_u128(n))).collect(),
        },
    ];
    list("conditions", &Predicate::Or(parts), &[], None);
}
