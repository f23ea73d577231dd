//! The rules for signing in, and who lives by them: for whoever looks after security.

use access::Capability;
use axum::extract::{Path, State};
use http::{Method, StatusCode};
use identity::{FactorRules, SessionLimits, SignInRules, SignInRulesChange};
use model::Problem;
use passwords::{Policy, Surroundings};
use serde::Deserialize;
use serde_json::{Value, json};

use super::factors::security_json;
use super::users::user_id;
use crate::app::App;
use crate::asked::Asked;
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::wire::device::session_json;

pub(super) fn routes() -> Vec<Route> {
    const RULES: &str = "/api/v1/security/sign-in";
    let officer = Gate::Can(Capability::SecurityManage);
    let helper = Gate::CanAny(&[Capability::UsersManage, Capability::SecurityManage]);
    vec![
        Route::new(Method::GET, RULES, officer, "The rules for signing in", rules),
        Route::new(Method::PUT, RULES, officer, "Change the rules for signing in", rules_change).fresh(),
        Route::new(
            Method::GET,
            "/api/v1/security/policies/{key}/clauses",
            officer,
            "Which clauses of which standards a password policy keeps",
            clauses,
        ),
        Route::new(Method::GET, "/api/v1/security/coverage", officer, "Who has second factors", coverage),
        Route::new(
            Method::GET,
            "/api/v1/users/{id}/security",
            helper,
            "How safe a user's account is",
            of_user,
        ),
        Route::new(Method::POST, "/api/v1/users/{id}/unlock", helper, "Lift a user's wait", unlock),
        Route::new(
            Method::DELETE,
            "/api/v1/users/{id}/factors",
            helper,
            "Take a user's lost factors away",
            factors_reset,
        )
        .fresh(),
        Route::new(
            Method::POST,
            "/api/v1/users/{id}/password-change-required",
            helper,
            "Have a user set another password",
            password_change,
        )
        .fresh(),
    ]
}

fn rules_json(rules: &SignInRules) -> Value {
    let policies: Vec<Value> = rules
        .policies()
        .map(|(policy, shipped)| {
            let mut value = json!(policy);
            if let Value::Object(value) = &mut value {
                value.insert("shipped".into(), json!(shipped));
            }
            value
        })
        .collect();
    json!({
        "password_policy": rules.policy().key,
        "policies": policies,
        "second_factor": rules.factors(),
        "session_limits": rules.own_session_limits(),
        "breached_entries": rules.breached().map_or(0, passwords::BreachedFilter::entries),
    })
}

async fn rules(State(app): State<App>) -> Result<Reply, Fault> {
    Reply::json(&rules_json(&app.identity.sign_in_rules()))
}

/// As it was read; what is not there stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesBody {
    #[serde(default)]
    password_policy: Option<String>,
    /// All policies; those that ship with the program are passed over.
    #[serde(default)]
    policies: Option<Vec<Value>>,
    #[serde(default)]
    second_factor: Option<FactorRules>,
    #[serde(default)]
    session_limits: Option<SessionLimits>,
    /// Only read.
    #[serde(default, rename = "breached_entries")]
    _breached_entries: Option<u64>,
}

/// The company's own policies among all of them.
fn own_policies(policies: Vec<Value>) -> Result<Vec<Policy>, Problem> {
    let mut own = Vec::new();
    for (place, mut policy) in policies.into_iter().enumerate() {
        let shipped = policy.as_object_mut().and_then(|policy| policy.remove("shipped"));
        if shipped != Some(Value::Bool(true)) {
            let read = serde_json::from_value(policy);
            own.push(
                read.map_err(|_| Problem::invalid_field(format!("policies[{place}]"), "invalid_option"))?,
            );
        }
    }
    Ok(own)
}

async fn rules_change(
    State(app): State<App>,
    asked: Asked,
    Json(body): Json<RulesBody>,
) -> Result<Reply, Fault> {
    let custom = body.policies.map(own_policies).transpose()?;
    let wanted = SignInRulesChange {
        active: body.password_policy,
        custom,
        factors: body.second_factor,
        limits: body.session_limits,
    };
    Reply::json(&rules_json(&app.identity.sign_in_rules_change(&asked.act(), wanted).await?))
}

async fn clauses(State(app): State<App>, Path(key): Path<String>) -> Result<Reply, Fault> {
    let rules = app.identity.sign_in_rules();
    let policy = rules.policies().map(|(policy, _)| policy).find(|policy| policy.key == key);
    let policy = policy.ok_or_else(Problem::not_found)?;
    Reply::items(&passwords::clauses(policy, &surroundings(&rules)))
}

/// What the program and the company's settings are, beside the policy.
fn surroundings(rules: &SignInRules) -> Surroundings {
    let everybody = &rules.factors().default;
    Surroundings {
        second_factor_required: everybody.need != identity::Need::None || !rules.policy().passwords_allowed,
        // Passkeys always count, and are keys.
        cryptographic_factor: true,
        lockout_after: identity::FREE_FAILURES,
        encrypted_transport: true,
        unique_accounts: true,
        change_asks_for_current: true,
        fields_masked: true,
        paste_allowed: true,
        hints_or_questions: false,
        breached_entries: rules.breached().map_or(0, passwords::BreachedFilter::entries),
    }
}

async fn coverage(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    let coverage = app.identity.coverage(&asked.act()).await?;
    let items: Vec<Value> = coverage
        .items
        .iter()
        .map(|person| {
            json!({
                "user": {"id": person.id, "label": person.name},
                "factors": person.factors.iter().collect::<Vec<_>>(),
                "need": person.need,
                "due_at": person.due_at,
                "overdue": person.overdue,
            })
        })
        .collect();
    Reply::json(&json!({
        "people": coverage.people,
        "with_second_factor": coverage.with_factor,
        "phishing_resistant": coverage.phishing_resistant,
        "overdue": coverage.overdue,
        "items": items,
    }))
}

async fn of_user(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<Reply, Fault> {
    let user = user_id(&id)?;
    let security = app.identity.security_of(&asked.act(), user).await?;
    let mut body = security_json(&app, &security);
    let sessions = app.identity.sessions_of(&asked.act(), user).await?;
    body.insert("sessions".into(), sessions.live.iter().map(session_json).collect());
    body.insert("locked_until".into(), json!(app.identity.locked_until(&asked.act(), user).await?));
    Reply::json(&body)
}

async fn unlock(State(app): State<App>, asked: Asked, Path(id): Path<String>) -> Result<StatusCode, Fault> {
    app.identity.user_unlock(&asked.act(), user_id(&id)?, &app.records.metadata()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn factors_reset(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
) -> Result<StatusCode, Fault> {
    app.identity.user_factors_reset(&asked.act(), user_id(&id)?, &app.records.metadata()).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhyBody {
    why: String,
}

async fn password_change(
    State(app): State<App>,
    asked: Asked,
    Path(id): Path<String>,
    Json(body): Json<WhyBody>,
) -> Result<StatusCode, Fault> {
    let metadata = app.records.metadata();
    app.identity.user_password_change_require(&asked.act(), user_id(&id)?, &body.why, &metadata).await?;
    Ok(StatusCode::NO_CONTENT)
}
