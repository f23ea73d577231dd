//! Single sign-on: providers the company trusts, who is whom there, coming in by them, and being signed out by them.
//!
//! An account is found by the provider's name for a person (`subject`) and nothing else. An address links nobody: a
//! person links their own account while signed in, an invitation is answered at a provider, or a new account is made
//! whose address is free (OWASP ASVS 5.0 V6.8, NIST SP 800-63C-4 section 3.8). What a provider vouches for goes into the
//! sign-in machine as one event; the machine decides.
//!
//! Not here: the protocol (`federation`), sockets (`Fetch` is handed in), cookies (`server`).

mod accounts;
mod away;
mod finish;
mod logout;
mod mapping;
mod meet;
mod mine;
mod only;
mod providers;
mod settings;
mod ticket;

pub use away::{SsoBegun, SsoWish};
pub use federation::Callback as SsoCallback;
pub use finish::{SsoBrowser, SsoEnd};
pub use mine::SsoLink;
pub use only::SsoOnly;
pub use providers::{SsoProvider, SsoProviderWish, SsoRules};
pub use settings::{GroupRule, JustInTime, SsoSettings};

pub(crate) use meet::Met;
pub use meet::NoFetch;
pub(crate) use only::{keep_break_glass, keep_break_glass_of};
pub(crate) use ticket::Ticket;

use audit::{Action, Actor, Event, Outcome};
use model::{Kind, Problem, causes};

use crate::{Device, Error, Identity};

/// A provider as it stands in the log.
fn actor(key: &str) -> Actor {
    Actor::system(None, format!("sso:{key}"))
}

/// The one sentence for whatever goes wrong at a provider.
fn sso_failed() -> Problem {
    Problem::new(Kind::Unauthenticated, "sso_failed")
}

/// Tells the operator why a provider can't be met: its host, never a token or a code.
fn log_not_met(key: &str, error: &federation::Error) {
    tracing::warn!(provider = key, code = error.code(), error = causes(error), "a provider could not be met");
}

impl Identity {
    /// Writes why a sign-in by a provider was refused, and gives the problem people see. The code tells nothing personal.
    async fn sso_refused(
        &self,
        key: &str,
        code: &'static str,
        device: &Device,
        problem: Problem,
    ) -> Result<Problem, Error> {
        tracing::warn!(provider = key, code, "a sign-in by a provider was refused");
        let event = Event::done(&*self.inner.clock, Actor::nobody(), Action::SignInFailed)
            .ended(Outcome::Failed)
            .from(None, device.address.clone())
            .with("provider", key)
            .with("code", code);
        self.inner.log.append(event).await?;
        Ok(problem)
    }
}
