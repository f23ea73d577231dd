//! Worlds made from a seed: a tree of teams, people, roles with every kind of grant, records with owners and links
//! in every state. The same seed gives the same world, fast enough for hundreds of thousands of cases.
//!
//! For tests only: this room's own, and the test in `tables` that holds the SQL against both evaluators.

mod dice;
mod directory;
mod objects;
mod records;

use std::sync::Arc;

use metadata::{Metadata, ObjectDef};

pub use dice::Dice;
pub use objects::test_metadata;
pub use records::{Record, Records, RowFacts};

use crate::{Action, Directory, Principal};

/// A small company at one moment.
#[derive(Clone, Debug)]
pub struct World {
    /// The objects: the same in every world.
    pub metadata: Arc<Metadata>,
    /// Its people, teams and roles.
    pub directory: Arc<Directory>,
    /// Its records.
    pub records: Arc<Records>,
}

/// One question put to the evaluators; the answer is asked of every record of the object.
#[derive(Clone, Debug)]
pub struct Case {
    /// Who asks.
    pub principal: Principal,
    /// About records of which object.
    pub object: Arc<ObjectDef>,
    /// To do what.
    pub action: Action,
}

impl World {
    /// The world of that seed.
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let metadata = Arc::new(test_metadata());
        let people = directory::people(&mut dice);
        let records = Arc::new(records::records(&mut dice, &people));
        let directory = Arc::new(directory::directory(&mut dice, &people, &metadata));
        Self { metadata, directory, records }
    }

    /// The same people and records with another tree of teams, other roles and other grants: a new set of
    /// questions to rows that already lie in a table.
    #[must_use]
    pub fn regranted(&self, seed: u64) -> Self {
        let mut dice = Dice::new(seed ^ 0x9e37_79b9_7f4a_7c15);
        let people: Vec<_> = self.directory.users().map(|user| user.id).collect();
        let directory = Arc::new(directory::directory(&mut dice, &people, &self.metadata));
        Self { metadata: Arc::clone(&self.metadata), directory, records: Arc::clone(&self.records) }
    }

    /// Everybody, disabled people too.
    pub fn principals(&self) -> Vec<Principal> {
        let users = self.directory.users();
        users.filter_map(|user| Principal::for_explaining(&self.directory, user.id)).collect()
    }

    /// Every question: each principal, each object, each action.
    pub fn cases(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        for principal in self.principals() {
            for object in self.metadata.objects() {
                for action in Action::ALL {
                    cases.push(Case { principal: principal.clone(), object: Arc::clone(object), action });
                }
            }
        }
        cases
    }

    /// The living records of an object, as both evaluators read them.
    pub fn rows<'a>(&'a self, object: &'a str) -> impl Iterator<Item = RowFacts<'a>> + 'a {
        self.records.living(object)
    }
}
