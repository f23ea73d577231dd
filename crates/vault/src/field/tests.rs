//! Sealed values open only where they belong.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use proptest::prelude::*;

use super::*;
use crate::tree::testing::tree;
use crate::{KeyError, OsEntropy, RootKey, SeededEntropy, SubjectKeyCache};

fn record(n: u128) -> RecordId {
    format!("{n:032x}").parse().expect("32 hexadecimal digits")
}

fn file(n: u128) -> FileId {
    format!("{n:032x}").parse().expect("32 hexadecimal digits")
}

fn aad(n: u128) -> Aad<'static> {
    Aad { object: "contact", field: "mobile", record: record(n) }
}

proptest! {
    #[test]
    fn what_was_sealed_opens_again(plaintext: Vec<u8>, n: u128) {
        let tree = tree(1);
        let (subject, _) = tree.subject_key_create(record(n)).expect("a key");
        let sealed = tree.seal(&aad(n), &plaintext).expect("sealed");
        prop_assert_eq!(&*tree.open(&aad(n), &sealed).expect("opened"), &plaintext);
        let sealed = tree.seal_for_subject(&subject, &aad(n), &plaintext).expect("sealed");
        prop_assert_eq!(&*tree.open_for_subject(&subject, &aad(n), &sealed).expect("opened"), &plaintext);
    }

    #[test]
    fn any_changed_byte_is_refused(plaintext: Vec<u8>, at: prop::sample::Index, flip in 1u8..) {
        let tree = tree(1);
        let (subject, _) = tree.subject_key_create(record(1)).expect("a key");
        let mut by_tree = tree.seal(&aad(1), &plaintext).expect("sealed");
        let mut by_subject = tree.seal_for_subject(&subject, &aad(1), &plaintext).expect("sealed");
        let at = at.index(by_tree.len());
        by_tree[at] ^= flip;
        by_subject[at] ^= flip;
        prop_assert!(tree.open(&aad(1), &by_tree).is_err());
        prop_assert!(tree.open_for_subject(&subject, &aad(1), &by_subject).is_err());
    }

    #[test]
    fn a_shortened_or_arbitrary_value_is_refused(bytes: Vec<u8>, cut: prop::sample::Index) {
        let tree = tree(1);
        let sealed = tree.seal(&aad(1), b"13800138000").expect("sealed");
        prop_assert!(tree.open(&aad(1), &sealed[..cut.index(sealed.len())]).is_err());
        prop_assert!(tree.open(&aad(1), &bytes).is_err());
        prop_assert!(tree.subject_key_unwrap(record(1), &bytes).is_err());
    }
}

#[test]
fn a_value_opens_only_in_its_object_field_and_record() {
    let tree = tree(1);
    let sealed = tree.seal(&aad(1), b"13800138000").expect("sealed");
    let elsewhere = [
        Aad { object: "lead", ..aad(1) },
        Aad { field: "phone", ..aad(1) },
        Aad { record: record(2), ..aad(1) },
        // The same characters cut elsewhere.
        Aad { object: "contactm", field: "obile", ..aad(1) },
    ];
    for other in elsewhere {
        assert_eq!(tree.open(&other, &sealed).unwrap_err(), SealError::NotAuthentic, "{other:?}");
    }
}

#[test]
fn the_same_value_never_looks_the_same_twice() {
    let tree = tree(1);
    let all: BTreeSet<_> = (0..1000).map(|_| tree.seal(&aad(1), b"same").expect("sealed")).collect();
    assert_eq!(all.len(), 1000);
    let nonces: BTreeSet<_> = all.iter().map(|sealed| sealed[5..17].to_vec()).collect();
    assert_eq!(nonces.len(), 1000);
}

#[test]
fn the_header_is_a_format_and_a_key_version() {
    let tree = tree(1);
    let sealed = tree.seal(&aad(1), b"abc").expect("sealed");
    assert_eq!(sealed[..5], [1, 0, 0, 0, 1]);
    assert_eq!(sealed.len(), 5 + 12 + 3 + 16);
    assert_eq!(sealing_of(&sealed), Ok(Sealing::Tree { version: 1 }));
    let (subject, _) = tree.subject_key_create(record(1)).expect("a key");
    let sealed = tree.seal_for_subject(&subject, &aad(1), b"abc").expect("sealed");
    assert_eq!(sealing_of(&sealed), Ok(Sealing::Subject));
    assert_eq!(tree.open(&aad(1), &sealed).unwrap_err(), SealError::WrongKind);
}

