//! What an account's credentials touched: the events of the log by that account, grouped as somebody reads them who
//! wants to know what a thief saw. Looking is itself logged.

use std::collections::BTreeSet;

use access::Capability;
use audit::{Action, Cursor, Entry, Filter};
use jiff::Timestamp;
use model::{Kind, Problem, RecordId, SessionId, UserId};
use store::system::sessions::sessions_of_device;
use uuid::Uuid;

use crate::change::thing;
use crate::{Acting, Error, Identity};

/// The most events of one page.
const MAX_EVENTS: u32 = 200;

/// Records named of one group; more are only counted.
const MAX_RECORDS: usize = 100;

/// Which events are looked at.
#[derive(Clone, Debug, Default)]
pub struct TimelineQuery {
    /// At or after this instant.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
    /// Of this session.
    pub session: Option<SessionId>,
    /// Of the sessions of this device, as far as they are remembered: 30 days after they ended.
    pub device: Option<Uuid>,
    /// After this place.
    pub after: Option<Cursor>,
    /// Events, 1 to 200.
    pub limit: u32,
}

/// Events that follow each other and are of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TouchedGroup {
    /// `signed_in`, `viewed`, `searched`, `changed`, `exported`, `imported`, `account`, `settings`, `refused` or `other`.
    pub kind: &'static str,
    /// The object.
    pub object: Option<String>,
    /// The session.
    pub session: Option<SessionId>,
    /// The address.
    pub address: Option<String>,
    /// When the first of them was.
    pub from: Timestamp,
    /// When the last of them was.
    pub to: Timestamp,
    /// How many events.
    pub events: usize,
    /// Each act, once.
    pub actions: Vec<String>,
    /// The records, each once: the first hundred.
    pub records: Vec<RecordId>,
    /// How many records it was in all, as far as the events name or count them.
    pub record_count: u64,
}

/// One page, newest first.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The groups.
    pub groups: Vec<TouchedGroup>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
}

impl Identity {
    /// What an account touched.
    ///
    /// # Errors
    /// `forbidden` without the right to read the log, `not_found` for an unknown person, `invalid_limit`.
    pub async fn timeline(
        &self,
        acting: &Acting,
        user: UserId,
        query: TimelineQuery,
    ) -> Result<Timeline, Problem> {
        self.require(acting, Capability::AuditRead, Action::AuditRead).await?;
        self.directory().user(user).ok_or_else(Problem::not_found)?;
        if !(1..=MAX_EVENTS).contains(&query.limit) {
            let problem = Problem::new(Kind::BadRequest, "invalid_limit");
            return Err(problem.with("max", MAX_EVENTS.to_string()));
        }
        let mut sessions: Vec<SessionId> = query.session.into_iter().collect();
        if let Some(device) = query.device {
            let of_device: Result<_, Error> =
                self.inner.database.read(move |reader| Ok(sessions_of_device(reader, user, device)?)).await;
            let of_device = of_device?;
            sessions = match query.session {
                Some(session) => of_device.into_iter().filter(|one| *one == session).collect(),
                None => of_device,
            };
            if sessions.is_empty() {
                return Ok(Timeline { groups: Vec::new(), next: None });
            }
        }
        let event = acting.event(&*self.inner.clock, Action::AuditRead);
        let event = event.on(thing("user"), Some(RecordId(user.0))).with("timeline", true);
        self.inner.log.append(event).await.map_err(Error::from)?;
        let filter =
            Filter { from: query.from, to: query.to, actor: Some(user), sessions, ..Filter::default() };
        let page = self.inner.log.search(filter, query.after, query.limit).await.map_err(Error::from)?;
        Ok(Timeline { groups: grouped(&page.entries), next: page.next })
    }
}

/// A group in the making, with every record it was counted for. One page's events name them all: 200 events of at most
/// 4 KiB of detail, of which an id takes 39 bytes; some 20 000 ids at the very most, forgotten with the page.
struct Gathering {
    group: TouchedGroup,
    seen: BTreeSet<RecordId>,
}

