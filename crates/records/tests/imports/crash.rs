//! Whatever stops the work, it goes on where it was: no row lost, none written twice.

use std::time::Duration;

use records::ImportState;

use crate::support::{BOSS, counts, on_each_engine};

const ROWS: usize = 600;
/// More than are written in one turn.
const TURNS_OF_ROWS: usize = 3_000;

fn file(rows: usize) -> String {
    // A tree of two branches a node, so that every row but the first waits for another one.
    let row = |n: usize| format!("Account {},{n},Account {}\n", n + 1, n / 2);
    let rows: String = (0..rows).map(row).collect();
    format!("name,employees,subsidiary_of\nAccount 0,0,\n{rows}")
}

#[test]
fn an_import_whose_worker_died_goes_on_with_exactly_the_next_row() {
    on_each_engine(async |room| {
        let import = room.upload("account", "accounts.csv", file(ROWS)).await;
        let import = room.map(&import).await;
        assert_eq!(import.matches, []);
        room.records.import_start(&room.caller(BOSS), import.id).await.unwrap();
        let mut stops = 0;
        loop {
            let before = room.get(import.id).await.progress.done;
            let callers = room.callers();
            let worker = room.records.import_work(&callers);
            let reached = async {
                while room.get(import.id).await.progress.done <= before {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            };
            // Dropping the worker in the middle is what a crash leaves: a lease, and rows up to some turn.
            tokio::select! {
                _ = worker => {}
                () = reached => stops += 1,
            }
            room.clock.advance_secs(61);
            if room.get(import.id).await.state == ImportState::Done {
                break;
            }
        }
        assert!(stops > 1, "it was stopped in the middle");
        let total = u64::try_from(ROWS).unwrap() + 1;
        assert_eq!(room.get(import.id).await.result, counts(total, 0, 0));
        let again = room.bring_in("account", &file(ROWS)).await;
        assert_eq!(again.result, counts(0, 0, total), "each is there once, with its parent");
    });
}

#[test]
fn a_cancelled_import_stops_and_keeps_what_it_did() {
    on_each_engine(async |room| {
        let import = room.upload("account", "accounts.csv", file(TURNS_OF_ROWS)).await;
        let import = room.map(&import).await;
        let boss = room.caller(BOSS);
        room.records.import_start(&boss, import.id).await.unwrap();
        let callers = room.callers();
        let worker = room.records.import_work(&callers);
        let cancel = async {
            while room.get(import.id).await.progress.done == 0 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            room.records.import_discard(&boss, import.id).await.unwrap();
        };
        let (worked, ()) = tokio::join!(worker, cancel);
        assert!(worked.unwrap());
        let stopped = room.get(import.id).await;
        assert_eq!(stopped.state, ImportState::Cancelled);
        let done = stopped.result.unwrap().created;
        assert!(done > 0 && done < u64::try_from(TURNS_OF_ROWS).unwrap(), "{done}");
        room.records.import_discard(&boss, import.id).await.unwrap();
        assert!(room.records.import_list(&boss).await.unwrap().is_empty());
    });
}
