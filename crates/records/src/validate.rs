//! What a record must fulfil before it is stored, beyond each value's own type. All faults are told at once.

use access::Action;
use metadata::{FieldDef, FieldType, ObjectDef};
use model::{FieldProblem, Kind, Predicate, Problem, Scalar, TeamId, UserId, Value};
use store::Reader;
use tables::{Get, Living};
use uuid::Uuid;

use crate::draft::{Image, plain_link};
use crate::open::may_see;
use crate::plan::Reading;
use crate::write::Source;
use crate::{Error, row};

/// The code of a value that another record has already.
pub(crate) const NOT_UNIQUE: &str = "not_unique";

/// A chain of parents longer than this is taken for a circle.
const MAX_PARENTS: usize = 50;

/// Checks the image; `changed` names the places whose values are new.
pub(crate) fn check(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    image: &Image,
    changed: &[usize],
    source: Source,
) -> Result<(), Error> {
    let missing = required(image).into_iter().chain(stage_fields(image, changed));
    let (mut faults, hidden): (Vec<_>, Vec<_>) =
        missing.partition(|fault| knows_of(reading, &image.object, &fault.field));
    for index in changed {
        let Some(field) = image.field(*index) else { continue };
        let value = image.at(*index);
        if value.is_null() {
            continue;
        }
        faults.extend(link_fault(reader, reading, field, value, source)?);
        faults.extend(circle_fault(reader, reading, image, field, value)?);
        if field.unique {
            faults.extend(unique_fault(reader, reading, image, field, value)?);
        }
    }
    let missing = crate::files::missing(reader, image, changed)?;
    faults.extend(missing.into_iter().map(|field| FieldProblem::new(field, "link_not_found")));
    if !faults.is_empty() {
        Err(Problem::invalid_fields(faults).into())
    } else if !hidden.is_empty() {
        Err(Problem::new(Kind::Invalid, "required_hidden").into())
    } else {
        Ok(())
    }
}

/// Whether the caller may know that there is such a field: nobody is told the name of one that is hidden from them.
fn knows_of(reading: &Reading<'_>, object: &ObjectDef, field: &str) -> bool {
    [Action::View, Action::Create, Action::Edit]
        .into_iter()
        .any(|action| reading.permit(object, action).is_ok_and(|permit| permit.fields().visible(field)))
}

fn required(image: &Image) -> Vec<FieldProblem> {
    let fields = image.object.fields.iter().enumerate();
    fields
        .filter(|(index, field)| {
            field.required && !field.retired && field.stored() && image.at(*index).is_null()
        })
        .map(|(_, field)| FieldProblem::new(field.name.as_str(), "required"))
        .collect()
}

/// A stage's required fields are asked for when a record enters it, not ever after.
fn stage_fields(image: &Image, changed: &[usize]) -> Vec<FieldProblem> {
    let Some(pipeline) = &image.object.pipeline else { return Vec::new() };
    let entered = crate::draft::index_of(&image.object, pipeline.field.as_str())
        .is_some_and(|at| changed.contains(&at));
    let Some(stage) = image.stage().filter(|_| entered) else { return Vec::new() };
    let missing = stage.required_fields.iter().filter(|name| image.value(name.as_str()).is_null());
    missing.map(|name| FieldProblem::new(name.as_str(), "stage_required")).collect()
}

/// What is linked to must exist and be visible to the caller: both faults look the same. A file may tell of people
/// who left or have not yet come; a person may only be given a record who is there to work on it.
fn link_fault(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    field: &FieldDef,
    value: &Value,
    source: Source,
) -> Result<Option<FieldProblem>, Error> {
    let directory = reading.caller.principal.directory();
    let found = match (&field.kind, value) {
        (FieldType::User {}, Value::Link(id)) => {
            let user = directory.user(UserId(*id));
            field.read_only || user.is_some_and(|user| user.active || source == Source::Import)
        }
        (FieldType::Team {}, Value::Link(id)) => directory.team(TeamId(*id)).is_some(),
        (FieldType::Link { objects }, Value::Link(id)) => match objects.first() {
            Some(object) => may_see(reading, reader, object, *id)?,
            None => false,
        },
        (FieldType::Link { objects }, Value::AnyLink(link)) => {
            objects.contains(&link.object) && may_see(reading, reader, &link.object, link.id.0)?
        }
        _ => true,
    };
    Ok((!found).then(|| FieldProblem::new(field.name.as_str(), "link_not_found")))
}

/// A record can't be above itself: parents of the same object must not form a circle.
fn circle_fault(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    image: &Image,
    field: &FieldDef,
    value: &Value,
) -> Result<Option<FieldProblem>, Error> {
    let (Some(object), Value::Link(parent)) = (plain_link(field), value) else { return Ok(None) };
    if *object != image.object.name {
        return Ok(None);
    }
    let mut above: Uuid = *parent;
    for _ in 0..MAX_PARENTS {
        if above == image.id.0 {
            return Ok(Some(FieldProblem::new(field.name.as_str(), "link_cycle")));
        }
        let columns = [field.column()];
        let get = Get {
            object: &image.object.name,
            columns: &columns,
            id: above,
            predicate: &Predicate::True,
            living: Living::Any,
            lock: false,
        };
        let row = reading.tables().row_get(reader, &get)?;
        match row.and_then(|row| row::id(&row, 0).ok()) {
            Some(next) => above = next,
            None => return Ok(None),
        }
    }
    Ok(Some(FieldProblem::new(field.name.as_str(), "link_cycle")))
}

/// Uniqueness counts living records only. The unique index is the last word; this gives the field its own fault.
fn unique_fault(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    image: &Image,
    field: &FieldDef,
    value: &Value,
) -> Result<Option<FieldProblem>, Error> {
    let (column, scalar) = if field.sealed() {
        let Some(term) = field.blind_terms(value).into_iter().next() else { return Ok(None) };
        let domain = crate::search::domain(term.domain, image.object.name.as_str(), field.name.as_str());
        let blind = reading.vault.blind(domain, &term.text);
        (term.column, Scalar::Bytes(blind.to_vec()))
    } else {
        let scalars = field.store(value).map_err(Error::internal)?;
        (field.column(), scalars.into_iter().next().unwrap_or_default())
    };
    let object = &image.object.name;
    let taken = reading.tables().value_is_taken(reader, object, &column, &scalar, Some(image.id.0))?;
    Ok(taken.then(|| FieldProblem::new(field.name.as_str(), NOT_UNIQUE)))
}
