//! Every type through every operation, with generated values.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use model::{Column, Facts, FieldName, Label, Locale, ObjectName, Predicate, Scalar, UserId, Value};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::{
    Choice, ChoiceColor, DataClass, FieldDef, FieldType, FormulaResult, RollupFunction, Searched, TYPES,
    TextFormat,
};

struct Row(BTreeMap<Column, Scalar>);

impl Facts for Row {
    fn column(&self, column: &Column) -> Scalar {
        self.0.get(column).cloned().unwrap_or_default()
    }

    fn linked(&self, _: &ObjectName, _: &Scalar) -> Option<Box<dyn Facts + '_>> {
        None
    }
}

fn field(kind: FieldType, class: DataClass) -> FieldDef {
    FieldDef {
        name: FieldName::new("f").unwrap(),
        label: Label::new("字段", "Field"),
        help: None,
        kind,
        required: false,
        unique: false,
        indexed: false,
        read_only: false,
        class,
        personal: false,
        default: None,
        searched: Searched::No,
        synonyms: Vec::new(),
        shipped: false,
        system: false,
        retired: false,
    }
}

fn options() -> Vec<Choice> {
    ["a", "b", "c"]
        .map(|key| Choice {
            key: key.into(),
            label: Label::new(format!("选项{key}"), format!("Option {key}")),
            color: ChoiceColor::Gray,
            active: true,
            synonyms: Vec::new(),
        })
        .into()
}

fn object(name: &str) -> ObjectName {
    ObjectName::new(name).unwrap()
}

/// One of every type that holds values of its own.
fn written_types() -> Vec<FieldType> {
    vec![
        FieldType::Id {},
        FieldType::Text { max_length: 200, format: None },
        FieldType::Text { max_length: 18, format: Some(TextFormat::IdNumber) },
        FieldType::Text { max_length: 18, format: Some(TextFormat::CreditCode) },
        FieldType::LongText { max_length: 1_000 },
        FieldType::RichText { max_length: 10_000 },
        FieldType::Number { scale: 3, min: None, max: None },
        FieldType::Integer { min: None, max: None },
        FieldType::Money { scale: 2, currency: None, negative: true },
        FieldType::Percent { scale: 1, min: None, max: None },
        FieldType::Boolean {},
        FieldType::Date {},
        FieldType::Datetime {},
        FieldType::Choice { options: options() },
        FieldType::MultiChoice { options: options() },
        FieldType::Phone {},
        FieldType::Email {},
        FieldType::Url {},
        FieldType::Address {},
        FieldType::User {},
        FieldType::Team {},
        FieldType::Link { objects: vec![object("account")] },
        FieldType::Link { objects: vec![object("account"), object("lead")] },
        FieldType::File {},
        FieldType::AutoNumber { pattern: "X-{000}".into() },
        FieldType::Json {},
        FieldType::Location {},
        FieldType::Rating { max: 5 },
        FieldType::Tags {},
    ]
}

fn derived_types() -> Vec<FieldType> {
    vec![
        FieldType::Formula { expression: "1".into(), result: FormulaResult::Number },
        FieldType::Rollup {
            object: object("lead"),
            via: FieldName::new("account").unwrap(),
            function: RollupFunction::Count,
            field: None,
        },
    ]
}

