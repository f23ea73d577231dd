//! Signing in with a password: it counts the try, asks the hasher, and goes to the door.

use std::sync::Arc;

use audit::{Action, Actor, Event as LogEvent, Outcome};
use model::{Problem, RecordId, UserId};
use passwords::{Context, Standing};
use store::Writer;
use store::system::users::{
    UserRow, UserState, user_find_by_email, user_lock, user_password_change_ask, user_password_rehash,
};

use super::machine::{Effect, Event, Refusal, State, step};
use super::{Door, Entry, Passed, Source, sign_in_failed, try_later};
use crate::change::thing;
use crate::origin::known_device;
use crate::post::{Letter, LetterKind};
use crate::verifier::{self, Count, Counted, Lane};
use crate::{Device, Error, Identity, text};

/// Longer texts than this can be no password; they are not even hashed, but get the same work.
const MAX_PASSWORD_BYTES: usize = 4096;

/// A counted try to prove a password.
pub(crate) struct PasswordTry {
    pub(crate) account: Option<UserRow>,
    pub(crate) lane: Lane,
    pub(crate) count: Count,
    /// Whether it is strangers at that account who have to wait, not their network or a known browser.
    locked: bool,
}

/// What the hasher and the policy say of a password that is right.
struct Right {
    rehash: Option<String>,
    /// It must be replaced: everybody knows it.
    known: Option<&'static str>,
}

impl Identity {
    /// Signs a person in, or says what is asked next.
    ///
    /// # Errors
    /// `sign_in_failed` whatever the reason, `try_later` with the seconds to wait after too many failures, for
    /// accounts that do not exist as well; `unavailable` when too many people sign in at once.
    pub async fn sign_in(&self, email: &str, password: &str, device: &Device) -> Result<Entry, Problem> {
        let tried = self.password_try(text::fold(email), device).await?;
        let known = tried.account.clone();
        // Where only a provider opens the account, its password is as wrong as any, with the same work.
        let sso = self.sso_rules();
        let account = tried.account.filter(|row| may_sign_in(row) && sso.allows_local(row.id));
        let (wait_secs, counted) = match tried.count {
            Count::Go(counted) => (None, Some(counted)),
            Count::Wait(secs) => (Some(secs), None),
        };
        let begun = Event::Tried { account: account.as_ref().map(|row| row.id), wait_secs };
        let (state, effects) = step(State::Anonymous, begun);
        let (Some(counted), [Effect::CheckPassword(_)]) = (counted, effects.as_slice()) else {
            if let Some(user) = known.as_ref().filter(|_| tried.locked) {
                self.warn_locked(user, device);
            }
            return Err(self.refused_at_door(state, known.as_ref(), device).await?);
        };
        let checked = match self.password_check(&counted, password, account.as_ref()).await {
            Ok(checked) => checked,
            Err(error) => {
                let (state, _) = step(state, Event::Abandoned);
                self.refused_at_door(state, known.as_ref(), device).await?;
                self.uncount(tried.lane).await?;
                return Err(error.into());
            }
        };
        let (state, _) = step(state, Event::PasswordChecked { ok: checked.is_some() });
        match (state, account, checked) {
            (State::Reading(_), Some(account), Some(rehash)) => {
                let right = Right { rehash, known: self.known_password(password, &account) };
                self.pass_with_password(state, account, right, tried.lane, device).await
            }
            _ => Err(self.refused_at_door(state, known.as_ref(), device).await?),
        }
    }

