//! What a person let apps do: the list, and taking it back.

use access::TokenScopes;
use audit::Action;
use jiff::Timestamp;
use model::{AppId, Problem, RecordId};
use store::system::apps::{app_find, grants_of_user, grants_revoke_of_user};
use store::system::tokens::tokens_revoke_of_grant;

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

impl Identity {
    /// What one lets apps do, newest first.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn app_grants(&self, acting: &Acting) -> Result<Vec<GrantInfo>, Problem> {
        let (user, now) = (acting.principal.id(), self.inner.clock.now());
        let read: Result<_, Error> = self
            .inner
            .database
            .read(move |reader| {
                let mut all = Vec::new();
                for grant in grants_of_user(reader, user, now)? {
                    let Some(app) = app_find(reader, grant.app_id)? else { continue };
                    all.push(GrantInfo {
                        scopes: scopes(&grant.scopes).capped(&scopes(&app.granted)),
                        app: AppInfo::of(app),
                        created_at: grant.created_at,
                        expires_at: grant.expires_at,
                    });
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
            let grants = grants_revoke_of_user(change.writer, user, Some(app), now, why)?;
            if grants.is_empty() {
                return Err(Problem::not_found().into());
            }
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
