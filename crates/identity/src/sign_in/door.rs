//! The last part of every way in: within one transaction the account is read again, the machine decides, and its grant
//! is made a session, its question a flow.

use audit::{Action, Actor, Event};
use jiff::Timestamp;
use model::{RecordId, SessionId, UserId};
use store::Writer;
use store::system::devices::{DeviceRow, device_create, device_seen, devices_trim};
use store::system::factors::passkeys_seen_on;
use store::system::sessions::{SessionRow, session_create, session_find, session_renew};
use store::system::sso::{sso_session_find, sso_session_move};
use store::system::users::{UserRow, user_factor_asked, user_lock, user_signed_in};
use uuid::Uuid;
use vault::SecretToken;
use zeroize::Zeroizing;

use super::account::Account;
use super::flow::{FLOW_SECS, Flow, flow_gone};
use super::machine::{self, Case, Effect, Grant, Purpose, State};
use super::step::{Step, Waiting};
use crate::change::thing;
use crate::device::kept_user_agent;
use crate::factors::FactorKind;
use crate::origin::{KNOWN_DEVICES, Origin, known_device};
use crate::post::{Letter, LetterKind};
use crate::risk::{Assessed, Risk, assess, remember};
use crate::service::Inner;
use crate::snapshot::Snapshot;
use crate::sso::Ticket;
use crate::{Device, Error};

/// A session that was just made or renewed, with the only copy of its token.
pub(crate) struct Entered {
    pub(crate) token: SecretToken,
    pub(crate) row: SessionRow,
    /// The token of a browser that was not known before.
    pub(crate) device: Option<Zeroizing<String>>,
    /// The owner is told of a device nobody saw before.
    pub(crate) letter: Option<Letter>,
}

/// How a step ended.
pub(crate) enum Passed {
    /// With a session.
    In(Entered),
    /// With a renewed session.
    Renewed(Entered),
    /// With a password that may be used from now on.
    Reset,
    /// With a question.
    Waiting(Waiting),
    /// With a refusal.
    Refused(State),
}

/// What a case comes from.
pub(crate) enum Source {
    /// From what was just proved, with the stored form of the password if that was it.
    Fresh(Option<String>),
    /// From what a provider of single sign-on has just vouched for.
    Sso(Ticket),
    /// From a flow.
    Flow(Box<Flow>),
}

/// The door, for one transaction.
pub(crate) struct Door<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) device: &'a Device,
    pub(crate) now: Timestamp,
}

