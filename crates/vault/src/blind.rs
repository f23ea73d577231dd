//! Finding a sealed value without opening it: keyed hashes of its normalized text.
//!
//! Equal texts of one domain give equal results, and only that leaks: whoever has the database sees which
//! records share a phone number, not the number. Normalizing is the caller's (a phone in E.164, an e-mail
//! address in lower case).

use aws_lc_rs::hmac;

use crate::tree::KeyTree;

const BLIND_BYTES: usize = 16;
const TOKEN_BYTES: usize = 10;

/// Which texts may be equal to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlindDomain<'a> {
    /// A phone number in E.164: the same in every object, so that a lead finds its contact.
    Phone,
    /// The last four digits of a phone number.
    PhoneTail4,
    /// An e-mail address.
    Email,
    /// A number of an identity document.
    IdNumber,
    /// The text of one field of one object.
    Text {
        /// The object's name.
        object: &'a str,
        /// The field's name.
        field: &'a str,
    },
}

impl KeyTree {
    /// The blind index of a text: 16 bytes of HMAC-SHA-256, the same for ever.
    pub fn blind(&self, domain: BlindDomain<'_>, normalized: &str) -> [u8; 16] {
        truncated::<BLIND_BYTES>(&self.stable.blind, domain, normalized)
    }

    /// The same idea as one word for a full-text index: `x` and 20 hexadecimal digits.
    pub fn search_token(&self, domain: BlindDomain<'_>, text: &str) -> String {
        format!("x{}", hex::encode(truncated::<TOKEN_BYTES>(&self.stable.search, domain, text)))
    }
}

fn truncated<const N: usize>(key: &hmac::Key, domain: BlindDomain<'_>, text: &str) -> [u8; N] {
    let mut mac = hmac::Context::with_key(key);
    let mut part = |bytes: &[u8]| {
        mac.update(&(bytes.len() as u64).to_be_bytes());
        mac.update(bytes);
    };
    match domain {
        BlindDomain::Phone => part(b"phone"),
        BlindDomain::PhoneTail4 => part(b"phone_tail4"),
        BlindDomain::Email => part(b"email"),
        BlindDomain::IdNumber => part(b"id_number"),
        BlindDomain::Text { object, field } => {
            part(b"text");
            part(object.as_bytes());
            part(field.as_bytes());
        }
    }
    part(text.as_bytes());
    let tag = mac.sign();
    let mut out = [0; N];
    for (byte, tag) in out.iter_mut().zip(tag.as_ref()) {
        *byte = *tag;
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::tree::testing::tree;

    #[test]
    fn every_domain_gives_another_index_and_the_same_text_the_same_one() {
        let (tree, other) = (tree(1), tree(2));
        let text = |object, field| BlindDomain::Text { object, field };
        let domains = [
            BlindDomain::Phone,
            BlindDomain::PhoneTail4,
            BlindDomain::Email,
            BlindDomain::IdNumber,
            text("account", "name"),
            text("accountn", "ame"),
            text("contact", "name"),
        ];
        let all: BTreeSet<_> = domains.iter().map(|domain| tree.blind(*domain, "8000")).collect();
        assert_eq!(all.len(), domains.len());
        assert_eq!(tree.blind(BlindDomain::Phone, "8000"), tree.blind(BlindDomain::Phone, "8000"));
        assert_ne!(tree.blind(BlindDomain::Phone, "8000"), tree.blind(BlindDomain::Phone, "8001"));
        assert_ne!(tree.blind(BlindDomain::Phone, "1"), other.blind(BlindDomain::Phone, "1"));
    }

    #[test]
    fn a_search_token_is_one_word_of_a_full_text_index() {
        let token = tree(1).search_token(BlindDomain::Email, "a@example.com");
        assert_eq!(token.len(), 21);
        assert!(
            token.starts_with('x') && token.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        );
        assert_ne!(token, tree(1).search_token(BlindDomain::Phone, "a@example.com"));
    }
}
