//! The browser comes back from a provider. What it was sent away with is taken out before anybody is asked, so that it
//! serves once; then the provider is asked, and what it vouches for goes to the machine.

use std::sync::Arc;

use audit::{Action, Event as LogEvent};
use federation::Callback;
use model::{Kind, Problem, RecordId, UserId};
use sha2::{Digest as _, Sha256};
use store::Writer;
use store::system::links::challenge_use;
use store::system::sso::{IdentityRow, sso_identity_find, sso_identity_used};
use store::system::users::{UserState, user_find, user_find_by_email, user_update};

use super::accounts::{Vouching, find, given, known_or_new, link, taken};
use super::away::{Away, Errand};
use super::mapping::plan;
use super::meet::NotMet;
use super::sso_failed;
use crate::change::{Change, Ended, thing};
use crate::people::invitation_take;
use crate::post::{Letter, LetterKind};
use crate::sign_in::{
    Account, Door, Entry, Event, Flow, Passed, Source, State, flow_gone, flow_hash, require_here, step,
    try_later,
};
use crate::verifier::{self, Count, Lane};
use crate::{Acting, Device, Error, Identity};

/// What the browser that comes back has beside the query.
#[derive(Clone, Copy, Default)]
pub struct SsoBrowser<'a> {
    /// The cookie it was sent away with.
    pub cookie: Option<&'a str>,
    /// The token of its flow, for a fresh proof.
    pub flow: Option<&'a str>,
    /// Who is signed in there, for a link.
    pub acting: Option<&'a Acting>,
}

/// How it ended.
#[derive(Debug)]
pub enum SsoEnd {
    /// As every way in: a session, or a question.
    Entry(Entry),
    /// The person is linked with the provider of that key.
    Linked(String),
}

impl Identity {
    /// Takes what a browser brings back from a provider.
    ///
    /// # Errors
    /// `flow_gone` without its cookie, or with one that is over or was used; `sso_failed` for whatever is wrong with the
    /// answer, `sso_not_linked` where no account is linked with the person and none may be made, `sso_taken` where
    /// another is, `try_later`.
    pub async fn sso_finish(
        &self,
        browser: SsoBrowser<'_>,
        callback: Callback,
        device: &Device,
    ) -> Result<SsoEnd, Problem> {
        let cookie = browser.cookie.ok_or_else(flow_gone)?;
        let away = self.away(cookie)?;
        let lane = self.take_out(cookie, &away, device).await?;
        let key = away.provider.clone();
        let vouching = match self.ask_provider(&away, &callback).await {
            Ok(vouching) => vouching,
            Err(NotMet::Ours(error)) => return Err(error.into()),
            Err(NotMet::Protocol(error)) => {
                return Err(self.sso_refused(&key, error.code(), device, sso_failed()).await?);
            }
        };
        let ended = match away.errand {
            Errand::SignIn => self.sso_sign_in(vouching, device).await.map(SsoEnd::Entry),
            Errand::Invitation(hash) => self.sso_invited(vouching, &hash, device).await.map(SsoEnd::Entry),
            Errand::StepUp(id) => {
                self.sso_step_up(vouching, browser.flow, id, device).await.map(SsoEnd::Entry)
            }
            Errand::Link(session) => self.sso_link(vouching, browser.acting, session, device).await,
        }?;
        self.uncount(lane).await?;
        Ok(ended)
    }

    /// Counts the try, and uses up what the browser was sent away with.
    async fn take_out(&self, cookie: &str, away: &Away, device: &Device) -> Result<Lane, Problem> {
        let (hash, expires_at) = (Sha256::digest(cookie).to_vec(), away.expires_at);
        let (lane, now) = (Lane::of_assertion(device.address.as_deref()), self.inner.clock.now());
        let counted = self.inner.database.write(move |writer| {
            if let Count::Wait(secs) = verifier::count(writer, &lane, now)? {
                return Ok(Err(try_later(secs)));
            }
            let first = challenge_use(writer, &hash, expires_at)?;
            Ok::<Result<Lane, Problem>, Error>(if first { Ok(lane) } else { Err(flow_gone()) })
        });
        counted.await?
    }

    async fn ask_provider(&self, away: &Away, callback: &Callback) -> Result<Vouching, NotMet> {
        let rules = self.sso_rules();
        let off = || NotMet::Protocol(federation::Error::Settings("the provider is off"));
        let provider = rules.find(&away.provider).filter(|provider| provider.on).ok_or_else(off)?.clone();
        let met = self.sso_meet(&provider).await?;
        let now = self.inner.clock.now();
        let assertion = met.finish(&away.pending, callback, self.inner.sso.fetch(), now).await;
        let assertion = assertion.map_err(NotMet::Protocol)?;
        // A subject is found under the provider's key: it counts only as a word of whom that key means now.
        if assertion.issuer != provider.settings.issuer() {
            return Err(NotMet::Protocol(federation::Error::Issuer));
        }
        Ok(Vouching { provider, assertion })
    }

