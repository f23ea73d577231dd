//! Passwords: HMAC with the pepper, then Argon2id (RFC 9106), behind a bounded gate.
//!
//! The pepper comes from the key tree, so that a stolen table of hashes can't even be guessed at without
//! the root key. Strength rules and throttling belong to `identity`.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use argon2::password_hash::phc::{Output, ParamsString, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, PasswordHash, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use model::Entropy;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::error::PasswordError;
use crate::gate::Gate;
use crate::kdf::Secret;

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
/// The floor: OWASP's Password Storage Cheat Sheet, Argon2id with 19 MiB and 2 passes.
const FLOOR: (u32, u32, u32) = (19_456, 2, 1);
/// The ceiling keeps a mistyped setting or a tampered hash from taking the machine down: 1 GiB, 16 passes.
const CEILING: (u32, u32, u32) = (1_048_576, 16, 16);

/// The key that is mixed into every password. Without it a hash can't be tested against a guess.
#[derive(Clone)]
pub struct Pepper(hmac::Key);

impl Pepper {
    pub(crate) fn new(key: hmac::Key) -> Self {
        Self(key)
    }

    /// NFKC first (RFC 8265 asks for a normal form), so that the same password typed on another keyboard
    /// counts as the same.
    fn apply(&self, password: &str) -> Secret {
        let normalized = Zeroizing::new(password.nfkc().collect::<String>());
        let tag = hmac::sign(&self.0, normalized.as_bytes());
        let mut out = Secret::default();
        for (byte, tag) in out.iter_mut().zip(tag.as_ref()) {
            *byte = *tag;
        }
        out
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper([sealed])")
    }
}

/// Costs that may be chosen, from the floor up: each asks an attacker for more memory or time than the one before.
const LEVELS: [(u32, u32, u32); 5] = [FLOOR, (32_768, 2, 1), (47_104, 2, 1), (65_536, 2, 1), (65_536, 3, 1)];
/// How long one hash may take on this machine: people wait for it, and so does everybody behind them.
const TARGET: Duration = Duration::from_millis(100);
/// All hashes at once may take that much memory, in KiB: 5,000 people who sign in together wait, they do not add up.
const ALL_AT_ONCE_KIB: u32 = 131_072;

/// How hard a password is to hash and how many at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory of one hash in KiB: 19,456 to 1,048,576.
    pub memory_kib: u32,
    /// Passes over the memory: 2 to 16.
    pub passes: u32,
    /// Lanes: 1 to 16. They run one after the other here.
    pub lanes: u32,
    /// How many hashes run at once, at least 1.
    pub at_once: usize,
    /// How many callers may wait; the next is turned away.
    pub waiting: usize,
}

impl Default for PasswordCost {
    /// 19 MiB, 2 passes, 1 lane; as many at once as there are cores, at least 2; 64 may wait.
    fn default() -> Self {
        let (memory_kib, passes, lanes) = FLOOR;
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get);
        Self { memory_kib, passes, lanes, at_once: cores.max(2), waiting: 64 }
    }
}

impl PasswordCost {
    /// The cost for this machine, measured by one hash at the floor: the highest level at which one takes 100 ms at
    /// most, and all that run at once 128 MiB. Where the machine is slower than that, the floor.
    ///
    /// # Errors
    /// [`PasswordError::Engine`] when the hash can't be computed.
    pub fn calibrated() -> Result<Self, PasswordError> {
        let floor = Self::default();
        let mut out = Secret::default();
        let began = Instant::now();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, floor.params()?)
            .hash_password_into(&[0; 32], &[0; SALT_BYTES], out.as_mut_slice())
            .map_err(|_| PasswordError::Engine)?;
        Ok(floor.within(began.elapsed()))
    }

    /// The highest level that keeps to the limits if a hash at the floor takes that long.
    fn within(self, at_floor: Duration) -> Self {
        let work = |(memory, passes, _): (u32, u32, u32)| f64::from(memory) * f64::from(passes);
        let at_once = u32::try_from(self.at_once).unwrap_or(u32::MAX);
        let fits = |level: &&(u32, u32, u32)| {
            let takes = at_floor.mul_f64(work(**level) / work(FLOOR));
            takes <= TARGET && level.0.saturating_mul(at_once) <= ALL_AT_ONCE_KIB
        };
        let (memory_kib, passes, lanes) = LEVELS.iter().rfind(fits).copied().unwrap_or(FLOOR);
        Self { memory_kib, passes, lanes, ..self }
    }

    /// A cost far below the floor, for tests that sign in many times.
    #[cfg(any(test, feature = "testing"))]
    pub fn cheap_for_tests() -> Self {
        Self { memory_kib: 64, passes: 1, lanes: 1, at_once: 2, waiting: 64 }
    }

    fn check(&self) -> Result<(), PasswordError> {
        let testing = cfg!(any(test, feature = "testing"));
        let floor = self.memory_kib >= FLOOR.0 && self.passes >= FLOOR.1 && self.lanes >= FLOOR.2;
        let ceiling = self.memory_kib <= CEILING.0 && self.passes <= CEILING.1 && self.lanes <= CEILING.2;
        if (floor || testing) && ceiling && self.at_once > 0 { Ok(()) } else { Err(PasswordError::Cost) }
    }

    fn params(&self) -> Result<Params, PasswordError> {
        Params::new(self.memory_kib, self.passes, self.lanes, Some(HASH_BYTES))
            .map_err(|_| PasswordError::Cost)
    }
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the password is the right one.
    pub ok: bool,
    /// Whether it is right but stored at a lower cost than today's: hash it anew and store that.
    pub needs_rehash: bool,
}

