//! A person is asked whether an app may act for them, and answers (RFC 6749 section 4.1, RFC 7636, RFC 9207).
//!
//! Until the app and its redirect address are known to be right, nobody is sent anywhere (section 4.1.2.1): what is
//! wrong is told to the person.

use access::TokenScopes;
use audit::Action;
use jiff::SignedDuration;
use model::{AppId, Kind, Problem, RecordId};
use store::Reader;
use store::system::apps::{AppRow, CodeRow, app_find, code_create, grants_of_user};
use vault::SecretToken;

use super::{APPROVED, AppInfo, not_approved, redirect, scopes};
use crate::change::thing;
use crate::sign_in::require_here;
use crate::{Acting, Error, Identity};

/// A code is good for so long (RFC 6749 section 4.1.2: ten minutes at most).
const CODE_GOOD: SignedDuration = SignedDuration::from_secs(60);

/// The longest `state`, bytes.
const MAX_STATE: usize = 512;

/// What an app sends a person with.
#[derive(Clone, Debug, Default)]
pub struct AuthorizeRequest {
    /// Must be `code`.
    pub response_type: String,
    /// The app.
    pub client_id: String,
    /// One of those it was registered with, byte by byte.
    pub redirect_uri: String,
    /// What it asks for, separated by spaces; all it may ask for when absent.
    pub scope: Option<String>,
    /// Given back as it is.
    pub state: Option<String>,
    /// SHA-256 of the app's verifier, base64url without padding: 43 characters (RFC 7636 section 4.2).
    pub code_challenge: String,
    /// Must be `S256`.
    pub code_challenge_method: String,
}

/// What a person is asked.
#[derive(Clone, Debug)]
pub struct Asking {
    /// The app.
    pub app: AppInfo,
    /// Where they are sent back to.
    pub redirect_uri: String,
    /// What it asks for.
    pub scopes: TokenScopes,
    /// Whether all of it was allowed before.
    pub allowed_before: bool,
}

/// What a person says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentAnswer {
    /// Yes.
    Allow,
    /// No.
    Deny,
}

struct Sound {
    app: AppRow,
    scopes: TokenScopes,
}

fn wrong(reason: &'static str) -> Problem {
    Problem::new(Kind::BadRequest, "app_request_invalid").with("reason", reason)
}

impl AuthorizeRequest {
    fn sound(&self, reader: &mut Reader<'_>) -> Result<Sound, Error> {
        let id: AppId = self.client_id.parse().map_err(|_| Problem::not_found())?;
        let app = app_find(reader, id)?.ok_or_else(Problem::not_found)?;
        // Byte by byte (RFC 9700 section 2.1): no prefix, no pattern, no other port.
        if !app.redirect_uris.split(' ').any(|uri| uri == self.redirect_uri) {
            return Err(wrong("redirect_uri").into());
        }
        if app.state != APPROVED {
            return Err(not_approved().into());
        }
        if self.response_type != "code" {
            return Err(wrong("response_type").into());
        }
        if self.code_challenge_method != "S256" || !is_challenge(&self.code_challenge) {
            return Err(wrong("code_challenge").into());
        }
        if self.state.as_ref().is_some_and(|state| state.len() > MAX_STATE) {
            return Err(wrong("state").into());
        }
        let granted = scopes(&app.granted);
        let asked = match self.scope.as_deref().filter(|scope| !scope.trim().is_empty()) {
            None => granted,
            Some(text) => {
                let asked = TokenScopes::parse(text).map_err(|_| wrong("scope"))?;
                if asked.is_empty() || !asked.within(&granted) {
                    return Err(wrong("scope").into());
                }
                asked
            }
        };
        Ok(Sound { app, scopes: asked })
    }
}

/// SHA-256 as base64url without padding: 43 characters (RFC 7636 section 4.2).
fn is_challenge(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

impl Identity {
    /// What a person is asked when an app sends them.
    ///
    /// # Errors
    /// `not_found` for an unknown app, `app_request_invalid` with the parameter that is wrong, `app_not_approved`, `tokens_forbidden`.
    pub async fn app_asking(&self, acting: &Acting, request: AuthorizeRequest) -> Result<Asking, Problem> {
        self.apps_allowed()?;
        let (user, now) = (acting.principal.id(), self.inner.clock.now());
        let asking: Result<Asking, Error> = self
            .inner
            .database
            .read(move |reader| {
                let Sound { app, scopes: asked } = request.sound(reader)?;
                let grants = grants_of_user(reader, user, now)?;
                let mut of_app = grants.iter().filter(|grant| grant.app_id == app.id);
                let allowed_before = of_app.any(|grant| asked.within(&scopes(&grant.scopes)));
                let redirect_uri = request.redirect_uri;
                Ok(Asking { app: AppInfo::of(app), redirect_uri, scopes: asked, allowed_before })
            })
            .await;
        Ok(asking?)
    }

    /// Takes the person's answer; where to send them now.
    ///
    /// # Errors
    /// As [`Identity::app_asking`].
    pub async fn app_consent(
        &self,
        acting: &Acting,
        request: AuthorizeRequest,
        answer: ConsentAnswer,
    ) -> Result<String, Problem> {
        self.apps_allowed()?;
        let code = SecretToken::fresh(&*self.inner.entropy);
        let (by, hash, text) = (acting.clone(), code.hash(), code.reveal());
        let issuer = self.inner.base_url.clone();
        let sent = self.change(move |change| {
            require_here(change.writer, &by, change.now)?;
            let Sound { app, scopes } = request.sound(change.writer)?;
            let state = request.state.as_deref().map(|state| ("state", state));
            let event =
                by.event(change.clock(), Action::AppAllowed).on(thing("app"), Some(RecordId(app.id.0)));
            let outcome = match answer {
                ConsentAnswer::Deny => {
                    change.log(event.ended(audit::Outcome::Denied));
                    ("error", "access_denied")
                }
                ConsentAnswer::Allow => {
                    let expires_at = change.now.checked_add(CODE_GOOD).unwrap_or(change.now);
                    let code = CodeRow {
                        code_hash: hash.to_vec(),
                        app_id: app.id,
                        user_id: by.principal.id(),
                        redirect_uri: request.redirect_uri.clone(),
                        challenge: request.code_challenge.clone(),
                        scopes: scopes.to_string(),
                        expires_at,
                        used_at: None,
                        grant_id: None,
                    };
                    code_create(change.writer, &code)?;
                    let words: Vec<String> = scopes.iter().map(ToString::to_string).collect();
                    change.log(event.with("scopes", words));
                    ("code", text.as_str())
                }
            };
            let parameters: Vec<(&str, &str)> =
                [Some(outcome), state, Some(("iss", issuer.as_str()))].into_iter().flatten().collect();
            Ok(redirect::with(&request.redirect_uri, &parameters))
        });
        Ok(sent.await?)
    }

    /// # Errors
    /// `tokens_forbidden` by the company's rules.
    pub(super) fn apps_allowed(&self) -> Result<(), Problem> {
        if self.token_rules().apps { Ok(()) } else { Err(Problem::new(Kind::Forbidden, "tokens_forbidden")) }
    }
}
