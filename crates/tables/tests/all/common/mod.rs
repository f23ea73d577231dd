//! Two objects with every kind of column, rows of them in memory and in the database, and chance from a seed.

pub(crate) mod world;

use std::sync::Arc;

use metadata::{Metadata, ObjectDef, initial_steps};
use model::{Column, ObjectName};
use serde_json::{Value, json};
use store::Database;
use tables::{Tables, schema};

/// Chance that is the same for the same seed (splitmix64, public domain, Vigna).
#[derive(Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }

    pub(crate) fn small(&mut self, n: usize) -> i64 {
        i64::try_from(self.below(n)).unwrap()
    }

    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }

    pub(crate) fn uuid(&mut self) -> uuid::Uuid {
        uuid::Uuid::from_u64_pair(self.next(), self.next())
    }
}

pub(crate) fn name(text: &str) -> ObjectName {
    ObjectName::new(text).unwrap()
}

pub(crate) fn column(text: &str) -> Column {
    Column::new(text)
}

pub(crate) fn columns(names: &[&str]) -> Vec<Column> {
    names.iter().map(|name| Column::new(name)).collect()
}

fn field(name: &str, kind: &str, more: &Value) -> Value {
    let mut field = json!({"name": name, "label": {"zh": name, "en": name}, "type": kind});
    for (key, value) in more.as_object().unwrap() {
        field[key] = value.clone();
    }
    field
}

fn object(name: &str, own: &[Value]) -> ObjectDef {
    let mut fields = vec![
        field("id", "id", &json!({})),
        field("number", "text", &json!({"unique": true})),
        field("owner", "user", &json!({})),
        field("team", "team", &json!({})),
        field("created_at", "datetime", &json!({})),
        field("created_by", "user", &json!({})),
        field("updated_at", "datetime", &json!({"indexed": true})),
        field("updated_by", "user", &json!({})),
        field("tags", "tags", &json!({})),
        field("external_id", "text", &json!({"unique": true})),
    ];
    fields.extend(own.iter().cloned());
    let object = json!({
        "name": name, "label": {"zh": name, "en": name}, "plural": {"zh": name, "en": name},
        "title_field": "name", "fields": fields,
    });
    serde_json::from_value(object).unwrap()
}

pub(crate) fn firm() -> ObjectDef {
    let city = json!({"options": [], "indexed": true});
    object(
        "firm",
        &[
            field("name", "text", &json!({})),
            field("city", "choice", &city),
            field("parent", "link", &json!({"objects": ["firm"]})),
        ],
    )
}

pub(crate) fn deal() -> ObjectDef {
    object(
        "deal",
        &[
            field("name", "text", &json!({})),
            field("stage", "choice", &json!({"options": [], "indexed": true})),
            field("amount", "money", &json!({"indexed": true})),
            field("pieces", "integer", &json!({})),
            field("hot", "boolean", &json!({})),
            field("due", "date", &json!({"indexed": true})),
            field("phone", "phone", &json!({})),
            field("firm", "link", &json!({"objects": ["firm"]})),
            field("about", "link", &json!({"objects": ["firm", "deal"]})),
        ],
    )
}

pub(crate) fn metadata() -> Metadata {
    Metadata::new(1, [firm(), deal()])
}

/// Makes the tables of both objects.
pub(crate) fn made(db: &Database) -> Arc<Tables> {
    db.write_blocking(|writer| {
        let steps: Vec<_> = metadata().objects().flat_map(|object| initial_steps(object)).collect();
        schema::apply(writer, &steps)
    })
    .unwrap();
    Arc::new(Tables::new(&metadata(), db.dialect()))
}
