//! Sessions: who a token belongs to, one's own list of them, and every way to end them.
//!
//! Not here: making one. That takes a `Grant` of the sign-in machine (`sign_in/door.rs`).

mod cache;

use std::collections::BTreeSet;
use std::sync::Arc;

use access::Principal;
use audit::{Action, Event};
use jiff::Timestamp;
use metadata::Metadata;
use model::{Locale, Problem, RecordId, SessionId, UserId};
use store::system::devices::devices_first_seen;
use store::system::sessions::{
    SessionRow, session_end, session_find_by_hash, session_touch, sessions_end_of_user, sessions_of_user,
    sessions_over_of_user, sessions_sweep,
};
use uuid::Uuid;
use vault::SecretToken;

pub(crate) use cache::{Cached, Reading, SessionCache};

use crate::change::thing;
use crate::device::device_label;
use crate::risk::Place;
use crate::sign_in::PROOF_GOOD;
use crate::{Acting, Error, Identity};

/// Ended sessions are kept so long for the list of what happened, seconds.
const KEPT_AFTER_END_SECS: i64 = 30 * 24 * 60 * 60;

/// A live session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose, with all rights as they are now.
    pub principal: Principal,
    /// The language the person reads.
    pub language: Locale,
    /// The person's IANA time zone.
    pub zone: String,
    /// When the person last proved who they are.
    pub proved_at: Timestamp,
}

impl Session {
    /// Until when the proof is good for dangerous acts.
    pub fn proved_until(&self) -> Timestamp {
        self.proved_at.checked_add(PROOF_GOOD).unwrap_or(self.proved_at)
    }
}

/// A session as its owner sees it.
#[derive(Clone, PartialEq)]
pub struct SessionInfo {
    /// Its id.
    pub id: SessionId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
    /// Where it began.
    pub address: String,
    /// The header of the browser.
    pub user_agent: String,
    /// A short name for the device.
    pub device: String,
    /// Whether it is the one that asks.
    pub current: bool,
    /// The known device it began on.
    pub device_id: Option<Uuid>,
    /// When that device was first seen.
    pub device_first_seen_at: Option<Timestamp>,
    /// Where it began.
    pub place: Place,
    /// What was proved, by stable words.
    pub strength: Vec<String>,
    /// When it was over, if it is.
    pub ended_at: Option<Timestamp>,
    /// Why: `signed_out`, `ended_by_owner`, `ended_by_administrator`, `password_changed`, `address_changed`,
    /// `factors_reset`, `disabled`, `device_lost`, `compromised`, `left`, `sso_logout`, `sso_unlinked`,
    /// `sso_provider_removed`, `idle` or `expired`.
    pub ended_why: Option<String>,
}

/// Somebody's sessions.
#[derive(Clone, Debug)]
pub struct SessionList {
    /// The live ones, last used first.
    pub live: Vec<SessionInfo>,
    /// Those that were over within the last 30 days, newest first.
    pub over: Vec<SessionInfo>,
}

