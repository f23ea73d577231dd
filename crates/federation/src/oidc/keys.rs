//! The provider's keys: pinned when it was discovered, fetched again when a token names one that is not among them.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use openidconnect::core::{CoreJsonWebKey, CoreJsonWebKeySet, CoreJsonWebKeyType};
use openidconnect::{
    DiscoveryError, JsonWebKey, JsonWebKeyAlgorithm, JsonWebKeySetUrl, JsonWebKeyUse, JwsSigningAlgorithm,
};

use super::Alg;
use super::guard::Guard;
use crate::{Error, KEYS_AGAIN_SECS};

/// The fewest bits of an RSA key (RFC 7518 section 3.3).
const MIN_RSA_BITS: usize = 2048;

/// The keys and when they were last asked for.
pub(crate) struct Keys {
    url: JsonWebKeySetUrl,
    held: Mutex<Held>,
}

struct Held {
    keys: Arc<[CoreJsonWebKey]>,
    asked_at: Timestamp,
}

impl Keys {
    pub(crate) fn new(url: JsonWebKeySetUrl, set: &CoreJsonWebKeySet, now: Timestamp) -> Self {
        Self { url, held: Mutex::new(Held { keys: usable(set), asked_at: now }) }
    }

    /// The one key that fits. If none does, the keys are fetched again, unless that was done a moment ago: whoever
    /// sends tokens with made-up names must not make us ask the provider each time.
    pub(crate) async fn find(
        &self,
        kid: Option<&str>,
        alg: Alg,
        guard: &Guard<'_>,
        now: Timestamp,
    ) -> Result<CoreJsonWebKey, Error> {
        if let Some(key) = pick(&self.current(), kid, alg)? {
            return Ok(key);
        }
        if !self.may_ask(now) {
            return Err(Error::Key);
        }
        let set = CoreJsonWebKeySet::fetch_async(&self.url, guard).await.map_err(|error| match error {
            DiscoveryError::Request(error) => error,
            _ => Error::Discovery("the keys can't be read"),
        })?;
        let keys = usable(&set);
        self.held().keys = Arc::clone(&keys);
        pick(&keys, kid, alg)?.ok_or(Error::Key)
    }

    fn current(&self) -> Arc<[CoreJsonWebKey]> {
        Arc::clone(&self.held().keys)
    }

    /// Takes the turn before asking, so that many at once ask once. A failed try counts too.
    fn may_ask(&self, now: Timestamp) -> bool {
        let mut held = self.held();
        let may = now.as_second().saturating_sub(held.asked_at.as_second()) >= KEYS_AGAIN_SECS;
        if may {
            held.asked_at = now;
        }
        may
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        // Nobody who holds it can leave it half changed.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keys of two parts that are strong enough. One shared secret among public keys is somebody's mistake.
fn usable(set: &CoreJsonWebKeySet) -> Arc<[CoreJsonWebKey]> {
    set.keys().iter().filter(|key| is_strong(key)).cloned().collect()
}

fn is_strong(key: &CoreJsonWebKey) -> bool {
    match key.key_type() {
        CoreJsonWebKeyType::RSA => rsa_bits(key).is_some_and(|bits| bits >= MIN_RSA_BITS),
        CoreJsonWebKeyType::EllipticCurve | CoreJsonWebKeyType::OctetKeyPair => true,
        _ => false,
    }
}

/// The bits of the modulus; the library shows it only serialized.
fn rsa_bits(key: &CoreJsonWebKey) -> Option<usize> {
    let json = serde_json::to_value(key).ok()?;
    let modulus = URL_SAFE_NO_PAD.decode(json.get("n")?.as_str()?).ok()?;
    let first = modulus.iter().position(|byte| *byte != 0)?;
    let leading = usize::try_from(modulus.get(first)?.leading_zeros()).ok()?;
    Some((modulus.len() - first) * 8 - leading)
}

/// The key that fits the algorithm and, if the token names one, its name. Two that fit are refused: which one is meant
/// would be a guess (Core 1.0 section 10.1 asks for a name then).
fn pick(keys: &[CoreJsonWebKey], kid: Option<&str>, alg: Alg) -> Result<Option<CoreJsonWebKey>, Error> {
    let named =
        |key: &&CoreJsonWebKey| kid.is_none_or(|kid| key.key_id().is_some_and(|id| id.as_str() == kid));
    let mut fitting = keys.iter().filter(|key| fits(key, alg)).filter(named);
    match (fitting.next(), fitting.next()) {
        (Some(key), None) => Ok(Some(key.clone())),
        (None, _) => Ok(None),
        (Some(_), Some(_)) => Err(Error::Key),
    }
}

fn fits(key: &CoreJsonWebKey, alg: Alg) -> bool {
    let alg = alg.core();
    let for_signing = key.key_use().is_none_or(JsonWebKeyUse::allows_signature);
    let for_alg = match key.signing_alg() {
        JsonWebKeyAlgorithm::Algorithm(only) => *only == alg,
        JsonWebKeyAlgorithm::Unspecified => true,
        JsonWebKeyAlgorithm::Unsupported => false,
    };
    for_signing && for_alg && alg.key_type().as_ref() == Some(key.key_type())
}
