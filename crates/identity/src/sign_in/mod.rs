//! Every way in, up and back in. One state machine decides (`machine`); the files beside it drive it: a password here,
//! further proofs (`factor.rs`, `passkey.rs`), a fresh proof within a session (`step_up.rs`), mailed links (`reset.rs`).
//!
//! Unknown, wrong, disabled and only invited accounts get the same words, the same status and the same
//! work: one counting transaction, one hash, one event.

mod account;
mod door;
mod factor;
mod flow;
mod grant;
mod machine;
mod passkey;
mod password;
mod proofs;
mod refusals;
mod reset;
mod step;
mod step_up;

use zeroize::Zeroizing;

use model::{Kind, Problem};

pub(crate) use account::Account;
pub(crate) use door::{Door, Passed, Source};
pub(crate) use flow::{FLOW_SECS, Flow, flow_gone};
pub(crate) use grant::{Entered, Over};
pub(crate) use machine::{Event, Link, State, Vouched, resume, step};
pub use passkey::PasskeyChallenge;
pub(crate) use proofs::Proof;
pub(crate) use refusals::Refusals;
pub use step::{Next, Offer, Step};
pub(crate) use step_up::{PROOF_GOOD, require_fresh, require_here};

use crate::sessions::{Cached, Reading};
use crate::{Error, Identity, Session};

/// The fruit of signing in.
pub struct SignedIn {
    /// The token for the cookie: shown once, stored nowhere.
    pub token: Zeroizing<String>,
    /// The session.
    pub session: Session,
    /// The token of a browser that was not known before, for a cookie of its own.
    pub device: Option<Zeroizing<String>>,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("session", &self.session.id).finish_non_exhaustive()
    }
}

/// What one answer at the door leads to.
#[derive(Debug)]
pub enum Entry {
    /// A session.
    In(Box<SignedIn>),
    /// The same session with another secret and a fresh proof.
    Renewed(Box<SignedIn>),
    /// A password was replaced by a mailed link; the person may sign in with it.
    Reset,
    /// A question.
    Waiting {
        /// What is asked.
        step: Step,
        /// The token of a new flow, for its cookie.
        token: Option<Zeroizing<String>>,
    },
}

impl Entry {
    /// The session, where the caller expects no question.
    pub fn signed_in(self) -> Option<SignedIn> {
        match self {
            Self::In(signed_in) | Self::Renewed(signed_in) => Some(*signed_in),
            Self::Reset | Self::Waiting { .. } => None,
        }
    }
}

impl Identity {
    /// Hands out what a transaction led to, once it is durable. `reading` was said before that transaction, so
    /// that an end that came between is not overwritten.
    pub(crate) async fn passed(&self, passed: Passed, reading: Reading) -> Result<Entry, Problem> {
        match passed {
            Passed::In(entered) => Ok(Entry::In(Box::new(self.entered(entered, reading).await?))),
            Passed::Renewed(entered) => Ok(Entry::Renewed(Box::new(self.entered(entered, reading).await?))),
            Passed::Reset => Ok(Entry::Reset),
            Passed::Waiting(waiting) => Ok(Entry::Waiting { step: waiting.step, token: waiting.token }),
            Passed::Refused(_) => Err(sign_in_failed()),
        }
    }

    async fn entered(&self, entered: Entered, reading: Reading) -> Result<SignedIn, Problem> {
        let Entered { token, row, device, letter, over } = entered;
        let (user, id) = (row.user_id, row.id);
        let fresh = Cached::new(&row, row.created_at);
        // An older secret, or a session that had to make room, must not be served from memory.
        let is_over = |session: &Cached| over.contains(session);
        let cached = match over {
            Over::Nothing => self.inner.sessions.keep(token.hash(), fresh, reading),
            _ => self.inner.sessions.keep_instead(is_over, token.hash(), fresh, reading),
        };
        let mut session = self.session_for(&cached, id);
        if session.is_none() {
            // Another server made the account a moment ago.
            self.reload().await?;
            session = self.session_for(&cached, id);
        }
        if let Some(letter) = letter {
            self.inner.outbox.push(letter);
        }
        let session = session.ok_or_else(sign_in_failed)?;
        debug_assert_eq!(session.principal.id(), user);
        Ok(SignedIn { token: token.reveal(), session, device })
    }
}

fn sign_in_failed() -> Problem {
    Problem::new(Kind::Unauthenticated, "sign_in_failed")
}

pub(crate) fn try_later(secs: u32) -> Problem {
    Problem::new(Kind::TooMany, "try_later").with("seconds", secs.to_string())
}

/// A further proof that was wrong, used, or over: nobody learns which.
fn factor_failed() -> Problem {
    Problem::invalid_field("code", "factor_failed")
}

/// The token of a flow's cookie, as it is looked up.
pub(crate) fn flow_hash(token: &str) -> Result<vault::TokenHash, Error> {
    Ok(vault::SecretToken::parse(token).ok_or_else(flow_gone)?.hash())
}
