//! Who may do what, to which rows, and which fields of them: roles, scopes, masks, explanations.
//!
//! [`decide()`] is the one door: it gives a [`Permit`] (rows as a predicate, a right for every field, and why)
//! or [`Denied`]. A permit can't be made anywhere else. [`plain`] answers the same questions a second time,
//! naively; the two are held against each other by property tests, in memory here and through SQL in `tables`.
//! Every rule of merging several roles is argued in `docs/adr/0004-access.md`.
//!
//! Not here: input, output, a database, HTTP, or who somebody is (`identity` proves that). Everything in
//! this crate is a value or a function of values.

mod check;
mod decide;
mod directory;
mod explain;
mod guard;
mod links;
mod merged;
mod narrowing;
mod permit;
pub mod plain;
mod preview;
mod principal;
mod right;
mod role;
mod shipped;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod token_scope;

pub use check::check_role;
pub use decide::{decide, field_access};
pub use directory::{Directory, Team, User};
pub use explain::{Explanation, Outcome, Step, explain};
pub use guard::may_grant;
pub use narrowing::Narrowing;
pub use permit::{Denied, FieldRights, Permit, Why};
pub use preview::{Change, Subject, preview};
pub use principal::{Kind, Principal, SystemName};
pub use right::{Action, Capability, FieldRight, Scope};
pub use role::{Grant, Role, RoleKey, RoleKeyError};
pub use shipped::{ShippedError, shipped_roles, system_role};
pub use token_scope::{Objects, TokenScope, TokenScopes, UnknownScope, Verb};
