//! Tokens: by which programs ask in a person's name, with no more than the scopes cover of that person's rights.
//!
//! A token is shown once; its hash is stored. It is proved in `bearer.rs`, which is the only way from a token's text to
//! a principal. What it reads is held to a budget of records an hour (`budget.rs`).
//!
//! A server alone on its database keeps live tokens in memory, and forgets them in the same breath as they are revoked.
//! Servers side by side look at the row for each request, so that a token revoked at one is refused at all.
//!
//! Not here: tokens of apps are made in `apps`; what they are and how they are proved is the same.

mod bearer;
mod budget;
mod cache;
mod flood;
mod make;
mod rules;

use std::sync::Arc;

use jiff::Timestamp;
use model::{TokenId, UserId};
use store::system::apps::{app_codes_withdraw, apps_ended_sweep, apps_sweep, grants_revoke_of_user};
use store::system::tokens::{TokenFound, token_used, tokens_revoke_of_user, tokens_sweep};
use vault::TokenHash;

pub use bearer::TokenSession;
pub use budget::{Budget, Reserved};
pub(crate) use cache::Known;
pub(crate) use make::scopes_checked;
pub use make::{NewToken, TokenMade, TokensShown};
pub use rules::TokenRules;

use crate::change::Change;
use crate::{Error, Identity};
use budget::Ledger;
use cache::TokenCache;
use flood::Flood;

/// Tokens that are over are kept so long for the list of what happened, seconds.
const KEPT_AFTER_END_SECS: i64 = 30 * 24 * 60 * 60;
/// Apps that were refused or revoked are kept so long, seconds.
const APPS_KEPT_SECS: i64 = 90 * 24 * 60 * 60;

/// A token as its owner and administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    /// Its id.
    pub id: TokenId,
    /// What its owner calls it.
    pub name: String,
    /// Why it was made.
    pub reason: Option<String>,
    /// What it may be used for, as words.
    pub scopes: Vec<String>,
    /// The networks it may come from; from anywhere when empty.
    pub networks: Vec<String>,
    /// How many records it is given an hour.
    pub records_per_hour: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends, by itself or by the company's rules.
    pub expires_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// From where it was last used.
    pub last_address: Option<String>,
    /// How many records it was given in this hour of the clock.
    pub used_this_hour: u64,
    /// When it was over, if it is.
    pub ended_at: Option<Timestamp>,
    /// Why: `expired`, `revoked_by_owner`, `revoked_by_administrator`, or what ended everything of its owner.
    pub ended_why: Option<String>,
}

impl TokenInfo {
    fn of(found: TokenFound, rules: &TokenRules, used_this_hour: u64, now: Timestamp) -> Self {
        let TokenFound { token, last_use, .. } = found;
        let expires_at = rules.ends(token.created_at, token.expires_at);
        let expired = || (expires_at <= now).then(|| (expires_at, "expired".to_owned()));
        let revoked = token.revoked_at.map(|at| (at, token.revoked_why.unwrap_or_default()));
        let (ended_at, ended_why) = revoked.or_else(expired).unzip();
        let words = |text: &str| text.split(' ').filter(|word| !word.is_empty()).map(Into::into).collect();
        Self {
            id: token.id,
            scopes: words(&token.scopes),
            networks: words(&token.networks),
            records_per_hour: rules.budget(token.records_per_hour),
            created_at: token.created_at,
            expires_at,
            last_used_at: last_use.as_ref().map(|last| last.last_used_at),
            last_address: last_use.map(|last| last.last_address),
            used_this_hour,
            ended_at,
            ended_why,
            name: token.name,
            reason: token.reason,
        }
    }
}

/// What is in memory of tokens.
pub(crate) struct Tokens {
    cache: TokenCache,
    ledger: Ledger,
    flood: Flood,
}

impl Tokens {
    pub(crate) fn new(alone: bool) -> Self {
        Self { cache: TokenCache::new(alone), ledger: Ledger::default(), flood: Flood::new() }
    }

    /// Forgets the tokens of which that is true: to be said once what ends them is durable.
    pub(crate) fn forget(&self, is_over: impl Fn(&Known) -> bool) {
        self.cache.forget(is_over);
    }

    fn find(&self, hash: &TokenHash) -> Option<Arc<Known>> {
        self.cache.find(hash)
    }
}

/// Ends everything by which a program acts for somebody: own tokens, what apps were allowed, their tokens and codes; how
/// many tokens. Whoever says this holds the person's lock, so that no app is being given anything meanwhile, and says
/// `inner.tokens.forget` for the same person once the change is durable.
pub(crate) fn revoke_all_of(change: &mut Change<'_, '_>, user: UserId, why: &str) -> Result<u64, Error> {
    let now = change.now;
    grants_revoke_of_user(change.writer, user, None, now, why)?;
    app_codes_withdraw(change.writer, user, None, now)?;
    Ok(tokens_revoke_of_user(change.writer, user, true, now, why)?)
}

impl Identity {
    /// Writes when tokens were last used and what they were given; how many were written.
    ///
    /// # Errors
    /// The database's; it is then written the next time.
    pub async fn tokens_touch(&self) -> Result<usize, Error> {
        let used = self.inner.tokens.ledger.unwritten();
        let count = used.len();
        if count == 0 {
            return Ok(0);
        }
        let rows = used.clone();
        let written: Result<(), Error> = self
            .inner
            .database
            .write(move |writer| {
                used.into_iter().try_for_each(|(id, last)| Ok(token_used(writer, id, &last)?))
            })
            .await;
        if let Err(error) = written {
            self.inner.tokens.ledger.not_written(&rows);
            return Err(error);
        }
        Ok(count)
    }

    /// Removes tokens that were over more than 30 days ago, and apps that were 90 days ago; how many.
    ///
    /// # Errors
    /// The database's.
    pub async fn tokens_sweep(&self) -> Result<u64, Error> {
        let now = self.inner.clock.now();
        self.inner.tokens.ledger.forget_unused(now);
        let ago = |secs: i64| Timestamp::from_second(now.as_second() - secs).unwrap_or(now);
        let (before, apps_before) = (ago(KEPT_AFTER_END_SECS), ago(APPS_KEPT_SECS));
        let swept = self.inner.database.write(move |writer| {
            let tokens = tokens_sweep(writer, before)?;
            let allowed = apps_sweep(writer, before)?;
            Ok::<u64, Error>(tokens + allowed + apps_ended_sweep(writer, apps_before)?)
        });
        swept.await
    }
}
