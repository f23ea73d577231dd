use std::fmt::Write as _;

use model::{Column, FieldName};
use serde_json::{Value as Json, json};

use super::*;
use crate::system_fields::SYSTEM_FIELDS;
use crate::{FieldPatch, FieldSpec, Pipeline, Stage, StageKind, indexes};

fn shipped() -> Metadata {
    Metadata::shipped().unwrap()
}

fn name(text: &str) -> ObjectName {
    ObjectName::new(text).unwrap()
}

fn new_object(body: Json) -> Change {
    Change::CreateObject(serde_json::from_value(body).unwrap())
}

fn add(object: &str, body: Json) -> Change {
    Change::AddField {
        object: name(object),
        field: Box::new(serde_json::from_value::<FieldSpec>(body).unwrap()),
    }
}

fn patch(object: &str, field: &str, body: Json) -> Change {
    let patch: FieldPatch = serde_json::from_value(body).unwrap();
    Change::ChangeField {
        object: name(object),
        field: FieldName::new(field).unwrap(),
        patch: Box::new(patch),
        version: 1,
    }
}

fn machines() -> Metadata {
    let change = new_object(json!({"name": "machine", "label": {"zh": "设备", "en": "Machine"}}));
    let all = shipped();
    all.with(plan(&all, &change).unwrap().next)
}

/// A plan as lines a person can review.
fn shown(plan: &SchemaPlan) -> String {
    let mut text = String::new();
    for check in &plan.checks {
        writeln!(text, "check  {check:?}").unwrap();
    }
    for step in &plan.steps {
        match step {
            Step::CreateTable { columns, .. } => {
                writeln!(text, "create {}", crate::table_of(step.object())).unwrap();
                for stored in columns {
                    writeln!(text, "       {:<28} {:?}", stored.column.as_str(), stored.storage).unwrap();
                }
            }
            Step::AddColumn { column, .. } => {
                writeln!(text, "column {} {:?}", column.column.as_str(), column.storage).unwrap();
            }
            Step::DropColumn { column, .. } => writeln!(text, "drop   {}", column.as_str()).unwrap(),
            Step::CreateIndex { index, .. } => {
                let columns: Vec<_> = index.columns.iter().map(Column::as_str).collect();
                let unique = if index.unique { " unique" } else { "" };
                let living = if index.living_only { " living" } else { "" };
                writeln!(text, "index  {} ({}){unique}{living}", index.name, columns.join(", ")).unwrap();
            }
            Step::DropIndex { name, .. } => writeln!(text, "drop index {name}").unwrap(),
            Step::Backfill { column, value, .. } => {
                writeln!(text, "fill   {} {value:?}", column.as_str()).unwrap();
            }
        }
    }
    text
}

fn refused(all: &Metadata, change: &Change) -> (String, &'static str) {
    let problem = match plan(all, change) {
        Ok(plan) => panic!("{}", shown(&plan)),
        Err(problem) => problem,
    };
    match problem.fields.first() {
        Some(fault) => (fault.field.clone(), fault.code),
        None => (String::new(), problem.code),
    }
}

#[test]
fn the_table_of_a_shipped_object() {
    let all = shipped();
    for object in all.objects() {
        let plan = SchemaPlan {
            object: object.name.clone(),
            checks: Vec::new(),
            steps: initial_steps(object),
            next: (**object).clone(),
        };
        insta::assert_snapshot!(format!("table_of_{}", object.name), shown(&plan));
    }
}

