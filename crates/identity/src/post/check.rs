//! Checking that a mail is ours, by the code in it: against mails that only pretend to come from here.

use jiff::Timestamp;
use model::Problem;
use store::system::links::sent_mail_find;

use crate::{Acting, Error, Identity};

/// A mail that we did send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMail {
    /// What it is about, as a stable word.
    pub kind: String,
    /// When.
    pub sent_at: Timestamp,
}

impl Identity {
    /// The mail to oneself that holds that code; none if we sent none.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn mail_check(&self, acting: &Acting, code: &str) -> Result<Option<SentMail>, Problem> {
        let (user, hash) = (acting.principal.id(), self.check_hash(code));
        let found: Result<_, Error> =
            self.inner.database.read(move |reader| Ok(sent_mail_find(reader, &hash, user)?)).await;
        Ok(found?.map(|(kind, sent_at)| SentMail { kind, sent_at }))
    }
}
