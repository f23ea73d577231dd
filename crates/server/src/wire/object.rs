//! Objects and fields as the reader may know them.

use access::{Action, FieldRight, FieldRights};
use metadata::{Choice, DataClass, FieldDef, FieldType, Metadata, ObjectDef, Stage};
use model::Label;
use records::Caller;
use serde_json::{Map, Value, json};

/// What the reader may do with an object.
pub(crate) struct Rights {
    allowed: Vec<Action>,
    fields: FieldRights,
}

const ACTIONS: [Action; 8] = [
    Action::View,
    Action::Create,
    Action::Edit,
    Action::Delete,
    Action::Export,
    Action::Import,
    Action::Transfer,
    Action::Bulk,
];

impl Rights {
    /// The caller's rights on an object.
    pub(crate) fn of(caller: &Caller, metadata: &Metadata, object: &ObjectDef) -> Self {
        let may = |action: &Action| access::decide(&caller.principal, object, metadata, *action).is_ok();
        Self {
            allowed: ACTIONS.into_iter().filter(may).collect(),
            fields: access::field_access(&caller.principal, object, metadata),
        }
    }

    /// Whether the object may be known of at all.
    pub(crate) fn sees(&self) -> bool {
        self.may(Action::View)
    }

    fn may(&self, action: Action) -> bool {
        self.allowed.contains(&action)
    }
}

/// An object in a list of objects.
pub(crate) fn summary(object: &ObjectDef, rights: &Rights) -> Value {
    Value::Object(summary_map(object, rights))
}

