//! Writing: plan, permit, load and lock, apply the draft, validate, permit the image, seal, store, history,
//! search, audit. One transaction: all of it, or nothing.
//!
//! Bulk, import and restore loop over these; they have no way of their own.

use std::sync::Arc;

use access::{Action, Permit};
use audit::{Action as Act, Event};
use metadata::ObjectDef;
use model::{Column, Kind, Predicate, Problem, RecordId, Value};
use store::Writer;
use tables::Living;

use crate::activity;
use crate::draft::{Body, Draft, Given, Image};
use crate::idempotency::{self, Idempotency};
use crate::open::ids_within;
use crate::plan::{Reading, Wanted};
use crate::read::one;
use crate::subject::Keys;
use crate::validate;
use crate::visible::Visible;
use crate::{Caller, Error, Records};
use crate::{files, keep};

/// Which version of a record the caller has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// This one; another is a conflict.
    Version(i64),
    /// Whatever stands there: an import by key, a bulk change of a selection.
    Any,
}

/// By which way a change came, for history and log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A person or program through the API.
    Request,
    /// A file brought in; needs the import right beside the usual ones.
    Import,
    /// Somebody left, and another has their records now.
    Handover,
}

/// A record after a write, as the caller may see it now; none if the write put it out of the caller's sight.
#[derive(Debug)]
pub struct Written {
    /// The record's id.
    pub id: RecordId,
    /// Its version now.
    pub version: i64,
    /// What the caller may see of it.
    pub record: Option<Visible>,
    /// Whether anything changed: false for a replay or an update to the same values.
    pub changed: bool,
}

impl Records {
    /// Creates a record.
    ///
    /// # Errors
    /// Refused with one fault a field; nothing is stored then.
    pub async fn create(
        &self,
        caller: &Caller,
        object: &str,
        body: &Body,
        source: Source,
        idempotency: Option<Idempotency>,
    ) -> Result<Written, Error> {
        let mut written = self.create_once(caller, object, body, source, idempotency.clone()).await;
        // Two requests with one key at once, on a database where writers run side by side: the second could not see
        // what the first was about to keep. Now it can.
        if idempotency.is_some()
            && matches!(&written, Err(Error::Store(store::Error::UniqueViolation { .. })))
        {
            written = self.create_once(caller, object, body, source, idempotency).await;
        }
        self.inner.log_refusal(caller, (Act::Create, object), written).await
    }

    async fn create_once(
        &self,
        caller: &Caller,
        object: &str,
        body: &Body,
        source: Source,
        idempotency: Option<Idempotency>,
    ) -> Result<Written, Error> {
        let world = self.world();
        let object = world.object(object)?;
        let (inner, asked, body) = (Arc::clone(&self.inner), caller.clone(), body.clone());
        let written = self.inner.db.write(move |writer| {
            let reading = inner.reading(&asked, &world);
            if let Some(id) = idempotency::made(writer, &reading, idempotency.as_ref())? {
                let record = one(writer, &reading, &object, id, &Wanted::All)?;
                return Ok(Written { id, version: record.version(), record: Some(record), changed: false });
            }
            let given = Given { body: &body, ready: None, source };
            let written = create_in(writer, &reading, &object, &given)?;
            idempotency::keep(writer, &reading, idempotency.as_ref(), written.id)?;
            Ok(written)
        });
        written.await
    }

    /// Changes fields of a record.
    ///
    /// # Errors
    /// `not_found` when it can't be seen, `version_conflict` when it changed since, or one fault a field.
    pub async fn update(
        &self,
        caller: &Caller,
        object: &str,
        id: RecordId,
        expected: Expected,
        body: &Body,
        source: Source,
    ) -> Result<Written, Error> {
        let world = self.world();
        let object = self.inner.object_for(caller, &world, (Act::Update, object)).await?;
        let name = object.name.clone();
        let (inner, asked, body) = (Arc::clone(&self.inner), caller.clone(), body.clone());
        let written = self.inner.db.write(move |writer| {
            let reading = inner.reading(&asked, &world);
            let given = Given { body: &body, ready: None, source };
            update_in(writer, &reading, &object, id, expected, &given)
        });
        let written = written.await;
        self.inner.log_refusal(caller, (Act::Update, name.as_str()), written).await
    }

    /// Puts a record into the recycle bin.
    ///
    /// # Errors
    /// `not_found`, `forbidden` or `version_conflict`.
    pub async fn delete(
        &self,
        caller: &Caller,
        object: &str,
        id: RecordId,
        expected: Expected,
    ) -> Result<(), Error> {
        let world = self.world();
        let object = self.inner.object_for(caller, &world, (Act::Delete, object)).await?;
        let name = object.name.clone();
        let (inner, asked) = (Arc::clone(&self.inner), caller.clone());
        let deleted = self.inner.db.write(move |writer| {
            let reading = inner.reading(&asked, &world);
            delete_in(writer, &reading, &object, id, expected)
        });
        let deleted = deleted.await;
        self.inner.log_refusal(caller, (Act::Delete, name.as_str()), deleted).await
    }

