//! The first measurement: how many guesses are looked at while a flood comes, and how long the owner waits meanwhile.

use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

use bench::verdict::Verdict;

use crate::flood::{Tally, flood};
use crate::owner::{Owner, Seen};
use crate::stage::Stage;
use crate::strangers::{FACTOR, Insider, Networks, RESET, SESSION, Strangers, UNLOCK, UNLOCK_LINK};
use crate::streams::{Ask, Connections, Reply};
use crate::windows::{allowed, windows};

/// The owner must be in within that time.
const OWNER_WAITS: Duration = Duration::from_secs(1);
/// Networks that a spread attack comes from.
const MANY: u64 = 200;
/// Of the requests that were asked for, so many must have been answered in time, or the run says too little.
const ENOUGH: f64 = 0.95;

/// How hard the flood is.
#[derive(Clone, Copy)]
pub(crate) struct Force {
    pub(crate) rate: f64,
    pub(crate) time: Duration,
    pub(crate) connections: usize,
}

/// One attack.
pub(crate) struct Attack {
    name: &'static str,
    force: Force,
    tally: Tally,
    seen: Seen,
    /// How often the hash function ran for others than the owner.
    hashes: u64,
    /// Whether the passwords were the right ones.
    knows_password: bool,
}

/// Runs the three attacks, each at an account of its own.
pub(crate) fn measure(data: &Path, force: Force) -> anyhow::Result<Vec<Attack>> {
    let stage = Stage::open(data)?;
    let runner = Runner { stage: &stage, force };
    let block = |block, many| Networks { block, many };
    let mut attacks = Vec::new();
    for (name, email, networks) in [
        ("200 networks", "target.spread@bench.example", (block(0, MANY), block(10, MANY))),
        ("one network", "target.alone@bench.example", (block(20, 1), block(20, 1))),
    ] {
        let mut owner = Owner::settle(&stage, email)?;
        let strangers = Strangers::before(&stage, &owner, networks)?;
        attacks.push(runner.run((name, false), &mut owner, |number| strangers.next(number))?);
    }
    let mut owner = Owner::settle(&stage, "target.known@bench.example")?;
    let insider = Insider::before(&stage, &owner, block(30, MANY))?;
    attacks.push(runner.run(("password known", true), &mut owner, |number| insider.next(number))?);
    stage.close()?;
    Ok(attacks)
}

struct Runner<'r> {
    stage: &'r Stage,
    force: Force,
}

impl Runner<'_> {
    fn run(
        &self,
        (name, knows_password): (&'static str, bool),
        owner: &mut Owner,
        next: impl FnMut(u64) -> Ask,
    ) -> anyhow::Result<Attack> {
        let Self { stage, force } = *self;
        eprintln!("  guesses, {name}: {:.0} s", force.time.as_secs_f64());
        // One thread is enough to send, and leaves the rest to the server.
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let here = std::iter::repeat_n(Ipv4Addr::LOCALHOST, force.connections);
        let connections = runtime.block_on(Connections::open(stage.address, &stage.trust, here))?;
        let before = stage.hashes();
        let (tally, seen) = std::thread::scope(|scope| {
            let signing_in = scope.spawn(|| owner.keep_signing_in(stage, force.time, &|| stage.hashes()));
            let tally = runtime.block_on(flood(&connections, (force.rate, force.time), next));
            (tally, signing_in.join())
        });
        let seen = seen.map_err(|_| anyhow::anyhow!("the owner's thread ended with a panic"))??;
        let hashes = (stage.hashes() - before).saturating_sub(seen.own);
        Ok(Attack { name, force, tally: tally?, seen, hashes, knows_password })
    }
}

impl Attack {
    fn worst(&self) -> Duration {
        self.seen.attempts.iter().map(|attempt| attempt.took).max().unwrap_or_default()
    }

    fn faults(&self) -> Vec<&str> {
        self.seen.attempts.iter().filter_map(|attempt| attempt.fault.as_deref()).collect()
    }

    /// Looks at a password or a code beyond what was allowed by then, at the worst moment.
    fn password_looks(&self) -> Verdict {
        let least_room =
            |(at, looks): &(Duration, u64)| (allowed(*at).cast_signed() - looks.cast_signed(), *at, *looks);
        let end = (self.tally.lasted, self.hashes);
        let moments = self.seen.looks.iter().chain([&end]).map(least_room);
        let (room, at, looks) = moments.min().unwrap_or_default();
        let most = allowed(self.tally.lasted);
        let limit = format!("guesses, {}: at most {most} passwords looked at", self.name);
        let measured = format!(
            "{}; the nearest to the limit {looks} of {} after {:.0} s",
            self.hashes,
            allowed(at),
            at.as_secs_f64()
        );
        Verdict { limit, measured, holds: room >= 0 }
    }

