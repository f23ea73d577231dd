//! The statements of the lists read last: printing one costs as much as reading a tenth of the page, and people
//! begin with the same few lists over and over.

use std::num::NonZeroUsize;
use std::sync::Arc;

use lru::LruCache;
use model::{Column, ObjectName, Predicate};
use parking_lot::Mutex;

use super::{ListQuery, Sort};
use crate::print::Statement;
use crate::{Error, Living};

/// So many statements of a few kilobytes each.
const MOST: NonZeroUsize = NonZeroUsize::new(256).unwrap();

/// All that the text and the values of a first page depend on.
#[derive(PartialEq, Eq, Hash)]
struct Asked {
    object: ObjectName,
    columns: Vec<Column>,
    predicate: Predicate,
    sort: Vec<Sort>,
    limit: u32,
    living: Living,
}

/// First pages printed lately.
pub(crate) struct Kept(Mutex<LruCache<Asked, Arc<Statement>>>);

impl Default for Kept {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(MOST)))
    }
}

impl Kept {
    /// The statement of a first page: the one kept, or printed now.
    pub(super) fn statement(
        &self,
        query: &ListQuery<'_>,
        print: impl FnOnce() -> Result<Statement, Error>,
    ) -> Result<Arc<Statement>, Error> {
        let asked = Asked {
            object: query.object.clone(),
            columns: query.columns.to_vec(),
            predicate: query.predicate.clone(),
            sort: query.sort.to_vec(),
            limit: query.limit,
            living: query.living,
        };
        if let Some(kept) = self.0.lock().get(&asked) {
            return Ok(Arc::clone(kept));
        }
        let statement = Arc::new(print()?);
        self.0.lock().put(asked, Arc::clone(&statement));
        Ok(statement)
    }
}
