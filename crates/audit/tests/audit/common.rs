//! A log on a fresh database of either engine, with time and chance decided by the test.

use std::path::PathBuf;
use std::sync::Arc;

use audit::{Action, Actor, Chain, Event, Keeper, Log, Mode, Outcome, Report};
use model::{ManualClock, ObjectName, RecordId, SessionId, UserId};
use store::Database;
use uuid::Uuid;
use vault::{KeyTree, RootKey, SeededEntropy};

/// The node of the tests' chain.
pub(crate) const NODE: &str = "main";

pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at("2026-11-22T08:00:00Z".parse().unwrap()))
}

pub(crate) fn keys(seed: u64) -> Arc<KeyTree> {
    let entropy = Arc::new(SeededEntropy::new(seed));
    let root = RootKey::fresh(&*entropy).unwrap();
    let keks = root.first_keks(&*entropy).unwrap();
    Arc::new(KeyTree::new(&root, keks, entropy).unwrap())
}

pub(crate) fn log(database: &Database, mode: Mode, directory: Option<PathBuf>) -> (Log, Keeper) {
    log_of(database, NODE, mode, directory)
}

pub(crate) fn log_of(
    database: &Database,
    node: &str,
    mode: Mode,
    directory: Option<PathBuf>,
) -> (Log, Keeper) {
    Log::open(database.clone(), Chain::new(node, keys(1)), clock(), mode, directory).unwrap()
}

/// An event with every column filled.
pub(crate) fn full_event(number: u128) -> Event {
    let actor = Actor::person(UserId(Uuid::from_u128(number)), "李娜");
    Event::done(&*clock(), actor, Action::Update)
        .ended(Outcome::Done)
        .on(Some(ObjectName::new("account").unwrap()), Some(RecordId(Uuid::from_u128(number + 1))))
        .from(Some(SessionId(Uuid::from_u128(number + 2))), Some("203.0.113.7".into()))
        .with("fields", vec!["name", "phone"])
        .with("number", u64::try_from(number).unwrap())
}

/// An event with as little as possible.
pub(crate) fn bare_event() -> Event {
    Event::done(&*clock(), Actor::nobody(), Action::SignInFailed)
}

pub(crate) fn verify(database: &Database) -> Report {
    verify_with(database, &audit::WitnessLines::default())
}

pub(crate) fn verify_with(database: &Database, lines: &audit::WitnessLines) -> Report {
    let (keys, lines) = (keys(1), lines.clone());
    let report: Result<Report, audit::Error> =
        runtime().block_on(database.inspect(move |reader| audit::verify(reader, &keys, &lines)));
    report.unwrap()
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}
