//! The switch by which people sign in at providers only, and the accounts that may still do otherwise: when the provider
//! is down or taken over, somebody must be able to come in and turn the switch.

use std::sync::Arc;

use access::Capability;
use audit::Action;
use model::{Kind, Problem, UserId};
use serde::{Deserialize, Serialize};
use store::Reader;
use store::system::factors::factors_of_user;
use store::system::roles::role_find;
use store::system::users::{UserState, user_find, user_roles};

use super::providers::keep_a_provider;
use crate::change::thing;
use crate::snapshot::role;
use crate::{Acting, Error, Identity, settings};

const ONLY_KEY: &str = "sso_only";

/// The most break-glass accounts: each of them is a way round the provider.
const MAX_BREAK_GLASS: usize = 10;

/// Whether people sign in at providers only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SsoOnly {
    /// Whether they do.
    pub enabled: bool,
    /// Who may still use passwords and passkeys.
    #[serde(default)]
    pub break_glass: Vec<UserId>,
}

impl Identity {
    /// Turns the switch.
    ///
    /// # Errors
    /// `forbidden`, `sso_only_needs_provider`, `sso_break_glass_needed` while no account on the list is active and has a
    /// password, a second factor and the right to turn the switch back, a field's problem.
    pub async fn sso_only_change(&self, acting: &Acting, mut wanted: SsoOnly) -> Result<(), Problem> {
        self.require(acting, Capability::SecurityManage, Action::SettingChanged).await?;
        wanted.break_glass.sort();
        wanted.break_glass.dedup();
        if wanted.break_glass.len() > MAX_BREAK_GLASS {
            return Err(Problem::invalid_field("break_glass", "too_many"));
        }
        let by = acting.clone();
        let changed = self.change(move |change| {
            let directory = Arc::clone(change.directory());
            if wanted.break_glass.iter().any(|user| directory.user(*user).is_none()) {
                return Err(Problem::invalid_field("break_glass", "invalid_id").into());
            }
            settings::write(change.writer, ONLY_KEY, &wanted, (change.now, Some(by.principal.id())))?;
            keep_break_glass(change.writer)?;
            keep_a_provider(change)?;
            let event = by.event(change.clock(), Action::SettingChanged).on(thing("setting"), None);
            let event = event.with("setting", ONLY_KEY).with("enabled", wanted.enabled);
            let people: Vec<String> = wanted.break_glass.iter().map(ToString::to_string).collect();
            change.log(event.with("break_glass", people));
            Ok(())
        });
        self.refused(acting, Action::SettingChanged, changed.await).await
    }
}

pub(super) fn only_find(reader: &mut Reader<'_>) -> Result<SsoOnly, Error> {
    Ok(settings::read(reader, ONLY_KEY)?.unwrap_or_default())
}

/// Whether somebody may turn the switch, by a role they hold.
fn looks_after_security(reader: &mut Reader<'_>, user: UserId) -> Result<bool, Error> {
    for key in user_roles(reader, user)? {
        let role = role_find(reader, &key)?.map(|row| role(&row)).transpose()?;
        if role.is_some_and(|role| role.system.contains(&Capability::SecurityManage)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Refuses, after a change is written and before it stands, to leave the company with providers only and nobody who can
/// come in without one and turn the switch.
pub(crate) fn keep_break_glass(reader: &mut Reader<'_>) -> Result<(), Error> {
    let only = only_find(reader)?;
    if !only.enabled {
        return Ok(());
    }
    for user in only.break_glass {
        let Some(row) = user_find(reader, user)? else { continue };
        let proved = factors_of_user(reader, user)?.iter().any(|factor| factor.confirmed_at.is_some());
        if row.state == UserState::Active
            && row.password_hash.is_some()
            && proved
            && looks_after_security(reader, user)?
        {
            return Ok(());
        }
    }
    Err(Problem::new(Kind::Conflict, "sso_break_glass_needed").into())
}

/// The same after a change of one person: whatever is amiss with others is no reason to refuse it.
pub(crate) fn keep_break_glass_of(reader: &mut Reader<'_>, user: UserId) -> Result<(), Error> {
    if only_find(reader)?.break_glass.contains(&user) { keep_break_glass(reader) } else { Ok(()) }
}
