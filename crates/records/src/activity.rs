//! Activities keep the record they are about fresh: when it was last and will next be worked on.
//!
//! This is the system's own bookkeeping on the other record, in the activity's transaction: it changes no version
//! and no history, so that it never stands in the way of a person who is editing.

use model::{Column, Predicate, Scalar, Value};
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

/// The states of a task that nothing is left to do in (`objects/task.toml`).
const OVER: [&str; 2] = ["done", "cancelled"];

/// The earliest due time of the open tasks about the same record; only an object with a due and a done time has one.
fn next_due(writer: &mut Writer<'_>, reading: &Reading<'_>, image: &Image) -> Result<Option<Scalar>, Error> {
    let object = &image.object;
    let (Some(due), Some(done)) = (object.field("due_at"), object.field("done_at")) else { return Ok(None) };
    let Value::AnyLink(about) = image.value("about") else { return Ok(None) };
    let over = object.field("status").map(|status| Predicate::In {
        column: status.column(),
        values: OVER.iter().map(|state| Scalar::from(*state)).collect(),
    });
    let open = Predicate::all(
        [Predicate::IsNull(done.column()), Predicate::IsNull(due.column()).negate()]
            .into_iter()
            .chain(over.map(Predicate::negate)),
    );
    let (via, kind, due) = (Column::new("about"), Column::new("about_object"), due.column());
    let rollup = Rollup {
        object: &object.name,
        via: &via,
        kind: Some((&kind, &about.object)),
        column: Some(&due),
        currency: None,
        predicate: &open,
    };
    let found = reading.tables().aggregate(writer, &rollup, &[about.id.0])?;
    let earliest = found.into_values().flatten().map(|aggregate| aggregate.min).next();
    Ok(Some(earliest.unwrap_or_default()))
}
