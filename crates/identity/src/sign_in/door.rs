//! The last part of every way in: within one transaction the account is read again, the machine decides, and its grant
//! is made a session, its question a flow.

use audit::{Action, Actor, Event, Outcome};
use jiff::Timestamp;
use model::RecordId;
use store::Writer;
use store::system::sso::{sso_session_find, sso_session_move};
use store::system::users::{UserRow, user_lock};

use super::account::Account;
use super::flow::{Flow, flow_gone};
use super::grant::Entered;
use super::machine::{self, Case, Purpose, State};
use super::step::{Step, Waiting};
use crate::change::thing;
use crate::origin::Origin;
use crate::risk::{Assessed, Risk, assess};
use crate::service::Inner;
use crate::snapshot::Snapshot;
use crate::sso::Ticket;
use crate::{Device, Error};

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
                    self.blocked(writer, &account.row, &assessed);
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

    /// A sign-in that a rule of the company's refused: nobody outside learns why, the log does.
    fn blocked(&self, writer: &mut Writer<'_>, account: &UserRow, assessed: &Assessed) {
        let event = Event::done(&*self.inner.clock, Actor::nobody(), Action::Denied)
            .ended(Outcome::Denied)
            .from(None, self.device.address.clone())
            .on(thing("user"), Some(RecordId(account.id.0)))
            .with("tried", Action::SignIn.as_str())
            .with("reasons", assessed.words());
        self.inner.log.append_in(writer, vec![event]);
    }
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
