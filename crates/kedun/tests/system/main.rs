//! The program as its operator meets it: the real binary, real files, real kills.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may panic")]
#![expect(clippy::disallowed_methods, reason = "these tests start the program, kill it, and are its clients")]

mod audit_cli;
mod canary;
mod crash;
mod demo;
mod home;
mod image;
mod running;
mod scan;
mod second_factor;
mod sso;
mod start;
