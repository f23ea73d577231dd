//! Reading: permit, plan, one statement, open what the mask lets through, write down what was seen, answer.

use std::sync::Arc;

use access::Action;
use audit::Action as Act;
use metadata::ObjectDef;
use model::{Problem, RecordId};
use store::Reader;
use tables::{Get, Living};

use crate::open::Opening;
use crate::plan::{Columns, CountMode, ListPlan, ListRequest, Reading, Wanted, position};
use crate::visible::{Count, Page, Visible};
use crate::{Caller, Error, Records};

/// A capped count stops here and says so.
const COUNT_CAP: u64 = 1_000;

impl Records {
    /// A page of the object's records that the caller may see.
    ///
    /// # Errors
    /// Refused when the object may not be seen or the request names what the caller may not read.
    pub async fn list(&self, caller: &Caller, object: &str, request: &ListRequest) -> Result<Page, Error> {
        let world = self.world();
        let object = self.inner.object_for(caller, &world, (Act::List, object)).await?;
        let plan = ListPlan::of(&object, request, &self.inner.reading(caller, &world));
        let plan = self.inner.log_refusal(caller, (Act::List, object.name.as_str()), plan).await?;
        let act = if plan.searched { Act::Search } else { Act::List };
        let event =
            self.inner.event(caller, act).on(Some(object.name.clone()), None).with("filtered", plan.filtered);
        let (inner, asked) = (Arc::clone(&self.inner), caller.clone());
        let page = self.inner.db.read(move |reader| page_of(reader, &inner.reading(&asked, &world), &plan));
        let page = page.await?;
        self.inner.saw(event, &page.items).await?;
        Ok(page)
    }

    /// One record, if the caller may see it. The view is durable in the log before this returns.
    ///
    /// # Errors
    /// `not_found` when it does not exist or may not be seen.
    pub async fn get(
        &self,
        caller: &Caller,
        object: &str,
        id: RecordId,
        fields: Option<&[String]>,
    ) -> Result<Visible, Error> {
        let world = self.world();
        let object = self.inner.object_for(caller, &world, (Act::View, object)).await?;
        let event = self.inner.event(caller, Act::View).on(Some(object.name.clone()), Some(id));
        let fields = fields.map(<[String]>::to_vec);
        let (inner, asked) = (Arc::clone(&self.inner), caller.clone());
        let found = self.inner.db.read(move |reader| {
            let wanted = fields.as_deref().map_or(Wanted::All, Wanted::Named);
            one(reader, &inner.reading(&asked, &world), &object, id, &wanted)
        });
        let found = self.inner.log_refusal(caller, (Act::View, object_name(&event)), found.await).await?;
        self.inner.log_durably(event).await?;
        Ok(found)
    }
}

fn object_name(event: &audit::Event) -> &str {
    event.object.as_ref().map_or("", |object| object.as_str())
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
    let columns = Columns::choose(object, &permit, wanted)?;
    let get = Get {
        object: &object.name,
        columns: &columns.stored,
        id: id.0,
        predicate: permit.rows(),
        living: Living::Living,
        lock: false,
    };
    let row = reading.tables().row_get(reader, &get)?.ok_or_else(Problem::not_found)?;
    let opening = Opening { reading, object, permit: &permit, columns: &columns };
    let opened = opening.open(reader, &[row])?;
    Ok(opened.into_iter().next().ok_or_else(Problem::not_found)?)
}

fn page_of(reader: &mut Reader<'_>, reading: &Reading<'_>, plan: &ListPlan) -> Result<Page, Error> {
    let listed = reading.tables().list(reader, &plan.query())?;
    let next = match &listed.next {
        Some(place) => Some(plan.identity.cursor(reading.vault, &position(place))?),
        None => None,
    };
    let opening = Opening { reading, object: &plan.object, permit: &plan.permit, columns: &plan.columns };
    let items = opening.open(reader, &listed.rows)?;
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
