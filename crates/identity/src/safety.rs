//! The company's rules about people and devices: unusual sign-ins, the help desk, leavers, movers. One setting.

use access::Capability;
use audit::Action;
use model::Problem;
use serde::{Deserialize, Serialize};
use store::Reader;

use crate::change::thing;
use crate::risk::RiskRules;
use crate::{Acting, Error, Identity, settings, text};

const SAFETY_KEY: &str = "people_safety";

/// The most items the list of every leaver begins with.
const MAX_ITEMS: usize = 30;

/// The rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SafetyRules {
    /// Unusual sign-ins.
    pub risk: RiskRules,
    /// The help desk.
    pub help_desk: HelpDeskRules,
    /// People who leave.
    pub leavers: LeaverRules,
    /// People who move.
    pub movers: MoverRules,
}

/// What the help desk must do first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HelpDeskRules {
    /// Whether those who manage users, but not security, must have checked a code of the person before they take factors
    /// away.
    pub code_required: bool,
}

impl Default for HelpDeskRules {
    fn default() -> Self {
        Self { code_required: true }
    }
}

/// What is to be done when somebody leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LeaverRules {
    /// Hours until everything on the list must be done.
    pub due_hours: u32,
    /// Further items of every list, beside the laptop, the phone number and the mailbox.
    pub items: Vec<String>,
}

impl Default for LeaverRules {
    fn default() -> Self {
        Self { due_hours: 24, items: Vec::new() }
    }
}

/// What is to be done when somebody moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MoverRules {
    /// Days until the new rights must be confirmed.
    pub due_days: u32,
}

impl Default for MoverRules {
    fn default() -> Self {
        Self { due_days: 14 }
    }
}

impl SafetyRules {
    pub(crate) fn load(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(settings::read(reader, SAFETY_KEY)?.unwrap_or_default())
    }

    fn checked(mut self) -> Result<Self, Problem> {
        self.risk = self.risk.checked()?;
        if !(1..=24 * 90).contains(&self.leavers.due_hours) {
            return Err(Problem::invalid_field("leavers.due_hours", "invalid_number"));
        }
        if self.leavers.items.len() > MAX_ITEMS {
            return Err(Problem::invalid_field("leavers.items", "too_many"));
        }
        for item in &mut self.leavers.items {
            *item = text::name(item, "leavers.items")?;
        }
        if !(1..=365).contains(&self.movers.due_days) {
            return Err(Problem::invalid_field("movers.due_days", "invalid_number"));
        }
        Ok(self)
    }
}

impl Identity {
    /// The rules in force.
    pub fn safety_rules(&self) -> SafetyRules {
        self.snapshot().safety.clone()
    }

    /// Changes the rules.
    ///
    /// # Errors
    /// `forbidden`, or a field's problem.
    pub async fn safety_rules_change(
        &self,
        acting: &Acting,
        wanted: SafetyRules,
    ) -> Result<SafetyRules, Problem> {
        self.require(acting, Capability::SecurityManage, Action::SettingChanged).await?;
        let (by, wanted) = (acting.clone(), wanted.checked()?);
        // Nobody shuts themselves out with a list of countries.
        let here = acting.address.as_deref().and_then(|at| self.inner.places.place_of(at).country);
        if wanted.risk.reason(here.as_deref()).is_some() {
            return Err(Problem::invalid_field("risk.countries", "invalid_option"));
        }
        self.change(move |change| {
            let made = (change.now, Some(by.principal.id()));
            let value = settings::write(change.writer, SAFETY_KEY, &wanted, made)?;
            let event = by.event(change.clock(), Action::SettingChanged).on(thing("setting"), None);
            change.log(event.with("setting", SAFETY_KEY).with("value", value));
            Ok(())
        })
        .await?;
        Ok(self.safety_rules())
    }
}
