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
    let mut runs = vec![Vec::new()];
    let mut add = |c: char| match (c.is_alphanumeric(), runs.last_mut()) {
        (true, Some(run)) => run.push(c),
        (false, Some(run)) if !run.is_empty() => runs.push(Vec::new()),
        _ => {}
    };
    if text.chars().all(is_plain) {
        text.chars().take(MOST_CHARS).for_each(|c| add(c.to_ascii_lowercase()));
    } else {
        let folded = text.nfkc().flat_map(char::to_lowercase).nfkc();
        folded.filter(|c| !is_combining_mark(*c)).take(MOST_CHARS).for_each(add);
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// Whether composing changes nothing of the character: ASCII and the Chinese characters of the first block, most of
/// what is written. Composing costs more than the rest of an entry.
fn is_plain(c: char) -> bool {
    c.is_ascii() || ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

/// The pairs of a run, in order.
pub(super) fn pairs(run: &[char]) -> impl Iterator<Item = String> {
    run.windows(2).map(|pair| pair.iter().collect())
}

/// The grams of a text, separated by spaces.
pub fn grams(text: &str) -> String {
    let mut grams = String::new();
    add_grams(&mut grams, &runs(text));
    grams
}

/// Adds the grams of the runs, each after a space but the very first.
fn add_grams(grams: &mut String, runs: &[Vec<char>]) {
    for run in runs {
        for (i, first) in run.iter().enumerate() {
            if !grams.is_empty() {
                grams.push(' ');
            }
            grams.push(*first);
            grams.extend(run.get(i + 1));
        }
    }
}

/// What the index holds of a field's text in a record of the object; with the initials of its pinyin for
/// names (云岭科技 is then found by `ylkj`). A character with several readings has its first. Empty if the text
/// has no letter or digit.
pub fn entry(object: &model::ObjectName, text: &str, with_initials: bool) -> String {
    let runs = runs(text);
    if runs.is_empty() {
        return String::new();
    }
    let mut entry = object_gram(object);
    add_grams(&mut entry, &runs);
    if let (true, Some(initials)) = (with_initials, initials(&runs)) {
        add_grams(&mut entry, &initials);
    }
    entry
}

/// What the index holds of a sealed field: keyed tokens of its value, ready made, lower-case letters and
/// digits. Empty if there are none.
pub fn token_entry<'t>(object: &model::ObjectName, tokens: impl IntoIterator<Item = &'t str>) -> String {
    let tokens: Vec<String> = tokens.into_iter().map(token_gram).collect();
    if tokens.is_empty() { String::new() } else { format!("{} {}", object_gram(object), tokens.join(" ")) }
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

/// The runs with the first letter of each Chinese character in its place; none if there is no such character.
fn initials(runs: &[Vec<char>]) -> Option<Vec<Vec<char>>> {
    if !runs.iter().flatten().any(|c| c.to_pinyin().is_some()) {
        return None;
    }
    let letters = |run: &Vec<char>| {
        let mut letters = Vec::with_capacity(run.len());
        for c in run {
            match c.to_pinyin() {
                Some(reading) => letters.extend(reading.first_letter().chars()),
                None => letters.push(*c),
            }
        }
        letters
    };
    Some(runs.iter().map(letters).collect())
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

    /// What the general way makes of a text, whether it is plain or not.
    fn folded(text: &str) -> String {
        text.nfkc().flat_map(char::to_lowercase).nfkc().filter(|c| !is_combining_mark(*c)).collect()
    }

    #[test]
    fn plain_characters_and_letters_of_pinyin_need_no_composing() {
        let plain: String = ('\0'..=char::MAX).filter(|c| is_plain(*c)).collect();
        assert_eq!(folded(&plain), plain.to_ascii_lowercase());
        for reading in ('\0'..=char::MAX).filter_map(|c| c.to_pinyin()) {
            let letter = reading.first_letter();
            assert!(letter.chars().all(char::is_alphanumeric) && folded(letter) == letter, "{letter}");
        }
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
