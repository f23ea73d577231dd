//! Meeting providers: each is discovered once, kept until it is stale or its settings change, and left alone for a moment
//! after it did not answer, so that strangers at our door can't make us knock at its door without end.

use std::collections::HashMap;
use std::sync::Arc;

use access::Capability;
use audit::Action;
use federation::{BoxFuture, Fetch, FetchError, Provider, Secret, Settings};
use jiff::Timestamp;
use model::Problem;
use parking_lot::Mutex;
use zeroize::Zeroizing;

use super::log_not_met;
use super::providers::{SsoProvider, secret_aad};
use crate::{Acting, Error, Identity};

/// How long a provider that did not answer is left alone, seconds.
const LEFT_ALONE_SECS: i64 = 5;

/// What a provider was met by. Its version tells less: one that was removed and made anew under the same key begins with
/// 1 again, and may be another issuer.
#[derive(PartialEq)]
struct MetBy {
    settings: Settings,
    secret_sealed: Option<Vec<u8>>,
}

/// What is known of one provider.
#[derive(Default)]
struct Known {
    met_by: Option<MetBy>,
    provider: Option<Arc<Provider>>,
    failed_at: Option<Timestamp>,
}

/// No way out: providers can't be reached.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFetch;

impl Fetch for NoFetch {
    fn fetch(&self, _: http::Request<Vec<u8>>) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, FetchError>> {
        Box::pin(std::future::ready(Err(FetchError::Failed("there is no way out".into()))))
    }
}

/// The providers that were met, and the way to them.
pub(crate) struct Met {
    fetch: Arc<dyn Fetch>,
    by_key: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Known>>>>,
}

impl Met {
    pub(crate) fn new(fetch: Arc<dyn Fetch>) -> Self {
        Self { fetch, by_key: Mutex::default() }
    }

    pub(super) fn fetch(&self) -> &dyn Fetch {
        &*self.fetch
    }

    /// Forgets what is known of the provider of that key.
    pub(super) fn forget(&self, key: &str) {
        self.by_key.lock().remove(key);
    }
}

/// Why a provider can't be met.
#[derive(Debug)]
pub(super) enum NotMet {
    /// The protocol's reason.
    Protocol(federation::Error),
    /// A reason of our own.
    Ours(Error),
}

impl Identity {
    /// The provider as it is known, discovered anew where that is too old or its settings are others.
    pub(super) async fn sso_meet(&self, wanted: &SsoProvider) -> Result<Arc<Provider>, NotMet> {
        let now = self.inner.clock.now();
        let place = Arc::clone(self.inner.sso.by_key.lock().entry(wanted.key.clone()).or_default());
        // Whoever comes while it is being asked waits for that answer.
        let mut known = place.lock().await;
        let met_by = Some(MetBy {
            settings: wanted.settings.provider.clone(),
            secret_sealed: wanted.secret_sealed.clone(),
        });
        if known.met_by != met_by {
            *known = Known { met_by, ..Known::default() };
        }
        if let Some(provider) = known.provider.as_ref().filter(|provider| !provider.is_stale(now)) {
            return Ok(Arc::clone(provider));
        }
        if known.failed_at.is_some_and(|at| now.as_second() - at.as_second() < LEFT_ALONE_SECS) {
            return Err(NotMet::Protocol(federation::Error::Discovery("it did not answer a moment ago")));
        }
        let secret = self.client_secret(wanted).map_err(NotMet::Ours)?;
        let settings = wanted.settings.provider.clone().with_client_secret(secret);
        match Provider::discover(settings, self.inner.sso.fetch(), now).await {
            Ok(provider) => {
                let provider = Arc::new(provider);
                known.provider = Some(Arc::clone(&provider));
                known.failed_at = None;
                Ok(provider)
            }
            Err(error) => {
                known.failed_at = Some(now);
                Err(NotMet::Protocol(error))
            }
        }
    }

    /// Meets a provider for whoever sets it up: none if it answers as it must, else the protocol's word for what is wrong.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn sso_test(&self, acting: &Acting, key: &str) -> Result<Option<&'static str>, Problem> {
        self.require(acting, Capability::SecurityManage, Action::SettingChanged).await?;
        let rules = self.sso_rules();
        let provider = rules.find(key).ok_or_else(Problem::not_found)?;
        // Asked anew: what was so a moment ago is no answer to whoever has just mended it.
        self.inner.sso.forget(key);
        match self.sso_meet(provider).await {
            Ok(_) => Ok(None),
            Err(NotMet::Protocol(error)) => {
                log_not_met(key, &error);
                Ok(Some(error.code()))
            }
            Err(NotMet::Ours(error)) => Err(error.into()),
        }
    }

    fn client_secret(&self, provider: &SsoProvider) -> Result<Option<Secret>, Error> {
        let Some(sealed) = &provider.secret_sealed else { return Ok(None) };
        let opened: Zeroizing<Vec<u8>> = self.inner.keys.open(&secret_aad(&provider.key), sealed)?;
        Ok(Some(Secret::new(String::from_utf8_lossy(&opened).into_owned())))
    }
}
