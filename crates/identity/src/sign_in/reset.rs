//! Ways back in by mail: a link for another password, a link that lifts the wait of a locked account, or the code of an
//! app for the same. Whoever asks learns nothing: the answer is the same for accounts that do not exist, and letters
//! leave from a queue.

use std::sync::Arc;
use std::time::Duration;

use audit::{Action, Actor, Event as LogEvent};
use jiff::Timestamp;
use model::{Kind, Problem, RecordId};
use store::Writer;
use store::system::devices::devices_revoke_others;
use store::system::links::{NewLink, link_create, link_owner, link_use, links_sent_since};
use store::system::sessions::sessions_end_of_user;
use store::system::users::{UserRow, UserState, user_find, user_find_by_email, user_lock};
use vault::SecretToken;
use zeroize::Zeroizing;

use super::flow::Flow;
use super::machine::{Event, Link, Purpose, State, resume, step};
use super::{Account, Door, Entered, Entry, Over, Passed, Source, flow_gone, flow_hash, sign_in_failed};
use crate::change::thing;
use crate::factors::FactorKind;
use crate::new_password::replace;
use crate::origin::{Origin, known_device};
use crate::post::allowance::{DAY, LINKS};
use crate::post::{Asked, Letter, LetterKind};
use crate::verifier::{self, Count, Lane};
use crate::{Device, Error, Identity, text};

/// How long a mailed link works, seconds.
const LINK_SECS: i64 = 30 * 60;

/// Answers to a code that lifts a wait begin at a multiple of that.
const UNLOCK_BEAT: Duration = Duration::from_millis(250);

const RESET: &str = "reset";
const UNLOCK: &str = "unlock";

impl Identity {
    /// Mails a link for another password, if the account exists and mail is set up. The answer is always the same.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be written.
    pub async fn reset_ask(&self, email: &str, device: &Device) -> Result<(), Problem> {
        self.link_ask(email, RESET, device).await
    }

    /// Mails a link that lifts the wait after too many failures.
    ///
    /// # Errors
    /// As [`Identity::reset_ask`].
    pub async fn unlock_ask(&self, email: &str, device: &Device) -> Result<(), Problem> {
        self.link_ask(email, UNLOCK, device).await
    }

    /// What is answered must take as long for an account that does not exist: the answer waits for the count alone, and
    /// whether there is anybody to write to is looked up later, by the task that sends.
    async fn link_ask(&self, email: &str, purpose: &'static str, device: &Device) -> Result<(), Problem> {
        let (inner, lane) = (Arc::clone(&self.inner), Lane::of_asking(device.address.as_deref()));
        let counted = self.inner.database.write(move |writer| {
            // Asking is counted by network, as a guess is: a stranger can't go through a list of names.
            verifier::count(writer, &lane, inner.clock.now())
        });
        if matches!(counted.await?, Count::Go(_)) {
            self.inner.outbox.ask(Asked { email_folded: text::fold(email), purpose, device: device.clone() });
        }
        Ok(())
    }

