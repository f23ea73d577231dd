//! The room as a whole, on both engines.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

mod append;
mod common;
mod damage;
mod tamper;
