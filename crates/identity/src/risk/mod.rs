//! How unusual a sign-in is: a pure function of the try and the person's last sign-ins, with its reasons.
//!
//! What follows from it is not here: the sign-in machine asks for a further proof or refuses (`sign_in/machine`), the
//! door tells the owner (`sign_in/door.rs`). Not here either: guessing, which the counter contains (`verifier`).

mod geo;
mod history;
#[cfg(test)]
mod mmdb;
mod rules;
mod score;
#[cfg(test)]
mod tests;

pub use geo::{GeoDatabase, GeoError, NoPlaces, Place, Places};
pub(crate) use history::{Assessed, assess, remember};
pub use rules::RiskRules;
pub use score::Reason;
pub(crate) use score::{Attempt, Past, Score, Spot, score, signs};

/// What a sign-in's score comes to by the company's rules. The order is that of alarm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Risk {
    /// Nothing to say.
    #[default]
    Low,
    /// The owner is told.
    Notify,
    /// A further proof is asked for.
    StepUp,
    /// Refused: only where a rule of the company's says so.
    Block,
}

impl Risk {
    /// Every one, the least first.
    pub(crate) const ALL: [Self; 4] = [Self::Low, Self::Notify, Self::StepUp, Self::Block];

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Notify => "notify",
            Self::StepUp => "step_up",
            Self::Block => "block",
        }
    }

    /// Reads the word back. One that is not known is the worst that asks for something: it is never nothing.
    pub(crate) fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|risk| risk.as_str() == text).unwrap_or(Self::StepUp)
    }
}
