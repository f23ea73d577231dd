//! The last step of every way in: within one transaction the account is read again, the machine decides,
//! and the session is made from its grant.

use audit::{Action, Actor, Event};
use jiff::Timestamp;
use store::Writer;
use store::system::sessions::{SessionRow, session_create};
use store::system::users::{UserRow, UserState, user_find, user_signed_in};
use vault::SecretToken;

use super::machine::{self, Effect, Grant, State};
use crate::change::thing;
use crate::company::SessionLimits;
use crate::device::kept_user_agent;
use crate::service::Inner;
use crate::{Device, Error};
use model::{RecordId, SessionId};

/// A session that was just made, with the only copy of its token.
pub(crate) struct Entered {
    pub(crate) token: SecretToken,
    pub(crate) row: SessionRow,
}

/// What makes a session.
pub(crate) struct Entrance<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) device: &'a Device,
    pub(crate) limits: SessionLimits,
    pub(crate) now: Timestamp,
}

impl Entrance<'_> {
    /// Reads the account again, lets the machine decide, and makes the session if it grants one. `still`
    /// says whether what was proved still holds of the account as it is now.
    pub(crate) fn enter(
        &self,
        writer: &mut Writer<'_>,
        state: State,
        still: impl FnOnce(&UserRow) -> bool,
    ) -> Result<(State, Option<(Entered, Event)>), Error> {
        let (State::PasswordProved(id) | State::LinkProved(id, _)) = state else {
            return Ok((state, None));
        };
        let account = user_find(writer, id)?;
        let may =
            account.as_ref().is_some_and(|account| account.state == UserState::Active && still(account));
        let (state, effects) = machine::step(state, machine::Event::AccountRead { may });
        let mut entered = None;
        for effect in effects {
            if let (Effect::Mint(grant), Some(account)) = (effect, &account) {
                entered = Some(self.mint(writer, &grant, account)?);
            }
        }
        Ok((state, entered))
    }

    fn mint(
        &self,
        writer: &mut Writer<'_>,
        grant: &Grant,
        account: &UserRow,
    ) -> Result<(Entered, Event), Error> {
        let token = SecretToken::fresh(&*self.inner.entropy);
        let expires = self.now.as_second().saturating_add(self.limits.absolute_secs);
        let row = SessionRow {
            id: SessionId::fresh(&*self.inner.clock, &*self.inner.entropy),
            token_hash: token.hash().to_vec(),
            user_id: grant.user(),
            created_at: self.now,
            last_used_at: self.now,
            expires_at: Timestamp::from_second(expires).unwrap_or(self.now),
            idle_secs: self.limits.idle_secs,
            address: self.device.address.clone().unwrap_or_default(),
            user_agent: kept_user_agent(&self.device.user_agent),
            strength: grant.strength().as_str().into(),
            ended_at: None,
            ended_why: None,
        };
        session_create(writer, &row)?;
        user_signed_in(writer, account.id, self.now)?;
        let actor = Actor::person(account.id, account.name.clone());
        let event = Event::done(&*self.inner.clock, actor, Action::SignIn)
            .from(Some(row.id), self.device.address.clone())
            .on(thing("user"), Some(RecordId(account.id.0)))
            .with("strength", grant.strength().as_str());
        Ok((Entered { token, row }, event))
    }
}
