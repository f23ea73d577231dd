//! The walk along one chain's rows, in pages.

use std::collections::BTreeMap;

use store::Reader;
use store::system::audit::{AuditRow, audit_each};

use super::checkpoints::Signed;
use super::{Place, Reason, Report};
use crate::Error;
use crate::chain::{genesis, row_hash};

const PAGE_ROWS: u32 = 1000;

/// What the walk leaves for the later checks.
pub(super) struct Scanned {
    /// The last event's number; 0 for an empty chain.
    pub(super) last_seq: i64,
    /// The last event's hash.
    pub(super) last_hash: Vec<u8>,
    /// The hashes of the events that checkpoints are about.
    pub(super) hashes: BTreeMap<i64, Vec<u8>>,
}

/// Walks the chain; `Err` is the first event that is not as it was written.
pub(super) fn scan(
    reader: &mut Reader<'_>,
    node: &str,
    signed: &[Signed],
    report: &mut Report,
) -> Result<Result<Scanned, Place>, Error> {
    let mut scanned = Scanned { last_seq: 0, last_hash: genesis(), hashes: BTreeMap::new() };
    let mut wanted = signed.iter().map(|checkpoint| checkpoint.row.seq).peekable();
    let mut from = i64::MIN;
    loop {
        let (mut rows, mut bad) = (0, None);
        let page = audit_each(reader, node, from, PAGE_ROWS, &mut |row| {
            if bad.is_some() {
                return;
            }
            rows += 1;
            bad = scanned.take(&row);
            if bad.is_none() && wanted.next_if_eq(&row.seq).is_some() {
                scanned.hashes.insert(row.seq, row.hash);
            }
        });
        report.events += u64::from(rows);
        if let Some(place) = bad {
            return Ok(Err(place));
        }
        match page {
            Ok(()) => {}
            Err(store::Error::BadValue { .. } | store::Error::Corrupt) => {
                return Ok(Err((scanned.last_seq + 1, Reason::Unreadable)));
            }
            Err(error) => return Err(error.into()),
        }
        if rows < PAGE_ROWS {
            return Ok(Ok(scanned));
        }
        from = scanned.last_seq.saturating_add(1);
    }
}

impl Scanned {
    /// Takes the next row, or says what is wrong with it.
    fn take(&mut self, row: &AuditRow) -> Option<Place> {
        let reason = if row.seq != self.last_seq + 1 {
            Reason::Gap
        } else if row_hash(row).as_slice() != row.hash {
            Reason::Hash
        } else if row.previous != self.last_hash {
            Reason::Previous
        } else {
            self.last_seq = row.seq;
            self.last_hash.clone_from(&row.hash);
            return None;
        };
        Some((row.seq, reason))
    }
}