/// Hashes and checks passwords. Cheap to clone.
#[derive(Clone)]
pub struct PasswordHasher(Arc<Inner>);

struct Inner {
    pepper: Pepper,
    params: Params,
    gate: Gate,
    entropy: Arc<dyn Entropy>,
    absent: Stored,
    runs: AtomicU64,
}

/// A stored hash taken apart.
#[derive(Clone)]
struct Stored {
    params: Params,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl PasswordHasher {
    /// A hasher of that cost.
    ///
    /// # Errors
    /// [`PasswordError::Cost`] when the cost is out of bounds.
    pub fn new(pepper: Pepper, cost: PasswordCost, entropy: Arc<dyn Entropy>) -> Result<Self, PasswordError> {
        cost.check()?;
        let params = cost.params()?;
        let mut noise = [0; SALT_BYTES + HASH_BYTES];
        entropy.fill(&mut noise);
        let (salt, hash) = noise.split_at(SALT_BYTES);
        let absent = Stored { params: params.clone(), salt: salt.to_vec(), hash: hash.to_vec() };
        let gate = Gate::new(cost.at_once, cost.waiting);
        Ok(Self(Arc::new(Inner { pepper, params, gate, entropy, absent, runs: AtomicU64::new(0) })))
    }

    /// The hash to store: a PHC string (`$argon2id$v=19$m=…`), with a fresh 16-byte salt.
    ///
    /// # Errors
    /// [`PasswordError::Overloaded`] when too many wait.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        let mut salt = [0; SALT_BYTES];
        self.0.entropy.fill(&mut salt);
        let hash = self.run(password, self.0.params.clone(), salt.to_vec()).await?;
        phc(&self.0.params, &salt, &*hash).ok_or(PasswordError::Engine)
    }

    /// Checks a password against a stored hash.
    ///
    /// # Errors
    /// [`PasswordError::Overloaded`] when too many wait, [`PasswordError::StoredHash`] when the stored
    /// text is no hash of this kind.
    pub async fn verify(&self, password: &str, stored: &str) -> Result<Verdict, PasswordError> {
        let stored = Stored::parse(stored).ok_or(PasswordError::StoredHash)?;
        let ok = self.matches(password, &stored).await?;
        Ok(Verdict { ok, needs_rehash: ok && stored.weaker_than(&self.0.params) })
    }

    /// Does the work of [`PasswordHasher::verify`] for an account that does not exist, so that the time
    /// tells nothing. The answer is always "no".
    ///
    /// # Errors
    /// [`PasswordError::Overloaded`] when too many wait.
    pub async fn verify_absent(&self, password: &str) -> Result<Verdict, PasswordError> {
        // A random hash: that a password should fit it is as likely as guessing 256 bits.
        self.matches(password, &self.0.absent).await?;
        Ok(Verdict { ok: false, needs_rehash: false })
    }

    /// How many times the hash function ran. A test of `identity` counts that every refused sign-in
    /// costs exactly one.
    pub fn runs(&self) -> u64 {
        self.0.runs.load(Ordering::SeqCst)
    }

    async fn matches(&self, password: &str, stored: &Stored) -> Result<bool, PasswordError> {
        let hash = self.run(password, stored.params.clone(), stored.salt.clone()).await?;
        Ok(verify_slices_are_equal(hash.as_slice(), &stored.hash).is_ok())
    }

    async fn run(&self, password: &str, params: Params, salt: Vec<u8>) -> Result<Secret, PasswordError> {
        let peppered = self.0.pepper.apply(password);
        let pass = self.0.gate.enter().await.map_err(|_| PasswordError::Overloaded)?;
        let inner = Arc::clone(&self.0);
        let work = move || {
            let _pass = pass;
            inner.runs.fetch_add(1, Ordering::SeqCst);
            let mut out = Secret::default();
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_into(peppered.as_slice(), &salt, out.as_mut_slice())
                .map(|()| out)
        };
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|_| PasswordError::Engine)?.map_err(|_| PasswordError::Engine)
    }
}

impl Stored {
    fn parse(text: &str) -> Option<Self> {
        let parsed = PasswordHash::new(text).ok()?;
        let known = parsed.algorithm == ARGON2ID_IDENT && parsed.version == Some(Version::V0x13.into());
        let params = Params::try_from(&parsed).ok().filter(|_| known)?;
        let bounded =
            params.m_cost() <= CEILING.0 && params.t_cost() <= CEILING.1 && params.p_cost() <= CEILING.2;
        let hash = parsed.hash.filter(|hash| bounded && hash.len() == HASH_BYTES)?.as_bytes().to_vec();
        let salt = parsed.salt.filter(|salt| salt.len() >= SALT_BYTES)?.to_vec();
        Some(Self { params, salt, hash })
    }

    fn weaker_than(&self, today: &Params) -> bool {
        self.params.m_cost() < today.m_cost()
            || self.params.t_cost() < today.t_cost()
            || self.params.p_cost() < today.p_cost()
    }
}

fn phc(params: &Params, salt: &[u8], hash: &[u8]) -> Option<String> {
    let parts = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).ok()?,
        salt: Some(Salt::new(salt).ok()?),
        hash: Some(Output::new(hash).ok()?),
    };
    Some(parts.to_string())
}

impl fmt::Debug for PasswordHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordHasher").field("params", &self.0.params).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
