//! From stored rows to what may be seen: sealed values opened only where the mask lets them through,
//! links given their texts, formulas and roll-ups worked out.
//!
//! Runs inside the read's own snapshot. Each kind of extra knowledge is one query for the whole page, never one a row.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use access::{Action, FieldRight, Permit};
use metadata::{FieldDef, FieldType, FormulaContext, ObjectDef};
use model::{Column, FieldName, ObjectName, Predicate, RecordId, Scalar, TeamId, UserId, Value};
use store::Reader;
use tables::{ListQuery, Living};
use uuid::Uuid;

use crate::plan::{Columns, Loaded, Reading};
use crate::subject::Keys;
use crate::visible::{Deleted, FileInfo, Named, Shown, Visible};
use crate::{Error, rollup, row};

/// The rows of one read with all that is needed to show them.
pub(crate) struct Opening<'a> {
    pub(crate) reading: &'a Reading<'a>,
    pub(crate) object: &'a Arc<ObjectDef>,
    pub(crate) permit: &'a Permit,
    pub(crate) columns: &'a Columns,
}

/// Typed values of one row, by place in `columns.loaded`.
type Values = Vec<Value>;

/// What a page needs to know of other tables.
struct Surroundings {
    links: HashMap<(ObjectName, Uuid), String>,
    files: HashMap<Uuid, FileInfo>,
    rollups: HashMap<(usize, Uuid), Value>,
    editable: Which,
    deletable: Which,
}

/// For which of the page's records something is allowed.
enum Which {
    All,
    None,
    These(HashSet<Uuid>),
}

impl Which {
    fn holds(&self, id: Uuid) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::These(ids) => ids.contains(&id),
        }
    }
}

