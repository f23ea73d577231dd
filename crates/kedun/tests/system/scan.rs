//! Looking for what must not be found: texts in the bytes of files, however they might be written.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Shorter writings than this would be found by accident.
const SHORTEST: usize = 8;

/// Which text, in which writing, all its bytes.
type Writing = (usize, &'static str, Vec<u8>);

/// The texts that must not be found, in all their writings.
pub(crate) struct Wanted {
    /// Writings by their first eight bytes.
    by_start: HashMap<[u8; SHORTEST], Vec<Writing>>,
    /// Whether some writing begins with these two bytes: nearly every place of a file is passed over by it.
    starts: Vec<bool>,
    texts: Vec<String>,
}

impl Wanted {
    /// Looks for the texts as UTF-8, UTF-16 (little endian), base64 and hexadecimal digits.
    pub(crate) fn of(texts: Vec<String>) -> Self {
        let mut wanted = Self { by_start: HashMap::new(), starts: vec![false; 1 << 16], texts };
        for at in 0..wanted.texts.len() {
            for (writing, bytes) in writings(&wanted.texts[at]) {
                wanted.look_for(at, writing, bytes);
            }
        }
        wanted
    }

    /// Looks for these bytes besides.
    pub(crate) fn and(mut self, name: &str, bytes: Vec<u8>) -> Self {
        self.texts.push(name.to_owned());
        self.look_for(self.texts.len() - 1, "bytes", bytes);
        self
    }

    fn look_for(&mut self, text: usize, writing: &'static str, bytes: Vec<u8>) {
        let start: [u8; SHORTEST] = bytes[..SHORTEST].try_into().unwrap();
        self.starts[usize::from(u16::from_be_bytes([start[0], start[1]]))] = true;
        self.by_start.entry(start).or_default().push((text, writing, bytes));
    }

    /// What is found in those bytes: the text and its writing.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> Vec<(&str, &'static str)> {
        let mut found = Vec::new();
        for (at, start) in bytes.windows(SHORTEST).enumerate() {
            if !self.starts[usize::from(u16::from_be_bytes([start[0], start[1]]))] {
                continue;
            }
            let start: [u8; SHORTEST] = start.try_into().unwrap();
            for (text, writing, whole) in self.by_start.get(&start).into_iter().flatten() {
                if bytes[at..].starts_with(whole) {
                    found.push((self.texts[*text].as_str(), *writing));
                }
            }
        }
        found
    }

    /// What is found in the files below the directory, their names included; and how many bytes were looked at.
    pub(crate) fn found_below(&self, directory: &Path) -> (Vec<String>, usize) {
        let (mut found, mut seen) = (Vec::new(), 0);
        for path in files_below(directory) {
            // A file may be gone again while a server runs.
            let Ok(bytes) = std::fs::read(&path) else { continue };
            seen += bytes.len();
            let in_name = self.found_in(path.to_string_lossy().as_bytes());
            for (text, writing) in self.found_in(&bytes).into_iter().chain(in_name) {
                found.push(format!("{text} as {writing} in {}", path.display()));
            }
        }
        (found, seen)
    }
}

/// Every file below a directory.
pub(crate) fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

/// The ways a text may be written down.
fn writings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf8 = text.as_bytes().to_vec();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex = hex::encode(text);
    let mut all =
        vec![("UTF-8", utf8), ("UTF-16", utf16), ("hex", hex.to_uppercase().into()), ("hex", hex.into())];
    // Base64 takes three bytes at a time: what surrounds the text shifts it, and blurs up to two letters at each end.
    for shift in 0..3 {
        let shifted = [&[0_u8; 2][..shift.min(2)], text.as_bytes()].concat();
        let letters = STANDARD_NO_PAD.encode(&shifted);
        let from = (shift * 8).div_ceil(6);
        let until = shifted.len() * 8 / 6;
        let sure = letters.as_bytes()[from..until].to_vec();
        let url: Vec<u8> = sure
            .iter()
            .map(|c| match c {
                b'+' => b'-',
                b'/' => b'_',
                c => *c,
            })
            .collect();
        if url != sure {
            all.push(("base64url", url));
        }
        all.push(("base64", sure));
    }
    all.retain(|(_, bytes)| bytes.len() >= SHORTEST);
    all
}

#[test]
fn a_planted_text_is_found_in_every_writing() {
    let text = "海棠路 27 号 canary-one";
    let wanted = Wanted::of(vec![text.into(), "never there".into()]);
    let noise = b"\x00\xffcanary\x00";
    let mut cases =
        vec![text.as_bytes().to_vec(), hex::encode(text).into_bytes(), hex::encode_upper(text).into_bytes()];
    cases.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    for before in ["", "a", "ab", "abc"] {
        cases.push(STANDARD_NO_PAD.encode(format!("{before}{text} and more")).into_bytes());
    }
    for case in cases {
        let found = wanted.found_in(&[noise.as_slice(), &case, noise].concat());
        assert!(found.iter().any(|(found, _)| *found == text), "not found in {case:?}");
    }
    assert!(wanted.found_in(noise).is_empty());
}
