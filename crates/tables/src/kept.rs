//! The statements of the lists and records read last: printing one costs as much as reading a tenth of a page or half a
//! record, and people ask for the same few over and over, each within the same rights.

use std::num::NonZeroUsize;
use std::sync::Arc;

use lru::LruCache;
use model::{Column, ObjectName, Predicate, Scalar};
use parking_lot::Mutex;

use crate::holding::Holding;
use crate::list::{ListQuery, Sort};
use crate::print::Statement;
use crate::row::Get;
use crate::{Error, Living};

/// So many statements of a few kilobytes each.
const MOST: NonZeroUsize = NonZeroUsize::new(256).unwrap();

/// Bytes of text and values. A longer statement is printed each time: what is kept must stay small, whatever is asked.
const LONGEST: usize = 32 * 1024;

/// All that the text and the values of a statement depend on, but for the id of a record or the value sought.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Asked {
    object: ObjectName,
    columns: Vec<Column>,
    predicate: Predicate,
    living: Living,
    reads: Reads,
}

#[derive(PartialEq, Eq, Hash)]
enum Reads {
    FirstPage { sort: Vec<Sort>, limit: u32 },
    Record { lock: bool },
    Holding { column: Column, limit: u32 },
}

impl Asked {
    pub(crate) fn first_page(query: &ListQuery<'_>) -> Self {
        Self {
            object: query.object.clone(),
            columns: query.columns.to_vec(),
            predicate: query.predicate.clone(),
            living: query.living,
            reads: Reads::FirstPage { sort: query.sort.to_vec(), limit: query.limit },
        }
    }

    pub(crate) fn record(get: &Get<'_>) -> Self {
        Self {
            object: get.object.clone(),
            columns: get.columns.to_vec(),
            predicate: get.predicate.clone(),
            living: get.living,
            reads: Reads::Record { lock: get.lock },
        }
    }

    pub(crate) fn holding(holding: &Holding<'_>) -> Self {
        Self {
            object: holding.object.clone(),
            columns: holding.columns.to_vec(),
            predicate: holding.predicate.clone(),
            living: Living::Living,
            reads: Reads::Holding { column: holding.column.clone(), limit: holding.limit },
        }
    }
}

/// Statements printed lately.
pub(crate) struct Kept(Mutex<LruCache<Asked, Arc<Statement>>>);

impl Default for Kept {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(MOST)))
    }
}

impl Kept {
    /// The statement for what is asked: the one kept, or printed now.
    pub(crate) fn statement(
        &self,
        asked: Asked,
        print: impl FnOnce() -> Result<Statement, Error>,
    ) -> Result<Arc<Statement>, Error> {
        if let Some(kept) = self.0.lock().get(&asked) {
            return Ok(Arc::clone(kept));
        }
        let statement = Arc::new(print()?);
        if length(&statement) <= LONGEST {
            self.0.lock().put(asked, Arc::clone(&statement));
        }
        Ok(statement)
    }
}

fn length(statement: &Statement) -> usize {
    let value = |scalar: &Scalar| match scalar {
        Scalar::Text(text) => text.len(),
        Scalar::Bytes(bytes) => bytes.len(),
        _ => size_of::<Scalar>(),
    };
    statement.sql.len() + statement.params.iter().map(value).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// How often the statements of these queries are printed.
    fn printed(queries: &[ListQuery<'_>], statement: &Statement) -> u32 {
        let (kept, times) = (Kept::default(), Cell::new(0));
        for query in queries {
            let print = || {
                times.set(times.get() + 1);
                Ok(statement.clone())
            };
            let answer = kept.statement(Asked::first_page(query), print).unwrap();
            assert_eq!(*answer, *statement);
        }
        times.get()
    }

    #[test]
    fn a_statement_is_printed_once_for_all_that_ask_alike() {
        let object = ObjectName::new("deal").unwrap();
        let columns = [Column::new("name")];
        let (all, none) = (Predicate::True, Predicate::False);
        let ask = ListQuery {
            object: &object,
            columns: &columns,
            predicate: &all,
            sort: &[],
            after: None,
            limit: 50,
            living: Living::Living,
        };
        let statement = Statement { sql: "a text".into(), params: vec![Scalar::Int(1)] };
        assert_eq!(printed(&[ask, ask], &statement), 1);
        let others = [
            ListQuery { columns: &[], ..ask },
            ListQuery { predicate: &none, ..ask },
            ListQuery { limit: 51, ..ask },
            ListQuery { living: Living::Deleted, ..ask },
        ];
        for other in others {
            assert_eq!(printed(&[ask, other], &statement), 2, "{other:?}");
        }
        let long = Statement { sql: "a text".into(), params: vec!["x".repeat(LONGEST).into()] };
        assert_eq!(printed(&[ask, ask], &long), 2);
    }
}
