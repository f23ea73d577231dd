//! An authenticator app: RFC 6238 with SHA-1, six digits and steps of 30 seconds.

use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};

/// Seconds of one step. A code counts once.
pub(crate) const STEP_SECS: i64 = 30;

/// The code of a secret at that second.
pub(crate) fn code(secret: &[u8], at_secs: i64) -> String {
    let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = sign(&key, &(at_secs / STEP_SECS).to_be_bytes());
    let tag = tag.as_ref();
    // RFC 4226 section 5.3: four bytes from the place that the last half byte names.
    let place = usize::from(tag.last().copied().unwrap_or(0) & 0x0f);
    let four = tag.get(place..place + 4).and_then(|four| four.try_into().ok()).unwrap_or([0; 4]);
    format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, SHA-1; the table has eight digits, of which the app shows the last six.
    #[test]
    fn the_vectors_of_rfc_6238_hold() {
        for (secs, eight) in [(59, "94287082"), (1_111_111_109, "07081804"), (20_000_000_000, "65353130")] {
            assert_eq!(code(b"12345678901234567890", secs), eight[2..], "{secs}");
        }
    }
}
