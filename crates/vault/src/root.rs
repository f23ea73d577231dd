//! The root key, what is derived straight from it, and the key-encryption keys it wraps.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Entropy;
use zeroize::{Zeroize, Zeroizing};

use crate::aead::{AeadKey, Format, Header};
use crate::error::KeyError;
use crate::kdf::{self, Secret};

const TEXT_PREFIX: &str = "kedun-root-key-v1:";

/// Where a root key comes from. Outside providers (a key server, PKCS#11, a cloud's key service) will be
/// further implementations.
pub trait RootKeyProvider {
    /// Fetches the root key.
    ///
    /// # Errors
    /// [`KeyError`] says why the key is not to be had.
    fn root_key(&self) -> Result<RootKey, KeyError>;
}

/// A root key handed over as text, as from the environment. The caller reads the environment.
pub struct KeyText(Zeroizing<String>);

impl KeyText {
    /// Keeps the text `kedun-root-key-v1:<base64 of 32 bytes>`; it is checked when the key is asked for.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl RootKeyProvider for KeyText {
    fn root_key(&self) -> Result<RootKey, KeyError> {
        RootKey::from_text(&self.0)
    }
}

impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyText([sealed])")
    }
}

/// A key-encryption key as it lies in the database: sealed by the root key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKek {
    /// 0 is the stable key, whose children never rotate; from 1 on, versions that rotation adds.
    pub version: u32,
    /// The sealed key.
    pub body: Vec<u8>,
}

/// The root of all keys of one installation.
pub struct RootKey {
    secret: Secret,
    database: Secret,
    check: Secret,
    wrap: AeadKey,
}

impl RootKey {
    /// A new random root key.
    ///
    /// # Errors
    /// [`KeyError::Engine`] when the cryptographic library refuses.
    pub fn fresh(entropy: &dyn Entropy) -> Result<Self, KeyError> {
        Self::from_secret(kdf::fresh(entropy))
    }

    /// Reads `kedun-root-key-v1:<base64 of 32 bytes>`; white space around it is ignored.
    ///
    /// # Errors
    /// [`KeyError::RootText`] when it is anything else.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let body = text.trim().strip_prefix(TEXT_PREFIX).ok_or(KeyError::RootText)?;
        let bytes = Zeroizing::new(STANDARD.decode(body).map_err(|_| KeyError::RootText)?);
        let mut secret = Secret::default();
        if bytes.len() != secret.len() {
            return Err(KeyError::RootText);
        }
        secret.copy_from_slice(&bytes);
        Self::from_secret(secret)
    }

    pub(crate) fn from_secret(secret: Secret) -> Result<Self, KeyError> {
        let prk = kdf::extract(secret.as_slice());
        let derive = |purpose| kdf::expand(&prk, purpose, "").map_err(|_| KeyError::Engine);
        let wrap = AeadKey::new(&*derive("kedun/v1/kek-wrap")?).map_err(|_| KeyError::Engine)?;
        Ok(Self { database: derive("kedun/v1/database")?, check: derive("kedun/v1/check")?, wrap, secret })
    }

    /// The one line that a key file or an environment variable holds. Handle it as the key itself.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut encoded = STANDARD.encode(self.secret.as_slice());
        // Sized at once, so that no part of the key is left behind by a growing buffer.
        let mut text = Zeroizing::new(String::with_capacity(TEXT_PREFIX.len() + encoded.len() + 1));
        text.push_str(TEXT_PREFIX);
        text.push_str(&encoded);
        encoded.zeroize();
        text
    }

    /// The raw 256-bit key of the embedded database. It comes from the root directly, since the
    /// key-encryption keys lie inside that database.
    pub fn database_key(&self) -> Zeroizing<[u8; 32]> {
        self.database.clone()
    }

    /// A value by which the right root key is recognized later. It tells nothing about the key and may
    /// be stored in the open.
    pub fn check_value(&self) -> [u8; 32] {
        *self.check
    }

    /// Whether a stored check value is this key's.
    pub fn verify_check(&self, stored: &[u8]) -> bool {
        verify_slices_are_equal(self.check.as_slice(), stored).is_ok()
    }

    /// The wrapped keys of a new installation: version 0 (stable) and version 1.
    ///
    /// # Errors
    /// [`KeyError::Engine`] when the cryptographic library refuses.
    pub fn first_keks(&self, entropy: &dyn Entropy) -> Result<Vec<WrappedKek>, KeyError> {
        Ok(vec![self.kek_create(0, entropy)?, self.kek_create(1, entropy)?])
    }

    /// A new random key-encryption key of that version, wrapped. Rotation persists it, then builds a new
    /// tree with it.
    ///
    /// # Errors
    /// [`KeyError::Engine`] when the cryptographic library refuses.
    pub fn kek_create(&self, version: u32, entropy: &dyn Entropy) -> Result<WrappedKek, KeyError> {
        let kek = kdf::fresh(entropy);
        self.kek_wrap(version, &kek, entropy)
    }

    /// The same key-encryption key wrapped by another root key: how the root key is changed without
    /// touching a single value.
    ///
    /// # Errors
    /// [`KeyError::WrongRoot`] when this root key does not open it.
    pub fn kek_rewrap(
        &self,
        wrapped: &WrappedKek,
        new_root: &RootKey,
        entropy: &dyn Entropy,
    ) -> Result<WrappedKek, KeyError> {
        let kek = self.kek_unwrap(wrapped)?;
        new_root.kek_wrap(wrapped.version, &kek, entropy)
    }

    fn kek_wrap(&self, version: u32, kek: &Secret, entropy: &dyn Entropy) -> Result<WrappedKek, KeyError> {
        let body = self
            .wrap
            .seal((Format::Tree, version), &[b"kek"], kek.as_slice(), entropy)
            .map_err(|_| KeyError::Engine)?;
        Ok(WrappedKek { version, body })
    }

    pub(crate) fn kek_unwrap(&self, wrapped: &WrappedKek) -> Result<Secret, KeyError> {
        let wrong = KeyError::WrongRoot { version: wrapped.version };
        let opened = Header::parse(&wrapped.body)
            .ok()
            .filter(|header| header.version == wrapped.version && header.format == Format::Tree)
            .and_then(|header| self.wrap.open(&header, &[b"kek"]).ok());
        let Some(opened) = opened.filter(|kek| kek.len() == 32) else { return Err(wrong) };
        let mut kek = Secret::default();
        kek.copy_from_slice(&opened);
        Ok(kek)
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey([sealed])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    #[test]
    fn a_root_key_survives_as_text_and_is_recognized() {
        let entropy = SeededEntropy::new(1);
        let root = RootKey::fresh(&entropy).expect("a key");
        let same = KeyText::new(format!(" {}\n", &*root.to_text())).root_key().expect("reads");
        assert_eq!(*same.database_key(), *root.database_key());
        assert!(same.verify_check(&root.check_value()));
        let other = RootKey::fresh(&entropy).expect("a key");
        assert!(!other.verify_check(&root.check_value()));
        assert!(!root.verify_check(&[]));
        assert_ne!(*other.database_key(), *root.database_key());
    }

    #[test]
    fn what_is_shown_and_what_is_used_differ() {
        let root = RootKey::fresh(&SeededEntropy::new(1)).expect("a key");
        assert_ne!(root.check_value(), *root.database_key());
        assert_ne!(root.check_value(), *root.secret);
    }
}
