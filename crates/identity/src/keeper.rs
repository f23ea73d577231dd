//! The room's task: writes when sessions were last used, notices what other servers changed, and sweeps
//! what is long over. Whoever starts the program supervises it.

use std::future::Future;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::Timestamp;
use model::causes;
use store::Dialect;
use store::system::attempts::attempts_sweep;
use store::system::codes::codes_sweep;
use store::system::devices::devices_sweep;
use store::system::flows::flows_sweep;
use store::system::help::help_sweep;
use store::system::links::{challenges_sweep, links_sweep, sent_mails_sweep};
use store::system::sso::sso_sessions_sweep;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::{Error, Identity};

/// How often it looks around.
const EVERY: Duration = Duration::from_secs(2);

/// How often it writes when sessions were last used: all of them at once, as the readers of an embedded database begin
/// anew after each change, with an empty page cache.
const TOUCH_EVERY: Duration = Duration::from_mins(1);

/// How often it sweeps.
const SWEEP_EVERY: Duration = Duration::from_hours(1);

/// Counters are forgotten after two days without a block.
const ATTEMPTS_KEPT_SECS: i64 = 2 * 24 * 60 * 60;

impl Identity {
    /// Runs until `shutdown` is ready, then writes what is left.
    pub async fn keep(self, shutdown: impl Future<Output = ()> + Send) {
        tokio::pin!(shutdown);
        let beside_others = self.inner.database.dialect() == Dialect::Postgres;
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut touched = Instant::now();
        let mut swept: Option<Instant> = None;
        loop {
            tokio::select! {
                biased;
                () = &mut shutdown => break,
                _ = ticks.tick() => {}
            }
            if touched.elapsed() >= TOUCH_EVERY {
                noted("sessions were not touched", self.sessions_touch().await);
                noted("the use of tokens was not written", self.tokens_touch().await);
                touched = Instant::now();
            }
            if beside_others && let Err(problem) = self.refresh_if_changed().await {
                tracing::warn!(code = problem.code, "the directory was not refreshed");
            }
            if swept.is_none_or(|at| at.elapsed() >= SWEEP_EVERY) {
                noted("sessions were not swept", self.sessions_sweep().await);
                noted("tokens were not swept", self.tokens_sweep().await);
                noted("attempts were not swept", self.attempts_sweep().await);
                noted("what people began and did not end was not swept", self.leftovers_sweep().await);
                swept = Some(Instant::now());
            }
        }
        noted("sessions were not touched", self.sessions_touch().await);
        noted("the use of tokens was not written", self.tokens_touch().await);
    }

    /// Removes what is over: flows, codes, links, challenges, devices not seen for long, marks of old mails.
    async fn leftovers_sweep(&self) -> Result<u64, Error> {
        let now = self.inner.clock.now();
        let before = move |span: SignedDuration| now.checked_sub(span).unwrap_or(Timestamp::UNIX_EPOCH);
        let swept = self.inner.database.write(move |writer| {
            let day_ago = before(SignedDuration::from_hours(24));
            let flows = flows_sweep(writer, now)?;
            let codes = codes_sweep(writer, before(SignedDuration::from_hours(48)))?;
            let links = links_sweep(writer, day_ago)?;
            let challenges = challenges_sweep(writer, now)?;
            let devices = devices_sweep(writer, before(SignedDuration::from_hours(24 * 365)))?;
            let mails = sent_mails_sweep(writer, before(SignedDuration::from_hours(24 * 365)))?;
            let provided = sso_sessions_sweep(writer, day_ago)?;
            let help = help_sweep(writer, day_ago)?;
            Ok::<u64, Error>(provided + flows + codes + links + challenges + devices + mails + help)
        });
        swept.await
    }

    async fn attempts_sweep(&self) -> Result<u64, Error> {
        let now = self.inner.clock.now();
        let before = Timestamp::from_second(now.as_second() - ATTEMPTS_KEPT_SECS).unwrap_or(now);
        self.inner.database.write(move |writer| Ok(attempts_sweep(writer, before)?)).await
    }
}

fn noted<T>(what: &'static str, done: Result<T, Error>) {
    if let Err(error) = done {
        tracing::warn!(error = causes(&error), "{what}");
    }
}
