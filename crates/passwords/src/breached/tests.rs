use std::fmt::Write as _;

use super::*;

fn sha1_hex(text: &str) -> String {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()).as_ref().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02X}");
        hex
    })
}

fn built(list: &str, options: BuildOptions) -> Result<BreachedFilter, BreachedError> {
    BreachedFilter::build(list.as_bytes(), options, |_| {})
}

fn plain(list: &str) -> BreachedFilter {
    built(list, BuildOptions::new(ListFormat::PlainText)).expect("built")
}

fn hashes() -> BuildOptions {
    BuildOptions::new(ListFormat::Sha1Hex)
}

/// Passwords that no list has, without chance.
fn others(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|n| format!("other {n}"))
}

#[test]
fn every_password_it_was_built_from_is_found_and_next_to_no_other() {
    let passwords: Vec<String> = (0..20_000).map(|n| format!("breached {n}")).collect();
    let filter = plain(&passwords.join("\n"));
    assert_eq!(filter.entries(), 20_000);
    assert!(passwords.iter().all(|password| filter.contains(password)));
    let wrong = others(100_000).filter(|password| filter.contains(password)).count();
    assert!(wrong < 10, "{wrong} of 100,000");
}

#[test]
fn lists_of_any_length_can_be_built() {
    for count in [1, 2, 3, 5, 255, 256, 257, 1_000] {
        let passwords: Vec<String> = (0..count).map(|n| format!("short list {n}")).collect();
        let filter = plain(&passwords.join("\n"));
        assert!(passwords.iter().all(|password| filter.contains(password)), "{count}");
        assert!(others(10_000).filter(|password| filter.contains(password)).count() < 10, "{count}");
    }
}

#[test]
fn published_hashes_with_and_without_a_count_are_read() {
    // SHA-1 of "password", as everybody can look it up.
    let list = format!(
        "\u{feff}5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824\r\n\r\n{}:3\n{}\n",
        sha1_hex("seldom"),
        sha1_hex("plain").to_lowercase()
    );
    let filter = built(&list, BuildOptions { min_count: 10, ..hashes() }).expect("built");
    assert_eq!(filter.entries(), 2);
    assert!(filter.contains("password") && filter.contains("plain"));
    assert!(!filter.contains("seldom"));
}

#[test]
fn passwords_in_plain_text_are_compared_in_nfkc() {
    let filter = plain("ｔeal river\n口令口令\n口令口令\n");
    assert_eq!(filter.entries(), 2);
    assert!(filter.contains("teal river") && filter.contains("口令口令"));
}

#[test]
fn a_list_in_ascending_order_gives_the_same_filter() {
    let mut lines: Vec<String> = (0..2_000).map(|n| sha1_hex(&n.to_string())).collect();
    let any = built(&lines.join("\n"), hashes()).expect("built");
    lines.sort();
    let ascending = built(&lines.join("\n"), BuildOptions { ascending: true, ..hashes() }).expect("built");
    assert_eq!(any.to_bytes(), ascending.to_bytes());
    lines.swap(1_000, 1_001);
    let refused = built(&lines.join("\n"), BuildOptions { ascending: true, ..hashes() });
    assert!(matches!(refused, Err(BreachedError::NotAscending { line: 1_002 })));
}

#[test]
fn a_line_that_is_no_hash_is_named_and_never_shown() {
    let good = sha1_hex("a");
    for bad in [
        "hunter2",
        &good[..39],
        &format!("{good}0"),
        &format!("{good}:"),
        &format!("{good}:-1"),
        &format!("{good}:12x"),
        &format!("+{}", &good[1..]),
        "密码密码密码密码密码密码密码",
    ] {
        let error = built(&format!("{good}\n{good}:5\n{bad}\n"), hashes()).expect_err(bad);
        assert!(matches!(error, BreachedError::NotAHash { line: 3 }), "{bad}");
        assert!(!format!("{error} {error:?}").contains(bad), "{bad}");
    }
}

#[test]
fn lists_that_cannot_be_used_are_refused() {
    let options = BuildOptions::new(ListFormat::PlainText);
    assert!(matches!(built("", options), Err(BreachedError::Empty)));
    assert!(matches!(built("\n\n", options), Err(BreachedError::Empty)));
    let long = format!("ok\n{}\n", "x".repeat(MAX_LINE_BYTES + 1));
    assert!(matches!(built(&long, options), Err(BreachedError::LineTooLong { line: 2 })));
    assert!(built(&"x".repeat(MAX_LINE_BYTES), options).is_ok());
    let few = BuildOptions { max_entries: 2, ..options };
    assert!(matches!(built("a\nb\nc", few), Err(BreachedError::TooMany { max: 2 })));
    let binary = BreachedFilter::build(&b"ok\n\xff\xfe\n"[..], options, |_| {});
    assert!(matches!(binary, Err(BreachedError::NotText { line: 2 })));
}

#[test]
fn progress_is_told_on_the_way_and_at_the_end() {
    let list = "x\n".repeat(70_000);
    let mut told = Vec::new();
    let options = BuildOptions::new(ListFormat::PlainText);
    let filter =
        BreachedFilter::build(list.as_bytes(), options, |progress| told.push(progress)).expect("built");
    let lines: Vec<u64> = told.iter().map(|progress| progress.lines).collect();
    assert_eq!(lines, [65_536, 70_000]);
    assert_eq!(told.last().map(|progress| (progress.bytes, progress.entries)), Some((140_000, 70_000)));
    assert_eq!(filter.entries(), 1);
}

#[test]
fn a_file_gives_the_same_filter_back() {
    let filter = plain("one\ntwo\nthree\n");
    let read = BreachedFilter::from_bytes(&filter.to_bytes()).expect("read");
    assert_eq!(read.entries(), 3);
    assert!(["one", "two", "three"].iter().all(|password| read.contains(password)));
    assert_eq!(read.to_bytes(), filter.to_bytes());
}

#[test]
fn a_cut_or_flipped_file_is_refused() {
    let bytes = plain("one\ntwo\nthree\n").to_bytes();
    for len in 0..bytes.len() {
        assert!(BreachedFilter::from_bytes(&bytes[..len]).is_err(), "cut to {len}");
    }
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        assert!(BreachedFilter::from_bytes(&flipped).is_err(), "flipped at {at}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert!(BreachedFilter::from_bytes(&longer).is_err());
}

#[test]
fn a_file_with_a_false_shape_is_refused() {
    let filter = plain("one\n");
    for change in [
        |part: &mut BinaryFuse16| part.descriptor.segment_length = 0,
        |part: &mut BinaryFuse16| part.descriptor.segment_length *= 2,
        |part: &mut BinaryFuse16| part.descriptor.segment_length = 3,
        |part: &mut BinaryFuse16| part.descriptor.segment_count_length = 0,
        |part: &mut BinaryFuse16| part.descriptor.segment_count_length += 1,
        |part: &mut BinaryFuse16| part.descriptor.segment_count_length *= 64,
        |part: &mut BinaryFuse16| part.fingerprints = Box::new([0; 3]),
    ] {
        let mut parts = filter.parts.clone();
        parts.iter_mut().flatten().for_each(change);
        let changed = BreachedFilter { parts, entries: 1 };
        let read = BreachedFilter::from_bytes(&changed.to_bytes());
        assert!(matches!(read, Err(BreachedError::Damaged(_))));
    }
}
