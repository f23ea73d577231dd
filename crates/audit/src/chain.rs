//! Appending: events become rows of this node's chain inside the caller's own transaction, each bound to
//! the one before by its hash, and the head record moves along with them.
//!
//! The head (`setting` row `audit_head:<node>`) says how long the chain is and what its last hash and last
//! checkpoint are, under a MAC of the vault: whoever deletes the last rows can't shorten it. On PostgreSQL
//! it is also the lock that puts this node's writers in order, so append as the last thing of a
//! transaction.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use parking_lot::Mutex;
use store::system::audit::{AuditRow, audit_append, audit_last};
use store::{AtEnd, Writer};
use vault::KeyTree;

use crate::encode::{GENESIS, Hash, Part, event_hash, head_message};
use crate::head::{self, Head};
use crate::{Error, Event};

/// One node's chain. Clones are the same chain.
#[derive(Clone)]
pub struct Chain {
    inner: Arc<Inner>,
}

struct Inner {
    node: String,
    keys: Arc<KeyTree>,
    unchecked: AtomicU64,
    unplaced: AtomicU64,
    /// The head as this process wrote it last: as long as its text stands in the database unchanged, it needs no new
    /// reading and no new check of its MAC.
    known: Mutex<Option<(String, Head)>>,
}

impl Chain {
    /// The chain of that node, such as `main` for the embedded database or a server's own name. Two
    /// processes that run at once must not have the same node.
    pub fn new(node: impl Into<String>, keys: Arc<KeyTree>) -> Self {
        Self {
            inner: Arc::new(Inner {
                node: node.into(),
                keys,
                unchecked: AtomicU64::new(0),
                unplaced: AtomicU64::new(0),
                known: Mutex::new(None),
            }),
        }
    }

    /// The node's name.
    pub fn node(&self) -> &str {
        &self.inner.node
    }

    pub(crate) fn keys(&self) -> &KeyTree {
        &self.inner.keys
    }

    /// How many events this process appended since the last checkpoint (those rolled back too).
    pub(crate) fn unchecked(&self) -> u64 {
        self.inner.unchecked.load(Ordering::Relaxed)
    }

    pub(crate) fn checked(&self, events: u64) {
        let take = |now: u64| Some(now.saturating_sub(events));
        let _ = self.inner.unchecked.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
    }

    /// How many events are not yet noted under the account and record they are about, as far as this process knows
    /// (those rolled back too).
    pub(crate) fn unplaced(&self) -> u64 {
        self.inner.unplaced.load(Ordering::Relaxed)
    }

    pub(crate) fn placed(&self, events: u64) {
        let take = |now: u64| Some(now.saturating_sub(events));
        let _ = self.inner.unplaced.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
    }

    /// What the database says of it: it knows of earlier runs, and of what was rolled back.
    pub(crate) fn counted_unplaced(&self, events: u64) {
        self.inner.unplaced.store(events, Ordering::Relaxed);
    }

    /// The head record, locked until the transaction ends. A chain without one is a new chain.
    pub(crate) fn head_lock(&self, writer: &mut Writer<'_>) -> Result<Head, Error> {
        let Some(text) = head::text_locked(writer, self.node())? else {
            return if audit_last(writer, self.node())?.is_some() {
                Err(self.damaged("it is missing"))
            } else {
                Ok(Head::default())
            };
        };
        if let Some((known, head)) = &*self.inner.known.lock()
            && *known == text
        {
            return Ok(head.clone());
        }
        let head = head::parse(&text).map_err(|_| self.damaged("it can't be read"))?;
        if !self.keys().audit_head_holds(&head_message(self.node(), &head), &head.mac) {
            return Err(self.damaged("it was changed from outside"));
        }
        Ok(head)
    }

    pub(crate) fn head_store(
        &self,
        writer: &mut Writer<'_>,
        mut head: Head,
        at: Timestamp,
    ) -> Result<(), Error> {
        head.mac = self.keys().audit_head_mac(&head_message(self.node(), &head));
        let text = head::store(writer, self.node(), &head, at)?;
        *self.inner.known.lock() = Some((text, head));
        Ok(())
    }

    fn damaged(&self, reason: &'static str) -> Error {
        Error::Head { node: self.node().into(), reason }
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chain").field("node", &self.inner.node).finish_non_exhaustive()
    }
}

