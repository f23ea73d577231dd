//! Recovery codes: what to keep in a drawer for the day the phone is gone. Sixteen characters of Crockford's base32, 80
//! random bits; only a keyed hash is stored, and each works once (look-up secrets, NIST SP 800-63B-4 section 3.1.2).

use model::{Entropy, UserId};
use vault::{BlindDomain, KeyTree};
use zeroize::Zeroizing;

use crate::readable;

/// How many are made at once.
pub(crate) const CODES: usize = 10;

/// Below this many unused ones the person is told to make new ones.
pub(crate) const FEW: u32 = 3;

const CHARS: usize = 16;
const GROUP: usize = 4;

/// Fresh codes, as they are shown: `7K3M-…`.
pub(crate) fn fresh(entropy: &dyn Entropy) -> Vec<Zeroizing<String>> {
    (0..CODES).map(|_| readable::fresh(entropy, CHARS, GROUP)).collect()
}

/// What of a code is stored and looked up; none for a text that can be no code.
pub(crate) fn hash(keys: &KeyTree, user: UserId, code: &str) -> Option<Vec<u8>> {
    let normal = Some(readable::normalized(code)).filter(|normal| normal.len() == CHARS)?;
    let bound = Zeroizing::new(format!("{user}:{}", *normal));
    Some(keys.blind(BlindDomain::Text { object: "recovery_code", field: "code" }, &bound).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::{RootKey, SeededEntropy};

    #[test]
    fn codes_differ_and_are_read_back_as_people_write_them() {
        let entropy = std::sync::Arc::new(SeededEntropy::new(1));
        let root = RootKey::fresh(&*entropy).unwrap();
        let keks = root.first_keks(&*entropy).unwrap();
        let keys = KeyTree::new(&root, keks, entropy.clone()).unwrap();
        let (user, codes) = (UserId(uuid::Uuid::from_u128(1)), fresh(&*entropy));
        assert_eq!(codes.len(), CODES);
        for (n, code) in codes.iter().enumerate() {
            assert_eq!(code.len(), 19);
            assert!(codes.iter().skip(n + 1).all(|other| other != code));
            let written = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            assert_eq!(hash(&keys, user, &written), hash(&keys, user, code), "{}", **code);
            assert!(hash(&keys, user, code).is_some());
        }
        for bad in ["", "1234", "7K3M-7K3M-7K3M-7K3", "7K3M-7K3M-7K3M-7K3M-7"] {
            assert_eq!(hash(&keys, user, bad), None, "{bad}");
        }
    }
}
