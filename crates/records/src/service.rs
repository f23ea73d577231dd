//! The one service of this room, and what its pipelines share.

use std::sync::Arc;

use access::Principal;
use arc_swap::ArcSwap;
use audit::{Action as Act, Actor, Event, Outcome};
use jiff::tz::TimeZone;
use metadata::{Metadata, ObjectDef, ReadContext};
use model::{Clock, Entropy, Kind, Problem};
use store::{Database, Dialect, Writer};
use tables::Tables;
use vault::{KeyTree, SubjectKeyCache};

use crate::plan::{Permits, Reading, Wholes};
use crate::validate::NOT_UNIQUE;
use crate::visible::Visible;
use crate::{Caller, Callers, Error, FileLimits};

/// The one path to business data. Clones share everything.
#[derive(Clone)]
pub struct Records {
    pub(crate) inner: Arc<Inner>,
}

/// What the room is made of.
pub struct Parts {
    /// The database.
    pub db: Database,
    /// The keys.
    pub vault: Arc<KeyTree>,
    /// The log.
    pub log: audit::Log,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// What the company settings say about values that leave something out.
    pub company: ReadContext,
    /// Who people are now, for work that goes on without them.
    pub callers: Callers,
    /// How much room files may take.
    pub file_limits: FileLimits,
}

pub(crate) struct Inner {
    pub(crate) db: Database,
    pub(crate) vault: Arc<KeyTree>,
    pub(crate) subjects: SubjectKeyCache,
    pub(crate) world: ArcSwap<World>,
    pub(crate) log: audit::Log,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) company: ArcSwap<ReadContext>,
    /// Permits that were decided, as long as nothing they depend on changed.
    pub(crate) permits: Permits,
    /// How whole records are read under them.
    pub(crate) wholes: Wholes,
    pub(crate) callers: Callers,
    pub(crate) file_limits: FileLimits,
    /// Wakes the import worker.
    pub(crate) imports: tokio::sync::Notify,
    /// Wakes the worker that hands records over.
    pub(crate) handovers: tokio::sync::Notify,
}

