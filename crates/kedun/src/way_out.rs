//! The program's one way out, as its rooms ask for it: they are handed a way, and open no connection themselves.

use std::time::Duration;

use anyhow::Context as _;
use egress::{Door, HttpError, HttpOut, Limits, Reach, Trust};
use identity::{BoxFuture, Fetch, FetchError};

use crate::config::Config;

/// What one question to a provider of single sign-on may cost; somebody waits for the answer.
const LIMITS: Limits = Limits { timeout: Duration::from_secs(8), max_body_bytes: 256 * 1024 };

/// HTTP to machines that may be asked.
pub(crate) struct WayOut(HttpOut);

impl WayOut {
    /// As the operator decided: public machines, and of the house's own those that are listed.
    pub(crate) fn new(config: &Config) -> anyhow::Result<Self> {
        let reach = Reach::parse(&config.egress_allow).context("[egress] allow in the configuration")?;
        let authority = match &config.egress_ca {
            None => None,
            Some(path) => {
                Some(std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))?)
            }
        };
        let trust = Trust::of_machine(authority.as_deref()).context("egress_ca in the configuration")?;
        Ok(Self(HttpOut::new(&Door::new(reach), &trust).context("the way out can't be opened")?))
    }
}

impl Fetch for WayOut {
    fn fetch(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, FetchError>> {
        Box::pin(async move {
            self.0.send(request, LIMITS).await.map_err(|error| match error {
                HttpError::TooLarge { .. } => FetchError::TooLarge,
                error => FetchError::Failed(error.into()),
            })
        })
    }
}
