//! What administrators decide of an app: out of quarantine with a cap on its scopes, refused, or revoked later.

use access::{Capability, Directory};
use audit::Action;
use metadata::Metadata;
use model::{AppId, Kind, Problem, RecordId, UserId};
use store::system::apps::app_decide;

use super::{APPROVED, AppInfo, REFUSED, REVOKED, find, scopes};
use crate::change::thing;
use crate::tokens::scopes_checked;
use crate::{Acting, Error, Identity, text};

/// A decision.
#[derive(Clone, Debug, Default)]
pub struct AppDecision {
    /// Let it ask people, or not.
    pub approve: bool,
    /// The scopes it may ask for; all it wanted when absent.
    pub scopes: Option<Vec<String>>,
    /// Whether its publisher was made sure of.
    pub verified: bool,
    /// Why.
    pub note: Option<String>,
    /// The version that was looked at.
    pub version: i64,
}

impl Identity {
    /// Approves or refuses an app: also one that was decided of before, which then goes by the new decision. Whoever
    /// registered it can't approve it, unless nobody else manages security.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `app_not_approved` for one that was ended for good, `four_eyes`, `version_conflict`, or a
    /// field's problem.
    pub async fn app_decide(
        &self,
        acting: &Acting,
        id: AppId,
        decision: AppDecision,
        metadata: &Metadata,
    ) -> Result<AppInfo, Problem> {
        self.require(acting, Capability::SecurityManage, Action::AppChanged).await?;
        let cap = decision.scopes.as_ref().map(|words| scopes_checked(words, metadata)).transpose()?;
        let note = decision.note.filter(|note| !note.trim().is_empty());
        let note = note.map(|note| text::name(&note, "note")).transpose()?;
        let by = acting.clone();
        let decided = self.change(move |change| {
            let mut row = find(change.writer, id)?;
            let me = by.principal.id();
            if row.state == REVOKED {
                return Err(Problem::new(Kind::Conflict, "app_not_approved").into());
            }
            if decision.approve && row.registered_by == me && another_may(change.directory(), me) {
                return Err(Problem::new(Kind::Forbidden, "four_eyes").into());
            }
            let wanted = scopes(&row.wanted);
            let granted = match (decision.approve, &cap) {
                (false, _) => scopes(""),
                (true, None) => wanted,
                (true, Some(cap)) if cap.within(&wanted) && !cap.is_empty() => cap.clone(),
                (true, Some(_)) => return Err(Problem::invalid_field("scopes", "beyond_wanted").into()),
            };
            row.state = if decision.approve { APPROVED } else { REFUSED }.into();
            row.granted = granted.to_string();
            row.verified = decision.approve && decision.verified;
            (row.decided_by, row.decided_at, row.note) = (Some(me), Some(change.now), note);
            row.version = decision.version;
            if !app_decide(change.writer, &row)? {
                return Err(Problem::new(Kind::VersionConflict, "version_conflict").into());
            }
            row.version += 1;
            let event = by.event(change.clock(), Action::AppChanged).on(thing("app"), Some(RecordId(id.0)));
            let words: Vec<&str> = row.granted.split(' ').filter(|word| !word.is_empty()).collect();
            let event = event.with("state", row.state.as_str()).with("scopes", words);
            change.log(event.with("verified", row.verified));
            Ok(row)
        });
        let row = self.refused(acting, Action::AppChanged, decided.await).await?;
        self.inner.tokens.forget(|token| token.app == Some(id));
        Ok(AppInfo::of(row))
    }

    /// Ends an app for good, by whoever registered it or manages security: its tokens are refused from the next request
    /// on.
    ///
    /// # Errors
    /// `not_found`; `version_conflict` where it was decided of meanwhile.
    pub async fn app_revoke(&self, acting: &Acting, id: AppId) -> Result<(), Problem> {
        let known = self.app(acting, id).await?;
        let by = acting.clone();
        self.change(move |change| {
            let mut row = find(change.writer, id)?;
            if row.state == REVOKED {
                return Ok(());
            }
            (row.state, row.version) = (REVOKED.into(), known.version);
            (row.decided_by, row.decided_at) = (Some(by.principal.id()), Some(change.now));
            if !app_decide(change.writer, &row)? {
                return Err(Error::from(Problem::new(Kind::VersionConflict, "version_conflict")));
            }
            let event = by.event(change.clock(), Action::AppChanged).on(thing("app"), Some(RecordId(id.0)));
            change.log(event.with("state", REVOKED));
            Ok(())
        })
        .await?;
        self.inner.tokens.forget(|token| token.app == Some(id));
        Ok(())
    }
}

/// Whether somebody else could decide.
fn another_may(directory: &Directory, me: UserId) -> bool {
    let manages = |user: &access::User| {
        let mut roles = user.roles.iter().filter_map(|key| directory.role(key.as_str()));
        roles.any(|role| role.system.contains(&Capability::SecurityManage))
    };
    directory.users().any(|user| user.id != me && user.active && manages(user))
}
