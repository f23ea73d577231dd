//! The log as the rooms above use it: append within their own transaction ([`Log::append_in`]), append alone
//! ([`Log::append`]), or hand over what was seen in a list ([`Log::push`]), which may wait in a buffer.
//!
//! The [`Keeper`] is the task that empties the buffer and signs checkpoints; whoever starts the program
//! supervises it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use model::Clock;
use parking_lot::Mutex;
use store::system::audit::{CheckpointRow, audit_checkpoints};
use store::{AtEnd, Database, Reader, Writer};
use tokio::sync::{mpsc, oneshot};

use crate::chain::Appending;
use crate::checkpoint::{checkpoint_in, witness_line};
use crate::keeper::{Keeper, Message};
use crate::search::{Cursor, Filter, Page, search};
use crate::segment::{self, Segment};
use crate::verify::{Report, verify};
use crate::witness::{Witness, WitnessLine, WitnessLines};
use crate::{Action, Actor, Chain, Error, Event};

/// How many events may wait: half in the queue, half in the batch being written.
pub const MAX_WAITING_EVENTS: usize = 8192;

/// The longest an event of a list or a search may wait before it is durable.
pub const MAX_WAIT: Duration = Duration::from_millis(250);

/// The longest a caller waits for room in a full buffer.
const MAX_WAIT_FOR_ROOM: Duration = Duration::from_secs(5);

/// When what was seen in lists and searches becomes durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// At most [`MAX_WAIT`] after it was seen, many in one write.
    Buffered,
    /// Before the answer leaves.
    Direct,
}

/// The log of one node. Clones are the same log.
#[derive(Clone)]
pub struct Log {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) database: Database,
    pub(crate) chain: Chain,
    pub(crate) clock: Arc<dyn Clock>,
    mode: Mode,
    sender: mpsc::Sender<Message>,
    directory: Option<PathBuf>,
    witness: Mutex<Option<Witness>>,
}

impl Log {
    /// The log and its keeper. The witness lies in the data directory; `None` keeps none (tests, tools).
    ///
    /// # Errors
    /// [`Error::Witness`] if the witness file can't be opened.
    pub fn open(
        database: Database,
        chain: Chain,
        clock: Arc<dyn Clock>,
        mode: Mode,
        directory: Option<PathBuf>,
    ) -> Result<(Self, Keeper), Error> {
        let witness = directory.as_deref().map(Witness::open).transpose().map_err(Error::Witness)?;
        let (sender, receiver) = mpsc::channel(MAX_WAITING_EVENTS / 2);
        let witness = Mutex::new(witness);
        let log =
            Self { inner: Arc::new(Inner { database, chain, clock, mode, sender, directory, witness }) };
        let keeper = Keeper::new(log.clone(), receiver);
        Ok((log, keeper))
    }

    /// The chain, for [`crate::append_in`].
    pub fn chain(&self) -> &Chain {
        &self.inner.chain
    }

    /// Writes that the program starts, and in which mode; repeats in the witness what a crash left out.
    ///
    /// # Errors
    /// The database's or the file's.
    pub async fn start(&self, version: &str) -> Result<(), Error> {
        let witness_added = self.witness_catch_up().await?;
        let chain = self.inner.chain.clone();
        let unplaced = move |reader: &mut Reader<'_>| segment::unplaced(reader, chain.node());
        self.inner.chain.counted_unplaced(self.inner.database.read_log(unplaced).await?);
        let buffered_ms = match self.inner.mode {
            Mode::Buffered => MAX_WAIT.as_millis(),
            Mode::Direct => 0,
        };
        let mut event = self.own(Action::Start).with("version", version);
        if witness_added > 0 {
            event = event.with("witness_added", witness_added);
        }
        self.append(event.with("buffered_ms", u64::try_from(buffered_ms).unwrap_or(0))).await
    }

    /// Writes that the program stops, and signs a last checkpoint. The keeper must have ended before.
    ///
    /// # Errors
    /// The database's or the file's.
    pub async fn stop(&self) -> Result<(), Error> {
        self.append(self.own(Action::Stop)).await?;
        self.checkpoint().await
    }

    /// Appends events at the end of the caller's transaction: if they can't be, nothing of it is kept.
    pub fn append_in(&self, writer: &mut Writer<'_>, events: impl IntoIterator<Item = Event>) {
        writer.at_end(self.note(events));
    }

    /// Events to append at the end of a transaction.
    pub fn note(&self, events: impl IntoIterator<Item = Event>) -> Box<dyn AtEnd> {
        Box::new(Appending::new(self.inner.chain.clone(), events.into_iter().collect()))
    }

    /// Appends an event in a transaction of its own, such as a denial; it is durable on return.
    ///
    /// # Errors
    /// The database's, or a damaged head.
    pub async fn append(&self, event: Event) -> Result<(), Error> {
        self.append_all(vec![event]).await
    }

