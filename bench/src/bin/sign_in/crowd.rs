//! The second measurement: thousands of people sign in at the same moment, and the memory of the server meanwhile.
//!
//! Each connection comes from a network of its own on this machine, so that the limit of one network is not what keeps
//! people out.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bench::process::Server;
use bench::verdict::Verdict;
use serde_json::json;
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use vault::PasswordCost;

use crate::stage::{PASSWORD, house, people, shared_hash};
use crate::streams::{Ask, Connections, Reply};

const MIB: f64 = 1_048_576.0;
/// How much the server may grow.
const MOST_MIB: f64 = 256.0;
/// Sign-ins on one connection: below the streams that the server allows, and the failures that a network has free.
const ON_ONE: usize = 20;
const EVERY: Duration = Duration::from_millis(50);
/// What an idle server needs to come to rest.
const SETTLING: Duration = Duration::from_secs(2);
/// Whoever was not answered by then was not answered.
const PATIENCE: Duration = Duration::from_mins(5);

/// What came of it.
pub(crate) struct Crowd {
    people: usize,
    connections: usize,
    answers: BTreeMap<Reply, u64>,
    lasted: Duration,
    before: u64,
    connected: u64,
    peak: u64,
    after: u64,
}

/// Makes the accounts, starts the server, lets everybody sign in at once.
pub(crate) fn measure(program: &Path, data: &Path, many: usize) -> anyhow::Result<Crowd> {
    eprintln!("  at once: {many} accounts");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async {
        let house = house(data).await?;
        // As dear as the server hashes on this machine, or every sign-in would hash anew.
        let hash = shared_hash(&house, PasswordCost::calibrated()?).await?;
        people(&house, (0..many).map(email), &hash).await?;
        house.close().await;
        anyhow::Ok(())
    })?;
    let server = Server::start(program, data)?;
    std::thread::sleep(SETTLING);
    let before = server.resident();
    let connections = many.div_ceil(ON_ONE);
    let open = Connections::open(server.address(), server.trust()?, (0..connections).map(network));
    let open = runtime.block_on(open)?;
    let connected = server.resident();
    let (peak, done) = (AtomicU64::new(connected), AtomicBool::new(false));
    let came = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                peak.fetch_max(server.resident(), Ordering::SeqCst);
                std::thread::sleep(EVERY);
            }
        });
        let came = runtime.block_on(all_at_once(&open, many));
        done.store(true, Ordering::SeqCst);
        came
    });
    let (answers, lasted) = came?;
    std::thread::sleep(SETTLING);
    let (peak, after) = (peak.into_inner(), server.resident());
    server.stop()?;
    Ok(Crowd { people: many, connections, answers, lasted, before, connected, peak, after })
}

fn email(number: usize) -> String {
    format!("person{number}@bench.example")
}

/// An address of this machine in a network /24 of its own (RFC 1122 section 3.2.1.3: all of 127/8 is this machine).
fn network(number: usize) -> Ipv4Addr {
    Ipv4Addr::new(127, 1 + (number / 250) as u8, (number % 250) as u8, 1)
}

async fn all_at_once(open: &Connections, many: usize) -> anyhow::Result<(BTreeMap<Reply, u64>, Duration)> {
    let start = Arc::new(Barrier::new(many + 1));
    let mut signing_in = JoinSet::new();
    for number in 0..many {
        let (stream, start) = (open.turn((number / ON_ONE) as u64)?, Arc::clone(&start));
        let body = json!({"email": email(number), "password": PASSWORD});
        let ask = Ask::post("session", "/api/v1/session", &body);
        signing_in.spawn(async move {
            start.wait().await;
            stream.ask(ask).await
        });
    }
    start.wait().await;
    let began = Instant::now();
    let mut answers = BTreeMap::new();
    let all = async {
        while let Some(done) = signing_in.join_next().await {
            if let Ok(Ok(reply)) = done {
                *answers.entry(reply).or_default() += 1;
            }
        }
    };
    drop(tokio::time::timeout(PATIENCE, all).await);
    Ok((answers, began.elapsed()))
}

impl Crowd {
    fn answered(&self) -> u64 {
        self.answers.values().sum()
    }

    /// The limits.
    pub(crate) fn verdicts(&self) -> Vec<Verdict> {
        let Self { people, before, peak, .. } = *self;
        let grown = peak.saturating_sub(before) as f64 / MIB;
        let limit = format!("{people} at once: the server grows by at most {MOST_MIB:.0} MiB");
        let answered = self.answered();
        let in_words = |status: u16| {
            let of = |(reply, count): (&Reply, &u64)| (reply.status == status).then_some(*count);
            format!("{} × {status}", self.answers.iter().filter_map(of).sum::<u64>())
        };
        let expected = [200, 503, 429];
        let measured = format!("{answered}: {}", expected.map(in_words).join(", "));
        let known = self.answers.keys().all(|reply| expected.contains(&reply.status));
        let everyone = Verdict {
            limit: format!("{people} at once: everyone is answered, with 200, 503 or 429"),
            measured,
            holds: answered == people as u64 && known,
        };
        vec![Verdict::at_most(limit, grown, MOST_MIB, " MiB"), everyone]
    }

    /// The part of the page about it.
    pub(crate) fn write(&self, page: &mut String) {
        let Self { people, connections, lasted, before, connected, peak, after, .. } = self;
        let mib = |bytes: &u64| *bytes as f64 / MIB;
        let _ = writeln!(
            page,
            "## {people} sign-ins at once\n\n{people} accounts, the right password each, started together over {connections} connections of HTTP/2, \
             {ON_ONE} on each; the last was answered after {:.1} s. Resident memory of `kedun serve`, every {} ms: {:.0} MiB when idle, {:.0} MiB with \
             all connections open, {:.0} MiB at the peak, {:.0} MiB afterwards.\n\n| answer | how often |\n| --- | --- |",
            lasted.as_secs_f64(),
            EVERY.as_millis(),
            mib(before),
            mib(connected),
            mib(peak),
            mib(after)
        );
        for (Reply { status, code }, count) in &self.answers {
            let _ = writeln!(page, "| {status} {code} | {count} |");
        }
        page.push('\n');
    }
}
