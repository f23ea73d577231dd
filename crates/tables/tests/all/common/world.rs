//! Rows of both objects in memory, the same as in the database, and predicates made by chance.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use model::{Column, Comparison, Facts, ObjectName, Predicate, Scalar, TextMatch};
use store::Database;
use store::system::search::{SearchEntry, search_put};
use tables::Tables;
use tables::search::{self, Query};
use uuid::Uuid;

use super::{Chance, column, name};

/// One row, with its life.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) object: &'static str,
    pub(crate) id: Uuid,
    pub(crate) values: BTreeMap<&'static str, Scalar>,
    pub(crate) deleted: bool,
    pub(crate) entries: BTreeMap<&'static str, String>,
}

pub(crate) struct World {
    pub(crate) rows: Vec<Row>,
    by_id: HashMap<(&'static str, Uuid), usize>,
    pub(crate) people: Vec<Uuid>,
}

/// A row seen as facts.
pub(crate) struct Seen<'w>(pub(crate) &'w World, pub(crate) &'w Row);

impl Facts for Seen<'_> {
    fn column(&self, column: &Column) -> Scalar {
        match column.as_str() {
            "id" => self.1.id.into(),
            "version" => 1.into(),
            other => self.1.values.get(other).cloned().unwrap_or_default(),
        }
    }

    fn linked(&self, object: &ObjectName, id: &Scalar) -> Option<Box<dyn Facts + '_>> {
        let Scalar::Id(id) = id else { return None };
        let object = if object.as_str() == "firm" { "firm" } else { "deal" };
        let row = &self.0.rows[*self.0.by_id.get(&(object, *id))?];
        (!row.deleted).then(|| Box::new(Seen(self.0, row)) as Box<dyn Facts>)
    }

    fn found(&self, query: &str, fields: &[String]) -> bool {
        let Some(query) = Query::parse(query) else { return false };
        fields.iter().any(|field| self.1.entries.get(field.as_str()).is_some_and(|entry| query.holds(entry)))
    }
}

const WORDS: [&str; 10] =
    ["云岭科技", "GTX Pro", "gtx", "云南 白药", "Ａcme", "élan 100%", "a_b\\c'd\"", "", "won", "王"];
const STAGES: [&str; 4] = ["open", "won", "lost", "Won"];
const TAGS: [&str; 5] = ["vip", "a\"b", ",", "重点", "v"];

fn maybe(chance: &mut Chance, value: impl FnOnce(&mut Chance) -> Scalar) -> Scalar {
    if chance.one_in(4) { Scalar::Null } else { value(chance) }
}

fn text(chance: &mut Chance) -> Scalar {
    (*chance.pick(&WORDS)).into()
}

fn number(chance: &mut Chance) -> Scalar {
    (chance.small(7) - 3).into()
}

fn bytes(chance: &mut Chance) -> Scalar {
    vec![*chance.pick(&[0_u8, 1, 2]), *chance.pick(&[0_u8, 1])].into()
}

fn tags(chance: &mut Chance) -> Scalar {
    let held: Vec<&str> = TAGS.iter().copied().filter(|_| chance.one_in(3)).collect();
    serde_json::to_string(&held).unwrap().into()
}

impl World {
    pub(crate) fn of(chance: &mut Chance, firms: usize, deals: usize) -> Self {
        let people: Vec<Uuid> = (0..6).map(|_| chance.uuid()).collect();
        let mut world = Self { rows: Vec::new(), by_id: HashMap::new(), people };
        for i in 0..firms + deals {
            let row = world.row(chance, if i < firms { "firm" } else { "deal" });
            world.by_id.insert((row.object, row.id), world.rows.len());
            world.rows.push(row);
        }
        world
    }

    fn some_id(&self, chance: &mut Chance, object: &str) -> Scalar {
        let ids: Vec<Uuid> = self.rows.iter().filter(|row| row.object == object).map(|row| row.id).collect();
        if ids.is_empty() || chance.one_in(8) { chance.uuid().into() } else { (*chance.pick(&ids)).into() }
    }

