//! The database: SQLCipher or PostgreSQL behind one face.
//!
//! A caller hands a [`Database`] a closure; it runs beside a connection, on one snapshot ([`Reader`]) or in
//! one transaction ([`Writer`]), and its answer comes back when that is over. Why closures and not async
//! transactions: `docs/adr/0002-sync-transactions.md`.
//!
//! [`system`] holds the SQL of the system tables. Not here: business words, and the SQL of object tables,
//! which belongs to `tables`.

mod counters;
mod database;
mod dialect;
mod embedded;
mod ending;
mod error;
mod job;
mod migration;
mod postgres;
mod queue;
mod row;
mod session;
pub mod system;
#[cfg(feature = "testing")]
pub mod testing;

pub use counters::Counters;
pub use database::{Database, READ_LIMIT};
pub use dialect::Dialect;
pub use embedded::EmbeddedOptions;
pub use ending::AtEnd;
pub use error::Error;
pub use migration::{MIGRATIONS, Migration};
pub use postgres::PostgresOptions;
pub use row::{Cell, Row, RowView};
pub use session::{Reader, Writer};
