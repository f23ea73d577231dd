//! The description of the API (OpenAPI 3.1), made from the table of routes and the metadata the reader may know:
//! a customer's own objects and fields are in it as soon as they exist.

use access::{FieldRight, Permit};
use metadata::{FieldDef, FieldType, Metadata, ObjectDef};
use serde_json::{Map, Value, json};

use crate::route::{Gate, Route};

/// An object with what its reader may know of it.
pub(crate) struct Described<'a> {
    pub(crate) object: &'a ObjectDef,
    pub(crate) permit: Permit,
}

/// The whole document. `objects` are those the reader may see; none for somebody who is not signed in.
pub(crate) fn document(routes: &[Route], objects: &[Described<'_>]) -> Value {
    let mut schemas = shared_schemas();
    for described in objects {
        let name = described.object.name.as_str();
        schemas.insert(format!("{name}_values"), values_schema(described));
        schemas.insert(format!("{name}_record"), record_schema(name));
    }
    let mut paths = paths(routes);
    for described in objects {
        object_paths(&mut paths, described.object);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Kedun 客盾",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-kedun"},
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "kedun_pat_… or kedun_oat_…"},
            },
            "responses": {"problem": {
                "description": "A refusal (RFC 9457)",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}},
            }},
        },
    })
}

fn paths(routes: &[Route]) -> Map<String, Value> {
    let mut paths = Map::new();
    for route in routes {
        let mut operation = operation(route.summary, route.path, route.gate, &json!({"description": "Done"}));
        if route.token.is_some() && route.gate != Gate::Open {
            by_token_too(&mut operation);
        }
        let entry = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Value::Object(methods) = entry {
            methods.insert(route.method.as_str().to_ascii_lowercase(), operation);
        }
    }
    paths
}

fn operation(summary: &str, path: &str, gate: Gate, success: &Value) -> Value {
    let parameters: Vec<Value> = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect();
    let mut operation = json!({
        "summary": summary,
        "parameters": parameters,
        "responses": {"2XX": success, "default": {"$ref": "#/components/responses/problem"}},
    });
    if gate != Gate::Open
        && let Value::Object(map) = &mut operation
    {
        map.insert("security".into(), json!([{"session": []}]));
        let capabilities: Vec<&str> = gate.capabilities().iter().map(|one| one.as_str()).collect();
        if !capabilities.is_empty() {
            map.insert("x-capability".into(), json!(capabilities.join(" or ")));
        }
    }
    operation
}

/// A token opens it as well as a session.
fn by_token_too(operation: &mut Value) {
    if let Value::Object(map) = operation {
        map.insert("security".into(), json!([{"session": []}, {"token": []}]));
    }
}

/// The paths of one object, with its own types.
fn object_paths(paths: &mut Map<String, Value>, object: &ObjectDef) {
    let name = object.name.as_str();
    let record = json!({"$ref": format!("#/components/schemas/{name}_record")});
    let values = json!({"$ref": format!("#/components/schemas/{name}_values")});
    let json_of =
        |schema: &Value| json!({"description": "Done", "content": {"application/json": {"schema": schema}}});
    let body = json!({"required": true, "content": {"application/json": {"schema": values}}});
    let page = json!({
        "type": "object",
        "required": ["items", "next", "count"],
        "properties": {
            "items": {"type": "array", "items": record},
            "next": {"type": ["string", "null"]},
            "count": {"anyOf": [{"$ref": "#/components/schemas/count"}, {"type": "null"}]},
        },
    });
    let label = &object.label.en;
    let signed_in = Gate::SignedIn;
    let with_body = |summary: String, path: &str, parameters: Vec<Value>| {
        let mut operation = operation(&summary, path, signed_in, &json_of(&record));
        if let Value::Object(map) = &mut operation {
            map.insert("requestBody".into(), body.clone());
            if let Some(Value::Array(list)) = map.get_mut("parameters") {
                list.extend(parameters);
            }
        }
        operation
    };
    let many = format!("/api/v1/records/{name}");
    let one = format!("/api/v1/records/{name}/{{id}}");
    let mut list = operation(&format!("List: {label}"), &many, signed_in, &json_of(&page));
    if let Some(Value::Array(parameters)) = list.get_mut("parameters") {
        parameters.extend(list_parameters());
    }
    let if_match =
        json!({"name": "If-Match", "in": "header", "required": true, "schema": {"type": "string"}});
    let key = json!({"name": "Idempotency-Key", "in": "header", "required": false,
        "schema": {"type": "string", "minLength": 1, "maxLength": 128}});
    let mut create = with_body(format!("Create: {label}"), &many, vec![key]);
    let mut get = operation(&format!("One: {label}"), &one, signed_in, &json_of(&record));
    let mut change = with_body(format!("Change: {label}"), &one, vec![if_match]);
    [&mut list, &mut create, &mut get, &mut change].into_iter().for_each(by_token_too);
    paths.insert(many.clone(), json!({"get": list, "post": create}));
    paths.insert(one.clone(), json!({"get": get, "patch": change}));
}