/// A value people might send for the type.
fn wire(kind: &FieldType) -> BoxedStrategy<Json> {
    let id = || any::<u128>().prop_map(|bits| json!(Uuid::from_u128(bits)));
    let decimal = |scale: u32| {
        (-10_000_000i64..10_000_000)
            .prop_map(move |n| json!(rust_decimal::Decimal::new(n, scale).to_string()))
    };
    match kind {
        FieldType::Id {} | FieldType::User {} | FieldType::Team {} => id().boxed(),
        FieldType::Text { format: None, .. } | FieldType::AutoNumber { .. } => {
            "[a-zA-Z0-9 王李,.·-]{1,12}".prop_map(Json::from).boxed()
        }
        FieldType::Text { format: Some(TextFormat::IdNumber), .. } => {
            select(vec!["11010519491231002X", "440524188001010014"]).prop_map(Json::from).boxed()
        }
        FieldType::Text { .. } => {
            select(vec!["91350100M000100Y43", "91110000100000000R"]).prop_map(Json::from).boxed()
        }
        FieldType::LongText { .. } => "[a-z 王李\\n\\t]{1,40}".prop_map(Json::from).boxed(),
        FieldType::RichText { .. } => {
            "(<p>|</p>|<b>|<i>|</b>|<script>|&|<|>|[a-z ]|王|\"){1,20}".prop_map(Json::from).boxed()
        }
        FieldType::Number { .. } => decimal(3).boxed(),
        FieldType::Percent { .. } => decimal(1).boxed(),
        FieldType::Money { .. } => (decimal(2), select(vec!["CNY", "USD"]))
            .prop_map(|(amount, currency)| json!({"amount": amount, "currency": currency}))
            .boxed(),
        FieldType::Integer { .. } => (-1_000i64..1_000).prop_map(Json::from).boxed(),
        FieldType::Rating { .. } => (1i64..=5).prop_map(Json::from).boxed(),
        FieldType::Boolean {} => any::<bool>().prop_map(Json::from).boxed(),
        FieldType::Date {} => prop_oneof![
            (1900i32..2100, 1u32..=12, 1u32..=28)
                .prop_map(|(y, m, d)| json!(format!("{y:04}-{m:02}-{d:02}"))),
            select(vec!["0001-01-01", "1969-12-31", "9999-12-30", "9999-12-31"]).prop_map(Json::from),
        ]
        .boxed(),
        FieldType::Datetime {} => (-2_000_000_000_000_000i64..4_000_000_000_000_000)
            .prop_map(|micros| json!(Timestamp::from_microsecond(micros).unwrap().to_string()))
            .boxed(),
        FieldType::Choice { .. } => select(vec!["a", "b", "c"]).prop_map(Json::from).boxed(),
        FieldType::MultiChoice { .. } => {
            proptest::collection::vec(select(vec!["a", "b", "c"]), 0..4).prop_map(|keys| json!(keys)).boxed()
        }
        FieldType::Tags {} => {
            proptest::collection::vec("[a-c王 ]{1,3}", 0..4).prop_map(|tags| json!(tags)).boxed()
        }
        FieldType::Phone {} => (130u32..140, 0u32..100_000_000)
            .prop_map(|(head, tail)| json!(format!("{head}{tail:08}")))
            .boxed(),
        FieldType::Email {} => "[a-zA-Z]{1,8}@[A-Za-z]{1,6}\\.(com|cn)".prop_map(Json::from).boxed(),
        FieldType::Url {} => "https?://[a-z]{1,8}\\.com/[a-z王 ]{0,5}".prop_map(Json::from).boxed(),
        FieldType::Address {} => ("[王a-c ]{0,4}", "[a-c]{0,4}")
            .prop_map(|(city, street)| json!({"city": city, "street": street}))
            .boxed(),
        FieldType::Link { objects } if objects.len() == 1 => id().boxed(),
        FieldType::Link { .. } => (id(), select(vec!["account", "lead"]))
            .prop_map(|(id, object)| json!({"id": id, "object": object}))
            .boxed(),
        FieldType::File {} => proptest::collection::vec(id(), 0..3).prop_map(Json::from).boxed(),
        FieldType::Json {} => ("[a-z]{1,3}", any::<f64>(), any::<i64>())
            .prop_map(|(key, float, whole)| json!({"z": [float, null, true], key: {"n": whole}}))
            .boxed(),
        FieldType::Location {} => (-90.0f64..=90.0, -180.0f64..=180.0)
            .prop_map(|(lat, lng)| json!({"lat": lat, "lng": lng}))
            .boxed(),
        FieldType::Formula { .. } | FieldType::Rollup { .. } => Just(json!(1)).boxed(),
    }
}

