//! The one byte form of an event that is hashed, and the hashes and messages of this room.
//!
//! Each part is a tag byte, its length as 4 bytes big-endian, and its bytes, so that no two different rows
//! have one encoding: nothing moves from one column's end to the next one's beginning, and an empty text
//! is not an absent one.
//!
//! Invariant: every column of the row but the hash itself is in it
//! (`tests/audit/tamper.rs: any_flipped_byte_of_any_column_is_found_and_named`).

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::head::Head;

/// A SHA-256 value (FIPS 180-4).
pub(crate) type Hash = [u8; 32];

/// The hash before the first event of a chain.
pub(crate) const GENESIS: Hash = [0; 32];

const EVENT_DOMAIN: &[u8] = b"kedun-audit-v1";
const CHECKPOINT_DOMAIN: &[u8] = b"kedun-audit-checkpoint-v1";
const HEAD_DOMAIN: &[u8] = b"kedun-audit-head-v1";

/// One part of an encoding.
#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    Absent,
    Text(&'a str),
    Int(i64),
    Bytes(&'a [u8]),
    Id(&'a Uuid),
}

impl<'a> From<Option<&'a str>> for Part<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Absent, Self::Text)
    }
}

impl<'a> From<Option<&'a Uuid>> for Part<'a> {
    fn from(id: Option<&'a Uuid>) -> Self {
        id.map_or(Self::Absent, Self::Id)
    }
}

fn encode(parts: &[Part<'_>], mut take: impl FnMut(&[u8])) {
    for part in parts {
        let number;
        let (tag, bytes): (u8, &[u8]) = match part {
            Part::Absent => (0, &[]),
            Part::Text(text) => (1, text.as_bytes()),
            Part::Int(value) => {
                number = value.to_be_bytes();
                (2, &number)
            }
            Part::Bytes(bytes) => (3, bytes),
            Part::Id(id) => (4, id.as_bytes()),
        };
        take(&[tag]);
        take(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
        take(bytes);
    }
}

/// The hash of an event: SHA-256 of the domain, the previous hash and every column.
pub(crate) fn event_hash(previous: &[u8], columns: &[Part<'_>]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(EVENT_DOMAIN);
    encode(&[Part::Bytes(previous)], |bytes| hasher.update(bytes));
    encode(columns, |bytes| hasher.update(bytes));
    hasher.finalize().into()
}

/// What a checkpoint's signature is over.
pub(crate) fn checkpoint_message(node: &str, seq: i64, hash: &[u8], at: i64, previous: &[u8]) -> Vec<u8> {
    let mut message = CHECKPOINT_DOMAIN.to_vec();
    let parts = [Part::Text(node), Part::Int(seq), Part::Bytes(hash), Part::Int(at), Part::Bytes(previous)];
    encode(&parts, |bytes| message.extend_from_slice(bytes));
    message
}

/// What a head record's MAC is over.
pub(crate) fn head_message(node: &str, head: &Head) -> Vec<u8> {
    let mut message = HEAD_DOMAIN.to_vec();
    let parts = [
        Part::Text(node),
        Part::Int(head.seq),
        Part::Int(head.at),
        Part::Bytes(&head.hash),
        Part::Int(head.checkpoints),
        Part::Int(head.checkpoint_seq),
        Part::Bytes(&head.signature),
    ];
    encode(&parts, |bytes| message.extend_from_slice(bytes));
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_cannot_trade_bytes_and_empty_is_not_absent() {
        let hash = |parts: &[Part<'_>]| event_hash(&GENESIS, parts);
        assert_ne!(hash(&[Part::Text("ab"), Part::Text("c")]), hash(&[Part::Text("a"), Part::Text("bc")]));
        assert_ne!(hash(&[Part::Text("")]), hash(&[Part::Absent]));
        assert_ne!(hash(&[Part::Text("\0\0\0\0\0\0\0\x01")]), hash(&[Part::Int(1)]));
    }

    #[test]
    fn the_encoding_stays_the_same_for_ever() {
        let id = Uuid::from_u128(7);
        let parts = [Part::Text("main"), Part::Int(1), Part::Id(&id), Part::Absent, Part::Bytes(b"x")];
        let mut bytes = Vec::new();
        encode(&parts, |part| bytes.extend_from_slice(part));
        let expected = "01000000046d61696e02000000080000000000000001040000001000000000000000000000000000000007\
                        00000000000300000001\
                        78";
        assert_eq!(hex::encode(&bytes), expected);
    }
}
