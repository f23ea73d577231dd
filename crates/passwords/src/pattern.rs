//! Passwords that are a pattern, not a secret: repetitions, runs along the alphabet or the digits, walks
//! over the keyboard, dates and telephone numbers. Whatever is mostly such runs is refused.
//!
//! Not here: words (`blocklist.rs`, `context.rs`).

use std::sync::LazyLock;

use crate::dates;

/// Rows and columns of the keyboard that fingers walk along, and the runs everybody knows.
const WALKS: &[&str] = &[
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qwertzuiop",
    "azertyuiop",
    "qweasdzxc",
    "qweasdzxcrtyfghvbnuiojklm",
    "qwerasdfzxcv",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
    "zaqxswcdevfrbgtnhymju",
    "147258369",
    "741852963",
    "789456123",
    "159357",
    "5201314",
    "!@#$%^&*()_+",
    "1234567890-=",
    "1!2@3#4$5%6^7&8*9(0)",
    "йцукенгшщзхъ",
];

/// Every walk in both directions.
static DIRECTED: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    WALKS.iter().flat_map(|walk| [walk.chars().collect(), walk.chars().rev().collect()]).collect()
});

/// A run shorter than this may be chance.
const MIN_RUN_CHARS: usize = 4;

/// A repeated unit up to this long makes the whole no better than the unit.
const MAX_UNIT_CHARS: usize = 8;

/// A text with fewer characters outside runs than this is a pattern.
const MIN_FREE_CHARS: usize = 6;

/// Whether a lower-case text is a pattern.
pub(crate) fn is_pattern(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    has_few_distinct(&chars) || is_repetition(&chars) || free_chars(&chars) < MIN_FREE_CHARS
}

fn has_few_distinct(chars: &[char]) -> bool {
    let mut distinct = chars.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() <= 4
}

/// Whether the whole is one short unit again and again; the last time may be cut, and a digit or two of
/// decoration at the end does not help.
fn is_repetition(chars: &[char]) -> bool {
    let body = chars.strip_suffix_digits();
    [chars, body].into_iter().any(|text| {
        (1..=MAX_UNIT_CHARS).any(|unit| {
            text.len() >= unit * 2 && text.iter().zip(text.iter().skip(unit)).all(|(a, b)| a == b)
        })
    })
}

trait StripDigits {
    fn strip_suffix_digits(&self) -> &Self;
}

impl StripDigits for [char] {
    fn strip_suffix_digits(&self) -> &Self {
        let end = self.iter().rposition(|c| !c.is_ascii_digit()).map_or(0, |last| last + 1);
        self.get(..end).unwrap_or(self)
    }
}

/// Characters that stand in no walk of [`MIN_RUN_CHARS`] or more, in no date and in no number like one.
fn free_chars(chars: &[char]) -> usize {
    let mut free = 0;
    let mut rest = chars;
    while !rest.is_empty() {
        let run = longest_run(rest).max(dates::number_chars(rest));
        let step = if run >= MIN_RUN_CHARS {
            run
        } else {
            free += 1;
            1
        };
        rest = rest.get(step..).unwrap_or_default();
    }
    free
}

/// How many of the first characters follow one walk.
fn longest_run(text: &[char]) -> usize {
    DIRECTED
        .iter()
        .flat_map(|walk| (0..walk.len()).map(move |start| walk.iter().skip(start)))
        .map(|along| along.zip(text).take_while(|(a, b)| a == b).count())
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_told_from_texts() {
        for pattern in [
            "aaaaaaaaaaaaaaaa",
            "abababababababab",
            "dragondragondragon",
            "dragondragondragon99",
            "qwertyuiopasdfghjkl",
            "1q2w3e4r5t6y7u8i",
            "poiuytrewqlkjhgf",
            "9876543210abcdefgh",
            "password12345678901".strip_prefix("password").expect("a prefix"),
            "!@#$%^&*()!@#$%^&*()",
            "zaq1xsw2cde3vfr4",
            "wang19900315&13800138000",
            "li11010119900307123x",
            "2026年3月5日2026年3月5日",
        ] {
            assert!(is_pattern(pattern), "{pattern}");
        }
        for text in [
            "tealriverboatnine",
            "vx9kd02lmq8zrtw",
            "seventyfourpelicans",
            "雨后的码头有七只白鹭",
            "k8#d!w)q^x7&",
        ] {
            assert!(!is_pattern(text), "{text}");
        }
    }
}
