//! The company's rules for signing in: the password policy, who needs which second factor, how long sessions last.
//! Data, kept as settings, part of every snapshot.

use std::sync::Arc;

use access::{Capability, Directory, User};
use audit::Action;
use jiff::{SignedDuration, Timestamp};
use model::Problem;
use passwords::{BreachedFilter, Policy};
use serde::{Deserialize, Serialize};
use store::Reader;

use crate::change::thing;
use crate::company::{SESSIONS_KEY, SessionLimits, limits_checked, session_limits_find};
use crate::requirement::{FactorRules, Need, Requirement};
use crate::{Acting, Error, Identity, settings};

const POLICY_KEY: &str = "password_policy";
const FACTORS_KEY: &str = "second_factor";

/// The policy of a new company (NIST SP 800-63B-4).
const DEFAULT_POLICY: &str = "modern";

/// The most policies a company may have of its own.
const MAX_CUSTOM: usize = 20;

/// Which policy is in force, and the company's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    active: String,
    #[serde(default)]
    custom: Vec<Policy>,
}

impl Default for Chosen {
    fn default() -> Self {
        Self { active: DEFAULT_POLICY.into(), custom: Vec::new() }
    }
}

/// The rules of one moment.
#[derive(Clone)]
pub struct SignInRules {
    policies: Vec<(Policy, bool)>,
    active: usize,
    factors: FactorRules,
    /// Limits that an administrator set; none: the policy's.
    limits: Option<SessionLimits>,
    breached: Option<Arc<BreachedFilter>>,
}

/// What an administrator wants; what is none stays.
#[derive(Clone, Default)]
pub struct SignInRulesChange {
    /// The policy in force, by key.
    pub active: Option<String>,
    /// All policies of the company's own.
    pub custom: Option<Vec<Policy>>,
    /// Who needs which factor.
    pub factors: Option<FactorRules>,
    /// How long sessions last.
    pub limits: Option<SessionLimits>,
}

impl SignInRules {
    pub(crate) fn load(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let limits = session_limits_find(reader)?;
        let chosen: Chosen = settings::read(reader, POLICY_KEY)?.unwrap_or_default();
        let factors: FactorRules = settings::read(reader, FACTORS_KEY)?.unwrap_or_default();
        let shipped = passwords::shipped()?;
        let policies: Vec<(Policy, bool)> = shipped
            .into_iter()
            .map(|policy| (policy, true))
            .chain(chosen.custom.into_iter().map(|policy| (policy.kept_to_limits(), false)))
            .collect();
        // A policy that is gone must not leave the company without one: the first shipped one then holds.
        let active = policies.iter().position(|(policy, _)| policy.key == chosen.active).unwrap_or(0);
        Ok(Self { policies, active, factors, limits, breached: None })
    }

    /// The same rules with a list of breached passwords.
    fn with_breached(self, breached: Option<Arc<BreachedFilter>>) -> Self {
        Self { breached, ..self }
    }

    /// The policy in force.
    #[expect(clippy::indexing_slicing, reason = "there is always one policy, and the place is of this list")]
    pub fn policy(&self) -> &Policy {
        &self.policies[self.active].0
    }

    /// Every policy, and whether it ships with the program.
    pub fn policies(&self) -> impl Iterator<Item = (&Policy, bool)> {
        self.policies.iter().map(|(policy, shipped)| (policy, *shipped))
    }

    /// Who needs which second factor.
    pub fn factors(&self) -> &FactorRules {
        &self.factors
    }

    /// The list of breached passwords, if one was imported.
    pub fn breached(&self) -> Option<&BreachedFilter> {
        self.breached.as_deref()
    }

    /// What is asked of a person. Without passwords everybody needs a passkey.
    pub(crate) fn requirement(&self, directory: &Directory, user: &User) -> Requirement {
        let mut requirement = self.factors.of(directory, user);
        if !self.policy().passwords_allowed {
            requirement.raise(Need::PhishingResistant, format!("policy:{}", self.policy().key));
        }
        requirement
    }

    /// When a password that was set then must be replaced; none if never.
    pub(crate) fn expires_at(&self, changed_at: Option<Timestamp>) -> Option<Timestamp> {
        let days = self.policy().max_age_days?;
        changed_at?.checked_add(SignedDuration::from_hours(24 * i64::from(days))).ok()
    }

