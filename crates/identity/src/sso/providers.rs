//! The providers of one moment, and how administrators change them.

use std::collections::BTreeSet;
use std::sync::Arc;

use access::{Capability, Principal, may_grant};
use audit::Action;
use metadata::Metadata;
use model::{FieldProblem, Kind, Problem, RecordId, TeamId};
use sha2::{Digest as _, Sha256};
use store::Reader;
use store::system::sso::{
    ProviderRow, sso_identities_of_provider, sso_identity_counts, sso_provider_create, sso_provider_delete,
    sso_provider_list, sso_provider_update, sso_session_end, sso_sessions_take,
};
use vault::Aad;
use zeroize::Zeroizing;

use super::mapping::roles_take_away;
use super::only::{SsoOnly, only_find};
use super::settings::{SsoSettings, key_checked};
use crate::change::{Change, is_administrator, thing};
use crate::factors::invited_if_shut_out;
use crate::{Acting, Error, Identity};

/// The most providers a company may have.
const MAX_PROVIDERS: usize = 20;
/// The most bytes of a client's secret.
const MAX_SECRET_BYTES: usize = 1024;

/// A provider.
#[derive(Clone)]
pub struct SsoProvider {
    /// Its key, as in addresses.
    pub key: String,
    /// Whether people can sign in by it.
    pub on: bool,
    /// What it is.
    pub settings: SsoSettings,
    /// Counts the changes.
    pub version: i64,
    pub(super) secret_sealed: Option<Vec<u8>>,
}

impl SsoProvider {
    /// Whether a client's secret is kept.
    pub fn has_secret(&self) -> bool {
        self.secret_sealed.is_some()
    }

    fn of(row: ProviderRow) -> Result<Self, Error> {
        let settings = serde_json::from_str(&row.body)
            .map_err(|source| Error::Stored { what: "provider of single sign-on", source })?;
        let ProviderRow { key, on, version, secret_sealed, .. } = row;
        Ok(Self { key, on, settings, version, secret_sealed })
    }
}

/// Everything about single sign-on at one moment; part of every snapshot.
#[derive(Clone, Default)]
pub struct SsoRules {
    providers: Vec<SsoProvider>,
    pub(super) only: SsoOnly,
}

impl SsoRules {
    pub(crate) fn load(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let rows = sso_provider_list(reader)?;
        let providers = rows.into_iter().map(SsoProvider::of).collect::<Result<_, _>>()?;
        Ok(Self { providers, only: only_find(reader)? })
    }

    /// All of them.
    pub fn providers(&self) -> &[SsoProvider] {
        &self.providers
    }

    /// Those people can sign in by.
    pub fn usable(&self) -> impl Iterator<Item = &SsoProvider> {
        self.providers.iter().filter(|provider| provider.on)
    }

    /// The one of that key.
    pub fn find(&self, key: &str) -> Option<&SsoProvider> {
        self.providers.iter().find(|provider| provider.key == key)
    }

    /// Whether people sign in by providers only, and who need not.
    pub fn only(&self) -> &SsoOnly {
        &self.only
    }

    /// Whether that account may begin with something of ours.
    pub(crate) fn allows_local(&self, user: model::UserId) -> bool {
        !self.only.enabled || self.only.break_glass.contains(&user)
    }
}

/// A provider as an administrator wants it.
pub struct SsoProviderWish {
    /// The version that was read; none makes a new one.
    pub version: Option<i64>,
    /// Whether people can sign in by it.
    pub on: bool,
    /// What it is.
    pub settings: SsoSettings,
    /// Another secret; an empty one takes it away, none leaves it.
    pub client_secret: Option<Zeroizing<String>>,
}

impl Identity {
    /// Single sign-on as it is now.
    pub fn sso_rules(&self) -> Arc<SsoRules> {
        Arc::clone(&self.snapshot().sso)
    }

