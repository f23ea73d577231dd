//! Secrets that programs carry: tokens of people and apps, and the secrets of apps themselves.
//!
//! The format, so that scanners of source code and logs can find one that leaked: `kedun_`, the kind (`pat`, `oat`,
//! `ort`, `ocs`), `_`, and 48 characters of base64url (RFC 4648 section 5, no padding). As a pattern:
//! `kedun_(pat|oat|ort|ocs)_[A-Za-z0-9_-]{48}`. They hold 36 bytes: 32 random ones, and the first four of SHA-256 over
//! the text before the 48 characters and the random bytes. A scanner that checks those four finds nothing that only
//! looks like a token; the server looks nothing up for it either.
//!
//! Not here: whose it is, what it may be used for (`identity`).

use std::fmt;

use aws_lc_rs::digest::{Context, SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Entropy;
use zeroize::Zeroizing;

use crate::kdf::{self, Secret};
use crate::{SecretToken, TokenHash};

const CHECK_BYTES: usize = 4;

/// What a credential is for. One kind is never taken for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// A person's own token.
    Personal,
    /// An app's access token (OAuth 2).
    Access,
    /// An app's refresh token (OAuth 2).
    Refresh,
    /// The secret an app proves itself by.
    AppSecret,
}

impl CredentialKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Personal, Self::Access, Self::Refresh, Self::AppSecret];

    /// What its text begins with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Personal => "kedun_pat_",
            Self::Access => "kedun_oat_",
            Self::Refresh => "kedun_ort_",
            Self::AppSecret => "kedun_ocs_",
        }
    }
}

/// 256 random bits with a kind.
pub struct Credential {
    kind: CredentialKind,
    secret: Secret,
}

impl Credential {
    /// A new one.
    pub fn fresh(kind: CredentialKind, entropy: &dyn Entropy) -> Self {
        Self { kind, secret: kdf::fresh(entropy) }
    }

    /// Reads what [`Credential::reveal`] wrote; none for anything else, and for a wrong check sum.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = CredentialKind::ALL
            .into_iter()
            .find_map(|kind| text.strip_prefix(kind.prefix()).map(|rest| (kind, rest)))?;
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(rest).ok()?);
        let (secret, check) = bytes.split_at_checked(bytes.len().checked_sub(CHECK_BYTES)?)?;
        let mut own = Secret::default();
        if secret.len() != own.len() {
            return None;
        }
        own.copy_from_slice(secret);
        let read = Self { kind, secret: own };
        (read.check() == *check).then_some(read)
    }

    /// Its kind.
    pub fn kind(&self) -> CredentialKind {
        self.kind
    }

    /// The text. Show it once, store it nowhere.
    pub fn reveal(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(self.secret.to_vec());
        bytes.extend_from_slice(&self.check());
        let encoded = Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()));
        Zeroizing::new(format!("{}{}", self.kind.prefix(), *encoded))
    }

    /// What is stored and looked up: SHA-256 of the random bytes.
    pub fn hash(&self) -> TokenHash {
        SecretToken::of(&self.secret).hash()
    }

    fn check(&self) -> [u8; CHECK_BYTES] {
        let mut context = Context::new(&SHA256);
        context.update(self.kind.prefix().as_bytes());
        context.update(self.secret.as_slice());
        let mut out = [0; CHECK_BYTES];
        for (byte, sum) in out.iter_mut().zip(context.finish().as_ref()) {
            *byte = *sum;
        }
        out
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sealed]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    #[test]
    fn a_credential_is_read_again_and_prints_nothing() {
        let entropy = SeededEntropy::new(1);
        for kind in CredentialKind::ALL {
            let fresh = Credential::fresh(kind, &entropy);
            let text = fresh.reveal();
            assert_eq!(text.len(), kind.prefix().len() + 48);
            let read = Credential::parse(&text).unwrap();
            assert_eq!((read.kind(), read.hash()), (kind, fresh.hash()));
            assert_eq!(format!("{fresh:?}"), "[sealed]");
        }
    }

    #[test]
    fn one_character_off_is_no_credential() {
        let text = Credential::fresh(CredentialKind::Personal, &SeededEntropy::new(2)).reveal();
        for at in 0..text.len() {
            let mut other: Vec<u8> = text.bytes().collect();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            assert!(Credential::parse(std::str::from_utf8(&other).unwrap()).is_none(), "{at}");
        }
        let as_other_kind = text.replace("kedun_pat_", "kedun_oat_");
        for bad in ["", "kedun_pat_", &text[1..], &format!("{}A", &*text), &as_other_kind, " "] {
            assert!(Credential::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn the_check_sum_is_as_documented() {
        let zero = Credential { kind: CredentialKind::Personal, secret: Secret::default() };
        // (printf kedun_pat_; head -c 32 /dev/zero) | sha256sum
        assert_eq!(hex::encode(zero.check()), "f8afecbd");
        assert_eq!(*zero.reveal(), format!("kedun_pat_{}D4r-y9", "A".repeat(42)));
    }
}
