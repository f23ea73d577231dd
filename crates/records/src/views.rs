//! Saved views: which columns, filter and sort a person likes to see a list or board with.
//!
//! A view is no right: whoever opens a shared one sees only what their own permit lets through, and of the view itself
//! only what they could have saved. A filter may hold a customer's telephone number: to who may not filter by it the view
//! is not there.

use std::sync::Arc;

use access::{Action, Permit};
use audit::Action as Act;
use metadata::ObjectDef;
use model::{Kind, Problem, RecordId, ViewId};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::system::views::{self, ViewRow};
use vault::Aad;

use crate::plan::{Reading, filter};
use crate::service::Inner;
use crate::{Caller, Error, Records};

const MAX_VIEWS: usize = 100;
const MAX_NAME_CHARS: usize = 80;
const MAX_BODY_BYTES: usize = 16 * 1024;

/// What a view keeps.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ViewBody {
    /// Its name.
    pub name: String,
    /// `list` or `board`.
    pub kind: ViewKind,
    /// The filter tree.
    #[serde(default)]
    pub filter: Option<Json>,
    /// The sort keys, first first.
    #[serde(default)]
    pub sort: Vec<ViewSort>,
    /// The columns, in order.
    #[serde(default)]
    pub columns: Vec<ViewColumn>,
}

/// How a view shows records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ViewKind {
    /// Rows.
    List,
    /// Columns by stage.
    Board,
}

/// One sort key of a view.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewSort {
    /// The field.
    pub field: String,
    /// Largest first.
    #[serde(default)]
    pub desc: bool,
}

/// One column of a view.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewColumn {
    /// The field.
    pub field: String,
    /// Its width in pixels.
    #[serde(default)]
    pub width: Option<u32>,
}

/// A saved view as shown.
#[derive(Clone, Debug, Serialize)]
pub struct View {
    /// Its id.
    pub id: ViewId,
    /// The object it lists.
    pub object: String,
    /// What it keeps.
    #[serde(flatten)]
    pub body: ViewBody,
    /// Whether everybody who may see the object sees it.
    pub shared: bool,
    /// Whether it is the caller's own.
    pub mine: bool,
    /// Its version.
    pub version: i64,
}

impl Records {
    /// The caller's own views of an object, and the shared ones.
    ///
    /// # Errors
    /// `not_found` for an object the caller may not see.
    pub async fn views(&self, caller: &Caller, object: &str) -> Result<Vec<View>, Error> {
        self.viewable(caller, (Act::List, object)).await?;
        let (name, me) = (object.to_owned(), caller.principal.id());
        let rows =
            self.inner.db.read(move |reader| Ok::<_, Error>(views::view_list(reader, &name, me)?)).await?;
        let world = self.world();
        let (object, reading) = (world.object(object)?, self.inner.reading(caller, &world));
        let permit = reading.permit(&object, Action::View)?;
        let mut views = Vec::new();
        for row in &rows {
            let view = shown(&self.inner, caller, row)?;
            views.extend(within_reach(view, &object, &permit, &reading));
        }
        Ok(views)
    }

    /// Saves a new view.
    ///
    /// # Errors
    /// Faults by field, and those of a list with that filter; `too_many_items` above 100 views.
    pub async fn view_create(
        &self,
        caller: &Caller,
        object: &str,
        body: ViewBody,
        shared: bool,
    ) -> Result<View, Error> {
        self.viewable(caller, (Act::ViewChanged, object)).await?;
        self.filter_checked(caller, object, &body)?;
        let id = ViewId::fresh(&*self.inner.clock, &*self.inner.entropy);
        let row = ViewRow {
            id,
            object: object.into(),
            owner_id: caller.principal.id(),
            shared,
            body: sealed(&self.inner, id, &checked(&body)?)?,
            version: 1,
        };
        let event =
            self.inner.event(caller, Act::ViewChanged).on(object.parse().ok(), None).with("done", "created");
        let (inner, made) = (Arc::clone(&self.inner), row.clone());
        let created = self.inner.db.write(move |writer| {
            let mine = views::view_list(writer, &made.object, made.owner_id)?;
            if mine.iter().filter(|view| view.owner_id == made.owner_id).count() >= MAX_VIEWS {
                let problem =
                    model::FieldProblem::new("name", "too_many_items").with("max", MAX_VIEWS.to_string());
                return Err(Problem::invalid_fields(vec![problem]).into());
            }
            views::view_create(writer, &made)?;
            inner.log_in(writer, event);
            Ok::<_, Error>(())
        });
        created.await?;
        shown(&self.inner, caller, &row)
    }

