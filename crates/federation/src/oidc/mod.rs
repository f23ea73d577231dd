//! `OpenID` Connect (OIDC): the code flow with PKCE, ID tokens, logout tokens.
//!
//! Discovery, keys, the exchange and the checks of an ID token are the library's. Around it stands what it leaves
//! open: one strict reading of every token and document before it sees them ([`jws`], [`strict`]), where requests may
//! go and how large an answer may be ([`guard`]), when keys are fetched again ([`keys`]), and the rules of Core 1.0
//! and Back-Channel Logout 1.0 it does not know ([`claims`], [`logout`]).

mod alg;
mod begin;
mod claims;
mod exchange;
mod finish;
mod guard;
mod id_token;
mod issuer;
mod jws;
mod keys;
mod logout;
mod provider;
mod settings;
mod strict;
mod userinfo;

pub use alg::Alg;
pub use issuer::Issuer;
pub use provider::OidcProvider;
pub use settings::{OidcSettings, PhishingResistant, Prompt, SecondFactor};

pub(crate) use begin::{begin, end_session_url};
pub(crate) use finish::finish;
pub(crate) use logout::logout_token;
pub(crate) use provider::check_settings;
