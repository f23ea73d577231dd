//! Who somebody is: people, teams, roles, passwords, invitations, set-up, sign-in and sessions.
//!
//! [`Identity`] is the service. Everything it changes is one transaction with its audit events
//! (`change.rs`); every way in goes through one state machine (`sign_in/machine.rs`,
//! `docs/adr/0006-sign-in-machine.md`).
//!
//! Not here: what somebody may do with records (`access` decides that from the directory this room
//! loads), HTTP and cookies (`server`), hashing itself (`vault`).

mod acting;
mod change;
mod company;
mod device;
mod error;
mod keeper;
mod me;
mod password;
mod people;
mod role_changes;
mod roles;
mod service;
mod sessions;
mod setup;
mod sign_in;
mod snapshot;
mod teams;
mod text;

pub use acting::{Acting, Device};
pub use company::{Company, SessionLimits};
pub use device::device_label;
pub use error::Error;
pub use me::Preferences;
pub use password::{MAX_CHARS as PASSWORD_MAX_CHARS, MIN_CHARS as PASSWORD_MIN_CHARS};
pub use people::{
    ImportedPeople, Invitation, Invite, Invited, Person, PersonRow, UserChange, UserInfo, UserPage, UserQuery,
};
pub use roles::RoleInfo;
pub use service::{Identity, Parts};
pub use sessions::{Session, SessionInfo};
pub use setup::Setup;
pub use sign_in::SignedIn;
pub use snapshot::Profile;
pub use store::system::users::UserState;
pub use teams::{NewTeam, TeamChange, TeamInfo};
