//! All objects at one moment. Readers hold an `Arc` of it; a plan made on an old version is refused.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::ObjectName;

use crate::ObjectDef;

/// Every object's definition, immutable, with a version that grows with every change.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    version: u64,
    objects: BTreeMap<ObjectName, Arc<ObjectDef>>,
}

impl Metadata {
    /// The definitions as of that version.
    pub fn new(version: u64, objects: impl IntoIterator<Item = ObjectDef>) -> Self {
        let objects = objects.into_iter().map(|object| (object.name.clone(), Arc::new(object))).collect();
        Self { version, objects }
    }

    /// The same with one object put in or replaced, one version later.
    #[must_use]
    pub fn with(&self, object: ObjectDef) -> Self {
        let mut objects = self.objects.clone();
        objects.insert(object.name.clone(), Arc::new(object));
        Self { version: self.version.saturating_add(1), objects }
    }

    /// Grows with every change of any definition.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The object of that name.
    pub fn object(&self, name: &str) -> Option<&Arc<ObjectDef>> {
        self.objects.get(name)
    }

    /// All objects by name.
    pub fn objects(&self) -> impl Iterator<Item = &Arc<ObjectDef>> {
        self.objects.values()
    }
}