#[test]
fn plans_of_a_customers_changes() {
    let all = machines();
    for (title, change) in [
        (
            "a_new_object",
            new_object(json!({"name": "c_site", "label": {"zh": "站点", "en": "Site"}, "icon": "map-pin"})),
        ),
        (
            "a_money_field",
            add(
                "c_machine",
                json!({"name": "price", "type": "money", "label": ["价格", "Price"], "indexed": true}),
            ),
        ),
        (
            "a_required_field_with_a_default",
            add(
                "account",
                json!({"name": "grade", "type": "choice", "label": ["评级", "Grade"], "required": true,
                "default": "x", "options": [["x", "甲", "X"], ["y", "乙", "Y", "red"]]}),
            ),
        ),
        (
            "a_required_field",
            add(
                "account",
                json!({"name": "region", "type": "text", "label": ["大区", "Region"], "required": true}),
            ),
        ),
        (
            "a_sealed_unique_field",
            add(
                "contact",
                json!({"name": "card", "type": "text", "label": ["卡号", "Card"], "class": "sensitive", "unique": true}),
            ),
        ),
        (
            "a_link",
            add(
                "c_machine",
                json!({"name": "account", "type": "link", "label": ["客户", "Account"], "objects": ["account"]}),
            ),
        ),
        (
            "a_formula",
            add(
                "opportunity",
                json!({"name": "half", "type": "formula", "label": ["一半", "Half"], "formula": "amount / 2", "result_type": "money"}),
            ),
        ),
        (
            "restricting_a_shipped_field",
            patch("account", "industry", json!({"required": true, "indexed": true})),
        ),
        ("sealing_a_shipped_field", patch("account", "tax_no", json!({"class": "sensitive"}))),
        (
            "sealing_and_making_unique",
            patch("account", "tax_no", json!({"class": "sensitive", "unique": true})),
        ),
        ("making_a_field_unique", patch("account", "tax_no", json!({"unique": true}))),
        ("retiring_a_field", patch("account", "wecom", json!({"retired": true}))),
    ] {
        let plan = plan(&all, &change).unwrap_or_else(|problem| panic!("{title}: {problem:?}"));
        insta::assert_snapshot!(title, shown(&plan));
    }
}

#[test]
fn what_ships_is_never_loosened() {
    let all = shipped();
    for (change, field, code) in [
        (patch("account", "name", json!({"required": false})), "required", "would_loosen"),
        (patch("account", "name", json!({"indexed": false})), "indexed", "would_loosen"),
        (patch("account", "credit_code", json!({"unique": false})), "unique", "would_loosen"),
        (patch("contact", "mobile", json!({"class": "internal"})), "class", "would_loosen"),
        (patch("contact", "name", json!({"personal": false})), "personal", "would_loosen"),
        (
            patch("account", "type", json!({"options": [["prospect", "潜在", "Prospect"]]})),
            "options",
            "would_loosen",
        ),
        (patch("account", "name", json!({"type": "integer"})), "type", "type_fixed"),
        (patch("account", "owner", json!({"required": true})), "owner", "setting_fixed"),
        (patch("account", "name", json!({"retired": true})), "retired", "setting_fixed"),
        (patch("opportunity", "stage", json!({"retired": true})), "retired", "setting_fixed"),
        (patch("contact", "account", json!({"retired": true})), "retired", "setting_fixed"),
        (patch("opportunity", "stage", json!({"options": [["a", "甲", "A"]]})), "options", "setting_fixed"),
        (patch("opportunity", "weighted_amount", json!({"formula": "1"})), "formula", "setting_fixed"),
        (
            patch("opportunity", "amount", json!({"retired": true})),
            "weighted_amount.formula",
            "invalid_formula",
        ),
        (patch("account", "name", json!({"label": {"zh": " ", "en": ""}})), "label", "label_required"),
    ] {
        assert_eq!(refused(&all, &change), (field.into(), code), "{change:?}");
    }
    assert!(plan(&all, &patch("account", "nothing", json!({}))).is_err());
}

#[test]
fn shipped_options_may_be_turned_off_and_others_added() {
    let all = shipped();
    let options = |all: &Metadata| {
        all.object("account").unwrap().field("level").unwrap().kind.options().unwrap().to_vec()
    };
    let mut changed = options(&all);
    changed[3].active = false;
    changed.push(crate::Choice { key: "e".into(), active: true, ..changed[0].clone() });
    let first = plan(&all, &patch("account", "level", json!({"options": changed}))).unwrap();
    assert!(first.checks.is_empty() && first.steps.is_empty());
    let all = all.with(first.next);
    let back = Change::ChangeField {
        object: name("account"),
        field: FieldName::new("level").unwrap(),
        patch: Box::new(serde_json::from_value(json!({"options": &options(&all)[..4]})).unwrap()),
        version: 2,
    };
    let checks = plan(&all, &back).unwrap().checks;
    assert!(matches!(&checks[..], [Check::OptionUnused { option, list: false, .. }] if option == "e"));
}

#[test]
fn a_change_made_on_an_old_version_is_refused() {
    let all = shipped();
    let changed = all.with(plan(&all, &patch("account", "wecom", json!({"required": true}))).unwrap().next);
    assert_eq!(refused(&changed, &patch("account", "wecom", json!({"required": false}))).1, "metadata_stale");
    assert_eq!(changed.version(), all.version() + 1);
}

