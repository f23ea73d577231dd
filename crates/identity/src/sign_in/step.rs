//! What the person is asked next, as the pages show it.

use jiff::Timestamp;
use store::Writer;
use store::system::factors::recovery_codes_count;
use store::system::sso::sso_identities_of_user;
use zeroize::Zeroizing;

use super::account::Account;
use super::flow::Flow;
use super::machine::{Purpose, State};
use crate::Error;
use crate::factors::{FactorKind, FactorSet, masked_email, sent_to};
use crate::service::Inner;
use crate::sso::{SsoProvider, SsoRules};

/// Where a try stands.
#[derive(Clone)]
pub struct Step {
    /// What is asked.
    pub next: Next,
    /// What for: `sign_in`, `step_up` or `reset`.
    pub purpose: &'static str,
    /// Whose account it is.
    pub name: String,
    /// When the try is over.
    pub expires_at: Timestamp,
}

/// What is asked next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// A further proof, by one of these.
    Factor(Vec<Offer>),
    /// To bind a factor of one of these kinds.
    Enroll {
        /// The kinds that meet the rules.
        allowed: Vec<FactorKind>,
    },
    /// Another password.
    NewPassword {
        /// Why: `expired`, `breached`, `common`, `incident`, `campaign` or `reset`.
        why: String,
        /// Whether a second factor is bound: the policy then asks for fewer characters.
        factor_bound: bool,
    },
}

/// A way to give the further proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// A kind of factor, `recovery_code`, `password` or `sso`.
    pub kind: &'static str,
    /// Where a code would be sent, masked.
    pub sent_to: Option<String>,
    /// How many recovery codes are left.
    pub left: Option<u32>,
    /// The key of the provider, for kind `sso`.
    pub provider: Option<String>,
}

impl Offer {
    fn of(kind: &'static str) -> Self {
        Self { kind, sent_to: None, left: None, provider: None }
    }
}

/// A step that waits for the person, with the flow's token if it is a new one.
pub(crate) struct Waiting {
    pub(crate) step: Step,
    pub(crate) token: Option<Zeroizing<String>>,
}

impl Waiting {
    pub(crate) fn new(
        writer: &mut Writer<'_>,
        inner: &Inner,
        state: State,
        account: &Account,
        flow: &Flow,
        token: Option<Zeroizing<String>>,
    ) -> Result<Self, Error> {
        let now = inner.clock.now();
        let next = match state {
            State::Asking(_, kinds) => Next::Factor(offers(writer, inner, account, kinds, flow.steps_up())?),
            State::Confirming(_) => Next::Factor(vec![Offer {
                kind: FactorKind::EmailCode.as_str(),
                sent_to: Some(masked_email(&account.row.email)),
                left: None,
                provider: None,
            }]),
            State::Enrolling(_) => Next::Enroll {
                allowed: account.kinds_to_bind(now).iter().filter(|kind| can_bind(inner, *kind)).collect(),
            },
            _ => {
                let reset = flow.case.purpose == Purpose::Reset;
                let due = account.password_due.clone().filter(|_| !reset);
                let factor_bound = !account.bound().is_empty();
                Next::NewPassword { why: due.unwrap_or_else(|| "reset".into()), factor_bound }
            }
        };
        let step = Step {
            next,
            purpose: flow.case.purpose.as_str(),
            name: account.row.name.clone(),
            expires_at: flow.row.expires_at,
        };
        Ok(Self { step, token })
    }
}

/// Whether a factor of that kind can be bound here at all.
fn can_bind(inner: &Inner, kind: FactorKind) -> bool {
    match kind {
        FactorKind::Passkey => inner.relying_party.is_some(),
        FactorKind::Totp => true,
        FactorKind::EmailCode => inner.post.can_mail(),
        FactorKind::SmsCode => inner.post.can_sms(),
    }
}

/// The ways to answer, strongest first. Whoever has no factor here gives the password, or goes to a provider; so does, for
/// a fresh proof, whoever is linked with one whose second factor counts here.
fn offers(
    writer: &mut Writer<'_>,
    inner: &Inner,
    account: &Account,
    kinds: FactorSet,
    steps_up: bool,
) -> Result<Vec<Offer>, Error> {
    let mut offers: Vec<Offer> = kinds
        .iter()
        .map(|kind| Offer { sent_to: sent_to(inner, account, kind), ..Offer::of(kind.as_str()) })
        .collect();
    if kinds.is_empty() && account.local && account.row.password_hash.is_some() {
        offers.push(Offer::of("password"));
    }
    if steps_up {
        let counts = |provider: &&SsoProvider| kinds.is_empty() || provider.settings.trust_second_factor;
        let linked = sso_identities_of_user(writer, account.row.id)?;
        let rules = SsoRules::load(writer)?;
        let is_linked = |provider: &&SsoProvider| linked.iter().any(|row| row.provider_key == provider.key);
        let providers = rules.usable().filter(counts).filter(is_linked);
        offers.extend(
            providers.map(|provider| Offer { provider: Some(provider.key.clone()), ..Offer::of("sso") }),
        );
    }
    let (left, _) = recovery_codes_count(writer, account.row.id)?;
    if left > 0 && !kinds.is_empty() {
        offers.push(Offer { left: Some(left), ..Offer::of("recovery_code") });
    }
    Ok(offers)
}