    async fn sso_sign_in(&self, vouching: Vouching, device: &Device) -> Result<Entry, Problem> {
        let key = vouching.provider.key.clone();
        let changes = self.sso_changes(&vouching).await?;
        let (from, reading) = (device.clone(), self.inner.sessions.reading());
        let inner = Arc::clone(&self.inner);
        let passed = if changes {
            // Roles, a team or a new account: in line with every other change of the directory.
            let entered = self.change_or_undo(move |change| come_in(change, &from, &vouching)).await?;
            if let Some(why) = entered.blocked {
                self.inner.log.append(why).await.map_err(Error::from)?;
            }
            entered.passed
        } else {
            let snapshot = self.snapshot();
            let entered = self.inner.database.write(move |writer| {
                let now = inner.clock.now();
                let Some(identity) = find(writer, &vouching)? else { return Ok(None) };
                let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
                let passed = enter(&door, writer, identity.user_id, &vouching)?;
                if !matches!(passed, Passed::Refused(_)) {
                    sso_identity_used(writer, &IdentityRow { last_sign_in_at: Some(now), ..identity })?;
                }
                Ok::<_, Error>(Some(passed))
            });
            entered.await?
        };
        match passed {
            None => {
                let problem = Problem::new(Kind::Forbidden, "sso_not_linked");
                Err(self.sso_refused(&key, "sso_not_linked", device, problem).await?)
            }
            Some(Passed::Refused(_)) => {
                Err(self.sso_refused(&key, "sso_account_refused", device, sso_failed()).await?)
            }
            Some(passed) => self.passed(passed, reading).await,
        }
    }

    /// Whether this sign-in would change the directory.
    async fn sso_changes(&self, vouching: &Vouching) -> Result<bool, Error> {
        let (directory, settings) = (self.directory(), vouching.provider.settings.clone());
        let (key, subject) = (vouching.provider.key.clone(), vouching.assertion.subject.clone());
        let given = given(&settings, &vouching.assertion, &directory);
        let new_email = vouching.new_email();
        let read = self.inner.database.read(move |reader| {
            let Some(identity) = sso_identity_find(reader, &key, &subject)? else {
                let Some(email) = new_email else { return Ok(false) };
                return Ok(user_find_by_email(reader, &email.folded)?.is_none());
            };
            let Some(user) = user_find(reader, identity.user_id)? else { return Ok(false) };
            match given {
                Some(given) if user.state == UserState::Active => {
                    Ok::<bool, Error>(!plan(reader, &identity, &user, &given)?.is_nothing())
                }
                _ => Ok(false),
            }
        });
        read.await
    }

    async fn sso_invited(&self, vouching: Vouching, hash: &str, device: &Device) -> Result<Entry, Problem> {
        let hash = hex::decode(hash).map_err(|_| flow_gone())?;
        let (from, key) = (device.clone(), vouching.provider.key.clone());
        let reading = self.inner.sessions.reading();
        let passed = self.change_or_undo(move |change| {
            if find(change.writer, &vouching)?.is_some() {
                return Err(taken().into());
            }
            let mut user = invitation_take(change.writer, &hash, change.now)?;
            user.state = UserState::Active;
            if !user_update(change.writer, &user)? {
                return Err(Problem::new(Kind::VersionConflict, "version_conflict").into());
            }
            user.version += 1;
            link(change, &vouching, &user)?;
            let by = audit::Actor::person(user.id, user.name.clone());
            let event = LogEvent::done(change.clock(), by, Action::InvitationAccepted)
                .from(None, from.address.clone())
                .on(thing("user"), Some(RecordId(user.id.0)));
            change.log(event.with("provider", vouching.provider.key.as_str()));
            let (inner, snapshot, now) = (change.inner, &change.stored, change.now);
            let door = Door { inner, snapshot, device: &from, now };
            enter(&door, change.writer, user.id, &vouching).map(kept_unless_refused)
        });
        match passed.await? {
            Passed::Refused(_) => {
                Err(self.sso_refused(&key, "sso_account_refused", device, sso_failed()).await?)
            }
            passed => self.passed(passed, reading).await,
        }
    }

