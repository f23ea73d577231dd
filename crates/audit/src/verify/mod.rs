//! The verifier: proves every chain whole, or names the first bad place. It streams; a log of any length
//! is checked in constant memory but for its checkpoints.
//!
//! What it proves, and against whom: any changed, added, removed, doubled or swapped row by whoever can
//! write the database but lacks the root key; a shortened end by the head record and the checkpoints; a
//! database rolled back as a whole by the witness file, if it was not rolled back too.

mod checkpoints;
mod events;
mod witness;

use std::collections::{BTreeMap, BTreeSet};

use model::Label;
use store::Reader;
use store::system::audit::audit_nodes;
use store::system::audit_segments::{audit_segments, audit_unplaced};
use vault::KeyTree;

use crate::Error;
use crate::encode::head_message;
use crate::head::{self, Head};
use crate::witness::{WitnessLine, WitnessLines};

/// What the verifier found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many events were read.
    pub events: u64,
    /// How many checkpoints were read.
    pub checkpoints: u64,
    /// How many lines of the witness file were held against the chains; `None` if there is no such file.
    pub witness_lines: Option<u64>,
    /// Whether every chain is whole.
    pub ok: bool,
    /// The first place where one is not.
    pub first_bad: Option<BadPlace>,
}

/// Where a chain breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPlace {
    /// The chain's node; empty where the fault is of no chain.
    pub node: String,
    /// The event's number; 0 where the fault is of no event.
    pub seq: i64,
    /// What is wrong there.
    pub reason: Reason,
}

impl BadPlace {
    /// A fault of no chain.
    fn nowhere(reason: Reason) -> Self {
        Self { node: String::new(), seq: 0, reason }
    }
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Events are missing before this one, or it is out of its place.
    Gap,
    /// A column of this event holds what this program never writes, or the database's file is damaged there.
    Unreadable,
    /// The event does not name the hash of the one before.
    Previous,
    /// The event's content is not what its hash was made of.
    Hash,
    /// Events from this one on were removed from the end.
    TailMissing,
    /// This event was added behind the recorded end.
    BeyondHead,
    /// The chain's head record is missing.
    HeadMissing,
    /// The chain's head record was changed.
    HeadForged,
    /// A search for the account or record of this event does not find it.
    Unfindable,
    /// A checkpoint is missing at or before this place.
    CheckpointMissing,
    /// The checkpoint at this place was changed, or the one before it was removed.
    CheckpointForged,
    /// The checkpoint's event is not the one that was signed.
    CheckpointMismatch,
    /// A line of the witness file was changed or removed.
    WitnessForged,
    /// The witness has a checkpoint at this place that the database no longer has.
    WitnessMismatch,
    /// The database has a checkpoint at this place that the witness lacks: lines were removed from it, or all of it.
    WitnessShort,
}

impl Reason {
    /// A stable text for the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Unreadable => "unreadable",
            Self::Previous => "previous_mismatch",
            Self::Hash => "hash_mismatch",
            Self::TailMissing => "tail_missing",
            Self::BeyondHead => "beyond_head",
            Self::HeadMissing => "head_missing",
            Self::HeadForged => "head_forged",
            Self::Unfindable => "unfindable",
            Self::CheckpointMissing => "checkpoint_missing",
            Self::CheckpointForged => "checkpoint_forged",
            Self::CheckpointMismatch => "checkpoint_mismatch",
            Self::WitnessForged => "witness_forged",
            Self::WitnessMismatch => "witness_mismatch",
            Self::WitnessShort => "witness_short",
        }
    }
}

