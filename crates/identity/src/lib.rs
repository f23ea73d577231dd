//! Who somebody is: people, teams, roles, passwords, second factors, invitations, set-up, sign-in and sessions.
//!
//! [`Identity`] is the service. Everything it changes is one transaction with its audit events
//! (`change.rs`); every way in goes through one state machine (`sign_in/machine`,
//! `docs/adr/0006-sign-in-machine.md`).
//!
//! Not here: what somebody may do with records (`access` decides that from the directory this room
//! loads), HTTP and cookies (`server`), hashing itself (`vault`).

mod acting;
mod apps;
mod change;
mod company;
mod device;
mod devices;
mod error;
mod factors;
mod help_desk;
mod keeper;
mod me;
mod new_password;
mod origin;
mod people;
mod post;
mod readable;
mod requirement;
mod revoke;
mod risk;
mod role_changes;
mod roles;
mod rules;
mod safety;
mod sealed;
mod service;
mod sessions;
mod settings;
mod setup;
mod sign_in;
mod snapshot;
mod sso;
mod teams;
mod text;
mod timeline;
mod tokens;
mod verifier;

pub use acting::{Acting, Device};
pub use apps::{
    AppDecision, AppInfo, AppMade, AppTokens, Asking, AuthorizeRequest, ConsentAnswer, GrantInfo, NewApp,
    OauthError, TokenRequest,
};
pub use company::{Company, SessionLimits};
pub use device::device_label;
pub use devices::{DeviceInfo, DeviceLost, DevicePasskey};
pub use error::Error;
pub use factors::{
    Bound, Coverage, Enroller, FactorInfo, FactorKind, FactorSet, Missing, PersonCoverage, Security, Sent,
    TotpOffer,
};
/// The way to providers of single sign-on, handed in: this room opens no connection.
pub use federation::{BoxFuture, Fetch, FetchError};
pub use help_desk::{CallWords, HelpCall, HelpCode};
pub use me::Preferences;
pub use people::{
    Handover, Held, ImportedPeople, Invitation, Invite, Invited, Leaver, LeaverItem, Leaving, OrphanCount,
    OrphanTeam, Orphans, Person, PersonRow, RightsReview, UserChange, UserInfo, UserPage, UserQuery,
};
pub use post::{Message, NoPost, Post, PostError, Sending, SentMail};
pub use requirement::{FactorRules, Need, Requirement, Rule};
pub use revoke::{Compromise, CompromiseOptions, RecentFactor, Revoked};
pub use risk::{GeoDatabase, GeoError, NoPlaces, Place, Places, Reason, Risk, RiskRules};
pub use roles::RoleInfo;
pub use rules::{SignInRules, SignInRulesChange};
pub use safety::{HelpDeskRules, LeaverRules, MoverRules, SafetyRules};
pub use service::{Identity, Parts};
pub use sessions::{Session, SessionInfo, SessionList};
pub use setup::Setup;
pub use sign_in::{Entry, Next, Offer, PasskeyChallenge, SignedIn, Step};
pub use snapshot::Profile;
pub use sso::{
    GroupRule, JustInTime, NoFetch, SsoBegun, SsoBrowser, SsoCallback, SsoEnd, SsoLink, SsoOnly, SsoProvider,
    SsoProviderWish, SsoRules, SsoSettings, SsoWish,
};
pub use store::system::users::UserState;
pub use teams::{NewTeam, TeamChange, TeamInfo};
pub use timeline::{Timeline, TimelineQuery, TouchedGroup};
pub use tokens::{Budget, NewToken, Reserved, TokenInfo, TokenMade, TokenRules, TokenSession, TokensShown};
pub use verifier::FREE_FAILURES;
