//! The one sealed form: AES-256-GCM-SIV (RFC 8452) with a header.
//!
//! `format (1 byte) | key version (4 bytes, big endian) | nonce (12) | ciphertext and tag (n + 16)`.
//! The header and what the value belongs to are authenticated: format, key version, then each part with
//! its length before it, so that no two lists of parts read alike.

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, Nonce, UnboundKey};
use model::Entropy;
use zeroize::Zeroizing;

use crate::error::SealError;

const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
const HEADER_BYTES: usize = 5 + NONCE_BYTES;

/// Which kind of key a value is sealed with: the first byte.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A key of the tree, of the version in the header.
    Tree = 1,
    /// A person's own key; the header's version is that person's key generation.
    Subject = 2,
}

/// An AES-256-GCM-SIV key. Its schedule is wiped by AWS-LC when dropped.
pub(crate) struct AeadKey(LessSafeKey);

impl AeadKey {
    pub(crate) fn new(secret: &[u8; 32]) -> Result<Self, aws_lc_rs::error::Unspecified> {
        UnboundKey::new(&AES_256_GCM_SIV, secret).map(LessSafeKey::new).map(Self)
    }

    pub(crate) fn seal(
        &self,
        (format, version): (Format, u32),
        parts: &[&[u8]],
        plaintext: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_BYTES];
        entropy.fill(&mut nonce);
        // Capacity for all of it at once: growing would leave plaintext behind in freed memory.
        let mut out = Vec::with_capacity(HEADER_BYTES + plaintext.len() + TAG_BYTES);
        out.push(format as u8);
        out.extend_from_slice(&version.to_be_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(plaintext);
        let (_, body) = out.split_at_mut_checked(HEADER_BYTES).ok_or(SealError::Engine)?;
        let tag = self
            .0
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bind(format, version, parts)),
                body,
            )
            .map_err(|_| SealError::Engine)?;
        out.extend_from_slice(tag.as_ref());
        Ok(out)
    }

    pub(crate) fn open(&self, sealed: &Header<'_>, parts: &[&[u8]]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let mut body = Zeroizing::new(sealed.body.to_vec());
        let aad = Aad::from(bind(sealed.format, sealed.version, parts));
        let nonce = Nonce::assume_unique_for_key(sealed.nonce);
        let plaintext_bytes =
            self.0.open_in_place(nonce, aad, &mut body).map_err(|_| SealError::NotAuthentic)?.len();
        body.truncate(plaintext_bytes);
        Ok(body)
    }
}

/// A sealed value taken apart, not yet opened.
pub(crate) struct Header<'a> {
    pub(crate) format: Format,
    pub(crate) version: u32,
    nonce: [u8; NONCE_BYTES],
    body: &'a [u8],
}

impl<'a> Header<'a> {
    pub(crate) fn parse(sealed: &'a [u8]) -> Result<Self, SealError> {
        let (format, rest) = sealed.split_first().ok_or(SealError::Malformed)?;
        let format = match format {
            1 => Format::Tree,
            2 => Format::Subject,
            _ => return Err(SealError::Malformed),
        };
        let (version, rest) = rest.split_first_chunk::<4>().ok_or(SealError::Malformed)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Malformed)?;
        if body.len() < TAG_BYTES {
            return Err(SealError::Malformed);
        }
        Ok(Self { format, version: u32::from_be_bytes(*version), nonce: *nonce, body })
    }
}

fn bind(format: Format, version: u32, parts: &[&[u8]]) -> Vec<u8> {
    let bytes: usize = parts.iter().map(|part| part.len() + 8).sum();
    let mut aad = Vec::with_capacity(5 + bytes);
    aad.push(format as u8);
    aad.extend_from_slice(&version.to_be_bytes());
    for part in parts {
        aad.extend_from_slice(&(part.len() as u64).to_be_bytes());
        aad.extend_from_slice(part);
    }
    aad
}
