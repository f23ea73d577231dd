//! An authenticator made of software, and the browser in front of it, by WebAuthn Level 3 and nothing of the program.
//!
//! Every part of an answer that a thief, a clone or a false page would get wrong can be set wrong.

use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// An authenticator with one credential. A clone of it is a clone indeed: the same key, the same counter.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is something that can be wrong by itself")]
pub(crate) struct SoftKey {
    pub(crate) pair: Arc<EcdsaKeyPair>,
    pub(crate) id: Vec<u8>,
    /// The account that it was made for; found by itself if it is given back.
    pub(crate) user_handle: Option<Vec<u8>>,
    /// How often it was used; zero for ever if it does not count.
    pub(crate) counter: u32,
    pub(crate) counts: bool,
    pub(crate) present: bool,
    pub(crate) verifies: bool,
    pub(crate) signs_right: bool,
    /// The page that asked.
    pub(crate) origin: String,
    /// The name its credential is bound to.
    pub(crate) rp_id: String,
}

impl SoftKey {
    /// A phone that verifies its holder.
    pub(crate) fn phone() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        Self {
            id: Sha256::digest(pair.public_key()).to_vec(),
            pair: Arc::new(pair),
            user_handle: None,
            counter: 0,
            counts: true,
            present: true,
            verifies: true,
            signs_right: true,
            origin: "https://crm.yunling.example".into(),
            rp_id: "crm.yunling.example".into(),
        }
    }

    /// A key on a ring that is only touched.
    pub(crate) fn ring() -> Self {
        Self { verifies: false, ..Self::phone() }
    }

    /// `navigator.credentials.create`, and `toJSON` of what it gives.
    pub(crate) fn create(&mut self, options: &Value) -> Value {
        self.user_handle = Some(URL_SAFE_NO_PAD.decode(options["user"]["id"].as_str().unwrap()).unwrap());
        let mut data = self.authenticator_data(ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.cose_key());
        // {"fmt": "none", "attStmt": {}, "authData": …}
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x59");
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(data);
        self.credential(&json!({
            "attestationObject": URL_SAFE_NO_PAD.encode(object),
            "clientDataJSON": URL_SAFE_NO_PAD.encode(self.client_data("webauthn.create", options)),
            "transports": ["internal"],
        }))
    }

    /// `navigator.credentials.get`, and `toJSON` of what it gives.
    pub(crate) fn get(&mut self, options: &Value) -> Value {
        let data = self.authenticator_data(0);
        let client_data = self.client_data("webauthn.get", options);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client_data));
        if !self.signs_right {
            signed.push(0);
        }
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        self.credential(&json!({
            "authenticatorData": URL_SAFE_NO_PAD.encode(data),
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
            "signature": URL_SAFE_NO_PAD.encode(signature),
            "userHandle": self.user_handle.as_ref().map(|handle| URL_SAFE_NO_PAD.encode(handle)),
        }))
    }

    /// The name of the credential, as browsers write it.
    pub(crate) fn id_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.id)
    }

    fn credential(&self, response: &Value) -> Value {
        json!({
            "id": self.id_text(),
            "rawId": self.id_text(),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": response,
            "clientExtensionResults": {},
        })
    }

    fn client_data(&self, sort: &str, options: &Value) -> Vec<u8> {
        let data = json!({
            "type": sort, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    /// The hash of the name, what its holder did, and how often it was used by now.
    fn authenticator_data(&mut self, more: u8) -> Vec<u8> {
        self.counter += u32::from(self.counts);
        let did = if self.present { PRESENT } else { 0 } | if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(&self.rp_id).to_vec();
        data.push(did | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// {1: 2, 3: -7, -1: 1, -2: x, -3: y}: an elliptic curve key for ES256 on P-256 (RFC 9053 section 7.1.1).
    fn cose_key(&self) -> Vec<u8> {
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        key.extend(x);
        key.extend([0x22, 0x58, 0x20]);
        key.extend(y);
        key
    }
}
