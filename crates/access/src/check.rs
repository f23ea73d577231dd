//! What a role may say: every name exists, nothing is given that could never be used or that misleads.

use metadata::{Metadata, ObjectDef};
use model::FieldProblem;

use crate::{FieldRight, Grant, Role, Scope};

/// Longest label and description, in characters.
const MAX_LABEL: usize = 60;
const MAX_DESCRIPTION: usize = 500;

/// Every fault of a role, each at its path, such as `objects.account.edit`. None: it may be stored.
pub fn check_role(role: &Role, metadata: &Metadata) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if role.label.zh.trim().is_empty() && role.label.en.trim().is_empty() {
        problems.push(FieldProblem::new("label", "label_required"));
    }
    for (path, text, max) in [
        ("label.zh", &role.label.zh, MAX_LABEL),
        ("label.en", &role.label.en, MAX_LABEL),
        ("description.zh", &role.description.zh, MAX_DESCRIPTION),
        ("description.en", &role.description.en, MAX_DESCRIPTION),
    ] {
        if text.chars().count() > max {
            problems.push(FieldProblem::new(path, "too_long").with("max", max.to_string()));
        }
    }
    for (name, grant) in &role.objects {
        let path = format!("objects.{name}");
        match metadata.object(name.as_str()) {
            Some(object) => {
                check_fields(&path, grant, object, &mut problems);
                check_scopes(&path, grant, &mut problems);
            }
            None => problems.push(FieldProblem::new(path, "unknown_object")),
        }
    }
    if let Some(grant) = &role.default {
        check_scopes("default", grant, &mut problems);
        for field in grant.fields.keys() {
            problems.push(FieldProblem::new(format!("default.fields.{field}"), "unknown_field"));
        }
    }
    problems
}

fn check_fields(path: &str, grant: &Grant, object: &ObjectDef, problems: &mut Vec<FieldProblem>) {
    for (name, right) in &grant.fields {
        let at = || format!("{path}.fields.{name}");
        match object.field(name.as_str()) {
            None => problems.push(FieldProblem::new(at(), "unknown_field")),
            Some(field) if *right == FieldRight::Edit && (!field.stored() || field.read_only) => {
                problems.push(FieldProblem::new(at(), "read_only"));
            }
            Some(_) => {}
        }
    }
    let title = object.field(object.title_field.as_str());
    let opens = grant.view > Scope::None || grant.through;
    if let Some(title) = title.filter(|title| opens && grant.field_right(title) == FieldRight::Hidden) {
        problems.push(FieldProblem::new(format!("{path}.fields.{}", title.name), "title_hidden"));
    }
}

fn check_scopes(path: &str, grant: &Grant, problems: &mut Vec<FieldProblem>) {
    for (name, scope) in [
        ("edit", grant.edit),
        ("delete", grant.delete),
        ("export", grant.export),
        ("transfer", grant.transfer),
    ] {
        if scope > grant.view {
            problems.push(FieldProblem::new(format!("{path}.{name}"), "wider_than_view"));
        }
    }
}

#[cfg(test)]
mod tests {
    use model::{Label, ObjectName};

    use super::*;
    use crate::testing::test_metadata;
    use crate::{RoleKey, Scope};

    fn role(object: &str, grant: serde_json::Value) -> Role {
        Role {
            key: RoleKey::new("r").unwrap(),
            label: Label::new("角色", "Role"),
            description: Label::default(),
            shipped: false,
            version: 0,
            system: [].into(),
            objects: [(ObjectName::new(object).unwrap(), serde_json::from_value(grant).unwrap())].into(),
            default: None,
        }
    }

    fn faults(role: &Role) -> Vec<(String, &'static str)> {
        let problems = check_role(role, &test_metadata());
        problems.into_iter().map(|problem| (problem.field, problem.code)).collect()
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        for (object, grant, field, code) in [
            ("nothing", serde_json::json!({}), "objects.nothing", "unknown_object"),
            (
                "account",
                serde_json::json!({"fields": {"x": "read"}}),
                "objects.account.fields.x",
                "unknown_field",
            ),
            (
                "account",
                serde_json::json!({"view": "own", "edit": "all"}),
                "objects.account.edit",
                "wider_than_view",
            ),
            ("account", serde_json::json!({"delete": "own"}), "objects.account.delete", "wider_than_view"),
            (
                "account",
                serde_json::json!({"fields": {"id": "edit"}}),
                "objects.account.fields.id",
                "read_only",
            ),
            (
                "account",
                serde_json::json!({"view": "own", "fields": {"name": "hidden"}}),
                "objects.account.fields.name",
                "title_hidden",
            ),
        ] {
            assert_eq!(faults(&role(object, grant)), [(field.to_owned(), code)]);
        }
    }

    #[test]
    fn a_sound_role_has_no_fault_and_a_nameless_one_has() {
        let mut sound = role("contact", serde_json::json!({"view": "team", "edit": "own", "through": true}));
        sound.default = Some(Grant { view: Scope::Own, ..Grant::default() });
        assert_eq!(faults(&sound), []);
        sound.label = Label::default();
        assert_eq!(faults(&sound), [("label".to_owned(), "label_required")]);
    }

    #[test]
    fn an_unknown_word_in_a_role_is_refused_when_it_is_read() {
        for bad in [
            serde_json::json!({"view": "everything"}),
            serde_json::json!({"look": "all"}),
            serde_json::json!({"classes": {"secret": "read"}}),
        ] {
            assert!(serde_json::from_value::<Grant>(bad).is_err());
        }
    }
}
