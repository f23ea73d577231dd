//! Signing in with a password: the driver of the machine. It counts the try, asks the hasher, and enters.
//!
//! Unknown, wrong, disabled and only invited accounts get the same words, the same status and the same
//! work: one counting transaction, one hash, one event.

mod enter;
mod machine;
mod refusals;
mod throttle;

use std::sync::Arc;

use audit::{Action, Actor, Event, Outcome};
use jiff::Timestamp;
use model::{Kind, Problem, RecordId};
use store::Writer;
use store::system::attempts::{attempt_block, attempt_clear, attempt_fail, attempt_find, attempt_uncount};
use store::system::users::{UserRow, UserState, user_find_by_email, user_password_rehash};
use zeroize::Zeroizing;

pub(crate) use enter::{Entered, Entrance};
use machine::{Effect, Refusal};
pub(crate) use machine::{Event as Step, Link, State, step};
pub(crate) use refusals::Refusals;
use throttle::Subject;

use crate::change::thing;
use crate::sessions::{Cached, Reading};
use crate::{Device, Error, Identity, Session, text};

/// Longer texts than this can be no password; they are not even hashed, but get the same work.
const MAX_PASSWORD_BYTES: usize = 4096;

/// The fruit of signing in.
pub struct SignedIn {
    /// The token for the cookie: shown once, stored nowhere.
    pub token: Zeroizing<String>,
    /// The session.
    pub session: Session,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("session", &self.session.id).finish_non_exhaustive()
    }
}

/// A counted try.
struct Tried {
    account: Option<UserRow>,
    wait_secs: Option<u32>,
}

impl Identity {
    /// Signs a person in.
    ///
    /// # Errors
    /// `sign_in_failed` whatever the reason, `try_later` with the seconds to wait after too many failures, for
    /// accounts that do not exist as well; `unavailable` when too many people sign in at once.
    pub async fn sign_in(&self, email: &str, password: &str, device: &Device) -> Result<SignedIn, Problem> {
        let subjects = subjects(&text::fold(email), device);
        let tried = self.count_try(text::fold(email), subjects.clone()).await?;
        let known = tried.account.as_ref().map(|account| account.id);
        let account = tried.account.filter(may_sign_in);
        let begun = Step::Tried { account: account.as_ref().map(|row| row.id), wait_secs: tried.wait_secs };
        let (state, effects) = step(State::Anonymous, begun);
        if !matches!(effects.as_slice(), [Effect::CheckPassword(_)]) {
            return Err(self.sign_in_refused(state, known, device).await?);
        }
        let (checked, rehash) = match self.password_check(password, account.as_ref()).await {
            Ok(checked) => checked,
            Err(error) => {
                let (state, _) = step(state, Step::Abandoned);
                self.sign_in_refused(state, known, device).await?;
                self.uncount(subjects).await?;
                return Err(error.into());
            }
        };
        let (state, _) = step(state, Step::PasswordChecked { ok: checked });
        match (state, account) {
            (State::PasswordProved(_), Some(account)) => {
                self.enter_proved(state, account, rehash, subjects, device).await
            }
            _ => Err(self.sign_in_refused(state, known, device).await?),
        }
    }

