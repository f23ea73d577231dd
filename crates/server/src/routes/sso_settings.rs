//! The providers of single sign-on and the switch that leaves no other way: for whoever looks after security.

use access::Capability;
use axum::extract::{Path, State};
use http::{Method, StatusCode};
use identity::{SsoOnly, SsoProvider, SsoProviderWish, SsoSettings};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::app::App;
use crate::asked::Asked;
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};

pub(super) fn routes() -> Vec<Route> {
    const ALL: &str = "/api/v1/security/sso";
    const ONE: &str = "/api/v1/security/sso/{key}";
    let officer = Gate::Can(Capability::SecurityManage);
    vec![
        Route::new(Method::GET, ALL, officer, "Providers of single sign-on", list),
        Route::new(Method::PUT, ALL, officer, "Sign in by providers only, or not", only_change).fresh(),
        Route::new(Method::PUT, ONE, officer, "Make or change a provider", put).fresh(),
        Route::new(Method::DELETE, ONE, officer, "Remove a provider", remove).fresh(),
        Route::new(
            Method::POST,
            "/api/v1/security/sso/{key}/test",
            officer,
            "Whether a provider answers as it must",
            test,
        )
        .fresh(),
    ]
}

/// Never the secret: only whether there is one.
fn provider(app: &App, provider: &SsoProvider, linked: i64) -> Value {
    let body = json!(provider.settings);
    let mut body = match body {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    let base = &app.settings.base_url;
    body.insert("key".into(), json!(provider.key));
    body.insert("on".into(), json!(provider.on));
    body.insert("version".into(), json!(provider.version));
    body.insert("client_secret_set".into(), json!(provider.has_secret()));
    body.insert("linked".into(), json!(linked));
    // What the provider's administrator has to be told.
    body.insert("redirect_uri".into(), json!(format!("{base}/sso/callback")));
    let logout = format!("{base}/api/v1/sso/{}/backchannel-logout", provider.key);
    body.insert("backchannel_logout_uri".into(), json!(logout));
    Value::Object(body)
}

async fn shown(app: &App) -> Result<Reply, Fault> {
    let counts = app.identity.sso_counts().await?;
    let linked = |key: &str| counts.iter().find(|(known, _)| known == key).map_or(0, |(_, count)| *count);
    let rules = app.identity.sso_rules();
    let providers: Vec<Value> =
        rules.providers().iter().map(|one| provider(app, one, linked(&one.key))).collect();
    Reply::json(&json!({"providers": providers, "only": rules.only()}))
}

async fn list(State(app): State<App>) -> Result<Reply, Fault> {
    shown(&app).await
}

async fn only_change(
    State(app): State<App>,
    asked: Asked,
    Json(wanted): Json<SsoOnly>,
) -> Result<Reply, Fault> {
    app.identity.sso_only_change(&asked.act(), wanted).await?;
    shown(&app).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PutBody {
    /// The version that was read; none makes a new one.
    #[serde(default)]
    version: Option<i64>,
    on: bool,
    settings: SsoSettings,
    /// Another secret; an empty one takes it away, none leaves it.
    #[serde(default)]
    client_secret: Option<Zeroizing<String>>,
}

async fn put(
    State(app): State<App>,
    asked: Asked,
    Path(key): Path<String>,
    Json(body): Json<PutBody>,
) -> Result<Reply, Fault> {
    let PutBody { version, on, settings, client_secret } = body;
    let wish = SsoProviderWish { version, on, settings, client_secret };
    app.identity.sso_provider_put(&asked.act(), &key, wish, &app.records.metadata()).await?;
    shown(&app).await
}

async fn remove(State(app): State<App>, asked: Asked, Path(key): Path<String>) -> Result<StatusCode, Fault> {
    app.identity.sso_provider_delete(&asked.act(), &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn test(State(app): State<App>, asked: Asked, Path(key): Path<String>) -> Result<Reply, Fault> {
    let code = app.identity.sso_test(&asked.act(), &key).await?;
    Reply::json(&json!({"ok": code.is_none(), "code": code}))
}
