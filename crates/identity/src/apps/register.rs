//! Registering an app. Anybody may; it can do nothing until it is approved.

use access::TokenScopes;
use audit::Action;
use jiff::SignedDuration;
use metadata::Metadata;
use model::{AppId, Kind, Problem, RecordId, UserId};
use store::system::apps::{AppRow, app_create, apps_registered, apps_waiting, apps_waiting_all};
use vault::{Credential, CredentialKind};
use zeroize::Zeroizing;

use super::{AppInfo, QUARANTINED, redirect};
use crate::change::{Change, thing};
use crate::tokens::scopes_checked;
use crate::{Acting, Error, Identity, text};

/// Apps of one registrar that wait for a decision, at most.
const MAX_WAITING: u32 = 10;
/// Apps of everybody that wait for a decision, at most: somebody has to read them.
const MAX_WAITING_ALL: u32 = 200;
/// Apps of one registrar in a day, at most: one that is ended at once waits no more, but stays in the list for long.
const MAX_A_DAY: u32 = 20;
const MAX_REDIRECTS: usize = 10;

/// An app as it is registered.
#[derive(Clone, Debug, Default)]
pub struct NewApp {
    /// Its name.
    pub name: String,
    /// Who made it.
    pub publisher: String,
    /// Its page.
    pub website: Option<String>,
    /// Where people are sent back to.
    pub redirect_uris: Vec<String>,
    /// What it wants to ask people for.
    pub scopes: Vec<String>,
    /// Whether it can keep a secret; one that runs on people's own devices can't.
    pub confidential: bool,
}

/// An app that was just registered, with the only copy of its secret.
pub struct AppMade {
    /// The app.
    pub info: AppInfo,
    /// Its secret, if it can keep one.
    pub secret: Option<Zeroizing<String>>,
}

impl Identity {
    /// Registers an app, in quarantine.
    ///
    /// # Errors
    /// `tokens_forbidden` by the company's rules, `apps_too_many`, `apps_too_many_today`, or a field's problem.
    pub async fn app_register(
        &self,
        acting: &Acting,
        wanted: NewApp,
        metadata: &Metadata,
    ) -> Result<AppMade, Problem> {
        if !self.token_rules().apps {
            let refused = Err(Problem::new(Kind::Forbidden, "tokens_forbidden").into());
            return self.refused(acting, Action::AppChanged, refused).await;
        }
        let scopes = scopes_checked(&wanted.scopes, metadata)?;
        if scopes.is_empty() {
            return Err(Problem::invalid_field("scopes", "required"));
        }
        let uris = &wanted.redirect_uris;
        if uris.is_empty() || uris.len() > MAX_REDIRECTS || !uris.iter().all(|uri| redirect::is_sound(uri)) {
            return Err(Problem::invalid_field("redirect_uris", "invalid_redirect_uri"));
        }
        let website = wanted.website.filter(|website| !website.trim().is_empty());
        if website.as_ref().is_some_and(|page| !page.starts_with("https://") || !redirect::is_sound(page)) {
            return Err(Problem::invalid_field("website", "invalid_url"));
        }
        let secret =
            wanted.confidential.then(|| Credential::fresh(CredentialKind::AppSecret, &*self.inner.entropy));
        let row = AppRow {
            id: AppId::fresh(&*self.inner.clock, &*self.inner.entropy),
            name: text::name(&wanted.name, "name")?,
            publisher: text::name(&wanted.publisher, "publisher")?,
            website,
            redirect_uris: uris.join(" "),
            wanted: scopes.to_string(),
            granted: TokenScopes::default().to_string(),
            secret_hash: secret.as_ref().map(|secret| secret.hash().to_vec()),
            state: QUARANTINED.into(),
            verified: false,
            registered_by: acting.principal.id(),
            registered_at: self.inner.clock.now(),
            decided_by: None,
            decided_at: None,
            note: None,
            version: 1,
        };
        let (by, kept) = (acting.clone(), row.clone());
        self.change(move |change| {
            keep_few(change, row.registered_by)?;
            app_create(change.writer, &row)?;
            let event =
                by.event(change.clock(), Action::AppChanged).on(thing("app"), Some(RecordId(row.id.0)));
            let words: Vec<&str> = row.wanted.split(' ').collect();
            change
                .log(event.with("state", QUARANTINED).with("name", row.name.as_str()).with("scopes", words));
            Ok(())
        })
        .await?;
        Ok(AppMade { info: AppInfo::of(kept), secret: secret.map(|secret| secret.reveal()) })
    }
}

/// Refuses more than anybody could decide of.
fn keep_few(change: &mut Change<'_, '_>, by: UserId) -> Result<(), Error> {
    let day_ago = change.now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(change.now);
    for (count, max, code) in [
        (apps_waiting(change.writer, by)?, MAX_WAITING, "apps_too_many"),
        (apps_waiting_all(change.writer)?, MAX_WAITING_ALL, "apps_too_many"),
        (apps_registered(change.writer, by, day_ago)?, MAX_A_DAY, "apps_too_many_today"),
    ] {
        if count >= max {
            return Err(Problem::new(Kind::Conflict, code).with("max", max.to_string()).into());
        }
    }
    Ok(())
}
