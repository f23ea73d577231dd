//! Somebody on the way in, as a browser and its owner go: the cookie of a flow, an authenticator app, the letters that
//! arrive, and what is left in the database afterwards.

use std::time::Duration;

use aws_lc_rs::hmac;
use identity::{Acting, Enroller, Entry, Message, Next, SignedIn, Step, TotpOffer};
use jiff::Timestamp;
use model::{Clock as _, Problem, Scalar};
use sha2::{Digest as _, Sha256};
use store::system::attempts::attempt_find;
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use crate::world::{PASSWORD, World, acting, device};

/// A colleague without powers: no rule asks them for anything.
pub(crate) const REP: &str = "wang@yunling.example";

/// A question, with the token of its flow.
pub(crate) struct Waits {
    pub(crate) step: Step,
    pub(crate) token: String,
}

impl Waits {
    /// The ways to answer that are offered.
    pub(crate) fn ways(&self) -> Vec<&'static str> {
        match &self.step.next {
            Next::Factor(offers) => offers.iter().map(|offer| offer.kind).collect(),
            _ => Vec::new(),
        }
    }

    /// Which step it is.
    pub(crate) fn next(&self) -> &'static str {
        match self.step.next {
            Next::Factor(_) => "factor",
            Next::Enroll { .. } => "enroll",
            Next::NewPassword { .. } => "new_password",
        }
    }

    pub(crate) fn enroller(&self) -> Enroller {
        Enroller::Flow(Zeroizing::new(self.token.clone()))
    }
}

/// What is asked; the test fails if nothing is.
pub(crate) fn waits(entry: Entry) -> Waits {
    let found = match entry {
        Entry::Waiting { step, token } => {
            Some(Waits { step, token: token.map(|token| token.to_string()).unwrap_or_default() })
        }
        Entry::In(_) | Entry::Renewed(_) | Entry::Reset => None,
    };
    found.unwrap()
}

/// The session that an answer led to; the test fails if it led to a question.
pub(crate) fn is_in(entry: Result<Entry, Problem>) -> SignedIn {
    entry.unwrap().signed_in().unwrap()
}

/// An authenticator app, by RFC 6238 and nothing of the program.
#[derive(Clone)]
pub(crate) struct App {
    key: hmac::Key,
    /// What the key is made of.
    pub(crate) secret: Vec<u8>,
}

impl App {
    /// Types the secret in.
    pub(crate) fn of(offer: &TotpOffer) -> Self {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let (mut bits, mut held, mut secret) = (0_u32, 0, Vec::new());
        for c in offer.secret.bytes().filter(|c| *c != b' ') {
            bits =
                bits << 5 | u32::try_from(ALPHABET.iter().position(|letter| *letter == c).unwrap()).unwrap();
            held += 5;
            if held >= 8 {
                held -= 8;
                secret.push(u8::try_from(bits >> held & 0xff).unwrap());
            }
        }
        Self { key: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret), secret }
    }

    /// The code it shows at that instant.
    pub(crate) fn code_at(&self, at: Timestamp) -> String {
        let tag = hmac::sign(&self.key, &u64::try_from(at.as_second() / 30).unwrap().to_be_bytes());
        let tag = tag.as_ref();
        let from = usize::from(tag[19] & 0xf);
        let number = u32::from_be_bytes(tag[from..from + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }

    /// The code it shows now.
    pub(crate) fn code(&self, world: &World) -> String {
        self.code_at(world.clock.now())
    }

    /// Six digits it shows at no time near now.
    pub(crate) fn wrong(&self, world: &World) -> String {
        let now = world.clock.now().as_second();
        let right: Vec<String> =
            (-2..=2).map(|n| self.code_at(Timestamp::from_second(now + 30 * n).unwrap())).collect();
        ["000000", "111111", "222222", "333333", "444444", "555555"]
            .into_iter()
            .find(|code| !right.iter().any(|right| right == code))
            .unwrap()
            .into()
    }
}

pub(crate) fn by_session(by: &Acting) -> Enroller {
    Enroller::Session(Box::new(by.clone()))
}

/// Binds an app; with its recovery codes, if they came with it. Time goes on until the app shows another code.
pub(crate) async fn bind_app(world: &World, who: Enroller) -> (App, Vec<String>) {
    let offer = world.identity.totp_begin(who.clone(), None).await.unwrap();
    let app = App::of(&offer);
    let code = app.code(world);
    let bound = world.identity.totp_confirm(who, offer.id, &code, &device()).await.unwrap();
    world.clock.advance_secs(30);
    let codes = bound.recovery_codes.into_iter().flatten().map(|code| code.to_string()).collect();
    (app, codes)
}

/// A colleague who is signed in.
pub(crate) async fn colleague(world: &World, email: &str) -> Acting {
    world.colleague(email, &["sales_rep"]).await;
    acting(&world.sign_in(email, PASSWORD).await.unwrap())
}

/// A colleague who bound an app.
pub(crate) async fn with_app(world: &World, email: &str) -> (Acting, App, Vec<String>) {
    let by = colleague(world, email).await;
    let (app, codes) = bind_app(world, by_session(&by)).await;
    (by, app, codes)
}

/// The password, which leads to a question.
pub(crate) async fn password(world: &World, email: &str) -> Waits {
    waits(world.enter(email, PASSWORD, &device()).await.unwrap())
}

/// A further proof from the usual device.
pub(crate) async fn answer(world: &World, waits: &Waits, kind: &str, code: &str) -> Result<Entry, Problem> {
    world.identity.factor_answer(&waits.token, kind, code, &device()).await
}

/// The letters of a company, in the order in which they are sent.
pub(crate) struct Letters<'a> {
    world: &'a World,
    read: usize,
    _sending: JoinSet<()>,
}

