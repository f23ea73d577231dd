//! Which passwords are accepted: policies as data, the blocklist, guessable patterns, the filter of breached
//! passwords, the estimate of strength, and the tables of clauses a policy answers to.
//!
//! A company has one [`Policy`]. [`accept()`] judges a new password by it and names every rule that is broken;
//! [`strength()`] says how long a guess would take; [`clauses()`] says which clauses of NIST SP 800-63B-4,
//! OWASP ASVS 5.0 and GB/T 22239-2019 the policy keeps, computed from its data.
//!
//! Not here: hashing of stored passwords (`vault`), their age and history (`identity`), the database.

mod accept;
mod blocklist;
mod breached;
mod clauses;
mod context;
mod dates;
mod fold;
mod pattern;
mod policy;
mod strength;

pub use accept::{AcceptedPassword, accept};
pub use breached::{
    BreachedError, BreachedFilter, BuildOptions, DEFAULT_MAX_ENTRIES, ListFormat, MAX_LINE_BYTES, Progress,
};
pub use clauses::{Clause, Standard, Surroundings, Verdict, clauses};
pub use context::{Context, MAX_OTHER_WORDS};
pub use policy::{PoliciesError, Policy, Standing, policies_of, shipped};
pub use strength::{CrackTime, Strength, strength};