    /// The same for one that ends so soon that its owner is warned.
    pub(crate) fn ends_soon(&self, changed_at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        let warned = SignedDuration::from_hours(24 * i64::from(self.policy().warn_days));
        self.expires_at(changed_at).filter(|end| now < *end && end.duration_since(now) <= warned)
    }

    /// The limits that an administrator set; none: the policy's.
    pub fn own_session_limits(&self) -> Option<SessionLimits> {
        self.limits
    }

    /// How long a session that begins now lasts.
    pub fn session_limits(&self) -> SessionLimits {
        self.limits.unwrap_or_else(|| SessionLimits {
            idle_secs: i64::from(self.policy().session_idle_secs),
            absolute_secs: i64::from(self.policy().session_absolute_secs),
        })
    }
}

impl Identity {
    /// The rules in force.
    pub fn sign_in_rules(&self) -> SignInRules {
        self.snapshot().rules.clone().with_breached(self.inner.breached.clone())
    }

    /// Changes the rules.
    ///
    /// # Errors
    /// `forbidden`, or a field's problem.
    pub async fn sign_in_rules_change(
        &self,
        acting: &Acting,
        wanted: SignInRulesChange,
    ) -> Result<SignInRules, Problem> {
        self.require(acting, Capability::SecurityManage, Action::SettingChanged).await?;
        self.refuse_dead_end(&wanted)?;
        let (by, factors) = (acting.clone(), wanted.factors.map(FactorRules::checked).transpose()?);
        let limits = wanted.limits.map(limits_checked).transpose()?;
        let (active, custom) = (wanted.active, wanted.custom);
        self.change(move |change| {
            let made = (change.now, Some(by.principal.id()));
            let mut changed = Vec::new();
            if active.is_some() || custom.is_some() {
                let rules = &change.stored.rules;
                let chosen = Chosen {
                    active: active.unwrap_or_else(|| rules.policy().key.clone()),
                    custom: custom.unwrap_or_else(|| rules.custom()),
                };
                settings::write(change.writer, POLICY_KEY, &rules.checked(&chosen)?, made)?;
                changed.push((POLICY_KEY, chosen.active));
            }
            if let Some(factors) = factors {
                settings::write(change.writer, FACTORS_KEY, &factors, made)?;
                changed.push((FACTORS_KEY, factors.default.need.as_str().into()));
            }
            if let Some(limits) = limits {
                settings::write(change.writer, SESSIONS_KEY, &limits, made)?;
                changed.push((SESSIONS_KEY, format!("{}/{}", limits.idle_secs, limits.absolute_secs)));
            }
            for (key, value) in changed {
                let event = by.event(change.clock(), Action::SettingChanged).on(thing("setting"), None);
                change.log(event.with("setting", key).with("value", value));
            }
            Ok(())
        })
        .await?;
        Ok(self.sign_in_rules())
    }
}

impl Identity {
    /// Without passwords everybody needs a passkey, which needs a name to be bound to.
    fn refuse_dead_end(&self, wanted: &SignInRulesChange) -> Result<(), Problem> {
        let rules = self.sign_in_rules();
        let custom = wanted.custom.clone().unwrap_or_else(|| rules.custom());
        let key = wanted.active.as_ref().unwrap_or(&rules.policy().key);
        let mut all = rules.policies().map(|(policy, _)| policy).chain(&custom);
        match all.find(|policy| policy.key == *key && !policy.passwords_allowed) {
            Some(_) => self.inner.relying_party().map(drop),
            None => Ok(()),
        }
    }
}

impl SignInRules {
    fn custom(&self) -> Vec<Policy> {
        self.policies().filter(|(_, shipped)| !shipped).map(|(policy, _)| policy.clone()).collect()
    }

    fn checked(&self, chosen: &Chosen) -> Result<Chosen, Problem> {
        let shipped: Vec<&str> =
            self.policies().filter(|(_, shipped)| *shipped).map(|(policy, _)| policy.key.as_str()).collect();
        if chosen.custom.len() > MAX_CUSTOM {
            return Err(Problem::invalid_field("custom", "too_many"));
        }
        let mut keys = shipped.clone();
        for policy in &chosen.custom {
            policy.check_itself()?;
            if keys.contains(&policy.key.as_str()) {
                return Err(Problem::invalid_field("key", "key_taken"));
            }
            keys.push(&policy.key);
        }
        if !keys.contains(&chosen.active.as_str()) {
            return Err(Problem::invalid_field("password_policy", "invalid_option"));
        }
        Ok(chosen.clone())
    }
}