    /// The session, the account's forgotten failures and the event in one transaction.
    async fn enter_proved(
        &self,
        state: State,
        proved: UserRow,
        rehash: Option<String>,
        subjects: Vec<Subject>,
        device: &Device,
    ) -> Result<SignedIn, Problem> {
        let (inner, from, limits) = (Arc::clone(&self.inner), device.clone(), self.snapshot().limits);
        let id = proved.id;
        let reading = self.inner.sessions.reading();
        let entered = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let entrance = Entrance { inner: &inner, device: &from, limits, now };
            // A password that was changed while this one was being checked is no proof any more.
            let still = |now: &UserRow| now.password_hash == proved.password_hash;
            let (state, entered) = entrance.enter(writer, state, still)?;
            let Some((entered, event)) = entered else {
                return Ok::<_, Error>(Err(state));
            };
            forgive(writer, &subjects)?;
            if let Some(hash) = rehash {
                user_password_rehash(writer, proved.id, &hash)?;
            }
            inner.log.append_in(writer, vec![event]);
            Ok(Ok(entered))
        });
        match entered.await? {
            Ok(entered) => self.entered(entered, reading).await,
            Err(state) => Err(self.sign_in_refused(state, Some(id), device).await?),
        }
    }

    /// Hands a session out, once its transaction is durable. `reading` was said before that transaction, so
    /// that an end that came between is not overwritten.
    pub(crate) async fn entered(&self, entered: Entered, reading: Reading) -> Result<SignedIn, Problem> {
        let Entered { token, row } = entered;
        let (user, id) = (row.user_id, row.id);
        self.inner.sessions.keep(token.hash(), Cached::new(&row, row.created_at), reading);
        let mut session = self.session_for(user, id);
        if session.is_none() {
            // Another server made the account a moment ago.
            self.reload().await?;
            session = self.session_for(user, id);
        }
        Ok(SignedIn { token: token.reveal(), session: session.ok_or_else(sign_in_failed)? })
    }

    /// Counts the try against the account and the network before anything is looked at, and reads the
    /// account in the same transaction.
    async fn count_try(&self, email: String, subjects: Vec<Subject>) -> Result<Tried, Error> {
        let now = self.inner.clock.now();
        let counted = self.inner.database.write(move |writer| {
            let wait_secs = count(writer, &subjects, now)?;
            let account = user_find_by_email(writer, &email)?;
            Ok::<_, Error>(Tried { account, wait_secs })
        });
        counted.await
    }

    /// Asks the hasher, with the same work whether or not there is an account. Also the password's new
    /// stored form, if today's cost is higher.
    pub(crate) async fn password_check(
        &self,
        password: &str,
        account: Option<&UserRow>,
    ) -> Result<(bool, Option<String>), Error> {
        let hasher = &self.inner.hasher;
        let stored = account.and_then(|account| account.password_hash.as_deref());
        let password = if password.len() > MAX_PASSWORD_BYTES { "" } else { password };
        let verdict = match stored {
            Some(stored) => hasher.verify(password, stored).await?,
            None => hasher.verify_absent(password).await?,
        };
        let rehash = if verdict.ok && verdict.needs_rehash { hasher.hash(password).await.ok() } else { None };
        Ok((verdict.ok, rehash))
    }

    /// Writes that a try failed, and gives its problem.
    async fn sign_in_refused(
        &self,
        state: State,
        known: Option<model::UserId>,
        device: &Device,
    ) -> Result<Problem, Error> {
        let refusal = match state {
            State::Refused(refusal) => refusal,
            _ => Refusal::Failed,
        };
        let event = Event::done(&*self.inner.clock, Actor::nobody(), Action::SignInFailed)
            .ended(Outcome::Failed)
            .from(None, device.address.clone())
            .on(thing("user"), known.map(|id| RecordId(id.0)));
        match refusal {
            Refusal::Failed => {
                self.inner.log.append(event).await?;
                Ok(sign_in_failed())
            }
            Refusal::TryLater { secs } => {
                // A flood of guesses must not become a flood of events, nor of durable writes: these may wait 250 ms.
                let network = device.address.as_deref().and_then(throttle::network);
                let network = network.map_or([0; 32], |network| network.hash);
                if let Some(count) = self.inner.refusals.to_tell(network, event.at) {
                    self.inner.log.push(event.with("wait_secs", secs).with("count", count)).await?;
                }
                Ok(Problem::new(Kind::TooMany, "try_later").with("seconds", secs.to_string()))
            }
        }
    }

    /// Takes a try back that was given up for want of room, not for a wrong password.
    async fn uncount(&self, subjects: Vec<Subject>) -> Result<(), Error> {
        let taken = self.inner.database.write(move |writer| {
            subjects
                .iter()
                .try_for_each(|subject| Ok(attempt_uncount(writer, &subject.hash, subject.free_failures)?))
        });
        taken.await
    }

    /// Counts a try to prove a password from within a session by the same counters; the wait, if any.
    pub(crate) async fn count_password_try(&self, email: &str, device: &Device) -> Result<(), Problem> {
        let tried = self.count_try(text::fold(email), subjects(&text::fold(email), device)).await?;
        match tried.wait_secs {
            None => Ok(()),
            Some(secs) => Err(Problem::new(Kind::TooMany, "try_later").with("seconds", secs.to_string())),
        }
    }
}

/// Forgets the failures counted against an account and its network's last one.
pub(crate) fn forgive_account(writer: &mut Writer<'_>, email: &str, device: &Device) -> Result<(), Error> {
    forgive(writer, &subjects(&text::fold(email), device))
}

fn subjects(email_folded: &str, device: &Device) -> Vec<Subject> {
    let network = device.address.as_deref().and_then(throttle::network);
    [throttle::account(email_folded)].into_iter().chain(network).collect()
}

fn may_sign_in(account: &UserRow) -> bool {
    account.state == UserState::Active && account.password_hash.is_some()
}

fn sign_in_failed() -> Problem {
    Problem::new(Kind::Unauthenticated, "sign_in_failed")
}

/// Counts a try against each subject; how long to wait instead, if one of them must.
fn count(writer: &mut Writer<'_>, subjects: &[Subject], now: Timestamp) -> Result<Option<u32>, Error> {
    if let Some(wait) = longest_wait(writer, subjects, now)? {
        return Ok(Some(wait));
    }
    let window_start = Timestamp::from_second(now.as_second() - throttle::WINDOW_SECS).unwrap_or(now);
    let mut counted = Vec::with_capacity(subjects.len());
    for subject in subjects {
        counted.push(attempt_fail(writer, &subject.hash, now, window_start)?);
    }
    // On PostgreSQL a try beside this one may have set a block between the look and the count.
    if let Some(wait) = longest_wait(writer, subjects, now)? {
        return Ok(Some(wait));
    }
    for (subject, failures) in subjects.iter().zip(counted) {
        let wait = throttle::wait_secs(failures, subject.free_failures);
        if wait > 0 {
            let until = Timestamp::from_second(now.as_second().saturating_add(wait)).ok();
            attempt_block(writer, &subject.hash, until)?;
        }
    }
    Ok(None)
}

fn longest_wait(writer: &mut Writer<'_>, subjects: &[Subject], now: Timestamp) -> Result<Option<u32>, Error> {
    let mut longest = None;
    for subject in subjects {
        let until = attempt_find(writer, &subject.hash)?.and_then(|row| row.blocked_until);
        let wait = until.map(|until| until.as_second() - now.as_second()).filter(|secs| *secs > 0);
        longest = longest.max(wait.and_then(|secs| u32::try_from(secs).ok()));
    }
    Ok(longest)
}

/// The account's failures are forgotten; of its network's only this try, or one good password would wash
/// away the guesses at everybody else's.
fn forgive(writer: &mut Writer<'_>, subjects: &[Subject]) -> Result<(), Error> {
    let mut subjects = subjects.iter();
    if let Some(account) = subjects.next() {
        attempt_clear(writer, &account.hash)?;
    }
    for network in subjects {
        attempt_uncount(writer, &network.hash, network.free_failures)?;
    }
    Ok(())
}
