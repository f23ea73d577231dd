//! From which score on what happens: set by whoever looks after security.

use model::Problem;
use serde::{Deserialize, Serialize};

use super::Risk;
use super::score::{Reason, Score};

/// The most a threshold can be: more than all reasons together weigh.
const MAX_SCORE: u32 = 300;

/// The most countries of a list: there are some 250 (ISO 3166-1).
const MAX_COUNTRIES: usize = 250;

/// The company's rules about unusual sign-ins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RiskRules {
    /// From this score on the owner is told.
    pub notify_at: u32,
    /// From this score on a further proof is asked for.
    pub step_up_at: u32,
    /// From this score on it is refused; none: never by score.
    pub block_at: Option<u32>,
    /// Sign-ins from other countries (ISO 3166-1 alpha-2) are refused; none: from nowhere. An address whose country is
    /// not known is not refused.
    pub countries: Option<Vec<String>>,
}

impl Default for RiskRules {
    /// One small sign alone is told; a new country on a new device is asked about; nothing is refused.
    fn default() -> Self {
        Self { notify_at: 20, step_up_at: 50, block_at: None, countries: None }
    }
}

impl RiskRules {
    /// What a score comes to.
    pub(crate) fn verdict(&self, score: &Score, country: Option<&str>) -> Risk {
        let elsewhere = self
            .countries
            .as_ref()
            .zip(country)
            .is_some_and(|(allowed, country)| !allowed.iter().any(|one| one == country));
        let points = score.points();
        if elsewhere || self.block_at.is_some_and(|at| points >= at) {
            Risk::Block
        } else if points >= self.step_up_at {
            Risk::StepUp
        } else if points >= self.notify_at {
            Risk::Notify
        } else {
            Risk::Low
        }
    }

    /// Why it would be refused for its country alone.
    pub(crate) fn reason(&self, country: Option<&str>) -> Option<Reason> {
        let (allowed, country) = self.countries.as_ref().zip(country)?;
        (!allowed.iter().any(|one| one == country)).then_some(Reason::CountryNotAllowed)
    }

    /// Rules that make sense.
    pub(crate) fn checked(mut self) -> Result<Self, Problem> {
        let refused = |field| Err(Problem::invalid_field(field, "invalid_number"));
        if self.step_up_at > MAX_SCORE {
            return refused("risk.step_up_at");
        }
        if self.block_at.is_some_and(|at| !(self.step_up_at.max(1)..=MAX_SCORE).contains(&at)) {
            return refused("risk.block_at");
        }
        if self.notify_at > self.step_up_at {
            return refused("risk.notify_at");
        }
        if let Some(countries) = &mut self.countries {
            for country in countries.iter_mut() {
                *country = country.trim().to_uppercase();
            }
            countries.sort();
            countries.dedup();
            let sound = |code: &String| code.len() == 2 && code.chars().all(|c| c.is_ascii_uppercase());
            if countries.is_empty() || countries.len() > MAX_COUNTRIES || !countries.iter().all(sound) {
                return Err(Problem::invalid_field("risk.countries", "invalid_option"));
            }
        }
        Ok(self)
    }
}