impl Opening<'_> {
    /// Opens the rows of one page. Texts are taken out of the rows, not copied.
    pub(crate) fn open(&self, reader: &mut Reader<'_>, rows: &mut [row::Row]) -> Result<Vec<Visible>, Error> {
        let ids: Vec<Uuid> = rows.iter().map(|row| row::id(row, 0)).collect::<Result<_, _>>()?;
        let keys = if self.columns.loaded.iter().any(|loaded| self.opens(loaded)) {
            let persons: Vec<RecordId> = ids.iter().copied().map(RecordId).collect();
            Keys::load(reader, self.reading.inner, self.object, &persons)?
        } else {
            Keys::Tree
        };
        let mut values = Vec::with_capacity(rows.len());
        for (row, id) in rows.iter_mut().zip(&ids) {
            values.push(self.values(&keys, row, RecordId(*id))?);
        }
        let around = self.surroundings(reader, &ids, &values)?;
        let mut page = Vec::with_capacity(rows.len());
        for ((row, id), values) in rows.iter().zip(&ids).zip(values) {
            page.push(self.visible(row, *id, values, &around)?);
        }
        Ok(page)
    }

    fn field(&self, loaded: &Loaded) -> Result<&FieldDef, Error> {
        self.object.fields.get(loaded.index).ok_or_else(|| Error::from(model::Problem::internal()))
    }

    fn opens(&self, loaded: &Loaded) -> bool {
        self.object.fields.get(loaded.index).is_some_and(FieldDef::sealed)
    }

    /// The typed values of a row. A masked field is opened too: its mask is made of its value.
    fn values(&self, keys: &Keys, row: &mut [Scalar], id: RecordId) -> Result<Values, Error> {
        let mut values = Vec::with_capacity(self.columns.loaded.len());
        for loaded in &self.columns.loaded {
            let field = self.field(loaded)?;
            values.push(self.value(keys, field, loaded, row, id)?);
        }
        if self.columns.loaded.iter().all(|loaded| loaded.formula.is_none()) {
            return Ok(values);
        }
        let context = FormulaContext {
            today: self.reading.now.to_zoned(self.reading.zone.clone()).date(),
            zone: &self.reading.zone,
            company_currency: self.reading.company.company_currency,
        };
        for (place, loaded) in self.columns.loaded.iter().enumerate() {
            let Some(formula) = &loaded.formula else { continue };
            let input = |name: &FieldName| {
                let at = self.columns.loaded.iter().position(|other| {
                    self.object.fields.get(other.index).is_some_and(|field| field.name == *name)
                });
                at.and_then(|at| values.get(at)).cloned().unwrap_or_default()
            };
            let result = formula.evaluate(&input, &context);
            if let Some(slot) = values.get_mut(place) {
                *slot = result;
            }
        }
        Ok(values)
    }

    fn value(
        &self,
        keys: &Keys,
        field: &FieldDef,
        loaded: &Loaded,
        row: &mut [Scalar],
        id: RecordId,
    ) -> Result<Value, Error> {
        if !field.stored() {
            return Ok(Value::Null);
        }
        if field.sealed() {
            return match row::sealed(row, loaded.range.start)? {
                None => Ok(Value::Null),
                Some(sealed) => keys.open(self.reading.inner, self.object, field, id, sealed),
            };
        }
        let scalars = row.get_mut(loaded.range.clone()).unwrap_or_default();
        field.load(scalars).map_err(Error::internal)
    }

    fn surroundings(
        &self,
        reader: &mut Reader<'_>,
        ids: &[Uuid],
        rows: &[Values],
    ) -> Result<Surroundings, Error> {
        Ok(Surroundings {
            links: self.link_labels(reader, rows)?,
            files: self.files(reader, rows)?,
            rollups: rollup::of_page(reader, self.reading, self.object, &self.columns.loaded, ids)?,
            editable: self.allowed(reader, Action::Edit, ids)?,
            deletable: self.allowed(reader, Action::Delete, ids)?,
        })
    }

    /// The texts of linked records, one query an object, under the reader's own right to see that object.
    fn link_labels(
        &self,
        reader: &mut Reader<'_>,
        rows: &[Values],
    ) -> Result<HashMap<(ObjectName, Uuid), String>, Error> {
        let mut wanted: BTreeMap<ObjectName, BTreeSet<Uuid>> = BTreeMap::new();
        for (place, loaded) in self.columns.loaded.iter().take(self.columns.shown).enumerate() {
            let FieldType::Link { objects } = &self.field(loaded)?.kind else { continue };
            for row in rows {
                match (row.get(place), objects.as_slice()) {
                    (Some(Value::Link(id)), [object]) => {
                        wanted.entry(object.clone()).or_default().insert(*id);
                    }
                    (Some(Value::AnyLink(link)), _) => {
                        wanted.entry(link.object.clone()).or_default().insert(link.id.0);
                    }
                    _ => {}
                }
            }
        }
        let mut labels = HashMap::new();
        for (name, ids) in wanted {
            for (id, label) in labels_of(reader, self.reading, &name, &ids.into_iter().collect::<Vec<_>>())? {
                labels.insert((name.clone(), id), label);
            }
        }
        Ok(labels)
    }

    fn files(&self, reader: &mut Reader<'_>, rows: &[Values]) -> Result<HashMap<Uuid, FileInfo>, Error> {
        let ids: BTreeSet<Uuid> = rows
            .iter()
            .flatten()
            .filter_map(|value| match value {
                Value::Files(files) => Some(files.iter().map(|file| file.0)),
                _ => None,
            })
            .flatten()
            .collect();
        if ids.is_empty() { Ok(HashMap::new()) } else { crate::files::infos(reader, self.reading, &ids) }
    }

    /// For which of the records the action is allowed. Usually no query: the same rows as may be seen.
    fn allowed(&self, reader: &mut Reader<'_>, action: Action, ids: &[Uuid]) -> Result<Which, Error> {
        if self.permit.action() == action {
            return Ok(Which::All);
        }
        let Ok(permit) = self.reading.permit(self.object, action) else { return Ok(Which::None) };
        if permit.rows() == self.permit.rows() {
            return Ok(Which::All);
        }
        Ok(Which::These(ids_within(reader, self.reading, self.object, ids, permit.rows(), Living::Living)?))
    }

    fn visible(
        &self,
        row: &[Scalar],
        id: Uuid,
        values: Values,
        around: &Surroundings,
    ) -> Result<Visible, Error> {
        let label = self.columns.title.and_then(|at| values.get(at)).map(|title| self.title_text(title));
        let mut shown = Vec::with_capacity(self.columns.shown);
        for (loaded, value) in self.columns.loaded.iter().zip(values).take(self.columns.shown) {
            let field = self.field(loaded)?;
            let value = match around.rollups.get(&(loaded.index, id)) {
                Some(rolled) => rolled.clone(),
                None => value,
            };
            shown.push((loaded.index, self.shown(field, loaded.right, value, around)));
        }
        let deleted = match self.columns.deleted {
            None => None,
            Some(at) => Some(self.deletion(row, at)?),
        };
        Ok(Visible {
            object: Arc::clone(self.object),
            id: RecordId(id),
            version: row::int(row, 1)?,
            label,
            values: shown,
            can_edit: deleted.is_none() && around.editable.holds(id),
            can_delete: around.deletable.holds(id),
            deleted,
        })
    }

    fn title_text(&self, value: &Value) -> String {
        let field = self.object.field(self.object.title_field.as_str());
        field.map(|field| field.display(value, self.reading.caller.locale)).unwrap_or_default()
    }

    fn shown(&self, field: &FieldDef, right: FieldRight, value: Value, around: &Surroundings) -> Shown {
        if value.is_null() {
            return Shown::Plain(value);
        }
        if right < FieldRight::Read {
            return Shown::Masked(field.mask(&value));
        }
        match (&field.kind, value) {
            (FieldType::User {}, Value::Link(id)) => Shown::Person(self.user(id)),
            (FieldType::Team {}, Value::Link(id)) => {
                let team = self.reading.caller.principal.directory().team(TeamId(id));
                let label = team.map(|team| team.name.clone());
                Shown::Person(Named { id, label })
            }
            (FieldType::Link { objects }, Value::Link(id)) => match objects.first() {
                Some(object) => linked(object.clone(), id, around),
                None => Shown::Plain(Value::Null),
            },
            (_, Value::AnyLink(link)) => linked(link.object, link.id.0, around),
            (_, Value::Files(files)) => {
                Shown::Files(files.iter().filter_map(|file| around.files.get(&file.0)).cloned().collect())
            }
            (_, value) => Shown::Plain(value),
        }
    }

    fn user(&self, id: Uuid) -> Named {
        let user = self.reading.caller.principal.directory().user(UserId(id));
        let label = user.map(|user| user.name.clone());
        Named { id, label }
    }

    fn deletion(&self, row: &[Scalar], at: usize) -> Result<Deleted, Error> {
        let instant = jiff::Timestamp::from_microsecond(row::int(row, at)?).map_err(Error::internal)?;
        Ok(Deleted { at: instant, by: self.user(row::id(row, at + 1)?) })
    }
}

