//! What a grant of the machine becomes, within the transaction of the door: a session, or the same one with another secret.

use audit::{Action, Actor, Event};
use jiff::Timestamp;
use model::{RecordId, SessionId, UserId};
use store::Writer;
use store::system::devices::{DeviceRow, device_create, device_seen, devices_trim};
use store::system::factors::passkey_seen_on;
use store::system::sessions::{SessionRow, session_create, session_find, session_renew, sessions_trim};
use store::system::users::{UserRow, user_factor_asked, user_signed_in};
use uuid::Uuid;
use vault::SecretToken;
use zeroize::Zeroizing;

use super::account::Account;
use super::door::{Door, Passed};
use super::flow::FLOW_SECS;
use super::machine::{self, Case, Effect, Grant, Purpose, State};
use crate::Error;
use crate::change::thing;
use crate::device::kept_user_agent;
use crate::factors::FactorKind;
use crate::origin::{KNOWN_DEVICES, known_device};
use crate::post::{Letter, LetterKind};
use crate::risk::{Assessed, Risk, remember};
use crate::sessions::Cached;

/// Sessions of one person that are live at once; the longest unused gives way. Whoever knows a password must not be able to
/// fill the tables and lists with them.
const LIVE_SESSIONS: u32 = 100;

/// A session that was just made or renewed, with the only copy of its token.
pub(crate) struct Entered {
    pub(crate) token: SecretToken,
    pub(crate) row: SessionRow,
    /// The token of a browser that was not known before.
    pub(crate) device: Option<Zeroizing<String>>,
    /// The owner is told of a device nobody saw before.
    pub(crate) letter: Option<Letter>,
    /// What ended with it.
    pub(crate) over: Over,
}

/// Sessions that are over from the moment another one is there.
pub(crate) enum Over {
    /// None.
    Nothing,
    /// These.
    Some(Vec<SessionId>),
    /// All others of that person.
    AllOf(UserId),
}

impl Over {
    pub(crate) fn contains(&self, session: &Cached) -> bool {
        match self {
            Self::Nothing => false,
            Self::Some(ids) => ids.contains(&session.id),
            Self::AllOf(user) => session.user == *user,
        }
    }
}

