//! Which known name a text in a file seems to mean.

use std::collections::HashMap;

use rapidfuzz::fuzz::RatioBatchComparator;

use crate::normal::{company_key, folded, letters, words};

/// How a text and a name agree, the surest first. Everything but `Exact` wants a person's confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchKind {
    /// Character for character, white space around it aside: 1.
    Exact,
    /// But for case, width and white space: 0.99.
    Spelling,
    /// But for everything that is no letter or digit: 0.97.
    Letters,
    /// But for the company's legal form and bracketed parts: 0.92.
    Company,
    /// Similar: under 0.9.
    Similar,
}

/// A name that a text may mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suggestion {
    /// The name's place in the list that was given.
    pub candidate: usize,
    /// 0.6 to 1.
    pub score: f64,
    /// How the two agree.
    pub kind: MatchKind,
}

const SPELLING: f64 = 0.99;
const LETTERS: f64 = 0.97;
const COMPANY: f64 = 0.92;
/// What a full similarity of the letters is worth.
const SIMILAR: f64 = 0.89;
const MIN_SCORE: f64 = 0.6;

/// The names that `text` may mean, the likeliest first, at most `limit`. For many texts against the same
/// names build a [`Matcher`].
pub fn suggest<T: AsRef<str>>(text: &str, candidates: &[T], limit: usize) -> Vec<Suggestion> {
    Matcher::new(candidates).suggest(text, limit)
}

/// Names made ready for matching many texts against them.
pub struct Matcher {
    exact: HashMap<String, Vec<usize>>,
    spelling: HashMap<String, Vec<usize>>,
    company: HashMap<String, Vec<usize>>,
    /// By place: the letters, and the words in order of the alphabet where there are several.
    names: Vec<Name>,
}

struct Name {
    letters: Vec<char>,
    sorted: Option<Vec<char>>,
}

impl Name {
    fn new(text: &str) -> Self {
        let mut words = words(text);
        words.sort();
        let sorted = (words.len() > 1).then(|| words.concat().chars().collect());
        Self { letters: letters(text).chars().collect(), sorted }
    }
}

impl Matcher {
    /// A matcher over those names; a suggestion names them by their place.
    pub fn new<T: AsRef<str>>(candidates: &[T]) -> Self {
        let mut matcher = Self {
            exact: HashMap::new(),
            spelling: HashMap::new(),
            company: HashMap::new(),
            names: Vec::with_capacity(candidates.len()),
        };
        for (place, candidate) in candidates.iter().enumerate() {
            let text = candidate.as_ref().trim();
            matcher.exact.entry(text.to_owned()).or_default().push(place);
            matcher.spelling.entry(folded(text)).or_default().push(place);
            if let Some(key) = company_key(text) {
                matcher.company.entry(key).or_default().push(place);
            }
            matcher.names.push(Name::new(text));
        }
        matcher
    }

    /// The places of the names that are exactly that text. More than one means: it is ambiguous.
    pub fn find_exact(&self, text: &str) -> &[usize] {
        self.exact.get(text.trim()).map_or(&[], Vec::as_slice)
    }

    /// The names that `text` may mean, the likeliest first, at most `limit`. When some are exactly the text,
    /// only those.
    pub fn suggest(&self, text: &str, limit: usize) -> Vec<Suggestion> {
        let text = text.trim();
        if text.is_empty() {
            return Vec::new();
        }
        let exact = self.find_exact(text);
        if !exact.is_empty() {
            let exact = exact.iter().take(limit);
            return exact.map(|place| suggestion(*place, 1.0, MatchKind::Exact)).collect();
        }
        let mut best: HashMap<usize, Suggestion> = HashMap::new();
        let mut keep = |found: Suggestion| {
            let kept = best.entry(found.candidate).or_insert(found);
            if found.score > kept.score {
                *kept = found;
            }
        };
        for place in self.spelling.get(&folded(text)).into_iter().flatten() {
            keep(suggestion(*place, SPELLING, MatchKind::Spelling));
        }
        for place in company_key(text).and_then(|key| self.company.get(&key)).into_iter().flatten() {
            keep(suggestion(*place, COMPANY, MatchKind::Company));
        }
        self.similar(text, &mut keep);
        let mut found: Vec<_> = best.into_values().collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.candidate.cmp(&b.candidate)));
        found.truncate(limit);
        found
    }

    fn similar(&self, text: &str, keep: &mut dyn FnMut(Suggestion)) {
        let wanted = Name::new(text);
        let whole = RatioBatchComparator::new(wanted.letters.iter().copied());
        let sorted = wanted.sorted.as_ref().unwrap_or(&wanted.letters);
        let sorted_ratio = RatioBatchComparator::new(sorted.iter().copied());
        for (place, name) in self.names.iter().enumerate() {
            if name.letters == wanted.letters {
                keep(suggestion(place, LETTERS, MatchKind::Letters));
                continue;
            }
            if !could_reach(wanted.letters.len(), name.letters.len()) {
                continue;
            }
            let mut score = whole.similarity(name.letters.iter().copied());
            // Frase Moses for Moses Frase: the same words in another order.
            if wanted.sorted.is_some()
                && let Some(words) = &name.sorted
            {
                score = score.max(sorted_ratio.similarity(words.iter().copied()) * 0.98);
            }
            if score * SIMILAR >= MIN_SCORE {
                keep(suggestion(place, score * SIMILAR, MatchKind::Similar));
            }
        }
    }
}

