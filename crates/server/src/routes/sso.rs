//! Single sign-on: away to a provider and back, one's own links, and the provider signing people out here.

use std::time::Duration;

use access::Capability;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};
use identity::{SsoBrowser, SsoCallback, SsoEnd, SsoLink, SsoWish};
use model::{Kind, Problem};
use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::users::user_id;
use crate::app::App;
use crate::asked::{Asked, Visitor};
use crate::body::{Json, Pace, read};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::session::{no_sso, sso_cookie};
use crate::wire::step::{device, entry};

/// The largest form with a logout token, in bytes: the largest token there may be, and its name.
const MAX_FORM: usize = 65 * 1024;
const FORM_TIME: Duration = Duration::from_secs(10);

pub(super) fn routes() -> Vec<Route> {
    const OF_USER: &str = "/api/v1/users/{id}/sso";
    let (open, mine) = (Gate::Open, Gate::SignedIn);
    let helper = Gate::CanAny(&[Capability::UsersManage, Capability::SecurityManage]);
    vec![
        Route::new(
            Method::POST,
            "/api/v1/sso/{key}/begin",
            open,
            "Go to a provider of single sign-on",
            begin,
        ),
        Route::new(Method::POST, "/api/v1/sso/finish", open, "Come back from a provider", finish),
        Route::new(
            Method::POST,
            "/api/v1/sso/{key}/backchannel-logout",
            open,
            "A provider ends sessions (OpenID Connect Back-Channel Logout 1.0)",
            backchannel_logout,
        )
        .for_programs(),
        Route::new(Method::GET, "/api/v1/me/sso", mine, "The providers I am linked with", list_mine),
        Route::new(Method::DELETE, "/api/v1/me/sso/{key}", mine, "Unlink me from a provider", unlink).fresh(),
        Route::new(Method::GET, OF_USER, helper, "The providers a user is linked with", list_of_user),
        Route::new(
            Method::DELETE,
            "/api/v1/users/{id}/sso/{key}",
            helper,
            "Unlink a user from a provider",
            unlink_user,
        )
        .fresh(),
    ]
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct BeginBody {
    /// To link the account that is signed in.
    #[serde(default)]
    link: bool,
    /// For the fresh proof the flow under way asks for.
    #[serde(default)]
    step_up: bool,
    /// To answer an invitation, by its token.
    #[serde(default)]
    invitation: Option<Zeroizing<String>>,
}

async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Json(body): Json<BeginBody>,
) -> Result<Response, Fault> {
    let wish = match (body.link, body.step_up, body.invitation) {
        (false, false, None) => SsoWish::SignIn,
        (false, false, Some(token)) => SsoWish::Invitation((*token).clone()),
        (false, true, None) => SsoWish::StepUp(super::session::flow(&visitor)?.to_owned()),
        (true, false, None) => {
            // `identity` looks whether the proof is fresh.
            let asked = Asked::authenticated(&app, visitor).await?;
            SsoWish::Link(Box::new(asked.act()))
        }
        _ => return Err(Problem::invalid_field("link", "invalid_option").into()),
    };
    let begun = app.identity.sso_begin(&key, wish).await?;
    let mut response = Reply::json(&json!({"url": begun.url}))?.into_response();
    if let Some(cookie) = sso_cookie(&begun.cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FinishBody {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    iss: Option<String>,
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    error_description: Option<String>,
}

async fn finish(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<FinishBody>,
) -> Result<Response, Fault> {
    let FinishBody { code, state, iss, error, error_description } = body;
    let callback = SsoCallback { code, state, iss, error, error_description };
    let asked = match visitor.cookies.session {
        Some(_) => Asked::authenticated(&app, visitor.clone()).await.ok(),
        None => None,
    };
    let acting = asked.as_ref().map(Asked::act);
    let browser = SsoBrowser {
        cookie: visitor.cookies.sso.as_deref(),
        flow: visitor.cookies.flow.as_deref(),
        acting: acting.as_ref(),
    };
    let ended = app.identity.sso_finish(browser, callback, &device(&visitor)).await?;
    let mut response = match ended {
        SsoEnd::Entry(entered) => entry(&app, &visitor, &entered, StatusCode::OK, false)?,
        SsoEnd::Linked(key) => {
            Reply::json(&json!({"next": "done", "purpose": "link", "provider": key}))?.into_response()
        }
    };
    response.headers_mut().append(header::SET_COOKIE, no_sso());
    Ok(response)
}

/// A form with `logout_token` (Back-Channel Logout 1.0 section 2.5); 200 or 400, kept by nobody (section 2.8).
async fn backchannel_logout(
    State(app): State<App>,
    Path(key): Path<String>,
    request: Request,
) -> Result<StatusCode, Fault> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(refused().into());
    }
    let body = read(request, MAX_FORM, Pace { grace: FORM_TIME, bytes_per_sec: None }).await?;
    let mut tokens = url::form_urlencoded::parse(&body).filter(|(name, _)| name == "logout_token");
    let (Some((_, token)), None) = (tokens.next(), tokens.next()) else {
        return Err(refused().into());
    };
    app.identity.sso_logout(&key, &token).await?;
    Ok(StatusCode::OK)
}

fn refused() -> Problem {
    Problem::new(Kind::BadRequest, "sso_logout_refused")
}

fn links(links: &[SsoLink]) -> Result<Reply, Fault> {
    let items: Vec<Value> = links
        .iter()
        .map(|link| {
            json!({
                "key": link.key,
                "label": link.label,
                "linked_at": link.linked_at,
                "last_sign_in_at": link.last_sign_in_at,
            })
        })
        .collect();
    Reply::items(&items)
}

async fn list_mine(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    links(&app.identity.sso_mine(&asked.act()).await?)
}

async fn unlink(
    State(app): State<App>,
    asked: Asked,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<StatusCode, Fault> {
    app.identity.sso_unlink(&asked.act(), &key, &device(&visitor)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn list_of_user(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    links(&app.identity.sso_of(&asked.act(), user_id(&id)?).await?)
}

async fn unlink_user(
    State(app): State<App>,
    asked: Asked,
    Path((id, key)): Path<(String, String)>,
) -> Result<StatusCode, Fault> {
    app.identity.sso_unlink_of(&asked.act(), user_id(&id)?, &key, &app.records.metadata()).await?;
    Ok(StatusCode::NO_CONTENT)
}
