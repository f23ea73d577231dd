//! To come.
use clap::Args;
use super::Outcome;

#[derive(Args)]
pub(crate) struct Arguments {}

pub(crate) async fn run(_: Arguments) -> anyhow::Result<Outcome> {
    anyhow::bail!("not here yet")
}