impl Reason {
    /// What is wrong there, in a sentence for people.
    pub fn sentence(self) -> Label {
        let (zh, en) = match self {
            Self::Gap => (
                "此处之前缺少记录，或这条记录不在原位。",
                "Events are missing before this one, or it is out of its place.",
            ),
            Self::Unreadable => (
                "此处的内容无法读取，或文件在此处损坏。",
                "What is here can't be read, or the file is damaged here.",
            ),
            Self::Previous => ("这条记录与上一条不衔接。", "The event does not follow the one before."),
            Self::Hash => ("这条记录的内容被改动过。", "The event's content was changed."),
            Self::TailMissing => {
                ("从这条记录起，末尾的记录被删除。", "Events from this one on were removed from the end.")
            }
            Self::BeyondHead => {
                ("这条记录是从外部添加到末尾的。", "The event was added at the end from outside.")
            }
            Self::HeadMissing => ("日志链的头部信息缺失。", "The chain's head record is missing."),
            Self::HeadForged => ("日志链的头部信息被改动过。", "The chain's head record was changed."),
            Self::Unfindable => (
                "按用户或记录搜索时找不到这条记录：索引被改动过。",
                "A search for its account or record does not find this event: the index was changed.",
            ),
            Self::CheckpointMissing => {
                ("此处或之前的检查点缺失。", "A checkpoint is missing at or before this place.")
            }
            Self::CheckpointForged => (
                "此处的检查点被改动，或其前一个被删除。",
                "The checkpoint here was changed, or the one before it was removed.",
            ),
            Self::CheckpointMismatch => {
                ("此处的记录与签名时不同。", "The event here is not the one that was signed.")
            }
            Self::WitnessForged => {
                ("见证文件中的一行被改动或删除。", "A line of the witness file was changed or removed.")
            }
            Self::WitnessMismatch => (
                "数据库中缺少见证文件所记的检查点。",
                "The witness file has a checkpoint that the database lacks.",
            ),
            Self::WitnessShort => (
                "见证文件缺少数据库中此处的检查点：文件被删除或截短。",
                "The witness file lacks the checkpoint here: it was removed or cut short.",
            ),
        };
        Label::new(zh, en)
    }
}

/// Verifies every chain within one snapshot, against the witness's lines, which must have been read before
/// the snapshot began: else a checkpoint of a running program could be in the file and not yet in the
/// snapshot.
///
/// Ask [`store::Database::inspect`] for the reader: a page of the file that is damaged is a finding.
///
/// # Errors
/// Only what keeps the log from being read at all; a bad log is a [`Report`].
pub fn verify(reader: &mut Reader<'_>, keys: &KeyTree, witness: &WitnessLines) -> Result<Report, Error> {
    let lines = witness.lines.as_deref();
    let mut report = Report {
        events: 0,
        checkpoints: 0,
        witness_lines: lines.as_ref().map(|lines| lines.len() as u64),
        ok: true,
        first_bad: None,
    };
    report.first_bad = match first_bad(reader, keys, witness, &mut report) {
        // On a page of the file that holds no events, but what is kept beside them.
        Err(Error::Store(store::Error::Corrupt)) => Some(BadPlace::nowhere(Reason::Unreadable)),
        // Damage that no check met: where it is, only a check of every page could say.
        Ok(None) if !reader.is_whole() => Some(BadPlace::nowhere(Reason::Unreadable)),
        found => found?,
    };
    report.ok = report.first_bad.is_none();
    Ok(report)
}

fn first_bad(
    reader: &mut Reader<'_>,
    keys: &KeyTree,
    witness: &WitnessLines,
    report: &mut Report,
) -> Result<Option<BadPlace>, Error> {
    let mut witnessed = BTreeMap::<String, Vec<WitnessLine>>::new();
    let mut torn = None;
    for line in witness.lines.iter().flatten() {
        match line {
            Ok(line) => witnessed.entry(line.node.clone()).or_default().push(line.clone()),
            Err(number) => torn = torn.or(Some(*number)),
        }
    }
    let mut nodes: BTreeSet<String> = head::nodes(reader)?.into_iter().collect();
    nodes.extend(witnessed.keys().cloned());
    let signed = checkpoints::read(reader, report)?;
    nodes.extend(signed.iter().flatten().map(|(node, _)| node.clone()));
    let mut check = |reader: &mut Reader<'_>, node: &String| {
        let lines = witnessed.get(node).map_or(&[][..], Vec::as_slice);
        let signed = signed.as_ref().map(|all| all.get(node).map_or(&[][..], Vec::as_slice));
        let bad = node_bad(reader, keys, node, lines, signed, report)?;
        Ok::<_, Error>(bad.map(|(seq, reason)| BadPlace { node: node.clone(), seq, reason }))
    };
    for node in &nodes {
        if let Some(bad) = check(reader, node)? {
            return Ok(Some(bad));
        }
    }
    // Last, since it reads events of each chain: a damaged one has its place by now.
    let Some(named) = readable(audit_nodes(reader))? else {
        return Ok(Some(BadPlace::nowhere(Reason::Unreadable)));
    };
    for node in named.iter().filter(|node| !nodes.contains(*node)) {
        if let Some(bad) = check(reader, node)? {
            return Ok(Some(bad));
        }
    }
    if torn.is_some() {
        return Ok(Some(BadPlace::nowhere(Reason::WitnessForged)));
    }
    let Some((again, node)) = witness.again().map_err(Error::Witness)? else { return Ok(None) };
    let signed = signed.as_ref().and_then(|all| all.get(node)).map_or(&[][..], Vec::as_slice);
    let short = witness::short(&again, node, signed);
    Ok(short.map(|(seq, reason)| BadPlace { node: node.into(), seq, reason }))
}

