//! The room as a whole, on both engines.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

mod administration;
mod apps;
mod arrival;
mod codes;
mod demands;
mod factors;
mod flows;
mod importing;
mod lanes;
mod leaving;
mod passkeys;
mod people;
mod registrations;
mod reset;
mod rules;
mod safety;
mod sessions;
mod setup;
mod sign_in;
mod soft_key;
mod sso;
mod step_up;
mod taking;
mod tokens;
mod walk;
mod world;
