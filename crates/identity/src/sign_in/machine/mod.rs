//! The one state machine between "somebody at the door" and a session; also between a session and a stronger one, and
//! between a mailed link and another password.
//!
//! [`step`] is pure: it reads no clock, no database and no secret. The drivers beside it turn the world into
//! events and the effects back into deeds. A session can be minted or renewed only from a [`Grant`], and only
//! this file can make one. Between two requests a [`Case`] is kept (`flow.rs`); the account is read anew at
//! every step, so that what was proved is judged by the rules and factors of this moment.
//!
//! Adding a way to prove something: a [`Proof`], where it counts in [`judge`], and a line in the naive reading of
//! `check.rs`.
//!
//! Invariant: no order of events mints a session without the required factors
//! (`no_order_of_events_to_depth_eight_gets_in_without_the_required_factors`).

#[cfg(test)]
mod check;

use model::UserId;

use super::proofs::{Proof, Proofs};
use crate::factors::{FactorKind, FactorSet};
use crate::requirement::Need;

/// What somebody is at the door for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Purpose {
    /// A session.
    SignIn,
    /// A fresh proof within a session.
    StepUp,
    /// Another password, by a mailed link. It ends without a session: the person then signs in.
    Reset,
}

/// Somebody who proved something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Case {
    pub(crate) purpose: Purpose,
    pub(crate) user: UserId,
    pub(crate) proofs: Proofs,
}

/// How far a try has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum State {
    /// Nothing is proved.
    Anonymous,
    /// The try is counted; the password is being checked. `None` is an account that does not exist or may
    /// not sign in: it gets the same work.
    Checking(Option<UserId>),
    /// Something was proved; the account has to be read.
    Reading(Case),
    /// A further proof is asked for, by one of these kinds; a recovery code answers as well. None of them: the password.
    Asking(Case, FactorSet),
    /// A factor has to be bound first.
    Enrolling(Case),
    /// The password has to be replaced first.
    Renewing(Case),
    /// The end: what was asked for is granted.
    Granted(Case),
    /// The end: refused.
    Refused(Refusal),
}

/// A one-time link that proves who holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Link {
    /// The set-up link.
    SetUp,
    /// An invitation.
    Invitation,
    /// A mailed link for another password.
    Reset,
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    /// It was right, and was used up.
    Right,
    /// It was wrong, used before, or over.
    Wrong,
    /// It was not looked at: too many tries.
    Wait {
        /// How long to wait.
        secs: u32,
    },
}

/// How strongly somebody proved at a provider who they are, as far as the company takes its word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Vouched {
    /// Somehow.
    Single,
    /// With a second factor.
    SecondFactor,
    /// With one that can't be phished.
    PhishingResistant,
}

impl Vouched {
    /// What that proves.
    fn proofs(self) -> Proofs {
        let proofs = Proofs::of(Proof::Sso);
        match self {
            Self::Single => proofs,
            Self::SecondFactor => proofs.with(Proof::SsoSecondFactor),
            Self::PhishingResistant => proofs.with(Proof::SsoSecondFactor).with(Proof::SsoPhishingResistant),
        }
    }
}

/// What the account says, read in the transaction that would grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, read beside the others")]
pub(crate) struct Standing {
    /// Whether it may (still) come in with what was proved.
    pub(crate) may: bool,
    /// The kinds of factors that are bound to it.
    pub(crate) bound: FactorSet,
    /// How strong a factor the rules ask for.
    pub(crate) need: Need,
    /// The kinds that meet it.
    pub(crate) meeting: FactorSet,
    /// Whether the time to bind one is over.
    pub(crate) overdue: bool,
    /// Whether the password has to be replaced.
    pub(crate) new_password: bool,
    /// Whether it may begin with something of ours: a password, a passkey, a link. If not, only a provider opens it.
    pub(crate) local: bool,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Event {
    /// An e-mail address and a password were handed in, and the try was counted.
    Tried {
        /// The account, if there is one that may sign in.
        account: Option<UserId>,
        /// How long the counter says to wait.
        wait_secs: Option<u32>,
    },
    /// The hasher answered.
    PasswordChecked {
        /// Whether the password was right.
        ok: bool,
    },
    /// A passkey answered a challenge that was made for nobody in particular.
    PasskeyChecked {
        /// Whose passkey it is, if its signature holds.
        account: Option<UserId>,
        /// Whether its holder was verified.
        verified: bool,
    },
    /// A provider of single sign-on answered.
    SsoChecked {
        /// Whose identity there it is, if everything about the answer holds.
        account: Option<UserId>,
        /// How strongly it vouches.
        vouched: Vouched,
    },
    /// A one-time link was used in the same transaction.
    LinkUsed {
        /// The account it was for.
        account: UserId,
        /// What sort of link.
        link: Link,
    },
    /// Somebody who is signed in wants to prove it anew.
    StepUpAsked {
        /// Whose session it is.
        account: UserId,
    },
    /// The further proof that was asked for was handed in and counted.
    FactorChecked {
        /// Whose it is.
        account: UserId,
        /// What it proves.
        proof: Proof,
        /// How it came out.
        outcome: Outcome,
    },
    /// A factor was bound, and with that proved.
    Enrolled {
        /// To whom.
        account: UserId,
        /// Which kind.
        kind: FactorKind,
    },
    /// The password was replaced in the same transaction.
    PasswordSet {
        /// Whose.
        account: UserId,
    },
    /// The account was read again.
    AccountRead(Standing),
    /// The time for all steps together is over.
    Expired,
    /// The account's sessions and flows were ended by somebody.
    Revoked,
    /// The try was given up: too long, too busy, or cut off.
    Abandoned,
}

/// Why a try ended without a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Refusal {
    /// Unknown, wrong, disabled, out of order: nobody outside learns which.
    Failed,
    /// Too many tries.
    TryLater {
        /// How long to wait.
        secs: u32,
    },
}

