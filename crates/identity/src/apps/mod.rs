//! Apps: programs of others that people may let act for them, by OAuth 2 (RFC 6749, as RFC 9700 and the drafts of
//! OAuth 2.1 narrow it: authorization code with PKCE S256 only, redirect addresses compared byte by byte, refresh tokens
//! used once).
//!
//! An app is *quarantined* until an administrator, somebody else than who registered it, approves it and says which
//! scopes it may ask for at most. Then each person decides for themselves, in a session just proved. What comes of it is
//! a token like a person's own (`tokens`), which ends when the app, what was allowed, or the scope is taken back: from
//! the next request on.
//!
//! Not here: HTTP, the page that asks (`server`, the web app).

mod authorize;
mod decide;
mod exchange;
mod grants;
mod redirect;
mod register;
mod request;
mod revoke;

use access::{Capability, TokenScopes};
use jiff::Timestamp;
use model::{AppId, Kind, Problem, UserId};
use store::Reader;
use store::system::apps::{AppRow, app_find, app_list};

pub use authorize::{Asking, AuthorizeRequest, ConsentAnswer};
pub use decide::AppDecision;
pub use grants::GrantInfo;
pub use register::{AppMade, NewApp};
pub use request::{AppTokens, OauthError, TokenRequest};

use crate::{Acting, Error, Identity};

const QUARANTINED: &str = "quarantined";
const APPROVED: &str = "approved";
const REFUSED: &str = "refused";
const REVOKED: &str = "revoked";

/// An app as its registrar and administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppInfo {
    /// Its id, which is its `client_id`.
    pub id: AppId,
    /// Its name.
    pub name: String,
    /// Who made it, as it says.
    pub publisher: String,
    /// Its page.
    pub website: Option<String>,
    /// Where people are sent back to.
    pub redirect_uris: Vec<String>,
    /// The scopes it was registered with.
    pub wanted: TokenScopes,
    /// The scopes it may ask people for.
    pub granted: TokenScopes,
    /// Whether it proves itself by a secret.
    pub confidential: bool,
    /// `quarantined`, `approved`, `refused` or `revoked`.
    pub state: String,
    /// Whether an administrator made sure of its publisher.
    pub verified: bool,
    /// Who registered it.
    pub registered_by: UserId,
    /// When.
    pub registered_at: Timestamp,
    /// Who decided.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// What the decision says.
    pub note: Option<String>,
    /// Counts the decisions.
    pub version: i64,
}

impl AppInfo {
    fn of(row: AppRow) -> Self {
        Self {
            id: row.id,
            redirect_uris: row.redirect_uris.split(' ').map(Into::into).collect(),
            wanted: scopes(&row.wanted),
            granted: scopes(&row.granted),
            confidential: row.secret_hash.is_some(),
            name: row.name,
            publisher: row.publisher,
            website: row.website,
            state: row.state,
            verified: row.verified,
            registered_by: row.registered_by,
            registered_at: row.registered_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            note: row.note,
            version: row.version,
        }
    }
}

/// Stored scopes; what can't be read any more opens nothing.
fn scopes(text: &str) -> TokenScopes {
    TokenScopes::parse(text).unwrap_or_default()
}

fn find(reader: &mut Reader<'_>, id: AppId) -> Result<AppRow, Error> {
    Ok(app_find(reader, id)?.ok_or_else(Problem::not_found)?)
}

fn not_approved() -> Problem {
    Problem::new(Kind::Conflict, "app_not_approved")
}

impl Identity {
    /// Apps: all of them for whoever manages security, else those one registered oneself.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn apps(&self, acting: &Acting) -> Result<Vec<AppInfo>, Problem> {
        let all = acting.principal.can(Capability::SecurityManage);
        let by = (!all).then(|| acting.principal.id());
        let rows: Result<_, Error> = self.inner.database.read(move |reader| Ok(app_list(reader, by)?)).await;
        Ok(rows?.into_iter().map(AppInfo::of).collect())
    }

    /// One app that one registered, or any for whoever manages security.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn app(&self, acting: &Acting, id: AppId) -> Result<AppInfo, Problem> {
        let row: Result<AppRow, Error> = self.inner.database.read(move |reader| find(reader, id)).await;
        let row = row?;
        let sees =
            row.registered_by == acting.principal.id() || acting.principal.can(Capability::SecurityManage);
        if sees { Ok(AppInfo::of(row)) } else { Err(Problem::not_found()) }
    }
}
