//! Activities keep the record they are about fresh: when it was last and will next be worked on.
//!
//! This is the system's own bookkeeping on the other record, in the activity's transaction: it changes no version
//! and no history, so that it never stands in the way of a person who is editing.

use metadata::{FieldDef, FieldType, ObjectDef};
use model::{Column, Comparison, Predicate, Scalar, Value};
use store::Writer;
use tables::Rollup;

use crate::Error;
use crate::draft::Image;
use crate::plan::Reading;

/// Brings `last_activity_at` and `next_activity_at` of what the activity is about up to date.
pub(crate) fn touch(writer: &mut Writer<'_>, reading: &Reading<'_>, image: &Image) -> Result<(), Error> {
    let Value::AnyLink(about) = image.value("about") else { return Ok(()) };
    if !image.object.activity {
        return Ok(());
    }
    let Some(target) = reading.metadata().object(about.object.as_str()) else { return Ok(()) };
    if target.field("last_activity_at").is_none() {
        return Ok(());
    }
    let mut changes = vec![(Column::new("last_activity_at"), Scalar::Int(reading.now.as_microsecond()))];
    if let Some(next) = next_due(writer, reading, image)? {
        changes.push((Column::new("next_activity_at"), next));
    }
    Ok(reading.tables().row_touch(writer, &about.object, about.id.0, &changes)?)
}

/// As [`touch`], for an activity that was changed: what it was about before, if that is another record, has lost it.
pub(crate) fn moved(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    before: &Image,
    image: &Image,
) -> Result<(), Error> {
    if before.value("about") != image.value("about") {
        touch(writer, reading, before)?;
    }
    touch(writer, reading, image)
}

/// When an activity is to take place, by the field that says so: a task's due time, a meeting's or call's beginning,
/// the time a visit is planned for (`objects/task.toml`, `meeting.toml`, `call.toml`, `visit.toml`).
const PLANNED: [&str; 4] = ["due_at", "starts_at", "started_at", "planned_at"];
/// The fields that say that it took place.
const TOOK_PLACE: [&str; 2] = ["done_at", "check_in_at"];
/// The states in which nothing is left to do.
const OVER: [&str; 3] = ["done", "held", "cancelled"];

/// The earliest time at which anything is planned with the same record; only an activity that can be planned asks.
fn next_due(writer: &mut Writer<'_>, reading: &Reading<'_>, image: &Image) -> Result<Option<Scalar>, Error> {
    let Value::AnyLink(about) = image.value("about") else { return Ok(None) };
    if planned(&image.object).is_none() {
        return Ok(None);
    }
    let (via, kind) = (Column::new("about"), Column::new("about_object"));
    let mut earliest: Option<i64> = None;
    for object in reading.metadata().objects().filter(|object| object.activity) {
        let (Some(at), Some(_)) = (planned(object), object.field("about")) else { continue };
        let (column, open) = (at.column(), open(object, at, reading.now.as_microsecond()));
        let rollup = Rollup {
            object: &object.name,
            via: &via,
            kind: Some((&kind, &about.object)),
            column: Some(&column),
            currency: None,
            predicate: &open,
        };
        let found = reading.tables().aggregate(writer, &rollup, &[about.id.0])?;
        let times = found.into_values().flatten().filter_map(|aggregate| match aggregate.min {
            Scalar::Int(at) => Some(at),
            _ => None,
        });
        earliest = earliest.into_iter().chain(times).min();
    }
    Ok(Some(earliest.map_or(Scalar::Null, Scalar::Int)))
}

/// The field that says when an activity of this kind is to take place, if it can be planned.
fn planned(object: &ObjectDef) -> Option<&FieldDef> {
    let mut fields = PLANNED.into_iter().filter_map(|name| object.field(name));
    fields.find(|field| matches!(field.kind, FieldType::Datetime {}) && !field.sealed())
}

/// The activities that are still to take place. A task is one until it is done, however late; the others, whose hour
/// comes and goes by itself, only as long as it lies ahead.
fn open(object: &ObjectDef, at: &FieldDef, now: i64) -> Predicate {
    let field = |name: &str| object.field(name).filter(|field| !field.sealed());
    let mut conditions = vec![Predicate::IsNull(at.column()).negate()];
    conditions.extend(TOOK_PLACE.into_iter().filter_map(field).map(|done| Predicate::IsNull(done.column())));
    conditions.extend(field("status").map(|status| {
        let over = OVER.iter().map(|state| Scalar::from(*state)).collect();
        Predicate::In { column: status.column(), values: over }.negate()
    }));
    if field("done_at").is_none() {
        let (column, value) = (at.column(), Scalar::Int(now));
        conditions.push(Predicate::Compare { column, comparison: Comparison::Greater, value });
    }
    Predicate::all(conditions)
}
