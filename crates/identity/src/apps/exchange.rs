//! The token endpoint: a code, or a refresh token, for tokens (RFC 6749 sections 4.1.3, 5 and 6; RFC 7636 section 4.6;
//! RFC 9700 section 4.14).
//!
//! A code and a refresh token work once. One that comes a second time was stolen from, or by, whoever came first: all
//! that came of it ends. A wrong verifier, redirect address or app uses a code up as well: it was in wrong hands.
//!
//! An app has one access token at a time of what a person allowed: with the next one, the one before ends. And it has
//! one grant of each person: with a new one, what was allowed before ends.
//!
//! Whoever ends all of a person's (`revoke.rs`) holds that person's lock, and so does whoever gives an app something:
//! the one is written before the other begins to read. Otherwise a grant that is being written while the person's grants
//! are ended would be seen by neither, and its refresh token would go on.

use std::sync::Arc;

use access::{Directory, Principal};
use audit::{Action, Actor, Event, Outcome};
use jiff::{SignedDuration, Timestamp};
use model::{AppId, RecordId, TokenId, UserId};
use sha2::{Digest as _, Sha256};
use store::system::apps::{
    AppRow, CodeRow, GrantRow, RefreshRow, app_code_find, app_code_use, app_find, grant_create, grant_find,
    grant_revoke, grants_revoke_of_user, refresh_create, refresh_find, refresh_use,
};
use store::system::tokens::{TokenRow, token_create, tokens_revoke_of_grant};
use store::system::users::user_lock;
use store::{Reader, Writer};
use uuid::Uuid;
use vault::{Credential, CredentialKind, SecretToken};
use zeroize::Zeroizing;

use super::request::{AppTokens, OauthError, TokenRequest};
use super::{APPROVED, scopes};
use crate::change::thing;
use crate::service::Inner;
use crate::{Error, Identity};

/// An access token is good for an hour.
const ACCESS_GOOD: SignedDuration = SignedDuration::from_hours(1);
/// A refresh token that is not used for two weeks is over.
const REFRESH_GOOD: SignedDuration = SignedDuration::from_hours(14 * 24);
/// What a person allowed is asked again after so long.
const GRANT_GOOD: SignedDuration = SignedDuration::from_hours(90 * 24);
/// An app's token is given so many records an hour, or fewer by the company's rules.
const APP_RECORDS: i64 = 10_000;

/// A refusal of ours comes as a problem through the transaction; this one stands with what was done of it.
type Answer = Result<AppTokens, OauthError>;

impl Identity {
    /// Gives an app tokens for a code or a refresh token.
    ///
    /// # Errors
    /// What the standard says.
    pub async fn app_tokens(&self, request: TokenRequest, address: Option<&str>) -> Answer {
        let answer = match request.grant_type.as_str() {
            "authorization_code" | "refresh_token" => self.exchange(request, address).await,
            "" => return Err(OauthError::InvalidRequest),
            _ => return Err(OauthError::UnsupportedGrantType),
        };
        match answer {
            Err(OauthError::InvalidClient) => self.told(Err(OauthError::InvalidClient), "app", address).await,
            Err(OauthError::InvalidGrant) => self.told(Err(OauthError::InvalidGrant), "grant", address).await,
            other => other,
        }
    }

    /// Counts and tells what may have been a guess, or somebody with what was stolen.
    pub(super) async fn told<T>(
        &self,
        answer: Result<T, OauthError>,
        why: &'static str,
        address: Option<&str>,
    ) -> Result<T, OauthError> {
        let told = self.program_refused(why, None, address).await;
        told.map_err(|error| OauthError::Ours(error.into()))?;
        answer
    }

