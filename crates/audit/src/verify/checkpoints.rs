//! The signed checkpoints of one chain: all there, each signed after the one before, each about the event
//! that stands in its place.

use std::collections::BTreeMap;

use store::Reader;
use store::system::audit::{CheckpointRow, audit_checkpoints};
use vault::KeyTree;

use super::events::Scanned;
use super::{Place, Reason, Report, readable};
use crate::Error;
use crate::checkpoint::checkpoint_holds;
use crate::head::Head;

/// A checkpoint with the signature of the one before it.
pub(super) struct Signed {
    pub(super) row: CheckpointRow,
    pub(super) previous: Vec<u8>,
}

/// The checkpoints of every node in order; `None` if one can't be read.
pub(super) fn read(
    reader: &mut Reader<'_>,
    report: &mut Report,
) -> Result<Option<BTreeMap<String, Vec<Signed>>>, Error> {
    let Some(rows) = readable(audit_checkpoints(reader))? else {
        return Ok(None);
    };
    report.checkpoints = rows.len() as u64;
    let mut all = BTreeMap::<String, Vec<Signed>>::new();
    for row in rows {
        let chain = all.entry(row.node.clone()).or_default();
        let previous = chain.last().map_or_else(Vec::new, |last| last.row.signature.clone());
        chain.push(Signed { row, previous });
    }
    Ok(Some(all))
}

/// The first bad one.
pub(super) fn bad(keys: &KeyTree, signed: &[Signed], scanned: &Scanned, head: &Head) -> Option<Place> {
    for Signed { row, previous } in signed {
        if !checkpoint_holds(keys, row, previous) {
            return Some((row.seq, Reason::CheckpointForged));
        }
        if scanned.hashes.get(&row.seq) != Some(&row.hash) {
            return Some((row.seq, Reason::CheckpointMismatch));
        }
    }
    let last = signed.last().map_or(&[][..], |last| last.row.signature.as_slice());
    let count = i64::try_from(signed.len()).unwrap_or(i64::MAX);
    (count != head.checkpoints || last != head.signature)
        .then_some((head.checkpoint_seq, Reason::CheckpointMissing))
}
