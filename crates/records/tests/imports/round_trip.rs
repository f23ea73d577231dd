//! Export and import are two ways between the same records: what went out comes back, for every type a cell can hold.

use metadata::Change;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use records::{ExportFormat, ExportHeaders, ImportMode, Mapping, Source};
use serde_json::{Map, Value as Json, json};
use store::testing::TestDatabase;

use crate::support::{BOSS, Room, suggested};

const FIELDS: [&str; 18] = [
    "name", "c_text", "c_long", "c_number", "c_whole", "c_money", "c_share", "c_truth", "c_day", "c_moment",
    "c_pick", "c_picks", "c_phone", "c_mail", "c_site", "c_place", "c_stars", "tags",
];

fn fields() -> Vec<Json> {
    let options = json!([
        {"key": "red", "label": {"zh": "红", "en": "Red"}},
        {"key": "blue", "label": {"zh": "蓝", "en": "Blue"}},
        {"key": "green", "label": {"zh": "绿", "en": "Green"}},
    ]);
    let field =
        |name: &str, kind: &str| json!({"name": name, "type": kind, "label": {"zh": name, "en": name}});
    let mut fields: Vec<Json> = [
        ("c_text", "text"),
        ("c_long", "long_text"),
        ("c_number", "number"),
        ("c_whole", "integer"),
        ("c_money", "money"),
        ("c_share", "percent"),
        ("c_truth", "boolean"),
        ("c_day", "date"),
        ("c_moment", "datetime"),
        ("c_phone", "phone"),
        ("c_mail", "email"),
        ("c_site", "url"),
        ("c_place", "address"),
        ("c_stars", "rating"),
    ]
    .iter()
    .map(|(name, kind)| field(name, kind))
    .collect();
    for (name, kind) in [("c_pick", "choice"), ("c_picks", "multi_choice")] {
        let mut choice = field(name, kind);
        choice["options"] = options.clone();
        fields.push(choice);
    }
    fields
}

/// Text of any sort, begun and ended by something that no trimming takes.
fn text() -> impl Strategy<Value = String> {
    "[=+@'a-z一-龥,;\"-][ -~一-龥，；、]{0,20}[a-z一-龥]"
}

fn day() -> impl Strategy<Value = String> {
    (1900..2100i32, 1..13u8, 1..29u8).prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}

fn decimal() -> impl Strategy<Value = String> {
    (0..1_000_000_000i64, 0..100u8).prop_map(|(whole, cents)| format!("{whole}.{cents:02}"))
}

fn record() -> impl Strategy<Value = Map<String, Json>> {
    let picks = proptest::sample::subsequence(vec!["red", "blue", "green"], 1..=3);
    let first = (text(), text(), decimal(), any::<i32>(), decimal(), any::<bool>(), day(), day());
    let second = (
        proptest::sample::select(vec!["red", "blue", "green"]),
        picks,
        0..100_000_000u64,
        "[a-z]{1,8}",
        text(),
        1..=5u8,
        proptest::collection::btree_set("[a-z一-龥][ -~]{0,8}[a-z]", 1..4),
        (0..24u8, 0..60u8, 0..1_000_000u32),
    );
    (first, second).prop_map(|(first, second)| {
        let (text, long, number, whole, money, truth, date, other) = first;
        let (pick, picks, phone, mail, street, stars, tags, (hour, minute, micros)) = second;
        let moment = format!("{other}T{hour:02}:{minute:02}:59.{micros:06}Z");
        let values = json!({
            "c_text": text, "c_long": format!("{long}\nsecond line"), "c_number": number, "c_whole": whole,
            "c_money": {"amount": money, "currency": "EUR"}, "c_share": "12.5", "c_truth": truth, "c_day": date,
            "c_moment": moment, "c_pick": pick, "c_picks": picks, "c_phone": format!("+86138{phone:08}"),
            "c_mail": format!("{mail}@example.com"), "c_site": format!("https://{mail}.example/"),
            "c_place": {"city": "上海", "street": street}, "c_stars": stars, "tags": tags,
        });
        values.as_object().cloned().unwrap_or_default()
    })
}

#[test]
fn what_went_out_comes_back_for_every_type_a_cell_can_hold() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let room = runtime.block_on(async {
        let room = Room::open(TestDatabase::embedded()).await;
        let boss = room.caller(BOSS);
        let object = json!({"name": "c_thing", "label": {"zh": "物", "en": "Thing"}});
        let change = Change::CreateObject(serde_json::from_value(object).unwrap());
        room.records.schema_change(&boss, &change).await.unwrap();
        for field in fields() {
            let object = "c_thing".parse().unwrap();
            let change = Change::AddField { object, field: Box::new(serde_json::from_value(field).unwrap()) };
            room.records.schema_change(&boss, &change).await.unwrap();
        }
        room
    });
    let mut runner = TestRunner::new(Config { cases: 12, max_shrink_iters: 0, ..Config::default() });
    let strategy = (proptest::collection::vec(record(), 1..6), any::<bool>());
    let run = runner.run(&strategy, |(values, workbook)| {
        runtime.block_on(there_and_back(&room, &values, workbook));
        Ok(())
    });
    run.unwrap();
}

async fn there_and_back(room: &Room, values: &[Map<String, Json>], workbook: bool) {
    let boss = room.caller(BOSS);
    for (n, values) in values.iter().enumerate() {
        let mut body = values.clone();
        body.insert("name".into(), json!(format!("Thing {n}")));
        room.records.create(&boss, "c_thing", &body, Source::Request, None).await.unwrap();
    }
    let before = room.list("c_thing", &FIELDS).await;
    let format = if workbook { ExportFormat::Xlsx } else { ExportFormat::Csv };
    let file = room.export(BOSS, "c_thing", ExportHeaders::Names, format).await;
    empty(room).await;
    let name = if workbook { "things.xlsx" } else { "things.csv" };
    let import = room.upload("c_thing", name, file).await;
    let mut mapping = suggested(&import);
    mapping.columns.retain(|column| column.field.as_deref() != Some("id"));
    let mapping = Mapping { update_by: None, mode: ImportMode::Create, ..mapping };
    let import = room.records.import_map(&boss, import.id, mapping).await.unwrap();
    assert_eq!(import.matches, []);
    let done = room.start(import.id).await;
    assert_eq!(done.problems, []);
    let mut after = room.list("c_thing", &FIELDS).await;
    // An export without an order of its own goes by id, so that rows come in in another order than they were made.
    after.sort_by_key(|values| values["name"].to_string());
    assert_eq!(after, before);
    empty(room).await;
}

async fn empty(room: &Room) {
    let boss = room.caller(BOSS);
    let page =
        room.records.list(&boss, "c_thing", &records::ListRequest::default(), |page| page).await.unwrap();
    for record in page.items {
        room.records.delete(&boss, "c_thing", record.id(), records::Expected::Any).await.unwrap();
    }
}
