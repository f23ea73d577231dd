//! Looking through the log: newest first, in pages, by who, what, which thing and how it ended.
//!
//! Not here: deciding who may look. The caller holds the capability and writes `audit_read` itself.

use jiff::Timestamp;
use model::{RecordId, SessionId, UserId};
use store::Reader;
use store::system::audit::AuditRow;
use store::system::audit_search::{AuditFilter, AuditPlace, audit_page};

use crate::{Action, Error, Outcome};

/// What is looked for; an empty part matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// At or after this instant.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
    /// By this account.
    pub actor: Option<UserId>,
    /// This act.
    pub action: Option<Action>,
    /// With this end.
    pub outcome: Option<Outcome>,
    /// On this object.
    pub object: Option<String>,
    /// On this record.
    pub record: Option<RecordId>,
    /// Of one of these sessions; empty: of any or none.
    pub sessions: Vec<SessionId>,
}

/// The place after which the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The last event's time.
    pub at: Timestamp,
    /// Its node.
    pub node: String,
    /// Its number.
    pub seq: i64,
}

/// An event as it stands in the log. Texts are given as they are stored, so that even an event that was
/// tampered with can be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The chain's node.
    pub node: String,
    /// The number within the chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The account.
    pub actor_id: Option<UserId>,
    /// `person`, `system` or `nobody`.
    pub actor_kind: String,
    /// The actor's name at that time.
    pub actor_name: String,
    /// The act's stable text.
    pub action: String,
    /// `done`, `denied` or `failed`.
    pub outcome: String,
    /// The object.
    pub object: Option<String>,
    /// The record.
    pub record: Option<RecordId>,
    /// The session.
    pub session: Option<SessionId>,
    /// The address.
    pub address: Option<String>,
    /// Names and counts, as JSON.
    pub detail: serde_json::Value,
    /// The event's hash, lower-case hexadecimal.
    pub hash: String,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The events, newest first.
    pub entries: Vec<Entry>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

/// One page of the events that match, newest first.
///
/// # Errors
/// The database's.
pub fn search(
    reader: &mut Reader<'_>,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page, Error> {
    let stored = AuditFilter {
        from: filter.from,
        to: filter.to,
        actor: filter.actor.map(|id| id.0),
        action: filter.action.map(|action| action.as_str().into()),
        outcome: filter.outcome.map(|outcome| outcome.as_str().into()),
        object: filter.object.clone(),
        record: filter.record.map(|id| id.0),
        sessions: filter.sessions.clone(),
    };
    let after = after.map(|cursor| AuditPlace { at: cursor.at, node: cursor.node.clone(), seq: cursor.seq });
    let mut rows = audit_page(reader, &stored, after.as_ref(), limit.saturating_add(1))?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| Cursor { at: row.at, node: row.node.clone(), seq: row.seq });
    Ok(Page { entries: rows.into_iter().map(entry).collect(), next })
}

fn entry(row: AuditRow) -> Entry {
    let detail = serde_json::from_str(&row.detail).unwrap_or(serde_json::Value::String(row.detail));
    Entry {
        node: row.node,
        seq: row.seq,
        at: row.at,
        actor_id: row.actor_id.map(UserId),
        actor_kind: row.actor_kind,
        actor_name: row.actor_name,
        action: row.action,
        outcome: row.outcome,
        object: row.object,
        record: row.record_id.map(RecordId),
        session: row.session_id,
        address: row.address,
        detail,
        hash: hex::encode(row.hash),
    }
}
