//! The owner of the account that is guessed at, who signs in from a browser that is known: password, then the code of
//! an app.
//!
//! A code counts once, and nobody can have two of one app within half a minute. So this owner has as many apps as
//! sign-ins fall into one step.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use bench::client::Client;
use model::{Clock as _, Entropy as _, RecordId, SessionId, SystemClock, UserId};
use serde_json::{Value, json};
use store::system::factors::{FactorRow, factor_create};
use vault::{Aad, OsEntropy};

use crate::app::{STEP_SECS, code};
use crate::stage::{PASSWORD, Stage};
use crate::streams::{FLOW, code_of};

/// How often the owner signs in.
const EVERY: Duration = Duration::from_secs(3);
const DEVICE: &str = "__Host-kedun-device";
/// Nobody else's network here.
const HOME: &str = "198.51.100.7";

/// The owner, at home.
pub(crate) struct Owner {
    pub(crate) email: String,
    pub(crate) id: UserId,
    client: Client,
    device: String,
    apps: Vec<[u8; 20]>,
    turns: usize,
}

/// One sign-in.
pub(crate) struct Attempt {
    pub(crate) took: Duration,
    /// What went wrong, if it did.
    pub(crate) fault: Option<String>,
    /// Whether the password was looked at.
    looked_at: bool,
}

/// What was seen meanwhile.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) attempts: Vec<Attempt>,
    /// How many passwords of strangers had been looked at by then, each time between two sign-ins.
    pub(crate) looks: Vec<(Duration, u64)>,
    /// Passwords that the owner had looked at.
    pub(crate) own: u64,
}

impl Owner {
    /// Makes the account, signs in once so that the browser is known, and binds the apps.
    pub(crate) fn settle(stage: &Stage, email: &str) -> anyhow::Result<Self> {
        let id = *stage.people([email.to_owned()].into_iter())?.first().context("no account")?;
        let mut client = stage.connect()?;
        let body = json!({"email": email, "password": PASSWORD}).to_string();
        let answer = client.send("POST", "/api/v1/session", &from_home(""), body.as_bytes())?;
        anyhow::ensure!(answer.status == 200, "the owner can't sign in: {}", answer.status);
        let device = answer.cookie(DEVICE).context("the browser is not remembered")?.to_owned();
        let apps = bind_apps(stage, id)?;
        Ok(Self { email: email.into(), id, client, device, apps, turns: 0 })
    }

    /// Signs in every three seconds for that time; `hashes` reads how often the hash function ran.
    pub(crate) fn keep_signing_in(
        &mut self,
        stage: &Stage,
        time: Duration,
        hashes: &dyn Fn() -> u64,
    ) -> anyhow::Result<Seen> {
        let (began, before) = (Instant::now(), hashes());
        let mut seen = Seen::default();
        for turn in 0.. {
            let due = EVERY * turn;
            if due >= time {
                break;
            }
            std::thread::sleep(due.saturating_sub(began.elapsed()));
            seen.looks.push((began.elapsed(), (hashes() - before).saturating_sub(seen.own)));
            let sent = Instant::now();
            let attempt = match self.sign_in() {
                Ok(attempt) => attempt,
                Err(error) => {
                    self.client = stage.connect()?;
                    let fault = Some(format!("{error:#}"));
                    Attempt { took: sent.elapsed(), fault, looked_at: false }
                }
            };
            seen.own += u64::from(attempt.looked_at);
            seen.attempts.push(attempt);
        }
        std::thread::sleep(time.saturating_sub(began.elapsed()));
        seen.looks.push((began.elapsed(), (hashes() - before).saturating_sub(seen.own)));
        Ok(seen)
    }

    fn sign_in(&mut self) -> anyhow::Result<Attempt> {
        let secret = self.apps.get(self.turns % self.apps.len().max(1)).context("no app")?;
        self.turns += 1;
        let code = code(secret, SystemClock.now().as_second());
        let began = Instant::now();
        let body = json!({"email": self.email, "password": PASSWORD}).to_string();
        let answer =
            self.client.send("POST", "/api/v1/session", &from_home(&self.device), body.as_bytes())?;
        let looked_at = matches!(answer.status, 200 | 401);
        let refused = |at: &str, status: u16, body: &[u8]| Attempt {
            took: began.elapsed(),
            fault: Some(format!("{at}: {status} {}", code_of(body))),
            looked_at,
        };
        let Some(flow) = answer.cookie(FLOW).filter(|_| answer.status == 200) else {
            return Ok(refused("password", answer.status, &answer.body));
        };
        let cookies = from_home(&format!("{}; {flow}", self.device));
        let body = json!({"kind": "totp", "code": code}).to_string();
        let answer = self.client.send("POST", "/api/v1/session/factor", &cookies, body.as_bytes())?;
        if answer.status != 200 || answer.json()?.get("next").and_then(Value::as_str) != Some("done") {
            return Ok(refused("code", answer.status, &answer.body));
        }
        Ok(Attempt { took: began.elapsed(), fault: None, looked_at })
    }
}

/// The header lines of the owner's browser.
fn from_home(cookies: &str) -> String {
    let cookies = if cookies.is_empty() { String::new() } else { format!("Cookie: {cookies}\r\n") };
    format!("X-Forwarded-For: {HOME}\r\n{cookies}")
}

/// Binds as many apps as sign-ins fall into one step, and one more for a sign-in that comes a little early.
fn bind_apps(stage: &Stage, user: UserId) -> anyhow::Result<Vec<[u8; 20]>> {
    let (mut secrets, mut rows) = (Vec::new(), Vec::new());
    let now = SystemClock.now();
    for _ in 0..=STEP_SECS as u64 / EVERY.as_secs() {
        let mut secret = [0; 20];
        OsEntropy.fill(&mut secret);
        let id = SessionId::fresh(&SystemClock, &OsEntropy).0;
        let aad = Aad { object: "factor", field: "secret", record: RecordId(id) };
        rows.push(FactorRow {
            id,
            user_id: user,
            kind: "totp".into(),
            label: "app".into(),
            secret_sealed: stage.house.vault.seal(&aad, &secret)?,
            credential_hash: None,
            last_step: None,
            created_at: now,
            confirmed_at: Some(now),
            last_used_at: None,
        });
        secrets.push(secret);
    }
    let db = &stage.house.db;
    db.write_blocking(move |writer| rows.iter().try_for_each(|row| factor_create(writer, row)))?;
    Ok(secrets)
}
