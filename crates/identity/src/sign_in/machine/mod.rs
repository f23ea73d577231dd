//! The one state machine between "somebody at the door" and a session.
//!
//! [`step`] is pure: it reads no clock, no database and no password. The driver in `sign_in.rs` turns the
//! world into events and the effects back into deeds. A session can be minted only from a [`Grant`], and
//! only this file can make one.
//!
//! Adding a factor: a new [`State`] between `PasswordProved` and `SignedIn`, reached when the account asks
//! for it, and its event; the exhaustive test below then says which orders it must refuse.
//!
//! Invariant: no order of events reaches `SignedIn` without its proofs
//! (`no_order_of_events_to_depth_six_gets_in_without_its_proofs`).

use model::UserId;

/// How far a try has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing is proved.
    Anonymous,
    /// The try is counted; the password is being checked. `None` is an account that does not exist or may
    /// not sign in: it gets the same work.
    Checking(Option<UserId>),
    /// The password was right; the account is read again before the session is made.
    PasswordProved(UserId),
    /// A one-time link was right and is used up.
    LinkProved(UserId, Link),
    /// The end: a session was granted.
    SignedIn(UserId),
    /// The end: refused.
    Refused(Refusal),
}

/// A one-time link that proves who holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// The set-up link.
    SetUp,
    /// An invitation.
    Invitation,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// A one-time link was used in the same transaction.
    LinkUsed {
        /// The account it was for.
        account: UserId,
        /// What sort of link.
        link: Link,
    },
    /// The account was read again, in the transaction that would make the session.
    AccountRead {
        /// Whether it may (still) sign in with what was proved.
        may: bool,
    },
    /// The try was given up: too long, too busy, or cut off.
    Abandoned,
}

/// Why a try ended without a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Read the account in the transaction that will make the session.
    ReadAccount(UserId),
    /// Make the session and write that it was made, in that transaction.
    Mint(Grant),
    /// Write that the try failed.
    LogFailure(Refusal),
}

/// The right to make exactly one session. It can't be copied, and only [`step`] makes one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    user: UserId,
    strength: Strength,
}

/// How strongly the person proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum Strength {
    /// A password alone.
    Password,
    /// A one-time link, with a new password set.
    Link,
}

impl Strength {
    /// The stable text kept with the session.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Link => "link",
        }
    }
}

impl Grant {
    /// Whose session it may be.
    pub(crate) fn user(&self) -> UserId {
        self.user
    }

    /// How it was earned.
    pub(crate) fn strength(&self) -> Strength {
        self.strength
    }
}

/// One step. Whatever is not expected ends the try; an end stays the end and does nothing more.
pub(crate) fn step(state: State, event: Event) -> (State, Vec<Effect>) {
    match (state, event) {
        (ended @ (State::SignedIn(_) | State::Refused(_)), _) => (ended, Vec::new()),
        (State::Anonymous, Event::Tried { wait_secs: Some(secs), .. }) => refused(Refusal::TryLater { secs }),
        (State::Anonymous, Event::Tried { account, wait_secs: None }) => {
            (State::Checking(account), vec![Effect::CheckPassword(account)])
        }
        (State::Anonymous, Event::LinkUsed { account, link }) => {
            (State::LinkProved(account, link), vec![Effect::ReadAccount(account)])
        }
        (State::Checking(Some(account)), Event::PasswordChecked { ok: true }) => {
            (State::PasswordProved(account), vec![Effect::ReadAccount(account)])
        }
        (State::PasswordProved(user), Event::AccountRead { may: true }) => {
            signed_in(user, Strength::Password)
        }
        (State::LinkProved(user, _), Event::AccountRead { may: true }) => signed_in(user, Strength::Link),
        _ => refused(Refusal::Failed),
    }
}

fn signed_in(user: UserId, strength: Strength) -> (State, Vec<Effect>) {
    (State::SignedIn(user), vec![Effect::Mint(Grant { user, strength })])
}

