//! Text as the search index holds it: overlapping pairs of characters, and each run's last character alone.
//!
//! 云岭科技 becomes `云岭 岭科 科技 技`. A phrase of pairs finds any piece of a run, in any script and without
//! a dictionary; a single character is found as the beginning of a pair. Since every run ends in a lone
//! character and phrases have only pairs, a phrase can't reach from one run into the next.

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// At most this many characters of one text are indexed: PostgreSQL keeps places up to 16,383 only.
const MOST_CHARS: usize = 16_000;

/// The text's runs of letters and digits, in one form: compatibility-composed (full-width forms become plain),
/// lower case, without marks.
pub(super) fn runs(text: &str) -> Vec<Vec<char>> {
    let mut runs = Vec::new();
    let mut run = Vec::new();
    let folded = text.nfkc().flat_map(char::to_lowercase).nfkc();
    for c in folded.filter(|c| !is_combining_mark(*c)).take(MOST_CHARS) {
        if c.is_alphanumeric() {
            run.push(c);
        } else if !run.is_empty() {
            runs.push(std::mem::take(&mut run));
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

/// The pairs of a run, in order.
pub(super) fn pairs(run: &[char]) -> impl Iterator<Item = String> {
    run.windows(2).map(|pair| pair.iter().collect())
}

/// The grams of a text, separated by spaces.
pub fn grams(text: &str) -> String {
    let mut grams = Vec::new();
    for run in runs(text) {
        grams.extend(pairs(&run));
        grams.extend(run.last().map(char::to_string));
    }
    grams.join(" ")
}

/// What the index holds of a field's text in a record of the object; with the initials of its pinyin for
/// names (云岭科技 is then found by `ylkj`). A character with several readings has its first. Empty if the text
/// has no letter or digit.
pub fn entry(object: &model::ObjectName, text: &str, with_initials: bool) -> String {
    let initials = if with_initials { grams(&initials(text)) } else { String::new() };
    entry_of(object, [grams(text), initials])
}

/// What the index holds of a sealed field: keyed tokens of its value, ready made, lower-case letters and
/// digits. Empty if there are none.
pub fn token_entry<'t>(object: &model::ObjectName, tokens: impl IntoIterator<Item = &'t str>) -> String {
    entry_of(object, tokens.into_iter().map(token_gram))
}

fn entry_of(object: &model::ObjectName, parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { String::new() } else { format!("{} {}", object_gram(object), parts.join(" ")) }
}

/// A gram that every entry of the object has, so that common words of other objects need not be read.
/// Longer than any pair, and unlike any token; names that differ only in `_` share it, which the object's
/// own column in the index then tells apart.
pub(super) fn object_gram(object: &model::ObjectName) -> String {
    format!("in{}", object.as_str().replace('_', ""))
}

/// A token's gram: it begins with a letter, so that no parser takes it for a number.
pub(super) fn token_gram(token: &str) -> String {
    let kept = token.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
    std::iter::once('k').chain(kept).collect()
}

/// The first letters of the text's Chinese characters; other letters and digits keep their place.
fn initials(text: &str) -> String {
    let mut any = false;
    let mut initials = String::new();
    for (i, run) in runs(text).into_iter().enumerate() {
        if i > 0 {
            initials.push(' ');
        }
        for c in run {
            match c.to_pinyin() {
                Some(reading) => {
                    any = true;
                    initials.push_str(reading.first_letter());
                }
                None => initials.push(c),
            }
        }
    }
    if any { initials } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_becomes_its_pairs_and_its_last_character() {
        assert_eq!(grams("云岭科技"), "云岭 岭科 科技 技");
        assert_eq!(grams("GTX Pro"), "gt tx x pr ro o");
        assert_eq!(grams("ＡＢＣ１"), "ab bc c1 1");
        assert_eq!(grams("é É e\u{301}"), "é é é");
        assert_eq!(grams("  ,。！"), "");
    }

    #[test]
    fn names_bring_the_initials_of_their_pinyin() {
        let object = model::ObjectName::new("c_big_deal").unwrap();
        assert_eq!(entry(&object, "云岭 A1", true), "incbigdeal 云岭 岭 a1 1 yl l a1 1");
        assert_eq!(entry(&object, "Acme", true), "incbigdeal ac cm me e");
        assert_eq!(token_entry(&object, ["9aF-0", "77"]), "incbigdeal k9af0 k77");
        assert_eq!((entry(&object, "--", true), token_entry(&object, [])), (String::new(), String::new()));
    }
}
