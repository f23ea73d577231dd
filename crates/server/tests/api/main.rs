//! The whole application in memory, asked over its routes, on both engines: the same tests, the same answers.
//!
//! The tree follows the routes. `support` opens a company with its people; no socket is involved, time and chance
//! are the test's. Every test ends in a verified log.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may panic")]

#[macro_use]
mod support;

mod administration;
mod apps;
mod audit;
mod bad_input;
mod doors;
mod exports;
mod files;
mod masks;
mod me;
mod objects;
mod records;
mod safety;
mod session;
mod shapes;
mod sight;
mod slow;
mod sso;
mod steps;
mod tokens;
mod unknown;