fn pairs() -> impl Strategy<Value = (FieldType, Json, Json)> {
    select(written_types()).prop_flat_map(|kind| {
        let (one, two) = (wire(&kind), wire(&kind));
        (Just(kind), one, two)
    })
}

fn blind(term: &BlindTerm) -> Vec<u8> {
    format!("{:?}|{}", term.domain, term.text).into_bytes()
}

fn holds(field: &FieldDef, row: &Row, operator: Operator, operand: &Json) -> bool {
    let (read, me) = (ReadContext::default(), UserId(Uuid::from_u128(1)));
    let context = ConditionContext {
        read: &read,
        now: "2026-11-22T08:00:00Z".parse().unwrap(),
        zone: &TimeZone::UTC,
        me,
        my_team: &[me],
        blind: &blind,
    };
    let predicate = field
        .condition(operator, operand, &context)
        .unwrap_or_else(|problem| panic!("{} {operator:?} {operand}: {problem:?}", field.kind.name()));
    predicate.holds(row)
}

fn row_of(field: &FieldDef, value: &Value) -> Row {
    let mut columns: Vec<Scalar> = Vec::new();
    if field.sealed() {
        columns.push(if value.is_null() { Scalar::Null } else { field.plaintext(value).into() });
        columns.extend(field.blind_terms(value).iter().map(|term| Scalar::from(blind(term))));
    } else {
        columns = field.store(value).unwrap();
    }
    Row(field.columns().into_iter().map(|stored| stored.column).zip(columns).collect())
}

/// The order people mean, told without any stored form.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    Some(match (left, right) {
        (Value::Text(a), Value::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) => a.cmp(b),
        (Value::Money(a), Value::Money(b)) => a.amount.cmp(&b.amount),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (Value::Link(a), Value::Link(b)) => a.cmp(b),
        _ => return None,
    })
}

