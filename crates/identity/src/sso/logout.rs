//! Signing out across the fence: the provider ends sessions here (Back-Channel Logout 1.0), and whoever signs out here can
//! go on to sign out there (RP-Initiated Logout 1.0).

use std::sync::Arc;

use audit::{Action, Event};
use federation::{CLOCK_SKEW_SECS, MAX_TOKEN_AGE_SECS};
use jiff::Timestamp;
use model::{Kind, Problem};
use sha2::{Digest as _, Sha256};
use store::system::links::challenge_use;
use store::system::sso::{sso_session_end, sso_session_find, sso_sessions_take};
use url::Url;

use super::meet::NotMet;
use super::{actor, log_not_met};
use crate::{Acting, Error, Identity};

impl Identity {
    /// Ends the sessions a provider says have ended, at once and at every server, and the sign-ins under way that came by
    /// it. Whether there were any is not told.
    ///
    /// # Errors
    /// `not_found` for an unknown provider, `sso_logout_refused` for a token that is not right or was used,
    /// `sso_unavailable` while the provider's keys can't be asked for.
    pub async fn sso_logout(&self, key: &str, token: &str) -> Result<(), Problem> {
        let rules = self.sso_rules();
        let known = rules.find(key).ok_or_else(Problem::not_found)?;
        let now = self.inner.clock.now();
        let read = match self.sso_meet(known).await {
            Ok(provider) => provider.logout_token(token, self.inner.sso.fetch(), now).await,
            Err(NotMet::Ours(error)) => return Err(error.into()),
            Err(NotMet::Protocol(error)) => {
                log_not_met(key, &error);
                return Err(Problem::new(Kind::Unavailable, "sso_unavailable"));
            }
        };
        let claims = read.map_err(|error| refused(key, error.code()))?;
        let name = Sha256::new().chain_update("logout\0").chain_update(key).chain_update("\0");
        let hash = name.chain_update(&claims.jti).finalize().to_vec();
        // A token is refused for its age before its name is forgotten.
        let forget = claims.issued_at.as_second() + MAX_TOKEN_AGE_SECS + 2 * CLOCK_SKEW_SECS;
        let forget = Timestamp::from_second(forget).unwrap_or(Timestamp::MAX);
        let (inner, key) = (Arc::clone(&self.inner), key.to_owned());
        let provider = key.clone();
        let ended = self.inner.database.write(move |writer| {
            if !challenge_use(writer, &hash, forget)? {
                return Ok(None);
            }
            let (subject, sid) = (claims.subject.as_deref(), claims.sid.as_deref());
            let ids = sso_sessions_take(writer, &key, subject, sid)?;
            let mut sessions = 0u64;
            for id in &ids {
                sessions += u64::from(sso_session_end(writer, *id, now, "sso_logout")?);
            }
            let event = Event::done(&*inner.clock, actor(&key), Action::SessionEnded);
            let event = event.with("provider", key).with("why", "sso_logout").with("ended", sessions);
            inner.log.append_in(writer, vec![event]);
            Ok::<_, Error>(Some(ids))
        });
        let ids = ended.await?.ok_or_else(|| refused(&provider, "sso_logout_replayed"))?;
        // It waits also where there were none: how long it takes would tell.
        self.sessions_over(|session| ids.contains(&session.id.0)).await;
        Ok(())
    }

    /// Where to go on to sign out at the provider by which the session that asks came; none where there is no such place,
    /// or the provider does not say.
    pub async fn sso_sign_out_url(&self, acting: &Acting) -> Option<String> {
        let id = acting.session?.0;
        let found: Result<_, Error> =
            self.inner.database.read(move |reader| Ok(sso_session_find(reader, id)?)).await;
        let row = found.ok()??;
        let rules = self.sso_rules();
        let provider = self.sso_meet(rules.find(&row.provider_key)?).await.ok()?;
        let back = Url::parse(&format!("{}/", self.inner.base_url)).ok()?;
        provider.end_session_url(None, &back).map(String::from)
    }
}

fn refused(key: &str, code: &'static str) -> Problem {
    tracing::warn!(provider = key, code, "a logout token was refused");
    Problem::new(Kind::BadRequest, "sso_logout_refused")
}