fn summary_map(object: &ObjectDef, rights: &Rights) -> Map<String, Value> {
    let value = json!({
        "name": object.name,
        "label": object.label,
        "plural": object.plural,
        "icon": object.icon,
        "order": object.order,
        "shipped": object.shipped,
        "in_menu": object.in_menu,
        "board": object.pipeline.is_some(),
        "activity": object.activity,
        "can": {"view": rights.sees(), "create": rights.may(Action::Create), "export": rights.may(Action::Export), "import": rights.may(Action::Import)},
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// An object whole, with the fields that are not hidden from the reader; retired ones only for who may change them.
pub(crate) fn whole(object: &ObjectDef, rights: &Rights, manages: bool) -> Value {
    if !rights.sees() {
        return Value::Null;
    }
    let shown = |name: &str| {
        object.field(name).is_some_and(|field| rights.fields.right(field.name.as_str()) > FieldRight::Hidden)
    };
    let fields: Vec<Value> = object
        .fields
        .iter()
        .filter(|field| {
            if field.retired {
                manages
            } else {
                rights.fields.right(field.name.as_str()) > FieldRight::Hidden
            }
        })
        .map(|field| field_value(field, &rights.fields))
        .collect();
    let sections: Vec<Value> = object
        .layout
        .sections
        .iter()
        .map(|section| {
            let names: Vec<&str> =
                section.fields.iter().map(model::FieldName::as_str).filter(|name| shown(name)).collect();
            json!({"label": section.label, "columns": section.columns, "fields": names})
        })
        .collect();
    let list: Vec<&str> =
        object.layout.list.iter().map(model::FieldName::as_str).filter(|name| shown(name)).collect();
    let pipeline =
        object.pipeline.as_ref().filter(|pipeline| shown(pipeline.field.as_str())).map(|pipeline| {
            let stages = pipeline.stages.iter().enumerate().map(|(order, stage)| stage_value(order, stage));
            json!({"field": pipeline.field, "stages": stages.collect::<Vec<_>>()})
        });
    let mut map = summary_map(object, rights);
    map.insert("description".into(), json!(object.description));
    map.insert("title_field".into(), json!(object.title_field));
    map.insert("fields".into(), Value::Array(fields));
    map.insert(
        "layout".into(),
        json!({"sections": sections, "list": list, "related": object.layout.related}),
    );
    map.insert("pipeline".into(), pipeline.unwrap_or(Value::Null));
    map.insert(
        "can".into(),
        json!({
            "view": true,
            "create": rights.may(Action::Create),
            "edit": rights.may(Action::Edit),
            "delete": rights.may(Action::Delete),
            "export": rights.may(Action::Export),
            "import": rights.may(Action::Import),
            "transfer": rights.may(Action::Transfer),
            "bulk": rights.may(Action::Bulk),
        }),
    );
    map.insert("version".into(), json!(object.version));
    Value::Object(map)
}

fn stage_value(order: usize, stage: &Stage) -> Value {
    json!({
        "key": stage.key, "label": stage.label, "kind": stage.kind, "probability": stage.probability,
        "order": order, "color": stage.color, "required_fields": stage.required_fields,
    })
}

fn field_value(field: &FieldDef, rights: &FieldRights) -> Value {
    let right = rights.right(field.name.as_str());
    let readable = right >= FieldRight::Read;
    let settings = Settings::of(&field.kind);
    json!({
        "name": field.name,
        "type": field.kind.name(),
        "label": field.label,
        "help": field.help,
        "required": field.required,
        "unique": field.unique,
        "indexed": field.indexed,
        "read_only": field.read_only || !field.stored(),
        "system": field.system,
        "shipped": field.shipped,
        "class": class_name(field.class),
        "personal": field.personal,
        "default": field.default,
        "options": settings.options,
        "objects": settings.objects,
        "min": settings.min,
        "max": settings.max,
        "max_length": settings.max_length,
        "scale": settings.scale,
        "currency": settings.currency,
        "result_type": settings.result_type,
        "formula": settings.formula,
        "rollup": settings.rollup,
        "pattern": settings.pattern,
        "retired": field.retired,
        "access": right,
        "operators": if readable && field.filterable() { field.operators().to_vec() } else { Vec::new() },
        "sortable": readable && field.sortable(),
        "filterable": readable && field.filterable(),
        "groupable": readable && field.groupable(),
    })
}

fn class_name(class: DataClass) -> Value {
    json!(class)
}

/// The settings that only some types have.
#[derive(Default)]
struct Settings {
    options: Value,
    objects: Value,
    min: Value,
    max: Value,
    max_length: Value,
    scale: Value,
    currency: Value,
    result_type: Value,
    formula: Value,
    rollup: Value,
    pattern: Value,
}

impl Settings {
    fn of(kind: &FieldType) -> Self {
        let mut settings = Self::default();
        match kind {
            FieldType::Text { max_length, .. }
            | FieldType::LongText { max_length }
            | FieldType::RichText { max_length } => settings.max_length = json!(max_length),
            FieldType::Number { scale, min, max } | FieldType::Percent { scale, min, max } => {
                settings.scale = json!(scale);
                settings.min = json!(min.map(|number| number.to_string()));
                settings.max = json!(max.map(|number| number.to_string()));
            }
            FieldType::Integer { min, max } => {
                settings.min = json!(min);
                settings.max = json!(max);
            }
            FieldType::Money { scale, currency, .. } => {
                settings.scale = json!(scale);
                settings.currency = json!(currency);
            }
            FieldType::Choice { options } | FieldType::MultiChoice { options } => {
                settings.options = options_value(options);
            }
            FieldType::Link { objects } => settings.objects = json!(objects),
            FieldType::Rating { max } => settings.max = json!(max),
            FieldType::AutoNumber { pattern } => settings.pattern = json!(pattern),
            FieldType::Formula { expression, result } => {
                settings.formula = json!(expression);
                settings.result_type = json!(result);
            }
            FieldType::Rollup { object, via, function, field } => {
                settings.rollup = json!({"object": object, "via": via, "function": function, "field": field});
                settings.result_type = json!("number");
            }
            _ => {}
        }
        settings
    }
}

fn options_value(options: &[Choice]) -> Value {
    let options = options.iter().map(|option| {
        let label: &Label = &option.label;
        json!({"key": option.key, "label": label, "color": option.color, "active": option.active, "synonyms": option.synonyms})
    });
    Value::Array(options.collect())
}
