//! Permits that were decided, kept for the next request of the same person.
//!
//! A decision depends on the principal's roles and the directory they come from, on what a token leaves of them, on the metadata, the object and the
//! action, and on nothing else (`access::decide` is pure). All of these are immutable snapshots, so a kept permit is
//! the one that would be decided now exactly when every snapshot is the same one.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Action, Directory, Narrowing, Permit, Principal, Role};
use metadata::{Metadata, ObjectDef};
use model::{ObjectName, UserId};
use parking_lot::Mutex;

/// More than this are forgotten together; a permit is a few kilobytes.
const MOST: usize = 2_000;

/// The permits decided last.
#[derive(Default)]
pub(crate) struct Permits(Mutex<HashMap<(UserId, Action), HashMap<ObjectName, Kept>>>);

/// A decision, with everything it was made from.
struct Kept {
    directory: Arc<Directory>,
    roles: Vec<Arc<Role>>,
    active: bool,
    narrowing: Option<Arc<Narrowing>>,
    metadata: Arc<Metadata>,
    permit: Option<Arc<Permit>>,
}

impl Kept {
    fn holds(&self, principal: &Principal, metadata: &Arc<Metadata>) -> bool {
        let same_role = |(mine, theirs): (&Arc<Role>, &Arc<Role>)| Arc::ptr_eq(mine, theirs);
        Arc::ptr_eq(&self.directory, principal.directory())
            && Arc::ptr_eq(&self.metadata, metadata)
            && self.active == principal.active()
            && self.narrowing.as_ref() == principal.narrowing()
            && self.roles.len() == principal.roles().len()
            && self.roles.iter().zip(principal.roles()).all(same_role)
    }
}

impl Permits {
    /// The right to do that with records of the object, if there is any.
    pub(crate) fn decided(
        &self,
        principal: &Principal,
        object: &ObjectDef,
        metadata: &Arc<Metadata>,
        action: Action,
    ) -> Option<Arc<Permit>> {
        let who = (principal.id(), action);
        // Only the definition that the metadata itself holds is known by its name.
        let known = metadata
            .object(object.name.as_str())
            .is_some_and(|known| std::ptr::eq(&raw const **known, object));
        if known
            && let Some(kept) = self.0.lock().get(&who).and_then(|objects| objects.get(&object.name))
            && kept.holds(principal, metadata)
        {
            return kept.permit.clone();
        }
        let permit = access::decide(principal, object, metadata, action).ok().map(Arc::new);
        if known {
            self.keep(
                who,
                object,
                Kept {
                    directory: Arc::clone(principal.directory()),
                    roles: principal.roles().to_vec(),
                    active: principal.active(),
                    narrowing: principal.narrowing().cloned(),
                    metadata: Arc::clone(metadata),
                    permit: permit.clone(),
                },
            );
        }
        permit
    }

    fn keep(&self, who: (UserId, Action), object: &ObjectDef, kept: Kept) {
        let mut permits = self.0.lock();
        if permits.values().map(HashMap::len).sum::<usize>() >= MOST {
            permits.clear();
        }
        permits.entry(who).or_default().insert(object.name.clone(), kept);
    }
}
