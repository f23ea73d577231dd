//! The model check: every order of events to depth eight, beside a naive reading of the same story.
//!
//! The orders are walked as a graph: two stories that lead to the same state of the machine and the same facts
//! have the same future, so that walking on from one of them covers both.

use std::collections::HashSet;

use super::*;

const DEPTH: usize = 8;

fn user(n: u128) -> UserId {
    UserId(uuid::Uuid::from_u128(n))
}

fn kinds(list: &[FactorKind]) -> FactorSet {
    list.iter().copied().collect()
}

/// Standings of every sort: what is bound, what is needed, whether it is overdue, whether the password must go.
fn standings() -> Vec<Standing> {
    use FactorKind::{EmailCode, Passkey, SmsCode, Totp};
    let mut all = Vec::new();
    for bound in
        [&[][..], &[Totp], &[Passkey], &[Passkey, Totp], &[SmsCode], &[EmailCode], &[Totp, EmailCode]]
    {
        for (need, meeting) in [
            (Need::None, kinds(&[Passkey, Totp, EmailCode])),
            (Need::Any, kinds(&[Passkey, Totp, EmailCode])),
            (Need::PhishingResistant, kinds(&[Passkey])),
        ] {
            for (overdue, new_password) in [(false, false), (true, false), (false, true), (true, true)] {
                let bound = kinds(bound);
                for local in [true, false] {
                    for (risk, mail) in
                        [(Risk::Low, true), (Risk::StepUp, true), (Risk::StepUp, false), (Risk::Block, true)]
                    {
                        let standing = Standing {
                            may: true,
                            bound,
                            need,
                            meeting,
                            overdue,
                            new_password,
                            local,
                            risk,
                            mail,
                        };
                        all.push(standing);
                    }
                }
            }
        }
    }
    let refused = Standing { may: false, ..all[0] };
    all.push(refused);
    all
}

/// Every event there is, for two accounts, so that one's proof can't serve the other.
fn events() -> Vec<Event> {
    let mut all = vec![
        Event::Tried { account: None, wait_secs: None },
        Event::Tried { account: None, wait_secs: Some(30) },
        Event::PasswordChecked { ok: true },
        Event::PasswordChecked { ok: false },
        Event::PasskeyChecked { account: None, verified: true },
        Event::SsoChecked { account: None, vouched: Vouched::Single },
        Event::Expired,
        Event::Revoked,
        Event::Abandoned,
    ];
    all.extend(standings().into_iter().map(Event::AccountRead));
    for account in [user(1), user(2)] {
        all.push(Event::Tried { account: Some(account), wait_secs: None });
        all.push(Event::Tried { account: Some(account), wait_secs: Some(30) });
        all.push(Event::StepUpAsked { account });
        all.push(Event::PasswordSet { account });
        for verified in [true, false] {
            all.push(Event::PasskeyChecked { account: Some(account), verified });
        }
        for vouched in [Vouched::Single, Vouched::SecondFactor, Vouched::PhishingResistant] {
            all.push(Event::SsoChecked { account: Some(account), vouched });
        }
        for link in [Link::SetUp, Link::Invitation, Link::Reset] {
            all.push(Event::LinkUsed { account, link });
        }
        for proof in Proof::ALL {
            for outcome in [Outcome::Right, Outcome::Wrong, Outcome::Wait { secs: 30 }] {
                all.push(Event::FactorChecked { account, proof, outcome });
            }
        }
        all.extend(FactorKind::ALL.into_iter().map(|kind| Event::Enrolled { account, kind }));
    }
    all
}

/// The story as somebody reads it who knows no states: who it is about, how it began, what was shown since, and what
/// the account said last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::struct_excessive_bools,
    clippy::option_option,
    reason = "a naive reading notes what it reads"
)]
struct Story {
    over: bool,
    tried: Option<Option<UserId>>,
    who: Option<UserId>,
    signing_in: bool,
    stepping_up: bool,
    resetting: bool,
    password: bool,
    passkey: bool,
    other_factor: FactorSet,
    recovery: bool,
    vouched: Option<Vouched>,
    mailed: bool,
    replaced: bool,
    fresh: Option<Standing>,
}

