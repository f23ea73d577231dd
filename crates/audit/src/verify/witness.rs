//! The witness's lines of one chain, held against the database.

use std::collections::BTreeSet;

use jiff::Timestamp;
use store::system::audit::CheckpointRow;
use vault::KeyTree;

use super::checkpoints::Signed;
use super::events::Scanned;
use super::{Place, Reason};
use crate::checkpoint::checkpoint_holds;
use crate::witness::{WitnessLine, WitnessLines};

/// The first line that is forged, or that knows more than the database.
pub(super) fn bad(
    keys: &KeyTree,
    lines: &[WitnessLine],
    signed: &[Signed],
    scanned: &Scanned,
) -> Option<Place> {
    let mut before = None;
    for line in lines {
        let Some((row, previous)) =
            parsed(line).filter(|(row, previous)| checkpoint_holds(keys, row, previous))
        else {
            return Some((line.seq, Reason::WitnessForged));
        };
        if before.as_ref().is_some_and(|before| *before != previous) {
            return Some((line.seq, Reason::WitnessForged));
        }
        if row.seq > scanned.last_seq {
            return Some((scanned.last_seq + 1, Reason::TailMissing));
        }
        let kept =
            signed.binary_search_by_key(&row.seq, |kept| kept.row.seq).ok().and_then(|at| signed.get(at));
        if kept.is_none_or(|kept| kept.row.signature != row.signature) {
            return Some((row.seq, Reason::WitnessMismatch));
        }
        before = Some(row.signature);
    }
    None
}

/// The first checkpoint of the node whose witness it is that the witness lacks. Not the newest: a crash may have come
/// between it and its line. `lines` are read after the database's snapshot began.
pub(super) fn short(lines: &WitnessLines, node: &str, signed: &[Signed]) -> Option<Place> {
    let known = lines.lines.iter().flatten().flatten().filter(|line| line.node == node);
    let known: BTreeSet<&str> = known.map(|line| line.signature.as_str()).collect();
    let (_, older) = signed.split_last()?;
    let missing = older.iter().find(|kept| !known.contains(hex::encode(&kept.row.signature).as_str()))?;
    Some((missing.row.seq, Reason::WitnessShort))
}

fn parsed(line: &WitnessLine) -> Option<(CheckpointRow, Vec<u8>)> {
    let row = CheckpointRow {
        node: line.node.clone(),
        seq: line.seq,
        hash: hex::decode(&line.hash).ok()?,
        signed_at: Timestamp::from_microsecond(line.at).ok()?,
        key_id: line.key_id.clone(),
        signature: hex::decode(&line.signature).ok()?,
    };
    Some((row, hex::decode(&line.previous).ok()?))
}
