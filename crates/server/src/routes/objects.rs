//! Objects and fields: what there is, and changing it.

use access::{Action, Capability, Objects, TokenScope, Verb};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use metadata::{Change, FieldPatch, FieldSpec, NewObject, ObjectDef, ObjectPatch, SchemaPlan, Stage, TYPES};
use model::{FieldName, Kind, ObjectName, Problem};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::app::App;
use crate::asked::Asked;
use crate::bearer::{Gives, TokenNeed};
use crate::body::Json;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Gate, Route};
use crate::wire::object::{Rights, summary, whole};

pub(super) fn routes() -> Vec<Route> {
    const ALL: &str = "/api/v1/objects";
    const ONE: &str = "/api/v1/objects/{object}";
    let manage = Gate::Can(Capability::MetadataManage);
    vec![
        Route::new(Method::GET, ALL, Gate::SignedIn, "The objects one may see", list)
            .by_token(TokenNeed::Metadata, Gives::Nothing),
        Route::new(Method::POST, ALL, manage, "Make an object", create)
            .by_token(TokenNeed::Capability, Gives::Nothing),
        Route::new(Method::POST, "/api/v1/objects/plan", manage, "What making an object would do", plan_new)
            .by_token(TokenNeed::Capability, Gives::Nothing),
        Route::new(Method::GET, ONE, Gate::SignedIn, "One object with its fields", get)
            .by_token(TokenNeed::Metadata, Gives::Nothing),
        Route::new(Method::PATCH, ONE, manage, "Change an object's settings", change)
            .by_token(TokenNeed::Capability, Gives::Nothing),
        Route::new(Method::POST, "/api/v1/objects/{object}/fields", manage, "Add a field", add_field)
            .by_token(TokenNeed::Capability, Gives::Nothing),
        Route::new(
            Method::PATCH,
            "/api/v1/objects/{object}/fields/{field}",
            manage,
            "Change a field",
            change_field,
        )
        .by_token(TokenNeed::Capability, Gives::Nothing),
        Route::new(
            Method::POST,
            "/api/v1/objects/{object}/plan",
            manage,
            "What a change would do",
            plan_change,
        )
        .by_token(TokenNeed::Capability, Gives::Nothing),
        Route::new(Method::PUT, "/api/v1/objects/{object}/pipeline", manage, "Set the stages", set_pipeline)
            .by_token(TokenNeed::Capability, Gives::Nothing),
        Route::new(Method::GET, "/api/v1/field-types", Gate::SignedIn, "The types a field may have", types)
            .by_token(TokenNeed::Metadata, Gives::Nothing),
    ]
}

async fn list(State(app): State<App>, asked: Asked) -> Result<Reply, Fault> {
    let metadata = app.records.metadata();
    let mut seen: Vec<(i32, Value)> = metadata
        .objects()
        .filter_map(|object| {
            let rights = Rights::of(&asked.caller, &metadata, object);
            rights.sees().then(|| (object.order, summary(object, &rights)))
        })
        .collect();
    seen.sort_by_key(|(order, _)| *order);
    let items: Vec<Value> = seen.into_iter().map(|(_, value)| value).collect();
    Reply::json(&json!({"version": metadata.version(), "items": items}))
}

async fn get(State(app): State<App>, asked: Asked, Path(object): Path<String>) -> Result<Reply, Fault> {
    let metadata = app.records.metadata();
    let found = metadata.object(&object).filter(|found| Rights::of(&asked.caller, &metadata, found).sees());
    match found {
        Some(found) => described(&app, &asked, found),
        // One that does not exist answers, and stands in the log, like one that may not be seen.
        None => Err(asked.denied(&app, object.parse().ok(), Problem::not_found()).await),
    }
}

/// The object as the caller may know it.
fn described(app: &App, asked: &Asked, object: &ObjectDef) -> Result<Reply, Fault> {
    let rights = Rights::of(&asked.caller, &app.records.metadata(), object);
    if !rights.sees() {
        return Err(Problem::not_found().into());
    }
    let manages = asked.caller.principal.can(Capability::MetadataManage);
    Reply::json(&whole(object, &rights, manages))
}

async fn changed(app: &App, asked: &Asked, change: &Change) -> Result<Reply, Fault> {
    let object = match change {
        Change::CreateObject(_) => None,
        Change::AddField { object, .. }
        | Change::ChangeField { object, .. }
        | Change::ChangeObject { object, .. }
        | Change::SetPipeline { object, .. } => Some(object),
    };
    if !would_see(asked, object) {
        let problem = Problem::new(Kind::Forbidden, "token_scope_missing");
        return Err(asked.denied(app, object.cloned(), problem).await);
    }
    let object = app.records.schema_change(&asked.caller, change).await?;
    described(app, asked, &object)
}