    /// How many people are linked with each provider.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn sso_counts(&self) -> Result<Vec<(String, i64)>, Problem> {
        let counts: Result<_, Error> =
            self.inner.database.read(|reader| Ok(sso_identity_counts(reader)?)).await;
        Ok(counts?)
    }

    /// Makes or changes a provider.
    ///
    /// # Errors
    /// `forbidden`; `not_found` and `version_conflict` for a version of none or not the present one; `key_taken` without one
    /// for a provider that is there; `escalation` where its groups would give what the maker does not have or reach;
    /// `sso_issuer_fixed` once people are linked; `sso_only_needs_provider`; a field's problem.
    pub async fn sso_provider_put(
        &self,
        acting: &Acting,
        key: &str,
        wish: SsoProviderWish,
        metadata: &Arc<Metadata>,
    ) -> Result<(), Problem> {
        self.require(acting, Capability::SecurityManage, Action::SettingChanged).await?;
        key_checked(key)?;
        let settings = wish.settings.checked()?;
        if wish.client_secret.as_ref().is_some_and(|secret| secret.len() > MAX_SECRET_BYTES) {
            return Err(Problem::invalid_field("client_secret", "invalid_option"));
        }
        let wish = SsoProviderWish { settings, ..wish };
        let (by, key, metadata) = (acting.clone(), key.to_owned(), Arc::clone(metadata));
        let changed = self.change(move |change| {
            let before = change.stored.sso.find(&key).cloned();
            roles_and_teams_checked(change, &by.principal, before.as_ref(), &wish.settings, &metadata)?;
            let row = row(change, &key, before.as_ref(), &wish)?;
            match (&before, wish.version) {
                (None, None) => sso_provider_create(change.writer, &row)?,
                (Some(_), None) => return Err(Problem::invalid_field("key", "key_taken").into()),
                (None, Some(_)) => return Err(Problem::not_found().into()),
                (Some(_), Some(_)) if sso_provider_update(change.writer, &row)? => {}
                _ => return Err(Problem::new(Kind::VersionConflict, "version_conflict").into()),
            }
            keep_a_provider(change)?;
            let event = by.event(change.clock(), Action::SettingChanged).on(thing("setting"), None);
            let event = event.with("setting", "sso_provider").with("provider", key.as_str());
            let event = event.with("on", row.on).with("issuer", wish.settings.issuer());
            change.log(event.with("secret_changed", wish.client_secret.is_some()));
            Ok(())
        });
        self.refused(acting, Action::SettingChanged, changed.await).await
    }

    /// Removes a provider: nobody is linked with it any more, sessions that came by it end, and so do the roles its
    /// groups gave.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `sso_only_needs_provider`; `last_administrator` or `last_security_officer` where that one comes in
    /// by it alone.
    pub async fn sso_provider_delete(&self, acting: &Acting, key: &str) -> Result<(), Problem> {
        self.require(acting, Capability::SecurityManage, Action::SettingChanged).await?;
        let (by, key) = (acting.clone(), key.to_owned());
        let gone = key.clone();
        let changed = self.change(move |change| {
            let linked = sso_identities_of_provider(change.writer, &key)?;
            for identity in &linked {
                roles_take_away(change, identity)?;
            }
            let ids = sso_sessions_take(change.writer, &key, None, None)?;
            for id in &ids {
                sso_session_end(change.writer, *id, change.now, "sso_provider_removed")?;
            }
            if !sso_provider_delete(change.writer, &key)? {
                return Err(Problem::not_found().into());
            }
            keep_a_provider(change)?;
            // Whoever came in by it alone needs a new invitation.
            let mut invited = BTreeSet::new();
            for identity in &linked {
                if invited_if_shut_out(change, identity.user_id)? {
                    invited.insert(identity.user_id);
                }
            }
            let event = by.event(change.clock(), Action::SettingChanged).on(thing("setting"), None);
            let event = event.with("setting", "sso_provider").with("provider", key);
            let event = event.with("removed", true).with("unlinked", linked.len() as u64);
            change.log(event.with("invited_again", invited.len()));
            Ok((ids, invited))
        });
        let (ids, invited) = self.refused(acting, Action::SettingChanged, changed.await).await?;
        self.inner.sso.forget(&gone);
        self.sessions_over(|session| ids.contains(&session.id.0) || invited.contains(&session.user)).await;
        Ok(())
    }
}

