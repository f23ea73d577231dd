//! Registering an app. Anybody may; it can do nothing until it is approved.

use access::TokenScopes;
use audit::Action;
use metadata::Metadata;
use model::{AppId, Kind, Problem, RecordId};
use store::system::apps::{AppRow, app_create, apps_waiting};
use vault::{Credential, CredentialKind};
use zeroize::Zeroizing;

use super::{AppInfo, QUARANTINED, redirect};
use crate::change::thing;
use crate::tokens::scopes_checked;
use crate::{Acting, Identity, text};

/// Apps of one registrar that wait for a decision, at most.
const MAX_WAITING: u32 = 10;
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
    /// `tokens_forbidden` by the company's rules, `apps_too_many`, or a field's problem.
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
            if apps_waiting(change.writer, row.registered_by)? >= MAX_WAITING {
                let problem = Problem::new(Kind::Conflict, "apps_too_many");
                return Err(problem.with("max", MAX_WAITING.to_string()).into());
            }
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
