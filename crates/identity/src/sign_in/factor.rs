//! Further proofs that are typed: codes of an app, codes that were sent, recovery codes, the password for a fresh proof.

use std::sync::Arc;

use audit::{Action, Actor, Event as LogEvent, Outcome as Ended};
use model::{Problem, RecordId};
use store::Writer;
use store::system::codes::code_use;
use store::system::factors::{factor_step_use, factor_used, recovery_code_use};
use store::system::users::{UserRow, user_find, user_lock};
use uuid::Uuid;

use super::flow::Flow;
use super::machine::{Effect, Event, Outcome, Refusal, State, resume, step};
use super::{Account, Door, Entry, Passed, Proof, Source, factor_failed, flow_gone, flow_hash, try_later};
use crate::change::thing;
use crate::factors::{FactorKind, code_hash, recovery, totp_of};
use crate::verifier::{self, Count, Counted, Lane};
use crate::{Device, Error, Identity};

/// Longer texts are no code.
const MAX_CODE_CHARS: usize = 64;

/// How an answer ended, after its transaction.
enum Answered {
    Passed(Box<Passed>),
    Wrong(Problem),
}

impl Identity {
    /// Takes a code that the present step asked for: of kind `totp`, `email_code`, `sms_code` or `recovery_code`.
    ///
    /// # Errors
    /// `factor_failed` on `code` whatever is wrong with it, `try_later`, `flow_gone`.
    pub async fn factor_answer(
        &self,
        flow: &str,
        kind: &str,
        code: &str,
        device: &Device,
    ) -> Result<Entry, Problem> {
        if kind == "password" {
            return self.password_answer(flow, code, device).await;
        }
        let proof = match kind {
            "recovery_code" => Proof::RecoveryCode,
            kind => match FactorKind::parse(kind) {
                Some(kind) if kind != FactorKind::Passkey => kind.into(),
                _ => return Err(Problem::invalid_field("kind", "invalid_option")),
            },
        };
        let code: String = code.chars().filter(|c| !c.is_whitespace()).take(MAX_CODE_CHARS).collect();
        let code = zeroize::Zeroizing::new(code);
        let token = flow_hash(flow)?;
        let (inner, from, snapshot) = (Arc::clone(&self.inner), device.clone(), self.snapshot());
        let reading = self.inner.sessions.reading();
        let answered = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
            let flow = Flow::find(writer, &token, now)?;
            user_lock(writer, flow.case.user)?;
            let account = Account::read(writer, flow.case.user, &snapshot, now)?.ok_or_else(flow_gone)?;
            let asking = door.asking(&flow, &account)?;
            // A code to the account's own address, where nothing is bound: the same code to the person, another proof.
            let proof = match asking {
                State::Confirming(_) if proof == Proof::EmailCode => Proof::MailedCode,
                _ => proof,
            };
            let lane = lane(writer, &account.row, &door)?;
            let outcome = match verifier::count(writer, &lane, now)? {
                Count::Wait(secs) => Outcome::Wait { secs },
                Count::Go(counted) => door.check(writer, &counted, proof, &code, &account, flow.row.id)?,
            };
            door.answer(writer, asking, flow, &account, proof, outcome, &lane)
        });
        match answered.await? {
            Answered::Passed(passed) => self.passed(*passed, reading).await,
            Answered::Wrong(problem) => Err(problem),
        }
    }

    /// The password, where nothing stronger is bound: only for a fresh proof within a session.
    async fn password_answer(&self, flow: &str, password: &str, device: &Device) -> Result<Entry, Problem> {
        let token = flow_hash(flow)?;
        let now = self.inner.clock.now();
        let found: Result<_, Error> = self
            .inner
            .database
            .read(move |reader| {
                let flow = Flow::find(reader, &token, now)?;
                Ok(user_find(reader, flow.case.user)?)
            })
            .await;
        let row = found?.ok_or_else(flow_gone)?;
        let tried = self.password_try(row.email_folded.clone(), device).await?;
        let counted = match tried.count {
            Count::Go(counted) => counted,
            Count::Wait(secs) => return Err(try_later(secs)),
        };
        let usable = Some(&row).filter(|row| self.sso_rules().allows_local(row.id));
        let right = match self.password_check(&counted, password, usable).await {
            Ok(checked) => checked.is_some(),
            // Too many wait for the hasher: this was no failure of the person's.
            Err(error) => {
                self.uncount(tried.lane).await?;
                return Err(error.into());
            }
        };
        let (inner, from, snapshot) = (Arc::clone(&self.inner), device.clone(), self.snapshot());
        let reading = self.inner.sessions.reading();
        let answered = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
            let mut flow = Flow::find(writer, &token, now)?;
            user_lock(writer, flow.case.user)?;
            let account = Account::read(writer, flow.case.user, &snapshot, now)?.ok_or_else(flow_gone)?;
            let asking = door.asking(&flow, &account)?;
            flow.row.password_hash.clone_from(&row.password_hash);
            let outcome = if right { Outcome::Right } else { Outcome::Wrong };
            door.answer(writer, asking, flow, &account, Proof::Password, outcome, &tried.lane)
        });
        match answered.await? {
            Answered::Passed(passed) => self.passed(*passed, reading).await,
            Answered::Wrong(problem) => Err(problem),
        }
    }
}

