//! The key tree: from the key-encryption keys to one key a purpose.
//!
//! Version 0 is the stable key: blind indexes, search tokens, page cursors, audit heads and the password pepper
//! come from it, because their results are compared later and could not be re-made. Versions from 1 on seal
//! values, wrap people's keys and sign checkpoints; the highest one is used for what is new, all of them
//! open what is old.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use aws_lc_rs::hkdf::Prk;
use aws_lc_rs::hmac;
use model::Entropy;
use parking_lot::RwLock;

use crate::aead::AeadKey;
use crate::audit_sign::AuditSigner;
use crate::error::{KeyError, SealError};
use crate::kdf::{self, Secret};
use crate::password::Pepper;
use crate::root::{RootKey, WrappedKek};

/// Objects are few (a company has tens); past this many a field key is derived each time, not kept.
const MAX_KEPT_FIELD_KEYS: usize = 4096;

/// Every key of one installation, ready for use. It never touches the database; rotation persists a new
/// [`WrappedKek`] and builds a new tree.
pub struct KeyTree {
    pub(crate) stable: StableKeys,
    versions: BTreeMap<u32, Arc<VersionKeys>>,
    pub(crate) current: Arc<VersionKeys>,
    pub(crate) entropy: Arc<dyn Entropy>,
}

/// The children of version 0.
pub(crate) struct StableKeys {
    pub(crate) blind: hmac::Key,
    pub(crate) search: hmac::Key,
    pub(crate) cursor: hmac::Key,
    pub(crate) audit_head: hmac::Key,
    pub(crate) pepper: Pepper,
}

/// The children of one rotating version.
pub(crate) struct VersionKeys {
    pub(crate) version: u32,
    prk: Prk,
    pub(crate) subjects: AeadKey,
    pub(crate) history: AeadKey,
    pub(crate) files: AeadKey,
    signer: AuditSigner,
    fields: RwLock<HashMap<Box<str>, Arc<AeadKey>>>,
}

impl KeyTree {
    /// Unwraps every version. `keks` are those of [`RootKey::first_keks`] and of every rotation since.
    ///
    /// # Errors
    /// [`KeyError::WrongRoot`] when the root key does not open one of them, [`KeyError::Incomplete`] or
    /// [`KeyError::DuplicateVersion`] when they are no whole set.
    pub fn new(root: &RootKey, keks: Vec<WrappedKek>, entropy: Arc<dyn Entropy>) -> Result<Self, KeyError> {
        let mut stable = None;
        let mut versions = BTreeMap::new();
        for wrapped in keks {
            let version = wrapped.version;
            let kek = root.kek_unwrap(&wrapped)?;
            let twice = if version == 0 {
                stable.replace(StableKeys::derive(&kek)?).is_some()
            } else {
                versions.insert(version, Arc::new(VersionKeys::derive(version, &kek)?)).is_some()
            };
            if twice {
                return Err(KeyError::DuplicateVersion { version });
            }
        }
        let current = versions.values().next_back().map(Arc::clone).ok_or(KeyError::Incomplete)?;
        Ok(Self { stable: stable.ok_or(KeyError::Incomplete)?, versions, current, entropy })
    }

    /// The version that new values are sealed with.
    pub fn current_version(&self) -> u32 {
        self.current.version
    }

    /// The key that is mixed into every password before it is hashed.
    pub fn pepper(&self) -> Pepper {
        self.stable.pepper.clone()
    }

    /// The signer of audit checkpoints, of the current version.
    pub fn audit_signer(&self) -> &AuditSigner {
        &self.current.signer
    }

    /// The signer with that id among all versions, to verify what an older one signed.
    pub fn audit_signer_find(&self, key_id: &str) -> Option<&AuditSigner> {
        self.versions.values().map(|keys| &keys.signer).find(|signer| signer.key_id() == key_id)
    }

    pub(crate) fn version(&self, version: u32) -> Result<&VersionKeys, SealError> {
        self.versions.get(&version).map(|keys| &**keys).ok_or(SealError::UnknownVersion(version))
    }
}

impl StableKeys {
    fn derive(kek: &Secret) -> Result<Self, KeyError> {
        let prk = kdf::extract(kek.as_slice());
        let mac = |purpose| {
            let secret = kdf::expand(&prk, purpose, "").map_err(|_| KeyError::Engine)?;
            Ok::<_, KeyError>(hmac::Key::new(hmac::HMAC_SHA256, secret.as_slice()))
        };
        Ok(Self {
            blind: mac("kedun/v1/blind-index")?,
            search: mac("kedun/v1/search-token")?,
            cursor: mac("kedun/v1/cursor")?,
            audit_head: mac("kedun/v1/audit-head")?,
            pepper: Pepper::new(mac("kedun/v1/pepper")?),
        })
    }
}

impl VersionKeys {
    fn derive(version: u32, kek: &Secret) -> Result<Self, KeyError> {
        let prk = kdf::extract(kek.as_slice());
        let secret = |purpose| kdf::expand(&prk, purpose, "").map_err(|_| KeyError::Engine);
        let aead = |purpose| AeadKey::new(&*secret(purpose)?).map_err(|_| KeyError::Engine);
        Ok(Self {
            version,
            subjects: aead("kedun/v1/subject-wrap")?,
            history: aead("kedun/v1/history")?,
            files: aead("kedun/v1/file-chunk")?,
            signer: AuditSigner::new(&*secret("kedun/v1/audit-sign")?)?,
            fields: RwLock::new(HashMap::new()),
            prk,
        })
    }

    /// The field key of an object, kept once derived.
    pub(crate) fn field_key(&self, object: &str) -> Result<Arc<AeadKey>, SealError> {
        if let Some(key) = self.fields.read().get(object) {
            return Ok(Arc::clone(key));
        }
        let secret = kdf::expand(&self.prk, "kedun/v1/field", object).map_err(|_| SealError::Engine)?;
        let key = Arc::new(AeadKey::new(&secret).map_err(|_| SealError::Engine)?);
        let mut kept = self.fields.write();
        if kept.len() < MAX_KEPT_FIELD_KEYS {
            kept.insert(object.into(), Arc::clone(&key));
        }
        Ok(key)
    }
}

impl fmt::Debug for KeyTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyTree").field("current", &self.current.version).finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use crate::SeededEntropy;

    /// A whole tree from a seed.
    pub(crate) fn tree(seed: u64) -> KeyTree {
        let entropy = Arc::new(SeededEntropy::new(seed));
        let root = RootKey::fresh(&*entropy).expect("a root key");
        let keks = root.first_keks(&*entropy).expect("two keys");
        KeyTree::new(&root, keks, entropy).expect("a whole tree")
    }
}