fn list_parameters() -> Vec<Value> {
    let text = |name: &str, about: &str| json!({"name": name, "in": "query", "required": false, "description": about, "schema": {"type": "string"}});
    vec![
        text("filter", "A filter tree as JSON"),
        text("sort", "Field names, each with a leading - for descending, separated by commas"),
        text("fields", "Field names separated by commas"),
        text("after", "The cursor of the page before"),
        text("q", "A text the records must be found by"),
        json!({"name": "limit", "in": "query", "required": false,
            "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}}),
        json!({"name": "count", "in": "query", "required": false,
            "schema": {"enum": ["none", "capped", "exact"], "default": "none"}}),
    ]
}

fn values_schema(described: &Described<'_>) -> Value {
    let mut properties = Map::new();
    for field in described.object.fields_in_use() {
        let right = described.permit.fields().right(field.name.as_str());
        if right == FieldRight::Hidden {
            continue;
        }
        let mut schema = field_schema(field);
        if let Value::Object(map) = &mut schema {
            map.insert("title".into(), json!(field.label.en));
            map.insert("x-label-zh".into(), json!(field.label.zh));
            if field.read_only || !field.stored() {
                map.insert("readOnly".into(), json!(true));
            }
        }
        properties.insert(field.name.as_str().into(), schema);
    }
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

fn record_schema(name: &str) -> Value {
    json!({
        "type": "object",
        "required": ["object", "id", "version", "label", "values", "masked", "can"],
        "properties": {
            "object": {"const": name},
            "id": {"type": "string", "format": "uuid"},
            "version": {"type": "integer"},
            "label": {"type": ["string", "null"]},
            "values": {"$ref": format!("#/components/schemas/{name}_values")},
            "masked": {"type": "array", "items": {"type": "string"}},
            "can": {"type": "object", "properties": {"edit": {"type": "boolean"}, "delete": {"type": "boolean"}}},
        },
    })
}

/// The JSON schema of a field's values. Every value may be null.
fn field_schema(field: &FieldDef) -> Value {
    let reference =
        |name: &str| json!({"anyOf": [{"$ref": format!("#/components/schemas/{name}")}, {"type": "null"}]});
    match &field.kind {
        FieldType::Text { max_length, .. }
        | FieldType::LongText { max_length }
        | FieldType::RichText { max_length } => json!({"type": ["string", "null"], "maxLength": max_length}),
        FieldType::Phone {} | FieldType::AutoNumber { .. } => json!({"type": ["string", "null"]}),
        FieldType::Email {} => json!({"type": ["string", "null"], "format": "email"}),
        FieldType::Url {} => json!({"type": ["string", "null"], "format": "uri"}),
        FieldType::Integer { .. } | FieldType::Rating { .. } => json!({"type": ["integer", "null"]}),
        FieldType::Number { .. } | FieldType::Percent { .. } => {
            json!({"type": ["string", "number", "null"], "description": "An exact decimal; read as a string"})
        }
        FieldType::Money { .. } => reference("money"),
        FieldType::Boolean {} => json!({"type": ["boolean", "null"]}),
        FieldType::Date {} => json!({"type": ["string", "null"], "format": "date"}),
        FieldType::Datetime {} => json!({"type": ["string", "null"], "format": "date-time"}),
        FieldType::Choice { options } => {
            let keys = options.iter().map(|option| Value::from(option.key.as_str())).chain([Value::Null]);
            json!({"enum": keys.collect::<Vec<_>>()})
        }
        FieldType::MultiChoice { options } => {
            let keys: Vec<&str> = options.iter().map(|option| option.key.as_str()).collect();
            json!({"type": ["array", "null"], "items": {"enum": keys}})
        }
        FieldType::Tags {} => json!({"type": ["array", "null"], "items": {"type": "string"}}),
        FieldType::Address {} => reference("address"),
        FieldType::User {} | FieldType::Team {} => reference("named"),
        FieldType::Link { .. } => reference("link"),
        FieldType::File {} => {
            json!({"type": ["array", "null"], "items": {"$ref": "#/components/schemas/file"}})
        }
        FieldType::Location {} => reference("location"),
        _ => json!({}),
    }
}

fn shared_schemas() -> Map<String, Value> {
    let text = || json!({"type": "string"});
    let id = || json!({"type": "string", "format": "uuid"});
    let schemas = json!({
        "problem": {
            "type": "object",
            "required": ["type", "title", "status", "code", "detail"],
            "properties": {
                "type": text(), "title": text(), "status": {"type": "integer"}, "code": text(), "detail": text(),
                "fields": {"type": "array", "items": {"type": "object", "required": ["field", "code", "message"],
                    "properties": {"field": text(), "code": text(), "message": text()}}},
            },
        },
        "count": {"type": "object", "required": ["value", "capped"],
            "properties": {"value": {"type": "integer"}, "capped": {"type": "boolean"}}},
        "money": {"type": "object", "required": ["amount", "currency"],
            "properties": {"amount": text(), "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}}},
        "address": {"type": "object", "additionalProperties": false, "properties": {
            "country": text(), "province": text(), "city": text(), "district": text(), "street": text(), "postcode": text()}},
        "named": {"type": "object", "required": ["id"], "properties": {"id": id(), "label": {"type": ["string", "null"]}}},
        "link": {"type": "object", "required": ["id"],
            "properties": {"id": id(), "label": {"type": ["string", "null"]}, "object": text()}},
        "file": {"type": "object", "required": ["id"],
            "properties": {"id": id(), "name": text(), "size": {"type": "integer"}, "media_type": text()}},
        "location": {"type": "object", "required": ["lat", "lng"], "properties": {
            "lat": {"type": "number", "minimum": -90, "maximum": 90},
            "lng": {"type": "number", "minimum": -180, "maximum": 180}}},
    });
    match schemas {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The objects that a caller may see, described.
pub(crate) fn described<'a>(caller: &records::Caller, metadata: &'a Metadata) -> Vec<Described<'a>> {
    let of = |object: &'a std::sync::Arc<ObjectDef>| {
        let permit = access::decide(&caller.principal, object, metadata, access::Action::View).ok()?;
        Some(Described { object, permit })
    };
    metadata.objects().filter_map(of).collect()
}
