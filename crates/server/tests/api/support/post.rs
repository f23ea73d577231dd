//! Where letters arrive, and the codes of an app.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use identity::{Message, Post, Sending};
use tokio::sync::{Mutex, mpsc};

/// Collects what is sent.
pub(crate) struct PostBox {
    sender: mpsc::UnboundedSender<Message>,
    receiver: Mutex<mpsc::UnboundedReceiver<Message>>,
    no_mail: AtomicBool,
}

impl PostBox {
    pub(crate) fn new() -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        Self { sender, receiver: Mutex::new(receiver), no_mail: AtomicBool::new(false) }
    }

    /// From now on no mail can be sent, so that an unusual sign-in asks for none.
    pub(crate) fn without_mail(&self) {
        self.no_mail.store(true, Ordering::SeqCst);
    }

    /// The next mail with that word in its subject or text: whole.
    pub(crate) async fn mail_with(&self, word: &str) -> String {
        let mut receiver = self.receiver.lock().await;
        loop {
            let next = tokio::time::timeout(Duration::from_secs(20), receiver.recv()).await;
            let message = next.unwrap_or_else(|_| panic!("no mail with {word} came")).unwrap();
            if let Message::Mail { to, subject, text } = message {
                let whole = format!("{to}\n{subject}\n{}", *text);
                if whole.contains(word) {
                    return whole;
                }
            }
        }
    }
}

impl Post for PostBox {
    fn can_mail(&self) -> bool {
        !self.no_mail.load(Ordering::SeqCst)
    }

    fn can_sms(&self) -> bool {
        true
    }

    fn send(&self, message: Message) -> Sending<'_> {
        let _ = self.sender.send(message);
        Box::pin(std::future::ready(Ok(())))
    }
}

/// The code of an app at that second (RFC 6238), computed from the secret as a person would type it in.
pub(crate) fn totp(secret: &str, at: i64) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut bits = 0u32;
    let mut held = 0;
    let mut key = Vec::new();
    for c in secret.chars().filter(|c| !c.is_whitespace()) {
        bits = (bits << 5) | u32::try_from(ALPHABET.find(c).unwrap()).unwrap();
        held += 5;
        if held >= 8 {
            held -= 8;
            key.push(u8::try_from((bits >> held) & 0xff).unwrap());
        }
    }
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key);
    let tag = aws_lc_rs::hmac::sign(&key, &(at / 30).to_be_bytes());
    let tag = tag.as_ref();
    let place = usize::from(tag[19] & 0x0f);
    let number = u32::from_be_bytes(tag[place..place + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}
