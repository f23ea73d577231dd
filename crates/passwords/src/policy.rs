//! A policy: what a password must be, how long it and a session live. It is data, so that the web shows the
//! very rules the server judges by, and the tables of clauses are computed from it.
//!
//! Not here: who has which policy, and when a password was set.

use model::{FieldProblem, Label, Problem};
use serde::{Deserialize, Serialize};

/// The three policies the program ships with.
static SHIPPED: &str = include_str!("../policies.toml");

const DAY_SECS: u32 = 24 * 60 * 60;

/// Which passwords a company accepts, and how long a session lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, in a file people read")]
pub struct Policy {
    /// The stable name: a-z, 0-9, `-` and `_`, at most 40 characters.
    pub key: String,
    /// What people read.
    pub label: Label,
    /// The fewest characters after NFKC, 8 to 64.
    pub min_chars: u16,
    /// The fewest where a second factor is bound to the account, 8 to `min_chars`.
    pub min_chars_with_factor: u16,
    /// The most characters, 64 to 256. Nothing is ever cut off.
    pub max_chars: u16,
    /// How many of upper case, lower case, digits and special characters must occur, 0 to 4.
    pub classes: u8,
    /// How many days a password lives, 7 to 730; none: until there is evidence against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age_days: Option<u16>,
    /// How many days before its end its owner is warned; fewer than `max_age_days`.
    pub warn_days: u16,
    /// How many former passwords may not be used again, 0 to 24.
    pub history: u8,
    /// Whether common and guessable passwords are refused.
    pub blocklist: bool,
    /// Whether the names of product, company, person and customers are refused.
    pub context: bool,
    /// Whether breached passwords are refused, once a list of them is loaded.
    pub breached: bool,
    /// Whether there are passwords at all; false means passkeys only.
    pub passwords_allowed: bool,
    /// How long a session may be idle, 300 seconds to `session_absolute_secs`: uses are written once a minute, and read by other servers.
    pub session_idle_secs: u32,
    /// How long a session may live, 15 minutes to 30 days.
    pub session_absolute_secs: u32,
}

/// What is known of the account the password is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Standing {
    /// Whether a second factor is bound to it, so that the password is never the only one.
    pub second_factor_bound: bool,
}

/// Why a file of policies can't be used.
#[derive(Debug, thiserror::Error)]
pub enum PoliciesError {
    /// The file is not of the form of a list of policies.
    #[error("the file of policies can't be read")]
    Syntax(#[from] toml::de::Error),
    /// A policy breaks rules.
    #[error("policy {key}: {faults:?}")]
    Faults {
        /// Which.
        key: String,
        /// What is wrong.
        faults: Vec<FieldProblem>,
    },
}

/// The policies that ship with the program: `modern`, `dengbao` and `passkey-only`.
///
/// # Errors
/// The shipped file is faulty; the tests of this crate keep that from happening.
pub fn shipped() -> Result<Vec<Policy>, PoliciesError> {
    policies_of(SHIPPED)
}

/// The policies of a TOML file, each checked.
///
/// # Errors
/// The file can't be read, or a policy breaks rules.
pub fn policies_of(text: &str) -> Result<Vec<Policy>, PoliciesError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        policy: Vec<Policy>,
    }

    let policies = toml::from_str::<File>(text)?.policy;
    for policy in &policies {
        policy
            .check_itself()
            .map_err(|problem| PoliciesError::Faults { key: policy.key.clone(), faults: problem.fields })?;
    }
    Ok(policies)
}

/// The least a session may be idle, seconds: uses are written once a minute, and read by other servers.
const LEAST_IDLE_SECS: u32 = 300;

impl Policy {
    /// The fewest characters of a password for an account that stands so.
    pub fn min_chars_for(&self, standing: Standing) -> u16 {
        if standing.second_factor_bound { self.min_chars_with_factor } else { self.min_chars }
    }

    /// The same with the least time a session may be idle that there is by now: of a policy that was stored when it was shorter.
    #[must_use]
    pub fn kept_to_limits(self) -> Self {
        Self { session_idle_secs: self.session_idle_secs.max(LEAST_IDLE_SECS), ..self }
    }