#[test]
fn new_names_are_the_customers_own() {
    let all = machines();
    let object = all.object("c_machine").unwrap();
    assert_eq!(
        object.field("number").unwrap().kind,
        crate::FieldType::AutoNumber { pattern: "MAC-{000000}".into() }
    );
    let field =
        plan(&all, &add("c_machine", json!({"name": "price", "type": "money", "label": ["价格", "Price"]})))
            .unwrap();
    let next = &field.next;
    assert!(next.field("c_price").is_some() && next.layout.list.iter().any(|name| *name == *"c_price"));
    assert!(next.layout.sections[0].fields.iter().any(|name| *name == *"c_price"));
    for (change, at, code) in [
        (new_object(json!({"name": "machine", "label": {"zh": "机", "en": ""}})), "name", "name_taken"),
        (new_object(json!({"name": "x", "label": {"zh": "", "en": ""}})), "label", "label_required"),
        (
            new_object(json!({"name": "x", "label": {"zh": "机", "en": ""}, "icon": "../x"})),
            "icon",
            "invalid_option",
        ),
        (
            new_object(json!({"name": "x", "label": {"zh": "机", "en": ""}, "number": "X"})),
            "number",
            "invalid_pattern",
        ),
        (
            add("c_machine", json!({"name": "a_bidx", "type": "date", "label": ["一", "A"]})),
            "name",
            "invalid_name",
        ),
        (
            add("c_machine", json!({"name": "a", "type": "id", "label": ["一", "A"]})),
            "type",
            "invalid_option",
        ),
        (
            add("c_machine", json!({"name": "a", "type": "date", "label": ["一", "A"], "scale": 2})),
            "scale",
            "unknown_field",
        ),
        (
            add(
                "c_machine",
                json!({"name": "a", "type": "link", "label": ["一", "A"], "objects": ["nothing"]}),
            ),
            "c_a.objects",
            "unknown_object",
        ),
        (
            add("c_machine", json!({"name": "a", "type": "choice", "label": ["一", "A"], "options": []})),
            "options",
            "required",
        ),
        (
            add("c_machine", json!({"name": "a", "type": "number", "label": ["一", "A"], "scale": 9})),
            "scale",
            "too_large",
        ),
        (
            add("c_machine", json!({"name": "a", "type": "number", "label": ["一", "A"], "default": "x"})),
            "default",
            "invalid_option",
        ),
        (
            add(
                "c_machine",
                json!({"name": "a", "type": "formula", "label": ["一", "A"], "formula": "1 +", "result_type": "number"}),
            ),
            "c_a.formula",
            "invalid_formula",
        ),
        (
            add(
                "account",
                json!({"name": "a", "type": "rollup", "label": ["一", "A"],
                "rollup": {"object": "contact", "via": "account", "function": "sum", "field": "name"}}),
            ),
            "c_a.rollup",
            "unknown_field",
        ),
    ] {
        assert_eq!(refused(&all, &change), (at.into(), code), "{change:?}");
    }
    let rollup = add(
        "account",
        json!({"name": "deals", "type": "rollup", "label": ["商机额", "Deals"],
        "rollup": {"object": "opportunity", "via": "account", "function": "sum", "field": "amount"}}),
    );
    assert!(plan(&all, &rollup).unwrap().steps.is_empty());
}

fn stages(all: &Metadata) -> Vec<Stage> {
    all.object("opportunity").unwrap().pipeline.as_ref().unwrap().stages.clone()
}

fn pipeline(object: &str, stages: Vec<Stage>) -> Change {
    Change::SetPipeline { object: name(object), stages, version: 1 }
}

#[test]
fn a_stage_that_goes_must_be_empty_and_stays_as_an_option_turned_off() {
    let all = shipped();
    let kept: Vec<Stage> = stages(&all).into_iter().filter(|stage| stage.key != "prospecting").collect();
    let plan = plan(&all, &pipeline("opportunity", kept)).unwrap();
    assert!(matches!(&plan.checks[..], [Check::OptionUnused { option, .. }] if option == "prospecting"));
    let field = plan.next.field("stage").unwrap();
    let option = field.kind.options().unwrap().iter().find(|option| option.key == "prospecting").unwrap();
    assert!(!option.active && field.default == Some(json!("qualification")));
}

#[test]
fn a_shipped_stage_keeps_its_outcome() {
    let all = shipped();
    let mut turned = stages(&all);
    turned[5].kind = StageKind::Open;
    assert_eq!(refused(&all, &pipeline("opportunity", turned)).1, "would_loosen");
    let mut loose = stages(&all);
    loose[3].required_fields.clear();
    assert_eq!(refused(&all, &pipeline("opportunity", loose)).1, "would_loosen");
    let open: Vec<Stage> = stages(&all).into_iter().filter(|stage| stage.kind == StageKind::Open).collect();
    assert_eq!(refused(&all, &pipeline("opportunity", open)).1, "pipeline_incomplete");
}