    /// What the machine grants or asks, the account's forgotten failures and the event in one transaction.
    async fn pass_with_password(
        &self,
        state: State,
        account: UserRow,
        right: Right,
        lane: Lane,
        device: &Device,
    ) -> Result<Entry, Problem> {
        let (inner, from, snapshot) = (Arc::clone(&self.inner), device.clone(), self.snapshot());
        let reading = self.inner.sessions.reading();
        let known = account.clone();
        let passed = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            user_lock(writer, account.id)?;
            let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
            if let Some(why) = right.known {
                user_password_change_ask(writer, account.id, why)?;
            }
            // A password that was changed while this one was being checked is no proof any more.
            let proved = proved_form(writer, &account, right.rehash)?;
            let passed = door.pass(writer, state, Source::Fresh(proved))?;
            match &passed {
                Passed::In(_) => verifier::forgive(writer, &lane)?,
                // The try was right; the failures before it stay until all is proved.
                Passed::Waiting(_) => verifier::uncount(writer, &lane)?,
                _ => {}
            }
            Ok::<_, Error>(passed)
        });
        match passed.await? {
            Passed::Refused(state) => Err(self.refused_at_door(state, Some(&known), device).await?),
            passed => self.passed(passed, reading).await,
        }
    }

    /// Counts the try against the account's lane and the network before anything is looked at, and reads the
    /// account in the same transaction.
    pub(crate) async fn password_try(
        &self,
        email_folded: String,
        device: &Device,
    ) -> Result<PasswordTry, Error> {
        let (now, from) = (self.inner.clock.now(), device.clone());
        let counted = self.inner.database.write(move |writer| {
            let account = user_find_by_email(writer, &email_folded)?;
            // The same look for an account that does not exist.
            let id = account.as_ref().map_or(UserId(uuid::Uuid::nil()), |row| row.id);
            let lane = Lane::of_browser(writer, (id, &email_folded), &from, now)?;
            let count = verifier::count(writer, &lane, now)?;
            let stranger = known_device(writer, id, &from, now)?.is_none();
            let locked = stranger
                && matches!(count, Count::Wait(_))
                && verifier::strangers_wait(writer, &email_folded, now)?;
            Ok::<_, Error>(PasswordTry { account, lane, count, locked })
        });
        counted.await
    }

    /// Asks the hasher, with the same work whether or not there is an account. None: it is wrong. Else the password's
    /// new stored form, if today's cost is higher.
    pub(crate) async fn password_check(
        &self,
        _counted: &Counted,
        password: &str,
        account: Option<&UserRow>,
    ) -> Result<Option<Option<String>>, Error> {
        let hasher = &self.inner.hasher;
        let stored = account.and_then(|account| account.password_hash.as_deref());
        let password = if password.len() > MAX_PASSWORD_BYTES { "" } else { password };
        let verdict = match stored {
            Some(stored) => hasher.verify(password, stored).await?,
            None => hasher.verify_absent(password).await?,
        };
        if !verdict.ok {
            return Ok(None);
        }
        Ok(Some(if verdict.needs_rehash { hasher.hash(password).await.ok() } else { None }))
    }

    /// Evidence that a right password is everybody's: it came onto a list since it was set. That is the only thing the
    /// policy `modern` has a password changed for.
    fn known_password(&self, password: &str, account: &UserRow) -> Option<&'static str> {
        let snapshot = self.snapshot();
        let context = Context {
            company: &snapshot.company.name,
            name: &account.name,
            email: &account.email,
            ..Context::default()
        };
        let policy = snapshot.rules.policy();
        let judged = passwords::accept(
            password,
            context,
            policy,
            Standing { second_factor_bound: true },
            self.inner.breached.as_deref(),
            "password",
        );
        let codes: Vec<&str> =
            judged.err().map_or(Vec::new(), |problem| problem.fields.iter().map(|f| f.code).collect());
        [("password_breached", "breached"), ("password_common", "common")]
            .into_iter()
            .find(|(code, _)| codes.contains(code))
            .map(|(_, why)| why)
    }

    /// Writes that a try failed, and gives its problem.
    pub(crate) async fn refused_at_door(
        &self,
        state: State,
        known: Option<&UserRow>,
        device: &Device,
    ) -> Result<Problem, Error> {
        let refusal = match state {
            State::Refused(refusal) => refusal,
            _ => Refusal::Failed,
        };
        let event = LogEvent::done(&*self.inner.clock, Actor::nobody(), Action::SignInFailed)
            .ended(Outcome::Failed)
            .from(None, device.address.clone())
            .on(thing("user"), known.map(|user| RecordId(user.id.0)));
        match refusal {
            Refusal::Failed => {
                self.inner.log.append(event).await?;
                Ok(sign_in_failed())
            }
            Refusal::TryLater { secs } => {
                // A flood of guesses must not become a flood of events, nor of durable writes: these may wait 250 ms.
                let network = verifier::network_hash(device.address.as_deref());
                let now = event.at;
                if let Some(count) = self.inner.refusals.to_tell(network, now) {
                    self.inner.log.push(event.with("wait_secs", secs).with("count", count)).await?;
                }
                Ok(try_later(secs))
            }
        }
    }

    /// Tells the owner, once in a while, that strangers have to wait at their account.
    fn warn_locked(&self, user: &UserRow, device: &Device) {
        let hash = verifier::account_hash(&user.email_folded);
        if user.state == UserState::Active
            && self.inner.warned.to_tell(hash, self.inner.clock.now()).is_some()
        {
            self.inner.outbox.push(Letter::to(user, LetterKind::Locked, device));
        }
    }

    /// Takes a try back that was given up for want of room, not for a wrong password.
    pub(crate) async fn uncount(&self, lane: Lane) -> Result<(), Error> {
        self.inner.database.write(move |writer| verifier::uncount(writer, &lane)).await
    }
}

/// The stored form of the password that was proved: at today's cost from now on, also where a further proof is still asked for.
fn proved_form(
    writer: &mut Writer<'_>,
    account: &UserRow,
    rehash: Option<String>,
) -> Result<Option<String>, Error> {
    if let (Some(before), Some(now)) = (account.password_hash.as_deref(), rehash)
        && user_password_rehash(writer, account.id, before, &now)?
    {
        return Ok(Some(now));
    }
    Ok(account.password_hash.clone())
}

fn may_sign_in(account: &UserRow) -> bool {
    account.state == UserState::Active && account.password_hash.is_some()
}