fn refused(refusal: Refusal) -> (State, Vec<Effect>) {
    (State::Refused(refusal), vec![Effect::LogFailure(refusal)])
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEPTH: u32 = 6;

    fn user(n: u128) -> UserId {
        UserId(uuid::Uuid::from_u128(n))
    }

    /// Every event there is, for two accounts, so that one's proof can't serve the other.
    fn events() -> Vec<Event> {
        let mut all = vec![
            Event::Tried { account: None, wait_secs: None },
            Event::Tried { account: None, wait_secs: Some(30) },
            Event::Tried { account: Some(user(1)), wait_secs: Some(30) },
            Event::PasswordChecked { ok: true },
            Event::PasswordChecked { ok: false },
            Event::AccountRead { may: true },
            Event::AccountRead { may: false },
            Event::Abandoned,
        ];
        for account in [user(1), user(2)] {
            all.push(Event::Tried { account: Some(account), wait_secs: None });
            for link in [Link::SetUp, Link::Invitation] {
                all.push(Event::LinkUsed { account, link });
            }
        }
        all
    }

    /// The rule, written a second time as what a whole trace must begin with.
    fn earned(trace: &[Event]) -> Option<UserId> {
        match trace {
            [
                Event::Tried { account: Some(account), wait_secs: None },
                Event::PasswordChecked { ok: true },
                Event::AccountRead { may: true },
                ..,
            ]
            | [Event::LinkUsed { account, .. }, Event::AccountRead { may: true }, ..] => Some(*account),
            _ => None,
        }
    }

    #[test]
    fn no_order_of_events_to_depth_six_gets_in_without_its_proofs() {
        fn walk(
            state: State,
            trace: &mut Vec<Event>,
            grants: &mut Vec<UserId>,
            all: &[Event],
            seen: &mut u64,
        ) {
            *seen += 1;
            let earned = earned(trace);
            assert_eq!(grants.first().copied(), earned, "{trace:?}");
            assert!(grants.len() <= 1, "one try mints one session: {trace:?}");
            assert_eq!(matches!(state, State::SignedIn(_)), earned.is_some(), "{trace:?}");
            if trace.len() == DEPTH as usize {
                return;
            }
            for event in all {
                let (next, effects) = step(state, *event);
                let before = grants.len();
                for effect in effects {
                    if let Effect::Mint(grant) = effect {
                        grants.push(grant.user());
                    }
                }
                trace.push(*event);
                walk(next, trace, grants, all, seen);
                trace.pop();
                grants.truncate(before);
            }
        }
        let all = events();
        let mut seen = 0;
        walk(State::Anonymous, &mut Vec::new(), &mut Vec::new(), &all, &mut seen);
        let width = all.len() as u64;
        assert_eq!(seen, (0..=DEPTH).map(|depth| width.pow(depth)).sum::<u64>());
    }

    #[test]
    fn an_unknown_account_gets_the_same_work_as_a_known_one() {
        let (_, known) = step(State::Anonymous, Event::Tried { account: Some(user(1)), wait_secs: None });
        let (state, unknown) = step(State::Anonymous, Event::Tried { account: None, wait_secs: None });
        assert!(matches!(known.as_slice(), [Effect::CheckPassword(Some(_))]));
        assert!(matches!(unknown.as_slice(), [Effect::CheckPassword(None)]));
        for ok in [true, false] {
            let (end, effects) = step(state, Event::PasswordChecked { ok });
            assert_eq!(end, State::Refused(Refusal::Failed));
            assert_eq!(effects, [Effect::LogFailure(Refusal::Failed)]);
        }
    }

    #[test]
    fn a_disabled_account_is_refused_even_after_the_right_password() {
        let (state, _) = step(State::Anonymous, Event::Tried { account: Some(user(1)), wait_secs: None });
        let (state, _) = step(state, Event::PasswordChecked { ok: true });
        let (state, _) = step(state, Event::AccountRead { may: false });
        assert_eq!(state, State::Refused(Refusal::Failed));
    }
}
