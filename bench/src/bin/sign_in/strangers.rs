//! What strangers send: every request that takes a secret from somebody who is not signed in, with a wrong one.

use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use http::Method;
use jiff::SignedDuration;
use model::{Clock as _, SessionId, SystemClock};
use serde_json::json;
use store::system::flows::{FlowRow, flow_create};
use vault::{OsEntropy, SecretToken};

use crate::owner::Owner;
use crate::stage::{PASSWORD, Stage};
use crate::streams::{Ask, Begun, FLOW};

pub(crate) const SESSION: &str = "session";
pub(crate) const FACTOR: &str = "session/factor";
pub(crate) const UNLOCK: &str = "session/unlock";
pub(crate) const RESET: &str = "session/reset";
pub(crate) const UNLOCK_LINK: &str = "session/unlock-link";

const CHALLENGE: &str = "__Host-kedun-challenge";

/// Requests of one round: so many are guesses at the password.
const ROUND: u64 = 20;
/// Flows that are over, made beforehand.
const OVER: usize = 50;
/// Flows that an attacker who knows the password begins beforehand; with more of them the server ends the oldest.
const BEGUN: u64 = 15;

/// Networks /24 that strangers come from.
#[derive(Clone, Copy)]
pub(crate) struct Networks {
    /// Tells the networks of one run from those of another.
    pub(crate) block: u8,
    pub(crate) many: u64,
}

impl Networks {
    /// The address whose turn it is.
    pub(crate) fn turn(self, number: u64) -> Ipv4Addr {
        let network = number.checked_rem(self.many).unwrap_or(0);
        Ipv4Addr::new(10, self.block.wrapping_add((network / 250) as u8), (network % 250) as u8, 9)
    }
}

/// Strangers who know an address and nothing else.
pub(crate) struct Strangers {
    email: String,
    guesses: Networks,
    /// Asking for letters and showing passkeys count by network alone: these come from others, so that their limit does
    /// not keep the guesses away.
    asks: Networks,
    over: Vec<String>,
    challenge: String,
}

impl Strangers {
    /// Strangers before that account.
    pub(crate) fn before(
        stage: &Stage,
        owner: &Owner,
        (guesses, asks): (Networks, Networks),
    ) -> anyhow::Result<Self> {
        let answer = stage.connect()?.send("POST", "/api/v1/session/passkey/options", "", b"{}")?;
        let challenge = answer.cookie(CHALLENGE).and_then(|cookie| cookie.split_once('='));
        let challenge = challenge.context("no challenge for a passkey")?.1.to_owned();
        Ok(Self {
            email: owner.email.clone(),
            guesses,
            asks,
            over: flows_that_are_over(stage, owner)?,
            challenge,
        })
    }

    /// The request of that number.
    pub(crate) fn next(&self, number: u64) -> Ask {
        let (place, round) = (number % ROUND, number / ROUND);
        let code = json!({"kind": "totp", "code": guessed(number)});
        let password = json!({"password": format!("another password, number {number}")});
        let over = self.over.get(round as usize % OVER).map_or("", String::as_str);
        let ask = match place {
            0 => Ask::post("session/factor, forged", "/api/v1/session/factor", &code).with(FLOW, &forged()),
            1 => Ask::post("session/factor, over", "/api/v1/session/factor", &code).with(FLOW, over),
            2 => Ask::post("session/new-password, forged", "/api/v1/session/new-password", &password)
                .with(FLOW, &forged()),
            3 => Ask::post("session/new-password, over", "/api/v1/session/new-password", &password)
                .with(FLOW, over),
            4..=6 => {
                let body = json!({"email": self.email, "code": guessed(number)});
                Ask::post(UNLOCK, "/api/v1/session/unlock", &body)
            }
            7 => Ask::post(RESET, "/api/v1/session/reset", &json!({"email": self.email})),
            8 => Ask::post(UNLOCK_LINK, "/api/v1/session/unlock-link", &json!({"email": self.email})),
            9 => Ask::post("session/link", "/api/v1/session/link", &json!({"token": forged()})),
            10 => Ask::post("session/passkey", "/api/v1/session/passkey", &credential())
                .with(CHALLENGE, &self.challenge),
            11 | 12 => {
                let me = Ask::post("me", "/api/v1/me", &json!(null)).with("__Host-kedun", &forged());
                Ask { method: Method::GET, body: String::new(), ..me }
            }
            _ => {
                let body = json!({"email": self.email, "password": format!("a wrong password, {number}")});
                Ask::post(SESSION, "/api/v1/session", &body)
            }
        };
        let from = if matches!(place, 7 | 8 | 10) { self.asks } else { self.guesses };
        Ask { from: Some(from.turn(round)), ..ask }
    }
}

