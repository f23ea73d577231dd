//! The third measurement: whether what is known can be told from what is not, by the answer or by its time.
//!
//! Each pair is two requests on one warm connection, in an order drawn for it: one for something that exists and one for
//! something that does not. Accounts and networks take turns, so that nobody is ever made to wait, and names that nobody
//! has take the same turns.

use std::net::Ipv4Addr;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bench::client::{Answer, Client};
use bench::verdict::Verdict;
use model::{Clock as _, Entropy as _, SessionId, SystemClock, UserId};
use serde_json::json;
use store::system::invitations::{InvitationRow, invitation_create, invitation_use};
use vault::{OsEntropy, SecretToken};

use crate::ranks::{compared, median};
use crate::stage::Stage;

/// Tries at one account: below the five that are free, and the five letters of an hour.
const OF_ONE_ACCOUNT: usize = 4;
/// Pairs of one network: both tries of each count, and fifty are free.
const OF_ONE_NETWORK: usize = 20;
/// Invitations that were used.
const INVITATIONS: usize = 1_000;
/// Requests before the measured ones.
const WARM_UP: usize = 20;
/// Connections, each with its share of the pairs.
const AT_ONCE: usize = 2;
/// How far the middles may be apart.
const MOST_MS: f64 = 1.0;
/// The chance below which a difference counts as one.
const CHANCE: f64 = 0.05;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Door {
    /// A sign-in with a wrong password.
    SignIn,
    /// A mail for another password.
    Reset,
    /// A mail that lifts the wait.
    UnlockLink,
    /// What an invitation is for, one that was used.
    Invitation,
}

impl Door {
    const ALL: [Self; 4] = [Self::SignIn, Self::Reset, Self::UnlockLink, Self::Invitation];

    fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in, wrong password",
            Self::Reset => "reset",
            Self::UnlockLink => "unlock link",
            Self::Invitation => "invitation, used or unknown",
        }
    }

    /// The answer to both.
    fn expected(self) -> u16 {
        match self {
            Self::SignIn => 401,
            Self::Reset | Self::UnlockLink => 202,
            Self::Invitation => 404,
        }
    }

    /// Its own block of networks, and its own accounts.
    fn number(self) -> u8 {
        self as u8
    }

    /// How long is waited before each request. A letter that is on its way out makes the server busy for a moment, and
    /// it is mostly the other request of a pair that comes next.
    fn pause(self) -> Duration {
        match self {
            Self::Reset | Self::UnlockLink => Duration::from_millis(5),
            Self::SignIn | Self::Invitation => Duration::ZERO,
        }
    }

    fn email(self, known: bool, turn: usize) -> String {
        let sort = if known { "known" } else { "nobod" };
        format!("{sort}.{}.{turn:06}@bench.example", self.number())
    }
}

/// What was measured at one door.
pub(crate) struct Twins {
    door: Door,
    known_ms: Vec<f64>,
    unknown_ms: Vec<f64>,
    /// Pairs whose answers could be told apart.
    apart: u64,
    /// The first of them, in words.
    first_apart: Option<String>,
}

/// What all workers share.
struct Setting<'s> {
    stage: &'s Stage,
    door: Door,
    pairs: usize,
    /// Tokens that were used, and tokens that nobody gave out.
    tokens: (&'s [String], &'s [String]),
}

/// Measures that many pairs at each door, or only at that one.
pub(crate) fn measure(data: &Path, pairs: usize, only: Option<Door>) -> anyhow::Result<Vec<Twins>> {
    let stage = Stage::open(data)?;
    let mut measured = Vec::new();
    let used = used_invitations(&stage)?;
    let never: Vec<String> = (0..INVITATIONS).map(|_| token().1).collect();
    for door in Door::ALL.into_iter().filter(|door| only.is_none_or(|only| only == *door)) {
        eprintln!("  known and unknown: {}, {pairs} pairs", door.name());
        if door != Door::Invitation {
            stage.people((0..pairs.div_ceil(OF_ONE_ACCOUNT)).map(|turn| door.email(true, turn)))?;
        }
        let setting = Setting { stage: &stage, door, pairs, tokens: (&used, &never) };
        measured.push(setting.measured()?);
    }
    stage.close()?;
    Ok(measured)
}

impl Setting<'_> {
    fn measured(&self) -> anyhow::Result<Twins> {
        let parts: Vec<anyhow::Result<Twins>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..AT_ONCE).map(|first| scope.spawn(move || self.share(first))).collect();
            let join = |worker: std::thread::ScopedJoinHandle<'_, _>| {
                worker.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a worker ended with a panic")))
            };
            workers.into_iter().map(join).collect()
        });
        let mut all = Twins::none(self.door);
        for part in parts {
            let part = part?;
            all.known_ms.extend(part.known_ms);
            all.unknown_ms.extend(part.unknown_ms);
            all.apart += part.apart;
            all.first_apart = all.first_apart.or(part.first_apart);
        }
        Ok(all)
    }

    /// One worker's pairs, on one connection.
    fn share(&self, first: usize) -> anyhow::Result<Twins> {
        let mut client = self.stage.connect()?;
        for _ in 0..WARM_UP {
            client.get("/readyz")?;
        }
        let mut twins = Twins::none(self.door);
        for pair in (first..self.pairs).step_by(AT_ONCE) {
            let known_first = coin();
            let one = self.ask(&mut client, pair, known_first)?;
            let other = self.ask(&mut client, pair, !known_first)?;
            let (known, unknown) = if known_first { (one, other) } else { (other, one) };
            twins.add(known, unknown);
        }
        Ok(twins)
    }

    fn ask(&self, client: &mut Client, pair: usize, known: bool) -> anyhow::Result<(f64, Answer)> {
        let from = format!("X-Forwarded-For: {}\r\n", network(self.door, pair));
        let email = self.door.email(known, pair % self.pairs.div_ceil(OF_ONE_ACCOUNT).max(1));
        let (method, path, body) = match self.door {
            Door::SignIn => (
                "POST",
                "/api/v1/session".to_owned(),
                json!({"email": email, "password": "a wrong one, for all"}),
            ),
            Door::Reset => ("POST", "/api/v1/session/reset".to_owned(), json!({"email": email})),
            Door::UnlockLink => ("POST", "/api/v1/session/unlock-link".to_owned(), json!({"email": email})),
            Door::Invitation => {
                let tokens = if known { self.tokens.0 } else { self.tokens.1 };
                let token = tokens.get(pair % INVITATIONS).context("no token")?;
                ("GET", format!("/api/v1/invitations/{token}"), json!(null))
            }
        };
        let body = if method == "GET" { String::new() } else { body.to_string() };
        std::thread::sleep(self.door.pause());
        let began = Instant::now();
        let answer = client.send(method, &path, &from, body.as_bytes())?;
        Ok((began.elapsed().as_secs_f64() * 1e3, answer))
    }
}

