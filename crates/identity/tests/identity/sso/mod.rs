//! Single sign-on against a provider in memory that can be told to misbehave.

#![expect(clippy::panic, reason = "tests may panic")]

mod hostile;
mod links;
mod logout;
mod mapping;
mod only;
mod settings;
mod sign_in;
pub(crate) mod support;
