//! Finding events: by their place, by time, and by the account or record they are about.
//!
//! Within a chain, time never goes back from one number to the next (`audit` sees to it), so a span of time is a
//! span of numbers, found by halving. Which events are about an account or a record is noted behind the log, in the
//! segments of `audit_segments`; the events after the last segment are walked through.

use jiff::Timestamp;
use model::{Scalar, SessionId};
use uuid::Uuid;

use super::audit::{AuditRow, COLUMNS, audit_last, audit_nodes, read};
use super::audit_segments::{AuditSegment, audit_placed, audit_segments};
use super::sealed_debug;
use super::statement::{Conditions, number};
use crate::{Error, Reader};

/// Which events a page shows. Empty: all.
#[derive(Clone, Default)]
pub struct AuditFilter {
    /// At this instant or later.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
    /// By this actor.
    pub actor: Option<Uuid>,
    /// This action, exactly.
    pub action: Option<String>,
    /// On this object.
    pub object: Option<String>,
    /// On this record.
    pub record: Option<Uuid>,
    /// With this outcome.
    pub outcome: Option<String>,
    /// Of one of these sessions; empty: of any or none.
    pub sessions: Vec<SessionId>,
}

/// A place in the log, newest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct AuditPlace {
    pub at: Timestamp,
    pub node: String,
    pub seq: i64,
}

sealed_debug!(AuditFilter);

/// The acts that the index of acts leaves out, as the schema writes them.
const COMMON_ACTIONS: [&str; 3] = ["view", "list", "search"];
const RARE_ACTION: &str = "e.action NOT IN ('view', 'list', 'search')";
const RARE_OUTCOME: &str = "e.outcome <> 'done'";

/// One page of the log, newest first, after that place.
pub fn audit_page(
    reader: &mut Reader<'_>,
    filter: &AuditFilter,
    after: Option<&AuditPlace>,
    limit: u32,
) -> Result<Vec<AuditRow>, Error> {
    let mut page = Vec::new();
    for node in audit_nodes(reader)? {
        let (from, below) = span(reader, &node, filter, after)?;
        // A record has fewer events than an account that works with it.
        let about = filter.record.or(filter.actor);
        let placed = if about.is_some() { audit_placed(reader, &node)? } else { 0 };
        let unplaced = (from.max(placed.saturating_add(1)), below);
        let mut found = of_node(reader, &node, unplaced, filter, None, limit)?;
        if let Some(about) = about {
            for segment in audit_segments(reader, &node, (from, below))? {
                let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
                if left == 0 {
                    break;
                }
                let span = (from.max(segment.first), below.min(segment.last.saturating_add(1)));
                found.extend(of_node(reader, &node, span, filter, Some((about, segment)), left)?);
            }
        }
        page.extend(found);
    }
    page.sort_by(|a, b| (b.at, &b.node, b.seq).cmp(&(a.at, &a.node, a.seq)));
    page.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(page)
}

/// The numbers of a chain that may be on the page: from the first, to below the second.
fn span(
    reader: &mut Reader<'_>,
    node: &str,
    filter: &AuditFilter,
    after: Option<&AuditPlace>,
) -> Result<(i64, i64), Error> {
    let end = audit_last(reader, node)?.map_or(0, |(seq, _)| seq).saturating_add(1);
    let from = filter.from.map_or(Ok(1), |at| first_since(reader, node, at.as_microsecond(), end))?;
    let mut below = filter.to.map_or(Ok(end), |at| first_since(reader, node, at.as_microsecond(), end))?;
    if let Some(place) = after {
        let at = place.at.as_microsecond();
        let place_below = match node.cmp(place.node.as_str()) {
            std::cmp::Ordering::Less => first_since(reader, node, at.saturating_add(1), end)?,
            std::cmp::Ordering::Equal => place.seq,
            std::cmp::Ordering::Greater => first_since(reader, node, at, end)?,
        };
        below = below.min(place_below);
    }
    Ok((from, below))
}

/// The number of the first event of a chain at that time or later; `end` if there is none below it.
fn first_since(reader: &mut Reader<'_>, node: &str, at: i64, end: i64) -> Result<i64, Error> {
    let (mut low, mut high) = (1, end);
    while low < high {
        let middle = low + (high - low) / 2;
        // The next one there is: a chain that somebody tore holes into can still be looked at.
        let sql = "SELECT at FROM audit_event WHERE node = ?1 AND seq >= ?2 ORDER BY seq LIMIT 1";
        let found = reader.query_map_one(sql, &[node.into(), middle.into()], |row| row.int(0))?;
        if found.is_some_and(|found| found < at) { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

/// The newest events of a chain within those numbers: all of them walked through, or led to by what they are about
/// within a segment.
fn of_node(
    reader: &mut Reader<'_>,
    node: &str,
    (from, below): (i64, i64),
    filter: &AuditFilter,
    about: Option<(Uuid, AuditSegment)>,
    limit: u32,
) -> Result<Vec<AuditRow>, Error> {
    if from >= below {
        return Ok(Vec::new());
    }
    let mut conditions = Conditions::new();
    let mut bound = |condition: &str, value: Scalar| {
        let value = conditions.bind(value);
        conditions.and(&format!("{condition} {value}"));
    };
    let by = if about.is_some() { "p" } else { "e" };
    if let Some((about, segment)) = about {
        bound("p.segment =", segment.first.into());
        bound("p.about =", about.into());
    }
    bound(&format!("{by}.node ="), node.into());
    bound(&format!("{by}.seq >="), from.into());
    bound(&format!("{by}.seq <"), below.into());
    let wanted: [(&str, Option<Scalar>); 5] = [
        ("e.actor_id =", filter.actor.map(Into::into)),
        ("e.action =", filter.action.clone().map(Into::into)),
        ("e.object =", filter.object.clone().map(Into::into)),
        ("e.record_id =", filter.record.map(Into::into)),
        ("e.outcome =", filter.outcome.clone().map(Into::into)),
    ];
    for (condition, value) in wanted {
        if let Some(value) = value {
            bound(condition, value);
        }
    }
    if !filter.sessions.is_empty() {
        let bound: Vec<String> = filter.sessions.iter().map(|session| conditions.bind(*session)).collect();
        conditions.and(&format!("e.session_id IN ({})", bound.join(", ")));
    }
    // The indexes of what is rare serve only a query that says that it looks for what is rare.
    if filter.action.as_deref().is_some_and(|action| !COMMON_ACTIONS.contains(&action)) {
        conditions.and(RARE_ACTION);
    }
    if filter.outcome.as_deref().is_some_and(|outcome| outcome != "done") {
        conditions.and(RARE_OUTCOME);
    }
    let tables = match about {
        Some(_) => {
            conditions.and("e.node = p.node");
            conditions.and("e.seq = p.seq");
            "audit_place AS p CROSS JOIN audit_event AS e"
        }
        None => "audit_event AS e",
    };
    let limit = conditions.bind(number(limit));
    let columns: Vec<String> = COLUMNS.split(", ").map(|column| format!("e.{column}")).collect();
    let sql = format!(
        "SELECT {} FROM {tables}{} ORDER BY {by}.seq DESC LIMIT {limit}",
        columns.join(", "),
        conditions.text()
    );
    reader.query_map(&sql, conditions.params(), read)
}