/// Somebody who knows the password, and guesses at the code.
pub(crate) struct Insider {
    email: String,
    networks: Networks,
    flows: Begun,
}

impl Insider {
    /// Begins some flows with the right password.
    pub(crate) fn before(stage: &Stage, owner: &Owner, networks: Networks) -> anyhow::Result<Self> {
        let mut client = stage.connect()?;
        let body = json!({"email": owner.email, "password": PASSWORD}).to_string();
        let mut flows = VecDeque::new();
        for number in 0..BEGUN {
            let from = format!("X-Forwarded-For: {}\r\n", networks.turn(number));
            let answer = client.send("POST", "/api/v1/session", &from, body.as_bytes())?;
            let flow = answer.cookie(FLOW).and_then(|cookie| cookie.split_once('='));
            flows.push_front(flow.context("the right password led to no flow")?.1.to_owned());
        }
        Ok(Self { email: owner.email.clone(), networks, flows: Arc::new(Mutex::new(flows)) })
    }

    /// The request of that number: every other one a code, the rest the right password again.
    pub(crate) fn next(&self, number: u64) -> Ask {
        let round = number / 2;
        let ask = if number.is_multiple_of(2) {
            let code = json!({"kind": "totp", "code": guessed(round)});
            let mut flows = self.flows.lock().unwrap_or_else(PoisonError::into_inner);
            flows.truncate(BEGUN as usize);
            let flow = flows.get((round % BEGUN) as usize).map_or("", String::as_str);
            Ask::post(FACTOR, "/api/v1/session/factor", &code).with(FLOW, flow)
        } else {
            let body = json!({"email": self.email, "password": PASSWORD});
            let ask = Ask::post(SESSION, "/api/v1/session", &body);
            Ask { begins: Some(Arc::clone(&self.flows)), ..ask }
        };
        Ask { from: Some(self.networks.turn(round)), ..ask }
    }
}

/// Six digits, others each time.
fn guessed(number: u64) -> String {
    format!("{:06}", number.wrapping_mul(7_919) % 1_000_000)
}

/// A token of the right form that nobody gave out.
fn forged() -> String {
    SecretToken::fresh(&OsEntropy).reveal().as_str().into()
}

/// An answer to a challenge by a key that nobody knows (WebAuthn Level 3 section 5.1.8, as JSON).
fn credential() -> serde_json::Value {
    let noise = forged();
    let response =
        json!({"authenticatorData": noise, "clientDataJSON": noise, "signature": noise, "userHandle": null});
    json!({"credential": {
        "id": noise, "rawId": noise, "type": "public-key", "response": response, "clientExtensionResults": {},
    }})
}

/// Real flows of the account, whose ten minutes are over.
fn flows_that_are_over(stage: &Stage, owner: &Owner) -> anyhow::Result<Vec<String>> {
    let now = SystemClock.now();
    let (mut tokens, mut rows) = (Vec::new(), Vec::new());
    for _ in 0..OVER {
        let token = SecretToken::fresh(&OsEntropy);
        rows.push(FlowRow {
            id: SessionId::fresh(&SystemClock, &OsEntropy).0,
            token_hash: token.hash().to_vec(),
            purpose: "sign_in".into(),
            user_id: Some(owner.id),
            session_id: None,
            proofs: "password".into(),
            password_hash: Some(stage.hash.clone()),
            challenge_sealed: None,
            created_at: now.checked_sub(SignedDuration::from_mins(11))?,
            expires_at: now.checked_sub(SignedDuration::from_mins(1))?,
            version: 1,
            risk: "low".into(),
            origin_hash: Vec::new(),
            of_stranger: true,
        });
        tokens.push(token.reveal().as_str().to_owned());
    }
    let db = &stage.house.db;
    db.write_blocking(move |writer| rows.iter().try_for_each(|row| flow_create(writer, row)))?;
    Ok(tokens)
}
