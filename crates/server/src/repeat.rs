//! What the server does again and again beside its requests.

use std::future::Future;
use std::time::Duration;

use model::Problem;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// Does `work` once `first` is over and then every `every`, until `stop`. What fails is told and done again the next time.
pub(crate) async fn repeat<W>(
    what: &'static str,
    (first, every): (Duration, Duration),
    stop: impl Future<Output = ()> + Send,
    mut work: impl FnMut() -> W + Send,
) where
    W: Future<Output = Result<(), Problem>> + Send,
{
    tokio::pin!(stop);
    let mut ticks = interval_at(Instant::now() + first, every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return,
            _ = ticks.tick() => {}
        }
        if let Err(problem) = work().await {
            tracing::warn!(code = problem.code, "{what}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_fails_is_done_again_until_the_end() {
        let (end, mut ended) = tokio::sync::mpsc::channel::<()>(1);
        let (mut end, mut done) = (Some(end), 0);
        let soon = (Duration::ZERO, Duration::from_millis(1));
        let stop = async { while ended.recv().await.is_some() {} };
        repeat("nothing was done", soon, stop, || {
            done += 1;
            if done == 3 {
                end = None;
            }
            std::future::ready(Err(Problem::internal()))
        })
        .await;
        assert_eq!(done, 3);
    }
}
