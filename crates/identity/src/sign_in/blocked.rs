//! A sign-in that a rule of the company's refuses, in the words of the log: nobody outside learns why.

use audit::{Action, Actor, Event, Outcome};
use model::{RecordId, UserId};
use store::Writer;
use store::system::users::UserRow;

use super::account::Account;
use super::door::Door;
use crate::Error;
use crate::change::thing;
use crate::risk::{Assessed, Risk, assess};

impl Door<'_> {
    /// What stands in the log of it.
    pub(super) fn blocked(&self, account: &UserRow, assessed: &Assessed) -> Event {
        Event::done(&*self.inner.clock, Actor::nobody(), Action::Denied)
            .ended(Outcome::Denied)
            .from(None, self.device.address.clone())
            .on(thing("user"), Some(RecordId(account.id.0)))
            .with("tried", Action::SignIn.as_str())
            .with("reasons", assessed.words())
    }

    /// The same for a sign-in whose transaction is rolled back, with what it had in the log; none where no such rule
    /// refused it.
    pub(crate) fn why_blocked(&self, writer: &mut Writer<'_>, user: UserId) -> Result<Option<Event>, Error> {
        let Some(account) = Account::read(writer, user, self.snapshot, self.now)? else { return Ok(None) };
        let assessed = assess(writer, self.inner, self.snapshot, &account, self.device, self.now)?;
        Ok((assessed.risk == Risk::Block).then(|| self.blocked(&account.row, &assessed)))
    }
}
