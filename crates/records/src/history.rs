//! What was changed in a record, by whom, when: each field as far as the reader may know it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use access::{Action, FieldRight, Permit};
use audit::Action as Act;
use metadata::{FieldDef, FieldType, ObjectDef};
use model::{ObjectName, RecordId, TeamId, UserId, Value};
use serde::Serialize;
use serde_json::{Value as Json, json};
use store::Reader;
use store::system::history::{self, HistoryRow};
use tables::Living;
use uuid::Uuid;

use crate::keep::Change;
use crate::open::{ids_within, labels_of};
use crate::plan::Reading;
use crate::plan::cursor::ListIdentity;
use crate::subject::Keys;
use crate::visible::Named;
use crate::{Caller, Error, Records};

const PAGE: u32 = 50;

/// One change of a record.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryItem {
    /// When.
    pub at: jiff::Timestamp,
    /// Who.
    pub by: Named,
    /// `create`, `update`, `delete`, `restore` or `import`.
    pub action: String,
    /// The fields changed, those the reader may know of.
    pub changes: Vec<ShownChange>,
}

/// One field's change as shown.
#[derive(Clone, Debug, Serialize)]
pub struct ShownChange {
    /// The field.
    pub field: String,
    /// The value before, in the form records show it, or its mask.
    pub from: Json,
    /// The value after, in the form records show it, or its mask.
    pub to: Json,
}

/// One page of history, newest first.
#[derive(Debug, Serialize)]
pub struct HistoryPage {
    /// The changes.
    pub items: Vec<HistoryItem>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

impl Records {
    /// A page of a record's history. The view is durable in the log before this returns.
    ///
    /// # Errors
    /// `not_found` when the record can't be seen.
    pub async fn history(
        &self,
        caller: &Caller,
        object: &str,
        id: RecordId,
        after: Option<String>,
    ) -> Result<HistoryPage, Error> {
        let world = self.world();
        let object = self.inner.object_for(caller, &world, (Act::HistoryView, object)).await?;
        let name = object.name.clone();
        let event = self.inner.event(caller, Act::HistoryView).on(Some(name.clone()), Some(id));
        let (inner, asked) = (Arc::clone(&self.inner), caller.clone());
        let page = self.inner.db.read(move |reader| {
            let reading = inner.reading(&asked, &world);
            let permit = seen(reader, &reading, &object, id)?;
            page_of(reader, &reading, &object, &permit, id, after.as_deref())
        });
        let page = self.inner.log_refusal(caller, (Act::HistoryView, name.as_str()), page.await).await?;
        self.inner.log_durably(event).await?;
        Ok(page)
    }
}

/// A page of history of a record the permit has let through.
fn page_of(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    permit: &Permit,
    id: RecordId,
    after: Option<&str>,
) -> Result<HistoryPage, Error> {
    let list = ListIdentity::of(&["history", object.name.as_str(), &id.to_string()]);
    let below = match after {
        None => None,
        Some(cursor) => match list.position(reading.vault, cursor)?.first() {
            Some(model::Scalar::Int(version)) => Some(*version),
            _ => return Err(crate::plan::bad_cursor().into()),
        },
    };
    let mut rows = history::history_page(reader, object.name.as_str(), id, below, PAGE + 1)?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let next = match rows.last() {
        Some(last) if more => Some(list.cursor(reading.vault, &[last.version.into()])?),
        _ => None,
    };
    let items = items(reader, reading, object, permit, id, &rows)?;
    Ok(HistoryPage { items, next })
}

/// The permit to see the record, if it may be seen.
pub(crate) fn seen(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    id: RecordId,
) -> Result<Arc<Permit>, Error> {
    let permit = reading.permit(object, Action::View)?;
    let within = ids_within(reader, reading, object, &[id.0], permit.rows(), Living::Living)?;
    if within.is_empty() { Err(model::Problem::not_found().into()) } else { Ok(permit) }
}

/// The newest changes of a record before an instant (microseconds since 1970), for its timeline.
pub(crate) fn before(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    permit: &Permit,
    id: RecordId,
    instant: i64,
    limit: u32,
) -> Result<Vec<HistoryItem>, Error> {
    let rows = history::history_before(reader, object.name.as_str(), id, instant, limit)?;
    items(reader, reading, object, permit, id, &rows)
}

fn items(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    permit: &Permit,
    id: RecordId,
    rows: &[HistoryRow],
) -> Result<Vec<HistoryItem>, Error> {
    let keys = Keys::load(reader, reading.inner, object, &[id])?;
    let items = rows.iter().map(|row| item(reading, object, permit, &keys, row));
    let mut items = items.collect::<Result<Vec<_>, _>>()?;
    let names = Names::of(reader, reading, object, permit, &items)?;
    for change in items.iter_mut().flat_map(|item| &mut item.changes) {
        let Some(field) = object.field(&change.field).filter(|_| permit.fields().readable(&change.field))
        else {
            continue;
        };
        for value in [&mut change.from, &mut change.to] {
            if let Some(named) = names.named(reading, field, value) {
                *value = named;
            }
        }
    }
    Ok(items)
}

/// What the records are called that changes speak of: as the reader sees them now, under the reader's own rights.
struct Names(HashMap<(ObjectName, Uuid), String>);

impl Names {
    fn of(
        reader: &mut Reader<'_>,
        reading: &Reading<'_>,
        object: &ObjectDef,
        permit: &Permit,
        items: &[HistoryItem],
    ) -> Result<Self, Error> {
        let mut wanted: BTreeMap<ObjectName, BTreeSet<Uuid>> = BTreeMap::new();
        for change in items.iter().flat_map(|item| &item.changes) {
            let Some(field) = object.field(&change.field) else { continue };
            if !permit.fields().readable(&change.field) {
                continue;
            }
            for (name, id) in [&change.from, &change.to].into_iter().filter_map(|value| linked(field, value))
            {
                wanted.entry(name).or_default().insert(id);
            }
        }
        let mut names = HashMap::new();
        for (name, ids) in wanted {
            let ids: Vec<Uuid> = ids.into_iter().collect();
            let labels = labels_of(reader, reading, &name, &ids)?;
            names.extend(labels.into_iter().map(|(id, label)| ((name.clone(), id), label)));
        }
        Ok(Self(names))
    }

