//! The embedded engine: one SQLCipher file, reader threads with snapshots, and one writer thread that
//! groups waiting changes into one durable commit.
//!
//! Not here: SQL of anybody's tables, and keys: the raw key comes from the caller and is forgotten once
//! the connections stand.

mod connection;
mod deadline;
mod errors;
mod files;
mod readers;
mod snapshot;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use parking_lot::Mutex;
use zeroize::Zeroizing;

use crate::Error;
use crate::counters::Tally;
use crate::job::{ReadJob, WriteJob};
use crate::queue::Queue;

use connection::{Role, SqliteConnection};
use files::Lock;
use snapshot::Freshness;

/// How to open the embedded database.
#[derive(Clone)]
pub struct EmbeddedOptions {
    /// The database file. It and its directory are made if they are not there.
    pub path: PathBuf,
    /// The raw 256-bit key.
    pub key: Zeroizing<[u8; 32]>,
    /// Reader threads; by default as many as cores, 2 to 8.
    pub readers: usize,
    /// Page cache of all readers together, in MiB; each has at most 64.
    pub cache_mib: usize,
    /// How many reads may wait before more are refused.
    pub read_queue: usize,
    /// How many writes may wait before more are refused.
    pub write_queue: usize,
    /// Pages of 4096 bytes in the write-ahead log at which readers are asked to let it begin anew. Each time their page
    /// caches are lost.
    pub log_pages: u32,
    /// The largest size of the file in pages of 4096 bytes; `None` for the disk's own limit.
    pub max_pages: Option<u32>,
}

impl EmbeddedOptions {
    /// The defaults for that file and key.
    pub fn new(path: impl Into<PathBuf>, key: Zeroizing<[u8; 32]>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            path: path.into(),
            key,
            readers: cores.clamp(2, 8),
            cache_mib: 96,
            read_queue: 1_024,
            write_queue: 4_096,
            log_pages: 32_000,
            max_pages: None,
        }
    }

    fn cache_kib_per_reader(&self) -> usize {
        (self.cache_mib * 1024 / self.readers.max(1)).clamp(2 * 1024, 64 * 1024)
    }
}

/// The threads and queues of an open file.
pub(crate) struct Embedded {
    reads: Arc<Queue<Box<dyn ReadJob>>>,
    writes: Arc<Queue<Box<dyn WriteJob>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    lock: Mutex<Option<Lock>>,
}

impl Embedded {
    pub(crate) fn open(options: &EmbeddedOptions, tally: &Arc<Tally>) -> Result<Self, Error> {
        let lock = files::prepare(&options.path)?;
        let writer = SqliteConnection::open(options, Role::Writer)?;
        files::settle(&options.path)?;
        let readers = (0..options.readers.max(1))
            .map(|_| SqliteConnection::open(options, Role::Reader))
            .collect::<Result<Vec<_>, _>>()?;
        let this = Self {
            reads: Arc::new(Queue::new(options.read_queue)),
            writes: Arc::new(Queue::new(options.write_queue)),
            threads: Mutex::new(Vec::new()),
            lock: Mutex::new(Some(lock)),
        };
        let freshness = Arc::new(Freshness::default());
        let options = Arc::new(options.clone());
        let mut threads = Vec::new();
        for (number, reader) in readers.into_iter().enumerate() {
            let (reads, freshness) = (Arc::clone(&this.reads), Arc::clone(&freshness));
            threads.push(readers::start(
                number,
                reader,
                Arc::clone(&options),
                reads,
                freshness,
                Arc::clone(tally),
            )?);
        }
        let (reads, writes) = (Arc::clone(&this.reads), Arc::clone(&this.writes));
        threads.push(writer::start(writer, options, writes, reads, freshness, Arc::clone(tally))?);
        *this.threads.lock() = threads;
        Ok(this)
    }

    pub(crate) fn read(&self, job: Box<dyn ReadJob>) -> Result<(), Error> {
        self.reads.push(job)
    }

    pub(crate) fn write(&self, job: Box<dyn WriteJob>) -> Result<(), Error> {
        self.writes.push(job)
    }

    pub(crate) fn queued(&self) -> usize {
        self.reads.len() + self.writes.len()
    }

    /// Refuses new jobs, lets those that wait finish, then ends the threads and lets the file go. The
    /// writer ends last, so that its closing checkpoint finds no reader in its way.
    pub(crate) fn close(&self) {
        let this_thread = std::thread::current().id();
        let threads = std::mem::take(&mut *self.threads.lock());
        self.reads.close();
        let (writers, readers): (Vec<_>, Vec<_>) =
            threads.into_iter().partition(|thread| thread.thread().name() == Some(writer::THREAD_NAME));
        join(readers, this_thread);
        self.writes.close();
        join(writers, this_thread);
        self.lock.lock().take();
    }
}

/// A job may hold the last handle to its own database: a thread does not wait for itself.
fn join(threads: Vec<JoinHandle<()>>, this_thread: std::thread::ThreadId) {
    for thread in threads {
        if thread.thread().id() != this_thread && thread.join().is_err() {
            tracing::error!("a database thread ended with a panic");
        }
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.close();
    }
}
