//! The company's rules for tokens: whether there are any, how long they last, how much they read.

use access::Capability;
use audit::Action;
use jiff::{SignedDuration, Timestamp};
use model::Problem;
use serde::{Deserialize, Serialize};
use store::Reader;

use crate::change::thing;
use crate::{Acting, Error, Identity, settings};

const KEY: &str = "api_tokens";

/// The longest a token lasts, days.
pub(super) const MAX_DAYS: u16 = 365;
/// The most records a token is given an hour.
pub(super) const MAX_RECORDS: u64 = 1_000_000;

/// Rules that hold for every token, also those made before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRules {
    /// Whether people may have tokens of their own.
    pub personal: bool,
    /// Whether apps may act for people.
    pub apps: bool,
    /// How many days a token lasts at most, from when it was made: 1 to 365.
    pub max_days: u16,
    /// How many records a token is given an hour at most: 1 to 1,000,000.
    pub max_records_per_hour: u64,
}

impl Default for TokenRules {
    fn default() -> Self {
        Self { personal: true, apps: true, max_days: MAX_DAYS, max_records_per_hour: MAX_RECORDS }
    }
}

impl TokenRules {
    pub(crate) fn load(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(settings::read(reader, KEY)?.unwrap_or_default())
    }

    /// When a token of that age is over.
    pub(crate) fn ends(&self, created_at: Timestamp, expires_at: Timestamp) -> Timestamp {
        let longest = created_at.checked_add(SignedDuration::from_hours(24 * i64::from(self.max_days)));
        longest.map_or(expires_at, |longest| longest.min(expires_at))
    }

    /// How many records a token with that wish is given.
    pub(crate) fn budget(&self, wanted: i64) -> u64 {
        u64::try_from(wanted).unwrap_or(0).min(self.max_records_per_hour)
    }

    fn checked(self) -> Result<Self, Problem> {
        if !(1..=MAX_DAYS).contains(&self.max_days) {
            return Err(Problem::invalid_field("max_days", "invalid_number"));
        }
        if !(1..=MAX_RECORDS).contains(&self.max_records_per_hour) {
            return Err(Problem::invalid_field("max_records_per_hour", "invalid_number"));
        }
        Ok(self)
    }
}

impl Identity {
    /// The rules in force.
    pub fn token_rules(&self) -> TokenRules {
        self.snapshot().tokens
    }

    /// Changes the rules; they hold from the next request on.
    ///
    /// # Errors
    /// `forbidden`, or a field's problem.
    pub async fn token_rules_change(
        &self,
        acting: &Acting,
        rules: TokenRules,
    ) -> Result<TokenRules, Problem> {
        self.require(acting, Capability::SecurityManage, Action::SettingChanged).await?;
        let (rules, by) = (rules.checked()?, acting.clone());
        self.change(move |change| {
            settings::write(change.writer, KEY, &rules, (change.now, Some(by.principal.id())))?;
            let event = by.event(change.clock(), Action::SettingChanged).on(thing("setting"), None);
            let event = event.with("setting", KEY).with("personal", rules.personal).with("apps", rules.apps);
            let event = event.with("max_days", rules.max_days);
            change.log(event.with("max_records_per_hour", rules.max_records_per_hour));
            Ok(())
        })
        .await?;
        Ok(rules)
    }
}