    /// Takes a record out of the recycle bin.
    ///
    /// # Errors
    /// `not_found` when it is not there for the caller; a unique value may meanwhile be taken.
    pub async fn restore(&self, caller: &Caller, object: &str, id: RecordId) -> Result<Written, Error> {
        let world = self.world();
        let object = self.inner.object_for(caller, &world, (Act::Restore, object)).await?;
        let name = object.name.clone();
        let (inner, asked) = (Arc::clone(&self.inner), caller.clone());
        let restored = self.inner.db.write(move |writer| {
            let reading = inner.reading(&asked, &world);
            restore_in(writer, &reading, &object, id)
        });
        let restored = restored.await;
        self.inner.log_refusal(caller, (Act::Restore, name.as_str()), restored).await
    }
}

/// The steps of a create, in order.
pub(crate) fn create_in(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    object: &Arc<ObjectDef>,
    given: &Given<'_>,
) -> Result<Written, Error> {
    let source = given.source;
    let permit = reading.permit(object, Action::Create)?;
    let context = &reading.company;
    let permits: Vec<Arc<Permit>> =
        [permit.clone()].into_iter().chain(import_permit(reading, object, source)?).collect();
    let draft = Draft::read(object, &permits, given, context)?;
    let id = RecordId::fresh(&*reading.inner.clock, &*reading.inner.entropy);
    let mut image = Image::fresh(object, id, context)?.with(&draft);
    image.version = 1;
    stamp_new(writer, reading, &mut image)?;
    let keys = Keys::create(writer, reading.inner, object, id)?;
    let filled = image.filled();
    validate::check(writer, reading, &image, &filled, source)?;
    files::attach(writer, reading, &image, &filled)?;
    let columns = keep::stored(reading, &keys, &image, &filled)?;
    reading.tables().row_insert(writer, &object.name, &columns)?;
    permit_image(writer, reading, object, id, &permit)?;
    keep::index(writer, reading, &image, &filled)?;
    keep::remember(writer, reading, &keys, action_text(source, "create"), None, &image, &filled)?;
    activity::touch(writer, reading, &image)?;
    reading.inner.log_in(writer, changed_event(reading, Act::Create, &image, &filled, source));
    answer(writer, reading, &image, true, source)
}

/// The steps of an update, in order.
pub(crate) fn update_in(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    object: &Arc<ObjectDef>,
    id: RecordId,
    expected: Expected,
    given: &Given<'_>,
) -> Result<Written, Error> {
    let source = given.source;
    let importing = import_permit(reading, object, source)?;
    let before = seen(writer, reading, object, id, Living::Living)?;
    let permit = reading.permit(object, Action::Edit)?;
    seen_within(writer, reading, object, id, &permit)?;
    same_version(&before, expected)?;
    let transfer = transfer_permit(writer, reading, object, id, given.body)?;
    let transferred = transfer.is_some();
    let permits: Vec<Arc<Permit>> = [permit.clone()].into_iter().chain(transfer).chain(importing).collect();
    let draft = Draft::read(object, &permits, given, &reading.company)?;
    let mut image = before.with(&draft);
    if image.changed_from(&before).is_empty() {
        return answer(writer, reading, &before, false, source);
    }
    stamp_change(reading, &before, &mut image);
    let changed = image.changed_from(&before);
    validate::check(writer, reading, &image, &changed, source)?;
    let keys = Keys::load(writer, reading.inner, object, &[id])?;
    files::attach(writer, reading, &image, &changed)?;
    let columns = keep::stored(reading, &keys, &image, &changed)?;
    reading
        .tables()
        .row_update(writer, &object.name, id.0, before.version, &columns)?
        .ok_or_else(conflict)?;
    if !transferred && may_leave(permit.rows(), &image, &changed) {
        permit_image(writer, reading, object, id, &permit)?;
    }
    keep::index(writer, reading, &image, &changed)?;
    keep::remember(writer, reading, &keys, action_text(source, "update"), Some(&before), &image, &changed)?;
    activity::moved(writer, reading, &before, &image)?;
    reading.inner.log_in(writer, changed_event(reading, Act::Update, &image, &changed, source));
    answer(writer, reading, &image, true, source)
}

