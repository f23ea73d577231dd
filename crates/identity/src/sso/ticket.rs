//! What a session has to remember of the provider it came by: the provider can end it.

use jiff::Timestamp;
use store::Writer;
use store::system::sso::{SsoSessionRow, sso_session_create};
use uuid::Uuid;

use crate::Error;

/// Whom a provider vouched for, and in which session there.
#[derive(Clone)]
pub(crate) struct Ticket {
    pub(crate) provider: String,
    pub(crate) subject: String,
    pub(crate) sid: Option<String>,
}

impl Ticket {
    /// Notes it with a flow or a session.
    pub(crate) fn keep(&self, writer: &mut Writer<'_>, id: Uuid, now: Timestamp) -> Result<(), Error> {
        let row = SsoSessionRow {
            id,
            provider_key: self.provider.clone(),
            subject: self.subject.clone(),
            sid: self.sid.clone(),
            created_at: now,
        };
        Ok(sso_session_create(writer, &row)?)
    }
}
