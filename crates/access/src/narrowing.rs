//! A principal whose rights are used through a token: those of its owner, as far as the token's scopes go.
//!
//! Invariant: a token may do a thing exactly when its owner may and its scopes cover it
//! (`tokens_narrow_and_never_widen` in `decide/tests.rs`).

use std::sync::Arc;

use model::{AppId, ObjectName, TokenId};

use crate::{Action, Capability, TokenScopes};

/// What a token leaves of its owner's rights, and which token it is: the log tells it with everything done by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowing {
    token: TokenId,
    app: Option<AppId>,
    scopes: TokenScopes,
    /// What was narrowed before stays so.
    within: Option<Arc<Narrowing>>,
}

impl Narrowing {
    /// By that token, of that app if it is not the person's own.
    pub fn new(token: TokenId, app: Option<AppId>, scopes: TokenScopes) -> Self {
        Self { token, app, scopes, within: None }
    }

    /// The token.
    pub fn token(&self) -> TokenId {
        self.token
    }

    /// The app that holds it.
    pub fn app(&self) -> Option<AppId> {
        self.app
    }

    /// What it may be used for.
    pub fn scopes(&self) -> &TokenScopes {
        &self.scopes
    }

    pub(crate) fn cover(&self, object: &ObjectName, action: Action) -> bool {
        self.scopes.cover(object, action)
            && self.within.as_ref().is_none_or(|wider| wider.cover(object, action))
    }

    pub(crate) fn cover_capability(&self, capability: Capability) -> bool {
        let wider = || self.within.as_ref().is_none_or(|wider| wider.cover_capability(capability));
        self.scopes.cover_capability(capability) && wider()
    }

    pub(crate) fn inside(self: Arc<Self>, wider: Option<Arc<Self>>) -> Arc<Self> {
        match wider {
            None => self,
            Some(wider) => Arc::new(Self { within: Some(wider), ..(*self).clone() }),
        }
    }
}
