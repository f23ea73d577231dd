//! Signatures of audit checkpoints: Ed25519 (RFC 8032).

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

use crate::error::KeyError;

/// Signs checkpoints with one version's key.
pub struct AuditSigner {
    pair: Ed25519KeyPair,
    key_id: Box<str>,
}

impl AuditSigner {
    pub(crate) fn new(seed: &[u8; 32]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| KeyError::Engine)?;
        let hash = digest(&SHA256, pair.public_key().as_ref());
        let key_id = hex::encode(hash.as_ref().get(..8).ok_or(KeyError::Engine)?).into();
        Ok(Self { pair, key_id })
    }

    /// The signature: 64 bytes, the same each time for the same message.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }

    /// Whether this key signed that message.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        audit_signature_holds(self.public_key(), message, signature)
    }

    /// The public key, 32 bytes: whoever has it can verify without any secret.
    pub fn public_key(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }

    /// The key's name, stored beside each signature: the first 16 hexadecimal digits of SHA-256 of the
    /// public key.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }
}

/// Whether the owner of that public key signed that message: for verifiers outside the installation.
pub fn audit_signature_holds(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(message, signature).is_ok()
}

impl fmt::Debug for AuditSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditSigner").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032 section 7.1, test 2.
    #[test]
    fn the_signature_is_the_one_of_rfc_8032() {
        let bytes = |text: &str| hex::decode(text).expect("hexadecimal");
        let seed = bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        let signer = AuditSigner::new(&seed.try_into().expect("32 bytes")).expect("a signer");
        let public = bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        assert_eq!(signer.public_key(), public);
        let signature = bytes(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c\
             387b2eaeb4302aeeb00d291612bb0c00",
        );
        assert_eq!(signer.sign(&[0x72]), signature);
        assert!(signer.verify(&[0x72], &signature));
        assert!(!signer.verify(&[0x73], &signature));
        assert!(!signer.verify(&[0x72], &signature[1..]));
        assert!(!audit_signature_holds(&public[1..], &[0x72], &signature));
        assert_eq!(signer.key_id().len(), 16);
    }
}
