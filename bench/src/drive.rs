//! Driving one case: several workers, each one request after the other, for a time; latencies and CPU.

use std::path::Path;
use std::sync::{Barrier, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What was measured of one case at one number of workers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    pub(crate) count: u64,
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    /// Processor time for one, microseconds.
    pub(crate) cpu_us: f64,
}

impl Measured {
    /// Of two runs of the same, the quieter in each number: others on the machine only ever make it worse.
    pub(crate) fn quieter(&self, other: &Self) -> Self {
        Self {
            count: self.count + other.count,
            per_second: self.per_second.max(other.per_second),
            p50_ms: self.p50_ms.min(other.p50_ms),
            p99_ms: self.p99_ms.min(other.p99_ms),
            cpu_us: self.cpu_us.min(other.cpu_us),
        }
    }
}

/// What one turn measures, of either side.
#[derive(Clone, Copy)]
pub(crate) struct Turn<'a> {
    pub(crate) data: &'a Path,
    pub(crate) accounts: u64,
    /// How long each measurement takes.
    pub(crate) time: Duration,
    /// The numbers of connections tried.
    pub(crate) connections: &'a [usize],
    pub(crate) case: &'a dyn Fn(&str) -> bool,
}

/// One worker: does the case once more, whatever that is.
pub(crate) type Worker<'w> = Box<dyn FnMut() -> anyhow::Result<()> + Send + 'w>;

/// Part of the time is for warming up.
const WARM_UP: f64 = 0.2;
/// What a request left behind (the log's buffer) is counted too.
const SETTLING: Duration = Duration::from_millis(300);

/// Drives the workers for that time; `cpu` reads the processor time of the process that is measured.
pub(crate) fn drive(
    workers: Vec<Worker<'_>>,
    time: Duration,
    cpu: &(dyn Fn() -> Duration + Sync),
) -> anyhow::Result<Measured> {
    let warm = Barrier::new(workers.len() + 1);
    let begin = Barrier::new(workers.len() + 1);
    let done = Barrier::new(workers.len() + 1);
    let latencies = Mutex::new(Vec::<f64>::new());
    let failure = Mutex::new(None::<anyhow::Error>);
    let (used, elapsed) = std::thread::scope(|scope| {
        for mut worker in workers {
            let (warm, begin, done) = (&warm, &begin, &done);
            let (latencies, failure) = (&latencies, &failure);
            scope.spawn(move || {
                let warmed = repeated(&mut worker, time.mul_f64(WARM_UP));
                warm.wait();
                begin.wait();
                match warmed.and_then(|_| repeated(&mut worker, time)) {
                    Ok(mut own) => locked(latencies).append(&mut own),
                    Err(error) => *locked(failure) = Some(error),
                }
                done.wait();
            });
        }
        warm.wait();
        std::thread::sleep(SETTLING);
        let before = cpu();
        let began = Instant::now();
        begin.wait();
        done.wait();
        let elapsed = began.elapsed().as_secs_f64();
        std::thread::sleep(SETTLING);
        let used = cpu().saturating_sub(before);
        (used, elapsed)
    });
    if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let mut all = latencies.into_inner().unwrap_or_else(PoisonError::into_inner);
    all.sort_by(f64::total_cmp);
    let count = all.len().max(1);
    Ok(Measured {
        count: all.len() as u64,
        per_second: all.len() as f64 / elapsed,
        p50_ms: at(&all, 0.50),
        p99_ms: at(&all, 0.99),
        cpu_us: used.as_secs_f64() * 1e6 / count as f64,
    })
}

fn repeated(worker: &mut Worker<'_>, time: Duration) -> anyhow::Result<Vec<f64>> {
    let began = Instant::now();
    let mut latencies = Vec::new();
    while began.elapsed() < time || latencies.is_empty() {
        let sent = Instant::now();
        worker()?;
        latencies.push(sent.elapsed().as_secs_f64() * 1e3);
    }
    Ok(latencies)
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The value that this share of the sorted values does not exceed.
fn at(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(place.saturating_sub(1).min(sorted.len().saturating_sub(1))).copied().unwrap_or(0.0)
}
