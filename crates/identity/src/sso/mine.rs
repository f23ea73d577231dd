//! Whom a person is at which provider: their own list, unlinking, and unlinking somebody else.

use std::sync::Arc;

use audit::Action;
use jiff::Timestamp;
use metadata::Metadata;
use model::{Kind, Label, Problem, RecordId, UserId};
use store::system::sessions::session_find;
use store::system::sso::{
    IdentityRow, sso_identities_of_user, sso_identity_delete, sso_session_end, sso_sessions_take,
};
use uuid::Uuid;

use super::mapping::roles_take_away;
use crate::change::{Change, thing};
use crate::factors::{FactorKind, invited_if_shut_out};
use crate::help_desk::require_verified;
use crate::post::{Letter, LetterKind};
use crate::sign_in::{Account, require_fresh};
use crate::{Acting, Device, Error, Identity};

/// A provider, and whether somebody is linked with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsoLink {
    /// The provider's key.
    pub key: String,
    /// Its name.
    pub label: Label,
    /// Since when, if so.
    pub linked_at: Option<Timestamp>,
    /// The last sign-in by it.
    pub last_sign_in_at: Option<Timestamp>,
}

impl Identity {
    /// The providers one can sign in by, and those one is linked with.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn sso_mine(&self, acting: &Acting) -> Result<Vec<SsoLink>, Problem> {
        self.sso_links(acting.principal.id()).await
    }

    async fn sso_links(&self, user: UserId) -> Result<Vec<SsoLink>, Problem> {
        let found: Result<Vec<IdentityRow>, Error> =
            self.inner.database.read(move |reader| Ok(sso_identities_of_user(reader, user)?)).await;
        let linked = found?;
        let rules = self.sso_rules();
        let link = |provider: &super::SsoProvider| {
            let identity = linked.iter().find(|identity| identity.provider_key == provider.key);
            (provider.on || identity.is_some()).then(|| SsoLink {
                key: provider.key.clone(),
                label: provider.settings.label.clone(),
                linked_at: identity.map(|identity| identity.linked_at),
                last_sign_in_at: identity.and_then(|identity| identity.last_sign_in_at),
            })
        };
        Ok(rules.providers().iter().filter_map(link).collect())
    }

    /// Unlinks oneself from a provider; other sessions that came by it end, and so do the roles its groups gave.
    ///
    /// # Errors
    /// `not_found`, `step_up_required`, `sso_last_way` where one could not come in any more.
    pub async fn sso_unlink(&self, acting: &Acting, key: &str, device: &Device) -> Result<(), Problem> {
        let (by, key, from) = (acting.clone(), key.to_owned(), device.clone());
        let unlinked = self.change(move |change| {
            let (user, session) = (by.principal.id(), by.session.ok_or_else(Problem::not_found)?);
            let row = session_find(change.writer, session)?.ok_or_else(Problem::not_found)?;
            require_fresh(row.proved_at, change.now)?;
            let ids = unlink(change, &by, user, &key, Some(session.0))?;
            let account = Account::read(change.writer, user, &change.stored, change.now)?;
            let account = account.ok_or_else(Problem::not_found)?;
            let ours = account.row.password_hash.is_some() || account.bound().has(FactorKind::Passkey);
            let elsewhere = !sso_identities_of_user(change.writer, user)?.is_empty();
            let opens_here = ours && account.local;
            if !elsewhere && !opens_here {
                return Err(Problem::new(Kind::Conflict, "sso_last_way").into());
            }
            Ok((ids, Letter::to(&account.row, LetterKind::FactorChanged, &from)))
        });
        let (ids, letter) = unlinked.await?;
        self.inner.outbox.push(letter);
        self.sessions_over(|session| ids.contains(&session.id.0)).await;
        Ok(())
    }

    /// The providers somebody is linked with, for whoever manages users or security.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn sso_of(&self, acting: &Acting, user: UserId) -> Result<Vec<SsoLink>, Problem> {
        self.require_helper(acting, Action::UserChanged).await?;
        self.profile(user).ok_or_else(Problem::not_found)?;
        let mut links = self.sso_links(user).await?;
        links.retain(|link| link.linked_at.is_some());
        Ok(links)
    }

    /// Unlinks somebody from a provider: their sessions that came by it end. Whoever has nothing else to come in with needs
    /// an invitation then.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `escalation` for somebody with rights the caller does not have, `help_code_required` for a
    /// helper who did not make sure lately, `last_administrator`, `last_security_officer`.
    pub async fn sso_unlink_of(
        &self,
        acting: &Acting,
        user: UserId,
        key: &str,
        metadata: &Arc<Metadata>,
    ) -> Result<(), Problem> {
        let key = key.to_owned();
        let unlinked = self.help(acting, user, metadata, Action::SsoUnlinked, move |change, by, row| {
            require_verified(change, by, user)?;
            let ids = unlink(change, by, user, &key, None)?;
            // Somebody whom the provider alone let in needs an invitation now.
            let shut_out = invited_if_shut_out(change, user)?;
            Ok((ids, shut_out, Letter::to(row, LetterKind::FactorChanged, &Device::default())))
        });
        let (ids, shut_out, letter) = unlinked.await?;
        self.inner.outbox.push(letter);
        self.sessions_over(|session| ids.contains(&session.id.0) || (shut_out && session.user == user)).await;
        Ok(())
    }
}

/// Unlinks, takes away what the groups gave, ends what came by it but for one session.
fn unlink(
    change: &mut Change<'_, '_>,
    by: &Acting,
    user: UserId,
    key: &str,
    kept: Option<Uuid>,
) -> Result<Vec<Uuid>, Error> {
    let linked = sso_identities_of_user(change.writer, user)?;
    let identity = linked.into_iter().find(|identity| identity.provider_key == key);
    let identity = identity.ok_or_else(Problem::not_found)?;
    roles_take_away(change, &identity)?;
    let mut ids = sso_sessions_take(change.writer, key, Some(&identity.subject), None)?;
    ids.retain(|id| Some(*id) != kept);
    for id in &ids {
        sso_session_end(change.writer, *id, change.now, "sso_unlinked")?;
    }
    sso_identity_delete(change.writer, user, key)?;
    let event = by.event(change.clock(), Action::SsoUnlinked).on(thing("user"), Some(RecordId(user.0)));
    change.log(event.with("provider", key).with("sessions_ended", ids.len() as u64));
    Ok(ids)
}
