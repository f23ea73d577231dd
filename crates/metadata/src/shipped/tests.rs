use std::collections::BTreeMap;

use model::ObjectName;

use super::*;
use crate::{DataClass, FieldType};

fn shipped() -> Metadata {
    Metadata::shipped().unwrap_or_else(|error| panic!("{error}"))
}

const GOOD: &str = r#"
name = "thing"
label = ["东西", "Thing"]
plural = ["东西", "Things"]
description = ["", ""]
icon = "box"
order = 1
number = "T-{000}"
title_field = "name"

[[field]]
name = "name"
type = "text"
label = ["名称", "Name"]

[[field]]
name = "stage"
type = "choice"
label = ["阶段", "Stage"]

[pipeline]
field = "stage"
stages = [
    { key = "open", label = ["开", "Open"], kind = "open", probability = 1 },
    { key = "won", label = ["赢", "Won"], kind = "won", probability = 100 },
    { key = "lost", label = ["输", "Lost"], kind = "lost", probability = 0 },
]

[layout]
list = ["name"]

[[layout.sections]]
label = ["基本", "Basics"]
fields = ["name", "stage"]
"#;

#[test]
fn every_shipped_object_is_sound() {
    assert_eq!(shipped().objects().count(), FILES.len());
    assert!(object_of("thing.toml", GOOD).is_ok());
}

#[test]
fn a_faulty_file_is_refused_with_its_place() {
    for (from, to, told) in [
        ("icon =", "icno =", "unknown field `icno`"),
        (
            "[[field]]\nname = \"name\"",
            "[[field]]\nrequred = true\nname = \"name\"",
            "unknown field `requred`",
        ),
        ("type = \"text\"", "type = \"txet\"", "name.type: invalid_option"),
        ("type = \"text\"", "type = \"text\"\nscale = 2", "name.scale: unknown_field"),
        ("type = \"text\"", "type = \"date\"", "title_field: unknown_field"),
        ("type = \"text\"", "type = \"text\"\nclass = \"sensitive\"", "title_field: unknown_field"),
        ("name = \"stage\"", "name = \"stage_bidx\"", "stage_bidx.name: invalid_name"),
        ("name = \"name\"\ntype", "name = \"owner\"\ntype", "owner: name_taken"),
        ("name = \"name\"\ntype", "name = \"version\"\ntype", "version.name: name_taken"),
        ("list = [\"name\"]", "list = [\"nmae\"]", "layout.list.nmae: unknown_field"),
        (
            "fields = [\"name\", \"stage\"]",
            "fields = [\"name\", \"name\"]",
            "layout.sections[0].name: name_taken",
        ),
        ("kind = \"lost\"", "kind = \"open\"", "pipeline.stages: pipeline_incomplete"),
        ("key = \"lost\"", "key = \"Lost!\"", "stage.options[2].key: invalid_name"),
        ("key = \"lost\"", "key = \"won\"", "stage.options[2].key: name_taken"),
        ("probability = 1 ", "probability = 101 ", "pipeline.stages[0].probability: too_large"),
        ("label = [\"开\", \"Open\"]", "label = [\"开\"]", "thing.toml"),
    ] {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from}");
        let said = match object_of("thing.toml", &text) {
            Ok(_) => panic!("{to} was accepted"),
            Err(error) => error.to_string(),
        };
        assert!(said.contains(told) && said.starts_with("objects/thing.toml"), "{to}: {said}");
    }
}

#[test]
fn everything_has_words_in_both_languages() {
    for object in shipped().objects() {
        let mut labels = vec![&object.label, &object.plural, &object.description];
        labels.extend(object.fields.iter().map(|field| &field.label));
        labels.extend(object.fields.iter().filter_map(|field| field.help.as_ref()));
        labels.extend(
            object
                .fields
                .iter()
                .filter_map(|field| field.kind.options())
                .flatten()
                .map(|option| &option.label),
        );
        labels.extend(object.layout.sections.iter().map(|section| &section.label));
        labels.extend(object.layout.related.iter().map(|related| &related.label));
        assert!(labels.iter().all(|label| !label.zh.is_empty() && !label.en.is_empty()), "{}", object.name);
    }
}

#[test]
fn every_field_is_placed_once_and_no_two_share_a_label() {
    for object in shipped().objects() {
        let mut labels = BTreeMap::new();
        for field in &object.fields {
            let sections = object.layout.sections.iter().flat_map(|section| &section.fields);
            let placed = sections.filter(|name| **name == field.name).count();
            assert_eq!(placed, usize::from(field.name != *"id"), "{}.{}", object.name, field.name);
            for text in [&field.label.zh, &field.label.en] {
                let other = labels.insert(text.clone(), &field.name);
                assert!(
                    other.is_none_or(|other| *other == field.name),
                    "{}.{} {text}",
                    object.name,
                    field.name
                );
            }
        }
    }
}

