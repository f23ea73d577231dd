//! The tables on both engines, through this crate's own door.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

mod common;
mod differential;
mod allowed;
mod paging;
mod rows;
mod search;
