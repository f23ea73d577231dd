//! A flood: requests at a fixed rate, whether or not the ones before were answered.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::streams::{Ask, Connections, Reply};

/// How often is looked how many are due.
const TICK: Duration = Duration::from_millis(5);
/// So many are under way at most; what is due beyond is held back, and told.
const MOST_UNDER_WAY: usize = 8_000;
/// How long is waited for the last answers.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came of it.
#[derive(Default)]
pub(crate) struct Tally {
    /// The answers by what was asked.
    pub(crate) answers: BTreeMap<(&'static str, Reply), u64>,
    /// Requests without an answer, by what was asked.
    pub(crate) unanswered: BTreeMap<&'static str, u64>,
    pub(crate) sent: u64,
    /// Due, but not sent, since too many were under way.
    pub(crate) held_back: u64,
    /// Answers that came within the time.
    pub(crate) in_time: u64,
    pub(crate) time: Duration,
    /// Until the last answer.
    pub(crate) lasted: Duration,
}

type Flying = JoinSet<(&'static str, anyhow::Result<Reply>)>;

impl Tally {
    /// Answers within the time, a second.
    pub(crate) fn rate(&self) -> f64 {
        self.in_time as f64 / self.time.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    /// How many answers there were of that sort.
    pub(crate) fn count(&self, matching: impl Fn(&str, &Reply) -> bool) -> u64 {
        self.answers.iter().filter(|((kind, reply), _)| matching(kind, reply)).map(|(_, count)| count).sum()
    }

    fn add(&mut self, kind: &'static str, reply: anyhow::Result<Reply>) {
        match reply {
            Ok(reply) => *self.answers.entry((kind, reply)).or_default() += 1,
            Err(_) => *self.unanswered.entry(kind).or_default() += 1,
        }
    }
}

/// Asks so often a second for that time; `next` makes each request from its number.
pub(crate) async fn flood(
    connections: &Connections,
    (rate, time): (f64, Duration),
    mut next: impl FnMut(u64) -> Ask,
) -> anyhow::Result<Tally> {
    let mut tally = Tally { time, ..Tally::default() };
    let mut flying = Flying::new();
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let began = Instant::now();
    let mut number = 0;
    while began.elapsed() < time {
        ticks.tick().await;
        while let Some(Ok((kind, reply))) = flying.try_join_next() {
            tally.in_time += u64::from(reply.is_ok());
            tally.add(kind, reply);
        }
        let due = (began.elapsed().as_secs_f64() * rate) as u64;
        while number < due {
            number += 1;
            if flying.len() >= MOST_UNDER_WAY {
                tally.held_back += 1;
                continue;
            }
            let (ask, stream) = (next(number), connections.turn(number)?);
            tally.sent += 1;
            flying.spawn(async move { (ask.kind, stream.ask(ask).await) });
        }
    }
    drained(&mut flying, &mut tally).await;
    tally.lasted = began.elapsed();
    Ok(tally)
}

/// Waits for what is still under way.
async fn drained(flying: &mut Flying, tally: &mut Tally) {
    let rest = async {
        while let Some(done) = flying.join_next().await {
            if let Ok((kind, reply)) = done {
                tally.add(kind, reply);
            }
        }
    };
    if timeout(PATIENCE, rest).await.is_err() {
        *tally.unanswered.entry("at the end").or_default() += flying.len() as u64;
    }
}