    fn code_looks(&self, kind: &str, wrong: &str) -> Verdict {
        let looks = self.tally.count(|asked, reply| {
            asked == kind && (reply.code == wrong || (200..300).contains(&reply.status))
        });
        let most = allowed(self.tally.lasted);
        let limit = format!("guesses, {}: at most {most} codes looked at by {kind}", self.name);
        Verdict { limit, measured: looks.to_string(), holds: looks <= most }
    }

    fn got_in(&self) -> Verdict {
        let harmless =
            |kind: &str| matches!(kind, RESET | UNLOCK_LINK) || (self.knows_password && kind == SESSION);
        let inside = self.tally.count(|kind, reply| !harmless(kind) && (200..300).contains(&reply.status));
        let limit = format!("guesses, {}: nobody else gets in", self.name);
        Verdict { limit, measured: inside.to_string(), holds: inside == 0 }
    }

    fn owner_in(&self) -> Verdict {
        let (worst, faults) = (self.worst(), self.faults());
        let limit = format!("guesses, {}: the owner is in within 1 s, every time", self.name);
        let attempts = self.seen.attempts.len();
        let mut measured = format!("worst {:.2} s of {attempts}", worst.as_secs_f64());
        if let Some(first) = faults.first() {
            let _ = write!(measured, "; {} failed, first: {first}", faults.len());
        }
        Verdict { limit, measured, holds: worst <= OWNER_WAITS && faults.is_empty() && attempts > 0 }
    }

    fn forceful(&self) -> Verdict {
        let Force { rate, .. } = self.force;
        let reached = self.tally.rate();
        let limit = format!("guesses, {}: the flood is {rate:.0} requests a second", self.name);
        let unanswered: u64 = self.tally.unanswered.values().sum();
        let measured = format!(
            "{reached:.0} answered a second, {unanswered} unanswered, {} held back",
            self.tally.held_back
        );
        Verdict { limit, measured, holds: reached >= rate * ENOUGH && unanswered == 0 }
    }

    /// Every limit this attack speaks of.
    pub(crate) fn verdicts(&self) -> Vec<Verdict> {
        let mut all = vec![self.forceful()];
        if self.knows_password {
            all.push(self.code_looks(FACTOR, "factor_failed"));
        } else {
            all.extend([self.password_looks(), self.code_looks(UNLOCK, "unlock_failed")]);
        }
        all.extend([self.got_in(), self.owner_in()]);
        all
    }

    /// The part of the page about it.
    pub(crate) fn write(&self, page: &mut String) {
        let Force { rate, time, connections } = self.force;
        let _ = writeln!(
            page,
            "### {}\n\n{:.0} requests a second for {:.0} s over {connections} connections: {} sent, {:.0} answered a second. The hash \
             function ran {} times for others than the owner{}.\n",
            self.name,
            rate,
            time.as_secs_f64(),
            self.tally.sent,
            self.tally.rate(),
            self.hashes,
            if self.knows_password { ", with the right password" } else { "" }
        );
        if !self.knows_password {
            self.write_windows(page);
        }
        let mut took: Vec<f64> =
            self.seen.attempts.iter().map(|attempt| attempt.took.as_secs_f64() * 1e3).collect();
        took.sort_by(f64::total_cmp);
        let _ = writeln!(
            page,
            "The owner signed in {} times meanwhile: median {:.0} ms, worst {:.0} ms, {} failed.\n",
            took.len(),
            crate::ranks::median(&took),
            took.last().copied().unwrap_or(0.0),
            self.faults().len()
        );
        page.push_str("| request | answer | how often |\n| --- | --- | --- |\n");
        for ((kind, Reply { status, code }), count) in &self.tally.answers {
            let _ = writeln!(page, "| {kind} | {status} {code} | {count} |");
        }
        for (kind, count) in &self.tally.unanswered {
            let _ = writeln!(page, "| {kind} | none | {count} |");
        }
        page.push('\n');
    }

    fn write_windows(&self, page: &mut String) {
        let by = |until: Duration| {
            let before = self.seen.looks.iter().take_while(|(at, _)| *at <= until);
            before.last().map_or(0, |(_, looks)| *looks)
        };
        let lasted = self.tally.lasted;
        for (place, (from, to)) in windows(lasted).into_iter().enumerate() {
            let before = if place == 0 { 0 } else { by(from) };
            let looks = if to >= lasted { self.hashes } else { by(to) }.saturating_sub(before);
            let (from, to) = (from.as_secs(), to.min(lasted).as_secs());
            let _ = writeln!(page, "- From {from} s to {to} s: {looks} passwords looked at.");
        }
        page.push('\n');
    }
}
