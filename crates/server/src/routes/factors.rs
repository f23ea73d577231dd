//! One's own security: how safe the account is, second factors, recovery codes, checking a mail.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};
use identity::{Bound, Enroller, FactorInfo, Security, Sent};
use model::{Kind, Problem};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::app::App;
use crate::asked::{Asked, MaybeAsked, Visitor};
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::wire::step::{device, parts};

pub(super) fn routes() -> Vec<Route> {
    const FACTOR: &str = "/api/v1/me/factors/{id}";
    let (mine, binding) = (Gate::SignedIn, Gate::Enrolling);
    let totp = "/api/v1/me/factors/totp";
    let totp_ok = "/api/v1/me/factors/totp/confirm";
    vec![
        Route::new(Method::GET, "/api/v1/me/security", mine, "How safe my account is", security),
        Route::new(Method::GET, "/api/v1/me/mail-check", mine, "Whether a mail is ours", mail_check),
        Route::new(Method::POST, totp, binding, "Begin to bind an authenticator app", totp_begin).fresh(),
        Route::new(Method::POST, totp_ok, binding, "Bind the app by its first code", totp_confirm).fresh(),
        Route::new(
            Method::POST,
            "/api/v1/me/factors/passkey/options",
            binding,
            "Begin to bind a passkey",
            passkey_begin,
        )
        .fresh(),
        Route::new(Method::POST, "/api/v1/me/factors/passkey", binding, "Bind a passkey", passkey_finish)
            .fresh(),
        Route::new(
            Method::POST,
            "/api/v1/me/factors/email",
            binding,
            "Begin to bind codes by mail",
            email_begin,
        )
        .fresh(),
        Route::new(
            Method::POST,
            "/api/v1/me/factors/sms",
            binding,
            "Begin to bind codes by short message",
            sms_begin,
        )
        .fresh(),
        Route::new(
            Method::POST,
            "/api/v1/me/factors/email/confirm",
            binding,
            "Bind codes by mail by the first",
            code_confirm,
        )
        .fresh(),
        Route::new(
            Method::POST,
            "/api/v1/me/factors/sms/confirm",
            binding,
            "Bind codes by short message by the first",
            code_confirm,
        )
        .fresh(),
        Route::new(Method::PATCH, FACTOR, mine, "Rename one of my factors", rename).fresh(),
        Route::new(Method::DELETE, FACTOR, mine, "Remove one of my factors", remove).fresh(),
        Route::new(
            Method::POST,
            "/api/v1/me/recovery-codes",
            mine,
            "Make new recovery codes",
            recovery_codes,
        )
        .fresh(),
    ]
}

/// How safe an account is, as JSON.
pub(super) fn security_json(app: &App, security: &Security) -> Map<String, Value> {
    let missing: Vec<Value> = security
        .missing
        .iter()
        .map(|missing| json!({"code": missing.code, "weight": missing.weight}))
        .collect();
    let codes = security
        .recovery_codes
        .map(|(left, of, made_at)| json!({"left": left, "of": of, "made_at": made_at}));
    let allowed: Vec<_> = security.requirement.allowed.iter().collect();
    let body = json!({
        "score": security.score,
        "missing": missing,
        "password": {
            "set": security.password_set,
            "changed_at": security.password_changed_at,
            "expires_at": security.password_expires_at,
            "must_change": security.must_change,
        },
        "policy": app.identity.sign_in_rules().policy(),
        "factors": security.factors.iter().map(factor_json).collect::<Vec<_>>(),
        "recovery_codes": codes,
        "requirement": {
            "need": security.requirement.need,
            "due_at": security.due_at,
            "allowed": allowed,
            "because": security.requirement.because,
        },
        "available": {
            "passkeys": app.identity.passkeys_available(),
            "email_code": security.can_mail,
            "sms_code": security.can_sms,
        },
    });
    match body {
        Value::Object(body) => body,
        _ => Map::new(),
    }
}

fn factor_json(factor: &FactorInfo) -> Value {
    json!({
        "id": factor.id,
        "kind": factor.kind,
        "label": factor.label,
        "created_at": factor.created_at,
        "last_used_at": factor.last_used_at,
        "detail": factor.detail,
        "backed_up": factor.backed_up,
    })
}

