//! What an administrator can do for somebody who can't get in, or must not go on as they are: lift the wait, take lost
//! factors away, ask for another password.

use std::sync::Arc;

use access::Capability;
use audit::Action;
use jiff::Timestamp;
use metadata::Metadata;
use model::{Kind, Problem, RecordId, UserId};
use store::system::devices::devices_revoke_all;
use store::system::factors::{factors_of_user, factors_remove_all};
use store::system::flows::flows_end_of_user;
use store::system::sessions::sessions_end_of_user;
use store::system::users::{UserRow, user_find, user_lock, user_password_change_ask, user_roles};

use super::invite::roles_checked;
use crate::change::{Change, thing};
use crate::factors::{factors_taken, invited_if_shut_out};
use crate::help_desk::require_verified;
use crate::post::{Letter, LetterKind};
use crate::verifier;
use crate::{Acting, Device, Error, Identity};

impl Identity {
    /// Until when strangers, or one of the person's own browsers, must wait at that account; none if nobody need.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn locked_until(&self, acting: &Acting, user: UserId) -> Result<Option<Timestamp>, Problem> {
        self.require_helper(acting, Action::UserChanged).await?;
        let now = self.inner.clock.now();
        let wait: Result<_, Error> = self
            .inner
            .database
            .read(move |reader| {
                let row = user_find(reader, user)?.ok_or_else(Problem::not_found)?;
                verifier::locked_until(reader, user, &row.email_folded)
            })
            .await;
        Ok(wait?.filter(|until| *until > now))
    }

    /// Lifts the wait after too many failures.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `escalation` for somebody with rights the caller does not have.
    pub async fn user_unlock(
        &self,
        acting: &Acting,
        user: UserId,
        metadata: &Arc<Metadata>,
    ) -> Result<(), Problem> {
        self.help(acting, user, metadata, Action::Unlocked, move |change, by, row| {
            verifier::unlock(change.writer, row.id, &row.email_folded)?;
            let event = by.event(change.clock(), Action::Unlocked).on(thing("user"), Some(RecordId(user.0)));
            change.log(event.with("how", "administrator"));
            Ok(())
        })
        .await
    }

    /// Takes all factors of a person away, who then binds new ones; their sessions end. For somebody who lost them:
    /// make sure that it is them before.
    ///
    /// # Errors
    /// `help_code_required` for a helper who did not make sure lately, `last_administrator`, `last_security_officer` and
    /// `sso_break_glass_needed` where nobody could come in any more; else as [`Identity::user_unlock`].
    pub async fn user_factors_reset(
        &self,
        acting: &Acting,
        user: UserId,
        metadata: &Arc<Metadata>,
    ) -> Result<(), Problem> {
        let changed = self.help(acting, user, metadata, Action::FactorChanged, move |change, by, row| {
            // One's own are removed one by one, as the rules allow.
            if by.principal.id() == user {
                return Err(Problem::new(Kind::Forbidden, "self_change").into());
            }
            let verified = require_verified(change, by, user)?;
            let all = factors_of_user(change.writer, user)?;
            let removed = factors_remove_all(change.writer, user)?;
            let ended = sessions_end_of_user(change.writer, user, None, change.now, "factors_reset")?;
            flows_end_of_user(change.writer, user)?;
            devices_revoke_all(change.writer, user, change.now)?;
            if all.iter().any(|factor| factor.confirmed_at.is_some()) {
                factors_taken(change, user)?;
            } else {
                invited_if_shut_out(change, user)?;
            }
            let event =
                by.event(change.clock(), Action::FactorChanged).on(thing("user"), Some(RecordId(user.0)));
            let event = event.with("reset", removed).with("sessions_ended", ended);
            change.log(event.with("verified", verified));
            Ok(Letter::to(row, LetterKind::FactorChanged, &Device::default()))
        });
        let letter = changed.await?;
        self.sessions_over(|session| session.user == user).await;
        self.inner.outbox.push(letter);
        Ok(())
    }

    /// Has a person set another password at the next sign-in: on evidence (`incident`), or for everybody by turns
    /// (`campaign`).
    ///
    /// # Errors
    /// `invalid_option` on `why`; else as [`Identity::user_unlock`].
    pub async fn user_password_change_require(
        &self,
        acting: &Acting,
        user: UserId,
        why: &str,
        metadata: &Arc<Metadata>,
    ) -> Result<(), Problem> {
        let why = crate::text::one_of(why, &["incident", "campaign"], "why")?;
        self.help(acting, user, metadata, Action::UserChanged, move |change, by, _| {
            user_password_change_ask(change.writer, user, &why)?;
            let event =
                by.event(change.clock(), Action::UserChanged).on(thing("user"), Some(RecordId(user.0)));
            change.log(event.with("password_change", why));
            Ok(())
        })
        .await
    }

    /// Changes something for another person, by somebody who manages users (or security) and whose rights cover theirs.
    pub(crate) async fn help<R, F>(
        &self,
        acting: &Acting,
        user: UserId,
        metadata: &Arc<Metadata>,
        tried: Action,
        job: F,
    ) -> Result<R, Problem>
    where
        F: FnOnce(&mut Change<'_, '_>, &Acting, &UserRow) -> Result<R, Error> + Send + 'static,
        R: Send + 'static,
    {
        self.require_helper(acting, tried).await?;
        let officer = acting.principal.can(Capability::SecurityManage);
        let (by, metadata) = (acting.clone(), Arc::clone(metadata));
        let changed = self.change(move |change| {
            user_lock(change.writer, user)?;
            let row = user_find(change.writer, user)?.ok_or_else(Problem::not_found)?;
            if !officer && by.principal.id() != user {
                let held = user_roles(change.writer, user)?;
                roles_checked(change, &by.principal, &held, &metadata)?;
            }
            job(change, &by, &row)
        });
        self.refused(acting, tried, changed.await).await
    }
}