/// What the driver must do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Check the password of that account, or of none, with the same work.
    CheckPassword(Option<UserId>),
    /// Read the account in the transaction that will grant.
    ReadAccount(UserId),
    /// Make the session and write that it was made, in that transaction.
    Mint(Grant),
    /// Give the session another secret and note the fresh proof, in that transaction.
    Renew(Grant),
    /// Write that the try failed.
    LogFailure(Refusal),
}

/// The right to make or renew exactly one session. It can't be copied, and only [`step`] makes one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    user: UserId,
    proofs: Proofs,
}

impl Grant {
    /// Whose session it may be.
    pub(crate) fn user(&self) -> UserId {
        self.user
    }

    /// How it was earned.
    pub(crate) fn proofs(&self) -> Proofs {
        self.proofs
    }
}

impl Case {
    fn with(self, proof: Proof) -> Self {
        Self { proofs: self.proofs.with(proof), ..self }
    }

    fn with_all(self, proofs: Proofs) -> Self {
        Self { proofs: self.proofs.and_also(proofs), ..self }
    }
}

/// One step. Whatever is not expected ends the try; an end stays the end and does nothing more.
pub(crate) fn step(state: State, event: Event) -> (State, Vec<Effect>) {
    match (state, event) {
        (ended @ (State::Granted(_) | State::Refused(_)), _) => (ended, Vec::new()),
        (State::Anonymous, Event::Tried { wait_secs: Some(secs), .. }) => refused(Refusal::TryLater { secs }),
        (State::Anonymous, Event::Tried { account, wait_secs: None }) => {
            (State::Checking(account), vec![Effect::CheckPassword(account)])
        }
        (State::Checking(Some(user)), Event::PasswordChecked { ok: true }) => {
            begun(Purpose::SignIn, user, Proofs::of(Proof::Password))
        }
        (State::Anonymous, Event::PasskeyChecked { account: Some(user), verified: true }) => {
            begun(Purpose::SignIn, user, Proofs::of(Proof::PasskeyVerified))
        }
        (State::Anonymous, Event::SsoChecked { account: Some(user), vouched }) => {
            begun(Purpose::SignIn, user, vouched.proofs())
        }
        (State::Anonymous, Event::LinkUsed { account, link }) => match link {
            Link::SetUp => begun(Purpose::SignIn, account, Proofs::of(Proof::SetUpLink)),
            Link::Invitation => begun(Purpose::SignIn, account, Proofs::of(Proof::InvitationLink)),
            Link::Reset => begun(Purpose::Reset, account, Proofs::of(Proof::ResetLink)),
        },
        (State::Anonymous, Event::StepUpAsked { account }) => {
            begun(Purpose::StepUp, account, Proofs::default())
        }
        (State::Reading(case), Event::AccountRead(standing)) => judge(case, &standing),
        (State::Asking(case, kinds), Event::FactorChecked { account, proof, outcome })
            if account == case.user && answers(proof, kinds) =>
        {
            match outcome {
                Outcome::Right => read(case.with(proof)),
                Outcome::Wrong => (state, vec![Effect::LogFailure(Refusal::Failed)]),
                Outcome::Wait { secs } => (state, vec![Effect::LogFailure(Refusal::TryLater { secs })]),
            }
        }
        (State::Asking(case, kinds), Event::SsoChecked { account, vouched })
            if case.purpose == Purpose::StepUp && account.is_none_or(|account| account == case.user) =>
        {
            // Whoever has bound a factor here proves with it, or with a second one there that counts here.
            if account.is_some() && (kinds.is_empty() || vouched >= Vouched::SecondFactor) {
                read(case.with_all(vouched.proofs()))
            } else {
                (state, vec![Effect::LogFailure(Refusal::Failed)])
            }
        }
        (State::Enrolling(case), Event::Enrolled { account, kind }) if account == case.user => {
            read(case.with(kind.into()))
        }
        (State::Renewing(case), Event::PasswordSet { account }) if account == case.user => {
            read(case.with(Proof::NewPassword))
        }
        _ => refused(Refusal::Failed),
    }
}

