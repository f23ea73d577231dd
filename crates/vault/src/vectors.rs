//! Published test vectors, run through the library this room relies on: they would tell if an update, a
//! build flag or another processor gave other results.

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).expect("hexadecimal")
}

/// RFC 8452 appendix C.2 (`AEAD_AES_256_GCM_SIV`): key, nonce, additional data, plaintext, result.
#[test]
fn aes_256_gcm_siv_is_the_one_of_rfc_8452() {
    let key = "0100000000000000000000000000000000000000000000000000000000000000";
    let nonce = "030000000000000000000000";
    let vectors = [
        ("", "", "07f5f4169bbf55a8400cd47ea6fd400f"),
        ("", "0100000000000000", "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28"),
        ("", "010000000000000000000000", "9aab2aeb3faa0a34aea8e2b18ca50da9ae6559e48fd10f6e5c9ca17e"),
        (
            "",
            "01000000000000000000000000000000",
            "85a01b63025ba19b7fd3ddfc033b3e76c9eac6fa700942702e90862383c6c366",
        ),
        ("01", "0200000000000000", "1de22967237a813291213f267e3b452f02d01ae33e4ec854"),
    ];
    for (aad, plaintext, sealed) in vectors {
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM_SIV, &bytes(key)).expect("32 bytes"));
        let nonce = || Nonce::try_assume_unique_for_key(&bytes(nonce)).expect("12 bytes");
        let mut out = bytes(plaintext);
        key.seal_in_place_append_tag(nonce(), Aad::from(bytes(aad)), &mut out).expect("seals");
        assert_eq!(hex::encode(&out), sealed);
        let opened = key.open_in_place(nonce(), Aad::from(bytes(aad)), &mut out).expect("opens");
        assert_eq!(hex::encode(opened), plaintext);
    }
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// RFC 5869 appendix A.1, A.2 (beginning) and A.3.
#[test]
fn hkdf_sha_256_is_the_one_of_rfc_5869() {
    let vectors = [
        (
            "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
            "000102030405060708090a0b0c",
            "f0f1f2f3f4f5f6f7f8f9",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
            "",
            "",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ];
    for (secret, salt, info, expected) in vectors {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, &bytes(salt)).extract(&bytes(secret));
        let mut out = vec![0; 42];
        let info = bytes(info);
        prk.expand(&[&info], Length(42)).expect("expands").fill(&mut out).expect("42 bytes");
        assert_eq!(hex::encode(out), expected);
    }
}

/// RFC 4231 sections 4.2, 4.3 and 4.7 (a key longer than a block).
#[test]
fn hmac_sha_256_is_the_one_of_rfc_4231() {
    let vectors: [(Vec<u8>, &[u8], &str); 3] = [
        (vec![0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            b"Jefe".to_vec(),
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            vec![0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ];
    for (key, data, expected) in vectors {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        assert_eq!(hex::encode(hmac::sign(&key, data)), expected);
    }
}

/// RFC 9106 section 5.3 (Argon2id), with its secret and associated data.
#[test]
fn argon2id_is_the_one_of_rfc_9106() {
    use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
    let params = ParamsBuilder::new()
        .m_cost(32)
        .t_cost(3)
        .p_cost(4)
        .data(AssociatedData::new(&[4; 12]).expect("12 bytes"))
        .build()
        .expect("parameters");
    let mut out = [0; 32];
    Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params)
        .expect("a context")
        .hash_password_into(&[1; 32], &[2; 16], &mut out)
        .expect("hashes");
    assert_eq!(hex::encode(out), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
}