    /// Makes the link that was asked for; `None` where there is nobody who may have it, or no way to send it.
    pub(crate) async fn link_letter(&self, asked: Asked) -> Result<Option<Letter>, Error> {
        if !self.inner.post.can_mail() {
            return Ok(None);
        }
        let Asked { email_folded, purpose, device } = asked;
        let useful = purpose == UNLOCK || self.snapshot().rules.policy().passwords_allowed;
        let (inner, sso) = (Arc::clone(&self.inner), self.sso_rules());
        let letter = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let Some(user) = user_find_by_email(writer, &email_folded)? else { return Ok(None) };
            user_lock(writer, user.id)?;
            let may = useful && user.state == UserState::Active && sso.allows_local(user.id);
            if !may || text::is_imported(&user.email) {
                return Ok::<_, Error>(None);
            }
            let origin = Origin::of(writer, user.id, &device, now)?;
            let (origin_hash, of_stranger) = (origin.hash(), origin.is_stranger());
            let since = now.checked_sub(DAY).unwrap_or(Timestamp::UNIX_EPOCH);
            let sent = links_sent_since(writer, user.id, purpose, since)?;
            if LINKS.wait(&sent, (&origin_hash, of_stranger), now).is_some() {
                return Ok(None);
            }
            let token = SecretToken::fresh(&*inner.entropy);
            let link = NewLink {
                token_hash: &token.hash(),
                user_id: user.id,
                purpose,
                created_at: now,
                expires_at: Timestamp::from_second(now.as_second() + LINK_SECS).unwrap_or(now),
                origin_hash: &origin_hash,
                of_stranger,
            };
            link_create(writer, &link)?;
            let event = LogEvent::done(&*inner.clock, Actor::nobody(), Action::CodeSent)
                .from(None, device.address.clone())
                .on(thing("user"), Some(RecordId(user.id.0)))
                .with("kind", purpose);
            inner.log.append_in(writer, vec![event]);
            let url = Zeroizing::new(format!("{}/{purpose}?token={}", inner.base_url, &*token.reveal()));
            let kind = if purpose == RESET { LetterKind::Reset { url } } else { LetterKind::Unlock { url } };
            Ok(Some(Letter::to(&user, kind, &device)))
        });
        letter.await
    }

    /// Uses a mailed link: it lifts the wait, or leads on to another password, with a further proof before where a
    /// factor is bound. `None`: the wait is lifted.
    ///
    /// # Errors
    /// `link_invalid` for an unknown, used or expired one, all alike.
    pub async fn link_open(&self, token: &str, device: &Device) -> Result<Option<Entry>, Problem> {
        let hash = SecretToken::parse(token).ok_or_else(link_invalid)?.hash();
        let (inner, from, snapshot) = (Arc::clone(&self.inner), device.clone(), self.snapshot());
        let reading = self.inner.sessions.reading();
        let opened = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            // Whoever ends all links of an account holds it first as well.
            let owner = link_owner(writer, &hash, now)?.ok_or_else(link_invalid)?;
            user_lock(writer, owner)?;
            let (user, purpose) = link_use(writer, &hash, now)?.ok_or_else(link_invalid)?;
            let row = user_find(writer, user)?.filter(|row| row.state == UserState::Active);
            let row = row.ok_or_else(link_invalid)?;
            if purpose == UNLOCK {
                verifier::unlock(writer, user, &row.email_folded)?;
                log_unlock(&inner, writer, &row, &from, "mailed_link");
                return Ok::<Option<Passed>, Error>(None);
            }
            let (state, _) = step(State::Anonymous, Event::LinkUsed { account: user, link: Link::Reset });
            let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
            Ok(Some(door.pass(writer, state, Source::Fresh(row.password_hash))?))
        });
        match opened.await? {
            None => Ok(None),
            Some(Passed::Refused(_)) => Err(link_invalid()),
            Some(passed) => self.passed(passed, reading).await.map(Some),
        }
    }

    /// Lifts the wait by the code of an app. It has five tries of its own, and tells nothing of the account: the answer begins at
    /// a beat, so that it takes no longer where there is an account to look into.
    ///
    /// # Errors
    /// `unlock_failed`, `try_later`.
    pub async fn unlock_by_code(&self, email: &str, code: &str, device: &Device) -> Result<(), Problem> {
        let begun = tokio::time::Instant::now();
        let done = self.unlock_try(email, code, device).await;
        let beats = begun.elapsed().as_millis() / UNLOCK_BEAT.as_millis() + 1;
        let beats = u32::try_from(beats).unwrap_or(u32::MAX);
        tokio::time::sleep_until(begun + UNLOCK_BEAT.saturating_mul(beats)).await;
        done
    }

    async fn unlock_try(&self, email: &str, code: &str, device: &Device) -> Result<(), Problem> {
        let folded = text::fold(email);
        let code: String = code.chars().filter(|c| !c.is_whitespace()).take(16).collect();
        let (inner, from, snapshot) = (Arc::clone(&self.inner), device.clone(), self.snapshot());
        let done = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let lane = Lane::of_unlocking(&folded, from.address.as_deref());
            let counted = match verifier::count(writer, &lane, now)? {
                Count::Go(counted) => counted,
                Count::Wait(secs) => return Ok::<Result<(), Problem>, Error>(Err(super::try_later(secs))),
            };
            let user = user_find_by_email(writer, &folded)?;
            let account = match user {
                Some(user) => Account::read(writer, user.id, &snapshot, now)?,
                None => None,
            };
            let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
            let may = |account: &Account| {
                account.row.state == UserState::Active && account.bound().has(FactorKind::Totp)
            };
            let Some(account) = account.filter(may) else {
                return Ok(Err(unlock_failed()));
            };
            if !door.totp_use(writer, &counted, &code, &account)? {
                return Ok(Err(unlock_failed()));
            }
            verifier::forgive(writer, &lane)?;
            verifier::unlock(writer, account.row.id, &account.row.email_folded)?;
            log_unlock(&inner, writer, &account.row, &from, FactorKind::Totp.as_str());
            Ok(Ok(()))
        });
        done.await?
    }

    /// Sets the password that a flow asks for, and goes on: into a session, or to the end of a reset.
    ///
    /// # Errors
    /// A problem on `password`, `flow_gone`.
    pub async fn new_password(&self, flow: &str, password: &str, device: &Device) -> Result<Entry, Problem> {
        let token = flow_hash(flow)?;
        let (now, snapshot) = (self.inner.clock.now(), self.snapshot());
        let looking = Arc::clone(&self.inner);
        let found: Result<_, Error> = self
            .inner
            .database
            .read(move |reader| {
                let flow = Flow::find(reader, &token, now)?;
                let account = Account::read(reader, flow.case.user, &snapshot, now)?.ok_or_else(flow_gone)?;
                renewing(&flow, &account, &looking, now)?;
                Ok(account)
            })
            .await;
        let account = found?;
        let accepted = self.password_accept(password, &account.row, !account.bound().is_empty(), "password");
        let stored = accepted.await?;
        let (inner, from, snapshot) = (Arc::clone(&self.inner), device.clone(), self.snapshot());
        let reading = self.inner.sessions.reading();
        let user = account.row.id;
        let passed = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
            let mut flow = Flow::find(writer, &token, now)?;
            user_lock(writer, flow.case.user)?;
            let account = Account::read(writer, flow.case.user, &snapshot, now)?.ok_or_else(flow_gone)?;
            let state = renewing(&flow, &account, &inner, now)?;
            replace(writer, &account.row, &stored, snapshot.rules.policy(), now)?;
            let ended = sessions_end_of_user(writer, user, None, now, "password_changed")?;
            let here = known_device(writer, user, &from, now)?;
            devices_revoke_others(writer, user, here, now)?;
            let actor = Actor::person(user, account.row.name.clone());
            let reset = flow.case.purpose == Purpose::Reset;
            let action = if reset { Action::PasswordReset } else { Action::PasswordChanged };
            let event = LogEvent::done(&*inner.clock, actor, action)
                .from(None, from.address.clone())
                .on(thing("user"), Some(RecordId(user.0)));
            inner.log.append_in(writer, vec![event.with("sessions_ended", ended)]);
            verifier::unlock(writer, user, &account.row.email_folded)?;
            flow.password_replaced(&stored);
            let (state, _) = step(state, Event::PasswordSet { account: user });
            let letter = Letter::to(&account.row, LetterKind::PasswordChanged, &from);
            Ok::<_, Error>((door.pass(writer, state, Source::Flow(Box::new(flow)))?, letter))
        });
        let (passed, letter) = passed.await?;
        self.inner.outbox.push(letter);
        let Passed::In(entered) = passed else {
            self.sessions_over(|session| session.user == user).await;
            return match passed {
                Passed::Refused(_) => Err(sign_in_failed()),
                passed => self.passed(passed, reading).await,
            };
        };
        let entered = Entered { over: Over::AllOf(user), ..entered };
        let entry = self.passed(Passed::In(entered), reading).await;
        self.settled().await;
        entry
    }
}

/// The state of a flow, which must be asking for another password.
fn renewing(
    flow: &Flow,
    account: &Account,
    inner: &crate::service::Inner,
    now: Timestamp,
) -> Result<State, Error> {
    let standing = account.standing(&flow.case, flow.proved_hash(), flow.unusual(inner), now);
    match step(resume(flow.case), Event::AccountRead(standing)) {
        (state @ State::Renewing(_), _) => Ok(state),
        _ => Err(flow_gone().into()),
    }
}

fn log_unlock(
    inner: &crate::service::Inner,
    writer: &mut Writer<'_>,
    user: &UserRow,
    device: &Device,
    how: &str,
) {
    let event = LogEvent::done(&*inner.clock, Actor::person(user.id, user.name.clone()), Action::Unlocked)
        .from(None, device.address.clone())
        .on(thing("user"), Some(RecordId(user.id.0)))
        .with("how", how);
    inner.log.append_in(writer, vec![event]);
}

fn link_invalid() -> Problem {
    Problem::new(Kind::NotFound, "link_invalid")
}

fn unlock_failed() -> Problem {
    Problem::invalid_field("code", "unlock_failed")
}
