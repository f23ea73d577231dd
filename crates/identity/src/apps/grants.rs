//! What a person let apps do: the list, and taking it back.

use access::TokenScopes;
use audit::Action;
use jiff::Timestamp;
use model::{AppId, Problem, RecordId};
use store::system::apps::{app_codes_withdraw, grants_revoke_of_user, grants_with_apps};
use store::system::tokens::tokens_revoke_of_grant;
use store::system::users::user_lock;

use super::{AppInfo, scopes};
use crate::change::thing;
use crate::{Acting, Error, Identity};

/// What a person lets one app do.
#[derive(Clone, Debug)]
pub struct GrantInfo {
    /// The app.
    pub app: AppInfo,
    /// What it may do, as far as administrators let it now.
    pub scopes: TokenScopes,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when it need not ask again.
    pub expires_at: Timestamp,
}

impl GrantInfo {
    fn take_in(&mut self, more: &TokenScopes, expires_at: Timestamp) {
        self.scopes = scopes(&format!("{} {more}", self.scopes));
        self.expires_at = self.expires_at.max(expires_at);
    }
}

impl Identity {
    /// What one lets apps do, newest first, each app once.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn app_grants(&self, acting: &Acting) -> Result<Vec<GrantInfo>, Problem> {
        let (user, now) = (acting.principal.id(), self.inner.clock.now());
        let read: Result<_, Error> = self
            .inner
            .database
            .read(move |reader| {
                let mut all: Vec<GrantInfo> = Vec::new();
                for (grant, app) in grants_with_apps(reader, user, now)? {
                    let allowed = scopes(&grant.scopes).capped(&scopes(&app.granted));
                    // Two at once were there before a new answer ended the one before.
                    match all.iter_mut().find(|known| known.app.id == app.id) {
                        Some(known) => known.take_in(&allowed, grant.expires_at),
                        None => all.push(GrantInfo {
                            scopes: allowed,
                            app: AppInfo::of(app),
                            created_at: grant.created_at,
                            expires_at: grant.expires_at,
                        }),
                    }
                }
                Ok(all)
            })
            .await;
        Ok(read?)
    }

    /// Takes back all one let an app do: its tokens are refused from the next request on.
    ///
    /// # Errors
    /// `not_found` when it was allowed nothing.
    pub async fn app_grant_revoke(&self, acting: &Acting, app: AppId) -> Result<(), Problem> {
        let by = acting.clone();
        let user = acting.principal.id();
        self.change(move |change| {
            let (now, why) = (change.now, "revoked_by_owner");
            user_lock(change.writer, user)?;
            let grants = grants_revoke_of_user(change.writer, user, Some(app), now, why)?;
            if grants.is_empty() {
                return Err(Problem::not_found().into());
            }
            app_codes_withdraw(change.writer, user, Some(app), now)?;
            let mut ended = 0;
            for grant in grants {
                ended += tokens_revoke_of_grant(change.writer, grant, now, why)?;
            }
            let event = by.event(change.clock(), Action::AppAllowed).on(thing("app"), Some(RecordId(app.0)));
            change.log(event.with("why", why).with("revoked", ended));
            Ok(())
        })
        .await?;
        self.inner.tokens.forget(|token| token.user == user && token.app == Some(app));
        Ok(())
    }
}
