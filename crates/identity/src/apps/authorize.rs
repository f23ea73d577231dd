//! A person is asked whether an app may act for them, and answers (RFC 6749 section 4.1, RFC 7636, RFC 9207).
//!
//! Until the app and its redirect address are known to be right, nobody is sent anywhere (section 4.1.2.1): what is
//! wrong is told to the person. After that, whatever else is wrong is told to the person with the address by which the
//! app hears of it: the page offers the way back and takes nobody there by itself (RFC 9700 section 4.11.2).

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

/// A parameter that is wrong, and the standard's word for it.
type Wrong = (&'static str, &'static str);

fn wrong(reason: &'static str) -> Problem {
    Problem::new(Kind::BadRequest, "app_request_invalid").with("reason", reason)
}

impl AuthorizeRequest {
    fn sound(&self, reader: &mut Reader<'_>, issuer: &str) -> Result<Sound, Error> {
        let app = self.known_app(reader)?;
        match self.scopes_of(&app) {
            Ok(scopes) => Ok(Sound { app, scopes }),
            Err((reason, word)) => {
                let back = self.back(("error", word), issuer);
                Err(wrong(reason).with("redirect_to", back).into())
            }
        }
    }

    /// Where the app hears how it ended.
    fn back(&self, outcome: (&str, &str), issuer: &str) -> String {
        let state = self.state.as_deref().filter(|state| state.len() <= MAX_STATE);
        let parameters = [Some(outcome), state.map(|state| ("state", state)), Some(("iss", issuer))];
        redirect::with(&self.redirect_uri, &parameters.into_iter().flatten().collect::<Vec<_>>())
    }

    /// The app, once it is known that people may be sent back to where it says.
    fn known_app(&self, reader: &mut Reader<'_>) -> Result<AppRow, Error> {
        let id: AppId = self.client_id.parse().map_err(|_| Problem::not_found())?;
        let app = app_find(reader, id)?.ok_or_else(Problem::not_found)?;
        // Byte by byte (RFC 9700 section 2.1): no prefix, no pattern, no other port.
        if !app.redirect_uris.split(' ').any(|uri| uri == self.redirect_uri) {
            return Err(wrong("redirect_uri").into());
        }
        if app.state == APPROVED { Ok(app) } else { Err(not_approved().into()) }
    }

    /// What it asks for, if the rest of the request is right.
    fn scopes_of(&self, app: &AppRow) -> Result<TokenScopes, Wrong> {
        if self.response_type != "code" {
            return Err(("response_type", "unsupported_response_type"));
        }
        if self.code_challenge_method != "S256" || !is_challenge(&self.code_challenge) {
            return Err(("code_challenge", "invalid_request"));
        }
        if self.state.as_ref().is_some_and(|state| state.len() > MAX_STATE) {
            return Err(("state", "invalid_request"));
        }
        let granted = scopes(&app.granted);
        let Some(text) = self.scope.as_deref().filter(|scope| !scope.trim().is_empty()) else {
            return Ok(granted);
        };
        let asked = TokenScopes::parse(text).ok();
        let asked = asked.filter(|asked| !asked.is_empty() && asked.within(&granted));
        asked.ok_or(("scope", "invalid_scope"))
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
    /// `not_found` for an unknown app, `app_request_invalid` with the parameter that is wrong and, where the app may hear of
    /// it, the address `redirect_to`; `app_not_approved`, `tokens_forbidden`.
    pub async fn app_asking(&self, acting: &Acting, request: AuthorizeRequest) -> Result<Asking, Problem> {
        self.apps_allowed()?;
        let (user, now) = (acting.principal.id(), self.inner.clock.now());
        let issuer = self.inner.base_url.clone();
        let asking: Result<Asking, Error> = self
            .inner
            .database
            .read(move |reader| {
                let Sound { app, scopes: asked } = request.sound(reader, &issuer)?;
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
            let Sound { app, scopes } = request.sound(change.writer, &issuer)?;
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
            Ok(request.back(outcome, &issuer))
        });
        Ok(sent.await?)
    }

    /// # Errors
    /// `tokens_forbidden` by the company's rules.
    pub(super) fn apps_allowed(&self) -> Result<(), Problem> {
        if self.token_rules().apps { Ok(()) } else { Err(Problem::new(Kind::Forbidden, "tokens_forbidden")) }
    }
}