    async fn exchange(&self, request: TokenRequest, address: Option<&str>) -> Answer {
        let snapshot = self.snapshot();
        let (request, address) = (Arc::new(request), address.map(ToOwned::to_owned));
        // Anybody may ask here. What is wrong at first sight is refused without a place among the writers.
        let (asked, allowed) = (Arc::clone(&request), snapshot.tokens.apps);
        let at_sight: Result<Result<(), OauthError>, Error> = self
            .inner
            .database
            .read(move |reader| {
                let app = proved_app(reader, allowed, &asked.client_id, asked.client_secret.as_ref())?;
                Ok(match app {
                    Ok(_) if asked.names_something(reader)? => Ok(()),
                    Ok(_) => Err(OauthError::InvalidGrant),
                    Err(refused) => Err(refused),
                })
            })
            .await;
        at_sight.map_err(|error| OauthError::Ours(error.into()))??;
        let inner = Arc::clone(&self.inner);
        let done: Result<(Answer, Vec<Uuid>), Error> = self
            .inner
            .database
            .write(move |writer| {
                let app = proved_app(writer, allowed, &request.client_id, request.client_secret.as_ref())?;
                let app = match app {
                    Ok(app) => app,
                    Err(refused) => return Ok((Err(refused), Vec::new())),
                };
                let now = inner.clock.now();
                let mut exchange = Exchange {
                    writer,
                    inner: &inner,
                    directory: &snapshot.directory,
                    now,
                    app: &app,
                    address,
                    ended: Vec::new(),
                    events: Vec::new(),
                };
                let answer = if request.grant_type == "refresh_token" {
                    exchange.refresh(&request)?
                } else {
                    exchange.code(&request)?
                };
                let (ended, events) = (exchange.ended, exchange.events);
                inner.log.append_in(writer, events);
                Ok((answer, ended))
            })
            .await;
        let (answer, ended) = done.map_err(|error| OauthError::Ours(error.into()))?;
        if !ended.is_empty() {
            self.inner.tokens.forget(|token| token.grant.is_some_and(|grant| ended.contains(&grant)));
        }
        answer
    }
}

impl TokenRequest {
    /// Whether there is such a code or refresh token; what is missing is told later.
    fn names_something(&self, reader: &mut Reader<'_>) -> Result<bool, Error> {
        Ok(match (self.grant_type.as_str(), &self.code, &self.refresh_token) {
            ("authorization_code", Some(code), _) => match SecretToken::parse(code) {
                Some(code) => app_code_find(reader, &code.hash())?.is_some(),
                None => false,
            },
            ("refresh_token", _, Some(refresh)) => match Credential::parse(refresh) {
                Some(refresh) => refresh_find(reader, &refresh.hash())?.is_some(),
                None => false,
            },
            _ => true,
        })
    }
}

/// The approved app of that id, if it proves itself the way it was registered: by its secret, or by having none.
pub(super) fn proved_app(
    reader: &mut Reader<'_>,
    apps_allowed: bool,
    client_id: &str,
    secret: Option<&Zeroizing<String>>,
) -> Result<Result<AppRow, OauthError>, Error> {
    let found = match client_id.parse::<AppId>() {
        Ok(id) => app_find(reader, id)?,
        Err(_) => None,
    };
    let given = secret.and_then(|secret| Credential::parse(secret));
    let given = given.filter(|secret| secret.kind() == CredentialKind::AppSecret).map(|secret| secret.hash());
    let proved = |app: &AppRow| match &app.secret_hash {
        // Hashes of 256 random bits: comparing them tells nothing of use.
        Some(kept) => given.is_some_and(|given| given[..] == kept[..]),
        None => secret.is_none(),
    };
    let app = found.filter(|app| apps_allowed && app.state == APPROVED && proved(app));
    Ok(app.ok_or(OauthError::InvalidClient))
}

struct Exchange<'c, 'w> {
    writer: &'c mut Writer<'w>,
    inner: &'c Inner,
    directory: &'c Arc<Directory>,
    now: Timestamp,
    app: &'c AppRow,
    address: Option<String>,
    /// The grants of which something ended with this.
    ended: Vec<Uuid>,
    events: Vec<Event>,
}

