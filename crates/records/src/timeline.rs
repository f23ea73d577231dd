//! A record's timeline: its activities and its own history in one stream, newest first.

use std::sync::Arc;

use audit::Action as Act;
use jiff::Timestamp;
use model::{Column, Comparison, Predicate, RecordId, Scalar};
use serde::Serialize;
use tables::{ListQuery, Living, Sort};

use crate::history::{self, HistoryItem};
use crate::open::Opening;
use crate::plan::cursor::ListIdentity;
use crate::plan::{Columns, Reading, Wanted};
use crate::visible::Visible;
use crate::{Caller, Error, Records, row};

const PAGE: usize = 30;
const PAGE_ROWS: u32 = 30;

/// One entry of a timeline.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TimelineItem {
    /// A task, call, meeting, note or visit about the record.
    Activity {
        /// When it was made.
        at: jiff::Timestamp,
        /// The activity.
        record: Box<Visible>,
    },
    /// A change of the record itself.
    History(HistoryItem),
}

impl TimelineItem {
    fn at(&self) -> jiff::Timestamp {
        match self {
            Self::Activity { at, .. } => *at,
            Self::History(item) => item.at,
        }
    }
}

/// One page of a timeline.
#[derive(Debug, Serialize)]
pub struct TimelinePage {
    /// Newest first.
    pub items: Vec<TimelineItem>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// What a timeline shows.
#[derive(Clone, Copy, Debug)]
pub struct TimelineKinds {
    /// Activities about the record.
    pub activities: bool,
    /// Changes of the record.
    pub history: bool,
}

impl Records {
    /// A page of a record's timeline. The view is durable in the log before this returns.
    ///
    /// # Errors
    /// `not_found` when the record can't be seen.
    pub async fn timeline(
        &self,
        caller: &Caller,
        object: &str,
        id: RecordId,
        kinds: TimelineKinds,
        after: Option<String>,
    ) -> Result<TimelinePage, Error> {
        let world = self.world();
        let object = self.inner.object_for(caller, &world, (Act::HistoryView, object)).await?;
        let name = object.name.clone();
        let event = self.inner.event(caller, Act::HistoryView).on(Some(name.clone()), Some(id));
        let (inner, asked) = (Arc::clone(&self.inner), caller.clone());
        let page = self.inner.db.read(move |reader| {
            let reading = inner.reading(&asked, &world);
            let permit = history::seen(reader, &reading, &object, id)?;
            let list = ListIdentity::of(&["timeline", object.name.as_str(), &id.to_string()]);
            let place = match &after {
                None => Place { at: i64::MAX, shown: 0 },
                Some(cursor) => Place::of(&list.position(reading.vault, cursor)?)?,
            };
            let mut items = Vec::new();
            if kinds.history {
                let (before, limit) = (place.at.saturating_add(1), place.rows());
                let changes = history::before(reader, &reading, &object, &permit, id, before, limit)?;
                items.extend(changes.into_iter().map(TimelineItem::History));
            }
            if kinds.activities {
                activities(reader, &reading, id, place, &mut items)?;
            }
            items.sort_by_key(|item| std::cmp::Reverse(item.at()));
            items.drain(..items.len().min(place.shown as usize));
            let more = items.len() > PAGE;
            items.truncate(PAGE);
            let next = match place.after(&items) {
                Some(next) if more => {
                    Some(list.cursor(reading.vault, &[next.at.into(), i64::from(next.shown).into()])?)
                }
                _ => None,
            };
            Ok::<_, Error>(TimelinePage { items, next })
        });
        let page = self.inner.log_refusal(caller, (Act::HistoryView, name.as_str()), page.await).await?;
        self.inner.log_durably(event).await?;
        Ok(page)
    }
}

/// Where a page begins: at an instant, after so many entries of that same instant. Many records brought in together
/// were made at one instant, which may be more than a page.
#[derive(Clone, Copy)]
struct Place {
    at: i64,
    shown: u32,
}

impl Place {
    fn of(position: &[Scalar]) -> Result<Self, Error> {
        match position {
            [Scalar::Int(at), Scalar::Int(shown)] => {
                Ok(Self { at: *at, shown: u32::try_from(*shown).map_err(Error::internal)? })
            }
            _ => Err(crate::plan::bad_cursor().into()),
        }
    }

    /// How many entries of one kind may be needed to fill the page from here, and to know whether there is another.
    fn rows(self) -> u32 {
        self.shown.saturating_add(PAGE_ROWS + 1)
    }

    /// Where the page after these entries begins.
    fn after(self, items: &[TimelineItem]) -> Option<Self> {
        let at = items.last()?.at().as_microsecond();
        let here = items.iter().filter(|item| item.at().as_microsecond() == at).count();
        let earlier = if at == self.at { self.shown } else { 0 };
        Some(Self { at, shown: earlier.saturating_add(u32::try_from(here).unwrap_or(u32::MAX)) })
    }
}

/// The newest activities of every kind the caller may see: one query a kind.
fn activities(
    reader: &mut store::Reader<'_>,
    reading: &Reading<'_>,
    about: RecordId,
    place: Place,
    items: &mut Vec<TimelineItem>,
) -> Result<(), Error> {
    let made = Column::new("created_at");
    for object in reading.metadata().objects().filter(|object| object.activity) {
        let Some(permit) = reading.view_permit(object) else { continue };
        let names: Vec<String> = object.layout.list.iter().map(|name| name.as_str().into()).collect();
        let shown: Vec<String> = names
            .into_iter()
            .chain(["created_at".into(), "body".into(), "summary".into(), "content".into()])
            .filter(|name| {
                object.field(name).is_some_and(|field| permit.fields().visible(field.name.as_str()))
            })
            .collect();
        let columns = Columns::choose(object, &permit, &Wanted::Named(&shown))?;
        let predicate = Predicate::all([
            Predicate::equal(Column::new("about"), about.0),
            Predicate::Compare {
                column: made.clone(),
                comparison: Comparison::LessOrEqual,
                value: Scalar::Int(place.at),
            },
            permit.rows().clone(),
        ]);
        let mut with_time = columns.stored.clone();
        with_time.push(made.clone());
        let sort = [Sort { column: made.clone(), descending: true }];
        let query = ListQuery {
            object: &object.name,
            columns: &with_time,
            predicate: &predicate,
            sort: &sort,
            after: None,
            limit: place.rows(),
            living: Living::Living,
        };
        let mut listed = reading.tables().list(reader, &query)?;
        let opening = Opening { reading, object, permit: &permit, columns: &columns };
        let opened = opening.open(reader, &mut listed.rows)?;
        for (record, row) in opened.into_iter().zip(&listed.rows) {
            let at =
                Timestamp::from_microsecond(row::int(row, with_time.len() - 1)?).map_err(Error::internal)?;
            items.push(TimelineItem::Activity { at, record: Box::new(record) });
        }
    }
    Ok(())
}