/// Groups events that follow each other, newest first.
fn grouped(entries: &[Entry]) -> Vec<TouchedGroup> {
    let mut groups: Vec<Gathering> = Vec::new();
    for entry in entries {
        let kind = kind_of(entry);
        let same = groups.last_mut().filter(|Gathering { group, .. }| {
            group.kind == kind && group.object == entry.object && group.session == entry.session
        });
        if let Some(group) = same {
            add(group, entry);
            continue;
        }
        let group = TouchedGroup {
            kind,
            object: entry.object.clone(),
            session: entry.session,
            address: entry.address.clone(),
            from: entry.at,
            to: entry.at,
            events: 0,
            actions: Vec::new(),
            records: Vec::new(),
            record_count: 0,
        };
        let mut gathering = Gathering { group, seen: BTreeSet::new() };
        add(&mut gathering, entry);
        groups.push(gathering);
    }
    groups.into_iter().map(|gathering| gathering.group).collect()
}

fn add(Gathering { group, seen }: &mut Gathering, entry: &Entry) {
    group.events += 1;
    group.from = group.from.min(entry.at);
    if !group.actions.contains(&entry.action) {
        group.actions.push(entry.action.clone());
    }
    let listed = entry.detail.get("records").and_then(|records| records.as_array());
    let listed = listed.into_iter().flatten().filter_map(|id| id.as_str()?.parse::<Uuid>().ok());
    let named: Vec<RecordId> = entry.record.into_iter().chain(listed.map(RecordId)).collect();
    // A list or an export whose records are not named says how many they were.
    let counted = entry.detail.get("count").and_then(serde_json::Value::as_u64).unwrap_or(0);
    let mut fresh = 0;
    for record in &named {
        if seen.insert(*record) {
            fresh += 1;
            if group.records.len() < MAX_RECORDS {
                group.records.push(*record);
            }
        }
    }
    group.record_count += if named.is_empty() { counted } else { fresh };
}

fn kind_of(entry: &Entry) -> &'static str {
    if entry.outcome == "denied" {
        return "refused";
    }
    match entry.action.as_str() {
        "sign_in" | "sign_out" | "stepped_up" | "sign_in_failed" => "signed_in",
        "view" | "list" | "history_view" | "reveal" | "file_read" => "viewed",
        "search" => "searched",
        "create" | "update" | "delete" | "restore" | "bulk" | "file_added" | "view_changed" => "changed",
        "export" => "exported",
        "import" => "imported",
        "password_changed" | "password_reset" | "factor_changed" | "session_ended" | "compromised"
        | "device_lost" | "help_code_made" | "unlocked" | "code_sent" => "account",
        "user_changed" | "team_changed" | "role_changed" | "metadata_changed" | "setting_changed"
        | "invited" | "setup" | "left" | "leaver_changed" | "rights_confirmed" | "help_code_checked"
        | "help_call" => "settings",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An event that looked at the records of those numbers.
    fn looked(numbers: std::ops::Range<u128>) -> Entry {
        let records: Vec<String> = numbers.map(|n| Uuid::from_u128(n).to_string()).collect();
        Entry {
            node: "node".into(),
            seq: 1,
            at: Timestamp::UNIX_EPOCH,
            actor_id: None,
            actor_kind: "person".into(),
            actor_name: String::new(),
            action: "list".into(),
            outcome: "done".into(),
            object: Some("account".into()),
            record: None,
            session: None,
            address: None,
            detail: serde_json::json!({ "records": records }),
            hash: String::new(),
        }
    }

    #[test]
    fn a_record_is_counted_once_however_many_there_are() {
        let groups = grouped(&[looked(0..90), looked(60..150), looked(0..150)]);
        assert_eq!((groups.len(), groups[0].events), (1, 3));
        assert_eq!((groups[0].records.len(), groups[0].record_count), (MAX_RECORDS, 150));
    }
}