/// Takes a kept case up again: the account has to be read before anything else.
pub(crate) fn resume(case: Case) -> State {
    State::Reading(case)
}

/// Whether a proof answers what is asked.
fn answers(proof: Proof, kinds: FactorSet) -> bool {
    if kinds.is_empty() {
        return proof == Proof::Password;
    }
    proof == Proof::RecoveryCode || !Proofs::of(proof).factors().and(kinds).is_empty()
}

/// The rules: what is still missing, or the grant.
fn judge(case: Case, standing: &Standing) -> (State, Vec<Effect>) {
    let proofs = case.proofs;
    let second = proofs.factors();
    let recovered = proofs.has(Proof::RecoveryCode);
    if !standing.may || !has_begun(case) || !may_begin_so(case, standing) {
        return refused(Refusal::Failed);
    }
    // Whoever has bound a factor is always asked for it, whatever the rules say of that kind.
    if !standing.bound.is_empty() && second.is_empty() && !recovered && !proofs.second_elsewhere() {
        return (State::Asking(case, standing.bound), Vec::new());
    }
    match case.purpose {
        Purpose::StepUp if standing.bound.is_empty() && !proved_first(proofs, standing) => {
            (State::Asking(case, FactorSet::NONE), Vec::new())
        }
        Purpose::StepUp => (State::Granted(case), vec![Effect::Renew(Grant { user: case.user, proofs })]),
        Purpose::Reset if !proofs.has(Proof::NewPassword) => (State::Renewing(case), Vec::new()),
        Purpose::Reset => (State::Granted(case), Vec::new()),
        Purpose::SignIn => judge_sign_in(case, standing),
    }
}

fn judge_sign_in(case: Case, standing: &Standing) -> (State, Vec<Effect>) {
    let proofs = case.proofs;
    let recovered = proofs.has(Proof::RecoveryCode);
    let met = match standing.need {
        Need::None => true,
        Need::Any => {
            recovered || !proofs.factors().and(standing.meeting).is_empty() || proofs.second_elsewhere()
        }
        Need::PhishingResistant => {
            !proofs.factors().and(standing.meeting).is_empty() || proofs.has(Proof::SsoPhishingResistant)
        }
    };
    if !met {
        let could_answer = standing.bound.and(standing.meeting);
        // A recovery code says that the factor is gone: another one has to be bound.
        if !could_answer.is_empty() && !recovered {
            return (State::Asking(case, could_answer), Vec::new());
        }
        if standing.overdue || recovered {
            return (State::Enrolling(case), Vec::new());
        }
    }
    if standing.new_password && proofs.has(Proof::Password) && !proofs.has(Proof::NewPassword) {
        return (State::Renewing(case), Vec::new());
    }
    (State::Granted(case), vec![Effect::Mint(Grant { user: case.user, proofs })])
}

/// Whether the case holds what its purpose begins with.
fn has_begun(case: Case) -> bool {
    match case.purpose {
        Purpose::SignIn => case.proofs.any(&[
            Proof::Password,
            Proof::PasskeyVerified,
            Proof::SetUpLink,
            Proof::InvitationLink,
            Proof::Sso,
        ]),
        Purpose::StepUp => true,
        Purpose::Reset => case.proofs.has(Proof::ResetLink),
    }
}

/// Whether the account takes what the case begins with: where only a provider opens it, nothing of ours does.
fn may_begin_so(case: Case, standing: &Standing) -> bool {
    standing.local || case.purpose == Purpose::StepUp || case.proofs.has(Proof::Sso)
}

/// Whether the first proof was given anew, for somebody who has no second one.
fn proved_first(proofs: Proofs, standing: &Standing) -> bool {
    proofs.has(Proof::Sso) || (standing.local && proofs.has(Proof::Password))
}

fn begun(purpose: Purpose, user: UserId, proofs: Proofs) -> (State, Vec<Effect>) {
    read(Case { purpose, user, proofs })
}

fn read(case: Case) -> (State, Vec<Effect>) {
    (State::Reading(case), vec![Effect::ReadAccount(case.user)])
}

fn refused(refusal: Refusal) -> (State, Vec<Effect>) {
    (State::Refused(refusal), vec![Effect::LogFailure(refusal)])
}
