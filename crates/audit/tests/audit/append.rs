//! Appending: in the caller's transaction, side by side, through the buffer, and looking it all up again.

use std::time::Duration;

use crate::common::{NODE, bare_event, full_event, log, log_of, runtime, verify};
use audit::{Action, Cursor, Filter, Mode, Outcome, Page};
use model::{Problem, RecordId, UserId};
use store::Database;
use store::system::audit_segments;
use store::testing::{TestDatabase, each_engine};
use tokio::sync::oneshot;
use uuid::Uuid;

fn page(database: &Database, filter: Filter, after: Option<Cursor>, limit: u32) -> Page {
    let found: Result<Page, audit::Error> =
        database.read_blocking(move |reader| audit::search(reader, &filter, after.as_ref(), limit));
    found.unwrap()
}

fn count(database: &Database) -> usize {
    page(database, Filter::default(), None, 10_000).entries.len()
}

#[test]
fn events_are_there_if_and_only_if_the_rest_of_the_transaction_is() {
    each_engine(|database| {
        let (log, _keeper) = log(database, Mode::Direct, None);
        let chain = log.chain().clone();
        let refused: Result<(), audit::Error> = database.write_blocking(move |writer| {
            audit::append_in(writer, &chain, &[full_event(1), full_event(2)])?;
            Err(audit::Error::Closed)
        });
        assert!(refused.is_err());
        assert_eq!(count(database), 0);
        runtime().block_on(log.append(full_event(3))).unwrap();
        assert_eq!(count(database), 1);
        assert!(verify(database).ok);
    });
}

#[test]
fn writers_side_by_side_leave_one_whole_chain_without_gaps() {
    each_engine(|database| {
        let (log, _keeper) = log(database, Mode::Direct, None);
        runtime().block_on(async {
            log.start("0.0.0").await.unwrap();
            let mut writers = tokio::task::JoinSet::new();
            for writer in 0..16u128 {
                let log = log.clone();
                writers.spawn(async move {
                    for number in 0..8 {
                        log.append(full_event(writer * 1000 + number)).await.unwrap();
                    }
                });
            }
            while let Some(done) = writers.join_next().await {
                done.unwrap();
            }
            log.stop().await.unwrap();
        });
        let report = verify(database);
        assert_eq!((report.ok, report.events, report.checkpoints), (true, 130, 1), "{report:?}");
    });
}

#[test]
fn each_node_has_a_chain_of_its_own() {
    each_engine(|database| {
        let runtime = runtime();
        for node in ["a", "b"] {
            let (log, _keeper) = log_of(database, node, Mode::Direct, None);
            runtime.block_on(log.append(full_event(1))).unwrap();
            runtime.block_on(log.append(full_event(2))).unwrap();
        }
        let entries = page(database, Filter::default(), None, 10).entries;
        let places: Vec<_> = entries.iter().map(|entry| (entry.node.as_str(), entry.seq)).collect();
        assert_eq!(places, [("b", 2), ("b", 1), ("a", 2), ("a", 1)]);
        assert!(verify(database).ok);
    });
}

#[test]
fn what_was_seen_is_written_soon_and_nothing_is_dropped_when_the_buffer_is_full() {
    each_engine(|database| {
        runtime().block_on(async {
            let (log, keeper) = log(database, Mode::Buffered, None);
            let pushing = async {
                // More than the queue holds: the pushing waits for room.
                for number in 0..9_000u128 {
                    log.push(full_event(number)).await.unwrap();
                }
                log.flush().await.unwrap();
            };
            beside(keeper, pushing).await;
        });
        assert_eq!(count(database), 9_000);
        let report = verify(database);
        assert!(report.ok && report.checkpoints > 0, "{report:?}");
    });
}

#[test]
fn what_events_are_about_is_noted_behind_the_log_a_segment_at_a_time() {
    each_engine(|database| {
        runtime().block_on(async {
            let (before, _keeper) = log(database, Mode::Direct, None);
            before.append_all((0..17_000).map(full_event).collect()).await.unwrap();
            // By the next run of the program, which finds them waiting.
            let (log, keeper) = log(database, Mode::Buffered, None);
            log.start("1").await.unwrap();
            let noted = async { while placed(database).await == 0 {} };
            beside(keeper, noted).await;
            assert_eq!(placed(database).await, 16_384);
        });
        assert!(verify(database).ok);
        for number in [4, 16_382, 16_384, 16_999] {
            let about = Filter { record: Some(RecordId(Uuid::from_u128(number + 1))), ..Filter::default() };
            assert_eq!(page(database, about, None, 10).entries.len(), 1, "{number}");
        }
    });
}

async fn placed(database: &Database) -> i64 {
    let placed: Result<i64, store::Error> =
        database.read_log(|reader| audit_segments::audit_placed(reader, NODE)).await;
    placed.unwrap()
}

#[test]
fn what_waits_in_the_buffer_is_written_at_the_stop_and_then_nothing_more_is_taken() {
    let test = TestDatabase::embedded();
    runtime().block_on(async {
        let (log, keeper) = log(test.database(), Mode::Buffered, None);
        for number in 0..10 {
            log.push(full_event(number)).await.unwrap();
        }
        assert_eq!(count_async(test.database()).await, 0);
        keeper.run(async {}).await;
        assert_eq!(count_async(test.database()).await, 10);
        // An answer whose event can't be kept must not leave.
        assert!(matches!(log.push(full_event(11)).await, Err(audit::Error::Closed)));
    });
}