    /// Changes one's own view.
    ///
    /// # Errors
    /// `not_found` when it is not the caller's; `version_conflict`.
    pub async fn view_update(
        &self,
        caller: &Caller,
        id: ViewId,
        version: i64,
        body: ViewBody,
        shared: bool,
    ) -> Result<View, Error> {
        let event = self.inner.event(caller, Act::ViewChanged).with("done", "changed");
        let me = caller.principal.id();
        let found = self.inner.db.read(move |reader| Ok::<_, Error>(views::view_find(reader, id)?)).await?;
        let found = found.filter(|view| view.owner_id == me).ok_or_else(Problem::not_found)?;
        self.filter_checked(caller, &found.object, &body)?;
        let body = sealed(&self.inner, id, &checked(&body)?)?;
        let inner = Arc::clone(&self.inner);
        let updated = self.inner.db.write(move |writer| {
            let row = ViewRow { shared, body, version, ..found };
            if !views::view_update(writer, &row)? {
                return Err(Problem::new(Kind::VersionConflict, "version_conflict").into());
            }
            inner.log_in(writer, event.on(row.object.parse().ok(), None));
            Ok::<_, Error>(ViewRow { version: version + 1, ..row })
        });
        shown(&self.inner, caller, &updated.await?)
    }

    /// Removes one's own view.
    ///
    /// # Errors
    /// `not_found` when it is not the caller's.
    pub async fn view_delete(&self, caller: &Caller, id: ViewId) -> Result<(), Error> {
        let event = self.inner.event(caller, Act::ViewChanged).with("done", "removed");
        let (inner, me) = (Arc::clone(&self.inner), caller.principal.id());
        let deleted = self.inner.db.write(move |writer| {
            let found = views::view_find(writer, id)?.filter(|view| view.owner_id == me);
            let found = found.ok_or_else(Problem::not_found)?;
            views::view_delete(writer, id)?;
            inner.log_in(writer, event.on(found.object.parse().ok(), None));
            Ok::<_, Error>(())
        });
        deleted.await
    }

    /// A filter that the caller could list with.
    fn filter_checked(&self, caller: &Caller, object: &str, body: &ViewBody) -> Result<(), Problem> {
        let Some(filter) = &body.filter else { return Ok(()) };
        let world = self.world();
        let (object, reading) = (world.object(object)?, self.inner.reading(caller, &world));
        let permit = reading.permit(&object, Action::View)?;
        filter::from_json(filter, &object, &permit, &reading).map(drop)
    }

    async fn viewable(&self, caller: &Caller, (act, object): (Act, &str)) -> Result<(), Error> {
        let world = self.world();
        let seen = world.object(object);
        let seen = seen.and_then(|object| self.inner.reading(caller, &world).permit(&object, Action::View));
        let seen = seen.map(drop).map_err(Error::from);
        self.inner.log_refusal(caller, (act, object), seen).await
    }
}

fn checked(body: &ViewBody) -> Result<String, Problem> {
    let name = body.name.trim();
    if name.is_empty() {
        return Err(Problem::invalid_field("name", "required"));
    }
    if name.chars().count() > MAX_NAME_CHARS {
        let problem = model::FieldProblem::new("name", "too_long").with("max", MAX_NAME_CHARS.to_string());
        return Err(Problem::invalid_fields(vec![problem]));
    }
    let text = serde_json::to_string(body).map_err(|_| Problem::internal())?;
    if text.len() > MAX_BODY_BYTES {
        return Err(Problem::new(Kind::TooLarge, "record_too_large"));
    }
    Ok(text)
}

/// The body as it is stored: a filter may hold a customer's telephone number.
fn sealed(inner: &Inner, id: ViewId, body: &str) -> Result<String, Error> {
    Ok(hex::encode(inner.vault.seal(&aad(id), body.as_bytes())?))
}

fn aad(id: ViewId) -> Aad<'static> {
    Aad { object: "view", field: "body", record: RecordId(id.0) }
}

/// Of somebody else's view what the reader could have saved as well: nothing if its filter is out of their reach.
fn within_reach(mut view: View, object: &ObjectDef, permit: &Permit, reading: &Reading<'_>) -> Option<View> {
    if view.mine {
        return Some(view);
    }
    if let Some(filter) = &view.body.filter {
        filter::from_json(filter, object, permit, reading).ok()?;
    }
    view.body.sort.retain(|key| permit.fields().readable(&key.field));
    view.body.columns.retain(|column| permit.fields().visible(&column.field));
    Some(view)
}

fn shown(inner: &Inner, caller: &Caller, row: &ViewRow) -> Result<View, Error> {
    let body = inner.vault.open(&aad(row.id), &hex::decode(&row.body).map_err(Error::internal)?)?;
    Ok(View {
        id: row.id,
        object: row.object.clone(),
        body: serde_json::from_slice(&body).map_err(Error::internal)?,
        shared: row.shared,
        mine: row.owner_id == caller.principal.id(),
        version: row.version,
    })
}