impl Twins {
    fn none(door: Door) -> Self {
        Self { door, known_ms: Vec::new(), unknown_ms: Vec::new(), apart: 0, first_apart: None }
    }

    fn add(&mut self, (known_ms, known): (f64, Answer), (unknown_ms, unknown): (f64, Answer)) {
        self.known_ms.push(known_ms);
        self.unknown_ms.push(unknown_ms);
        let seen = |answer: &Answer| {
            let names = answer.header_names().join(", ");
            format!("{} [{names}] {}", answer.status, String::from_utf8_lossy(&answer.body))
        };
        let (known_seen, unknown_seen) = (seen(&known), seen(&unknown));
        if known_seen != unknown_seen || known.status != self.door.expected() {
            self.apart += 1;
            self.first_apart.get_or_insert_with(|| format!("known: {known_seen}; unknown: {unknown_seen}"));
        }
    }

    fn apart_ms(&self) -> f64 {
        median(&self.known_ms) - median(&self.unknown_ms)
    }

    /// The limits.
    pub(crate) fn verdicts(&self) -> Vec<Verdict> {
        let (name, pairs) = (self.door.name(), self.known_ms.len());
        let p = compared(&self.known_ms, &self.unknown_ms).p;
        let mut told = self.apart.to_string();
        if let Some(first) = &self.first_apart {
            told.push_str("; ");
            told.push_str(&first.replace('|', "/"));
        }
        let apart_ms = self.apart_ms();
        vec![
            Verdict {
                limit: format!("{name}: status, headers' names and bytes of {pairs} pairs never differ"),
                measured: told,
                holds: self.apart == 0,
            },
            Verdict {
                limit: format!("{name}: the middles are less than {MOST_MS:.0} ms apart"),
                measured: format!("{apart_ms:+.3} ms"),
                holds: apart_ms.abs() < MOST_MS,
            },
            Verdict {
                limit: format!("{name}: Mann-Whitney U, two-sided, p above {CHANCE}"),
                measured: format!("p = {p:.4}"),
                holds: p > CHANCE,
            },
        ]
    }

    /// The line of the page about it.
    pub(crate) fn write(&self, page: &mut String) {
        use std::fmt::Write as _;
        let ranks = compared(&self.known_ms, &self.unknown_ms);
        let pairs = self.known_ms.len() as f64;
        let _ = writeln!(
            page,
            "| {} | {pairs:.0} | {:.3} | {:.3} | {:+.3} | {:.4} | {:.4} |",
            self.door.name(),
            median(&self.known_ms),
            median(&self.unknown_ms),
            self.apart_ms(),
            ranks.u / (pairs * pairs).max(1.0),
            ranks.p
        );
    }
}

/// Both tries of a pair come from one network.
fn network(door: Door, pair: usize) -> Ipv4Addr {
    let number = pair / OF_ONE_NETWORK;
    Ipv4Addr::new(10, door.number() * 32 + (number / 250) as u8, (number % 250) as u8, 9)
}

fn coin() -> bool {
    let mut byte = [0];
    OsEntropy.fill(&mut byte);
    byte.iter().all(|byte| byte % 2 == 0)
}

/// A token's hash and its text.
fn token() -> (vault::TokenHash, String) {
    let token = SecretToken::fresh(&OsEntropy);
    (token.hash(), token.reveal().as_str().into())
}

/// Invitations of people who have accepted them.
fn used_invitations(stage: &Stage) -> anyhow::Result<Vec<String>> {
    let users: Vec<UserId> =
        stage.people((0..INVITATIONS).map(|turn| format!("guest{turn}@bench.example")))?;
    let now = SystemClock.now();
    let (mut texts, mut rows) = (Vec::new(), Vec::new());
    for user in users {
        let (hash, text) = token();
        rows.push(InvitationRow {
            id: SessionId::fresh(&SystemClock, &OsEntropy).0,
            token_hash: hash.to_vec(),
            user_id: user,
            created_by: user,
            created_at: now,
            expires_at: now.checked_add(jiff::SignedDuration::from_hours(24))?,
        });
        texts.push(text);
    }
    let db = &stage.house.db;
    db.write_blocking(move |writer| {
        rows.iter().try_for_each(|row| {
            invitation_create(writer, row)?;
            invitation_use(writer, row.id).map(drop)
        })
    })?;
    Ok(texts)
}
