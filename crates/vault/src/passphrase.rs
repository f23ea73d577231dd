//! A root key that a person types: Argon2id (RFC 9106) over a passphrase and a stored salt.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Entropy;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::error::KeyError;
use crate::kdf::Secret;
use crate::root::{RootKey, RootKeyProvider};

const TEXT_PREFIX: &str = "kedun-root-passphrase-v1:";
const MIN_CHARS: usize = 12;
const SALT_BYTES: usize = 16;
/// RFC 9106 section 4, second recommended option: 64 MiB, 3 passes, 4 lanes.
const DEFAULT_COST: [u32; 3] = [64 * 1024, 3, 4];
const MAX_COST: [u32; 3] = [4 * 1024 * 1024, 64, 64];
const MIN_COST: [u32; 3] = [19 * 1024, 1, 1];

/// The salt and the cost of a passphrase: not secret, kept beside the data directory as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassphraseParams {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: [u8; SALT_BYTES],
}

impl PassphraseParams {
    /// A fresh salt with the default cost: 64 MiB, 3 passes, 4 lanes (RFC 9106 section 4).
    pub fn fresh(entropy: &dyn Entropy) -> Self {
        let mut salt = [0; SALT_BYTES];
        entropy.fill(&mut salt);
        let [memory_kib, passes, lanes] = DEFAULT_COST;
        Self { memory_kib, passes, lanes, salt }
    }

    /// Reads `kedun-root-passphrase-v1:m=…,t=…,p=…:<base64 of 16 bytes>`.
    ///
    /// # Errors
    /// [`KeyError::PassphraseText`] when it is anything else, or the cost is out of bounds (19 MiB to
    /// 4 GiB, at most 64 passes and 64 lanes).
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        Self::parse(text.trim()).ok_or(KeyError::PassphraseText)
    }

    fn parse(text: &str) -> Option<Self> {
        let (cost, salt) = text.strip_prefix(TEXT_PREFIX)?.split_once(':')?;
        let mut costs = cost.splitn(3, ',');
        let mut next = |name: &str| costs.next()?.strip_prefix(name)?.parse::<u32>().ok();
        let cost = [next("m=")?, next("t=")?, next("p=")?];
        let bounds = MIN_COST.iter().zip(&MAX_COST);
        if !cost.iter().zip(bounds).all(|(value, (min, max))| (min..=max).contains(&value)) {
            return None;
        }
        let [memory_kib, passes, lanes] = cost;
        Some(Self { memory_kib, passes, lanes, salt: STANDARD.decode(salt).ok()?.try_into().ok()? })
    }

    /// The line to store.
    pub fn to_text(&self) -> String {
        let salt = STANDARD.encode(self.salt);
        format!("{TEXT_PREFIX}m={},t={},p={}:{salt}", self.memory_kib, self.passes, self.lanes)
    }
}

/// A passphrase with its parameters. Whether it was the right one, [`RootKey::verify_check`] tells.
pub struct Passphrase {
    text: Zeroizing<String>,
    params: PassphraseParams,
}

impl Passphrase {
    /// Keeps what the person typed and the stored parameters.
    pub fn new(text: String, params: PassphraseParams) -> Self {
        Self { text: Zeroizing::new(text), params }
    }
}

impl RootKeyProvider for Passphrase {
    /// Derives the key: some tenths of a second and as much memory as the parameters say.
    fn root_key(&self) -> Result<RootKey, KeyError> {
        if self.text.chars().count() < MIN_CHARS {
            return Err(KeyError::PassphraseShort);
        }
        // The same passphrase typed on another keyboard or system has to give the same key.
        let normalized = Zeroizing::new(self.text.nfkc().collect::<String>());
        let PassphraseParams { memory_kib, passes, lanes, salt } = &self.params;
        let params = Params::new(*memory_kib, *passes, *lanes, Some(32)).map_err(|_| KeyError::Engine)?;
        let mut secret = Secret::default();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(normalized.as_bytes(), salt, secret.as_mut_slice())
            .map_err(|_| KeyError::Engine)?;
        RootKey::from_secret(secret)
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passphrase").field("text", &"[sealed]").field("params", &self.params).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    #[test]
    fn a_passphrase_gives_the_same_key_again_and_another_salt_another_one() {
        let entropy = SeededEntropy::new(1);
        let params = PassphraseParams::fresh(&entropy);
        assert_eq!(PassphraseParams::from_text(&params.to_text()).expect("reads"), params);
        let key = |text: &str, params: &PassphraseParams| {
            Passphrase::new(text.into(), params.clone()).root_key().expect("derived").check_value()
        };
        let first = key("cafe\u{301} au lait, s'il", &params);
        assert_eq!(first, key("caf\u{e9} au lait, s'il", &params), "the Unicode form does not matter");
        assert_ne!(first, key("caf\u{e9} au lait, s'il", &PassphraseParams::fresh(&entropy)));
        assert_ne!(first, key("caf\u{e9} au lait, s'ils", &params));
    }

    #[test]
    fn a_short_passphrase_and_absurd_parameters_are_refused() {
        let params = PassphraseParams::fresh(&SeededEntropy::new(1));
        let short = Passphrase::new("elevenchars".into(), params.clone());
        assert!(matches!(short.root_key(), Err(KeyError::PassphraseShort)));
        assert!(!format!("{short:?}").contains("eleven"));
        let good = params.to_text();
        for bad in [
            "",
            "kedun-root-passphrase-v1:",
            &good[..good.len() - 6],
            &good.replace("m=65536", "m=1024"),
            &good.replace("m=65536", "m=4294967295"),
            &good.replace("t=3", "t=0"),
            &good.replace("t=3,", ""),
        ] {
            assert!(matches!(PassphraseParams::from_text(bad), Err(KeyError::PassphraseText)), "{bad}");
        }
    }
}
