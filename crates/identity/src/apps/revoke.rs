//! An app gives a token back (RFC 7009). An access token ends alone; with a refresh token ends all that was allowed
//! with it. A token that is none, or another app's, is answered like one that was revoked (section 2.2).

use std::sync::Arc;

use audit::{Action, Actor, Event};
use model::{AppId, RecordId, UserId};
use store::Reader;
use store::system::apps::{grant_find, grant_revoke, refresh_find};
use store::system::tokens::{token_find_by_hash, token_revoke_by_hash, tokens_revoke_of_grant};
use uuid::Uuid;
use vault::{Credential, CredentialKind, TokenHash};
use zeroize::Zeroizing;

use super::exchange::proved_app;
use super::request::OauthError;
use crate::change::thing;
use crate::{Error, Identity};

/// What ends with a token.
struct Target {
    user: UserId,
    grant: Uuid,
    /// All that was allowed, not the token alone.
    whole: bool,
}

impl Target {
    fn of(
        reader: &mut Reader<'_>,
        app: AppId,
        (kind, hash): (CredentialKind, &TokenHash),
    ) -> Result<Option<Self>, Error> {
        Ok(match kind {
            CredentialKind::Access => token_find_by_hash(reader, hash)?
                .filter(|found| found.app.as_ref().is_some_and(|of| of.id == app.0))
                .and_then(|found| {
                    Some(Self { user: found.token.user_id, grant: found.token.grant_id?, whole: false })
                }),
            CredentialKind::Refresh => {
                let grant = refresh_find(reader, hash)?.map(|found| found.grant_id);
                let grant = grant.map(|grant| grant_find(reader, grant)).transpose()?.flatten();
                let grant = grant.filter(|grant| grant.app_id == app);
                grant.map(|grant| Self { user: grant.user_id, grant: grant.id, whole: true })
            }
            CredentialKind::Personal | CredentialKind::AppSecret => None,
        })
    }
}

impl Identity {
    /// Revokes a token of that app.
    ///
    /// # Errors
    /// `invalid_client`; what the standard says.
    pub async fn app_token_revoke(
        &self,
        client_id: &str,
        client_secret: Option<Zeroizing<String>>,
        token: Zeroizing<String>,
        address: Option<&str>,
    ) -> Result<(), OauthError> {
        let (client_id, allowed) = (client_id.to_owned(), self.token_rules().apps);
        let given = Credential::parse(&token).map(|token| (token.kind(), token.hash()));
        // Anybody may ask here: what changes nothing takes no place among the writers.
        let at_sight: Result<_, Error> = self
            .inner
            .database
            .read(move |reader| {
                let app = match proved_app(reader, allowed, &client_id, client_secret.as_ref())? {
                    Ok(app) => app,
                    Err(refused) => return Ok(Err(refused)),
                };
                let Some((kind, hash)) = given else { return Ok(Ok(None)) };
                let target = Target::of(reader, app.id, (kind, &hash))?;
                Ok(Ok(target.map(|target| (app.id, target, hash))))
            })
            .await;
        match at_sight.map_err(|error| OauthError::Ours(error.into()))? {
            Ok(None) => Ok(()),
            Ok(Some((app, target, hash))) => {
                let ended = self.app_token_end(app, target, hash, address.map(ToOwned::to_owned)).await;
                ended.map_err(|error| OauthError::Ours(error.into()))
            }
            Err(refused) => self.told(Err(refused), "app", address).await,
        }
    }

    async fn app_token_end(
        &self,
        app: AppId,
        target: Target,
        hash: TokenHash,
        address: Option<String>,
    ) -> Result<(), Error> {
        let (inner, directory) = (Arc::clone(&self.inner), self.directory());
        let (grant, why) = (target.grant, "revoked_by_app");
        let written = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let did = if target.whole {
                tokens_revoke_of_grant(writer, grant, now, why)?;
                grant_revoke(writer, grant, now, why)?
            } else {
                token_revoke_by_hash(writer, &hash, now, why)?
            };
            if did {
                let name = directory.user(target.user).map(|user| user.name.clone()).unwrap_or_default();
                let actor = Actor::person(target.user, name);
                let event = Event::done(&*inner.clock, actor, Action::AppAllowed).from(None, address);
                let event = event.on(thing("app"), Some(RecordId(app.0))).with("why", why);
                inner.log.append_in(writer, vec![event.with("app", app.to_string())]);
            }
            Ok::<(), Error>(())
        });
        written.await?;
        self.inner.tokens.forget(|token| token.grant == Some(grant));
        Ok(())
    }
}