impl Identity {
    /// The live session of a token, with its owner's rights as they are now; none for anything else.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn session_of(&self, token: &str) -> Result<Option<Session>, Problem> {
        let Some(token) = SecretToken::parse(token) else {
            return Ok(None);
        };
        let hash = token.hash();
        let now = self.inner.clock.now();
        let cached = match self.inner.sessions.find(&hash, now) {
            Some(cached) => cached,
            None => match self.session_read(&hash, now).await? {
                Some(cached) => cached,
                None => return Ok(None),
            },
        };
        if !cached.is_live_at(now) {
            return Ok(None);
        }
        Ok(self.session_for(&cached, cached.id))
    }

    /// The session with its owner's present rights; none if the owner may not sign in any more.
    pub(crate) fn session_for(&self, cached: &Cached, id: SessionId) -> Option<Session> {
        let (snapshot, user) = (self.snapshot(), cached.user);
        let principal = Principal::person(&snapshot.directory, user, Some(id))?;
        let profile = snapshot.profiles.get(&user)?;
        Some(Session {
            id,
            principal,
            language: profile.language,
            zone: profile.timezone.clone(),
            proved_at: cached.proved_at,
        })
    }

    async fn session_read(
        &self,
        hash: &vault::TokenHash,
        now: Timestamp,
    ) -> Result<Option<Arc<Cached>>, Problem> {
        let reading = self.inner.sessions.reading();
        let wanted = *hash;
        let found: Result<Option<SessionRow>, Error> =
            self.inner.database.read(move |reader| Ok(session_find_by_hash(reader, &wanted)?)).await;
        let live = found?.filter(|row| row.ended_at.is_none());
        Ok(live.map(|row| self.inner.sessions.keep(*hash, Cached::new(&row, now), reading)))
    }

    /// One's own sessions: the live ones, and those that are over since less than 30 days.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn sessions_mine(&self, acting: &Acting) -> Result<SessionList, Problem> {
        self.sessions_read(acting.principal.id(), acting.session).await
    }

    /// Somebody's sessions, for whoever manages users or security.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn sessions_of(&self, acting: &Acting, user: UserId) -> Result<SessionList, Problem> {
        self.require_helper(acting, Action::SessionEnded).await?;
        self.directory().user(user).ok_or_else(Problem::not_found)?;
        self.sessions_read(user, None).await
    }

    async fn sessions_read(&self, user: UserId, asking: Option<SessionId>) -> Result<SessionList, Problem> {
        let now = self.inner.clock.now();
        let since = Timestamp::from_second(now.as_second() - KEPT_AFTER_END_SECS).unwrap_or(now);
        let read: Result<_, Error> = self
            .inner
            .database
            .read(move |reader| {
                let live = sessions_of_user(reader, user, now)?;
                let over = sessions_over_of_user(reader, user, now, since)?;
                let devices: BTreeSet<Uuid> =
                    live.iter().chain(&over).filter_map(|row| row.device_id).collect();
                let devices: Vec<Uuid> = devices.into_iter().collect();
                let first_seen = devices_first_seen(reader, user, &devices)?;
                Ok((live, over, first_seen))
            })
            .await;
        let (live, over, first_seen) = read?;
        let info = |row: SessionRow| {
            let (ended_at, ended_why) = end_of(&row, now);
            SessionInfo {
                id: row.id,
                created_at: row.created_at,
                last_used_at: row.last_used_at,
                place: self.inner.places.place_of(&row.address),
                address: row.address,
                device: device_label(&row.user_agent),
                user_agent: row.user_agent,
                current: asking == Some(row.id),
                device_id: row.device_id,
                device_first_seen_at: row.device_id.and_then(|id| first_seen.get(&id)).copied(),
                strength: row.strength.split(',').filter(|word| !word.is_empty()).map(Into::into).collect(),
                ended_at,
                ended_why,
            }
        };
        Ok(SessionList {
            live: live.into_iter().map(info).collect(),
            over: over.into_iter().map(info).collect(),
        })
    }

    /// Ends the session that asks.
    ///
    /// # Errors
    /// `not_found` when there is none.
    pub async fn sign_out(&self, acting: &Acting) -> Result<(), Problem> {
        let id = acting.session.ok_or_else(Problem::not_found)?;
        self.session_end_own(acting, id, Action::SignOut, "signed_out").await
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// `not_found` when it is none of one's own or over.
    pub async fn session_end(&self, acting: &Acting, id: SessionId) -> Result<(), Problem> {
        self.session_end_own(acting, id, Action::SessionEnded, "ended_by_owner").await
    }

    async fn session_end_own(
        &self,
        acting: &Acting,
        id: SessionId,
        action: Action,
        why: &'static str,
    ) -> Result<(), Problem> {
        let (inner, by) = (Arc::clone(&self.inner), acting.clone());
        let ended = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            if !session_end(writer, by.principal.id(), id, now, why)? {
                return Err(Error::from(Problem::not_found()));
            }
            let event = by.event(&*inner.clock, action).on(thing("session"), Some(RecordId(id.0)));
            inner.log.append_in(writer, vec![event]);
            Ok::<(), Error>(())
        });
        ended.await?;
        self.sessions_over(|session| session.id == id).await;
        Ok(())
    }

    /// Ends all of one's own sessions but the one that asks; how many.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be written.
    pub async fn sessions_end_others(&self, acting: &Acting) -> Result<u64, Problem> {
        self.sessions_end(acting, acting.principal.id(), acting.session, "ended_by_owner").await
    }

    /// Ends all sessions of a person; how many. Their owner may, and whoever manages users or security.
    ///
    /// # Errors
    /// `forbidden`, `not_found` for an unknown person, or `escalation` for one with rights the caller does not have: an
    /// administrator can't keep the security officer out.
    pub async fn sessions_end_of(
        &self,
        acting: &Acting,
        user: UserId,
        metadata: &Arc<Metadata>,
    ) -> Result<u64, Problem> {
        if acting.principal.id() == user {
            return self.sessions_end(acting, user, None, "ended_by_owner").await;
        }
        let ended = self.help(acting, user, metadata, Action::SessionEnded, move |change, by, _| {
            let why = "ended_by_administrator";
            let ended = sessions_end_of_user(change.writer, user, None, change.now, why)?;
            change.log(ended_all(by.event(change.clock(), Action::SessionEnded), user, ended, why));
            Ok(ended)
        });
        let ended = ended.await?;
        self.sessions_over(|session| session.user == user).await;
        Ok(ended)
    }

    /// Ends one session of a person, by whoever manages users or security.
    ///
    /// # Errors
    /// As [`Identity::sessions_end_of`]; `not_found` when it is none of theirs or over.
    pub async fn session_end_of(
        &self,
        acting: &Acting,
        user: UserId,
        id: SessionId,
        metadata: &Arc<Metadata>,
    ) -> Result<(), Problem> {
        if acting.principal.id() == user {
            return self.session_end(acting, id).await;
        }
        let ended = self.help(acting, user, metadata, Action::SessionEnded, move |change, by, _| {
            if !session_end(change.writer, user, id, change.now, "ended_by_administrator")? {
                return Err(Problem::not_found().into());
            }
            let event =
                by.event(change.clock(), Action::SessionEnded).on(thing("user"), Some(RecordId(user.0)));
            change.log(event.with("session", id.0.to_string()).with("why", "ended_by_administrator"));
            Ok(())
        });
        ended.await?;
        self.sessions_over(|session| session.id == id).await;
        Ok(())
    }

    async fn sessions_end(
        &self,
        acting: &Acting,
        user: UserId,
        except: Option<SessionId>,
        why: &'static str,
    ) -> Result<u64, Problem> {
        let (inner, by) = (Arc::clone(&self.inner), acting.clone());
        let ended = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let ended = sessions_end_of_user(writer, user, except, now, why)?;
            let event = by.event(&*inner.clock, Action::SessionEnded);
            inner.log.append_in(writer, vec![ended_all(event, user, ended, why)]);
            Ok::<u64, Error>(ended)
        });
        let ended = ended.await?;
        self.sessions_over(|session| session.user == user && Some(session.id) != except).await;
        Ok(ended)
    }

    /// Writes the last use of every session used since it was last written; how many. Called once a minute (`keeper.rs`).
    ///
    /// # Errors
    /// The database's; the times are then written with the next use.
    pub async fn sessions_touch(&self) -> Result<usize, Error> {
        let touched = self.inner.sessions.touched();
        let count = touched.len();
        if count > 0 {
            let write = self.inner.database.write(move |writer| {
                touched.into_iter().try_for_each(|(id, at)| Ok(session_touch(writer, id, at)?))
            });
            let written: Result<(), Error> = write.await;
            written?;
        }
        Ok(count)
    }

    /// Removes sessions that ended more than 30 days ago; how many.
    ///
    /// # Errors
    /// The database's.
    pub async fn sessions_sweep(&self) -> Result<u64, Error> {
        let now = self.inner.clock.now();
        let before = Timestamp::from_second(now.as_second() - KEPT_AFTER_END_SECS).unwrap_or(now);
        self.inner.database.write(move |writer| Ok(sessions_sweep(writer, before)?)).await
    }
}

/// The event of having ended all sessions of a person.
fn ended_all(event: Event, user: UserId, ended: u64, why: &str) -> Event {
    event.on(thing("user"), Some(RecordId(user.0))).with("ended", ended).with("why", why)
}

/// When a session was over, and why; none for one that is live.
fn end_of(row: &SessionRow, now: Timestamp) -> (Option<Timestamp>, Option<String>) {
    if row.ended_at.is_some() {
        return (row.ended_at, row.ended_why.clone());
    }
    let idle = Timestamp::from_second(row.last_used_at.as_second().saturating_add(row.idle_secs));
    let idle = idle.unwrap_or(row.expires_at);
    let (at, why) = if idle < row.expires_at { (idle, "idle") } else { (row.expires_at, "expired") };
    if at <= now { (Some(at), Some(why.into())) } else { (None, None) }
}