fn suggestion(candidate: usize, score: f64, kind: MatchKind) -> Suggestion {
    Suggestion { candidate, score, kind }
}

/// Whether two lengths allow the least score at all: the ratio is at most twice the shorter by their sum.
#[expect(clippy::cast_precision_loss, reason = "lengths of names are small numbers")]
fn could_reach(a: usize, b: usize) -> bool {
    let sum = a + b;
    sum > 0 && 2.0 * a.min(b) as f64 / sum as f64 * SIMILAR >= MIN_SCORE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, candidates: &[&'static str]) -> Vec<(&'static str, MatchKind)> {
        suggest(text, candidates, 3).iter().map(|found| (candidates[found.candidate], found.kind)).collect()
    }

    #[test]
    fn the_product_with_another_spelling_comes_first_and_wants_confirmation() {
        let products = [
            "GTX Basic",
            "GTX Pro",
            "MG Special",
            "MG Advanced",
            "GTX Plus Pro",
            "GTX Plus Basic",
            "GTK 500",
        ];
        let found = suggest("GTXPro", &products, 3);
        let first = found.first().expect("a suggestion");
        assert_eq!((products[first.candidate], first.kind), ("GTX Pro", MatchKind::Spelling));
        assert!((first.score - 0.99).abs() < 1e-9);
        let exact = suggest("GTX Pro", &products, 3);
        assert_eq!(exact.len(), 1);
        assert_eq!((exact[0].candidate, exact[0].kind), (1, MatchKind::Exact));
    }

    #[test]
    fn the_ways_to_agree_are_ranked() {
        let names = |text: &str, candidates: &[&'static str]| names(text, candidates).first().copied();
        assert_eq!(names("ｇｔｘ ｐｒｏ", &["GTX Pro"]), Some(("GTX Pro", MatchKind::Spelling)));
        assert_eq!(names("GTX-Pro", &["GTX Pro"]), Some(("GTX Pro", MatchKind::Letters)));
        assert_eq!(
            names("上海云帆科技", &["上海云杉科技有限公司", "上海云帆科技有限公司"]),
            Some(("上海云帆科技有限公司", MatchKind::Company))
        );
        assert_eq!(
            names("Acme Co., Ltd", &["Acme Corporation"]),
            Some(("Acme Corporation", MatchKind::Company))
        );
        assert_eq!(names("Frase Moses", &["Moses Frase"]), Some(("Moses Frase", MatchKind::Similar)));
        assert_eq!(
            names("Darcel Schlect", &["Darcel Schlecht"]),
            Some(("Darcel Schlecht", MatchKind::Similar))
        );
        assert_eq!(names("Betasoloin", &["Acme Corporation"]), None);
        assert_eq!(names("", &["Acme"]), None);
        assert_eq!(names("  ", &[""]), None);
    }

    #[test]
    fn two_of_the_same_name_are_both_given() {
        let found = suggest("张伟", &["张伟", "李娜", "张伟"], 5);
        assert_eq!(found.iter().map(|found| found.candidate).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(Matcher::new(&["张伟", "张伟"]).find_exact(" 张伟 ").len(), 2);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text: String, candidates: Vec<String>) {
            for found in suggest(&text, &candidates, 5) {
                proptest::prop_assert!((MIN_SCORE..=1.0).contains(&found.score));
            }
        }
    }
}
