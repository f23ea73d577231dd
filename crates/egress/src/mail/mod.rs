//! Mail by SMTP (RFC 5321) through the house's own mail server.
//!
//! One connection a mail, few at a time, each with a limit of time. What the server says is kept as its code: its words
//! often hold the recipient's address.
//!
//! Not here: what a mail says, and sending it again. [`MailError::may_pass`] tells whether that has a point.

mod compose;
mod dkim;
mod error;
mod line;
mod session;
mod settings;
mod starttls;

use std::sync::Arc;
use std::time::Duration;

use model::Clock;
use tokio::sync::Semaphore;
use tokio_rustls::TlsConnector;

use crate::door::Door;
use crate::trust::Trust;

pub use error::{MailError, Reply};
pub use settings::{DkimSettings, MailSettings, MailSettingsError, Party, Security};

use settings::Checked;

/// Connections to the mail server at the same time.
const MAX_CONNECTIONS: usize = 4;

/// A mail to one person. It never prints itself: a mail's text may hold a code.
#[derive(Clone)]
pub struct Mail {
    /// The left half of the message id: 1 to 64 of `A-Z a-z 0-9 - _`, different for every mail, and the same when a mail is
    /// sent again, so that a receiver can tell.
    pub id: String,
    /// Who receives it.
    pub to: Party,
    /// The subject. Line breaks and signs that are not seen are taken out.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail {:?} [sealed]", self.id)
    }
}

/// Sends mail. Cheap to clone; clones share the limit of connections.
#[derive(Clone)]
pub struct MailOut(Arc<Inner>);

struct Inner {
    settings: Checked,
    door: Door,
    tls: TlsConnector,
    clock: Arc<dyn Clock>,
    places: Semaphore,
}

impl MailOut {
    /// A way to the mail server of those settings, through that door. A server inside the house has to be listed.
    ///
    /// # Errors
    /// A setting that can't be used.
    pub fn new(
        settings: MailSettings,
        door: &Door,
        trust: &Trust,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, MailSettingsError> {
        let tls = trust.tls(&[]).map_err(MailSettingsError::Tls)?;
        Ok(Self(Arc::new(Inner {
            settings: Checked::new(settings)?,
            door: door.clone(),
            tls: TlsConnector::from(Arc::new(tls)),
            clock,
            places: Semaphore::new(MAX_CONNECTIONS),
        })))
    }

    /// Hands a mail to the mail server.
    ///
    /// # Errors
    /// It can't be written, or the server can't be reached or does not take it. After [`MailError::TooSlow`] the server
    /// may have taken it all the same.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let inner = &*self.0;
        let now = inner.clock.now();
        let composed = compose::compose(mail, &inner.settings, now)?;
        let mut raw = Vec::new();
        if let Some(signer) = &inner.settings.dkim {
            raw = signer.header(&composed.raw, now).map_err(|_| MailError::NotSigned)?;
        }
        raw.extend_from_slice(&composed.raw);
        let limit = Duration::from_secs(inner.settings.timeout_secs);
        let sending = async {
            // The semaphore is never closed.
            let _place = inner.places.acquire().await.ok();
            session::deliver(&inner.settings, &inner.door, &inner.tls, &composed.envelope, &raw).await
        };
        tokio::time::timeout(limit, sending)
            .await
            .unwrap_or_else(|_| Err(MailError::TooSlow { host: inner.settings.host.clone() }))
    }
}

impl std::fmt::Debug for MailOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MailOut {{ host: {:?} }}", self.0.settings.host)
    }
}

#[cfg(test)]
mod tests;
