//! Ending everything that gives access to an account, in one transaction: for one that was compromised, and for one
//! whose person leaves. There is one function, so that nothing new can be forgotten in only one of the two.
//!
//! Who is told, and when the answer may begin, is said in [`Identity::sessions_over`].

use std::sync::Arc;

use audit::Action;
use jiff::{SignedDuration, Timestamp};
use metadata::Metadata;
use model::{Problem, RecordId, UserId};
use store::system::codes::codes_withdraw;
use store::system::devices::devices_revoke_all;
use store::system::factors::{FactorRow, factor_remove, factors_of_user};
use store::system::flows::flows_end_of_user;
use store::system::help::help_withdraw;
use store::system::invitations::invitations_withdraw;
use store::system::jobs::jobs_end_of;
use store::system::links::links_withdraw;
use store::system::sessions::{session_find, sessions_end_of_user};
use store::system::users::{UserRow, user_find, user_lock, user_password_change_ask};
use uuid::Uuid;

use crate::change::{Change, thing};
use crate::factors::factors_taken;
use crate::help_desk::require_verified;
use crate::post::{Letter, LetterKind};
use crate::sessions::Cached;
use crate::sign_in::require_fresh;
use crate::tokens::revoke_all_of;
use crate::{Acting, Device, Error, Identity};

/// Jobs that go on with the rights of whoever began them, as `records` names them.
const JOBS: [&str; 1] = ["import"];

/// As `records` names an import that was stopped.
const STOPPED: &str = "cancelled";

/// Factors bound within so many days are named, unless the caller says another number.
const RECENT_DAYS: u32 = 30;
const MAX_RECENT_DAYS: u32 = 365;

/// What ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revoked {
    /// Sessions.
    pub sessions: u64,
    /// Sign-ins under way.
    pub flows: u64,
    /// Codes that were sent.
    pub codes: u64,
    /// Mailed links.
    pub links: u64,
    /// Known devices.
    pub devices: u64,
    /// Invitations.
    pub invitations: u64,
    /// Imports under way. An export ends with its session, at its next page.
    pub jobs: u64,
    /// Tokens of programs, own ones and those that apps were given.
    pub tokens: u64,
}

/// A factor that was bound lately: perhaps by somebody else.
#[derive(Clone, Debug)]
pub struct RecentFactor {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// Its owner's name for it.
    pub label: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Whether it was taken away.
    pub removed: bool,
}

/// What "account compromised" did.
#[derive(Clone, Debug)]
pub struct Compromise {
    /// What ended.
    pub revoked: Revoked,
    /// The factors bound lately.
    pub factors: Vec<RecentFactor>,
}

/// What the caller wants beside.
#[derive(Clone, Copy, Debug, Default)]
pub struct CompromiseOptions {
    /// Whether the factors bound lately are taken away.
    pub remove_factors: bool,
    /// What lately means, days: 1 to 365; 30 if none is said.
    pub days: Option<u32>,
}

/// Ends all that gives access to an account.
///
/// Whatever is new and opens an account by itself is ended here. Who somebody is at an identity provider stays: that
/// account is ended there. Nothing is lifted: waits after failures, factors and rights stay as they are.
pub(crate) fn revoke_everything(
    change: &mut Change<'_, '_>,
    user: UserId,
    why: &str,
) -> Result<Revoked, Error> {
    // A sign-in that is being granted comes before this and is ended, or after and sees what is written here.
    user_lock(change.writer, user)?;
    let now = change.now;
    let revoked = Revoked {
        sessions: sessions_end_of_user(change.writer, user, None, now, why)?,
        flows: flows_end_of_user(change.writer, user)?,
        codes: codes_withdraw(change.writer, user, now)?,
        links: links_withdraw(change.writer, user, now)?,
        devices: devices_revoke_all(change.writer, user, now)?,
        invitations: invitations_withdraw(change.writer, user)?,
        jobs: jobs_end(change, user)?,
        tokens: revoke_all_of(change, user, why)?,
    };
    help_withdraw(change.writer, user)?;
    Ok(revoked)
}

fn jobs_end(change: &mut Change<'_, '_>, user: UserId) -> Result<u64, Error> {
    let mut ended = 0;
    for kind in JOBS {
        ended += jobs_end_of(change.writer, kind, user, STOPPED, change.now)?;
    }
    Ok(ended)
}

impl Revoked {
    /// The counts, for an event.
    pub(crate) fn noted(self, event: audit::Event) -> audit::Event {
        event
            .with("sessions_ended", self.sessions)
            .with("flows_ended", self.flows)
            .with("codes_ended", self.codes)
            .with("links_ended", self.links)
            .with("devices_ended", self.devices)
            .with("invitations_ended", self.invitations)
            .with("jobs_ended", self.jobs)
            .with("tokens_ended", self.tokens)
    }
}