#[test]
fn an_object_without_stages_gets_a_stage_field() {
    let all = machines();
    let mut own = stages(&all);
    for stage in &mut own {
        stage.required_fields.clear();
    }
    let plan = plan(&all, &pipeline("c_machine", own)).unwrap();
    insta::assert_snapshot!("a_first_pipeline", shown(&plan));
    assert_eq!(plan.next.pipeline.unwrap().field, FieldName::new("c_stage").unwrap());
}

#[test]
fn a_newer_program_keeps_the_customers_layer() {
    let all = shipped();
    let account = all.object("account").unwrap();
    assert_eq!(shipped_upgrade(account, account).unwrap().next, **account);
    assert!(shipped_upgrade(account, account).unwrap().steps.is_empty());

    // An older release without two fields; its customer added a field, renamed one and made one required.
    let mut older = (**account).clone();
    older.fields.retain(|field| !["website", "do_not_contact"].contains(&field.name.as_str()));
    for section in &mut older.layout.sections {
        section.fields.retain(|name| !["website", "do_not_contact"].contains(&name.as_str()));
    }
    older.fields.push(crate::FieldDef { shipped: true, ..older.field("wecom").unwrap().clone() });
    older.fields.last_mut().unwrap().name = FieldName::new("fax").unwrap();
    let all = all.with(older);
    let custom =
        plan(&all, &add("account", json!({"name": "region", "type": "text", "label": ["大区", "Region"]})))
            .unwrap();
    let mut stored = custom.next;
    for field in &mut stored.fields {
        match field.name.as_str() {
            "industry" => field.required = true,
            "country" => field.label.zh = "国别".into(),
            _ => {}
        }
    }
    let upgrade = shipped_upgrade(&stored, account).unwrap();
    insta::assert_snapshot!("an_upgrade", shown(&upgrade));
    let next = &upgrade.next;
    assert!(next.field("industry").unwrap().required && next.field("c_region").is_some());
    assert_eq!(next.field("country").unwrap().label.zh, "国别");
    assert!(next.field("fax").is_none() && next.fields.iter().any(|field| field.name == *"fax"));
    let contact_details = &next.layout.sections[1].fields;
    assert!(contact_details.windows(2).any(|pair| pair[0] == *"email" && pair[1] == *"website"));
    assert_eq!(shipped_upgrade(next, account).unwrap().next, *next);
}

#[test]
fn a_stage_that_ships_newly_waits_for_the_customer() {
    let all = shipped();
    let deal = all.object("opportunity").unwrap();
    let mut older = (**deal).clone();
    let Some(Pipeline { stages, .. }) = &mut older.pipeline else { panic!("no pipeline") };
    stages.retain(|stage| stage.key != "engaging");
    for field in &mut older.fields {
        if let crate::FieldType::Choice { options } = &mut field.kind {
            options.retain(|option| option.key != "engaging");
        }
    }
    let upgrade = shipped_upgrade(&older, deal).unwrap();
    let options = upgrade.next.field("stage").unwrap().kind.options().unwrap();
    assert!(options.iter().any(|option| option.key == "engaging" && !option.active));
}

#[test]
fn definitions_survive_being_stored() {
    for object in machines().objects() {
        let stored = serde_json::to_string(&**object).unwrap();
        assert_eq!(serde_json::from_str::<ObjectDef>(&stored).unwrap(), **object, "{}", object.name);
    }
}

#[test]
fn index_names_fit_both_engines_and_tell_apart() {
    let long = "c_".to_owned() + &"x".repeat(46);
    let change = new_object(json!({"name": long, "label": {"zh": "长", "en": "Long"}}));
    let object = plan(&shipped(), &change).unwrap().next;
    let names: std::collections::BTreeSet<_> = indexes(&object).into_iter().map(|index| index.name).collect();
    assert_eq!(names.len(), indexes(&object).len());
    assert!(names.iter().all(|name| name.len() <= 60), "{names:?}");
}

#[test]
fn every_object_has_the_engines_fields_first() {
    for object in machines().objects() {
        let first: Vec<_> =
            object.fields.iter().take_while(|field| field.system).map(|field| field.name.as_str()).collect();
        let expected: Vec<_> = SYSTEM_FIELDS
            .into_iter()
            .filter(|name| !object.activity || !["last_activity_at", "next_activity_at"].contains(name))
            .collect();
        assert_eq!(first, expected, "{}", object.name);
    }
}