fn linked(object: ObjectName, id: Uuid, around: &Surroundings) -> Shown {
    let label = around.links.get(&(object.clone(), id)).cloned();
    Shown::Link { named: Named { id, label }, object }
}

/// The texts of those records that the caller may see and whose title the caller may read.
pub(crate) fn labels_of(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectName,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, String)>, Error> {
    let Some(target) = reading.metadata().object(object.as_str()) else { return Ok(Vec::new()) };
    let Some(permit) = reading.view_permit(target) else { return Ok(Vec::new()) };
    let readable = target
        .field(target.title_field.as_str())
        .filter(|title| permit.fields().readable(title.name.as_str()) && !title.sealed());
    let Some(title) = readable else { return Ok(Vec::new()) };
    let found = reading.tables().labels(reader, object, &title.column(), ids, permit.rows())?;
    let mut labels = Vec::with_capacity(found.len());
    for (id, scalar) in found {
        let value = title.load(&mut [scalar]).map_err(Error::internal)?;
        labels.push((id, title.display(&value, reading.caller.locale)));
    }
    Ok(labels)
}

/// Which of the ids are those of rows under the predicate.
pub(crate) fn ids_within(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    ids: &[Uuid],
    rows: &Predicate,
    living: Living,
) -> Result<HashSet<Uuid>, Error> {
    let id = Column::new("id");
    let among = Predicate::In { column: id.clone(), values: ids.iter().map(|id| Scalar::Id(*id)).collect() };
    let predicate = Predicate::all([among, rows.clone()]);
    let columns = [id];
    let query = ListQuery {
        object: &object.name,
        columns: &columns,
        predicate: &predicate,
        sort: &[],
        after: None,
        limit: u32::try_from(ids.len().max(1)).unwrap_or(u32::MAX),
        living,
    };
    let page = reading.tables().list(reader, &query)?;
    page.rows.iter().map(|row| row::id(row, 0)).collect()
}

/// Whether the caller may see that living record: what a link needs to be set.
pub(crate) fn may_see(
    reading: &Reading<'_>,
    reader: &mut Reader<'_>,
    object: &ObjectName,
    id: Uuid,
) -> Result<bool, Error> {
    let Some(target) = reading.metadata().object(object.as_str()) else { return Ok(false) };
    let Some(permit) = reading.view_permit(target) else { return Ok(false) };
    Ok(ids_within(reader, reading, target, &[id], permit.rows(), Living::Living)?.contains(&id))
}