impl Identity {
    /// One's own account is compromised: everything ends at once, the session that says so too. No fresh proof is asked
    /// for, except to take factors away: whoever sits at a stolen session must not be able to weaken the way in.
    ///
    /// # Errors
    /// `step_up_required`, `invalid_number` on `days`; `last_administrator`, `last_security_officer` and
    /// `sso_break_glass_needed` where nobody could come in any more without the factors.
    pub async fn compromised_mine(
        &self,
        acting: &Acting,
        options: CompromiseOptions,
    ) -> Result<Compromise, Problem> {
        let recent = recent(options)?;
        let (by, user) = (acting.clone(), acting.principal.id());
        let done = self.change(move |change| {
            let row = user_find(change.writer, user)?.ok_or_else(Problem::not_found)?;
            if options.remove_factors {
                let session = by.session.map(|id| session_find(change.writer, id)).transpose()?.flatten();
                require_fresh(session.ok_or_else(Problem::not_found)?.proved_at, change.now)?;
            }
            compromise(change, &by, &row, options, recent)
        });
        self.compromised(user, done.await?).await
    }

    /// Somebody else's account is compromised, says whoever manages users or security.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `escalation`, `help_code_required`; else as [`Identity::compromised_mine`].
    pub async fn compromised_of(
        &self,
        acting: &Acting,
        user: UserId,
        options: CompromiseOptions,
        metadata: &Arc<Metadata>,
    ) -> Result<Compromise, Problem> {
        let recent = recent(options)?;
        let done = self.help(acting, user, metadata, Action::Compromised, move |change, by, row| {
            if options.remove_factors {
                require_verified(change, by, user)?;
            }
            compromise(change, by, row, options, recent)
        });
        self.compromised(user, done.await?).await
    }

    async fn compromised(
        &self,
        user: UserId,
        (done, letter): (Compromise, Letter),
    ) -> Result<Compromise, Problem> {
        self.forget_sessions(user).await;
        self.inner.outbox.push(letter);
        Ok(done)
    }

    /// Forgets a person's sessions and tokens. Tokens are asked for anew at every use where there are other servers.
    pub(crate) async fn forget_sessions(&self, user: UserId) {
        self.inner.tokens.forget(|token| token.user == user);
        self.sessions_over(|session| session.user == user).await;
    }

    /// Forgets sessions that ended, and waits until no other server can still believe them.
    ///
    /// Invariant: once the answer of what ended sessions begins, no request that begins later is served with any of them
    /// (`nothing_is_served_from_the_next_request_on`). A server beside this one believes what it read of a session for a
    /// second at most, by its own clock; it is given that second before the answer begins.
    pub(crate) async fn sessions_over(&self, is_over: impl Fn(&Cached) -> bool) {
        self.inner.sessions.forget(is_over);
        self.settled().await;
    }

    /// Waits until no other server can believe what it read before this call. Alone on the database: not at all.
    pub(crate) async fn settled(&self) {
        if let Some(wait) = self.inner.sessions.believed_elsewhere() {
            tokio::time::sleep(wait).await;
        }
    }
}

/// How long ago a factor may have been bound to be named.
fn recent(options: CompromiseOptions) -> Result<SignedDuration, Problem> {
    let days = options.days.unwrap_or(RECENT_DAYS);
    if !(1..=MAX_RECENT_DAYS).contains(&days) {
        return Err(Problem::invalid_field("days", "invalid_number"));
    }
    Ok(SignedDuration::from_hours(24 * i64::from(days)))
}

fn compromise(
    change: &mut Change<'_, '_>,
    by: &Acting,
    row: &UserRow,
    options: CompromiseOptions,
    recent: SignedDuration,
) -> Result<(Compromise, Letter), Error> {
    let user = row.id;
    let revoked = revoke_everything(change, user, "compromised")?;
    user_password_change_ask(change.writer, user, "incident")?;
    let since = change.now.checked_sub(recent).unwrap_or(Timestamp::UNIX_EPOCH);
    let all = factors_of_user(change.writer, user)?;
    let bound = |row: &&FactorRow| row.confirmed_at.is_some();
    let lately: Vec<&FactorRow> = all.iter().filter(bound).filter(|row| row.created_at >= since).collect();
    if options.remove_factors {
        for factor in &lately {
            factor_remove(change.writer, user, factor.id)?;
        }
        if !lately.is_empty() {
            factors_taken(change, user)?;
        }
    }
    let factors: Vec<RecentFactor> = lately
        .into_iter()
        .map(|row| RecentFactor {
            id: row.id,
            kind: row.kind.clone(),
            label: row.label.clone(),
            created_at: row.created_at,
            removed: options.remove_factors,
        })
        .collect();
    let event = by.event(change.clock(), Action::Compromised).on(thing("user"), Some(RecordId(user.0)));
    let event = event.with("factors_recent", factors.len()).with("factors_removed", options.remove_factors);
    change.log(revoked.noted(event));
    let device = Device { address: by.address.clone(), ..Device::default() };
    Ok((Compromise { revoked, factors }, Letter::to(row, LetterKind::Compromised, &device)))
}