impl Exchange<'_, '_> {
    fn code(&mut self, request: &TokenRequest) -> Result<Answer, Error> {
        let (Some(code), Some(redirect), Some(verifier)) =
            (&request.code, &request.redirect_uri, &request.code_verifier)
        else {
            return Ok(Err(OauthError::InvalidRequest));
        };
        if !is_verifier(verifier) {
            return Ok(Err(OauthError::InvalidRequest));
        }
        let now = self.now;
        let hash = SecretToken::parse(code).map(|code| code.hash());
        let Some(found) = hash.map(|hash| self.code_locked(&hash)).transpose()?.flatten() else {
            return Ok(Err(OauthError::InvalidGrant));
        };
        if found.used_at.is_some() {
            if let Some(grant) = found.grant_id {
                self.stolen(grant, found.user_id, "code_reused")?;
            }
            return Ok(Err(OauthError::InvalidGrant));
        }
        let sound = found.app_id == self.app.id
            && found.redirect_uri == **redirect
            && found.challenge == challenge_of(verifier)
            && found.expires_at > now
            && self.principal(found.user_id).is_some();
        let grant = sound.then(|| TokenId::fresh(&*self.inner.clock, &*self.inner.entropy).0);
        if !app_code_use(self.writer, &found.code_hash, now, grant)? {
            return Ok(Err(OauthError::InvalidGrant));
        }
        let Some(id) = grant else { return Ok(Err(OauthError::InvalidGrant)) };
        let grant = GrantRow {
            id,
            app_id: self.app.id,
            user_id: found.user_id,
            scopes: found.scopes,
            created_at: now,
            expires_at: after(now, GRANT_GOOD),
            revoked_at: None,
            revoked_why: None,
        };
        self.end_before(found.user_id)?;
        grant_create(self.writer, &grant)?;
        self.issue(&grant, &grant.scopes.clone()).map(Ok)
    }

    fn refresh(&mut self, request: &TokenRequest) -> Result<Answer, Error> {
        let Some(text) = &request.refresh_token else { return Ok(Err(OauthError::InvalidRequest)) };
        let now = self.now;
        let refresh = Credential::parse(text).filter(|known| known.kind() == CredentialKind::Refresh);
        let known = refresh.map(|refresh| self.refresh_locked(&refresh.hash())).transpose()?.flatten();
        let Some((found, grant)) = known else { return Ok(Err(OauthError::InvalidGrant)) };
        if grant.app_id != self.app.id {
            return Ok(Err(OauthError::InvalidGrant));
        }
        if found.used_at.is_some() {
            self.stolen(grant.id, grant.user_id, "refresh_reused")?;
            return Ok(Err(OauthError::InvalidGrant));
        }
        let good = grant.revoked_at.is_none() && grant.expires_at > now && found.expires_at > now;
        if !good || self.principal(grant.user_id).is_none() {
            return Ok(Err(OauthError::InvalidGrant));
        }
        let wanted = match request.scope.as_deref().filter(|scope| !scope.trim().is_empty()) {
            None => grant.scopes.clone(),
            Some(text) => match access::TokenScopes::parse(text) {
                Ok(wanted) if !wanted.is_empty() && wanted.within(&scopes(&grant.scopes)) => {
                    wanted.to_string()
                }
                _ => return Ok(Err(OauthError::InvalidScope)),
            },
        };
        if !refresh_use(self.writer, &found.token_hash, now)? {
            self.stolen(grant.id, grant.user_id, "refresh_reused")?;
            return Ok(Err(OauthError::InvalidGrant));
        }
        self.issue(&grant, &wanted).map(Ok)
    }

    /// The code, as it stays until the end: whose it is, is known only once it is read.
    fn code_locked(&mut self, hash: &[u8]) -> Result<Option<CodeRow>, Error> {
        let Some(seen) = app_code_find(self.writer, hash)? else { return Ok(None) };
        user_lock(self.writer, seen.user_id)?;
        Ok(app_code_find(self.writer, hash)?)
    }

    /// The refresh token and what it is of, as they stay until the end.
    fn refresh_locked(&mut self, hash: &[u8]) -> Result<Option<(RefreshRow, GrantRow)>, Error> {
        let Some(seen) = refresh_find(self.writer, hash)? else { return Ok(None) };
        let Some(grant) = grant_find(self.writer, seen.grant_id)? else { return Ok(None) };
        user_lock(self.writer, grant.user_id)?;
        let (found, grant) = (refresh_find(self.writer, hash)?, grant_find(self.writer, grant.id)?);
        Ok(found.zip(grant))
    }

