//! The commands, one file each.

mod acting;
pub(crate) mod audit;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod init;
mod output;
pub(crate) mod passwords;
mod private_file;
pub(crate) mod serve;

pub(crate) use init::told;
pub(crate) use output::{complain, progress, say, say_json};

/// How a command ended when it could run at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done.
    Done,
    /// It ran, and what it checked does not hold.
    CheckFailed,
}
