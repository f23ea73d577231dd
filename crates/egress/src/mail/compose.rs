//! A mail as bytes (RFC 5322, MIME).

use jiff::Timestamp;
use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{Date, Header, HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};

use super::Mail;
use super::error::MailError;
use super::settings::{Checked, mailbox, shown};
use crate::digest::sha256_hex;

/// A mail as it goes over the wire.
pub(super) struct Composed {
    pub(super) envelope: Envelope,
    /// Header and body, every line ending with CR LF.
    pub(super) raw: Vec<u8>,
}

/// Nobody's absence notice answers it (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

pub(super) fn compose(mail: &Mail, settings: &Checked, now: Timestamp) -> Result<Composed, MailError> {
    let is_id = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !(1..=64).contains(&mail.id.len()) || !mail.id.chars().all(is_id) {
        return Err(MailError::BadMail("id"));
    }
    let to = mailbox(&mail.to).ok_or(MailError::BadMail("recipient"))?;
    let mut builder = Message::builder()
        .from(settings.from.clone())
        .to(to)
        .subject(shown(&mail.subject, 200))
        .header(Date::from(std::time::SystemTime::from(now)))
        .message_id(Some(format!("<{}@{}>", mail.id, settings.from.email.domain())))
        .header(AutoSubmitted);
    if let Some(reply_to) = &settings.reply_to {
        builder = builder.reply_to(reply_to.clone());
    }
    let text = SinglePart::plain(lines(&mail.text));
    let message = match &mail.html {
        None => builder.singlepart(text),
        Some(html) => {
            // Of the content, so that it can't stand in the content and is no chance of its own.
            let boundary = sha256_hex(format!("{}\0{}\0{html}", mail.id, mail.text).as_bytes());
            let parts = MultiPart::alternative().boundary(boundary).singlepart(text);
            builder.multipart(parts.singlepart(SinglePart::html(lines(html))))
        }
    };
    let message = message.map_err(|_| MailError::BadMail("header"))?;
    Ok(Composed { envelope: message.envelope().clone(), raw: message.formatted() })
}

/// A text with one sort of line break, and of the control characters only that and the tabulator: a bare CR or LF could
/// end a mail early for one server and not for the next.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