/// Appends events to the chain within the caller's transaction: they are there if and only if the rest of
/// the transaction is.
///
/// # Errors
/// The database's, or [`Error::Head`] when somebody changed the chain's head from outside: nothing is
/// written over the traces. `kedun audit verify` names the place, and a start under a new node name begins
/// a new chain beside the damaged one.
pub fn append_in(writer: &mut Writer<'_>, chain: &Chain, events: &[Event]) -> Result<(), Error> {
    let Some(last) = events.last() else {
        return Ok(());
    };
    let mut head = chain.head_lock(writer)?;
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        let row = chained(chain.node(), &head, event);
        head.seq = row.seq;
        head.at = row.at.as_microsecond();
        head.hash.clone_from(&row.hash);
        rows.push(row);
    }
    audit_append(writer, rows)?;
    chain.head_store(writer, head, last.at)?;
    chain.inner.unchecked.fetch_add(events.len() as u64, Ordering::Relaxed);
    chain.inner.unplaced.fetch_add(events.len() as u64, Ordering::Relaxed);
    Ok(())
}

/// Events that wait for the end of their transaction, with those of all other jobs in it: one look at the head and one
/// new head for all of them.
pub(crate) struct Appending {
    chain: Chain,
    events: Vec<Event>,
}

impl Appending {
    pub(crate) fn new(chain: Chain, events: Vec<Event>) -> Self {
        Self { chain, events }
    }
}

impl AtEnd for Appending {
    fn join(&mut self, mut later: Box<dyn AtEnd>) -> Result<(), Box<dyn AtEnd>> {
        let any: &mut dyn Any = &mut *later;
        match any.downcast_mut::<Self>() {
            Some(later) if Arc::ptr_eq(&self.chain.inner, &later.chain.inner) => {
                self.events.append(&mut later.events);
                Ok(())
            }
            _ => Err(later),
        }
    }

    fn act(self: Box<Self>, writer: &mut Writer<'_>) -> Result<(), store::Error> {
        append_in(writer, &self.chain, &self.events).map_err(|error| match error {
            Error::Store(error) => error,
            Error::Head { node, reason } => store::Error::Ending { about: node, reason },
            _ => store::Error::Ending { about: self.chain.node().into(), reason: "it can't be appended to" },
        })
    }
}

/// The row of an event. Its time is never before the last one's, so that a span of time is a span of numbers: what
/// waited in the buffer, or came while the clock was set back, gets the time of the event before it.
fn chained(node: &str, head: &Head, event: &Event) -> AuditRow {
    let mut row = AuditRow {
        node: node.into(),
        seq: head.seq + 1,
        at: Timestamp::from_microsecond(head.at).map_or(event.at, |last| last.max(event.at)),
        actor_id: event.actor.id.map(|id| id.0),
        actor_kind: event.actor.kind.as_str().into(),
        actor_name: event.actor_name(),
        action: event.action.as_str().into(),
        outcome: event.outcome.as_str().into(),
        object: event.object.as_ref().map(|name| name.as_str().into()),
        record_id: event.record.map(|id| id.0),
        session_id: event.session,
        address: event.address.clone(),
        detail: event.detail_text(),
        previous: head.hash.clone(),
        hash: Vec::new(),
    };
    row.hash = row_hash(&row).to_vec();
    row
}

/// The hash a row must have: of its previous hash and every other column.
pub(crate) fn row_hash(row: &AuditRow) -> Hash {
    event_hash(
        &row.previous,
        &[
            Part::Text(&row.node),
            Part::Int(row.seq),
            Part::Int(row.at.as_microsecond()),
            row.actor_id.as_ref().into(),
            Part::Text(&row.actor_kind),
            Part::Text(&row.actor_name),
            Part::Text(&row.action),
            Part::Text(&row.outcome),
            row.object.as_deref().into(),
            row.record_id.as_ref().into(),
            row.session_id.as_ref().map(|id| &id.0).into(),
            row.address.as_deref().into(),
            Part::Text(&row.detail),
        ],
    )
}

/// The hash before a chain's first event.
pub(crate) fn genesis() -> Vec<u8> {
    GENESIS.to_vec()
}
