//! Live tokens in memory, by their hash, where this process is alone on its database.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use access::{Narrowing, TokenScopes};
use ipnet::IpNet;
use jiff::Timestamp;
use model::{AppId, TokenId, UserId};
use parking_lot::RwLock;
use store::system::tokens::TokenFound;
use uuid::Uuid;
use vault::TokenHash;

/// Past this many the cache is emptied; it fills again at one query a token.
const MAX_ENTRIES: usize = 100_000;

/// A token that was not revoked when it was read.
pub(crate) struct Known {
    pub(crate) id: TokenId,
    pub(crate) user: UserId,
    pub(crate) app: Option<AppId>,
    pub(crate) grant: Option<Uuid>,
    pub(super) narrowing: Arc<Narrowing>,
    pub(super) networks: Vec<IpNet>,
    pub(super) created_at: Timestamp,
    pub(super) expires_at: Timestamp,
    pub(super) records_per_hour: i64,
}

impl Known {
    /// Under what the records it is given are counted.
    pub(super) fn counted(&self) -> Uuid {
        self.grant.unwrap_or(self.id.0)
    }

    /// What may be used of a row; the reason why nothing, otherwise.
    pub(super) fn of(found: &TokenFound, now: Timestamp) -> Result<Self, &'static str> {
        let token = &found.token;
        if token.revoked_at.is_some() {
            return Err("revoked");
        }
        // What can't be read opens nothing.
        let mut scopes = TokenScopes::parse(&token.scopes).unwrap_or_default();
        let mut expires_at = token.expires_at;
        if let Some(app) = &found.app {
            if app.state != "approved" {
                return Err("app");
            }
            if app.grant_revoked_at.is_some() {
                return Err("revoked");
            }
            scopes = scopes.capped(&TokenScopes::parse(&app.granted).unwrap_or_default());
            expires_at = expires_at.min(app.grant_expires_at);
        }
        if expires_at <= now {
            return Err("expired");
        }
        let networks = token.networks.split(' ').filter(|word| !word.is_empty()).map(str::parse);
        let networks = networks.collect::<Result<Vec<IpNet>, _>>().map_err(|_| "network")?;
        let app = found.app.as_ref().map(|app| AppId(app.id));
        Ok(Self {
            id: token.id,
            user: token.user_id,
            app,
            grant: token.grant_id,
            narrowing: Arc::new(Narrowing::new(token.id, app, scopes)),
            networks,
            created_at: token.created_at,
            expires_at,
            records_per_hour: token.records_per_hour,
        })
    }
}

/// The tokens in memory.
pub(super) struct TokenCache {
    /// None beside other servers: there the row is asked each time.
    entries: Option<RwLock<HashMap<TokenHash, Arc<Known>>>>,
    /// Grows with everything that is forgotten.
    forgotten: AtomicU64,
}

/// A promise to read a token from the database.
#[derive(Clone, Copy)]
pub(super) struct Reading(u64);

impl TokenCache {
    pub(super) fn new(alone: bool) -> Self {
        Self { entries: alone.then(RwLock::default), forgotten: AtomicU64::new(0) }
    }

    pub(super) fn find(&self, hash: &TokenHash) -> Option<Arc<Known>> {
        self.entries.as_ref()?.read().get(hash).cloned()
    }

    /// Say this before reading the database.
    pub(super) fn reading(&self) -> Reading {
        Reading(self.forgotten.load(Ordering::SeqCst))
    }

    /// Keeps what was read, unless something was forgotten since the reading began.
    pub(super) fn keep(&self, hash: TokenHash, known: Known, reading: Reading) -> Arc<Known> {
        let known = Arc::new(known);
        if let Some(entries) = &self.entries {
            let mut entries = entries.write();
            if self.forgotten.load(Ordering::SeqCst) == reading.0 {
                if entries.len() >= MAX_ENTRIES {
                    entries.clear();
                }
                entries.insert(hash, Arc::clone(&known));
            }
        }
        known
    }

    pub(super) fn forget(&self, is_over: impl Fn(&Known) -> bool) {
        let Some(entries) = &self.entries else { return };
        let mut entries = entries.write();
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        entries.retain(|_, known| !is_over(known));
    }
}
