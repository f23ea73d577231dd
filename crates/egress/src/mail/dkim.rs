//! DKIM signatures (RFC 6376) with Ed25519 (RFC 8463) or RSA and SHA-256 (RFC 8301), relaxed in header and body.

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;

use super::settings::{DkimSettings, MailSettingsError, domain};
use crate::digest::sha256;

/// Signed where they are there, in this order.
const SIGNED: &[&str] = &[
    "from",
    "reply-to",
    "to",
    "subject",
    "date",
    "message-id",
    "auto-submitted",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
];

/// Signed once more than they are there: nobody can add a second one (RFC 6376 section 8.15).
const SEALED_AGAINST_MORE: &[&str] = &["from", "reply-to", "to", "subject"];

pub(super) struct Signer {
    domain: String,
    selector: String,
    key: Key,
}

enum Key {
    Ed25519(Ed25519KeyPair),
    Rsa(RsaKeyPair),
}

impl Signer {
    pub(super) fn new(settings: &DkimSettings) -> Result<Self, MailSettingsError> {
        let its_domain = domain(&settings.domain).ok_or(MailSettingsError::Unusable("dkim.domain"))?;
        let selector = domain(&settings.selector).ok_or(MailSettingsError::Unusable("dkim.selector"))?;
        let key = Key::parse(settings.key.reveal()).ok_or(MailSettingsError::Key)?;
        Ok(Self { domain: its_domain, selector, key })
    }

    /// The header field that goes before a mail.
    pub(super) fn header(&self, raw: &[u8], now: Timestamp) -> Result<Vec<u8>, Unspecified> {
        let (headers, body) = split(raw);
        let is_there = |name: &&&str| headers.iter().any(|(its, _)| its.eq_ignore_ascii_case(name));
        let names: Vec<&str> = SIGNED.iter().filter(is_there).chain(SEALED_AGAINST_MORE).copied().collect();
        let unsigned = format!(
            " v=1; a={}; c=relaxed/relaxed; d={};\r\n s={}; t={};\r\n h={};\r\n bh={};\r\n b=",
            self.key.algorithm(),
            self.domain,
            self.selector,
            now.as_second(),
            names.join(":\r\n "),
            STANDARD.encode(sha256(&relaxed_body(body))),
        );
        let signature = self.key.sign(&signing_input(&headers, &names, &unsigned))?;
        Ok(format!("DKIM-Signature:{unsigned}{}\r\n", folded(&STANDARD.encode(signature))).into_bytes())
    }
}

impl Key {
    fn parse(pem: &str) -> Option<Self> {
        let key = match PrivateKeyDer::from_pem_slice(pem.as_bytes()).ok()? {
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                let ed25519 = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map(Self::Ed25519);
                ed25519.or_else(|_| RsaKeyPair::from_pkcs8(der).map(Self::Rsa)).ok()?
            }
            PrivateKeyDer::Pkcs1(der) => Self::Rsa(RsaKeyPair::from_der(der.secret_pkcs1_der()).ok()?),
            _ => return None,
        };
        match &key {
            Self::Rsa(rsa) if rsa.public_modulus_len() < KeySize::Rsa2048.len() => None,
            _ => Some(key),
        }
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "ed25519-sha256",
            Self::Rsa(_) => "rsa-sha256",
        }
    }

    fn sign(&self, input: &[u8]) -> Result<Vec<u8>, Unspecified> {
        match self {
            // RFC 8463 section 3: of the digest, as with the others.
            Self::Ed25519(key) => Ok(key.sign(sha256(input).as_ref()).as_ref().to_vec()),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input, &mut signature)?;
                Ok(signature)
            }
        }
    }
}

/// Header fields, folded as they are, and the body.
fn split(raw: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, rest) = raw.split_at(end.unwrap_or(raw.len()));
    let body = rest.get(4..).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.split("\r\n") {
        match (line.starts_with([' ', '\t']), fields.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => {
                value.push_str("\r\n");
                value.push_str(line);
            }
            (false, _, Some((name, value))) => fields.push((name.into(), value.into())),
            _ => {}
        }
    }
    (fields, body)
}

/// What is signed (RFC 6376 section 3.7): the named fields, of several with one name the last first, then the signature's
/// own field without its value.
fn signing_input(headers: &[(String, String)], names: &[&str], unsigned: &str) -> Vec<u8> {
    let mut input = String::new();
    for (position, name) in names.iter().enumerate() {
        let taken = names.iter().take(position).filter(|earlier| *earlier == name).count();
        let found = headers.iter().rev().filter(|(its, _)| its.eq_ignore_ascii_case(name)).nth(taken);
        if let Some((name, value)) = found {
            input.push_str(&relaxed_field(name, value));
            input.push_str("\r\n");
        }
    }
    input.push_str(&relaxed_field("dkim-signature", unsigned));
    input.into_bytes()
}

/// RFC 6376 section 3.4.2.
fn relaxed_field(name: &str, value: &str) -> String {
    let words = value.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty());
    format!("{}:{}", name.trim_end().to_ascii_lowercase(), words.collect::<Vec<_>>().join(" "))
}

/// RFC 6376 section 3.4.4.
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut relaxed = Vec::with_capacity(body.len());
    let mut empty_lines = 0_usize;
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
        if line.iter().all(is_space) {
            empty_lines += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut empty_lines) {
            relaxed.extend_from_slice(b"\r\n");
        }
        let trailing = line.iter().rev().take_while(|byte| is_space(byte)).count();
        let mut after_space = false;
        for byte in line.iter().take(line.len() - trailing) {
            match (is_space(byte), after_space) {
                (true, true) => {}
                (true, false) => relaxed.push(b' '),
                (false, _) => relaxed.push(*byte),
            }
            after_space = is_space(byte);
        }
        relaxed.extend_from_slice(b"\r\n");
    }
    relaxed
}

fn folded(text: &str) -> String {
    let mut folded = String::new();
    for (position, c) in text.chars().enumerate() {
        if position > 0 && position % 72 == 0 {
            folded.push_str("\r\n ");
        }
        folded.push(c);
    }
    folded
}

#[cfg(test)]
pub(crate) mod tests;