    fn row(&self, chance: &mut Chance, object: &'static str) -> Row {
        let person = |chance: &mut Chance| (*chance.pick(&self.people)).into();
        let mut values: BTreeMap<&'static str, Scalar> = BTreeMap::new();
        values.insert("owner", maybe(chance, person));
        values.insert("created_at", number(chance));
        values.insert("updated_at", number(chance));
        values.insert("tags", maybe(chance, tags));
        values.insert("name", maybe(chance, text));
        if object == "firm" {
            values.insert("city", maybe(chance, |chance| (*chance.pick(&STAGES)).into()));
            values.insert("parent", maybe(chance, |chance| self.some_id(chance, "firm")));
        } else {
            values.insert("stage", maybe(chance, |chance| (*chance.pick(&STAGES)).into()));
            values.insert("amount", maybe(chance, number));
            values.insert("amount_currency", maybe(chance, |chance| (*chance.pick(&["CNY", "USD"])).into()));
            values.insert("pieces", maybe(chance, number));
            values.insert("hot", maybe(chance, |chance| chance.one_in(2).into()));
            values.insert("due", maybe(chance, number));
            values.insert("phone_bidx", maybe(chance, bytes));
            values.insert("firm", maybe(chance, |chance| self.some_id(chance, "firm")));
            let kind = *chance.pick(&["firm", "deal"]);
            values.insert("about", maybe(chance, |chance| self.some_id(chance, kind)));
            values.insert("about_object", maybe(chance, |chance| (*chance.pick(&["firm", "deal"])).into()));
        }
        let deleted = chance.one_in(7);
        let mut entries = BTreeMap::new();
        if let (Some(Scalar::Text(text)), false) = (values.get("name"), deleted) {
            entries.insert("name", search::entry(&name(object), text, true));
        }
        if let (Some(Scalar::Bytes(bytes)), false) = (values.get("phone_bidx"), deleted) {
            entries.insert("phone", search::token_entry(&name(object), [format!("{bytes:?}").as_str()]));
        }
        entries.retain(|_, entry| !entry.is_empty());
        Row { object, id: chance.uuid(), values, deleted, entries }
    }

    /// Puts all rows and their index entries into the database.
    pub(crate) fn put(&self, db: &Database, tables: &Arc<Tables>) {
        let (by, rows, tables) = (self.people[0], self.rows.clone(), Arc::clone(tables));
        db.write_blocking(move |writer| {
            for row in &rows {
                let object = name(row.object);
                let mut values: Vec<(Column, Scalar)> = vec![(column("id"), row.id.into())];
                values.extend(row.values.iter().map(|(name, value)| (column(name), value.clone())));
                tables.row_insert(writer, &object, &values)?;
                if row.deleted {
                    assert_eq!(tables.row_delete_mark(writer, &object, row.id, 1, 77, Some(by))?, Some(2));
                }
                let entries: Vec<SearchEntry> = row
                    .entries
                    .iter()
                    .map(|(field, grams)| SearchEntry {
                        object: row.object.into(),
                        record_id: model::RecordId(row.id),
                        field: (*field).into(),
                        grams: grams.clone(),
                    })
                    .collect();
                search_put(writer, &entries)?;
            }
            Ok::<_, tables::Error>(())
        })
        .unwrap();
    }

    /// The ids of the object's living rows that fulfil the predicate.
    pub(crate) fn living(&self, object: &str, predicate: &Predicate) -> Vec<Uuid> {
        let rows = self.rows.iter().filter(|row| row.object == object && !row.deleted);
        rows.filter(|row| predicate.holds(&Seen(self, row))).map(|row| row.id).collect()
    }

