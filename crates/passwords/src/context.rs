//! Words an attacker knows without having seen anything: the names of the product, the company, the person and
//! the company's customers. A password that is little more than such a word is refused.
//!
//! Not here: where the names come from. The caller hands them in.

use crate::blocklist;
use crate::fold::significant;

/// How many customer names are looked at; those after them are not.
pub const MAX_OTHER_WORDS: usize = 10_000;

/// A password must have this many letters left once the words that are near its owner are taken out.
const MIN_OWN_CHARS: usize = 8;

/// Words shorter than this are too common in any text to be taken out.
const MIN_WORD_CHARS: usize = 3;

/// The product's own names, which stand on every sign-in page.
const PRODUCT_WORDS: &[&str] = &["kedun", "客盾"];

/// What stands at the end of a company's name and nobody says, longest first within each language.
const COMPANY_ENDINGS: &[&str] = &[
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限公司",
    "公司",
    "集团",
    "coltd",
    "ltd",
    "inc",
    "gmbh",
    "llc",
];

/// What an attacker knows about the person without having seen anything. The product's names are always among it.
#[derive(Clone, Copy, Default)]
pub struct Context<'a> {
    /// The company's name.
    pub company: &'a str,
    /// The person's name.
    pub name: &'a str,
    /// The person's e-mail address.
    pub email: &'a str,
    /// Names of customers, short forms among them if they are known; the first [`MAX_OTHER_WORDS`] count.
    pub others: &'a [String],
}

/// The context's words in the form passwords are compared in, longest first.
pub(crate) struct Words {
    /// Of the product, the company and the person.
    near: Vec<String>,
    /// Of customers.
    others: Vec<String>,
}

impl Words {
    pub(crate) fn of(context: Context<'_>) -> Self {
        let mut near: Vec<String> = PRODUCT_WORDS.iter().map(|word| (*word).into()).collect();
        for text in [context.company, context.name, context.email] {
            near.push(significant(text));
            near.extend(text.split(|c: char| !c.is_alphanumeric()).map(significant));
        }
        near.extend(without_ending(&significant(context.company)));
        // Chinese names have two or three characters; each part is a word of its own weight.
        near.retain(|word| word.chars().count() >= MIN_WORD_CHARS || (!word.is_ascii() && !word.is_empty()));
        let mut others: Vec<String> = Vec::new();
        for name in context.others.iter().take(MAX_OTHER_WORDS) {
            let name = significant(name);
            others.extend(without_ending(&name));
            others.push(name);
        }
        let min_other = |word: &String| if word.is_ascii() { MIN_WORD_CHARS } else { 2 };
        others.retain(|word| word.chars().count() >= min_other(word));
        for words in [&mut near, &mut others] {
            words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            words.dedup();
        }
        Self { near, others }
    }

    /// Whether a reading of a password is little more than words of the context.
    ///
    /// Words near the person may be many, and eight letters must be left beside them. A company has thousands of
    /// customers, some of them named like ordinary words, so that a customer's name is refused only when it
    /// stands nearly alone.
    pub(crate) fn make_up(&self, reading: &str) -> bool {
        let own = without(reading, self.near.iter());
        // Digits beside a known word are a year or a counter, so only letters count as the person's own then.
        if own.len() != reading.len() && letters(&own) < MIN_OWN_CHARS {
            return true;
        }
        self.others
            .iter()
            .filter(|word| own.contains(word.as_str()))
            .any(|word| blocklist::is_little(&own.replace(word.as_str(), " ")))
    }

    /// Those words that occur in a reading, for the estimate of strength.
    pub(crate) fn within(&self, reading: &str) -> Vec<&str> {
        let all = self.near.iter().chain(&self.others).map(String::as_str);
        all.filter(|word| reading.contains(word)).collect()
    }
}

fn without<'a>(text: &str, words: impl Iterator<Item = &'a String>) -> zeroize::Zeroizing<String> {
    let mut rest = zeroize::Zeroizing::new(String::from(text));
    for word in words {
        if rest.contains(word.as_str()) {
            rest = zeroize::Zeroizing::new(rest.replace(word.as_str(), ""));
        }
    }
    rest
}

fn without_ending(name: &str) -> Option<String> {
    COMPANY_ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).map(Into::into)
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made_up(reading: &str, others: &[&str]) -> bool {
        let others: Vec<String> = others.iter().map(|name| (*name).into()).collect();
        let context = Context {
            company: "云岭机电有限公司",
            name: "Maria Santos",
            email: "maria.santos@yunling.example",
            others: &others,
        };
        Words::of(context).make_up(reading)
    }

    #[test]
    fn the_names_of_company_person_and_product_are_refused() {
        for reading in [
            "kedun20262026",
            "云岭机电2026云岭机电",
            "mariasantos2026",
            "santosyunling99",
            "客盾客盾客盾123456",
        ] {
            assert!(made_up(reading, &[]), "{reading}");
        }
        assert!(!made_up("marialikesquietcopperkettles", &[]));
        assert!(!made_up("tealriverboatnine", &[]));
    }

    #[test]
    fn a_customers_name_is_refused_when_it_stands_nearly_alone() {
        let customers = ["River Boat Ltd", "Siemens", "蓝海化工有限公司"];
        for reading in
            ["riverboat20262026", "siemenssiemens", "siemenscrm2026", "蓝海化工蓝海化工2026", "siemenskedun1"]
        {
            assert!(made_up(reading, &customers), "{reading}");
        }
        assert!(!made_up("tealriverboatnine", &customers), "a customer's name within a sentence is no harm");
        assert!(!made_up("siemens", &[]));
    }

    #[test]
    fn ten_thousand_customers_are_looked_at_and_no_more() {
        let mut names: Vec<String> = (0..MAX_OTHER_WORDS).map(|n| format!("customer number {n}x")).collect();
        names.push("lastofall".into());
        let words = Words::of(Context { others: &names, ..Context::default() });
        assert!(words.make_up("customernumber9999x123"));
        assert!(!words.make_up("lastofall123"));
    }
}