#[test]
fn what_tells_about_a_person_is_guarded() {
    for object in shipped().objects() {
        for field in &object.fields {
            let reaches =
                matches!(field.kind, FieldType::Phone {} | FieldType::Email {} | FieldType::Address {});
            assert!(!reaches || field.class >= DataClass::Sensitive, "{}.{}", object.name, field.name);
            assert!(!(reaches && object.person) || field.personal, "{}.{}", object.name, field.name);
        }
    }
}

/// A header or a cell as people compare them: case, width, underscores and spaces aside.
fn folded(text: &str) -> String {
    text.to_lowercase().replace(['_', '-'], " ")
}

fn named<'a>(object: &'a ObjectDef, header: &str) -> Vec<&'a str> {
    let header = folded(header);
    let own = |field: &&crate::FieldDef| {
        let mut words = vec![field.name.as_str(), &field.label.zh, &field.label.en];
        words.extend(field.synonyms.iter().map(String::as_str));
        words.into_iter().any(|word| folded(word) == header)
    };
    object.importable_fields().into_iter().filter(own).map(|field| field.name.as_str()).collect()
}

fn option<'a>(field: &'a crate::FieldDef, cell: &str) -> Option<&'a str> {
    let said = |option: &&crate::Choice| {
        let words = [&option.key, &option.label.zh, &option.label.en].into_iter().chain(&option.synonyms);
        words.into_iter().any(|word| folded(word) == folded(cell))
    };
    field.kind.options()?.iter().find(said).map(|option| option.key.as_str())
}

#[test]
fn the_columns_of_a_real_companys_files_are_known() {
    let all = shipped();
    for (object, header, field) in [
        ("account", "account", "name"),
        ("account", "sector", "industry"),
        ("account", "year_established", "founded_year"),
        ("account", "revenue", "annual_revenue"),
        ("account", "employees", "employees"),
        ("account", "office_location", "country"),
        ("account", "subsidiary_of", "parent"),
        ("account", "统一社会信用代码", "credit_code"),
        ("product", "product", "name"),
        ("product", "series", "series"),
        ("product", "sales_price", "list_price"),
        ("opportunity", "opportunity_id", "external_id"),
        ("opportunity", "sales_agent", "owner"),
        ("opportunity", "product", "product"),
        ("opportunity", "account", "account"),
        ("opportunity", "deal_stage", "stage"),
        ("opportunity", "engage_date", "engaged_on"),
        ("opportunity", "close_date", "closed_on"),
        ("opportunity", "close_value", "amount"),
        ("contact", "手机号码", "mobile"),
        ("lead", "公司名称", "company"),
    ] {
        let found = all.object(object).map(|object| named(object, header)).unwrap_or_default();
        assert_eq!(found, [field], "{object} {header}");
    }
}

#[test]
fn the_options_of_a_real_companys_files_are_known() {
    let all = shipped();
    let field = |object: &str, field: &str| all.object(object).unwrap().field(field).unwrap().clone();
    let (industry, stage) = (field("account", "industry"), field("opportunity", "stage"));
    for (cell, key) in
        [("technolgy", "technology"), ("telecommunications", "telecommunications"), ("retail", "retail")]
    {
        assert_eq!(option(&industry, cell), Some(key), "{cell}");
    }
    for sector in ["medical", "software", "entertainment", "marketing", "finance", "employment", "services"] {
        assert_eq!(option(&industry, sector), Some(sector));
    }
    for (cell, key) in
        [("Prospecting", "prospecting"), ("Engaging", "engaging"), ("Won", "won"), ("Lost", "lost")]
    {
        assert_eq!(option(&stage, cell), Some(key), "{cell}");
    }
}

#[test]
fn no_word_names_two_options_of_a_field() {
    for object in shipped().objects() {
        for field in &object.fields {
            let mut seen = BTreeMap::new();
            for option in field.kind.options().unwrap_or_default() {
                let words =
                    [&option.key, &option.label.zh, &option.label.en].into_iter().chain(&option.synonyms);
                for word in words {
                    let other = seen.insert(folded(word), &option.key);
                    assert!(
                        other.is_none_or(|other| *other == option.key),
                        "{}.{} {word}",
                        object.name,
                        field.name
                    );
                }
            }
        }
    }
}

#[test]
fn no_word_names_two_fields_of_an_object() {
    for object in shipped().objects() {
        for field in object.importable_fields() {
            for word in field.synonyms.iter().chain([&field.label.zh, &field.label.en]) {
                let found = named(object, word);
                assert_eq!(found, [field.name.as_str()], "{} {word}", object.name);
            }
        }
    }
}

#[test]
fn activities_hang_off_what_they_are_about() {
    let all = shipped();
    let about: Vec<_> =
        ["account", "contact", "lead", "opportunity"].map(|name| ObjectName::new(name).unwrap()).into();
    let activities: Vec<_> = all.objects().filter(|object| object.activity).collect();
    assert_eq!(activities.len(), 5);
    for object in activities {
        assert_eq!(object.field("about").unwrap().kind.linked_objects(), about, "{}", object.name);
        assert_eq!(object.through.as_ref().unwrap(), &"about", "{}", object.name);
    }
}
