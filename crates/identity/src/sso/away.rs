//! Sending the browser to a provider. What has to be known when it comes back is sealed into a cookie of that browser, so
//! that nobody can fill the database by asking; it lives ten minutes and serves once (`finish.rs`).

use jiff::Timestamp;
use model::{Kind, Problem, RecordId};
use serde::{Deserialize, Serialize};
use store::system::sessions::session_find;
use url::Url;
use uuid::Uuid;
use vault::{Aad, SecretToken};

use super::log_not_met;
use super::meet::NotMet;
use crate::sign_in::{FLOW_SECS, Flow, flow_gone, require_fresh};
use crate::{Acting, Error, Identity};

/// A sign-in that is away at a provider belongs to no record.
const AWAY: Aad<'static> = Aad { object: "sso_provider", field: "away", record: RecordId(Uuid::nil()) };

/// What somebody wants at a provider.
pub enum SsoWish {
    /// To sign in.
    SignIn,
    /// To answer an invitation, by its token.
    Invitation(String),
    /// To link their own account.
    Link(Box<Acting>),
    /// To prove anew who they are, in the flow of that token.
    StepUp(String),
}

/// A browser that is to be sent away.
pub struct SsoBegun {
    /// Where to.
    pub url: String,
    /// What to keep in a cookie meanwhile.
    pub cookie: String,
}

/// What for, as it is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Errand {
    SignIn,
    /// The hash of the invitation's token, hexadecimal.
    Invitation(String),
    /// The session that asked.
    Link(Uuid),
    /// The flow that asked.
    StepUp(Uuid),
}

/// A sign-in that is away.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Away {
    pub(super) provider: String,
    pub(super) errand: Errand,
    pub(super) pending: federation::Pending,
    pub(super) expires_at: Timestamp,
}

impl Identity {
    /// Begins at a provider.
    ///
    /// # Errors
    /// `not_found` for a provider that is not there or off, `sso_unavailable` while it does not answer;
    /// `invitation_invalid`, `flow_gone`, `step_up_required` by what is wanted.
    pub async fn sso_begin(&self, key: &str, wish: SsoWish) -> Result<SsoBegun, Problem> {
        let rules = self.sso_rules();
        let known = rules.find(key).filter(|provider| provider.on).ok_or_else(Problem::not_found)?;
        let errand = self.errand(wish).await?;
        let provider = match self.sso_meet(known).await {
            Ok(provider) => provider,
            Err(NotMet::Ours(error)) => return Err(error.into()),
            Err(NotMet::Protocol(error)) => {
                log_not_met(key, &error);
                return Err(Problem::new(Kind::Unavailable, "sso_unavailable"));
            }
        };
        let (now, entropy) = (self.inner.clock.now(), &*self.inner.entropy);
        let redirect =
            Url::parse(&format!("{}/sso/callback", self.inner.base_url)).map_err(|_| Problem::internal())?;
        let begun = match errand {
            Errand::StepUp(_) => provider.begin_anew(&redirect, entropy, now),
            _ => provider.begin(&redirect, entropy),
        };
        let expires_at = Timestamp::from_second(now.as_second() + FLOW_SECS).unwrap_or(now);
        let away = Away { provider: key.to_owned(), errand, pending: begun.pending, expires_at };
        let text = serde_json::to_vec(&away).map_err(|source| Error::Stored { what: "sign-in", source })?;
        let sealed = self.inner.keys.seal(&AWAY, &zeroize::Zeroizing::new(text)).map_err(Error::from)?;
        Ok(SsoBegun { url: begun.url.into(), cookie: hex::encode(sealed) })
    }

    /// Looks whether what is wanted can be had at all, and by whom.
    async fn errand(&self, wish: SsoWish) -> Result<Errand, Problem> {
        match wish {
            SsoWish::SignIn => Ok(Errand::SignIn),
            SsoWish::Invitation(token) => {
                self.invitation_of(&token).await?;
                let hash = SecretToken::parse(&token).ok_or_else(Problem::not_found)?.hash();
                Ok(Errand::Invitation(hex::encode(hash)))
            }
            SsoWish::Link(acting) => {
                let id = acting.session.ok_or_else(Problem::not_found)?;
                let now = self.inner.clock.now();
                let row: Result<_, Error> =
                    self.inner.database.read(move |reader| Ok(session_find(reader, id)?)).await;
                require_fresh(row?.ok_or_else(Problem::not_found)?.proved_at, now)?;
                Ok(Errand::Link(id.0))
            }
            SsoWish::StepUp(token) => {
                let hash = SecretToken::parse(&token).ok_or_else(flow_gone)?.hash();
                let now = self.inner.clock.now();
                let flow: Result<Flow, Error> =
                    self.inner.database.read(move |reader| Flow::find(reader, &hash, now)).await;
                let flow = flow?;
                if !flow.steps_up() {
                    return Err(flow_gone());
                }
                Ok(Errand::StepUp(flow.row.id))
            }
        }
    }

    /// What a cookie holds, if it is ours and not over.
    pub(super) fn away(&self, cookie: &str) -> Result<Away, Problem> {
        let sealed = hex::decode(cookie).map_err(|_| flow_gone())?;
        let opened = self.inner.keys.open(&AWAY, &sealed).map_err(|_| flow_gone())?;
        let away: Away = serde_json::from_slice(&opened).map_err(|_| flow_gone())?;
        if away.expires_at <= self.inner.clock.now() { Err(flow_gone()) } else { Ok(away) }
    }
}