async fn security(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    let mine = app.identity.security_mine(&asked.act()).await?;
    Reply::json(&security_json(&app, &mine))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MailCheckQuery {
    code: String,
}

async fn mail_check(
    State(app): State<App>,
    asked: Asked,
    Query(query): Query<MailCheckQuery>,
) -> Result<Reply, Fault> {
    let found = app.identity.mail_check(&asked.act(), &query.code).await?;
    Reply::json(&match found {
        Some(mail) => json!({"ours": true, "kind": mail.kind, "sent_at": mail.sent_at}),
        None => json!({"ours": false}),
    })
}

/// Who binds: whoever is signed in, else whoever is on the way in.
fn enroller(asked: Option<Asked>, visitor: &Visitor) -> Result<Enroller, Problem> {
    if let Some(asked) = asked {
        return Ok(Enroller::Session(Box::new(asked.act())));
    }
    let flow = visitor.cookies.flow.clone();
    let flow = flow.ok_or_else(|| Problem::new(Kind::Unauthenticated, "unauthenticated"))?;
    Ok(Enroller::Flow(Zeroizing::new(flow)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelBody {
    #[serde(default)]
    label: Option<String>,
}

async fn totp_begin(
    State(app): State<App>,
    MaybeAsked(asked): MaybeAsked,
    visitor: Visitor,
    Json(body): Json<LabelBody>,
) -> Result<Reply, Fault> {
    let offer = app.identity.totp_begin(enroller(asked, &visitor)?, body.label.as_deref()).await?;
    Reply::json(&json!({
        "id": offer.id,
        "secret": offer.secret.as_str(),
        "otpauth_url": offer.url.as_str(),
        "qr": offer.picture,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfirmBody {
    id: Uuid,
    code: Zeroizing<String>,
}

async fn totp_confirm(
    State(app): State<App>,
    MaybeAsked(asked): MaybeAsked,
    visitor: Visitor,
    Json(body): Json<ConfirmBody>,
) -> Result<Response, Fault> {
    let who = enroller(asked, &visitor)?;
    let bound = app.identity.totp_confirm(who, body.id, &body.code, &device(&visitor)).await?;
    answer(&app, &visitor, &bound)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasskeyOptionsBody {
    #[serde(default)]
    security_key: bool,
    /// Taken when the passkey is bound; here it is only tolerated.
    #[serde(default, rename = "label")]
    _label: Option<String>,
}

async fn passkey_begin(
    State(app): State<App>,
    MaybeAsked(asked): MaybeAsked,
    visitor: Visitor,
    Json(body): Json<PasskeyOptionsBody>,
) -> Result<Reply, Fault> {
    let options = app.identity.passkey_begin(enroller(asked, &visitor)?, body.security_key).await?;
    Reply::json(&json!({"publicKey": options}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasskeyBody {
    #[serde(default)]
    label: Option<String>,
    credential: Value,
}

async fn passkey_finish(
    State(app): State<App>,
    MaybeAsked(asked): MaybeAsked,
    visitor: Visitor,
    Json(body): Json<PasskeyBody>,
) -> Result<Response, Fault> {
    let who = enroller(asked, &visitor)?;
    let device = device(&visitor);
    let bound = app.identity.passkey_finish(who, body.label.as_deref(), body.credential, &device).await?;
    answer(&app, &visitor, &bound)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NothingBody {}

async fn email_begin(
    State(app): State<App>,
    MaybeAsked(asked): MaybeAsked,
    visitor: Visitor,
    Json(NothingBody {}): Json<NothingBody>,
) -> Result<Reply, Fault> {
    let sent = app.identity.code_begin(enroller(asked, &visitor)?, None, &device(&visitor)).await?;
    Reply::json(&sent_json(sent))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhoneBody {
    phone: Zeroizing<String>,
}

async fn sms_begin(
    State(app): State<App>,
    MaybeAsked(asked): MaybeAsked,
    visitor: Visitor,
    Json(body): Json<PhoneBody>,
) -> Result<Reply, Fault> {
    let who = enroller(asked, &visitor)?;
    let sent = app.identity.code_begin(who, Some(&body.phone), &device(&visitor)).await?;
    Reply::json(&sent_json(sent))
}

fn sent_json((id, sent): (Uuid, Sent)) -> Value {
    json!({"id": id, "sent_to": sent.sent_to, "expires_at": sent.expires_at, "again_at": sent.again_at})
}

async fn code_confirm(
    State(app): State<App>,
    MaybeAsked(asked): MaybeAsked,
    visitor: Visitor,
    Json(body): Json<ConfirmBody>,
) -> Result<Response, Fault> {
    let who = enroller(asked, &visitor)?;
    let bound = app.identity.code_confirm(who, body.id, &body.code, &device(&visitor)).await?;
    answer(&app, &visitor, &bound)
}

/// What was bound, its recovery codes, and where the way in goes on.
fn answer(app: &App, visitor: &Visitor, bound: &Bound) -> Result<Response, Fault> {
    let mut body = Map::from_iter([("factor".to_owned(), json!({"id": bound.id}))]);
    if let Some(codes) = &bound.recovery_codes {
        let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
        body.insert("recovery_codes".into(), json!(codes));
    }
    let mut cookies = Vec::new();
    if let Some(entry) = &bound.entry {
        let (step, set) = parts(app, visitor, entry, false);
        body.insert("step".into(), step);
        cookies = set;
    }
    let mut response = (StatusCode::CREATED, Reply::json(&Value::Object(body))?).into_response();
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RenameBody {
    label: String,
}

async fn rename(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(body): Json<RenameBody>,
) -> Result<StatusCode, Fault> {
    app.identity.factor_rename(&asked.act(), factor_id(&id)?, &body.label).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(app): State<App>,
    asked: Asked,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Fault> {
    app.identity.factor_remove(&asked.act(), factor_id(&id)?, &device(&visitor)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn factor_id(text: &str) -> Result<Uuid, Fault> {
    text.parse().map_err(|_| Problem::not_found().into())
}

async fn recovery_codes(
    State(app): State<App>,
    asked: Asked,
    visitor: Visitor,
    Json(NothingBody {}): Json<NothingBody>,
) -> Result<Response, Fault> {
    let codes = app.identity.recovery_codes_renew(&asked.act(), &device(&visitor)).await?;
    let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    Ok((StatusCode::CREATED, Reply::json(&json!({"codes": codes}))?).into_response())
}