fn members(value: &Value) -> BTreeSet<String> {
    if let Value::List(items) = value { items.iter().cloned().collect() } else { BTreeSet::new() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_form_of_a_value_comes_back((kind, wire, _) in pairs()) {
        let context = ReadContext::default();
        for class in [DataClass::Internal, DataClass::Sensitive] {
            let field = field(kind.clone(), class);
            let value = field.read(&wire, &context).unwrap();
            prop_assert!(field.read(&field.write(&value), &context).unwrap() == value, "{} {wire}", kind.name());
            prop_assert!(field.from_plaintext(field.plaintext(&value)).unwrap() == value, "{} {wire}", kind.name());
            if field.sealed() {
                prop_assert!(field.store(&value).is_err() && field.load(&mut [Scalar::Null]).is_err());
            } else {
                let mut scalars = field.store(&value).unwrap();
                prop_assert_eq!(scalars.len(), field.columns().len());
                prop_assert!(field.load(&mut scalars).unwrap() == value, "{} {wire}", kind.name());
            }
            let nothing = field.store(&Value::Null).unwrap_or_else(|_| vec![Scalar::Null]);
            prop_assert!(nothing.iter().all(Scalar::is_null));
        }
    }

    #[test]
    fn a_mask_does_not_tell_the_value((kind, wire, _) in pairs()) {
        let field = field(kind.clone(), DataClass::Sensitive);
        let value = field.read(&wire, &ReadContext::default()).unwrap();
        if value.is_null() {
            return Ok(());
        }
        let (mask, zh) = (field.mask(&value), field.display(&value, Locale::Zh));
        prop_assert!(mask.contains('*'), "{}", kind.name());
        if let FieldType::Address {} = kind {
            // Its province and city are shown by design; nothing else is.
            prop_assert!(mask.ends_with("***"));
            return Ok(());
        }
        prop_assert!(!mask.contains(&zh), "{} {mask} {zh}", kind.name());
        let shown = mask.chars().filter(|c| *c != '*').count();
        prop_assert!(zh.chars().count() > 2 || shown == 0, "{} {mask} {zh}", kind.name());
    }

    #[test]
    fn stored_order_is_the_order_people_mean((kind, one, two) in pairs()) {
        let field = field(kind.clone(), DataClass::Internal);
        if !field.sortable() {
            return Ok(());
        }
        let read = |json| field.read(json, &ReadContext::default()).unwrap();
        let (one, two) = (read(&one), read(&two));
        if one.is_null() || two.is_null() {
            return Ok(());
        }
        let (a, b) = (field.store(&one).unwrap(), field.store(&two).unwrap());
        prop_assert_eq!(a[0].compare(&b[0]), order(&one, &two), "{}", kind.name());
    }

    #[test]
    fn conditions_agree_with_plain_comparison((kind, one, two) in pairs()) {
        let field = field(kind.clone(), DataClass::Internal);
        let read = |json| field.read(json, &ReadContext::default()).unwrap();
        let (left, right) = (read(&one), read(&two));
        let row = row_of(&field, &left);
        prop_assert_eq!(holds(&field, &row, Operator::Empty, &Json::Null), left.is_null());
        prop_assert_eq!(holds(&field, &row, Operator::NotEmpty, &Json::Null), !left.is_null());
        let has = |operator| field.operators().contains(&operator);
        if has(Operator::Eq) && !right.is_null() {
            let same = match kind {
                FieldType::Email {} => plain_text(&left).to_lowercase() == plain_text(&right).to_lowercase(),
                _ => left == right,
            };
            let two = field.write(&right);
            prop_assert_eq!(holds(&field, &row, Operator::Eq, &two), same, "{} {} {}", kind.name(), one, two);
            prop_assert_eq!(holds(&field, &row, Operator::Ne, &two), !same);
            prop_assert_eq!(holds(&field, &row, Operator::In, &json!([two, two])), same);
            prop_assert_eq!(holds(&field, &row, Operator::NotIn, &json!([two])), !same);
            if !left.is_null() {
                prop_assert!(holds(&field, &row, Operator::Eq, &field.write(&left)));
            }
        }
        if has(Operator::Lt) && !right.is_null() {
            let found = order(&left, &right);
            let is = |test: fn(Ordering) -> bool| found.is_some_and(test);
            prop_assert_eq!(holds(&field, &row, Operator::Lt, &two), is(Ordering::is_lt), "{}", kind.name());
            prop_assert_eq!(holds(&field, &row, Operator::Le, &two), is(Ordering::is_le));
            prop_assert_eq!(holds(&field, &row, Operator::Gt, &two), is(Ordering::is_gt));
            prop_assert_eq!(holds(&field, &row, Operator::Ge, &two), is(Ordering::is_ge));
            prop_assert_eq!(holds(&field, &row, Operator::Between, &json!([two, two])), is(Ordering::is_eq));
        }
        if has(Operator::HasAny) {
            let (held, asked) = (members(&left), members(&right));
            let any = held.intersection(&asked).next().is_some();
            let asked_json = json!(asked);
            prop_assert_eq!(holds(&field, &row, Operator::HasAny, &asked_json), any);
            prop_assert_eq!(holds(&field, &row, Operator::HasNone, &asked_json), !any);
            prop_assert_eq!(holds(&field, &row, Operator::HasAll, &asked_json), asked.is_subset(&held));
        }
        if has(Operator::Contains) {
            let (text, piece) = (plain_text(&left).to_ascii_lowercase(), plain_text(&right));
            let piece = piece.trim();
            if !piece.is_empty() && !piece.contains(['\n', '\t']) {
                let folded = piece.to_ascii_lowercase();
                prop_assert_eq!(holds(&field, &row, Operator::Contains, &json!(piece)), text.contains(&folded));
                prop_assert_eq!(holds(&field, &row, Operator::Starts, &json!(piece)), text.starts_with(&folded));
            }
        }
    }

    #[test]
    fn sealed_fields_are_found_by_their_blind_index((kind, one, two) in pairs()) {
        let field = field(kind.clone(), DataClass::Sensitive);
        let read = |json| field.read(json, &ReadContext::default()).unwrap();
        let (left, right) = (read(&one), read(&two));
        if left.is_null() || right.is_null() {
            return Ok(());
        }
        prop_assert!(!field.sortable() && !field.groupable());
        let row = row_of(&field, &left);
        if field.has_blind_index() {
            let folded = |value: &Value| field.blind_terms(value)[0].text.clone();
            let same = folded(&left) == folded(&right);
            prop_assert!(left != right || same);
            prop_assert_eq!(holds(&field, &row, Operator::Eq, &field.write(&right)), same);
            prop_assert_eq!(holds(&field, &row, Operator::In, &json!([field.write(&right)])), same);
        } else {
            prop_assert_eq!(field.operators(), operator::PRESENCE);
            prop_assert!(field.blind_terms(&left).is_empty());
        }
        if let FieldType::Phone {} = kind {
            let text = plain_text(&left);
            prop_assert!(holds(&field, &row, Operator::EndsWith, &json!(&text[text.len() - 4..])));
        }
    }

    #[test]
    fn no_json_makes_a_type_panic(kind in select(written_types()), json in any_json()) {
        drop(field(kind, DataClass::Internal).read(&json, &ReadContext::default()));
    }
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        ".{0,20}".prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            proptest::collection::btree_map("(id|object|amount|currency|lat|lng|city|x)", inner, 0..4)
                .prop_map(|parts| Json::Object(parts.into_iter().collect())),
        ]
    })
}