impl Story {
    fn after(mut self, event: Event) -> Self {
        let began = self.who.is_some();
        self.fresh = None;
        match event {
            Event::Expired | Event::Revoked | Event::Abandoned | Event::Tried { wait_secs: Some(_), .. } => {
                self.over = true;
            }
            Event::Tried { account, .. } if !began && self.tried.is_none() => self.tried = Some(account),
            Event::PasswordChecked { ok: true } if !began && self.tried.flatten().is_some() => {
                self.who = self.tried.flatten();
                (self.signing_in, self.password) = (true, true);
            }
            Event::PasskeyChecked { account: Some(account), verified: true } if self.is_blank() => {
                self.who = Some(account);
                (self.signing_in, self.passkey) = (true, true);
            }
            Event::SsoChecked { account: Some(account), vouched } if self.is_blank() => {
                self.who = Some(account);
                (self.signing_in, self.vouched) = (true, Some(vouched));
            }
            Event::SsoChecked { account: Some(account), vouched }
                if self.stepping_up && self.who == Some(account) =>
            {
                self.vouched = self.vouched.max(Some(vouched));
            }
            Event::SsoChecked { account: None, .. } if self.stepping_up => {}
            Event::LinkUsed { account, link } if self.is_blank() => {
                self.who = Some(account);
                (self.signing_in, self.resetting) = (link != Link::Reset, link == Link::Reset);
            }
            Event::StepUpAsked { account } if self.is_blank() => {
                (self.who, self.stepping_up) = (Some(account), true);
            }
            Event::FactorChecked { account, proof, outcome: Outcome::Right } if self.who == Some(account) => {
                self.show(proof);
            }
            Event::FactorChecked { account, .. } if self.who == Some(account) => {}
            Event::Enrolled { account, kind } if self.who == Some(account) => self.show(kind.into()),
            Event::PasswordSet { account } if self.who == Some(account) => self.replaced = true,
            Event::AccountRead(standing) if began => self.fresh = Some(standing),
            _ => self.over = true,
        }
        self
    }

    fn is_blank(&self) -> bool {
        self.who.is_none() && self.tried.is_none()
    }

    fn show(&mut self, proof: Proof) {
        match proof {
            Proof::Password => self.password = true,
            Proof::Passkey | Proof::PasskeyVerified => self.passkey = true,
            Proof::RecoveryCode => self.recovery = true,
            Proof::MailedCode => self.mailed = true,
            Proof::Totp => self.other_factor = self.other_factor.with(FactorKind::Totp),
            Proof::EmailCode => self.other_factor = self.other_factor.with(FactorKind::EmailCode),
            Proof::SmsCode => self.other_factor = self.other_factor.with(FactorKind::SmsCode),
            _ => {}
        }
    }

    fn factors(&self) -> FactorSet {
        if self.passkey { self.other_factor.with(FactorKind::Passkey) } else { self.other_factor }
    }

    /// The rule of the house, clause by clause.
    fn may_have_a_session(&self) -> bool {
        let Some(standing) = self.fresh else { return false };
        let elsewhere = self.vouched >= Some(Vouched::SecondFactor);
        let something_bound_is_shown =
            standing.bound.is_empty() || !self.factors().is_empty() || self.recovery || elsewhere;
        let began_as_it_may = standing.local || self.vouched.is_some();
        let needed_kind_is_shown = !self.factors().and(standing.meeting).is_empty();
        let need_is_met = match standing.need {
            Need::None => true,
            Need::Any => needed_kind_is_shown || self.recovery || elsewhere,
            Need::PhishingResistant => {
                needed_kind_is_shown || self.vouched == Some(Vouched::PhishingResistant)
            }
        };
        let may_wait = !standing.overdue && standing.bound.and(standing.meeting).is_empty() && !self.recovery;
        let password_is_fresh = !standing.new_password || !self.password || self.replaced;
        let unusual_is_answered = match standing.risk {
            Risk::Low | Risk::Notify => true,
            Risk::StepUp => {
                let elsewhere = self.vouched.is_some_and(|vouched| vouched >= Vouched::SecondFactor);
                !self.factors().is_empty() || self.recovery || elsewhere || self.mailed || !standing.mail
            }
            Risk::Block => false,
        };
        !self.over
            && self.signing_in
            && standing.may
            && began_as_it_may
            && unusual_is_answered
            && something_bound_is_shown
            && (need_is_met || may_wait)
            && password_is_fresh
    }

