//! What both measuring programs need: a client, the server as a child process, the machine in a line, a data directory
//! to fill, limits and whether they hold.
//!
//! The programs: `bench` (`src/main.rs`) measures business data beside plain SQL, `sign_in` (`src/bin/sign_in`) signing in
//! under attack. Not here: what is measured.

#![expect(
    clippy::disallowed_methods,
    reason = "a measuring tool: it waits, and starts the server and other programs"
)]
#![expect(clippy::cast_precision_loss, reason = "figures for a report; none comes near the edge of its type")]

pub mod client;
pub mod data;
pub mod machine;
pub mod process;
pub mod verdict;