/// Whether the token a caller asks by, if any, may see the object (a new one: every object) it is about to change: the
/// answer describes it.
fn would_see(asked: &Asked, object: Option<&ObjectName>) -> bool {
    let Some(token) = asked.caller.principal.narrowing() else { return true };
    match object {
        Some(object) => token.scopes().cover(object, Action::View),
        None => token.scopes().has(&TokenScope::Records(Verb::Read, Objects::All)),
    }
}

async fn create(State(app): State<App>, asked: Asked, Json(new): Json<NewObject>) -> Result<Response, Fault> {
    let reply = changed(&app, &asked, &Change::CreateObject(new)).await?;
    Ok((StatusCode::CREATED, reply).into_response())
}

async fn add_field(
    State(app): State<App>,
    asked: Asked,
    Path(object): Path<String>,
    Json(field): Json<FieldSpec>,
) -> Result<Response, Fault> {
    let change = Change::AddField { object: object_name(&object)?, field: Box::new(field) };
    Ok((StatusCode::CREATED, changed(&app, &asked, &change).await?).into_response())
}

/// A change with the version of the object it was made on.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
    #[serde(flatten)]
    rest: serde_json::Map<String, Value>,
}

impl Versioned {
    fn patch<T: DeserializeOwned>(self) -> Result<(T, u32), Problem> {
        let patch = serde_json::from_value(Value::Object(self.rest)).map_err(|error| unreadable(&error))?;
        Ok((patch, self.version))
    }
}

fn unreadable(error: &serde_json::Error) -> Problem {
    let reason: String = error.to_string().chars().take(200).collect();
    Problem::new(model::Kind::Invalid, "bad_request").with("reason", reason)
}

async fn change(
    State(app): State<App>,
    asked: Asked,
    Path(object): Path<String>,
    Json(body): Json<Versioned>,
) -> Result<Reply, Fault> {
    let (patch, version) = body.patch::<ObjectPatch>()?;
    let change = Change::ChangeObject { object: object_name(&object)?, patch: Box::new(patch), version };
    changed(&app, &asked, &change).await
}

async fn change_field(
    State(app): State<App>,
    asked: Asked,
    Path((object, field)): Path<(String, String)>,
    Json(body): Json<Versioned>,
) -> Result<Reply, Fault> {
    changed(&app, &asked, &field_change(&object, &field, body)?).await
}

fn field_change(object: &str, field: &str, body: Versioned) -> Result<Change, Problem> {
    let (patch, version) = body.patch::<FieldPatch>()?;
    let field = FieldName::new(field).map_err(|_| Problem::not_found())?;
    Ok(Change::ChangeField { object: object_name(object)?, field, patch: Box::new(patch), version })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PipelineBody {
    stages: Vec<Stage>,
    version: u32,
}

async fn set_pipeline(
    State(app): State<App>,
    asked: Asked,
    Path(object): Path<String>,
    Json(body): Json<PipelineBody>,
) -> Result<Reply, Fault> {
    let change =
        Change::SetPipeline { object: object_name(&object)?, stages: body.stages, version: body.version };
    changed(&app, &asked, &change).await
}

/// The same body as the change itself, named by what it changes.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum PlanBody {
    AddField(Box<FieldSpec>),
    ChangeField {
        field: String,
        #[serde(flatten)]
        patch: Versioned,
    },
    ChangeObject(Versioned),
    SetPipeline(PipelineBody),
}

async fn plan_new(State(app): State<App>, asked: Asked, Json(new): Json<NewObject>) -> Result<Reply, Fault> {
    planned(&app.records.schema_plan(&asked.caller, &Change::CreateObject(new)).await?)
}

async fn plan_change(
    State(app): State<App>,
    asked: Asked,
    Path(object): Path<String>,
    Json(body): Json<PlanBody>,
) -> Result<Reply, Fault> {
    let name = object_name(&object)?;
    let change = match body {
        PlanBody::AddField(field) => Change::AddField { object: name, field },
        PlanBody::ChangeField { field, patch } => field_change(&object, &field, patch)?,
        PlanBody::ChangeObject(body) => {
            let (patch, version) = body.patch::<ObjectPatch>()?;
            Change::ChangeObject { object: name, patch: Box::new(patch), version }
        }
        PlanBody::SetPipeline(body) => {
            Change::SetPipeline { object: name, stages: body.stages, version: body.version }
        }
    };
    planned(&app.records.schema_plan(&asked.caller, &change).await?)
}

fn planned(plan: &SchemaPlan) -> Result<Reply, Fault> {
    let steps: Vec<Value> = plan
        .steps
        .iter()
        .map(|step| json!({"kind": step.kind(), "object": step.object(), "sentence": step.sentence()}))
        .collect();
    Reply::json(&json!({"steps": steps, "problems": []}))
}

async fn types(_: Asked) -> Result<Reply, Fault> {
    let creatable: Vec<_> = TYPES.iter().filter(|info| info.creatable).collect();
    Reply::items(&creatable)
}

fn object_name(text: &str) -> Result<ObjectName, Problem> {
    ObjectName::new(text).map_err(|_| Problem::not_found())
}
