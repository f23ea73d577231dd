//! The room as a whole, against a provider that lives in the test and can be told to misbehave.
#![expect(clippy::unwrap_used, reason = "tests may panic")]
#![expect(clippy::indexing_slicing, reason = "JSON of the tests' own making")]

mod callbacks;
mod discovery;
mod keys;
mod logout;
mod sign_in;
mod tokens;
mod userinfo;

/// The provider in memory.
mod idp {
    pub(crate) use federation::testing::*;
}
