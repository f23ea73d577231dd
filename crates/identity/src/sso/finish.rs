//! The browser comes back from a provider. What it was sent away with is taken out before anybody is asked, so that it
//! serves once; then the provider is asked, and what it vouches for goes to the machine.

use std::sync::Arc;

use audit::{Action, Event as LogEvent};
use federation::{Assertion, Callback};
use model::{Kind, Problem, RecordId, UserId};
use sha2::{Digest as _, Sha256};
use store::Writer;
use store::system::links::challenge_use;
use store::system::sso::{IdentityRow, sso_identity_create, sso_identity_find, sso_identity_used};
use store::system::users::{
    UserRow, UserState, user_create, user_find, user_find_by_email, user_roles_set, user_update,
};

use super::away::{Away, Errand};
use super::mapping::{Given, Plan, apply, plan};
use super::meet::NotMet;
use super::providers::SsoProvider;
use super::settings::SsoSettings;
use super::{Ticket, actor, sso_failed};
use crate::change::{Change, thing};
use crate::people::{invitation_take, new_user};
use crate::post::{Letter, LetterKind};
use crate::sign_in::{
    Account, Door, Entry, Event, Flow, Passed, Source, State, Vouched, flow_gone, flow_hash, require_here,
    step, try_later,
};
use crate::text::{self, Email};
use crate::verifier::{self, Count, Lane};
use crate::{Acting, Device, Error, Identity};

/// What the browser that comes back has beside the query.
#[derive(Clone, Copy, Debug, Default)]
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

/// One answer of a provider, after every check of the protocol.
struct Vouching {
    provider: SsoProvider,
    assertion: Assertion,
}

impl Vouching {
    fn vouched(&self) -> Vouched {
        match &self.assertion {
            _ if !self.provider.settings.trust_second_factor => Vouched::Single,
            assertion if assertion.phishing_resistant => Vouched::PhishingResistant,
            assertion if assertion.second_factor => Vouched::SecondFactor,
            _ => Vouched::Single,
        }
    }

    fn ticket(&self) -> Ticket {
        Ticket {
            provider: self.provider.key.clone(),
            subject: self.assertion.subject.clone(),
            sid: self.assertion.sid.clone(),
        }
    }

    fn identity(&self, user: UserId, now: jiff::Timestamp) -> IdentityRow {
        IdentityRow {
            provider_key: self.provider.key.clone(),
            subject: self.assertion.subject.clone(),
            user_id: user,
            team_id: None,
            linked_at: now,
            last_sign_in_at: None,
        }
    }

