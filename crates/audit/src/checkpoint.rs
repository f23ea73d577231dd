//! Checkpoints: the vault signs how far the chain is and with which hash, every 1,000 events or 10 minutes
//! and at stop. Each signature is also over the one before, so that none can be taken out of the row.

use jiff::Timestamp;
use store::Writer;
use store::system::audit::{CheckpointRow, audit_checkpoint_put};

use crate::encode::checkpoint_message;
use crate::witness::WitnessLine;
use crate::{Chain, Error};

/// Signs a checkpoint within the caller's transaction if the chain grew since the last one; the line is for
/// the witness, once the transaction is durable.
pub(crate) fn checkpoint_in(
    writer: &mut Writer<'_>,
    chain: &Chain,
    at: Timestamp,
) -> Result<Option<WitnessLine>, Error> {
    let mut head = chain.head_lock(writer)?;
    if head.seq == head.checkpoint_seq {
        return Ok(None);
    }
    let signer = chain.keys().audit_signer();
    let previous = std::mem::take(&mut head.signature);
    let message = checkpoint_message(chain.node(), head.seq, &head.hash, at.as_microsecond(), &previous);
    let row = CheckpointRow {
        node: chain.node().into(),
        seq: head.seq,
        hash: head.hash.clone(),
        signed_at: at,
        key_id: signer.key_id().into(),
        signature: signer.sign(&message),
    };
    audit_checkpoint_put(writer, &row)?;
    head.checkpoints += 1;
    head.checkpoint_seq = head.seq;
    head.signature.clone_from(&row.signature);
    chain.head_store(writer, head, at)?;
    Ok(Some(witness_line(&row, &previous)))
}

/// The witness's line of a checkpoint.
pub(crate) fn witness_line(row: &CheckpointRow, previous: &[u8]) -> WitnessLine {
    WitnessLine {
        node: row.node.clone(),
        seq: row.seq,
        hash: hex::encode(&row.hash),
        at: row.signed_at.as_microsecond(),
        key_id: row.key_id.clone(),
        previous: hex::encode(previous),
        signature: hex::encode(&row.signature),
    }
}

/// Whether this installation signed that checkpoint after the one whose signature is `previous`.
pub(crate) fn checkpoint_holds(keys: &vault::KeyTree, row: &CheckpointRow, previous: &[u8]) -> bool {
    let message = checkpoint_message(&row.node, row.seq, &row.hash, row.signed_at.as_microsecond(), previous);
    keys.audit_signer_find(&row.key_id).is_some_and(|signer| signer.verify(&message, &row.signature))
}
