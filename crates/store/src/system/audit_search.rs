//! Finding events: by their place, by time, and by the account or record they are about.
//!
//! Within a chain, time never goes back from one number to the next (`audit` sees to it), so a span of time is a
//! span of numbers, found by halving. Which events are about an account or a record stands in `audit_place`, written
//! behind the log in batches ([`audit_places_add`]); the events after the last batch are walked through.

use jiff::Timestamp;
use model::Scalar;
use uuid::Uuid;

use super::audit::{AuditRow, COLUMNS, audit_last, audit_lock, audit_nodes, read};
use super::sealed_debug;
use super::statement::{Conditions, number};
use crate::{Error, Reader, Writer};

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
        let before = page.len();
        page.extend(of_node(
            reader,
            &node,
            (from.max(placed.saturating_add(1)), below),
            filter,
            None,
            limit,
        )?);
        if about.is_some() && page.len() - before < usize::try_from(limit).unwrap_or(usize::MAX) {
            let span = (from, below.min(placed.saturating_add(1)));
            page.extend(of_node(reader, &node, span, filter, about, limit)?);
        }
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

/// The newest events of a chain within those numbers: all of them walked through, or led to by what they are about.
fn of_node(
    reader: &mut Reader<'_>,
    node: &str,
    (from, below): (i64, i64),
    filter: &AuditFilter,
    about: Option<Uuid>,
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
    if let Some(about) = about {
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

/// Notes, for at most so many events that nobody noted yet, which account and record they are about; how many
/// events are left.
pub fn audit_places_add(writer: &mut Writer<'_>, node: &str, most: u32) -> Result<i64, Error> {
    audit_lock(writer, node)?;
    let placed = audit_placed(writer, node)?;
    let sql =
        "SELECT seq, actor_id, record_id FROM audit_event WHERE node = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3";
    let params = [node.into(), placed.into(), number(most)];
    let events = writer.query_map(sql, &params, |row| Ok((row.int(0)?, [row.opt_id(1)?, row.opt_id(2)?])))?;
    let Some(last) = events.last().map(|(seq, _)| *seq) else { return Ok(0) };
    let mut places: Vec<(Uuid, i64)> = Vec::with_capacity(events.len() * 2);
    for (seq, about) in &events {
        places.extend(about.iter().flatten().map(|about| (*about, *seq)));
    }
    // In the order of the key: neighbours share a page.
    places.sort_unstable();
    for (about, seq) in places {
        let sql = "INSERT INTO audit_place (about, node, seq) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        writer.execute(sql, &[about.into(), node.into(), seq.into()])?;
    }
    let sql = "INSERT INTO audit_placed (node, seq) VALUES (?1, ?2)
               ON CONFLICT (node) DO UPDATE SET seq = excluded.seq";
    writer.execute(sql, &[node.into(), last.into()])?;
    Ok(audit_last(writer, node)?.map_or(0, |(seq, _)| seq.saturating_sub(last)))
}

/// Up to which event of a chain it is noted what they are about.
pub fn audit_placed(reader: &mut Reader<'_>, node: &str) -> Result<i64, Error> {
    let sql = "SELECT seq FROM audit_placed WHERE node = ?1";
    Ok(reader.query_map_one(sql, &[node.into()], |row| row.int(0))?.unwrap_or(0))
}

/// The first event of a chain up to `placed`, of those from one number to another, that its account or record does
/// not lead to.
pub fn audit_unplaced(
    reader: &mut Reader<'_>,
    node: &str,
    (from, to): (i64, i64),
) -> Result<Option<i64>, Error> {
    let missing = |column: &str| {
        format!(
            "(e.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_place AS p
                 WHERE p.about = e.{column} AND p.node = e.node AND p.seq = e.seq))"
        )
    };
    let sql = format!(
        "SELECT e.seq FROM audit_event AS e WHERE e.node = ?1 AND e.seq >= ?2 AND e.seq <= ?3
             AND ({} OR {}) ORDER BY e.seq LIMIT 1",
        missing("actor_id"),
        missing("record_id")
    );
    reader.query_map_one(&sql, &[node.into(), from.into(), to.into()], |row| row.int(0))
}