impl Door<'_> {
    /// The state of a flow, which must be asking for a proof.
    pub(crate) fn asking(&self, flow: &Flow, account: &Account) -> Result<State, Error> {
        let unusual = flow.unusual(self.inner);
        let standing = account.standing(&flow.case, flow.proved_hash(), unusual, self.now);
        match step(resume(flow.case), Event::AccountRead(standing)) {
            (state @ (State::Asking(..) | State::Confirming(_)), _) => Ok(state),
            _ => Err(flow_gone().into()),
        }
    }

    /// Takes the outcome of a check to the machine, and on to the door if it was right.
    #[expect(clippy::too_many_arguments, reason = "one step with all it needs; it is called in two places")]
    fn answer(
        &self,
        writer: &mut Writer<'_>,
        asking: State,
        flow: Flow,
        account: &Account,
        proof: Proof,
        outcome: Outcome,
        lane: &Lane,
    ) -> Result<Answered, Error> {
        let event = Event::FactorChecked { account: account.row.id, proof, outcome };
        let (state, effects) = step(asking, event);
        for effect in &effects {
            if let Effect::LogFailure(refusal) = effect {
                return Ok(Answered::Wrong(self.wrong(writer, &account.row, proof, *refusal)));
            }
        }
        let passed = self.pass(writer, state, Source::Flow(Box::new(flow)))?;
        match &passed {
            Passed::In(_) | Passed::Renewed(_) => verifier::forgive(writer, lane)?,
            Passed::Waiting(_) | Passed::Reset => verifier::uncount(writer, lane)?,
            Passed::Refused(_) => {}
        }
        Ok(Answered::Passed(Box::new(passed)))
    }

    fn wrong(&self, writer: &mut Writer<'_>, user: &UserRow, proof: Proof, refusal: Refusal) -> Problem {
        let Refusal::TryLater { secs } = refusal else {
            let event = LogEvent::done(&*self.inner.clock, Actor::nobody(), Action::SignInFailed)
                .ended(Ended::Failed)
                .from(None, self.device.address.clone())
                .on(thing("user"), Some(RecordId(user.id.0)))
                .with("factor", proof.as_str());
            self.inner.log.append_in(writer, vec![event]);
            return factor_failed();
        };
        try_later(secs)
    }

    /// Looks at a code and uses it up.
    fn check(
        &self,
        writer: &mut Writer<'_>,
        counted: &Counted,
        proof: Proof,
        code: &str,
        account: &Account,
        bound_to: Uuid,
    ) -> Result<Outcome, Error> {
        let user = account.row.id;
        let right = match proof {
            Proof::Totp => self.totp_use(writer, counted, code, account)?,
            Proof::RecoveryCode => match recovery::hash(&self.inner.keys, user, code) {
                Some(hash) => recovery_code_use(writer, user, &hash, self.now)?,
                None => false,
            },
            Proof::EmailCode | Proof::SmsCode => {
                let hash = code_hash(&self.inner.keys, bound_to, code);
                let factor = code_use(writer, user, bound_to, &hash, self.now)?;
                let of_kind = |id: &Uuid| {
                    account.factors.iter().any(|factor| factor.id == *id && factor.kind == proof.as_str())
                };
                match factor.filter(of_kind) {
                    Some(factor) => factor_used(writer, factor, None, self.now)?,
                    None => false,
                }
            }
            Proof::MailedCode => {
                let hash = code_hash(&self.inner.keys, bound_to, code);
                code_use(writer, user, bound_to, &hash, self.now)? == Some(Uuid::nil())
            }
            _ => false,
        };
        Ok(if right { Outcome::Right } else { Outcome::Wrong })
    }

    /// Whether the code is right for one of the account's apps; its step is used up.
    pub(super) fn totp_use(
        &self,
        writer: &mut Writer<'_>,
        _counted: &Counted,
        code: &str,
        account: &Account,
    ) -> Result<bool, Error> {
        for factor in account.factors.iter().filter(|factor| factor.kind == FactorKind::Totp.as_str()) {
            let secret = totp_of(&self.inner.keys, factor)?;
            if let Some(used) = secret.step_of(code, self.now) {
                return Ok(factor_step_use(writer, factor.id, used, self.now)?);
            }
        }
        Ok(false)
    }
}

/// The lane of somebody whose account is known from a flow.
pub(super) fn lane(writer: &mut Writer<'_>, user: &UserRow, door: &Door<'_>) -> Result<Lane, Error> {
    Lane::of_browser(writer, (user.id, &user.email_folded), door.device, door.now)
}