#[test]
fn every_type_is_tested_and_stands_in_the_documentation() {
    let tested: BTreeSet<_> = written_types().iter().chain(&derived_types()).map(FieldType::name).collect();
    let known: BTreeSet<_> = TYPES.iter().map(|info| info.name).collect();
    assert_eq!(tested, known);
    let docs = include_str!("../../../../docs/api-design.md");
    let section = docs.split("## 2. Values on the wire").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows =
        section.lines().filter_map(|line| line.strip_prefix("| ")).filter_map(|line| line.split(" |").next());
    let documented: BTreeSet<_> =
        rows.flat_map(|cell| cell.split(", ")).filter(|name| !name.contains(' ')).collect();
    assert_eq!(known, documented);
}

#[test]
fn worked_out_fields_are_never_written_or_filtered() {
    for kind in derived_types() {
        let field = field(kind, DataClass::Internal);
        assert_eq!(field.read(&json!(1), &ReadContext::default()).unwrap_err().code, "read_only");
        assert!(field.columns().is_empty() && field.operators().is_empty() && !field.sortable());
        assert_eq!(field.store(&Value::Null), Ok(Vec::new()));
    }
}

#[test]
fn what_breaks_a_rule_is_refused_by_its_code() {
    let number = FieldType::Number { scale: 2, min: Some(1.into()), max: Some(10.into()) };
    let many: Vec<String> = (0..51).map(|n| n.to_string()).collect();
    let nested = (0..40).fold(json!(1), |inner, _| json!([inner]));
    for (kind, wire, code) in [
        (FieldType::Text { max_length: 3, format: None }, json!("四个字符"), "too_long"),
        (FieldType::Text { max_length: 9, format: None }, json!(5), "wrong_type"),
        (FieldType::Text { max_length: 9, format: None }, json!("a\u{0}b"), "invalid_character"),
        (FieldType::Text { max_length: 9, format: None }, json!("a\nb"), "invalid_character"),
        (FieldType::Text { max_length: 9, format: None }, json!("a\u{202e}b"), "invalid_character"),
        (
            FieldType::Text { max_length: 18, format: Some(TextFormat::IdNumber) },
            json!("1"),
            "invalid_id_number",
        ),
        (
            FieldType::Text { max_length: 18, format: Some(TextFormat::CreditCode) },
            json!("1"),
            "invalid_credit_code",
        ),
        (number.clone(), json!("1.234"), "too_many_decimals"),
        (number.clone(), json!("0.5"), "too_small"),
        (number.clone(), json!(10.5), "too_large"),
        (number.clone(), json!("1_0"), "invalid_number"),
        (number.clone(), json!("一"), "invalid_number"),
        (number, json!(true), "wrong_type"),
        (FieldType::Integer { min: None, max: None }, json!(9_007_199_254_740_992i64), "too_large"),
        (FieldType::Integer { min: None, max: None }, json!(1.5), "wrong_type"),
        (FieldType::Money { scale: 2, currency: None, negative: false }, json!("-1"), "too_small"),
        (
            FieldType::Money { scale: 2, currency: None, negative: false },
            json!({"amount": "1", "currency": "ABC"}),
            "invalid_currency",
        ),
        (FieldType::Date {}, json!("2026-02-30"), "invalid_date"),
        (FieldType::Date {}, json!("20260228"), "invalid_date"),
        (FieldType::Datetime {}, json!("2026-02-28"), "invalid_datetime"),
        (FieldType::Datetime {}, json!("2026-02-28T10:00:00"), "invalid_datetime"),
        (FieldType::Choice { options: options() }, json!("z"), "invalid_option"),
        (FieldType::MultiChoice { options: options() }, json!(["a", "z"]), "invalid_option"),
        (FieldType::Tags {}, json!(many), "too_many_items"),
        (FieldType::Link { objects: vec![object("account")] }, json!("x"), "invalid_id"),
        (FieldType::Json {}, nested, "invalid_character"),
        (FieldType::Location {}, json!({"lat": 91, "lng": 0}), "invalid_location"),
        (FieldType::Rating { max: 5 }, json!(6), "too_large"),
    ] {
        let problem =
            field(kind.clone(), DataClass::Internal).read(&wire, &ReadContext::default()).unwrap_err();
        assert_eq!((problem.code, problem.field.as_str()), (code, "f"), "{} {wire}", kind.name());
        assert!(model::words_of(problem.code).code == code, "{code} has no words");
    }
}

