//! Secrets that are shown once and stored as a hash: sessions, invitations, the set-up link.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Entropy;
use zeroize::Zeroizing;

use crate::kdf::{self, Secret};

/// What the database keeps of a token: SHA-256 of its 32 bytes. A plain hash is enough, since 256 random
/// bits can't be guessed.
pub type TokenHash = [u8; 32];

/// 256 random bits.
pub struct SecretToken(Secret);

impl SecretToken {
    /// A new token.
    pub fn fresh(entropy: &dyn Entropy) -> Self {
        Self(kdf::fresh(entropy))
    }

    pub(crate) fn of(secret: &Secret) -> Self {
        Self(secret.clone())
    }

    /// Reads what [`SecretToken::reveal`] wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        let mut secret = Secret::default();
        if bytes.len() != secret.len() {
            return None;
        }
        secret.copy_from_slice(&bytes);
        Some(Self(secret))
    }

    /// The text for the cookie or the link: 43 characters of base64url. Show it once, store it nowhere.
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.as_slice()))
    }

    /// What is stored and looked up.
    pub fn hash(&self) -> TokenHash {
        let mut out = TokenHash::default();
        for (byte, hash) in out.iter_mut().zip(digest(&SHA256, self.0.as_slice()).as_ref()) {
            *byte = *hash;
        }
        out
    }
}

impl fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sealed]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    #[test]
    fn a_token_is_found_again_by_its_hash_and_prints_nothing() {
        let entropy = SeededEntropy::new(1);
        let token = SecretToken::fresh(&entropy);
        let text = token.reveal();
        assert_eq!(text.len(), 43);
        assert_eq!(SecretToken::parse(&text).expect("own text").hash(), token.hash());
        assert_ne!(SecretToken::fresh(&entropy).hash(), token.hash());
        assert_eq!(format!("{token:?}"), "[sealed]");
        for bad in ["", "abc", &text[1..], &format!("{}A", &*text), "*".repeat(43).as_str()] {
            assert!(SecretToken::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn the_hash_is_sha_256_of_the_raw_bytes() {
        let token = SecretToken::parse(&URL_SAFE_NO_PAD.encode([0u8; 32])).expect("32 bytes");
        assert_eq!(
            hex::encode(token.hash()),
            "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"
        );
    }
}