impl Records {
    /// Opens the room: brings the shipped objects into the database (making their tables, adding what a newer
    /// program ships) and loads the definitions.
    ///
    /// # Errors
    /// When the shipped definitions and the stored ones can't be brought together, or the database fails.
    pub async fn open(parts: Parts) -> Result<Self, Error> {
        let world = crate::schema::bring_up_to_date(&parts).await?;
        let inner = Inner {
            db: parts.db,
            vault: parts.vault,
            subjects: SubjectKeyCache::default(),
            world: ArcSwap::from_pointee(world),
            log: parts.log,
            clock: parts.clock,
            entropy: parts.entropy,
            company: ArcSwap::from_pointee(parts.company),
            permits: Permits::default(),
            wholes: Wholes::default(),
            callers: parts.callers,
            file_limits: parts.file_limits,
            imports: tokio::sync::Notify::new(),
            handovers: tokio::sync::Notify::new(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The definitions as they are now.
    pub fn metadata(&self) -> Arc<Metadata> {
        Arc::clone(&self.inner.world.load().metadata)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// What keeps it from answering.
    pub async fn ready(&self) -> Result<(), Error> {
        self.inner.db.read(|_| Ok(())).await
    }

    /// Uses other company settings from now on.
    pub fn set_company(&self, company: ReadContext) {
        self.inner.company.store(Arc::new(company));
    }

    /// The objects and their tables, as one request sees them from its beginning to its end.
    pub(crate) fn world(&self) -> Arc<World> {
        self.inner.world.load_full()
    }
}

impl Inner {
    /// The object of that name; one that does not exist answers, and stands in the log, like one that may not be seen.
    pub(crate) async fn object_for(
        &self,
        caller: &Caller,
        world: &World,
        (act, name): (Act, &str),
    ) -> Result<Arc<ObjectDef>, Error> {
        let found = world.object(name).map_err(Error::from);
        self.log_refusal(caller, (act, name), found).await
    }
}

/// The objects at one moment, with their tables.
pub(crate) struct World {
    pub(crate) metadata: Arc<Metadata>,
    pub(crate) tables: Tables,
}

impl World {
    /// The world as that metadata describes it.
    pub(crate) fn of(metadata: Metadata, dialect: Dialect) -> Self {
        let tables = Tables::new(&metadata, dialect);
        Self { metadata: Arc::new(metadata), tables }
    }

    /// The object of that name; one that does not exist looks like one that may not be seen.
    pub(crate) fn object(&self, name: &str) -> Result<Arc<ObjectDef>, Problem> {
        self.metadata.object(name).cloned().ok_or_else(Problem::not_found)
    }
}

/// Ids of so many records fit into one event's detail.
const SEEN_PER_EVENT: usize = 100;

impl Inner {
    /// The surroundings of one request.
    pub(crate) fn reading<'a>(&'a self, caller: &'a Caller, world: &'a Arc<World>) -> Reading<'a> {
        Reading {
            caller,
            world,
            inner: self,
            vault: &self.vault,
            company: self.company.load_full(),
            zone: TimeZone::get(&caller.zone).unwrap_or(TimeZone::UTC),
            now: self.clock.now(),
        }
    }

    /// An event of the caller's.
    pub(crate) fn event(&self, caller: &Caller, act: Act) -> Event {
        let event = Event::done(&*self.clock, actor_of(&caller.principal), act);
        let event = event.from(caller.session, caller.address.clone());
        match caller.principal.narrowing() {
            Some(token) => event.by_token(token.token(), token.app()),
            None => event,
        }
    }

    /// Writes an event in the transaction of the change it tells of.
    pub(crate) fn log_in(&self, writer: &mut Writer<'_>, event: Event) {
        self.log.append_in(writer, [event]);
    }

    /// Writes an event and waits until it is durable.
    pub(crate) async fn log_durably(&self, event: Event) -> Result<(), Error> {
        Ok(self.log.append(event).await?)
    }

    /// Notes what was seen; durable within the log's buffering time.
    pub(crate) async fn saw(&self, events: Vec<Event>) -> Result<(), Error> {
        for event in events {
            self.log.push(event).await?;
        }
        Ok(())
    }

    /// Passes a result on; a refusal for lack of rights is first written into the log, by itself: the refused
    /// transaction left nothing behind. So is a value that is taken already: it may be taken by a record that the
    /// caller does not see.
    pub(crate) async fn log_refusal<T>(
        &self,
        caller: &Caller,
        (act, object): (Act, &str),
        result: Result<T, Error>,
    ) -> Result<T, Error> {
        if let Err(Error::Refused(problem)) = &result
            && matches!(problem.kind, Kind::Forbidden | Kind::NotFound)
        {
            let event = self.event(caller, Act::Denied).ended(Outcome::Denied);
            let event =
                event.on(object.parse().ok(), None).with("tried", act.as_str()).with("code", problem.code);
            self.log_durably(event).await?;
        }
        if let Err(Error::Refused(problem)) = &result {
            let taken = problem.fields.iter().filter(|fault| fault.code == NOT_UNIQUE);
            let taken: Vec<&str> = taken.map(|fault| fault.field.as_str()).collect();
            if !taken.is_empty() {
                let event = self.event(caller, act).ended(Outcome::Failed).on(object.parse().ok(), None);
                self.log_durably(event.with("code", NOT_UNIQUE).with("fields", taken)).await?;
            }
        }
        result
    }
}

/// The events that say which records of a page were seen.
pub(crate) fn seen(event: Event, page: &[Visible]) -> Vec<Event> {
    if page.is_empty() {
        return vec![event.with("count", 0)];
    }
    let part = |part: &[Visible]| {
        let ids: Vec<String> = part.iter().map(|record| record.id().0.simple().to_string()).collect();
        event.clone().with("count", part.len()).with("records", ids)
    };
    page.chunks(SEEN_PER_EVENT).map(part).collect()
}

fn actor_of(principal: &Principal) -> Actor {
    match principal.kind() {
        access::Kind::Person(_) | access::Kind::OnBehalf => Actor::person(principal.id(), principal.name()),
        access::Kind::System(_) => Actor::system(Some(principal.id()), principal.name()),
    }
}