/// The steps of a delete, in order.
pub(crate) fn delete_in(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    object: &Arc<ObjectDef>,
    id: RecordId,
    expected: Expected,
) -> Result<(), Error> {
    let mut image = seen(writer, reading, object, id, Living::Living)?;
    let permit = reading.permit(object, Action::Delete)?;
    seen_within(writer, reading, object, id, &permit)?;
    same_version(&image, expected)?;
    let now = reading.now.as_microsecond();
    let by = Some(reading.caller.principal.id().0);
    let marked = reading.tables().row_delete_mark(writer, &object.name, id.0, image.version, now, by)?;
    image.version = marked.ok_or_else(conflict)?;
    store::system::search::search_delete(writer, object.name.as_str(), id)?;
    let keys = Keys::load(writer, reading.inner, object, &[id])?;
    keep::remember(writer, reading, &keys, "delete", None, &image, &[])?;
    activity::touch(writer, reading, &image)?;
    reading.inner.log_in(writer, changed_event(reading, Act::Delete, &image, &[], Source::Request));
    Ok(())
}

/// The steps of a restore, in order.
pub(crate) fn restore_in(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    object: &Arc<ObjectDef>,
    id: RecordId,
) -> Result<Written, Error> {
    let permit = reading.permit(object, Action::Delete)?;
    let image = Image::load(writer, reading, object, id, permit.rows(), Living::Deleted)?;
    let mut image = image.ok_or_else(Problem::not_found)?;
    let filled = image.filled();
    let unique: Vec<usize> =
        filled.iter().copied().filter(|at| image.field(*at).is_some_and(|field| field.unique)).collect();
    validate::check(writer, reading, &image, &unique, Source::Request)?;
    let restored = reading.tables().row_restore(writer, &object.name, id.0, image.version)?;
    image.version = restored.ok_or_else(conflict)?;
    let keys = Keys::load(writer, reading.inner, object, &[id])?;
    keep::index(writer, reading, &image, &filled)?;
    keep::remember(writer, reading, &keys, "restore", None, &image, &[])?;
    activity::touch(writer, reading, &image)?;
    reading.inner.log_in(writer, changed_event(reading, Act::Restore, &image, &[], Source::Request));
    written(writer, reading, &image, true)
}

/// The stored record if the caller may see it, locked for this transaction.
fn seen(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    object: &Arc<ObjectDef>,
    id: RecordId,
    living: Living,
) -> Result<Image, Error> {
    let view = reading.permit(object, Action::View)?;
    let image = Image::load(writer, reading, object, id, view.rows(), living)?;
    Ok(image.ok_or_else(Problem::not_found)?)
}

/// The record, which was just seen, stands within the permit's rows. Where those are the rows that may be seen, it does.
fn seen_within(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    id: RecordId,
    permit: &Permit,
) -> Result<(), Error> {
    let view = reading.permit(object, Action::View)?;
    if view.rows() == permit.rows() { Ok(()) } else { within(writer, reading, object, id, permit) }
}

/// Whether a record that was within these rows could be out of them after a change of the fields at those places: not
/// when no condition speaks of a changed column. Conditions on other records are always asked again.
fn may_leave(rows: &Predicate, image: &Image, changed: &[usize]) -> bool {
    let speaks_of = |column: &Column| {
        let fields = changed.iter().filter_map(|at| image.field(*at));
        fields.flat_map(metadata::FieldDef::columns).any(|stored| stored.column == *column)
    };
    match rows {
        Predicate::True | Predicate::False => false,
        Predicate::And(parts) | Predicate::Or(parts) => {
            parts.iter().any(|part| may_leave(part, image, changed))
        }
        Predicate::Not(part) => may_leave(part, image, changed),
        Predicate::Compare { column, .. }
        | Predicate::In { column, .. }
        | Predicate::IsNull(column)
        | Predicate::Text { column, .. }
        | Predicate::ListHas { column, .. } => speaks_of(column),
        Predicate::Linked { .. } | Predicate::Found { .. } => true,
    }
}

/// The living record stands within the permit's rows.
fn within(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    id: RecordId,
    permit: &Permit,
) -> Result<(), Error> {
    if *permit.rows() == Predicate::True
        || !ids_within(writer, reading, object, &[id.0], permit.rows(), Living::Living)?.is_empty()
    {
        Ok(())
    } else {
        Err(Problem::forbidden().into())
    }
}

/// The image as written must still be within the permit: nobody can write a record out of their own reach by the
/// back of a field. The database itself is asked, by the same predicate that lists use.
fn permit_image(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    id: RecordId,
    permit: &Permit,
) -> Result<(), Error> {
    within(writer, reading, object, id, permit)
}

fn same_version(image: &Image, expected: Expected) -> Result<(), Problem> {
    match expected {
        Expected::Version(version) if version != image.version => {
            Err(conflict().with("current_version", image.version.to_string()))
        }
        _ => Ok(()),
    }
}

fn conflict() -> Problem {
    Problem::new(Kind::VersionConflict, "version_conflict")
}