    /// A predicate on rows of the object.
    pub(crate) fn predicate(&self, chance: &mut Chance, object: &str, depth: usize) -> Predicate {
        let deeper = depth > 0 && chance.one_in(2);
        if deeper {
            let mut parts: Vec<_> =
                (0..chance.below(4)).map(|_| self.predicate(chance, object, depth - 1)).collect();
            return match (chance.below(3), parts.pop()) {
                (0, last) => Predicate::And(parts.into_iter().chain(last).collect()),
                (1, last) => Predicate::Or(parts.into_iter().chain(last).collect()),
                (_, inner) => Predicate::Not(Box::new(inner.unwrap_or(Predicate::True))),
            };
        }
        let own: &[&str] = if object == "firm" { &FIRM } else { &DEAL };
        let held = *chance.pick(own);
        match chance.below(12) {
            0 => Predicate::True,
            1 => Predicate::False,
            2 => Predicate::IsNull(column(held)),
            3 | 4 => Predicate::In {
                column: column(held),
                values: (0..chance.below(4)).map(|_| self.value(chance, held)).collect(),
            },
            5 => Predicate::Text {
                column: column("name"),
                matching: *chance.pick(&[TextMatch::Contains, TextMatch::Starts]),
                piece: (*chance.pick(&["云", "GTX", "o", "É", "", "%", "_", "\\", "'", "\"", " ", "科技"]))
                    .into(),
            },
            6 => Predicate::ListHas { column: column("tags"), item: (*chance.pick(&TAGS)).into() },
            7 => self.linked(chance, object, depth),
            8 => {
                let words = *chance.pick(&["云岭", "gt", "x", "yl", "云岭 a", "pro gtx", "ＡＣ", "白", "%%"]);
                let query = match chance.below(3) {
                    0 => Query::of_token("[1, 0]").to_string(),
                    _ => Query::of_text(words).map_or_else(|| "\"".into(), |query| query.to_string()),
                };
                let fields =
                    chance.pick(&[vec!["name"], vec!["phone"], vec!["name", "phone"], vec![]]).clone();
                Predicate::Found { query, fields: fields.into_iter().map(Into::into).collect() }
            }
            _ => Predicate::Compare {
                column: column(held),
                comparison: *chance.pick(&COMPARISONS),
                value: self.value(chance, held),
            },
        }
    }

    fn linked(&self, chance: &mut Chance, object: &str, depth: usize) -> Predicate {
        let (held, kind, other) = match (object, chance.below(3)) {
            ("firm", _) => ("parent", None, "firm"),
            (_, 0) => ("firm", None, "firm"),
            (_, 1) => ("about", Some(column("about_object")), "firm"),
            (_, _) => ("about", Some(column("about_object")), "deal"),
        };
        let test = Box::new(self.predicate(chance, other, depth.saturating_sub(1)));
        Predicate::Linked { column: column(held), kind, object: name(other), test }
    }

    /// A value to hold against a column; now and then of a kind that does not fit.
    fn value(&self, chance: &mut Chance, held: &str) -> Scalar {
        if chance.one_in(12) {
            return chance.pick(&[Scalar::Null, 1.into(), "won".into(), true.into(), vec![1].into()]).clone();
        }
        match held {
            "owner" => (*chance.pick(&self.people)).into(),
            "name" => text(chance),
            "city" | "stage" => (*chance.pick(&STAGES)).into(),
            "hot" => chance.one_in(2).into(),
            "phone_bidx" => bytes(chance),
            "firm" | "parent" | "about" => self.some_id(chance, "firm"),
            "id" => self.some_id(chance, "deal"),
            "about_object" => "firm".into(),
            _ => number(chance),
        }
    }
}

const FIRM: [&str; 7] = ["owner", "name", "city", "parent", "updated_at", "id", "created_at"];
const DEAL: [&str; 13] = [
    "owner",
    "owner",
    "name",
    "stage",
    "amount",
    "pieces",
    "hot",
    "due",
    "phone_bidx",
    "firm",
    "about",
    "id",
    "updated_at",
];
const COMPARISONS: [Comparison; 5] = [
    Comparison::Equal,
    Comparison::Less,
    Comparison::LessOrEqual,
    Comparison::Greater,
    Comparison::GreaterOrEqual,
];
