//! Page cursors: bytes that come back from a browser exactly as they were handed out, or not at all.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::tree::KeyTree;

const MAC_BYTES: usize = 16;

impl KeyTree {
    /// The bytes and 16 bytes of HMAC-SHA-256, in base64url. The bytes can be read by whoever holds the
    /// cursor: put nothing in that they may not see, and put in what the cursor is only good for.
    pub fn sign_cursor(&self, bytes: &[u8]) -> String {
        let tag = hmac::sign(&self.stable.cursor, bytes);
        let mut out = Vec::with_capacity(bytes.len() + MAC_BYTES);
        out.extend_from_slice(bytes);
        out.extend(tag.as_ref().iter().take(MAC_BYTES));
        URL_SAFE_NO_PAD.encode(out)
    }

    /// The bytes that were signed, or `None` for anything else.
    pub fn open_cursor(&self, cursor: &str) -> Option<Vec<u8>> {
        let mut bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let mac = bytes.split_off(bytes.len().checked_sub(MAC_BYTES)?);
        let tag = hmac::sign(&self.stable.cursor, &bytes);
        verify_slices_are_equal(tag.as_ref().get(..MAC_BYTES)?, &mac).ok()?;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::tree::testing::tree;

    proptest! {
        #[test]
        fn a_cursor_opens_only_unchanged(bytes: Vec<u8>, place: prop::sample::Index, other in 1u8..64) {
            let tree = tree(1);
            let cursor = tree.sign_cursor(&bytes);
            prop_assert_eq!(tree.open_cursor(&cursor), Some(bytes.clone()));
            let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            let mut changed = cursor.into_bytes();
            let at = place.index(changed.len());
            let digit = alphabet.iter().position(|c| *c == changed[at]).expect("base64url");
            changed[at] = alphabet[(digit + usize::from(other)) % 64];
            prop_assert_eq!(tree.open_cursor(&String::from_utf8(changed).expect("ascii")), None);
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            prop_assert_eq!(tree(1).open_cursor(&text), None);
        }
    }
}
