//! The SQL of the object tables: rows of one object written, read, listed, counted and searched under a
//! predicate.
//!
//! [`Tables`] is made once from one version of the metadata; `records` keeps it beside that. Statements are
//! built from metadata's names and the caller's predicate, printed by sea-query in the shape that each
//! engine reads fastest, and run synchronously on the store's [`store::Reader`] and [`store::Writer`].
//!
//! Not here: who asks and what they may see (a permit has become a predicate before it comes here), sealing,
//! validation, history and audit. Only `records` may use this crate.

mod cells;
mod count;
mod error;
mod group;
mod holding;
mod kept;
mod link;
mod list;
mod many;
mod predicate;
mod print;
mod row;
pub mod schema;
pub mod search;
mod shape;
mod tables;
#[cfg(test)]
mod texts;

pub use count::Count;
pub use error::Error;
pub use group::{Group, MAX_GROUPS, Sum};
pub use holding::Holding;
pub use link::{Aggregate, Rollup};
pub use list::{Keyset, ListQuery, Page, Sort};
pub use row::{Get, RecordStatement};
pub use tables::{Living, Tables};
