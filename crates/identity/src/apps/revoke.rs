//! An app gives a token back (RFC 7009). An access token ends alone; with a refresh token ends all that was allowed
//! with it. A token that is none, or another app's, is answered like one that was revoked (section 2.2).

use std::sync::Arc;

use audit::{Action, Actor, Event};
use model::RecordId;
use store::system::apps::{grant_find, grant_revoke, refresh_find};
use store::system::tokens::{token_find_by_hash, token_revoke_by_hash, tokens_revoke_of_grant};
use vault::{Credential, CredentialKind};
use zeroize::Zeroizing;

use super::exchange::{OauthError, proved_app};
use crate::change::thing;
use crate::{Error, Identity};

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
        let (client_id, from) = (client_id.to_owned(), address.map(ToOwned::to_owned));
        let (inner, snapshot) = (Arc::clone(&self.inner), self.snapshot());
        let revoked = self.inner.database.write(move |writer| {
            let allowed = snapshot.tokens.apps;
            let app = match proved_app(writer, allowed, &client_id, client_secret.as_ref())? {
                Ok(app) => app,
                Err(refused) => return Ok(Err(refused)),
            };
            let Some(credential) = Credential::parse(&token) else { return Ok(Ok(None)) };
            let (now, why, hash) = (inner.clock.now(), "revoked_by_app", credential.hash());
            let ended = match credential.kind() {
                CredentialKind::Access => token_find_by_hash(writer, &hash)?
                    .filter(|found| found.app.as_ref().is_some_and(|of| of.id == app.id.0))
                    .and_then(|found| Some((found.token.user_id, found.token.grant_id?, false))),
                CredentialKind::Refresh => {
                    let grant = refresh_find(writer, &hash)?.map(|found| found.grant_id);
                    let grant = grant.map(|grant| grant_find(writer, grant)).transpose()?.flatten();
                    grant.filter(|grant| grant.app_id == app.id).map(|grant| (grant.user_id, grant.id, true))
                }
                CredentialKind::Personal | CredentialKind::AppSecret => None,
            };
            let Some((user, grant, whole)) = ended else { return Ok(Ok(None)) };
            let did = if whole {
                tokens_revoke_of_grant(writer, grant, now, why)?;
                grant_revoke(writer, grant, now, why)?
            } else {
                token_revoke_by_hash(writer, &hash, now, why)?
            };
            if did {
                let name = snapshot.directory.user(user).map(|user| user.name.clone()).unwrap_or_default();
                let event = Event::done(&*inner.clock, Actor::person(user, name), Action::AppAllowed);
                let event = event.from(None, from).on(thing("app"), Some(RecordId(app.id.0)));
                inner.log.append_in(writer, vec![event.with("why", why).with("app", app.id.to_string())]);
            }
            Ok(Ok(Some(grant)))
        });
        let revoked = revoked.await.map_err(|error: Error| OauthError::Ours(error.into()))?;
        match revoked {
            Ok(grant) => {
                self.inner.tokens.forget(|token| token.grant.is_some() && token.grant == grant);
                Ok(())
            }
            Err(refused) => self.told(Err(refused), "app", address).await,
        }
    }
}
