//! Reading: permit, plan, one statement, open what the mask lets through, write down what was seen, answer.

use std::sync::Arc;

use access::{Action, Permit};
use audit::Action as Act;
use metadata::{FieldType, ObjectDef};
use model::{Problem, RecordId, Scalar};
use store::Reader;
use tables::{Get, Living};

use crate::open::Opening;
use crate::plan::{Columns, CountMode, ListPlan, ListRequest, Reading, Wanted, position};
use crate::service::seen;
use crate::visible::{Count, Page, Visible};
use crate::{Caller, Error, Records};

/// A capped count stops here and says so.
const COUNT_CAP: u64 = 1_000;

impl Records {
    /// A page of the object's records that the caller may see, as `show` shows it. It is shown on the thread that
    /// read it, so that nothing of the page but what is shown travels on.
    ///
    /// # Errors
    /// Refused when the object may not be seen or the request names what the caller may not read.
    pub async fn list<R: Send + 'static>(
        &self,
        caller: &Caller,
        object: &str,
        request: &ListRequest,
        show: impl FnOnce(Page) -> R + Send + 'static,
    ) -> Result<R, Error> {
        let world = self.world();
        let object = self.inner.object_for(caller, &world, (Act::List, object)).await?;
        let plan = ListPlan::of(&object, request, &self.inner.reading(caller, &world));
        let plan = self.inner.log_refusal(caller, (Act::List, object.name.as_str()), plan).await?;
        let act = if plan.searched { Act::Search } else { Act::List };
        let event =
            self.inner.event(caller, act).on(Some(object.name.clone()), None).with("filtered", plan.filtered);
        let (inner, asked) = (Arc::clone(&self.inner), caller.clone());
        let read = self.inner.db.read(move |reader| {
            let page = page_of(reader, &inner.reading(&asked, &world), &plan)?;
            let seen = seen(event, &page.items);
            Ok::<_, Error>((show(page), seen))
        });
        let (shown, seen) = read.await?;
        self.inner.saw(seen).await?;
        Ok(shown)
    }

    /// One record as `show` shows it, if the caller may see it. As in a list, it is shown on the thread that read it. The
    /// view is durable in the log before this returns: the record is read in the transaction that writes the view down,
    /// which is one way through the database instead of two. An object with roll-ups, which may read any number of other
    /// records, never holds up the writer: it is read first.
    ///
    /// # Errors
    /// `not_found` when it does not exist or may not be seen.
    pub async fn get<R: Send + 'static>(
        &self,
        caller: &Caller,
        object: &str,
        id: RecordId,
        fields: Option<Vec<String>>,
        show: impl FnOnce(Visible) -> R + Send + 'static,
    ) -> Result<R, Error> {
        let world = self.world();
        let object = self.inner.object_for(caller, &world, (Act::View, object)).await?;
        let event = self.inner.event(caller, Act::View).on(Some(object.name.clone()), Some(id));
        let (inner, asked, name) = (Arc::clone(&self.inner), caller.clone(), object.name.clone());
        let read_alone = object.fields_in_use().any(|field| matches!(field.kind, FieldType::Rollup { .. }));
        let read = move |reader: &mut Reader<'_>| {
            let wanted = fields.as_deref().map_or(Wanted::All, Wanted::Named);
            one(reader, &inner.reading(&asked, &world), &object, id, &wanted).map(show)
        };
        if read_alone {
            let shown = self.inner.db.read(read).await;
            let shown = self.inner.log_refusal(caller, (Act::View, name.as_str()), shown).await?;
            self.inner.log_durably(event).await?;
            return Ok(shown);
        }
        let note = self.inner.log.note([event]);
        let shown = self.inner.db.read_noted(move |reader| Ok::<_, Error>((read(reader)?, note))).await;
        self.inner.log_refusal(caller, (Act::View, name.as_str()), shown).await
    }
}

/// One living record as the caller may see it.
pub(crate) fn one(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &Arc<ObjectDef>,
    id: RecordId,
    wanted: &Wanted<'_>,
) -> Result<Visible, Error> {
    let permit = reading.permit(object, Action::View)?;
    if matches!(wanted, Wanted::All) {
        let whole = reading.inner.wholes.of(&permit, object, reading.tables())?;
        let row = reading.tables().record_get(reader, &whole.statement, id.0)?;
        return opened(reader, reading, object, (&permit, &whole.columns), row);
    }
    let columns = Columns::choose(object, &permit, wanted)?;
    let get = Get {
        object: &object.name,
        columns: &columns.stored,
        id: id.0,
        predicate: permit.rows(),
        living: Living::Living,
        lock: false,
    };
    let row = reading.tables().row_get(reader, &get)?;
    opened(reader, reading, object, (&permit, &columns), row)
}

fn opened(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &Arc<ObjectDef>,
    (permit, columns): (&Permit, &Columns),
    row: Option<Vec<Scalar>>,
) -> Result<Visible, Error> {
    let row = row.ok_or_else(Problem::not_found)?;
    let opened = Opening { reading, object, permit, columns }.open(reader, &mut [row])?;
    Ok(opened.into_iter().next().ok_or_else(Problem::not_found)?)
}

fn page_of(reader: &mut Reader<'_>, reading: &Reading<'_>, plan: &ListPlan) -> Result<Page, Error> {
    let mut listed = reading.tables().list(reader, &plan.query())?;
    let next = match &listed.next {
        Some(place) => Some(plan.identity.cursor(reading.vault, &position(place))?),
        None => None,
    };
    let opening = Opening { reading, object: &plan.object, permit: &plan.permit, columns: &plan.columns };
    let items = opening.open(reader, &mut listed.rows)?;
    let count = match plan.count {
        CountMode::None => None,
        CountMode::Capped => Some(count(reader, reading, plan, Some(COUNT_CAP))?),
        CountMode::Exact => Some(count(reader, reading, plan, None)?),
    };
    Ok(Page { items, next, count })
}

fn count(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    plan: &ListPlan,
    cap: Option<u64>,
) -> Result<Count, Error> {
    let object = &plan.object.name;
    let counted = reading.tables().count_living(reader, object, &plan.predicate, plan.living, cap)?;
    Ok(Count { value: counted.value, capped: counted.capped })
}