/// Runs the keeper for as long as the work takes.
async fn beside(keeper: audit::Keeper, work: impl Future<Output = ()>) {
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async {
        let _ = stopped.await;
    };
    tokio::join!(keeper.run(shutdown), async {
        work.await;
        stop.send(()).unwrap();
    });
}

async fn count_async(database: &Database) -> usize {
    let found: Result<Page, audit::Error> =
        database.read_log(|reader| audit::search(reader, &Filter::default(), None, 10_000)).await;
    found.unwrap().entries.len()
}

#[test]
fn a_first_event_is_durable_within_a_quarter_of_a_second() {
    let test = TestDatabase::embedded();
    runtime().block_on(async {
        let (log, keeper) = log(test.database(), Mode::Buffered, None);
        log.push(full_event(1)).await.unwrap();
        let durable = async {
            while count_async(test.database()).await == 0 {
                tokio::task::yield_now().await;
            }
        };
        // Ten times what is promised: this machine may be busy with something else.
        let waiting = async { tokio::time::timeout(audit::MAX_WAIT * 10, durable).await.unwrap() };
        beside(keeper, waiting).await;
    });
}

#[test]
fn in_direct_mode_what_was_seen_is_durable_at_once() {
    let test = TestDatabase::embedded();
    runtime().block_on(async {
        let (log, _keeper) = log(test.database(), Mode::Direct, None);
        log.push(full_event(1)).await.unwrap();
        assert_eq!(count_async(test.database()).await, 1);
    });
}

#[test]
fn the_start_says_which_mode_is_on_and_the_stop_signs() {
    for (mode, buffered_ms) in [(Mode::Buffered, 250), (Mode::Direct, 0)] {
        let test = TestDatabase::embedded();
        let (log, _keeper) = log(test.database(), mode, None);
        runtime().block_on(async {
            log.start("1.2.3").await.unwrap();
            log.stop().await.unwrap();
        });
        let entries = page(test.database(), Filter::default(), None, 10).entries;
        let texts: Vec<_> = entries.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(texts, ["stop", "start"]);
        assert_eq!(entries[1].detail, serde_json::json!({"version": "1.2.3", "buffered_ms": buffered_ms}));
        assert_eq!(verify(test.database()).checkpoints, 1);
    }
}

#[test]
fn a_checkpoint_that_a_crash_kept_from_the_witness_is_repeated_at_the_next_start() {
    let directory = tempfile::tempdir().unwrap();
    let test = TestDatabase::embedded();
    let runtime = runtime();
    let (silent, _keeper) = log(test.database(), Mode::Direct, None);
    runtime.block_on(async {
        silent.append(full_event(1)).await.unwrap();
        silent.checkpoint().await.unwrap();
        silent.append(full_event(2)).await.unwrap();
        silent.checkpoint().await.unwrap();
    });
    let (log, _keeper) = log(test.database(), Mode::Direct, Some(directory.path().into()));
    runtime.block_on(async {
        log.start("0.0.0").await.unwrap();
        log.start("0.0.0").await.unwrap();
        let report = log.verify().await.unwrap();
        assert_eq!((report.ok, report.witness_lines), (true, Some(2)), "{report:?}");
    });
}

#[test]
fn the_log_is_searched_newest_first_in_pages_by_who_what_and_how() {
    each_engine(|database| {
        let (log, _keeper) = log(database, Mode::Direct, None);
        let runtime = runtime();
        runtime.block_on(async {
            for number in 0..25u8 {
                let mut event = full_event(u128::from(number % 5) * 10);
                let later = jiff::SignedDuration::from_secs(i64::from(number / 2));
                event.at = event.at.checked_add(later).unwrap();
                log.append(event).await.unwrap();
            }
            log.append(bare_event().ended(Outcome::Failed)).await.unwrap();
        });
        let mut places = Vec::new();
        let mut after = None;
        loop {
            let page = page(database, Filter::default(), after, 7);
            places.extend(page.entries.iter().map(|entry| (entry.at, entry.seq)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(places.len(), 26);
        assert!(places.windows(2).all(|pair| pair[0] > pair[1]));

        let wanted = |filter| page(database, filter, None, 100).entries.len();
        let user = |number| Some(UserId(uuid::Uuid::from_u128(number)));
        assert_eq!(wanted(Filter { actor: user(10), ..Filter::default() }), 5);
        assert_eq!(wanted(Filter { actor: user(11), ..Filter::default() }), 0);
        assert_eq!(wanted(Filter { action: Some(Action::SignInFailed), ..Filter::default() }), 1);
        assert_eq!(wanted(Filter { outcome: Some(Outcome::Failed), ..Filter::default() }), 1);
        assert_eq!(wanted(Filter { object: Some("account".into()), ..Filter::default() }), 25);
        let record = Some(model::RecordId(uuid::Uuid::from_u128(21)));
        let object = Some("account".into());
        assert_eq!(wanted(Filter { object, record, ..Filter::default() }), 5);
        let start = full_event(0).at;
        let second = |secs| Some(start.checked_add(jiff::SignedDuration::from_secs(secs)).unwrap());
        assert_eq!(wanted(Filter { from: second(3), to: second(5), ..Filter::default() }), 4);
    });
}

#[test]
fn a_failure_of_the_log_tells_the_person_nothing() {
    let problem = Problem::from(audit::Error::Head { node: "main".into(), reason: "it is missing" });
    assert_eq!(problem.code, "internal");
    let problem = Problem::from(audit::Error::Store(store::Error::Busy));
    assert_eq!(problem.code, "unavailable");
}

#[test]
fn the_buffers_times_add_up_to_what_is_promised() {
    assert_eq!(audit::MAX_WAIT, Duration::from_millis(250));
}