impl Door<'_> {
    /// Lets the machine judge what has been proved, and does what it says.
    pub(crate) fn pass(
        &self,
        writer: &mut Writer<'_>,
        state: State,
        source: Source,
    ) -> Result<Passed, Error> {
        let State::Reading(case) = state else {
            return Ok(Passed::Refused(state));
        };
        let proved_hash = match &source {
            Source::Fresh(hash) => hash.as_deref(),
            Source::Sso(_) => None,
            Source::Flow(flow) => flow.proved_hash(),
        };
        // Held before it is read: whoever ends all of an account's sessions stands in line with whoever makes one.
        user_lock(writer, case.user)?;
        let Some(account) = Account::read(writer, case.user, self.snapshot, self.now)? else {
            return Ok(Passed::Refused(machine::step(state, machine::Event::Abandoned).0));
        };
        let mut assessed = match case.purpose {
            Purpose::SignIn => assess(writer, self.inner, self.snapshot, &account, self.device, self.now)?,
            Purpose::StepUp | Purpose::Reset => Assessed::default(),
        };
        if let Source::Flow(flow) = &source {
            assessed.risk = assessed.risk.max(flow.risk);
        }
        let unusual = (assessed.risk, self.inner.post.can_mail());
        let standing = account.standing(&case, proved_hash, unusual, self.now);
        let (state, effects) = machine::step(state, machine::Event::AccountRead(standing));
        let session = match &source {
            Source::Flow(flow) => flow.row.session_id,
            Source::Fresh(_) | Source::Sso(_) => None,
        };
        match state {
            State::Granted(_) => {
                if !provider_holds(writer, &source)? {
                    return Ok(Passed::Refused(
                        machine::step(machine::resume(case), machine::Event::Revoked).0,
                    ));
                }
                if let Source::Flow(flow) = &source {
                    flow.end(writer)?;
                }
                let passed = self.granted(writer, case, effects, (&account, &assessed), session)?;
                self.note_provider(writer, &source, &passed)?;
                Ok(passed)
            }
            State::Asking(..) | State::Confirming(_) | State::Enrolling(_) | State::Renewing(_) => {
                self.wait(writer, (case, assessed.risk), state, source, &account)
            }
            _ => {
                if assessed.risk == Risk::Block {
                    self.inner.log.append_in(writer, vec![self.blocked(&account.row, &assessed)]);
                }
                Ok(Passed::Refused(state))
            }
        }
    }

    /// A session that came by a provider remembers it: the provider can end it.
    fn note_provider(&self, writer: &mut Writer<'_>, source: &Source, passed: &Passed) -> Result<(), Error> {
        let Passed::In(entered) = passed else { return Ok(()) };
        match source {
            Source::Fresh(_) => Ok(()),
            Source::Sso(ticket) => ticket.keep(writer, entered.row.id.0, self.now),
            Source::Flow(flow) => {
                sso_session_move(writer, flow.row.id, entered.row.id.0)?;
                Ok(())
            }
        }
    }

    fn wait(
        &self,
        writer: &mut Writer<'_>,
        (case, risk): (Case, Risk),
        state: State,
        source: Source,
        account: &Account,
    ) -> Result<Passed, Error> {
        let (flow, token) = match source {
            Source::Flow(mut flow) => {
                flow.risk = risk;
                flow.keep(writer, case)?;
                (*flow, None)
            }
            Source::Fresh(hash) => {
                let (flow, token) = {
                    let origin = self.origin(writer, case)?;
                    Flow::begin(writer, self.inner, (case, risk), origin, hash, self.now)?
                };
                (flow, Some(token))
            }
            Source::Sso(ticket) => {
                let (flow, token) = {
                    let origin = self.origin(writer, case)?;
                    Flow::begin(writer, self.inner, (case, risk), origin, None, self.now)?
                };
                ticket.keep(writer, flow.row.id, self.now)?;
                (flow, Some(token))
            }
        };
        Waiting::new(writer, self.inner, state, account, &flow, token).map(Passed::Waiting)
    }

    fn origin(&self, writer: &mut Writer<'_>, case: Case) -> Result<Origin, Error> {
        if case.purpose == Purpose::Reset {
            return Ok(Origin::MailedLink);
        }
        Origin::of(writer, case.user, self.device, self.now)
    }

    /// What a flow asks for, without a step.
    pub(super) fn look(
        &self,
        writer: &mut Writer<'_>,
        flow: &Flow,
        account: &Account,
    ) -> Result<Step, Error> {
        let unusual = flow.unusual(self.inner);
        let standing = account.standing(&flow.case, flow.proved_hash(), unusual, self.now);
        let (state, _) = machine::step(machine::resume(flow.case), machine::Event::AccountRead(standing));
        if !matches!(
            state,
            State::Asking(..) | State::Confirming(_) | State::Enrolling(_) | State::Renewing(_)
        ) {
            return Err(flow_gone().into());
        }
        Ok(Waiting::new(writer, self.inner, state, account, flow, None)?.step)
    }

    fn granted(
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
        user_signed_in(writer, account.id, self.now)?;
        remember(writer, &row, row.device_id, &assessed.place)?;
        self.passkeys_seen(writer, grant, row.device_id)?;
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
        Ok(Entered { token, row, device: seen.token, letter })
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
        self.passkeys_seen(writer, grant, row.device_id)?;
        let event = self.event(Action::SteppedUp, &row, account).with("strength", row.strength.clone());
        self.inner.log.append_in(writer, vec![event]);
        Ok(Some(Entered { token, row, device: None, letter: None }))
    }

    /// Notes on which device the passkeys were used that were shown: a device that is lost takes them with it.
    fn passkeys_seen(
        &self,
        writer: &mut Writer<'_>,
        grant: &Grant,
        device: Option<Uuid>,
    ) -> Result<(), Error> {
        let Some(device) = device.filter(|_| grant.proofs().factors().has(FactorKind::Passkey)) else {
            return Ok(());
        };
        let since = Timestamp::from_second(self.now.as_second() - FLOW_SECS).unwrap_or(self.now);
        Ok(passkeys_seen_on(writer, grant.user(), device, since)?)
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

/// Whether the provider a flow came by still holds: where what was noted is gone, the person was unlinked or signed out
/// there meanwhile.
fn provider_holds(writer: &mut Writer<'_>, source: &Source) -> Result<bool, Error> {
    match source {
        Source::Flow(flow) if !flow.steps_up() && flow.case.proofs.has(super::Proof::Sso) => {
            Ok(sso_session_find(writer, flow.row.id)?.is_some())
        }
        _ => Ok(true),
    }
}
