//! Records with and without owners, living and in the recycle bin, whose links lead somewhere, nowhere, to the
//! deleted, or to an object they do not name.

use std::collections::BTreeMap;

use model::{Column, Facts, FieldName, ObjectName, RecordId, Scalar, UserId};

use super::Dice;
use crate::plain::RecordFacts;

/// One record of a test world.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its object.
    pub object: ObjectName,
    /// Its id.
    pub id: RecordId,
    /// Its owner.
    pub owner: Option<UserId>,
    /// Where its links lead.
    pub links: BTreeMap<FieldName, (ObjectName, RecordId)>,
    /// Whether it is not in the recycle bin.
    pub living: bool,
    columns: BTreeMap<Column, Scalar>,
}

/// All records of a test world.
#[derive(Clone, Debug, Default)]
pub struct Records(BTreeMap<ObjectName, BTreeMap<RecordId, Record>>);

/// A record beside all others, as both evaluators read it.
#[derive(Clone, Copy, Debug)]
pub struct RowFacts<'a> {
    records: &'a Records,
    record: &'a Record,
}

impl Record {
    /// The columns that are not null: `id`, `owner`, `name`, and those of its links (`…`, `…_object`).
    pub fn columns(&self) -> impl Iterator<Item = (&Column, &Scalar)> {
        self.columns.iter()
    }
}

impl Records {
    /// Every record, of every object, in the recycle bin too.
    pub fn all(&self) -> impl Iterator<Item = &Record> {
        self.0.values().flat_map(BTreeMap::values)
    }

    /// The living records of an object.
    pub fn living<'a>(&'a self, object: &str) -> impl Iterator<Item = RowFacts<'a>> + 'a {
        let of_object = self.0.get(object).into_iter().flat_map(BTreeMap::values);
        of_object.filter(|record| record.living).map(move |record| RowFacts { records: self, record })
    }

    fn find(&self, object: &ObjectName, id: RecordId) -> Option<RowFacts<'_>> {
        let record = self.0.get(object)?.get(&id).filter(|record| record.living)?;
        Some(RowFacts { records: self, record })
    }
}

impl<'a> RowFacts<'a> {
    /// The record.
    pub fn record(&self) -> &'a Record {
        self.record
    }
}

impl Facts for RowFacts<'_> {
    fn column(&self, column: &Column) -> Scalar {
        self.record.columns.get(column).cloned().unwrap_or_default()
    }

    fn linked(&self, object: &ObjectName, id: &Scalar) -> Option<Box<dyn Facts + '_>> {
        let Scalar::Id(id) = id else { return None };
        self.records.find(object, RecordId(*id)).map(|row| Box::new(row) as Box<dyn Facts>)
    }
}

impl RecordFacts for RowFacts<'_> {
    fn owner(&self) -> Option<UserId> {
        self.record.owner
    }

    fn link(&self, field: &FieldName) -> Option<(ObjectName, RecordId)> {
        self.record.links.get(field).cloned()
    }

    fn linked(&self, object: &ObjectName, id: RecordId) -> Option<Box<dyn RecordFacts + '_>> {
        self.records.find(object, id).map(|row| Box::new(row) as Box<dyn RecordFacts>)
    }
}

const PER_OBJECT: usize = 14;

/// The links of the test objects: the object, its field, what it may name, and whether it names the object too.
const LINKS: [(&str, &str, &[&str]); 4] = [
    ("account", "parent", &["account"]),
    ("contact", "account", &["account"]),
    ("opportunity", "account", &["account"]),
    ("task", "about", &["account", "contact", "opportunity"]),
];

pub(super) fn records(dice: &mut Dice, people: &[UserId]) -> Records {
    let mut records = Records::default();
    for name in ["account", "contact", "opportunity", "product", "task"] {
        let Ok(object) = ObjectName::new(name) else { continue };
        for index in 0..PER_OBJECT {
            let record = record(dice, &object, index, people, &records);
            records.0.entry(object.clone()).or_default().insert(record.id, record);
        }
    }
    records
}

fn record(dice: &mut Dice, object: &ObjectName, index: usize, people: &[UserId], others: &Records) -> Record {
    let id = RecordId(dice.id());
    let owner = match dice.below(8) {
        0 => None,
        1 => Some(UserId(dice.id())),
        _ => dice.pick(people),
    };
    let mut columns = BTreeMap::from([
        (Column::new("id"), Scalar::from(id)),
        (Column::new("name"), Scalar::from(format!("{object} {index}"))),
    ]);
    columns.extend(owner.map(|owner| (Column::new("owner"), Scalar::from(owner))));
    let mut links = BTreeMap::new();
    for (_, field, targets) in LINKS.iter().filter(|(of, ..)| *object == *of) {
        let Ok(field) = FieldName::new(field) else { continue };
        if let Some((target, id)) = link(dice, targets, others) {
            columns.insert(Column::new(field.as_str()), Scalar::from(id));
            if targets.len() > 1 {
                columns.insert(Column::new(&format!("{field}_object")), Scalar::from(target.as_str()));
            }
            links.insert(field, (target, id));
        }
    }
    Record { object: object.clone(), id, owner, links, living: !dice.one_in(7), columns }
}

fn link(dice: &mut Dice, targets: &[&str], others: &Records) -> Option<(ObjectName, RecordId)> {
    let target = ObjectName::new(dice.pick(targets)?).ok()?;
    let known = |object: &str| -> Vec<RecordId> {
        others.0.get(object).into_iter().flat_map(BTreeMap::keys).copied().collect()
    };
    let id = match dice.below(10) {
        0 => return None,
        1 => Some(RecordId(dice.id())),
        2 => dice.pick(&known("account")),
        _ => dice.pick(&known(target.as_str())),
    };
    Some((target, id?))
}