/// The stored form. A secret is sealed to the provider's key; to another issuer it does not go along.
fn row(
    change: &Change<'_, '_>,
    key: &str,
    before: Option<&SsoProvider>,
    wish: &SsoProviderWish,
) -> Result<ProviderRow, Error> {
    if before.is_none() && change.stored.sso.providers().len() >= MAX_PROVIDERS {
        return Err(Problem::invalid_field("key", "too_many").into());
    }
    let kept = before.and_then(|before| before.secret_sealed.clone());
    let secret_sealed = match wish.client_secret.as_deref().map(String::as_str) {
        Some("") => None,
        Some(secret) => Some(change.inner.keys.seal(&secret_aad(key), secret.as_bytes())?),
        None if kept.is_some() && before.is_some_and(|b| b.settings.issuer() != wish.settings.issuer()) => {
            return Err(Problem::invalid_field("client_secret", "required").into());
        }
        None => kept,
    };
    let body = serde_json::to_string(&wish.settings)
        .map_err(|source| Error::Stored { what: "provider of single sign-on", source })?;
    Ok(ProviderRow { key: key.into(), body, secret_sealed, on: wish.on, version: wish.version.unwrap_or(1) })
}

/// Roles exist and the maker has what newly named ones give; teams exist and newly named ones lie within the maker's reach. Nobody is linked yet where the issuer changes:
/// the same subject is another person there.
fn roles_and_teams_checked(
    change: &mut Change<'_, '_>,
    by: &Principal,
    before: Option<&SsoProvider>,
    settings: &SsoSettings,
    metadata: &Metadata,
) -> Result<(), Error> {
    if let Some(before) = before
        && before.settings.issuer() != settings.issuer()
        && !sso_identities_of_provider(change.writer, &before.key)?.is_empty()
    {
        return Err(Problem::invalid_field("provider", "sso_issuer_fixed").into());
    }
    // Whoever may say which claim holds the groups says who is in them: what stands there counts as known only while
    // the provider is spoken with as before.
    let before = before.filter(|before| before.settings.provider == settings.provider);
    for rule in &settings.groups {
        let known = before.is_some_and(|before| before.settings.groups.contains(rule));
        for key in &rule.roles {
            let role = change.directory().role(key);
            let role = role.ok_or_else(|| Problem::invalid_field("groups", "invalid_option"))?;
            if !known {
                may_grant(by, role, metadata)?;
            }
        }
        if let Some(team) = rule.team {
            team_in_reach(change, by, team, known)?;
        }
    }
    Ok(())
}

/// Whoever is put into a team by their group comes to reach its people's records: so it lies where the maker reaches them
/// too, or it was there before.
fn team_in_reach(change: &Change<'_, '_>, by: &Principal, team: TeamId, known: bool) -> Result<(), Error> {
    let directory = change.directory();
    if directory.team(team).is_none() {
        return Err(Problem::invalid_field("groups", "invalid_id").into());
    }
    if known || is_administrator(by) || directory.teams_below_of(by.id()).contains(&team) {
        return Ok(());
    }
    let fields = vec![FieldProblem::new("groups", "escalation")];
    Err(Problem { fields, ..Problem::new(Kind::Forbidden, "escalation") }.into())
}

/// Where nobody may come in otherwise, one provider must be there to come in by.
pub(super) fn keep_a_provider(change: &mut Change<'_, '_>) -> Result<(), Error> {
    let now = SsoRules::load(change.writer)?;
    if now.only.enabled && now.usable().next().is_none() {
        return Err(Problem::new(Kind::Conflict, "sso_only_needs_provider").into());
    }
    Ok(())
}

/// What a client's secret is bound to: it opens for no other provider.
pub(super) fn secret_aad(key: &str) -> Aad<'static> {
    let hash: [u8; 32] = Sha256::digest(key).into();
    let id = hash.first_chunk::<16>().copied().unwrap_or_default();
    Aad { object: "sso_provider", field: "client_secret", record: RecordId(uuid::Uuid::from_bytes(id)) }
}
