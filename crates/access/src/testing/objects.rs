//! The objects of every test world: one for each way rights flow.

use metadata::{Metadata, ObjectDef};
use serde_json::{Value, json};

/// `account` (its own), `contact` and `opportunity` (through the account, with guarded and worked-out fields),
/// `task` (an activity about one of three objects), `product` (nobody's).
#[expect(clippy::expect_used, reason = "for tests only, and of constants")]
pub fn test_metadata() -> Metadata {
    let account = vec![
        field("phone", json!({"type": "phone", "personal": true})),
        field("industry", json!({"type": "text"})),
        field("credit_limit", json!({"type": "money", "class": "sensitive"})),
        field("parent", json!({"type": "link", "objects": ["account"]})),
        field(
            "total_won",
            json!({"type": "rollup", "object": "opportunity", "via": "account", "function": "sum", "field": "amount"}),
        ),
    ];
    let contact = vec![
        field("account", json!({"type": "link", "objects": ["account"]})),
        field("mobile", json!({"type": "phone", "class": "sensitive", "personal": true})),
        field("id_number", json!({"type": "text", "class": "restricted", "personal": true})),
        field("title", json!({"type": "text"})),
    ];
    let opportunity = vec![
        field("account", json!({"type": "link", "objects": ["account"]})),
        field("amount", json!({"type": "money"})),
        field("margin", json!({"type": "number", "class": "sensitive"})),
        field("expected", json!({"type": "formula", "expression": "amount * margin", "result": "number"})),
        field("doubled", json!({"type": "formula", "expression": "expected * 2", "result": "number"})),
    ];
    let task = vec![
        field("about", json!({"type": "link", "objects": ["account", "contact", "opportunity"]})),
        field("due", json!({"type": "datetime"})),
    ];
    let product = vec![
        field("price", json!({"type": "money", "class": "public"})),
        field("cost", json!({"type": "money", "class": "restricted"})),
    ];
    let objects = [
        object("account", json!({}), account),
        object("contact", json!({"through": "account", "person": true}), contact),
        object("opportunity", json!({"through": "account"}), opportunity),
        object("task", json!({"activity": true}), task),
        object("product", json!({}), product),
    ];
    let read = |value: Value| serde_json::from_value::<ObjectDef>(value).expect("a sound definition");
    Metadata::new(1, objects.map(read))
}

fn field(name: &str, settings: Value) -> Value {
    merged(json!({"name": name, "label": label(name)}), settings)
}

fn system(name: &str, settings: Value) -> Value {
    merged(field(name, settings), json!({"system": true}))
}

fn object(name: &str, settings: Value, own: Vec<Value>) -> Value {
    let mut fields = vec![
        system("id", json!({"type": "id", "read_only": true})),
        system("owner", json!({"type": "user"})),
        system("updated_at", json!({"type": "datetime", "read_only": true})),
        field("name", json!({"type": "text", "required": true})),
    ];
    fields.extend(own);
    let base = json!({
        "name": name, "label": label(name), "plural": label(name), "title_field": "name", "fields": fields,
    });
    merged(base, settings)
}

fn label(name: &str) -> Value {
    json!({"zh": name, "en": name})
}

fn merged(mut base: Value, more: Value) -> Value {
    if let (Value::Object(base), Value::Object(more)) = (&mut base, more) {
        base.extend(more);
    }
    base
}
