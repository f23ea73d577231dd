//! A segment of the chain on its way to being noted: which account and record each of its events is about. First all its
//! events are read, then their entries are sorted and written; both some at a time, so that others may write in between.
//! It counts once the last entry is there.

use store::system::audit::audit_last;
use store::system::audit_segments::{
    AuditEntry, AuditSegment, audit_entries, audit_entries_add, audit_placed, audit_segment_add,
    audit_segment_next,
};
use store::{Reader, Writer};

use crate::Chain;

/// So many events are noted together under what they are about: until then a search walks through them, and it looks
/// into each segment there is.
pub(crate) const SEGMENT_EVENTS: u32 = 16_384;

/// So many events are read, or entries written, in one step.
const STEP: u16 = 1000;

/// What is left to do of a segment.
pub(crate) struct Segment {
    stretch: AuditSegment,
    /// The first event that is not read yet.
    unread: i64,
    /// Sorted once all events are read.
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
        Ok(next.map(|stretch| Self { stretch, unread: stretch.first, entries: Vec::new(), written: 0 }))
    }

    /// How many events it has.
    pub(crate) fn events(&self) -> u64 {
        u64::try_from(self.stretch.last - self.stretch.first + 1).unwrap_or(0)
    }

    /// One step within the caller's transaction; answers whether it was the last. The events are read there too: most
    /// still lie in the writer's page cache, and a reader would have to begin a snapshot for them.
    pub(crate) fn step_in(&mut self, writer: &mut Writer<'_>, chain: &Chain) -> Result<bool, store::Error> {
        if self.unread <= self.stretch.last {
            self.read_some(writer, chain.node())?;
            Ok(false)
        } else {
            self.write_some(writer, chain.node())
        }
    }

    fn read_some(&mut self, reader: &mut Reader<'_>, node: &str) -> Result<(), store::Error> {
        let last = self.unread.saturating_add(i64::from(STEP) - 1).min(self.stretch.last);
        let some = audit_entries(reader, node, AuditSegment { first: self.unread, last })?;
        self.entries.extend(some);
        self.unread = last.saturating_add(1);
        if self.unread > self.stretch.last {
            self.entries.sort_unstable();
        }
        Ok(())
    }

    fn write_some(&mut self, writer: &mut Writer<'_>, node: &str) -> Result<bool, store::Error> {
        let rest = self.entries.get(self.written..).unwrap_or_default();
        let some = rest.get(..usize::from(STEP)).unwrap_or(rest);
        audit_entries_add(writer, node, self.stretch, some)?;
        let is_last = some.len() == rest.len();
        if is_last {
            audit_segment_add(writer, node, self.stretch)?;
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