/// Handing a record to somebody else takes the right to transfer this very record.
fn transfer_permit(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    id: RecordId,
    body: &Body,
) -> Result<Option<Arc<Permit>>, Error> {
    if !body.contains_key("owner") {
        return Ok(None);
    }
    let permit = reading.permit(object, Action::Transfer)?;
    seen_within(writer, reading, object, id, &permit)?;
    Ok(Some(permit))
}

/// Bringing records in from a file takes a right of its own.
fn import_permit(
    reading: &Reading<'_>,
    object: &ObjectDef,
    source: Source,
) -> Result<Option<Arc<Permit>>, Problem> {
    match source {
        Source::Request | Source::Handover => Ok(None),
        Source::Import => reading.permit(object, Action::Import).map(Some),
    }
}

/// What the system itself fills in a new record.
fn stamp_new(writer: &mut Writer<'_>, reading: &Reading<'_>, image: &mut Image) -> Result<(), Error> {
    let me = Value::Link(reading.caller.principal.id().0);
    let now = Value::Time(reading.now);
    image.set("id", Value::Link(image.id.0));
    if image.value("owner").is_null()
        && matches!(reading.caller.principal.kind(), access::Kind::Person(_) | access::Kind::OnBehalf)
    {
        image.set("owner", me.clone());
    }
    image.set("team", team_of(reading, image));
    for (name, value) in
        [("created_at", &now), ("updated_at", &now), ("created_by", &me), ("updated_by", &me)]
    {
        image.set(name, value.clone());
    }
    stage_entered(reading, None, image);
    crate::number::fill(writer, reading, image)
}

/// What the system itself fills in a changed record.
fn stamp_change(reading: &Reading<'_>, before: &Image, image: &mut Image) {
    image.version = before.version + 1;
    image.set("updated_at", Value::Time(reading.now));
    image.set("updated_by", Value::Link(reading.caller.principal.id().0));
    if image.value("owner") != before.value("owner") {
        image.set("team", team_of(reading, image));
    }
    stage_entered(reading, Some(before), image);
}

/// The owner's team, as it is now.
fn team_of(reading: &Reading<'_>, image: &Image) -> Value {
    match image.value("owner") {
        Value::Link(owner) => {
            let owner = reading.caller.principal.directory().user(model::UserId(*owner));
            owner.and_then(|owner| owner.team).map_or(Value::Null, |team| Value::Link(team.0))
        }
        _ => Value::Null,
    }
}

/// Entering a stage sets its chance and, for a stage that ends it, the day it was closed. What the request itself says
/// of either is believed.
fn stage_entered(reading: &Reading<'_>, before: Option<&Image>, image: &mut Image) {
    let Some(stage) = image.stage().cloned() else { return };
    if before.and_then(Image::stage).is_some_and(|old| old.key == stage.key) {
        return;
    }
    let told = |name: &str| match before {
        Some(before) => image.value(name) != before.value(name),
        None => !image.value(name).is_null(),
    };
    let (chance_told, day_told) = (told("probability"), told("closed_on"));
    if !chance_told {
        image.set("probability", Value::Decimal(u32::from(stage.probability).into()));
    }
    let open = stage.kind == metadata::StageKind::Open;
    if !day_told && (open || image.value("closed_on").is_null()) {
        let today = reading.now.to_zoned(reading.zone.clone()).date();
        image.set("closed_on", if open { Value::Null } else { Value::Date(today) });
    }
}

fn action_text(source: Source, action: &'static str) -> &'static str {
    match source {
        Source::Request => action,
        Source::Import => "import",
        Source::Handover => "handover",
    }
}

fn changed_event(reading: &Reading<'_>, act: Act, image: &Image, places: &[usize], source: Source) -> Event {
    let fields: Vec<&str> =
        places.iter().filter_map(|at| image.field(*at)).map(|field| field.name.as_str()).collect();
    let source = match source {
        Source::Request => "request",
        Source::Import => "import",
        Source::Handover => "handover",
    };
    let event = reading.inner.event(reading.caller, act).on(Some(image.object.name.clone()), Some(image.id));
    event.with("fields", fields).with("version", image.version).with("source", source)
}

/// The answer to a write. An import or a handover shows nobody its rows, so nothing is read again for it.
fn answer(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    image: &Image,
    changed: bool,
    source: Source,
) -> Result<Written, Error> {
    match source {
        Source::Request => written(writer, reading, image, changed),
        Source::Import | Source::Handover => {
            Ok(Written { id: image.id, version: image.version, record: None, changed })
        }
    }
}

/// The answer: the record as the caller may see it after the write.
fn written(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    image: &Image,
    changed: bool,
) -> Result<Written, Error> {
    let record = match one(writer, reading, &image.object, image.id, &Wanted::All) {
        Ok(record) => Some(record),
        Err(Error::Refused(problem)) if problem.kind == Kind::NotFound => None,
        Err(error) => return Err(error),
    };
    Ok(Written { id: image.id, version: image.version, record, changed })
}
