//! The door of this crate: all tables of one version of the metadata.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use metadata::Metadata;
use model::ObjectName;
use parking_lot::Mutex;
use sea_query::{Expr, ExprTrait};
use store::Dialect;

use crate::Error;
use crate::kept::Kept;
use crate::list::Common;
use crate::print::named;
use crate::shape::Shape;

/// More kept texts than this means that callers make them endlessly; all are then forgotten.
const MOST_TEXTS: usize = 4_096;

/// Which rows by life: a deleted row stays in its table, in the recycle bin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Living {
    /// Rows that are not deleted.
    #[default]
    Living,
    /// Rows in the recycle bin.
    Deleted,
    /// Both.
    Any,
}

impl Living {
    pub(crate) fn condition(self, alias: &str) -> Option<Expr> {
        let deleted = named(alias, "deleted_at");
        match self {
            Self::Living => Some(deleted.is_null()),
            Self::Deleted => Some(deleted.is_not_null()),
            Self::Any => None,
        }
    }
}

/// All object tables, as one version of the metadata describes them, in one dialect.
pub struct Tables {
    dialect: Dialect,
    shapes: BTreeMap<ObjectName, Shape>,
    texts: Mutex<HashMap<String, Arc<str>>>,
    pub(crate) common: Common,
    pub(crate) kept: Kept,
}

impl std::fmt::Debug for Tables {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tables").field("dialect", &self.dialect).finish_non_exhaustive()
    }
}

impl Tables {
    /// The tables of that metadata.
    pub fn new(metadata: &Metadata, dialect: Dialect) -> Self {
        let shapes = metadata.objects().map(|object| (object.name.clone(), Shape::of(object))).collect();
        Self { dialect, shapes, texts: Mutex::default(), common: Common::default(), kept: Kept::default() }
    }

    /// The dialect statements are printed in.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(crate) fn shape(&self, object: &ObjectName) -> Result<&Shape, Error> {
        self.shapes.get(object).ok_or_else(|| Error::UnknownObject(object.clone()))
    }

    /// The text under that key, printed once for each version of the metadata.
    pub(crate) fn text(
        &self,
        key: String,
        print: impl FnOnce() -> Result<String, Error>,
    ) -> Result<Arc<str>, Error> {
        if let Some(text) = self.texts.lock().get(&key) {
            return Ok(text.clone());
        }
        let text: Arc<str> = print()?.into();
        let mut texts = self.texts.lock();
        if texts.len() >= MOST_TEXTS {
            texts.clear();
        }
        texts.insert(key, text.clone());
        Ok(text)
    }
}