impl<'a> Letters<'a> {
    /// Begins to send; once for a world.
    pub(crate) fn of(world: &'a World) -> Self {
        let mut sending = JoinSet::new();
        sending.spawn(world.identity.clone().deliver(std::future::pending()));
        Self { world, read: 0, _sending: sending }
    }

    /// The next letter, once it is there.
    pub(crate) async fn next(&mut self) -> Message {
        let arrives = async {
            loop {
                let found = self.world.post.messages.lock().unwrap().get(self.read).cloned();
                if let Some(message) = found {
                    return message;
                }
                self.world.post.arrived.notified().await;
            }
        };
        let message = tokio::time::timeout(Duration::from_secs(30), arrives).await.unwrap();
        self.read += 1;
        message
    }

    /// The next mail: to whom, about what, and its text.
    pub(crate) async fn mail(&mut self) -> (String, String, String) {
        loop {
            if let Message::Mail { to, subject, text } = self.next().await {
                return (to, subject, text.to_string());
            }
        }
    }

    /// The code in the next mail that holds one.
    pub(crate) async fn code(&mut self) -> String {
        loop {
            let (_, _, text) = self.mail().await;
            let mut runs = text.split(|c: char| !c.is_ascii_digit());
            if let Some(code) = runs.find(|run| run.len() == 6) {
                return code.into();
            }
        }
    }

    /// The token of the link in the next mail that holds one, and to whom it went.
    pub(crate) async fn link(&mut self) -> (String, String) {
        loop {
            let (to, _, text) = self.mail().await;
            if let Some((_, rest)) = text.split_once("?token=") {
                return (to, rest.chars().take_while(|c| !c.is_whitespace()).collect());
            }
        }
    }
}

/// How many rows a table has.
pub(crate) async fn rows(world: &World, table: &'static str) -> i64 {
    let count: Result<Option<i64>, store::Error> = world
        .database
        .read_log(move |reader| {
            reader.query_map_one(&format!("SELECT count(*) FROM {table}"), &[], |row| row.int(0))
        })
        .await;
    count.unwrap().unwrap()
}

/// The failures that are counted against `account`, `device`, `unlock` or `network` of that name.
pub(crate) async fn failures(world: &World, sort: &str, name: &str) -> i64 {
    let hash = Sha256::new().chain_update(sort).chain_update([0]).chain_update(name).finalize();
    let found: Result<_, store::Error> = world.database.read(move |reader| attempt_find(reader, &hash)).await;
    found.unwrap().map_or(0, |row| row.failures)
}

/// The tables in which a text stands, as it is or as hexadecimal digits.
pub(crate) fn tables_with(world: &World, text: &str) -> Vec<String> {
    tables_with_bytes(world, text.as_bytes())
}

/// The same with bytes.
pub(crate) fn tables_with_bytes(world: &World, bytes: &[u8]) -> Vec<String> {
    let wanted = [bytes.to_vec(), hex::encode(bytes).into_bytes()];
    let holds = move |bytes: &[u8]| {
        wanted.iter().any(|text| bytes.windows(text.len()).any(|part| part == text.as_slice()))
    };
    let found: Result<Vec<String>, store::Error> = tokio::task::block_in_place(|| {
        world.database.read_blocking(move |reader| {
            let dialect = reader.dialect();
            let all = dialect.pick(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
                "SELECT table_name::text FROM information_schema.tables
                 WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'",
            );
            let mut tables = reader.query_map(all, &[], |row| row.string(0))?;
            let mut failed = None;
            tables.retain(|table| {
                let sql = dialect.pick(
                    format!("SELECT * FROM \"{table}\""),
                    format!("SELECT CAST(t.* AS text) FROM \"{table}\" t"),
                );
                let read = reader.query_map(&sql, &[], |row| {
                    let mut found = false;
                    for column in 0..row.width() {
                        found |= match row.get(column)? {
                            Scalar::Text(text) => holds(text.as_bytes()),
                            Scalar::Bytes(bytes) => holds(&bytes),
                            _ => false,
                        };
                    }
                    Ok(found)
                });
                match read {
                    Ok(found) => found.contains(&true),
                    Err(error) => {
                        failed = Some(error);
                        false
                    }
                }
            });
            failed.map_or(Ok(tables), Err)
        })
    });
    found.unwrap()
}

/// A digest of everything but the log, the settings (where the log keeps its heads) and the counters: equal before and after means that a refusal changed nothing.
pub(crate) fn digest(world: &World) -> [u8; 32] {
    const EXCEPT: &[&str] =
        &["audit_event", "audit_place", "audit_segment", "audit_checkpoint", "setting", "sign_in_attempt"];
    tokio::task::block_in_place(|| store::testing::digest(&world.database, EXCEPT))
}
