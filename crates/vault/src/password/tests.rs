//! Passwords: right, wrong, absent, too many.

use super::*;
use crate::tree::testing::tree;
use crate::{OsEntropy, SeededEntropy};

fn hasher(cost: PasswordCost) -> PasswordHasher {
    PasswordHasher::new(tree(1).pepper(), cost, Arc::new(SeededEntropy::new(9))).expect("a hasher")
}

fn cheap() -> PasswordHasher {
    hasher(PasswordCost::cheap_for_tests())
}

#[tokio::test]
async fn only_the_right_password_is_right() {
    let hasher = cheap();
    let stored = hasher.hash("correct horse battery").await.expect("hashed");
    assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
    let right = hasher.verify("correct horse battery", &stored).await;
    assert_eq!(right, Ok(Verdict { ok: true, needs_rehash: false }));
    for wrong in ["", "correct horse batterY", "correct horse battery "] {
        let verdict = hasher.verify(wrong, &stored).await;
        assert_eq!(verdict, Ok(Verdict { ok: false, needs_rehash: false }), "{wrong:?}");
    }
    assert_ne!(hasher.hash("correct horse battery").await.expect("hashed"), stored, "a fresh salt each time");
}

#[tokio::test]
async fn without_the_pepper_a_hash_can_not_be_tested() {
    let stored = cheap().hash("correct horse battery").await.expect("hashed");
    let cost = PasswordCost::cheap_for_tests();
    let other = PasswordHasher::new(tree(2).pepper(), cost, Arc::new(OsEntropy)).expect("a hasher");
    assert!(!other.verify("correct horse battery", &stored).await.expect("checked").ok);
}

#[tokio::test]
async fn the_same_password_in_another_unicode_form_is_the_same() {
    let hasher = cheap();
    let stored = hasher.hash("caf\u{e9} １２３ pass").await.expect("hashed");
    assert!(hasher.verify("cafe\u{301} 123 pass", &stored).await.expect("checked").ok);
}

#[tokio::test]
async fn a_cheaper_hash_asks_for_a_new_one_when_the_password_is_right() {
    let stored = cheap().hash("correct horse battery").await.expect("hashed");
    let dearer = hasher(PasswordCost { memory_kib: 128, ..PasswordCost::cheap_for_tests() });
    let right = dearer.verify("correct horse battery", &stored).await.expect("checked");
    assert_eq!(right, Verdict { ok: true, needs_rehash: true });
    let wrong = dearer.verify("wrong horse battery", &stored).await.expect("checked");
    assert_eq!(wrong, Verdict { ok: false, needs_rehash: false });
}

#[tokio::test]
async fn the_default_cost_is_the_owasp_one_and_works() {
    let cost = PasswordCost::default();
    assert_eq!((cost.memory_kib, cost.passes, cost.lanes, cost.waiting), (19_456, 2, 1, 64));
    assert!(cost.at_once >= 2);
    let hasher = hasher(cost);
    let stored = hasher.hash("correct horse battery").await.expect("hashed");
    assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    assert!(hasher.verify("correct horse battery", &stored).await.expect("checked").ok);
}

#[tokio::test]
async fn an_absent_account_costs_one_run_as_a_wrong_password_does() {
    let hasher = cheap();
    let stored = hasher.hash("correct horse battery").await.expect("hashed");
    let runs = hasher.runs();
    hasher.verify("wrong", &stored).await.expect("checked");
    assert_eq!(hasher.runs(), runs + 1);
    let verdict = hasher.verify_absent("wrong").await.expect("checked");
    assert_eq!(verdict, Verdict { ok: false, needs_rehash: false });
    assert_eq!(hasher.runs(), runs + 2);
}

#[tokio::test]
async fn text_that_is_no_hash_of_ours_is_refused_without_work() {
    let hasher = cheap();
    let good = hasher.hash("correct horse battery").await.expect("hashed");
    let runs = hasher.runs();
    let bad = [
        String::new(),
        "plain".into(),
        good.replace("argon2id", "argon2i"),
        good.replace("v=19", "v=16"),
        good.replace("m=64", "m=4294967295"),
        good.replace("t=1", "t=4000000"),
        good[..good.len() - 8].into(),
    ];
    for text in bad {
        assert_eq!(hasher.verify("x", &text).await, Err(PasswordError::StoredHash), "{text}");
    }
    assert_eq!(hasher.runs(), runs);
}

#[expect(clippy::disallowed_methods, reason = "every task is awaited below")]
#[tokio::test]
async fn more_than_the_waiting_room_holds_are_turned_away() {
    let hasher = hasher(PasswordCost {
        at_once: 1,
        waiting: 2,
        memory_kib: 19_456,
        ..PasswordCost::cheap_for_tests()
    });
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let hasher = hasher.clone();
            tokio::spawn(async move { hasher.verify_absent("wrong").await })
        })
        .collect();
    let mut turned_away = 0;
    for attempt in tries {
        match attempt.await.expect("no panic") {
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error, PasswordError::Overloaded);
                turned_away += 1;
            }
        }
    }
    assert_eq!(turned_away, 5, "one inside, two waiting, five turned away");
    assert_eq!(hasher.runs(), 3);
    assert!(hasher.verify_absent("wrong").await.is_ok(), "the gate is free again");
}

#[test]
fn an_absurd_cost_is_refused() {
    for cost in [
        PasswordCost { memory_kib: u32::MAX, ..PasswordCost::default() },
        PasswordCost { passes: 1000, ..PasswordCost::default() },
        PasswordCost { at_once: 0, ..PasswordCost::default() },
    ] {
        let made = PasswordHasher::new(tree(1).pepper(), cost, Arc::new(OsEntropy));
        assert_eq!(made.err(), Some(PasswordError::Cost));
    }
}

#[test]
fn the_cost_is_the_highest_that_the_machine_bears_and_never_below_the_floor() {
    let cost = |cores, millis| {
        let cost = PasswordCost { at_once: cores, ..PasswordCost::default() };
        let cost = cost.within(std::time::Duration::from_millis(millis));
        (cost.memory_kib, cost.passes)
    };
    assert_eq!(cost(2, 10), (65_536, 3), "a fast machine");
    assert_eq!(cost(2, 25), (65_536, 2));
    assert_eq!(cost(2, 60), (19_456, 2), "a slow one");
    assert_eq!(cost(2, 5_000), (19_456, 2), "a very slow one has the floor");
    assert_eq!(cost(8, 10), (19_456, 2), "many cores share the memory");
    assert!(PasswordCost::calibrated().unwrap().memory_kib >= 19_456);
}