    /// A mailed link and a mailed code are one thing, where there is another.
    fn may_end_a_reset(&self) -> bool {
        let Some(standing) = self.fresh else { return false };
        let beside_mail = |set: FactorSet| set.iter().any(|kind| kind != FactorKind::EmailCode);
        let shown = if beside_mail(standing.bound) {
            beside_mail(self.factors()) || self.recovery
        } else {
            standing.bound.is_empty() || !self.factors().is_empty() || self.recovery
        };
        !self.over && self.resetting && standing.may && standing.local && self.replaced && shown
    }

    fn may_renew_a_session(&self) -> bool {
        let Some(standing) = self.fresh else { return false };
        let shown = if standing.bound.is_empty() {
            (self.password && standing.local) || self.vouched.is_some()
        } else {
            let elsewhere = self.vouched >= Some(Vouched::SecondFactor);
            !self.factors().is_empty() || self.recovery || elsewhere
        };
        !self.over && self.stepping_up && standing.may && shown
    }
}

#[test]
fn no_order_of_events_to_depth_eight_gets_in_without_the_required_factors() {
    let all = events();
    let mut frontier = vec![(State::Anonymous, Story::default())];
    let mut seen: HashSet<(State, Story)> = frontier.iter().copied().collect();
    let (mut minted, mut renewed, mut orders) = (0u64, 0u64, 0u64);
    for depth in 0..DEPTH {
        let mut next = Vec::new();
        for (state, story) in frontier {
            for event in &all {
                orders += 1;
                let (after, effects) = step(state, *event);
                let story = story.after(*event);
                for effect in &effects {
                    match effect {
                        Effect::Mint(grant) => {
                            minted += 1;
                            assert!(story.may_have_a_session(), "{depth}: {state:?} {event:?} {story:?}");
                            assert_eq!(Some(grant.user()), story.who);
                        }
                        Effect::Renew(grant) => {
                            renewed += 1;
                            assert!(story.may_renew_a_session(), "{depth}: {state:?} {event:?} {story:?}");
                            assert_eq!(Some(grant.user()), story.who);
                        }
                        Effect::CheckPassword(_) | Effect::ReadAccount(_) | Effect::LogFailure(_) => {}
                    }
                }
                let grants =
                    effects.iter().filter(|effect| matches!(effect, Effect::Mint(_) | Effect::Renew(_)));
                assert!(grants.count() <= 1);
                let ended = matches!(state, State::Granted(_) | State::Refused(_));
                assert!(!ended || (after == state && effects.is_empty()), "an end is the end");
                if matches!(after, State::Granted(case) if case.purpose == Purpose::Reset) && !ended {
                    assert!(story.may_end_a_reset(), "{state:?} {event:?} {story:?}");
                    assert!(effects.is_empty(), "a reset gives no session");
                }
                // Where the rules are met the door does open: the machine is no wall.
                let asks = matches!(state, State::Reading(_)) && story.may_have_a_session();
                assert!(!asks || matches!(after, State::Granted(_)), "{state:?} {event:?} {story:?}");
                // Which standing was read last matters for this step only.
                let story = Story { fresh: None, ..story };
                if seen.insert((after, story)) {
                    next.push((after, story));
                }
            }
        }
        frontier = next;
    }
    assert!(minted > 100 && renewed > 10, "the walk is about something: {minted} {renewed}");
    assert!(seen.len() > 1000 && orders > 100_000, "{} states, {orders} steps", seen.len());
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
fn a_lost_passkey_is_replaced_by_a_recovery_code_and_a_new_one() {
    let standing = Standing {
        may: true,
        bound: kinds(&[FactorKind::Passkey]),
        need: Need::PhishingResistant,
        meeting: kinds(&[FactorKind::Passkey]),
        overdue: false,
        new_password: false,
        local: true,
        risk: Risk::Low,
        mail: true,
    };
    let case = Case { purpose: Purpose::SignIn, user: user(1), proofs: Proofs::of(Proof::Password) };
    let (state, _) = step(resume(case), Event::AccountRead(standing));
    assert_eq!(state, State::Asking(case, standing.bound));
    let code = Event::FactorChecked { account: user(1), proof: Proof::RecoveryCode, outcome: Outcome::Right };
    let (state, _) = step(state, code);
    let (state, _) = step(state, Event::AccountRead(standing));
    assert!(matches!(state, State::Enrolling(_)), "{state:?}");
    let (state, _) = step(state, Event::Enrolled { account: user(1), kind: FactorKind::Passkey });
    let (state, effects) = step(state, Event::AccountRead(standing));
    assert!(matches!(state, State::Granted(_)));
    assert!(matches!(effects.as_slice(), [Effect::Mint(_)]));
}

#[test]
fn a_mailed_link_does_not_go_round_a_second_factor() {
    let standing = Standing {
        may: true,
        bound: kinds(&[FactorKind::Totp]),
        need: Need::None,
        meeting: kinds(&[FactorKind::Totp]),
        overdue: false,
        new_password: false,
        local: true,
        risk: Risk::Low,
        mail: true,
    };
    let (state, _) = step(State::Anonymous, Event::LinkUsed { account: user(1), link: Link::Reset });
    let (state, _) = step(state, Event::AccountRead(standing));
    assert!(matches!(state, State::Asking(..)), "{state:?}");
}

#[test]
fn where_only_a_provider_opens_an_account_nothing_of_ours_does() {
    let standing = Standing {
        may: true,
        bound: FactorSet::NONE,
        need: Need::None,
        meeting: kinds(&[FactorKind::Passkey]),
        overdue: false,
        new_password: false,
        local: false,
        risk: Risk::Low,
        mail: true,
    };
    let passkey = Event::PasskeyChecked { account: Some(user(1)), verified: true };
    let sso = Event::SsoChecked { account: Some(user(1)), vouched: Vouched::Single };
    let link = |link| Event::LinkUsed { account: user(1), link };
    for event in [passkey, link(Link::Invitation), link(Link::Reset)] {
        let (state, _) = step(State::Anonymous, event);
        let (state, effects) = step(state, Event::AccountRead(standing));
        assert_eq!(state, State::Refused(Refusal::Failed), "{event:?}");
        assert!(matches!(effects.as_slice(), [Effect::LogFailure(_)]));
    }
    let (state, _) = step(State::Anonymous, sso);
    let (_, effects) = step(state, Event::AccountRead(standing));
    assert!(matches!(effects.as_slice(), [Effect::Mint(_)]));
    // The password is not a fresh proof there either: the provider is asked.
    let (state, _) = step(State::Anonymous, Event::StepUpAsked { account: user(1) });
    let (asking, _) = step(state, Event::AccountRead(standing));
    let password = Event::FactorChecked { account: user(1), proof: Proof::Password, outcome: Outcome::Right };
    let (state, _) = step(step(asking, password).0, Event::AccountRead(standing));
    assert!(matches!(state, State::Asking(..)), "{state:?}");
    let (_, effects) = step(step(asking, sso).0, Event::AccountRead(standing));
    assert!(matches!(effects.as_slice(), [Effect::Renew(_)]));
}

#[test]
fn what_is_unusual_takes_more_than_a_password() {
    let standing = Standing {
        may: true,
        bound: FactorSet::NONE,
        need: Need::None,
        meeting: FactorSet::NONE,
        overdue: false,
        new_password: false,
        local: true,
        risk: Risk::StepUp,
        mail: true,
    };
    let case = Case { purpose: Purpose::SignIn, user: user(1), proofs: Proofs::of(Proof::Password) };
    let (asking, effects) = step(resume(case), Event::AccountRead(standing));
    assert_eq!((asking, effects), (State::Confirming(case), Vec::new()));
    // Nothing but the mailed code answers; not even a code of a kind that is not bound.
    for proof in Proof::ALL.into_iter().filter(|proof| *proof != Proof::MailedCode) {
        let event = Event::FactorChecked { account: user(1), proof, outcome: Outcome::Right };
        assert_eq!(step(asking, event).0, State::Refused(Refusal::Failed), "{proof:?}");
    }
    let event = Event::FactorChecked { account: user(1), proof: Proof::MailedCode, outcome: Outcome::Right };
    let (state, _) = step(asking, event);
    let (_, effects) = step(state, Event::AccountRead(standing));
    assert!(matches!(effects.as_slice(), [Effect::Mint(_)]));
    // Without mail the owner is only told; blocked is blocked whatever was shown.
    let (_, effects) = step(resume(case), Event::AccountRead(Standing { mail: false, ..standing }));
    assert!(matches!(effects.as_slice(), [Effect::Mint(_)]));
    let (state, _) = step(state, Event::AccountRead(Standing { risk: Risk::Block, ..standing }));
    assert_eq!(state, State::Refused(Refusal::Failed));
}