#[test]
fn history_entries_and_chunks_are_bound_to_their_place() {
    let tree = tree(1);
    let (subject, _) = tree.subject_key_create(record(1)).expect("a key");
    for subject in [None, Some(&subject)] {
        let entry = HistoryAad { object: "contact", record: record(1), version: 3 };
        let sealed = tree.seal_history(subject, &entry, b"old").expect("sealed");
        assert_eq!(&**tree.open_history(subject, &entry, &sealed).expect("opened"), b"old");
        let later = HistoryAad { version: 4, ..entry };
        assert_eq!(tree.open_history(subject, &later, &sealed).unwrap_err(), SealError::NotAuthentic);

        let chunk = ChunkAad { file: file(7), n: 0, last: false };
        let sealed = tree.seal_chunk(subject, &chunk, b"bytes").expect("sealed");
        assert_eq!(&**tree.open_chunk(subject, &chunk, &sealed).expect("opened"), b"bytes");
        for other in [ChunkAad { n: 1, ..chunk }, ChunkAad { last: true, ..chunk }] {
            assert_eq!(tree.open_chunk(subject, &other, &sealed).unwrap_err(), SealError::NotAuthentic);
        }
    }
    let entry = HistoryAad { object: "contact", record: record(1), version: 3 };
    let sealed = tree.seal_history(Some(&subject), &entry, b"old").expect("sealed");
    assert_eq!(tree.open_history(None, &entry, &sealed).unwrap_err(), SealError::WrongKind);
}

#[test]
fn after_rotation_old_values_open_and_new_ones_use_the_new_version() {
    let entropy = Arc::new(SeededEntropy::new(1));
    let root = RootKey::fresh(&*entropy).expect("a root key");
    let mut keks = root.first_keks(&*entropy).expect("two keys");
    let before = KeyTree::new(&root, keks.clone(), entropy.clone()).expect("a tree");
    let sealed = before.seal(&aad(1), b"old").expect("sealed");
    let (subject, wrapped) = before.subject_key_create(record(1)).expect("a key");
    let personal = before.seal_for_subject(&subject, &aad(1), b"mine").expect("sealed");

    keks.push(root.kek_create(2, &*entropy).expect("a key"));
    let after = KeyTree::new(&root, keks, entropy).expect("a tree");
    assert_eq!(after.current_version(), 2);
    assert_eq!(&**after.open(&aad(1), &sealed).expect("opened"), b"old");
    let resealed = after.seal(&aad(1), b"old").expect("sealed");
    assert_eq!(sealing_of(&resealed), Ok(Sealing::Tree { version: 2 }));
    assert_eq!(before.open(&aad(1), &resealed).unwrap_err(), SealError::UnknownVersion(2));
    let rewrapped = after.subject_key_rewrap(record(1), &wrapped).expect("unwraps").expect("was old");
    assert_eq!(after.subject_key_rewrap(record(1), &rewrapped), Ok(None));
    let same = after.subject_key_unwrap(record(1), &rewrapped).expect("unwraps");
    assert_eq!(&**after.open_for_subject(&same, &aad(1), &personal).expect("opened"), b"mine");
    let domain = crate::BlindDomain::Phone;
    assert_eq!(before.blind(domain, "1"), after.blind(domain, "1"), "the blind index does not rotate");
    let old_signer = before.audit_signer().key_id();
    assert!(after.audit_signer_find(old_signer).is_some());
    assert_ne!(after.audit_signer().key_id(), old_signer);
}

#[test]
fn a_tree_has_to_be_whole_and_its_own() {
    let entropy = Arc::new(SeededEntropy::new(1));
    let root = RootKey::fresh(&*entropy).expect("a root key");
    let other = RootKey::fresh(&*entropy).expect("a root key");
    let keks = root.first_keks(&*entropy).expect("two keys");
    let build = |root: &RootKey, keks: &[crate::WrappedKek]| {
        KeyTree::new(root, keks.to_vec(), entropy.clone()).map(|_| ())
    };
    assert!(matches!(build(&other, &keks), Err(KeyError::WrongRoot { version: 0 })));
    assert!(matches!(build(&root, &keks[..1]), Err(KeyError::Incomplete)));
    assert!(matches!(build(&root, &keks[1..]), Err(KeyError::Incomplete)));
    assert!(matches!(build(&root, &[]), Err(KeyError::Incomplete)));
    let twice = [keks.clone(), keks.clone()].concat();
    assert!(matches!(build(&root, &twice), Err(KeyError::DuplicateVersion { version: 0 })));
    let mut renamed = keks.clone();
    renamed[1].version = 9;
    assert!(matches!(build(&root, &renamed), Err(KeyError::WrongRoot { version: 9 })));
    // Changing the root key rewraps the versions and leaves every value as it is.
    let sealed = KeyTree::new(&root, keks.clone(), entropy.clone())
        .expect("tree")
        .seal(&aad(1), b"v")
        .expect("sealed");
    let moved: Vec<_> =
        keks.iter().map(|kek| root.kek_rewrap(kek, &other, &*entropy).expect("rewrapped")).collect();
    let tree = KeyTree::new(&other, moved, entropy.clone()).expect("tree");
    assert_eq!(&**tree.open(&aad(1), &sealed).expect("opened"), b"v");
}