    /// Appends events in one transaction of their own; they are durable on return.
    ///
    /// # Errors
    /// The database's, or a damaged head.
    pub async fn append_all(&self, events: Vec<Event>) -> Result<(), Error> {
        let log = self.clone();
        let append = move |writer: &mut Writer<'_>| {
            log.append_in(writer, events);
            Ok(())
        };
        self.inner.database.write_log(append).await
    }

    /// Takes an event of a list or a search: written before return in [`Mode::Direct`], else at most
    /// [`MAX_WAIT`] later. When the buffer is full the caller waits for room; nothing is ever dropped: an
    /// error means that the answer must not leave.
    ///
    /// # Errors
    /// [`Error::Stuck`] when there was no room for 5 seconds, [`Error::Closed`] when the keeper has ended; the
    /// database's in direct mode.
    pub async fn push(&self, event: Event) -> Result<(), Error> {
        match self.inner.mode {
            Mode::Direct => self.append(event).await,
            Mode::Buffered => {
                let sending = self.inner.sender.send(Message::Seen(Box::new(event)));
                let sent = tokio::time::timeout(MAX_WAIT_FOR_ROOM, sending).await;
                sent.map_err(|_| Error::Stuck)?.map_err(|_| Error::Closed)
            }
        }
    }

    /// Waits until everything handed over before is durable.
    ///
    /// # Errors
    /// [`Error::Closed`] when the keeper has ended.
    pub async fn flush(&self) -> Result<(), Error> {
        let (done, waits) = oneshot::channel();
        self.inner.sender.send(Message::Flush(done)).await.map_err(|_| Error::Closed)?;
        waits.await.map_err(|_| Error::Closed)
    }

    /// Signs a checkpoint if the chain grew since the last one, and repeats it in the witness.
    ///
    /// # Errors
    /// The database's or the file's.
    pub async fn checkpoint(&self) -> Result<(), Error> {
        let (chain, at) = (self.inner.chain.clone(), self.inner.clock.now());
        let covered = chain.unchecked();
        let line = self.inner.database.write_log(move |writer| checkpoint_in(writer, &chain, at)).await?;
        self.inner.chain.checked(covered);
        self.witness_append(line.into_iter().collect()).await
    }

    /// The next segment of the chain to note, if so many events wait.
    pub(crate) async fn segment_next(&self, events: u32) -> Result<Option<Segment>, Error> {
        let chain = self.inner.chain.clone();
        // By the writer: a reader would begin a snapshot to see the log, with an empty page cache.
        let next = move |writer: &mut Writer<'_>| {
            let next = Segment::next(writer, chain.node(), events)?;
            Ok::<_, store::Error>((next, segment::unplaced(writer, chain.node())?))
        };
        let (next, unplaced) = self.inner.database.write_log(next).await?;
        if next.is_none() {
            self.inner.chain.counted_unplaced(unplaced);
        }
        Ok(next)
    }

    /// One step of noting a segment; answers the segment if there are more.
    pub(crate) async fn segment_step(&self, mut segment: Segment) -> Result<Option<Segment>, Error> {
        let (chain, events) = (self.inner.chain.clone(), segment.events());
        let step = move |writer: &mut Writer<'_>| {
            let is_last = segment.step_in(writer, &chain)?;
            Ok((!is_last).then_some(segment))
        };
        let rest = self.inner.database.write_log::<_, store::Error, _>(step).await?;
        if rest.is_none() {
            self.inner.chain.placed(events);
        }
        Ok(rest)
    }

    /// One page of the events that match, newest first; see [`search`].
    ///
    /// # Errors
    /// The database's.
    pub async fn search(&self, filter: Filter, after: Option<Cursor>, limit: u32) -> Result<Page, Error> {
        self.inner.database.read_log(move |reader| search(reader, &filter, after.as_ref(), limit)).await
    }

    /// Verifies every chain and the witness.
    ///
    /// # Errors
    /// What keeps the log from being read at all.
    pub async fn verify(&self) -> Result<Report, Error> {
        let lines = self.witness_lines().await?;
        let chain = self.inner.chain.clone();
        self.inner.database.inspect(move |reader| verify(reader, chain.keys(), &lines)).await
    }

    fn own(&self, action: Action) -> Event {
        Event::done(&*self.inner.clock, Actor::system(None, "system:kedun"), action)
    }

    async fn witness_lines(&self) -> Result<WitnessLines, Error> {
        let Some(directory) = self.inner.directory.clone() else {
            return Ok(WitnessLines::default());
        };
        let node = self.inner.chain.node().to_owned();
        let read = tokio::task::spawn_blocking(move || WitnessLines::read(&directory, &node)).await;
        read.map_err(|_| Error::Closed)?.map_err(Error::Witness)
    }

    async fn witness_append(&self, lines: Vec<WitnessLine>) -> Result<(), Error> {
        let log = self.clone();
        let append = move || match log.inner.witness.lock().as_mut() {
            Some(witness) => witness.append(&lines).map_err(Error::Witness),
            None => Ok(()),
        };
        tokio::task::spawn_blocking(append).await.map_err(|_| Error::Closed)?
    }

    /// A crash between a checkpoint's transaction and its line leaves the witness short: it is filled here. Answers by
    /// how many lines; more than one are no crash.
    async fn witness_catch_up(&self) -> Result<usize, Error> {
        let lines = self.witness_lines().await?;
        let node = self.inner.chain.node();
        let last = lines.last_of(node).map_or(0, |line| line.seq);
        let rows: Vec<CheckpointRow> = self.inner.database.read_long(audit_checkpoints).await?;
        let mut previous = Vec::new();
        let mut missing = Vec::new();
        for row in rows.into_iter().filter(|row| row.node == node) {
            let line = witness_line(&row, &previous);
            previous = row.signature;
            if line.seq > last {
                missing.push(line);
            }
        }
        let added = missing.len();
        if added > 1 {
            tracing::warn!(
                added,
                "the audit witness file lacked checkpoints: it was removed, cut short or replaced"
            );
        }
        self.witness_append(missing).await?;
        Ok(added)
    }
}