    /// The address of a new account, if one may be made for it.
    fn new_email(&self) -> Option<Email> {
        let given = self.assertion.email.as_deref().filter(|_| self.assertion.email_verified)?;
        let email = Email::parse(given, "email").ok()?;
        self.provider.settings.accounts.allows(&email.folded).then_some(email)
    }
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
        Ok(Vouching { provider, assertion: assertion.map_err(NotMet::Protocol)? })
    }

    async fn sso_sign_in(&self, vouching: Vouching, device: &Device) -> Result<Entry, Problem> {
        let key = vouching.provider.key.clone();
        let changes = self.sso_changes(&vouching).await?;
        let (from, reading) = (device.clone(), self.inner.sessions.reading());
        let inner = Arc::clone(&self.inner);
        let passed = if changes {
            // Roles, a team or a new account: in line with every other change of the directory.
            self.change(move |change| {
                let Some(user) = known_or_new(change, &vouching)? else { return Ok(None) };
                let (snapshot, now) = (&change.stored, change.now);
                let door = Door { inner: &inner, snapshot, device: &from, now };
                enter(&door, change.writer, user, &vouching).map(Some)
            })
            .await?
        } else {
            let snapshot = self.snapshot();
            let entered = self.inner.database.write(move |writer| {
                let now = inner.clock.now();
                let Some(identity) = find(writer, &vouching)? else { return Ok(None) };
                sso_identity_used(writer, &IdentityRow { last_sign_in_at: Some(now), ..identity.clone() })?;
                let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
                enter(&door, writer, identity.user_id, &vouching).map(Some)
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
        let (from, inner) = (device.clone(), Arc::clone(&self.inner));
        let reading = self.inner.sessions.reading();
        let passed = self.change(move |change| {
            if find(change.writer, &vouching)?.is_some() {
                return Err(taken().into());
            }
            let mut user = invitation_take(change.writer, &hash, change.now)?;
            user.state = UserState::Active;
            user_update(change.writer, &user)?;
            user.version += 1;
            link(change, &vouching, &user)?;
            let by = audit::Actor::person(user.id, user.name.clone());
            let event = LogEvent::done(change.clock(), by, Action::InvitationAccepted)
                .from(None, from.address.clone())
                .on(thing("user"), Some(RecordId(user.id.0)));
            change.log(event.with("provider", vouching.provider.key.as_str()));
            let door = Door { inner: &inner, snapshot: &change.stored, device: &from, now: change.now };
            match enter(&door, change.writer, user.id, &vouching)? {
                Passed::Refused(_) => Err(sso_failed().into()),
                passed => Ok(passed),
            }
        });
        self.passed(passed.await?, reading).await
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

/// Who the provider vouches for, if anybody is linked with them.
fn find(writer: &mut Writer<'_>, vouching: &Vouching) -> Result<Option<IdentityRow>, Error> {
    Ok(sso_identity_find(writer, &vouching.provider.key, &vouching.assertion.subject)?)
}

/// What the groups give; none where the provider kept them to itself, so that nothing changes.
fn given(settings: &SsoSettings, assertion: &Assertion, directory: &access::Directory) -> Option<Given> {
    (!assertion.groups_elsewhere).then(|| Given::by(settings, &assertion.groups, directory))
}

/// The account of the person, brought up to what their groups give, or a new one; none where none may be made.
fn known_or_new(change: &mut Change<'_, '_>, vouching: &Vouching) -> Result<Option<UserId>, Error> {
    let Some(mut identity) = find(change.writer, vouching)? else {
        let Some(row) = made(change, vouching)? else { return Ok(None) };
        link(change, vouching, &row)?;
        return Ok(Some(row.id));
    };
    let id = identity.user_id;
    identity.last_sign_in_at = Some(change.now);
    sso_identity_used(change.writer, &identity)?;
    if let Some(user) = user_find(change.writer, id)?.filter(|user| user.state == UserState::Active) {
        bring_up(change, vouching, &mut identity, &user)?;
    }
    Ok(Some(id))
}

/// Links a person and gives what their groups give.
fn link(change: &mut Change<'_, '_>, vouching: &Vouching, user: &UserRow) -> Result<(), Error> {
    let mut identity = vouching.identity(user.id, change.now);
    sso_identity_create(change.writer, &identity).map_err(|error| match error {
        store::Error::UniqueViolation { .. } => taken().into(),
        error => Error::from(error),
    })?;
    bring_up(change, vouching, &mut identity, user)
}

fn bring_up(
    change: &mut Change<'_, '_>,
    vouching: &Vouching,
    identity: &mut IdentityRow,
    user: &UserRow,
) -> Result<(), Error> {
    let directory = Arc::clone(change.directory());
    let Some(given) = given(&vouching.provider.settings, &vouching.assertion, &directory) else {
        return Ok(());
    };
    let plan: Plan = plan(change.writer, identity, user, &given)?;
    apply(change, identity, user, plan)
}

/// A new account for an address nobody has. One that is taken is never linked: the address proves nothing.
fn made(change: &mut Change<'_, '_>, vouching: &Vouching) -> Result<Option<UserRow>, Error> {
    let Some(email) = vouching.new_email() else { return Ok(None) };
    if user_find_by_email(change.writer, &email.folded)?.is_some() {
        return Ok(None);
    }
    let local = email.shown.split('@').next().unwrap_or_default().to_owned();
    let name = vouching.assertion.name.as_deref().and_then(|name| text::name(name, "name").ok());
    let name = name.or_else(|| text::name(&local, "name").ok()).unwrap_or_else(|| "-".into());
    let row = UserRow { state: UserState::Active, ..new_user(change, &email, name) };
    user_create(change.writer, &row)?;
    user_roles_set(change.writer, row.id, &[])?;
    let event = LogEvent::done(change.clock(), actor(&vouching.provider.key), Action::UserChanged)
        .on(thing("user"), Some(RecordId(row.id.0)));
    change.log(event.with("created", true));
    Ok(Some(row))
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

fn taken() -> Problem {
    Problem::new(Kind::Conflict, "sso_taken")
}
