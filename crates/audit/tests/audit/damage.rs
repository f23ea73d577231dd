//! A page of the file that somebody without the key changed, or that the disk did: the verifier says so and names the
//! first event that can't be read, as it does for a changed row.

use std::collections::BTreeSet;

use audit::{Mode, Reason};
use store::testing::TestDatabase;

use crate::common::{NODE, full_event, log, runtime, verify};

const EVENTS: i64 = 200;
const PAGE_BYTES: usize = 4096;

#[test]
fn any_damaged_page_of_the_log_is_found_and_named() {
    let test = TestDatabase::embedded();
    let (log, _keeper) = log(test.database(), Mode::Direct, None);
    runtime().block_on(async {
        let events = (1..=EVENTS).map(|number| full_event(number.unsigned_abs().into()));
        log.append_all(events.collect()).await.unwrap();
        log.checkpoint().await.unwrap();
    });
    assert!(verify(test.database()).ok);
    test.database().clone().close_blocking();

    let file = test.file().unwrap();
    let whole = std::fs::read(&file).unwrap();
    let mut places = BTreeSet::new();
    for page in 0..whole.len() / PAGE_BYTES {
        let mut damaged = whole.clone();
        damaged[page * PAGE_BYTES + PAGE_BYTES / 2] ^= 1;
        std::fs::write(&file, damaged).unwrap();
        // Nothing opens where the page is of the schema.
        let Ok(database) = test.open() else { continue };
        let report = verify(&database);
        database.close_blocking();
        let Some(bad) = report.first_bad else { continue };
        // A row whose rest lies on the page has zeros there, which its hash tells.
        assert!(matches!(bad.reason, Reason::Unreadable | Reason::Hash), "page {page}: {bad:?}");
        if bad.node == NODE && bad.reason == Reason::Unreadable {
            assert_eq!(report.events, bad.seq.unsigned_abs() - 1, "page {page}: all events before were read");
            places.insert(bad.seq);
        }
    }
    // Some events lie on one page, whose first is named.
    assert!(places.contains(&1) && places.len() > 10, "{places:?}");
    assert!(places.last().unwrap() > &(EVENTS / 2), "{places:?}");
}