    async fn sso_step_up(
        &self,
        vouching: Vouching,
        flow: Option<&str>,
        id: uuid::Uuid,
        device: &Device,
    ) -> Result<Entry, Problem> {
        let token = flow_hash(flow.ok_or_else(flow_gone)?)?;
        let key = vouching.provider.key.clone();
        let (inner, from, snapshot) = (Arc::clone(&self.inner), device.clone(), self.snapshot());
        let reading = self.inner.sessions.reading();
        let passed = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
            let flow = Flow::find(writer, &token, now)?;
            if flow.row.id != id {
                return Err(flow_gone().into());
            }
            let account = Account::read(writer, flow.case.user, &snapshot, now)?.ok_or_else(flow_gone)?;
            let asking = door.asking(&flow, &account)?;
            let known = find(writer, &vouching)?.map(|identity| identity.user_id);
            let account = known.filter(|user| *user == flow.case.user);
            let (state, _) = step(asking, Event::SsoChecked { account, vouched: vouching.vouched() });
            if !matches!(state, State::Reading(_)) {
                return Ok(Passed::Refused(state));
            }
            door.pass(writer, state, Source::Flow(Box::new(flow)))
        });
        match passed.await? {
            Passed::Refused(_) => {
                Err(self.sso_refused(&key, "sso_no_fresh_proof", device, sso_failed()).await?)
            }
            passed => self.passed(passed, reading).await,
        }
    }

    async fn sso_link(
        &self,
        vouching: Vouching,
        acting: Option<&Acting>,
        session: uuid::Uuid,
        device: &Device,
    ) -> Result<SsoEnd, Problem> {
        // Who began must be who ends: another person's session in the same browser links nothing.
        let same = |acting: &&Acting| acting.session.is_some_and(|id| id.0 == session);
        let (by, from) = (acting.filter(same).ok_or_else(flow_gone)?.clone(), device.clone());
        let key = vouching.provider.key.clone();
        let linked = self.change(move |change| {
            require_here(change.writer, &by, change.now)?;
            let user = by.principal.id();
            let row = user_find(change.writer, user)?.filter(|row| row.state == UserState::Active);
            let row = row.ok_or_else(Problem::not_found)?;
            if let Some(identity) = find(change.writer, &vouching)? {
                return if identity.user_id == user { Ok(None) } else { Err(taken().into()) };
            }
            let event = by.event(change.clock(), Action::SsoLinked).on(thing("user"), Some(RecordId(user.0)));
            change.log(event.with("provider", vouching.provider.key.as_str()));
            link(change, &vouching, &row)?;
            Ok(Some(Letter::to(&row, LetterKind::FactorChanged, &from)))
        });
        match linked.await {
            Ok(letter) => {
                if let Some(letter) = letter {
                    self.inner.outbox.push(letter);
                }
                Ok(SsoEnd::Linked(key))
            }
            Err(Error::Refused(problem)) if problem.code == "sso_taken" => {
                Err(self.sso_refused(&key, "sso_taken", device, problem).await?)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// How a sign-in that changes the directory ended.
struct CameIn {
    /// None where nobody is linked with the person and no account may be made.
    passed: Option<Passed>,
    /// What the log is told where a rule of the company's refused it.
    blocked: Option<LogEvent>,
}

/// Brings the person's account up to what their groups give, and lets them in. Whoever is not let in leaves everything as
/// it was.
fn come_in(
    change: &mut Change<'_, '_>,
    device: &Device,
    vouching: &Vouching,
) -> Result<Ended<CameIn>, Error> {
    let known = find(change.writer, vouching)?.is_some();
    let Some(user) = known_or_new(change, vouching)? else {
        return Ok(Ended::Undone(CameIn { passed: None, blocked: None }));
    };
    let (inner, snapshot, now) = (change.inner, &change.stored, change.now);
    let door = Door { inner, snapshot, device, now };
    let passed = enter(&door, change.writer, user, vouching)?;
    if !matches!(passed, Passed::Refused(_)) {
        return Ok(Ended::Stands(CameIn { passed: Some(passed), blocked: None }));
    }
    // An account that was made just now will never have been there.
    let blocked = if known { door.why_blocked(change.writer, user)? } else { None };
    Ok(Ended::Undone(CameIn { passed: Some(passed), blocked }))
}

fn kept_unless_refused(passed: Passed) -> Ended<Passed> {
    if matches!(passed, Passed::Refused(_)) { Ended::Undone(passed) } else { Ended::Stands(passed) }
}

/// To the machine, and through the door if it says so.
fn enter(
    door: &Door<'_>,
    writer: &mut Writer<'_>,
    user: UserId,
    vouching: &Vouching,
) -> Result<Passed, Error> {
    let event = Event::SsoChecked { account: Some(user), vouched: vouching.vouched() };
    let (state, _) = step(State::Anonymous, event);
    door.pass(writer, state, Source::Sso(vouching.ticket()))
}
