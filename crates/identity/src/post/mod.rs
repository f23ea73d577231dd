//! What this room sends: codes, links and notices. Letters are queued and sent by the room's task, so that an answer
//! takes no longer when there is somebody to write to than when there is not.
//!
//! Every mail carries a code that its reader can check in the app, and none a link to sign in: a link stands only in the
//! mails a person asked for a moment ago (another password, lifting a wait).
//!
//! Not here: SMTP and gateways (`egress`).

pub(crate) mod allowance;
mod check;
mod deliver;
mod letters;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};

use store::system::users::UserRow;
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use model::{Locale, UserId};

use crate::risk::{Place, Reason};
use crate::{Device, text};
pub use check::SentMail;
pub(crate) use letters::words;

/// Letters that may wait in each line; more are dropped, and the log says so.
const QUEUE: usize = 1024;

/// A mail or short message, ready to go.
#[derive(Clone)]
pub enum Message {
    /// By mail.
    Mail {
        /// To this address.
        to: String,
        /// The subject.
        subject: String,
        /// The text.
        text: Zeroizing<String>,
    },
    /// By short message.
    Sms {
        /// To this number, E.164.
        to: Zeroizing<String>,
        /// In this language.
        language: Locale,
        /// The code.
        code: Zeroizing<String>,
        /// Minutes it works.
        minutes: u32,
    },
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mail { .. } => "Mail [sealed]",
            Self::Sms { .. } => "Sms [sealed]",
        })
    }
}

/// Sending did not work; why, without anything of the message.
#[derive(Debug, thiserror::Error)]
#[error("a message could not be sent: {0}")]
pub struct PostError(pub String);

/// What sending gives: done, or why not.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), PostError>> + Send + 'a>>;

/// The ways out that the operator set up.
pub trait Post: Send + Sync {
    /// Whether mail can be sent.
    fn can_mail(&self) -> bool;
    /// Whether short messages can be sent.
    fn can_sms(&self) -> bool;
    /// Sends one.
    fn send(&self, message: Message) -> Sending<'_>;
}

/// No way out at all.
#[derive(Debug)]
pub struct NoPost;

impl Post for NoPost {
    fn can_mail(&self) -> bool {
        false
    }

    fn can_sms(&self) -> bool {
        false
    }

    fn send(&self, _message: Message) -> Sending<'_> {
        Box::pin(std::future::ready(Err(PostError("nothing is set up".into()))))
    }
}

/// What a letter is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LetterKind {
    /// A code of six digits.
    Code {
        /// By short message to that number, not by mail.
        phone: Option<Zeroizing<String>>,
        /// The code.
        code: Zeroizing<String>,
        /// Minutes it works.
        minutes: u32,
    },
    /// A link for another password.
    Reset {
        /// The link.
        url: Zeroizing<String>,
    },
    /// A link that lifts a wait.
    Unlock {
        /// The link.
        url: Zeroizing<String>,
    },
    /// The password was changed.
    PasswordChanged,
    /// A factor was bound or removed.
    FactorChanged,
    /// Somebody signed in from a device not seen before.
    NewDevice,
    /// A sign-in that is unusual for that person.
    Unusual {
        /// In what.
        reasons: Vec<Reason>,
    },
    /// The account was said to be compromised; everything ended.
    Compromised,
    /// Too many failures; strangers must wait.
    Locked,
}

impl LetterKind {
    /// The stable word that is kept with the mail's code.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Code { .. } => "code",
            Self::Reset { .. } => "reset",
            Self::Unlock { .. } => "unlock",
            Self::PasswordChanged => "password_changed",
            Self::FactorChanged => "factor_changed",
            Self::NewDevice => "new_device",
            Self::Unusual { .. } => "unusual_sign_in",
            Self::Compromised => "compromised",
            Self::Locked => "locked",
        }
    }
}

/// A letter to one person.
#[derive(Clone)]
pub(crate) struct Letter {
    pub(crate) user: UserId,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) language: Locale,
    pub(crate) kind: LetterKind,
    /// From where the cause came.
    pub(crate) device: String,
    pub(crate) address: String,
    /// Where that is; may be empty.
    pub(crate) place: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").field("kind", &self.kind.as_str()).finish_non_exhaustive()
    }
}

impl Letter {
    pub(crate) fn to(user: &UserRow, kind: LetterKind, device: &Device) -> Self {
        Self {
            user: user.id,
            email: user.email.clone(),
            name: user.name.clone(),
            language: text::language(&user.language).unwrap_or_default(),
            kind,
            device: crate::device_label(&device.user_agent),
            address: device.address.clone().unwrap_or_default(),
            place: String::new(),
        }
    }

    /// The same with the place the address is at.
    #[must_use]
    pub(crate) fn at_place(self, place: &Place) -> Self {
        let city = if self.language == Locale::Zh { &place.city_zh } else { &place.city_en };
        let parts: Vec<&str> = [city, &place.country].into_iter().flatten().map(String::as_str).collect();
        Self { place: parts.join(", "), ..self }
    }
}

/// A letter that a stranger asked for: whether there is anybody to write to is not known yet.
pub(crate) struct Asked {
    pub(crate) email_folded: String,
    pub(crate) purpose: &'static str,
    pub(crate) device: Device,
}

/// Letters that wait to be sent. Those that strangers ask for stand in a line of their own: however many they are, no other
/// letter is dropped for them.
pub(crate) struct Outbox {
    letters: mpsc::Sender<Letter>,
    asked: mpsc::Sender<Asked>,
    ends: parking_lot::Mutex<Option<Ends>>,
    /// What found no room since it was last told.
    dropped: AtomicU64,
}

/// Where the lines end, for the task that sends.
pub(crate) struct Ends {
    pub(crate) letters: mpsc::Receiver<Letter>,
    pub(crate) asked: mpsc::Receiver<Asked>,
}

impl Outbox {
    pub(crate) fn new() -> Self {
        let (letters, letters_end) = mpsc::channel(QUEUE);
        let (asked, asked_end) = mpsc::channel(QUEUE);
        let ends = Ends { letters: letters_end, asked: asked_end };
        Self { letters, asked, ends: parking_lot::Mutex::new(Some(ends)), dropped: AtomicU64::new(0) }
    }

    /// Puts a letter in line; never waits.
    pub(crate) fn push(&self, letter: Letter) {
        self.noted(self.letters.try_send(letter).is_ok());
    }

    /// The same with one that a stranger asked for.
    pub(crate) fn ask(&self, asked: Asked) {
        self.noted(self.asked.try_send(asked).is_ok());
    }

    fn noted(&self, had_room: bool) {
        if !had_room {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many found no room since this was last asked.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped.swap(0, Ordering::Relaxed)
    }

    /// The lines' ends, once.
    pub(crate) fn take(&self) -> Option<Ends> {
        self.ends.lock().take()
    }
}
