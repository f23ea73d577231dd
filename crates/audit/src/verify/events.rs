//! The walk along one chain's rows, in pages.

use std::collections::BTreeMap;

use store::Reader;
use store::system::audit::{AuditRow, audit_scan};

use super::checkpoints::Signed;
use super::{Place, Reason, Report, readable};
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
        let Some(page) = readable(audit_scan(reader, node, from, PAGE_ROWS))? else {
            return Ok(Err(unreadable_in(reader, node, scanned, from, report)?));
        };
        for row in &page {
            report.events += 1;
            if let Some(place) = scanned.take(row) {
                return Ok(Err(place));
            }
            if wanted.next_if_eq(&row.seq).is_some() {
                scanned.hashes.insert(row.seq, row.hash.clone());
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE_ROWS as usize => from = last.seq.saturating_add(1),
            _ => return Ok(Ok(scanned)),
        }
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

/// A page holds a row that can't be read: finds the first fault in it, row by row.
fn unreadable_in(
    reader: &mut Reader<'_>,
    node: &str,
    mut scanned: Scanned,
    mut from: i64,
    report: &mut Report,
) -> Result<Place, Error> {
    loop {
        let Some(row) = readable(audit_scan(reader, node, from, 1))?.and_then(|page| page.into_iter().next())
        else {
            return Ok((scanned.last_seq + 1, Reason::Unreadable));
        };
        report.events += 1;
        if let Some(place) = scanned.take(&row) {
            return Ok(place);
        }
        from = row.seq.saturating_add(1);
    }
}