    /// A person, team or record in the form lists show it in; none for any other value.
    fn named(&self, reading: &Reading<'_>, field: &FieldDef, value: &Json) -> Option<Json> {
        let directory = reading.caller.principal.directory();
        match (&field.kind, field.reload(value).ok()?) {
            (FieldType::User {}, Value::Link(id)) => {
                let label = directory.user(UserId(id)).map(|user| user.name.clone());
                Some(json!({"id": id, "label": label}))
            }
            (FieldType::Team {}, Value::Link(id)) => {
                let label = directory.team(TeamId(id)).map(|team| team.name.clone());
                Some(json!({"id": id, "label": label}))
            }
            _ => {
                let (object, id) = linked(field, value)?;
                let label = self.0.get(&(object.clone(), id));
                Some(json!({"id": id, "label": label, "object": object}))
            }
        }
    }
}

/// The record that a value of a link field names.
fn linked(field: &FieldDef, value: &Json) -> Option<(ObjectName, Uuid)> {
    let FieldType::Link { objects } = &field.kind else { return None };
    match field.reload(value).ok()? {
        Value::Link(id) => Some((objects.first()?.clone(), id)),
        Value::AnyLink(link) => Some((link.object, link.id.0)),
        _ => None,
    }
}

fn item(
    reading: &Reading<'_>,
    object: &ObjectDef,
    permit: &Permit,
    keys: &Keys,
    row: &HistoryRow,
) -> Result<HistoryItem, Error> {
    let id = row.record_id;
    let aad = vault::HistoryAad {
        object: object.name.as_str(),
        record: id,
        version: u64::try_from(row.version).map_err(Error::internal)?,
    };
    let subject = keys.subject_left(id);
    let changes: Vec<Change> = if object.person && subject.is_none() {
        Vec::new()
    } else {
        let plain = reading.vault.open_history(subject, &aad, &row.changes)?;
        serde_json::from_slice(&plain).map_err(Error::internal)?
    };
    Ok(HistoryItem {
        at: row.at,
        by: Named { id: row.actor_id.unwrap_or_default(), label: Some(row.actor_name.clone()) },
        action: row.action.clone(),
        changes: changes.into_iter().filter_map(|change| shown(object, permit, change)).collect(),
    })
}

/// Whether history tells of the field: not of who changed the record and when, which every row of it says itself.
pub(crate) fn tells(field: &FieldDef) -> bool {
    !(field.system && field.read_only)
}

/// A hidden field's change is not there at all; a masked one shows masks.
fn shown(object: &ObjectDef, permit: &Permit, change: Change) -> Option<ShownChange> {
    let field = object.field(&change.field).filter(|field| tells(field))?;
    match permit.fields().right(field.name.as_str()) {
        FieldRight::Hidden => None,
        FieldRight::Masked => {
            let mask = |json: &Json| match field.reload(json) {
                Ok(value) if !value.is_null() => Json::String(field.mask(&value)),
                _ => Json::Null,
            };
            Some(ShownChange { from: mask(&change.from), to: mask(&change.to), field: change.field })
        }
        FieldRight::Read | FieldRight::Edit => {
            Some(ShownChange { field: change.field, from: change.from, to: change.to })
        }
    }
}