#[test]
fn a_list_is_compared_whole_and_people_by_who_asks() {
    let user = field(FieldType::User {}, DataClass::Internal);
    let mine = row_of(&user, &Value::Link(Uuid::from_u128(1)));
    let other = row_of(&user, &Value::Link(Uuid::from_u128(2)));
    for operator in [Operator::Me, Operator::MyTeam] {
        assert!(holds(&user, &mine, operator, &Json::Null) && !holds(&user, &other, operator, &Json::Null));
    }
}

#[test]
fn a_day_is_a_span_of_instants_in_the_readers_zone() {
    let field = field(FieldType::Datetime {}, DataClass::Internal);
    let (read, zone) = (ReadContext::default(), TimeZone::get("Asia/Shanghai").unwrap());
    let context = ConditionContext {
        read: &read,
        now: "2026-11-22T17:00:00Z".parse().unwrap(),
        zone: &zone,
        me: UserId(Uuid::nil()),
        my_team: &[],
        blind: &blind,
    };
    let at = |text: &str| row_of(&field, &Value::Time(text.parse().unwrap()));
    let test = |operator, operand| -> Predicate { field.condition(operator, &operand, &context).unwrap() };
    // In Shanghai it is already the 23rd.
    let today = test(Operator::Within, json!("today"));
    assert!(today.holds(&at("2026-11-22T16:00:00Z")) && today.holds(&at("2026-11-23T15:59:59.999999Z")));
    assert!(!today.holds(&at("2026-11-22T15:59:59Z")) && !today.holds(&at("2026-11-23T16:00:00Z")));
    let day = test(Operator::Eq, json!("2026-11-23"));
    assert!(day.holds(&at("2026-11-22T16:00:00Z")) && !day.holds(&at("2026-11-23T16:00:00Z")));
    let after = test(Operator::Gt, json!("2026-11-23"));
    assert!(!after.holds(&at("2026-11-23T15:00:00Z")) && after.holds(&at("2026-11-23T16:00:00Z")));
    assert_eq!(
        field.condition(Operator::Within, &json!("someday"), &context).unwrap_err().code,
        "invalid_option"
    );
    assert_eq!(
        field.condition(Operator::Contains, &json!("2"), &context).unwrap_err().code,
        "invalid_operator"
    );
}
