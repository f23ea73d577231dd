//! The room as a whole, on both engines.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

mod administration;
mod people;
mod sessions;
mod setup;
mod sign_in;
mod tokens;
mod world;