    /// Whether every value is within its range and none contradicts another.
    ///
    /// # Errors
    /// One problem for each field at fault.
    pub fn check_itself(&self) -> Result<(), Problem> {
        let mut faults = Vec::new();
        if !is_key(&self.key) {
            faults.push(FieldProblem::new("key", "invalid_name"));
        }
        if self.label.zh.trim().is_empty() || self.label.en.trim().is_empty() {
            faults.push(FieldProblem::new("label", "label_required"));
        }
        let max_warn = self.max_age_days.map_or(0, |days| days.saturating_sub(1));
        let ranges: [(&str, u32, u32, u32); 9] = [
            ("min_chars", self.min_chars.into(), 8, 64),
            (
                "min_chars_with_factor",
                self.min_chars_with_factor.into(),
                8,
                self.min_chars.clamp(8, 64).into(),
            ),
            ("max_chars", self.max_chars.into(), 64, 256),
            ("classes", self.classes.into(), 0, 4),
            ("max_age_days", self.max_age_days.unwrap_or(7).into(), 7, 730),
            ("warn_days", self.warn_days.into(), 0, max_warn.into()),
            ("history", self.history.into(), 0, 24),
            (
                "session_idle_secs",
                self.session_idle_secs,
                LEAST_IDLE_SECS,
                self.session_absolute_secs.max(LEAST_IDLE_SECS),
            ),
            ("session_absolute_secs", self.session_absolute_secs, 15 * 60, 30 * DAY_SECS),
        ];
        faults.extend(ranges.into_iter().filter_map(|(field, value, min, max)| {
            if value < min {
                Some(FieldProblem::new(field, "too_small").with("min", min.to_string()))
            } else if value > max {
                Some(FieldProblem::new(field, "too_large").with("max", max.to_string()))
            } else {
                None
            }
        }));
        if faults.is_empty() { Ok(()) } else { Err(Problem::invalid_fields(faults)) }
    }
}

fn is_key(key: &str) -> bool {
    key.len() <= 40
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(change: impl FnOnce(&mut Policy)) -> Vec<String> {
        let mut policy = shipped().expect("shipped").remove(1);
        change(&mut policy);
        let problem = policy.check_itself().err();
        problem.into_iter().flat_map(|problem| problem.fields).map(|fault| format!("{fault:?}")).collect()
    }

    #[test]
    fn three_policies_ship_and_none_asks_for_fewer_than_twelve_characters() {
        let shipped = shipped().expect("shipped");
        let keys: Vec<_> = shipped.iter().map(|policy| policy.key.as_str()).collect();
        assert_eq!(keys, ["modern", "dengbao", "passkey-only"]);
        assert!(shipped.iter().all(|policy| policy.min_chars_with_factor >= 12));
        assert!(shipped.iter().all(|policy| policy.passwords_allowed == (policy.key != "passkey-only")));
    }

    #[test]
    fn each_field_out_of_range_is_named() {
        assert_eq!(faults(|_| {}), Vec::<String>::new());
        assert_eq!(faults(|policy| policy.key = "A b".into()), ["key: invalid_name"]);
        assert_eq!(faults(|policy| policy.label.en.clear()), ["label: label_required"]);
        assert_eq!(
            faults(|policy| (policy.min_chars, policy.min_chars_with_factor) = (7, 7)),
            ["min_chars: too_small", "min_chars_with_factor: too_small"]
        );
        assert_eq!(faults(|policy| policy.min_chars_with_factor = 13), ["min_chars_with_factor: too_large"]);
        assert_eq!(faults(|policy| policy.max_chars = 63), ["max_chars: too_small"]);
        assert_eq!(faults(|policy| policy.max_chars = 257), ["max_chars: too_large"]);
        assert_eq!(faults(|policy| policy.classes = 5), ["classes: too_large"]);
        assert_eq!(faults(|policy| policy.history = 25), ["history: too_large"]);
        assert_eq!(faults(|policy| policy.warn_days = 90), ["warn_days: too_large"]);
        assert_eq!(faults(|policy| policy.max_age_days = None), ["warn_days: too_large"]);
        assert_eq!(
            faults(|policy| policy.max_age_days = Some(1)),
            ["max_age_days: too_small", "warn_days: too_large"]
        );
        assert_eq!(faults(|policy| policy.session_idle_secs = 43_201), ["session_idle_secs: too_large"]);
        assert_eq!(
            faults(|policy| policy.session_absolute_secs = u32::MAX),
            ["session_absolute_secs: too_large"]
        );
    }

    #[test]
    fn a_policy_with_a_field_nobody_knows_is_refused() {
        let text = SHIPPED.replacen("classes = 0", "classes = 0\nclases = 4", 1);
        assert!(matches!(policies_of(&text), Err(PoliciesError::Syntax(_))));
        let text = SHIPPED.replacen("classes = 0", "classes = 9", 1);
        assert!(matches!(policies_of(&text), Err(PoliciesError::Faults { .. })));
    }

    #[test]
    fn a_policy_survives_json() {
        for policy in shipped().expect("shipped") {
            let json = serde_json::to_string(&policy).expect("json");
            assert_eq!(serde_json::from_str::<Policy>(&json).expect("policy"), policy);
        }
    }
}
