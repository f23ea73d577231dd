//! What a typed search text may mean among sealed values: a phone number, its last four digits, an e-mail address.

use serde_json::json;

use super::email::Email;
use super::phone::Phone;
use super::{BlindDomain, ReadContext, Rules};

/// A text to look for among the values of one domain, normalized like them.
#[derive(Clone, PartialEq, Eq)]
pub struct SearchTerm {
    /// Which values.
    pub domain: BlindDomain,
    /// The normalized text: a customer's value, never logged.
    pub text: String,
}

impl std::fmt::Debug for SearchTerm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SearchTerm({:?})", self.domain)
    }
}

/// The terms a search text stands for; none when it looks like no phone number and no e-mail address.
pub fn search_terms(text: &str, context: &ReadContext) -> Vec<SearchTerm> {
    let text = text.trim();
    let mut terms = Vec::new();
    if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        terms.push(SearchTerm { domain: BlindDomain::PhoneTail4, text: text.into() });
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if (6..=15).contains(&digits) {
        terms.extend(term(&Phone, text, context));
    }
    if text.contains('@') {
        terms.extend(term(&Email, text, context));
    }
    terms
}

fn term(rules: &dyn Rules, text: &str, context: &ReadContext) -> Option<SearchTerm> {
    let value = rules.read(&json!(text), context).ok().filter(|value| !value.is_null())?;
    Some(SearchTerm { domain: rules.blind_domain(), text: rules.blind_text(&value) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_looked_for_as_what_it_looks_like() {
        let domains = |text: &str| -> Vec<BlindDomain> {
            search_terms(text, &ReadContext::default()).into_iter().map(|term| term.domain).collect()
        };
        assert_eq!(domains("5678"), [BlindDomain::PhoneTail4]);
        assert_eq!(domains("138 1234 5678"), [BlindDomain::Phone]);
        assert_eq!(domains("Zhang@Example.com"), [BlindDomain::Email]);
        assert_eq!(domains("云岭"), []);
    }
}
