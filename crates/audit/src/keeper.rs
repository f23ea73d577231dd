//! The log's task: writes what waits in the buffer, signs checkpoints when they are due, notes behind the log which
//! account and record its events are about, and empties everything before it ends. It is one loop, so that order is kept and nothing is written twice.

use std::future::Future;
use std::time::Duration;

use model::causes;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::segment::{SEGMENT_EVENTS, Segment};
use crate::{Event, Log, MAX_WAITING_EVENTS};

/// How long a first event waits for company; the rest of the 250 ms is for the write itself. A larger batch costs little
/// less an event, and whoever reads meanwhile waits for a processor as long as it is written.
const GATHER: Duration = Duration::from_millis(25);

/// The pause before a failed write is tried again.
const RETRY: Duration = Duration::from_millis(50);

/// How many tries at the end, when the database may be gone for good.
const LAST_TRIES: u32 = 100;

/// A checkpoint is due after so many events,
const CHECKPOINT_EVENTS: u64 = 1000;

/// or after so long, if there was any event.
const CHECKPOINT_AFTER: Duration = Duration::from_mins(10);

/// How often it is looked at whether a checkpoint is due.
const LOOK_EVERY: Duration = Duration::from_secs(1);

pub(crate) enum Message {
    Seen(Box<Event>),
    Flush(oneshot::Sender<()>),
}

/// The task of one log. Nothing is written from the buffer until it runs.
pub struct Keeper {
    log: Log,
    receiver: mpsc::Receiver<Message>,
    checkpointed: Instant,
    /// What is being noted.
    segment: Option<Segment>,
}

impl Keeper {
    pub(crate) fn new(log: Log, receiver: mpsc::Receiver<Message>) -> Self {
        Self { log, receiver, checkpointed: Instant::now(), segment: None }
    }

    /// Runs until `shutdown` is ready; then takes no more, writes what waits, and returns.
    pub async fn run(mut self, shutdown: impl Future<Output = ()> + Send) {
        tokio::pin!(shutdown);
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = &mut shutdown => break,
                message = self.receiver.recv() => match message {
                    Some(first) => self.batch(first, GATHER, None).await,
                    None => break,
                },
                _ = look.tick() => self.begin_segment_if_due().await,
                () = std::future::ready(()), if self.segment.is_some() => {}
            }
            self.note_some().await;
            self.checkpoint_if_due().await;
        }
        self.receiver.close();
        while let Some(first) = self.receiver.recv().await {
            self.batch(first, Duration::ZERO, Some(LAST_TRIES)).await;
        }
    }

    /// Gathers for a moment, then writes. A flush ends the gathering at once.
    async fn batch(&mut self, first: Message, gather: Duration, tries: Option<u32>) {
        let deadline = Instant::now() + gather;
        let (mut events, mut flushed) = (Vec::new(), Vec::new());
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Seen(event) => events.push(*event),
                Message::Flush(done) => flushed.push(done),
            }
            let full = events.len() >= MAX_WAITING_EVENTS / 2;
            next = if full {
                None
            } else if flushed.is_empty() {
                tokio::time::timeout_at(deadline, self.receiver.recv()).await.ok().flatten()
            } else {
                self.receiver.try_recv().ok()
            };
        }
        if self.write(events, tries).await {
            for done in flushed {
                let _ = done.send(());
            }
        }
    }

    /// Writes a batch, again and again if need be: meanwhile the buffer fills and its callers wait.
    async fn write(&self, events: Vec<Event>, tries: Option<u32>) -> bool {
        if events.is_empty() {
            return true;
        }
        let mut tried = 0;
        loop {
            let Err(error) = self.log.append_all(events.clone()).await else {
                return true;
            };
            tried += 1;
            if tried == 1 {
                tracing::error!(
                    events = events.len(),
                    error = causes(&error),
                    "the audit log can't be written; trying on"
                );
            }
            if tries.is_some_and(|most| tried >= most)
                || matches!(error, crate::Error::Store(store::Error::Closed))
            {
                tracing::error!(events = events.len(), "audit events of list views were lost at the stop");
                return false;
            }
            tokio::time::sleep(RETRY).await;
        }
    }

    async fn begin_segment_if_due(&mut self) {
        if self.segment.is_some() || self.log.chain().unplaced() < u64::from(SEGMENT_EVENTS) {
            return;
        }
        match self.log.segment_next(SEGMENT_EVENTS).await {
            Ok(segment) => self.segment = segment,
            Err(error) => warn_unplaced(&error),
        }
    }

    /// Goes on with the segment that was begun. What was cut off is begun anew.
    async fn note_some(&mut self) {
        let Some(segment) = self.segment.take() else { return };
        match self.log.segment_step(segment).await {
            Ok(rest) => self.segment = rest,
            Err(error) => warn_unplaced(&error),
        }
    }

    async fn checkpoint_if_due(&mut self) {
        let unchecked = self.log.chain().unchecked();
        let is_due = unchecked >= CHECKPOINT_EVENTS
            || (unchecked > 0 && self.checkpointed.elapsed() >= CHECKPOINT_AFTER);
        if !is_due {
            return;
        }
        match self.log.checkpoint().await {
            Ok(()) => self.checkpointed = Instant::now(),
            Err(error) => tracing::error!(error = causes(&error), "no audit checkpoint could be signed"),
        }
    }
}

fn warn_unplaced(error: &crate::Error) {
    tracing::warn!(error = causes(error), "the audit log's index can't be written; trying later");
}