    /// Ends what the person allowed the app before.
    fn end_before(&mut self, user: UserId) -> Result<(), Error> {
        let why = "allowed_anew";
        let (mut grants, mut tokens) = (0u64, 0);
        for grant in grants_revoke_of_user(self.writer, user, Some(self.app.id), self.now, why)? {
            tokens += tokens_revoke_of_grant(self.writer, grant, self.now, why)?;
            self.ended.push(grant);
            grants += 1;
        }
        if grants > 0 {
            let event = self.event(user, Action::AppAllowed).on(thing("app"), Some(RecordId(self.app.id.0)));
            self.events.push(event.with("why", why).with("grants_ended", grants).with("revoked", tokens));
        }
        Ok(())
    }

    fn issue(&mut self, grant: &GrantRow, wanted: &str) -> Result<AppTokens, Error> {
        let now = self.now;
        let access = Credential::fresh(CredentialKind::Access, &*self.inner.entropy);
        let refresh = Credential::fresh(CredentialKind::Refresh, &*self.inner.entropy);
        let before = tokens_revoke_of_grant(self.writer, grant.id, now, "refreshed")?;
        self.ended.push(grant.id);
        let allowed = scopes(wanted).capped(&scopes(&self.app.granted)).to_string();
        let token = TokenRow {
            id: TokenId::fresh(&*self.inner.clock, &*self.inner.entropy),
            user_id: grant.user_id,
            grant_id: Some(grant.id),
            token_hash: access.hash().to_vec(),
            name: self.app.name.clone(),
            reason: None,
            scopes: allowed.clone(),
            networks: String::new(),
            records_per_hour: APP_RECORDS,
            created_at: now,
            expires_at: after(now, ACCESS_GOOD).min(grant.expires_at),
            revoked_at: None,
            revoked_why: None,
        };
        token_create(self.writer, &token)?;
        let next = RefreshRow {
            token_hash: refresh.hash().to_vec(),
            grant_id: grant.id,
            expires_at: after(now, REFRESH_GOOD).min(grant.expires_at),
            used_at: None,
        };
        refresh_create(self.writer, &next)?;
        let event = self.event(grant.user_id, Action::TokenChanged).by_token(token.id, Some(self.app.id));
        let event = event.on(thing("token"), Some(RecordId(token.id.0))).with("made", true);
        let words: Vec<&str> = allowed.split(' ').filter(|word| !word.is_empty()).collect();
        self.events.push(event.with("scopes", words).with("revoked", before));
        Ok(AppTokens {
            access: access.reveal(),
            expires_in: token.expires_at.as_second() - now.as_second(),
            refresh: refresh.reveal(),
            scope: allowed,
        })
    }

    /// All that came of a grant ends.
    fn stolen(&mut self, grant: Uuid, user: UserId, why: &'static str) -> Result<(), Error> {
        let now = self.now;
        if grant_revoke(self.writer, grant, now, why)? {
            let ended = tokens_revoke_of_grant(self.writer, grant, now, why)?;
            let event = self.event(user, Action::AppAllowed).ended(Outcome::Denied);
            let event = event.on(thing("app"), Some(RecordId(self.app.id.0)));
            self.events.push(event.with("why", why).with("revoked", ended));
        }
        self.ended.push(grant);
        Ok(())
    }

    fn principal(&self, user: UserId) -> Option<Principal> {
        Principal::person(self.directory, user, None)
    }

    /// An event in the name of the person whom the app acts for.
    fn event(&self, user: UserId, action: Action) -> Event {
        let name = self.directory.user(user).map(|user| user.name.clone()).unwrap_or_default();
        let event = Event::done(&*self.inner.clock, Actor::person(user, name), action);
        event.from(None, self.address.clone()).with("app", self.app.id.to_string())
    }
}

fn after(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_add(span).unwrap_or(now)
}

/// 43 to 128 unreserved characters (RFC 7636 section 4.1).
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

/// BASE64URL(SHA256(verifier)) (RFC 7636 section 4.2).
fn challenge_of(verifier: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_appendix_b() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(is_verifier(verifier));
        assert_eq!(challenge_of(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(
            !is_verifier(&verifier[1..]) && !is_verifier(&"a".repeat(129)) && !is_verifier(&"é".repeat(43))
        );
    }
}
