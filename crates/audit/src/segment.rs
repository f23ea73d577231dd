//! A segment of the chain on its way to being noted: which account and record each of its events is about. It is written
//! some entries at a time, so that others may write in between, and counts once the last entry is there.

use store::system::audit::audit_last;
use store::system::audit_segments::{
    AuditEntry, AuditSegment, audit_entries_add, audit_placed, audit_segment_add, audit_segment_next,
};
use store::{Reader, Writer};

use crate::Chain;

/// What is left to write of a segment.
pub(crate) struct Segment {
    stretch: AuditSegment,
    entries: Vec<AuditEntry>,
    written: usize,
}

impl Segment {
    /// The next one of a chain, if so many events wait.
    pub(crate) fn next(
        reader: &mut Reader<'_>,
        node: &str,
        events: u32,
    ) -> Result<Option<Self>, store::Error> {
        let next = audit_segment_next(reader, node, events)?;
        Ok(next.map(|(stretch, entries)| Self { stretch, entries, written: 0 }))
    }

    /// How many events it has.
    pub(crate) fn events(&self) -> u64 {
        u64::try_from(self.stretch.last - self.stretch.first + 1).unwrap_or(0)
    }

    /// Writes so many entries within the caller's transaction; answers whether they were the last.
    pub(crate) fn place_in(
        &mut self,
        writer: &mut Writer<'_>,
        chain: &Chain,
        most: usize,
    ) -> Result<bool, store::Error> {
        let rest = self.entries.get(self.written..).unwrap_or_default();
        let some = rest.get(..most).unwrap_or(rest);
        audit_entries_add(writer, chain.node(), self.stretch, some)?;
        let is_last = some.len() == rest.len();
        if is_last {
            audit_segment_add(writer, chain.node(), self.stretch)?;
        }
        self.written += some.len();
        Ok(is_last)
    }
}

/// How many events of a chain are not noted yet.
pub(crate) fn unplaced(reader: &mut Reader<'_>, node: &str) -> Result<u64, store::Error> {
    let last = audit_last(reader, node)?.map_or(0, |(seq, _)| seq);
    Ok(u64::try_from(last - audit_placed(reader, node)?).unwrap_or(0))
}
