//! Activities keep the record they are about fresh: when it was last and will next be worked on.
//!
//! This is the system's own bookkeeping on the other record, in the activity's transaction: it changes no version
//! and no history, so that it never stands in the way of a person who is editing.

use metadata::{FieldDef, FieldType, ObjectDef};
use model::{AnyLink, Column, Comparison, Predicate, Scalar, Value};
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
    let (last, next) = times(writer, reading, about)?;
    let changes = [(Column::new("last_activity_at"), last), (Column::new("next_activity_at"), next)];
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
/// The fields that say it once their time has come.
const BEGAN: [&str; 2] = ["starts_at", "started_at"];
/// The states in which nothing is left to do.
const OVER: [&str; 3] = ["done", "held", "cancelled"];

/// When the record was last and will next be worked on, by the activities about it: a call that is entered a week later
/// was a week ago, and a task for tomorrow is nothing that was done.
fn times(writer: &mut Writer<'_>, reading: &Reading<'_>, about: &AnyLink) -> Result<(Scalar, Scalar), Error> {
    let now = reading.now.as_microsecond();
    let (mut last, mut next): (Option<i64>, Option<i64>) = (None, None);
    for object in reading.metadata().objects().filter(|object| object.activity) {
        if object.field("about").is_none() {
            continue;
        }
        for (at, happened) in took_place(object, now) {
            last = last.max(span(writer, reading, about, object, &at, &happened)?.1);
        }
        if let Some(at) = planned(object) {
            let earliest = span(writer, reading, about, object, &at.column(), &open(object, at, now))?.0;
            next = next.into_iter().chain(earliest).min();
        }
    }
    Ok((last.map_or(Scalar::Null, Scalar::Int), next.map_or(Scalar::Null, Scalar::Int)))
}

/// The earliest and the latest of a column of times among the activities of one kind about a record.
fn span(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    about: &AnyLink,
    object: &ObjectDef,
    at: &Column,
    predicate: &Predicate,
) -> Result<(Option<i64>, Option<i64>), Error> {
    let (via, kind) = (Column::new("about"), Column::new("about_object"));
    let rollup = Rollup {
        object: &object.name,
        via: &via,
        kind: Some((&kind, &about.object)),
        column: Some(at),
        currency: None,
        predicate,
    };
    let found = reading.tables().aggregate(writer, &rollup, &[about.id.0])?;
    let found = found.into_values().flatten().next();
    let time = |value: Scalar| if let Scalar::Int(at) = value { Some(at) } else { None };
    Ok(found.map_or((None, None), |found| (time(found.min), time(found.max))))
}

/// The columns that say when an activity of this kind took place, each with the activities it says it of.
fn took_place(object: &ObjectDef, now: i64) -> Vec<(Column, Predicate)> {
    let made = Column::new("created_at");
    let field = |name: &str| object.field(name).filter(|field| !field.sealed());
    if let Some(done) = TOOK_PLACE.into_iter().find_map(field) {
        let told = (done.column(), Predicate::IsNull(done.column()).negate());
        let over = field("status").map(|status| {
            let over = Predicate::equal(status.column(), "done");
            (Column::new("updated_at"), Predicate::all([Predicate::IsNull(done.column()), over]))
        });
        return std::iter::once(told).chain(over).collect();
    }
    let Some(began) = BEGAN.into_iter().find_map(field) else { return vec![(made, Predicate::True)] };
    let past = Predicate::Compare {
        column: began.column(),
        comparison: Comparison::LessOrEqual,
        value: Scalar::Int(now),
    };
    let held = field("status")
        .map_or(Predicate::True, |status| Predicate::equal(status.column(), "cancelled").negate());
    let untold = Predicate::all([Predicate::IsNull(began.column()), held.clone()]);
    vec![(began.column(), Predicate::all([past, held])), (made, untold)]
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
