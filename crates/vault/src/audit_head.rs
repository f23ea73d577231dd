//! The MAC of an audit chain's head: the cheap proof, renewed with every event, of how long the log is.
//! HMAC-SHA-256 (RFC 2104) with a key of its own; the signed checkpoints (`audit_sign.rs`) are the dear one.

use aws_lc_rs::hmac;

use crate::tree::KeyTree;

impl KeyTree {
    /// The MAC of a head record, 32 bytes.
    pub fn audit_head_mac(&self, message: &[u8]) -> Vec<u8> {
        hmac::sign(&self.stable.audit_head, message).as_ref().to_vec()
    }

    /// Whether this installation made that MAC of that head record; compared in constant time.
    pub fn audit_head_holds(&self, message: &[u8], mac: &[u8]) -> bool {
        hmac::verify(&self.stable.audit_head, message, mac).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use crate::tree::testing::tree;

    #[test]
    fn a_head_holds_only_unchanged_and_only_here() {
        let mac = tree(1).audit_head_mac(b"main 7");
        assert!(tree(1).audit_head_holds(b"main 7", &mac));
        assert!(!tree(1).audit_head_holds(b"main 8", &mac));
        assert!(!tree(2).audit_head_holds(b"main 7", &mac));
        assert!(!tree(1).audit_head_holds(b"main 7", mac.get(..16).expect("32 bytes")));
    }
}
