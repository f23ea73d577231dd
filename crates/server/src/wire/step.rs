//! A step of a sign-in as JSON, and the cookies that go with it.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use identity::{Device, Entry, Next, Offer, Step};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::asked::Visitor;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::routes::me::me;
use crate::session::{device_cookie, flow_cookie, no_challenge, no_flow, session_cookie};

/// The device a visitor comes with.
pub(crate) fn device(visitor: &Visitor) -> Device {
    Device {
        address: visitor.address.clone(),
        user_agent: visitor.user_agent.clone(),
        tokens: visitor.cookies.device.as_deref().map(Device::tokens_of).unwrap_or_default(),
    }
}

/// The answer to whatever was handed in at the door: who one is now, or what is asked next, with the cookies. Where
/// `bare` is set a session is answered by the person alone, as `POST /session` always did.
pub(crate) fn entry(
    app: &App,
    visitor: &Visitor,
    entry: &Entry,
    status: StatusCode,
    bare: bool,
) -> Result<Response, Fault> {
    let (body, cookies) = parts(app, visitor, entry, bare);
    let mut response = (status, Reply::json(&body)?).into_response();
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The same in parts, for an answer that holds more.
pub(crate) fn parts(app: &App, visitor: &Visitor, entry: &Entry, bare: bool) -> (Value, Vec<HeaderValue>) {
    let mut cookies: Vec<Option<HeaderValue>> = Vec::new();
    let body = match entry {
        Entry::In(signed_in) => {
            cookies.push(session_cookie(&signed_in.token));
            let known = visitor.cookies.device.as_deref();
            let token = signed_in.device.as_ref();
            cookies.push(token.and_then(|token| device_cookie(&Device::cookie_with(known, token))));
            let me = me(app, &signed_in.session.principal, Some(signed_in.session.proved_until()));
            if bare { me } else { json!({"next": "done", "purpose": "sign_in", "me": me}) }
        }
        Entry::Renewed(renewed) => {
            cookies.push(session_cookie(&renewed.token));
            json!({"next": "done", "purpose": "step_up", "until": renewed.session.proved_until()})
        }
        Entry::Reset => json!({"next": "done", "purpose": "reset"}),
        Entry::Waiting { step, token } => {
            cookies.push(token.as_ref().and_then(|token| flow_cookie(token)));
            return (self::step(step), cookies.into_iter().flatten().collect());
        }
    };
    if visitor.cookies.flow.is_some() {
        cookies.push(Some(no_flow()));
    }
    if visitor.cookies.challenge.is_some() {
        cookies.push(Some(no_challenge()));
    }
    (body, cookies.into_iter().flatten().collect())
}

/// What is asked next.
pub(crate) fn step(step: &Step) -> Value {
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.into(), value);
    match &step.next {
        Next::Factor(offers) => {
            put("next", json!("factor"));
            put("factors", offers.iter().map(offer).collect());
        }
        Next::Enroll { allowed } => {
            put("next", json!("enroll"));
            put("allowed", json!(allowed));
        }
        Next::NewPassword { why, factor_bound } => {
            put("next", json!("new_password"));
            put("why", json!(why));
            put("factor_bound", json!(factor_bound));
        }
    }
    put("purpose", json!(step.purpose));
    put("name", json!(step.name));
    put("expires_at", json!(step.expires_at));
    Value::Object(body)
}

fn offer(offer: &Offer) -> Value {
    let mut body = Map::from_iter([("kind".to_owned(), json!(offer.kind))]);
    if let Some(sent_to) = &offer.sent_to {
        body.insert("sent_to".into(), json!(sent_to));
    }
    if let Some(left) = offer.left {
        body.insert("left".into(), json!(left));
    }
    if let Some(provider) = &offer.provider {
        body.insert("provider".into(), json!(provider));
    }
    if offer.kind == "sms_code" {
        body.insert("restricted".into(), json!(true));
    }
    Value::Object(body)
}
