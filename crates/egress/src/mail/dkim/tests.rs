use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::signature::{ED25519, KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

use super::*;

/// RFC 8032 section 7.1, test 1; RFC 8463 appendix A.1 takes the same key.
const SEED: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
const PUBLIC: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

/// PKCS #8 (RFC 8410 section 7) around the seed.
pub(crate) fn ed25519_pem() -> String {
    let mut der = hex::decode("302e020100300506032b657004220420").expect("hex");
    der.extend(STANDARD.decode(SEED).expect("base64"));
    pem("PRIVATE KEY", &der)
}

fn signer(pem: &str) -> Result<Signer, MailSettingsError> {
    Signer::new(&DkimSettings { domain: "house.example".into(), selector: "one".into(), key: pem.into() })
}

/// RFC 8463 appendix A.2 and A.3: the message and its signature.
#[test]
fn the_example_of_rfc_8463_is_signed_as_printed() {
    let raw = "From: Joe SixPack <joe@football.example.com>\r\n\
        To: Suzie Q <suzie@shopping.example.net>\r\n\
        Subject: Is dinner ready?\r\n\
        Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n\
        Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\
        \r\n\
        Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
    let unsigned = " v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n \
        q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n \
        bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=";
    let (headers, body) = split(raw.as_bytes());
    assert_eq!(STANDARD.encode(sha256(&relaxed_body(body))), "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
    let names = ["from", "to", "subject", "date", "message-id", "from", "subject", "date"];
    let key = Key::parse(&ed25519_pem()).expect("a key");
    let signature = key.sign(&signing_input(&headers, &names, unsigned)).expect("signs");
    assert_eq!(
        STANDARD.encode(signature),
        "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw=="
    );
}

/// RFC 6376 section 3.4.5, example 1.
#[test]
fn relaxed_is_as_the_example_of_rfc_6376() {
    assert_eq!(relaxed_field("A", " X"), "a:X");
    assert_eq!(relaxed_field("B ", " Y\t\r\n\tZ  "), "b:Y Z");
    assert_eq!(relaxed_body(b" C \r\nD \t E\r\n\r\n\r\n"), b" C\r\nD E\r\n");
    assert_eq!(relaxed_body(b""), b"");
    assert_eq!(relaxed_body(b"\r\n \r\n"), b"");
    assert_eq!(relaxed_body(b"a\r\n\r\n \t\r\nb"), b"a\r\n\r\n\r\nb\r\n");
}

/// A receiver's side, written apart from the signer: what is signed, the signature, and whether the body is the one.
pub(crate) fn receive(raw: &str) -> (Vec<u8>, Vec<u8>, bool) {
    let (head, body) = raw.split_once("\r\n\r\n").expect("a body");
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut fields: Vec<(String, String)> = head
        .split("\r\n")
        .map(|line| line.split_once(':').expect("a field"))
        .map(|(name, value)| (name.to_lowercase(), squeeze(value)))
        .collect();
    let (name, own) = fields.remove(0);
    assert_eq!(name, "dkim-signature");
    let tag = |wanted: &str| {
        let tags = own.split("; ").map(|tag| tag.split_once('=').expect("a tag"));
        tags.filter(|(name, _)| *name == wanted)
            .map(|(_, value)| value.replace(' ', ""))
            .next()
            .expect("the tag")
    };
    let mut input = String::new();
    for name in tag("h").split(':') {
        if let Some(last) = fields.iter().rposition(|(its, _)| its == name) {
            let (name, value) = fields.remove(last);
            input += &[&name, ":", &value, "\r\n"].concat();
        }
    }
    let without_value = own.split_once("; b=").expect("a signature").0;
    input += &["dkim-signature:", without_value, "; b="].concat();
    let lines: Vec<String> = body
        .split("\r\n")
        .map(|line| {
            let indent = if line.starts_with([' ', '\t']) && !line.trim().is_empty() { " " } else { "" };
            format!("{indent}{}", squeeze(line))
        })
        .collect();
    let body = format!("{}\r\n", lines.join("\r\n").trim_end_matches("\r\n"));
    let body_is_it = tag("bh") == STANDARD.encode(sha256(body.as_bytes()));
    (input.into_bytes(), STANDARD.decode(tag("b")).expect("base64"), body_is_it)
}

pub(crate) fn is_signed_by_ed25519(raw: &str) -> bool {
    let (input, signature, body_is_it) = receive(raw);
    let public = UnparsedPublicKey::new(&ED25519, STANDARD.decode(PUBLIC).expect("base64"));
    body_is_it && public.verify(sha256(&input).as_ref(), &signature).is_ok()
}

const MAIL: &str = "From: 系统 <a@house.example>\r\nTo: b@example.com\r\nSubject: =?utf-8?b?5L2g?=\r\n =?utf-8?b?5aW9?=\r\n\
    Date: Sat, 01 Jan 2028 00:00:00 +0000\r\nMIME-Version: 1.0\r\n\r\nHello  you \r\n\r\n indented\r\n";

#[test]
fn a_receiver_verifies_an_rsa_signature_and_sees_any_change() {
    let key = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.public_key().as_ref().to_vec());
    let pkcs8: aws_lc_rs::encoding::Pkcs8V1Der<'_> = key.as_der().expect("der");
    let signer = signer(&pem("PRIVATE KEY", pkcs8.as_ref())).expect("a signer");
    let header = signer.header(MAIL.as_bytes(), Timestamp::UNIX_EPOCH).expect("signs");
    let signed = format!("{}{MAIL}", String::from_utf8(header).expect("ASCII"));
    assert!(signed.lines().all(|line| line.len() <= 78), "{signed}");

    let verifies = |raw: &str| {
        let (input, signature, body_is_it) = receive(raw);
        body_is_it && public.verify(&input, &signature).is_ok()
    };
    assert!(verifies(&signed));
    for (from, to) in [
        ("Hello", "Hallo"),
        ("To: b@", "To: c@"),
        ("5L2g", "5L2h"),
        ("\r\nTo: ", "\r\nSubject: another\r\nTo: "),
        ("\r\nTo: ", "\r\nReply-To: evil@example.net\r\nTo: "),
    ] {
        assert!(!verifies(&signed.replace(from, to)), "{from:?} -> {to:?}");
    }
}

#[test]
fn a_receiver_verifies_an_ed25519_signature() {
    let signer = signer(&ed25519_pem()).expect("a signer");
    let header = signer.header(MAIL.as_bytes(), Timestamp::UNIX_EPOCH).expect("signs");
    let signed = format!("{}{MAIL}", String::from_utf8(header).expect("ASCII"));
    assert!(is_signed_by_ed25519(&signed));
    assert!(!is_signed_by_ed25519(&signed.replace("indented", "intended")));
}

#[test]
fn a_key_that_is_none_is_refused_without_being_told() {
    for wrong in ["", "canary", &pem("PRIVATE KEY", b"canary"), &pem("EC PRIVATE KEY", b"canary")] {
        let error = signer(wrong).err().expect("refused");
        assert!(matches!(error, MailSettingsError::Key));
        assert!(!format!("{error:?} {error}").contains("canary"));
    }
    let wrong = DkimSettings { domain: "a b".into(), selector: "s".into(), key: ed25519_pem().into() };
    assert!(matches!(Signer::new(&wrong), Err(MailSettingsError::Unusable("dkim.domain"))));
    let wrong =
        DkimSettings { domain: "a.example".into(), selector: "s; b=".into(), key: ed25519_pem().into() };
    assert!(matches!(Signer::new(&wrong), Err(MailSettingsError::Unusable("dkim.selector"))));
}
