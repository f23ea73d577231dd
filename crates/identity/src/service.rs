//! The service: what this room is made of, and what it answers from memory.

use std::sync::Arc;

use access::{Directory, Principal, SystemName};
use arc_swap::ArcSwap;
use audit::Log;
use model::{Clock, Entropy, Kind, Problem, UserId};
use passwords::BreachedFilter;
use store::{Database, Dialect};
use vault::{KeyTree, PasswordHasher};

use crate::factors::passkey::RelyingParty;
use crate::post::{Outbox, Post};
use crate::risk::Places;
use crate::sessions::SessionCache;
use crate::sign_in::Refusals;
use crate::snapshot::{Snapshot, version};
use crate::sso::Met;
use crate::tokens::Tokens;
use crate::{Company, Error, Profile};

/// Who may come in, and what is known of everybody. Clones are the same service.
#[derive(Clone)]
pub struct Identity {
    pub(crate) inner: Arc<Inner>,
}

/// What the service is made of.
pub struct Parts {
    /// The database.
    pub database: Database,
    /// The log.
    pub log: Log,
    /// Hashes and checks passwords.
    pub hasher: PasswordHasher,
    /// Seals the secrets of factors.
    pub keys: Arc<KeyTree>,
    /// The address people type, such as `https://crm.example.com`: links and passkeys are bound to it.
    pub base_url: String,
    /// Passwords that were breached, if the operator brought a list.
    pub breached: Option<BreachedFilter>,
    /// The ways out for letters.
    pub post: Arc<dyn Post>,
    /// The way to providers of single sign-on.
    pub fetch: Arc<dyn federation::Fetch>,
    /// Where addresses are.
    pub places: Arc<dyn Places>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
}

pub(crate) struct Inner {
    pub(crate) database: Database,
    pub(crate) log: Log,
    pub(crate) hasher: PasswordHasher,
    pub(crate) keys: Arc<KeyTree>,
    pub(crate) base_url: String,
    pub(crate) breached: Option<Arc<BreachedFilter>>,
    /// What customers are called, as far as it was read.
    pub(crate) customer_names: ArcSwap<Vec<String>>,
    pub(crate) post: Arc<dyn Post>,
    pub(crate) places: Arc<dyn Places>,
    pub(crate) outbox: Outbox,
    pub(crate) relying_party: Option<RelyingParty>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) sessions: SessionCache,
    /// What the log was told of networks.
    pub(crate) refusals: Refusals,
    /// What owners were told of their accounts.
    pub(crate) warned: Refusals,
    pub(crate) sso: Met,
    pub(crate) tokens: Tokens,
    snapshot: ArcSwap<Snapshot>,
}

impl Inner {
    /// The side that asks for passkeys.
    ///
    /// # Errors
    /// `passkeys_unavailable` where the address people type has no name.
    pub(crate) fn relying_party(&self) -> Result<&RelyingParty, Problem> {
        self.relying_party.as_ref().ok_or_else(|| Problem::new(Kind::Conflict, "passkeys_unavailable"))
    }
}

impl Identity {
    /// Opens the room: brings the shipped roles into the database and loads everybody.
    ///
    /// # Errors
    /// The database's, or roles that can't be read.
    pub async fn open(parts: Parts) -> Result<Self, Error> {
        let snapshot: Snapshot = parts.database.read(Snapshot::load).await?;
        // With one process on the database its memory is the truth; servers side by side ask again.
        let alone = parts.database.dialect() == Dialect::Sqlite;
        let this = Self {
            inner: Arc::new(Inner {
                database: parts.database,
                log: parts.log,
                hasher: parts.hasher,
                keys: parts.keys,
                relying_party: RelyingParty::of(&parts.base_url, "Kedun 客盾"),
                base_url: parts.base_url,
                breached: parts.breached.map(Arc::new),
                customer_names: ArcSwap::default(),
                post: parts.post,
                places: parts.places,
                outbox: Outbox::new(),
                clock: parts.clock,
                entropy: parts.entropy,
                sessions: SessionCache::new(alone),
                refusals: Refusals::for_log(),
                warned: Refusals::for_owners(),
                sso: Met::new(parts.fetch),
                tokens: Tokens::new(alone),
                snapshot: ArcSwap::from_pointee(snapshot),
            }),
        };
        this.shipped_roles_seed().await?;
        Ok(this)
    }

    /// Users, teams and roles as they are now.
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.snapshot().directory)
    }

    /// What the company says about itself.
    pub fn company(&self) -> Company {
        self.snapshot().company.clone()
    }

    /// From now on no new password may be little more than one of these; they replace those put before.
    ///
    /// They are not held against what strangers type (`POST /api/v1/password/check`): whoever may only look at the page would
    /// learn who the customers are.
    pub fn customer_names_put(&self, names: Vec<String>) {
        self.inner.customer_names.store(Arc::new(names));
    }

    /// What is known of a person.
    pub fn profile(&self, user: UserId) -> Option<Arc<Profile>> {
        self.snapshot().profiles.get(&user).cloned()
    }

    /// A named part of the system as a principal.
    pub fn system_principal(&self, name: SystemName) -> Principal {
        Principal::system(&self.directory(), name)
    }

    /// Whether it is known where addresses are.
    pub fn knows_places(&self) -> bool {
        self.inner.places.knows_places()
    }

    /// Whether mail can be sent.
    pub fn can_mail(&self) -> bool {
        self.inner.post.can_mail()
    }

    /// How often the hash function ran, counted inside it: that is how many passwords were looked at or made, whatever was
    /// answered.
    pub fn password_hashes(&self) -> u64 {
        self.inner.hasher.runs()
    }

    /// The time.
    pub fn now(&self) -> jiff::Timestamp {
        self.inner.clock.now()
    }

    /// The log this room writes to.
    pub fn log(&self) -> &Log {
        &self.inner.log
    }

    /// Loads everybody anew if another server changed something. Cheap if not.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn refresh_if_changed(&self) -> Result<bool, Problem> {
        let stored: Result<u64, Error> = self.inner.database.read(|reader| Ok(version(reader)?)).await;
        if stored? <= self.snapshot().version() {
            return Ok(false);
        }
        self.reload().await?;
        Ok(true)
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.inner.snapshot.load_full()
    }

    /// Loads everybody; an older load that comes late does not replace a newer one.
    pub(crate) async fn reload(&self) -> Result<(), Error> {
        let loaded: Arc<Snapshot> = Arc::new(self.inner.database.read(Snapshot::load).await?);
        self.inner
            .snapshot
            .rcu(|now| if now.version() > loaded.version() { Arc::clone(now) } else { Arc::clone(&loaded) });
        Ok(())
    }
}