impl Door<'_> {
    pub(super) fn granted(
        &self,
        writer: &mut Writer<'_>,
        case: Case,
        effects: Vec<Effect>,
        (account, assessed): (&Account, &Assessed),
        session: Option<SessionId>,
    ) -> Result<Passed, Error> {
        for effect in effects {
            match effect {
                Effect::Mint(grant) => {
                    self.ask_for_factor(writer, account)?;
                    return self.mint(writer, &grant, &account.row, assessed).map(Passed::In);
                }
                Effect::Renew(grant) => {
                    let entered = self.renew(writer, &grant, &account.row, session)?;
                    let ended =
                        || Passed::Refused(machine::step(machine::resume(case), machine::Event::Revoked).0);
                    return Ok(entered.map_or_else(ended, Passed::Renewed));
                }
                Effect::CheckPassword(_) | Effect::ReadAccount(_) | Effect::LogFailure(_) => {}
            }
        }
        Ok(if case.purpose == Purpose::Reset { Passed::Reset } else { Passed::Refused(State::Anonymous) })
    }

    /// The time to bind a factor runs from the first sign-in that lacked it.
    fn ask_for_factor(&self, writer: &mut Writer<'_>, account: &Account) -> Result<(), Error> {
        let lacks = account.due_at(self.now).is_some();
        if lacks == account.row.factor_asked_at.is_some() {
            return Ok(());
        }
        Ok(user_factor_asked(writer, account.row.id, lacks.then_some(self.now))?)
    }

    fn mint(
        &self,
        writer: &mut Writer<'_>,
        grant: &Grant,
        account: &UserRow,
        assessed: &Assessed,
    ) -> Result<Entered, Error> {
        let limits = self.snapshot.rules.session_limits();
        let token = SecretToken::fresh(&*self.inner.entropy);
        let expires = self.now.as_second().saturating_add(limits.absolute_secs);
        let seen = self.device_seen(writer, grant.user())?;
        let row = SessionRow {
            id: SessionId::fresh(&*self.inner.clock, &*self.inner.entropy),
            token_hash: token.hash().to_vec(),
            user_id: grant.user(),
            created_at: self.now,
            last_used_at: self.now,
            expires_at: Timestamp::from_second(expires).unwrap_or(self.now),
            idle_secs: limits.idle_secs,
            address: self.device.address.clone().unwrap_or_default(),
            user_agent: kept_user_agent(&self.device.user_agent),
            strength: grant.proofs().text(),
            ended_at: None,
            ended_why: None,
            device_id: Some(seen.id),
            proved_at: self.now,
        };
        session_create(writer, &row)?;
        let trimmed = sessions_trim(writer, account.id, LIVE_SESSIONS, self.now, "too_many")?;
        let over = if trimmed.is_empty() { Over::Nothing } else { Over::Some(trimmed) };
        user_signed_in(writer, account.id, self.now)?;
        remember(writer, &row, row.device_id, &assessed.place)?;
        self.passkey_seen(writer, grant, row.device_id)?;
        let is_new = seen.token.is_some();
        let mut event = self.event(Action::SignIn, &row, account);
        event = event.with("strength", row.strength.clone()).with("new_device", is_new);
        if assessed.risk > Risk::Low {
            event = event.with("risk", assessed.risk.as_str()).with("reasons", assessed.words());
        }
        self.inner.log.append_in(writer, vec![event]);
        // The first device of all is no news.
        let unusual = assessed.risk > Risk::Low && assessed.more_than_new_device();
        let kind = match (unusual, is_new) {
            (true, _) => Some(LetterKind::Unusual { reasons: assessed.score.reasons().to_vec() }),
            (false, true) => Some(LetterKind::NewDevice),
            (false, false) => None,
        };
        let letter = kind.filter(|_| account.last_sign_in_at.is_some());
        let letter = letter.map(|kind| Letter::to(account, kind, self.device).at_place(&assessed.place));
        Ok(Entered { token, row, device: seen.token, letter, over })
    }

    /// Another secret for the session, and a fresh proof: rights rise, so the old secret ends (OWASP ASVS 5.0 V7.2.4).
    fn renew(
        &self,
        writer: &mut Writer<'_>,
        grant: &Grant,
        account: &UserRow,
        session: Option<SessionId>,
    ) -> Result<Option<Entered>, Error> {
        let Some(row) = session.map(|id| session_find(writer, id)).transpose()?.flatten() else {
            return Ok(None);
        };
        let idle_since = self.now.as_second().saturating_sub(row.last_used_at.as_second());
        let over = row.ended_at.is_some() || row.expires_at <= self.now || idle_since >= row.idle_secs;
        if row.user_id != grant.user() || over {
            return Ok(None);
        }
        let token = SecretToken::fresh(&*self.inner.entropy);
        let strength = grant.proofs().text();
        if !session_renew(writer, row.id, &token.hash(), &strength, self.now)? {
            return Ok(None);
        }
        let row = SessionRow {
            token_hash: token.hash().to_vec(),
            strength,
            proved_at: self.now,
            last_used_at: self.now,
            ..row
        };
        self.passkey_seen(writer, grant, row.device_id)?;
        let event = self.event(Action::SteppedUp, &row, account).with("strength", row.strength.clone());
        self.inner.log.append_in(writer, vec![event]);
        let over = Over::Some(vec![row.id]);
        Ok(Some(Entered { token, row, device: None, letter: None, over }))
    }

    /// Notes on which device the passkey was used that was shown: a device that is lost takes it with it.
    fn passkey_seen(
        &self,
        writer: &mut Writer<'_>,
        grant: &Grant,
        device: Option<Uuid>,
    ) -> Result<(), Error> {
        let Some(device) = device.filter(|_| grant.proofs().factors().has(FactorKind::Passkey)) else {
            return Ok(());
        };
        let since = Timestamp::from_second(self.now.as_second() - FLOW_SECS).unwrap_or(self.now);
        Ok(passkey_seen_on(writer, grant.user(), device, since)?)
    }

    fn event(&self, action: Action, row: &SessionRow, account: &UserRow) -> Event {
        Event::done(&*self.inner.clock, Actor::person(account.id, account.name.clone()), action)
            .from(Some(row.id), self.device.address.clone())
            .on(thing("user"), Some(RecordId(account.id.0)))
    }

    /// The browser, as known from before or remembered from now on.
    fn device_seen(&self, writer: &mut Writer<'_>, user: UserId) -> Result<Seen, Error> {
        let address = self.device.address.clone().unwrap_or_default();
        if let Some(known) = known_device(writer, user, self.device, self.now)? {
            device_seen(writer, known, &address, self.now)?;
            return Ok(Seen { id: known, token: None });
        }
        // A browser that several people use keeps one token for all of them.
        let token = SecretToken::fresh(&*self.inner.entropy);
        let row = DeviceRow {
            id: SessionId::fresh(&*self.inner.clock, &*self.inner.entropy).0,
            user_id: user,
            token_hash: token.hash().to_vec(),
            user_agent: kept_user_agent(&self.device.user_agent),
            address,
            first_seen_at: self.now,
            last_seen_at: self.now,
            revoked_at: None,
        };
        device_create(writer, &row)?;
        devices_trim(writer, user, KNOWN_DEVICES, self.now)?;
        Ok(Seen { id: row.id, token: Some(token.reveal()) })
    }
}

struct Seen {
    id: Uuid,
    token: Option<Zeroizing<String>>,
}
