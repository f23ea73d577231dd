//! How whole records are read, kept as long as people read under the same permits: choosing the columns of forty fields
//! and finding the statement for them costs as much as half the reading.

use std::num::NonZeroUsize;
use std::sync::Arc;

use access::Permit;
use lru::LruCache;
use metadata::ObjectDef;
use parking_lot::Mutex;
use tables::{Get, Living, RecordStatement, Tables};

use super::{Columns, Wanted};
use crate::Error;

/// A few kilobytes each.
const MOST: NonZeroUsize = NonZeroUsize::new(500).unwrap();

/// How a whole record of an object is read under a permit.
pub(crate) struct Whole {
    /// Held, so that its address belongs to no other.
    permit: Arc<Permit>,
    object: Arc<ObjectDef>,
    pub(crate) columns: Columns,
    pub(crate) statement: RecordStatement,
}

/// Those used last, by the address of their permit. A permit is decided anew whenever anything it depends on changes.
pub(crate) struct Wholes(Mutex<LruCache<usize, Arc<Whole>>>);

impl Default for Wholes {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(MOST)))
    }
}

impl Wholes {
    /// How a whole record of that object is read under that permit.
    pub(crate) fn of(
        &self,
        permit: &Arc<Permit>,
        object: &Arc<ObjectDef>,
        tables: &Tables,
    ) -> Result<Arc<Whole>, Error> {
        let address = Arc::as_ptr(permit).addr();
        if let Some(kept) = self.0.lock().get(&address)
            && Arc::ptr_eq(&kept.permit, permit)
            && Arc::ptr_eq(&kept.object, object)
        {
            return Ok(Arc::clone(kept));
        }
        let columns = Columns::choose(object, permit, &Wanted::All)?;
        let statement = tables.record_statement(&Get {
            object: &object.name,
            columns: &columns.stored,
            id: uuid::Uuid::nil(),
            predicate: permit.rows(),
            living: Living::Living,
            lock: false,
        })?;
        let whole =
            Arc::new(Whole { permit: Arc::clone(permit), object: Arc::clone(object), columns, statement });
        self.0.lock().put(address, Arc::clone(&whole));
        Ok(whole)
    }
}
