//! The tables on both engines, through this crate's own door.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

mod allowed;
mod common;
mod differential;
mod paging;
mod rows;
mod search;
