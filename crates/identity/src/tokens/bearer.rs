//! From the text of a token to whoever asks by it.
//!
//! Whatever is wrong with a token (unknown, over, revoked, from another network, its owner gone, the company's rules)
//! gives the same nothing. A refusal is counted by network in the one counter and told in the log; once the counter says
//! wait, the log is told once a minute, with the number: who can't get in must not be able to fill it. The counter
//! keeps no right token out: behind one address sit many programs.

use std::net::IpAddr;
use std::sync::Arc;

use access::Principal;
use audit::{Action, Actor, Event, Outcome};
use jiff::Timestamp;
use model::{Locale, Problem, RecordId, TokenId, UserId};
use store::system::tokens::{TokenUse, token_find_by_hash};
use vault::{Credential, CredentialKind, TokenHash};

use super::budget::Budget;
use super::cache::Known;
use crate::change::thing;
use crate::verifier::{self, Count, Lane};
use crate::{Error, Identity};

/// Somebody who asks by a token.
#[derive(Clone, Debug)]
pub struct TokenSession {
    /// The token.
    pub id: TokenId,
    /// Its owner, with the rights the token leaves.
    pub principal: Principal,
    /// The language the owner reads.
    pub language: Locale,
    /// The owner's IANA time zone.
    pub zone: String,
    /// What it may still be given.
    pub budget: Budget,
}

/// A token that was found, or what is known of why not.
type Found = Result<(Arc<Known>, Option<TokenUse>), (&'static str, Option<(TokenId, UserId)>)>;

impl Identity {
    /// Who asks by that token; none for anything but a token that may be used, now, from there.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn token_of(&self, text: &str, address: Option<&str>) -> Result<Option<TokenSession>, Problem> {
        let credential = Credential::parse(text);
        let credential = credential
            .filter(|known| matches!(known.kind(), CredentialKind::Personal | CredentialKind::Access));
        let found = match &credential {
            None => Err(("unknown", None)),
            Some(credential) => self.token_find(credential).await?,
        };
        let session = found.and_then(|(known, last_use)| {
            let whose = Some((known.id, known.user));
            self.token_session(&known, last_use.as_ref(), address).map_err(|why| (why, whose))
        });
        match session {
            Ok(session) => Ok(Some(session)),
            Err((why, whose)) => {
                self.program_refused(why, whose, address).await?;
                Ok(None)
            }
        }
    }

    /// Whether a token that was let in may still be used: for an answer that takes its time.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn token_still(&self, text: &str, address: Option<&str>) -> Result<bool, Problem> {
        let Some(credential) = Credential::parse(text) else { return Ok(false) };
        let found = self.token_find(&credential).await?;
        Ok(found
            .is_ok_and(|(known, last_use)| self.token_session(&known, last_use.as_ref(), address).is_ok()))
    }

    async fn token_find(&self, credential: &Credential) -> Result<Found, Problem> {
        let hash = credential.hash();
        if let Some(known) = self.inner.tokens.find(&hash) {
            return Ok(Ok((known, None)));
        }
        self.token_read(hash, credential.kind()).await
    }

    async fn token_read(&self, hash: TokenHash, kind: CredentialKind) -> Result<Found, Problem> {
        let reading = self.inner.tokens.cache.reading();
        let row: Result<_, Error> =
            self.inner.database.read(move |reader| Ok(token_find_by_hash(reader, &hash)?)).await;
        let Some(row) = row? else { return Ok(Err(("unknown", None))) };
        let whose = Some((row.token.id, row.token.user_id));
        if row.app.is_some() != (kind == CredentialKind::Access) {
            return Ok(Err(("unknown", whose)));
        }
        Ok(match Known::of(&row, self.inner.clock.now()) {
            Ok(known) => Ok((self.inner.tokens.cache.keep(hash, known, reading), row.last_use)),
            Err(why) => Err((why, whose)),
        })
    }

    /// What must hold at the moment of use, whatever the row says.
    fn token_session(
        &self,
        known: &Known,
        last_use: Option<&TokenUse>,
        address: Option<&str>,
    ) -> Result<TokenSession, &'static str> {
        let (now, snapshot) = (self.inner.clock.now(), self.snapshot());
        let rules = &snapshot.tokens;
        let allowed = if known.app.is_some() { rules.apps } else { rules.personal };
        if !allowed {
            return Err("rules");
        }
        if rules.ends(known.created_at, known.expires_at) <= now {
            return Err("expired");
        }
        if !from_there(known, address) {
            return Err("network");
        }
        let principal = Principal::person(&snapshot.directory, known.user, None).ok_or("owner")?;
        let profile = snapshot.profiles.get(&known.user).ok_or("owner")?;
        let limit = rules.budget(known.records_per_hour);
        Ok(TokenSession {
            id: known.id,
            principal: principal.narrowed(Arc::clone(&known.narrowing)),
            language: profile.language,
            zone: profile.timezone.clone(),
            budget: self.inner.tokens.ledger.used(known.counted(), limit, last_use, address, now),
        })
    }

    /// Counts and tells of a secret of a program that was refused.
    pub(crate) async fn program_refused(
        &self,
        why: &'static str,
        whose: Option<(TokenId, UserId)>,
        address: Option<&str>,
    ) -> Result<(), Error> {
        let (now, network) = (self.inner.clock.now(), verifier::network_hash(address));
        let event = self.refusal(why, whose, address, now);
        let flood = &self.inner.tokens.flood;
        if flood.is_waiting(&network, now) {
            let Some(tries) = flood.to_tell(network, now) else { return Ok(()) };
            self.inner.log.append(event.with("tries", tries)).await?;
            return Ok(());
        }
        let (inner, lane) = (Arc::clone(&self.inner), Lane::of_program(address));
        let waits: Result<Option<u32>, Error> = self
            .inner
            .database
            .write(move |writer| match verifier::count(writer, &lane, now)? {
                Count::Go(_) => {
                    inner.log.append_in(writer, vec![event]);
                    Ok(None)
                }
                Count::Wait(secs) => Ok(Some(secs)),
            })
            .await;
        if let Some(secs) = waits? {
            flood.wait(network, now, secs);
        }
        Ok(())
    }

    fn refusal(
        &self,
        why: &'static str,
        whose: Option<(TokenId, UserId)>,
        address: Option<&str>,
        now: Timestamp,
    ) -> Event {
        let owner = whose.and_then(|(_, user)| self.directory().user(user).cloned());
        let actor = owner.map_or_else(Actor::nobody, |user| Actor::person(user.id, user.name));
        let event = Event { at: now, ..Event::done(&*self.inner.clock, actor, Action::Denied) };
        let record = whose.map(|(token, _)| RecordId(token.0));
        let event = event.ended(Outcome::Denied).on(thing("token"), record);
        let event = event.from(None, address.map(Into::into)).with("tried", "token").with("why", why);
        match whose {
            Some((token, _)) => event.by_token(token, None),
            None => event,
        }
    }
}

/// Whether a token may come from that address. Without one, only a token that may come from anywhere.
fn from_there(known: &Known, address: Option<&str>) -> bool {
    if known.networks.is_empty() {
        return true;
    }
    let address =
        address.and_then(|address| address.parse::<IpAddr>().ok()).map(|address| address.to_canonical());
    address.is_some_and(|address| known.networks.iter().any(|network| network.contains(&address)))
}
