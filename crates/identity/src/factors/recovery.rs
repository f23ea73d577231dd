//! Recovery codes: what to keep in a drawer for the day the phone is gone. Sixteen characters of Crockford's base32, 80
//! random bits; only a keyed hash is stored, and each works once (look-up secrets, NIST SP 800-63B-4 section 3.1.2).

use model::{Entropy, UserId};
use vault::{BlindDomain, KeyTree};
use zeroize::Zeroizing;

/// How many are made at once.
pub(crate) const CODES: usize = 10;

/// Below this many unused ones the person is told to make new ones.
pub(crate) const FEW: u32 = 3;

const CHARS: usize = 16;
const GROUP: usize = 4;

/// Crockford's alphabet: no I, L, O or U, which are misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Fresh codes, as they are shown: `7K3M-…`.
pub(crate) fn fresh(entropy: &dyn Entropy) -> Vec<Zeroizing<String>> {
    (0..CODES).map(|_| one(entropy)).collect()
}

fn one(entropy: &dyn Entropy) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0u8; CHARS]);
    entropy.fill(&mut *bytes);
    let mut code = Zeroizing::new(String::with_capacity(CHARS + CHARS / GROUP));
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place % GROUP == 0 {
            code.push('-');
        }
        // 32 divides 256, so that every character is as likely as any other.
        code.push(ALPHABET.get(usize::from(byte % 32)).map_or('0', |c| char::from(*c)));
    }
    code
}

/// What of a code is stored and looked up; none for a text that can be no code.
pub(crate) fn hash(keys: &KeyTree, user: UserId, code: &str) -> Option<Vec<u8>> {
    let normal = normalized(code)?;
    let bound = Zeroizing::new(format!("{user}:{}", *normal));
    Some(keys.blind(BlindDomain::Text { object: "recovery_code", field: "code" }, &bound).to_vec())
}

/// Case, spaces and dashes do not matter, nor the letters that are read for digits (Crockford's rule).
fn normalized(code: &str) -> Option<Zeroizing<String>> {
    let mut normal = Zeroizing::new(String::with_capacity(CHARS));
    for c in code.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        };
        if normal.len() >= CHARS || !u8::try_from(c).is_ok_and(|c| ALPHABET.contains(&c)) {
            return None;
        }
        normal.push(c);
    }
    (normal.len() == CHARS).then_some(normal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::SeededEntropy;

    #[test]
    fn codes_differ_and_are_read_back_as_people_write_them() {
        let codes = fresh(&SeededEntropy::new(1));
        assert_eq!(codes.len(), CODES);
        for (n, code) in codes.iter().enumerate() {
            assert_eq!(code.len(), 19);
            assert!(codes.iter().skip(n + 1).all(|other| other != code));
            let written = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            assert_eq!(normalized(&written), normalized(code), "{}", **code);
        }
        for bad in ["", "1234", "7K3M-7K3M-7K3M-7K3U", "7K3M-7K3M-7K3M-7K3M-7"] {
            assert_eq!(normalized(bad), None, "{bad}");
        }
    }
}