#[test]
fn one_persons_key_opens_nothing_of_another() {
    let tree = tree(1);
    let (first, wrapped) = tree.subject_key_create(record(1)).expect("a key");
    let (second, _) = tree.subject_key_create(record(2)).expect("a key");
    let sealed = tree.seal_for_subject(&first, &aad(1), b"mine").expect("sealed");
    assert_eq!(tree.open_for_subject(&second, &aad(1), &sealed).unwrap_err(), SealError::NotAuthentic);
    assert_eq!(tree.subject_key_unwrap(record(2), &wrapped).unwrap_err(), SealError::NotAuthentic);
}

#[test]
fn the_cache_is_bounded_and_an_erased_key_does_not_come_back() {
    let tree = tree(1);
    let key = |n| Arc::new(tree.subject_key_create(record(n)).expect("a key").0);
    let cache = SubjectKeyCache::with_capacity(2.try_into().expect("not zero"));
    let ticket = cache.ticket();
    for n in [1, 2] {
        cache.insert(ticket, record(n), key(n));
    }
    assert!(cache.find(&record(1)).is_some(), "used last, so it stays");
    cache.insert(ticket, record(3), key(3));
    let found = cache.find_many(&[record(1), record(2), record(3)]);
    assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);

    let before = cache.ticket();
    cache.forget(&record(1));
    cache.insert(before, record(1), key(1));
    assert!(cache.find(&record(1)).is_none(), "read before the erasure, so it is not put back");
    cache.insert(cache.ticket(), record(1), key(1));
    assert_eq!(cache.len(), 2);
    cache.clear();
    assert!(cache.is_empty());
}

#[test]
fn nothing_secret_is_printed() {
    let tree = tree(1);
    let entropy = SeededEntropy::new(5);
    let root = RootKey::fresh(&entropy).expect("a root key");
    let secret = root.to_text();
    let body = &secret["kedun-root-key-v1:".len()..];
    let (subject, _) = tree.subject_key_create(record(1)).expect("a key");
    let printed = format!(
        "{root:?} {tree:?} {subject:?} {:?} {:?} {:?}",
        tree.pepper(),
        tree.audit_signer(),
        crate::KeyText::new(secret.to_string())
    );
    assert!(!printed.contains(body) && printed.contains("[sealed]"), "{printed}");
}

/// Not a benchmark: a limit far above what was measured, so that a change which makes opening slow is seen.
#[test]
fn a_page_of_sealed_columns_opens_in_little_time() {
    let entropy = Arc::new(OsEntropy);
    let root = RootKey::fresh(&*entropy).expect("a root key");
    let tree = KeyTree::new(&root, root.first_keks(&*entropy).expect("keys"), entropy).expect("a tree");
    let (subject, _) = tree.subject_key_create(record(1)).expect("a key");
    let by_tree = tree.seal(&aad(1), b"13800138000").expect("sealed");
    let by_subject = tree.seal_for_subject(&subject, &aad(1), b"13800138000").expect("sealed");
    let rounds = 10_000;
    let measure = |job: &dyn Fn()| {
        let begin = Instant::now();
        (0..rounds).for_each(|_| job());
        begin.elapsed() / rounds
    };
    let tree_each = measure(&|| drop(tree.open(&aad(1), &by_tree).expect("opens")));
    let subject_each =
        measure(&|| drop(tree.open_for_subject(&subject, &aad(1), &by_subject).expect("opens")));
    let limit = std::time::Duration::from_micros(100);
    assert!(tree_each < limit && subject_each < limit, "{tree_each:?} {subject_each:?}");
}
