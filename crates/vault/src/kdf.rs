//! Key derivation: HKDF-SHA-256 (RFC 5869). One label a purpose, so that no two purposes share a key.

use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use zeroize::Zeroizing;

/// A 256-bit secret that is wiped when dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// The extract step's salt: fixed, it only separates this tree from other uses of the same bytes.
const SALT: &[u8] = b"kedun/key-tree/v1";

#[derive(Clone, Copy)]
struct Bytes32;

impl KeyType for Bytes32 {
    fn len(&self) -> usize {
        32
    }
}

/// HKDF-Extract.
pub(crate) fn extract(secret: &[u8]) -> Prk {
    Salt::new(HKDF_SHA256, SALT).extract(secret)
}

/// HKDF-Expand to 32 bytes. `info` is `purpose`, a zero byte and `context`; names hold no zero byte.
pub(crate) fn expand(
    prk: &Prk,
    purpose: &str,
    context: &str,
) -> Result<Secret, aws_lc_rs::error::Unspecified> {
    let mut out = Secret::default();
    prk.expand(&[purpose.as_bytes(), &[0], context.as_bytes()], Bytes32)?.fill(out.as_mut_slice())?;
    Ok(out)
}

/// A fresh secret.
pub(crate) fn fresh(entropy: &dyn model::Entropy) -> Secret {
    let mut out = Secret::default();
    entropy.fill(out.as_mut_slice());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_and_contexts_never_share_a_key() {
        let prk = extract(&[7; 32]);
        let key = |purpose, context| expand(&prk, purpose, context).expect("32 bytes");
        assert_eq!(key("a", "b"), key("a", "b"));
        assert_ne!(key("a", "b"), key("a", "c"));
        assert_ne!(key("ab", ""), key("a", "b"));
        assert_ne!(*key("a", "b"), *expand(&extract(&[8; 32]), "a", "b").expect("32 bytes"));
    }
}