/// A place within one chain.
type Place = (i64, Reason);

fn node_bad(
    reader: &mut Reader<'_>,
    keys: &KeyTree,
    node: &str,
    lines: &[WitnessLine],
    signed: Option<&[checkpoints::Signed]>,
    report: &mut Report,
) -> Result<Option<Place>, Error> {
    let scanned = match events::scan(reader, node, signed.unwrap_or_default(), report)? {
        Ok(scanned) => scanned,
        Err(place) => return Ok(Some(place)),
    };
    let Some(signed) = signed else {
        return Ok(Some((0, Reason::CheckpointForged)));
    };
    let bad = match head_checked(reader, keys, node)? {
        Err(reason) => Some((scanned.last_seq, reason)),
        Ok(head) => end_bad(&scanned, &head).or_else(|| checkpoints::bad(keys, signed, &scanned, &head)),
    };
    match bad.or_else(|| witness::bad(keys, lines, signed, &scanned)) {
        None => unfindable(reader, node, scanned.last_seq),
        bad => Ok(bad),
    }
}

/// The first event that the index of accounts and records should lead to and does not. What the index has too much
/// leads nowhere: a search reads the event itself.
fn unfindable(reader: &mut Reader<'_>, node: &str, last_seq: i64) -> Result<Option<Place>, Error> {
    let mut next = 1;
    for segment in audit_segments(reader, node, (i64::MIN, i64::MAX))?.into_iter().rev() {
        // Between two segments nothing is searched, and behind the end there is nothing.
        let is_torn = segment.first != next || segment.last < segment.first;
        if is_torn || segment.last > last_seq {
            let seq = if is_torn { next } else { last_seq.saturating_add(1) };
            return Ok(Some((seq, Reason::Unfindable)));
        }
        if let Some(seq) = audit_unplaced(reader, node, segment)? {
            return Ok(Some((seq, Reason::Unfindable)));
        }
        next = segment.last.saturating_add(1);
    }
    Ok(None)
}

fn head_checked(reader: &mut Reader<'_>, keys: &KeyTree, node: &str) -> Result<Result<Head, Reason>, Error> {
    let Some(Some(head)) = readable(head::load(reader, node))? else {
        return Ok(Err(Reason::HeadMissing));
    };
    let holds = |head: &Head| keys.audit_head_holds(&head_message(node, head), &head.mac);
    Ok(head.ok().filter(holds).ok_or(Reason::HeadForged))
}

fn end_bad(scanned: &events::Scanned, head: &Head) -> Option<Place> {
    if scanned.last_seq < head.seq {
        return Some((scanned.last_seq + 1, Reason::TailMissing));
    }
    if scanned.last_seq > head.seq {
        return Some((head.seq + 1, Reason::BeyondHead));
    }
    (scanned.last_hash != head.hash).then_some((head.seq, Reason::Hash))
}

/// `None` for what was read but is not what this program writes there: a finding, not a failure.
fn readable<T>(read: Result<T, store::Error>) -> Result<Option<T>, Error> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(store::Error::BadValue { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
