//! One line of the log, before it is chained: who did what to which thing, from where, and how it ended.
//!
//! Not here: customers' values. `detail` holds names of fields and counts; what a value was before and
//! after stands sealed in the record's history.

use jiff::Timestamp;
use model::{AppId, ObjectName, RecordId, SessionId, TokenId, UserId};
use serde_json::{Map, Value};

use crate::{Action, ActorKind, Outcome};

/// The most bytes of a detail's JSON text.
pub const MAX_DETAIL_BYTES: usize = 4096;

/// The most characters of an actor's name kept in an event.
const MAX_NAME_CHARS: usize = 200;

/// Who acted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account, where there is one.
    pub id: Option<UserId>,
    /// What sort.
    pub kind: ActorKind,
    /// The name at that time.
    pub name: String,
}

impl Actor {
    /// A person with an account.
    pub fn person(id: UserId, name: impl Into<String>) -> Self {
        Self { id: Some(id), kind: ActorKind::Person, name: name.into() }
    }

    /// A named principal of the system, such as `system:demo`.
    pub fn system(id: Option<UserId>, name: impl Into<String>) -> Self {
        Self { id, kind: ActorKind::System, name: name.into() }
    }

    /// Nobody known.
    pub fn nobody() -> Self {
        Self { id: None, kind: ActorKind::Nobody, name: String::new() }
    }
}

/// One act.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When; the log keeps microseconds.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: Action,
    /// How it ended.
    pub outcome: Outcome,
    /// The object concerned, or `user`, `team`, `role`, `session` and so on for what is no business object.
    pub object: Option<ObjectName>,
    /// The record concerned, or the account's, team's or session's id.
    pub record: Option<RecordId>,
    /// The signed-in session.
    pub session: Option<SessionId>,
    /// The network address the request came from.
    pub address: Option<String>,
    /// A few names and counts.
    pub detail: Map<String, Value>,
}

impl Event {
    /// An act that was done, now; the functions below add what else is known.
    pub fn done(clock: &dyn model::Clock, actor: Actor, action: Action) -> Self {
        Self {
            at: clock.now(),
            actor,
            action,
            outcome: Outcome::Done,
            object: None,
            record: None,
            session: None,
            address: None,
            detail: Map::new(),
        }
    }

    /// The same act with another end.
    #[must_use]
    pub fn ended(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    /// On which object, and which record of it.
    #[must_use]
    pub fn on(mut self, object: Option<ObjectName>, record: Option<RecordId>) -> Self {
        self.object = object;
        self.record = record;
        self
    }

    /// From where.
    #[must_use]
    pub fn from(mut self, session: Option<SessionId>, address: Option<String>) -> Self {
        self.session = session;
        self.address = address;
        self
    }

    /// By a program, with that token, of that app if it is one: so that all a token did can be told.
    #[must_use]
    pub fn by_token(self, token: TokenId, app: Option<AppId>) -> Self {
        let event = self.with("token", token.to_string());
        match app {
            Some(app) => event.with("app", app.to_string()),
            None => event,
        }
    }

    /// With one name, count or short list. Never a customer's value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(name.into(), value.into());
        self
    }

    /// The detail's text: at most [`MAX_DETAIL_BYTES`]; a larger one is cut to its scalar parts and says so.
    pub(crate) fn detail_text(&self) -> String {
        let text = serde_json::to_string(&self.detail).unwrap_or_default();
        if text.len() <= MAX_DETAIL_BYTES {
            return text;
        }
        let mut kept = Map::new();
        kept.insert("cut".into(), Value::Bool(true));
        let mut used = 16;
        for (name, value) in &self.detail {
            let small = match value {
                Value::Array(items) => Value::from(items.len()),
                Value::Object(parts) => Value::from(parts.len()),
                other => other.clone(),
            };
            used += name.len() * 2 + small.to_string().len() + 8;
            if used > MAX_DETAIL_BYTES {
                break;
            }
            kept.insert(name.clone(), small);
        }
        Value::Object(kept).to_string()
    }

    /// The actor's name, cut to what a row keeps.
    pub(crate) fn actor_name(&self) -> String {
        self.actor.name.chars().take(MAX_NAME_CHARS).collect()
    }
}

#[cfg(test)]
mod tests {
    use model::{ManualClock, SystemClock};

    use super::*;

    #[test]
    fn a_detail_that_is_too_large_is_cut_and_says_so() {
        let long: Vec<Value> = (0..2000).map(Value::from).collect();
        let event =
            Event::done(&SystemClock, Actor::nobody(), Action::Bulk).with("ids", long).with("count", 2000);
        let text = event.detail_text();
        assert!(text.len() <= MAX_DETAIL_BYTES);
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["cut"], true);
        assert_eq!(read["ids"], 2000);
        assert_eq!(read["count"], 2000);
    }

    #[test]
    fn an_event_keeps_the_clocks_microseconds() {
        let clock = ManualClock::at("2026-11-22T08:00:00.000123Z".parse().unwrap());
        let event = Event::done(&clock, Actor::nobody(), Action::Start);
        assert_eq!(event.at.as_microsecond() % 1_000_000, 123);
    }
}
